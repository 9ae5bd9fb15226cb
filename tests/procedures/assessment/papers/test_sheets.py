"""The workbook of a stage: what stands in it for whom, and what comes of it when it comes back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from plumbline.errors import IntakeError, NotAllowed, PlumblineError
from plumbline.home import Home
from plumbline.procedures.assessment.papers import sheet_in, sheet_out
from plumbline.procedures.assessment.papers.sheet_in import Taken
from plumbline.procedures.assessment.year import reading
from plumbline.records.assessment.rounds import RoundEvent
from tests.libreoffice import work
from tests.procedures.year_world import AFTER, NUMBER, TARGETS, Province, day

pytestmark = pytest.mark.django_db(transaction=True)
Change = Callable[[Any], None]


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened",))


def out(province: Province, name: str, stage: str, language: str = "en") -> Path:
    file = province.folder / f"{name}-{stage}.xlsx"
    made = sheet_out.sheet(province.home, province.who(name), NUMBER, stage, language=language)
    file.write_bytes(made.content)
    return file


def back(province: Province, name: str, stage: str, file: Path, *changes: Change) -> Taken:
    if changes:
        book = openpyxl.load_workbook(file)
        for change in changes:
            change(book.worksheets[0])
        book.save(file)
    return sheet_in.take(province.home, province.who(name), NUMBER, stage, file, at=AFTER)


def put(**cells: Any) -> Change:
    def change(page: Any) -> None:
        for name, value in cells.items():
            page[name] = value

    return change


def rows(file: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(file.read_bytes())).worksheets[0].iter_rows(values_only=True))


def stated() -> list[tuple[str, ...]]:
    found = RoundEvent.objects.filter(act="state").order_by("pk")
    return [(one.stage, one.region, one.item, one.answer, one.reason, one.clause) for one in found]


def test_each_gets_their_own_lines_with_what_they_may_know(province: Province) -> None:
    province.state("north", "self", "north", "yes", "1.1", reason="=HYPERLINK(1)")
    file = out(province, "planning", "department")
    assert rows(file) == [
        ("Region", "Item", "Points", "Rule", "Last year", "Its own answer", "How to answer", "Answer", "Reason",
         "Clause", "Evidence attached"),
        ("north · North", "1.1 · Plan", 40, "40 points if determined yes, otherwise none.", None, "yes (=HYPERLINK(1))",
         "Choose from the list.", None, None, "1.1", None),
        ("south · South", "1.1 · Plan", 40, "40 points if determined yes, otherwise none.", None, None,
         "Choose from the list.", None, None, "1.1", None),
    ]
    market = rows(out(province, "market", "department", "zh"))
    assert [row[1] for row in market[1:]] == ["1.2 · 监管"] * 2
    assert (market[0][7], market[1][6]) == ("填报结果", "填写0至30之间的数字。")
    own = rows(out(province, "north", "self"))
    assert [(row[0], row[7]) for row in own[1:]] == [("north · North", "yes")]
    for name, stage in (("north", "department"), ("planning", "panel"), ("stranger", "self"), ("lead", "evaluate")):
        with pytest.raises(PlumblineError):
            sheet_out.sheet(province.home, province.who(name), NUMBER, stage)


def test_what_is_filled_in_is_stated_once(province: Province) -> None:
    file = out(province, "planning", "department", "zh")
    done = back(province, "planning", "department", file, put(H2="是", I2="seen", H3="no", J3="2.7"))
    assert (done.stated, done.unchanged, done.faults) == (2, 0, ())
    assert stated() == [("department", "north", "1.1", "yes", "seen", "1.1"),
                        ("department", "south", "1.1", "no", "", "2.7")]
    assert back(province, "planning", "department", file).stated == 0
    file = out(province, "planning", "department")
    assert [row[7:10] for row in rows(file)[1:]] == [("yes", "seen", "1.1"), ("no", None, "2.7")]
    assert back(province, "planning", "department", file) == Taken(0, 2, ())
    assert back(province, "planning", "department", file, put(I3="Of 2012.")) == Taken(1, 1, ())
    assert len(stated()) == 3
    province.state("planning", "department", "north", "yes", "1.1", reason="=1+1")
    file = out(province, "planning", "department")
    assert back(province, "planning", "department", file, put(J2="2.8")) == Taken(1, 1, ())
    assert stated()[-1] == ("department", "north", "1.1", "yes", "=1+1", "2.8")


def test_numbers_moved_columns_and_merged_regions_are_taken_as_they_are_meant(province: Province) -> None:
    def spoil(page: Any) -> None:
        page.move_range("H1:H3", cols=5)
        page.delete_cols(8)
        page["L2"], page["L3"] = 21, "21.5"
        page.insert_cols(1)

    done = back(province, "market", "department", out(province, "market", "department"), spoil)
    assert (done.stated, done.faults) == (2, ())
    assert [row[3] for row in stated()] == ["21", "21.5"]

    def merge(page: Any) -> None:
        page["A2"], page["A3"] = "north · North", None
        page.merge_cells("A2:A3")
        page["B3"], page["H3"] = "1.2 · Supervision", "9"

    done = back(province, "market", "department", out(province, "market", "department"), merge)
    assert [(fault.cell, fault.reason.en) for fault in done.faults] == [("A3", "this line is there twice")]
    assert len(stated()) == 2


def test_every_bad_cell_is_told_and_nothing_is_taken_in(province: Province) -> None:
    def spoil(page: Any) -> None:
        page["H2"], page["H3"], page["I3"] = "31", "=1+1", "why"
        page["A4"], page["B4"], page["H4"] = "south", "1.1", "5"

    file = out(province, "market", "department")
    done = back(province, "market", "department", file, spoil)
    assert [(one.cell, one.column, one.value, one.reason.en, bool(one.remedy.en)) for one in done.faults] == [
        ("H2", "Answer", "31", "31 is outside 0 to 30", True),
        ("H3", "Answer", "", "the formula in this cell has no result", True),
        ("A4", "Region", "south", "this person answers no such line in this stage", True),
    ]
    assert stated() == []
    done = back(province, "market", "department", file, put(H2="5", H3="6", A4=None, B4=None, H4=None))
    assert (done.stated, done.faults) == (2, ())
    file = out(province, "market", "department")
    done = back(province, "market", "department", file, put(H2=None, H3=None, I3="only a reason"))
    assert {fault.reason.zh for fault in done.faults} == {"已填报的结果不能清空"}


def test_an_answer_given_meanwhile_is_not_written_over(province: Province) -> None:
    file = out(province, "market", "department")
    province.state("market", "department", "north", "20", "1.2")
    done = back(province, "market", "department", file, put(H2="10", H3="11"))
    assert [(fault.cell, fault.reason.en) for fault in done.faults] == [
        ("H2", "this was answered anew after the workbook went out")]
    assert back(province, "market", "department", file, put(H2=None)) == Taken(1, 0, ())
    assert [row[3] for row in stated()] == ["20", "11"]


def test_only_the_own_workbook_of_this_stage_comes_back(province: Province) -> None:
    file = out(province, "market", "department")
    for name, stage, what in (("planning", "department", "person"), ("visitor", "visit", "stage")):
        with pytest.raises(IntakeError, match=f"this is the workbook of another {what}"):
            back(province, name, stage, file)
    with pytest.raises(NotAllowed):
        back(province, "expert1", "department", file)
    book = openpyxl.load_workbook(file)
    del book["plumbline"]
    book.save(file)
    with pytest.raises(IntakeError, match="this is no workbook of an assessment year"):
        back(province, "market", "department", file)
    file.write_bytes(b"PK\x03\x04 no workbook")
    with pytest.raises(IntakeError, match="the workbook cannot be read"):
        back(province, "market", "department", file)


def test_an_expert_sees_no_score_but_their_own(province: Province) -> None:
    province.state("expert1", "panel", "north", "85", "1.3", reason="secret")
    assert "secret" not in str(rows(out(province, "expert2", "panel")))
    assert rows(out(province, "expert1", "panel"))[1][7:9] == ("85", "secret")


def test_targets_are_words(province: Province) -> None:
    file = out(province, "north", "target")
    assert rows(file) == [("Region", "Answer", "Reason", "Evidence attached"), ("north · North", None, None, None)]
    book = openpyxl.load_workbook(file)
    book.worksheets[0]["B2"] = "One plan,\nby June"
    book.save(file)
    sheet_in.take(province.home, province.who("north"), NUMBER, "target", file, at=TARGETS)
    told = reading.events(province.home, NUMBER, province.who("north"))
    assert [one["answer"] for one in told if one["act"] == "state"] == ["One plan, by June"]
    late = out(province, "south", "target")
    book = openpyxl.load_workbook(late)
    book.worksheets[0]["B2"] = "late"
    book.save(late)
    done = sheet_in.take(province.home, province.who("south"), NUMBER, "target", late, at=day("2014-07-01"))
    assert [fault.reason.en for fault in done.faults] == ["this is late: the stage 'target' ended on 30 Jun 2013"]


def test_an_office_fills_it_in_with_other_software(province: Province, tmp_path: Path) -> None:
    file = out(province, "planning", "department", "zh")
    saved = tmp_path / "saved.xlsx"
    told = work(tmp_path, file, types={"H2": "是", "H3": "否", "I3": "方案为2012年制定"}, tell=["H2"], save=[saved])
    assert "lists" in told["H2"]["list"]
    assert back(province, "planning", "department", saved) == Taken(2, 0, ())
    assert [row[3:5] for row in stated()] == [("yes", ""), ("no", "方案为2012年制定")]
