"""Tables by which members are added, or given: what they may look like, that all that is wrong is told at once, that
all of one is done or nothing, and that nothing is told of what is closed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from plumbline.errors import IntakeError, NotAllowed, PlumblineError, RecordError
from plumbline.procedures.casework import common_acts, registry
from plumbline.procedures.casework.members import adding, given
from plumbline.procedures.casework.refusals import RowsUnfit
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.journal import Entry
from tests.procedures.casework.procedures import TENDER, recall, tender
from tests.procedures.casework.recalls import NAME, Recalls, colleague, found

ENTER = given.of_act(tender().by_name["enter"])
WANTED = given.needed(tender().by_name["enter"])


def entered(source: Any, **how: Any) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = given.read(source, ENTER, WANTED, **how).rows
    return rows


def test_a_table_may_come_as_a_text_a_file_or_a_workbook_under_either_name(tmp_path: Path) -> None:
    expected = [{"key": "A", "applicant": "F1", "phone": "0138"}, {"key": "B", "applicant": "F2"}]
    assert entered("key\tapplicant\tphone\nA\tF1\t0138\n\nB\tF2\t\n") == expected
    assert entered("编号，申报单位，电话\nA，F1，0138\nB，F2，\n") == expected
    assert entered("A,F1\nB,F2") == [{"key": "A", "applicant": "F1"}, {"key": "B", "applicant": "F2"}]
    file = tmp_path / "table.csv"
    file.write_bytes("备注,电话,申报单位,编号\n甲,0138,F1,A\n乙,,F2,B\n".encode("gb18030"))
    assert entered(file) == expected
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["member", "applicant", "phone"], ["A", "F1", "0138"], ["B", "F2", None]):
        book.active.append(row)
    book.save(tmp_path / "table.xlsx")
    assert entered(tmp_path / "table.xlsx") == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("lot\tnote\nL1\tx\n", ["L1"]), ("note,批次\nx,L1\n", ["L1"]), ("L1\nL2\n", ["L1", "L2"]), ("lot\nL1", ["L1"])])
def test_a_list_of_one_column_needs_no_heading_and_a_table_of_several_does(text: str, expected: list[str]) -> None:
    act = recall().by_name["add-lot"]
    assert [row["lot"] for row in given.read(text, given.of_act(act), given.needed(act)).rows] == expected
    with pytest.raises(IntakeError) as refused:
        given.read("L1\tx\n", given.of_act(act), given.needed(act))
    assert refused.value.code == "table.column_missing"


def test_what_is_sent_again_is_read_to_the_letter() -> None:
    rows = [{"key": 'say "A"', "applicant": "a, b"}, {"key": "=1+1", "applicant": "line\nend", "phone": "1"}]
    assert entered(given.as_text(ENTER, rows)) == rows
    assert entered(given.as_text(ENTER, rows[:1])) == rows[:1]


def test_a_column_that_nobody_asked_for_is_told_or_refused_and_one_that_is_missing_is_named(tmp_path: Path) -> None:
    file = tmp_path / "kept-under-another-name.csv"
    file.write_text("key,applicant,fone\nA,F1,1\n", "utf-8")
    table = given.read(file, ENTER, WANTED, called="mine.csv")
    assert (table.passed_over, table.places[0].en) == (["fone"], "mine.csv, row 2")
    with pytest.raises(RecordError) as refused:
        given.read(file, ENTER, WANTED, exact=True, called="mine.csv")
    assert (refused.value.code, refused.value.where.en) == ("case.column_unknown", "mine.csv")
    assert "phone" in refused.value.next_step.en
    file.write_text("key,aplicant\nA,F1\n", "utf-8")
    with pytest.raises(IntakeError) as missing:
        given.read(file, ENTER, WANTED, called="mine.csv")
    assert (missing.value.code, str(tmp_path) in str(missing.value)) == ("table.column_missing", False)


def test_a_table_that_is_too_long_or_empty_is_refused() -> None:
    long = "key,applicant\n" + "".join(f"K{each},F1\n" for each in range(given.MOST + 1))
    for text, code in ((long, "case.table_too_long"), ("key,applicant\n", "table.empty"), ("", "table.empty")):
        with pytest.raises(PlumblineError) as refused:
            entered(text)
        assert refused.value.code in (code, "file.empty"), text[:40]


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_done(recalls: Recalls, award: str) -> None:
    ann, before = recalls.who("ann"), Entry.objects.count()
    rows = [{"key": "N1", "applicant": "F1"}, {"key": "A", "applicant": "F1"}, {"applicant": "nobody"},
            {"key": "N1", "applicant": "F2"}, {"key": "N2", "applicant": "F3"}]
    wrong = adding.unfit(recalls.home, ann, TENDER, award, "enter", rows, at=recalls.later())
    assert {place: str(each.code) for place, each in wrong.items()} == {
        1: "case.member_twice", 2: "row.missing", 3: "case.member_twice"}
    with pytest.raises(RowsUnfit) as refused:
        given.add(recalls.home, ann, TENDER, award, "enter", rows, at=recalls.later())
    assert refused.value.faults.keys() == wrong.keys()
    assert "row 2: 'A' is a member of this case already" in refused.value.why.en
    assert "第2行" in refused.value.why.zh
    assert list(found(recalls, ann, award, TENDER).board.members) == ["A", "B"]
    assert Entry.objects.count() == before
    sound = [rows[0], rows[4]]
    assert not adding.unfit(recalls.home, ann, TENDER, award, "enter", sound, at=recalls.later())
    assert Entry.objects.count() == before
    events = given.add(recalls.home, ann, TENDER, award, "enter", sound, at=recalls.later())
    assert [each.member for each in events] == ["N1", "N2"]


def test_the_same_table_sent_twice_is_added_once_and_another_is_not_taken_for_it(recalls: Recalls) -> None:
    number, ann = recalls.open(), recalls.who("ann")
    seen = recalls.found(number).board.case.last
    rows = [{"lot": "L1"}, {"lot": "L2"}]

    def add(rows: list[dict[str, str]], who: Any = ann, seen: int | None = seen) -> list[int]:
        return [each.pk for each in given.add(recalls.home, who, NAME, number, "add-lot", rows, seen=seen,
                                              at=recalls.later())]

    first = add(rows)
    assert add(rows) == first
    assert add(rows[::-1]) == first[::-1]
    for other, who, since in ((rows, recalls.who("bob"), seen), (rows, ann, None), (rows, ann, first[-1]),
                              ([*rows, {"lot": "L3"}], ann, seen)):
        with pytest.raises(RowsUnfit):
            add(other, who, since)
    assert CaseEvent.objects.filter(act="add-lot").count() == 2


def test_who_may_not_add_or_give_hears_nothing_of_the_members(recalls: Recalls, award: str) -> None:
    rows, gifts = [{"key": "A", "applicant": "F1"}], [("A", "ann")]
    eve, firm = recalls.who("eve", region="2"), colleague(recalls, "of-f1", "F1")
    for who, kind in ((eve, RecordError), (firm, NotAllowed)):
        for call in (lambda who=who: adding.unfit(recalls.home, who, TENDER, award, "enter", rows, at=recalls.later()),
                     lambda who=who: given.add(recalls.home, who, TENDER, award, "enter", rows, at=recalls.later()),
                     lambda who=who: adding.ungivable(recalls.home, who, TENDER, award, "juror", gifts,
                                                      at=recalls.later())):
            with pytest.raises(kind) as refused:
                call()
            assert refused.value.code in ("case.unknown", "case.part_not_held")
    told = adding.give(recalls.home, firm, TENDER, award, "juror", gifts, whole=True, at=recalls.later())
    assert [each.code for each in told if isinstance(each, PlumblineError)] == ["case.part_not_held"]


def test_a_preview_tells_nothing_of_a_member_that_is_closed(recalls: Recalls, award: str) -> None:
    ann = recalls.who("ann")
    common_acts.declare_conflict(recalls.home, ann, TENDER, award, "My own", member="A", at=recalls.later())
    rows = [{"key": each, "applicant": "F1"} for each in ("A", "B", "C")]
    wrong = adding.unfit(recalls.home, ann, TENDER, award, "enter", rows, at=recalls.later())
    assert list(wrong) == [1]
    for member in ("A", "none"):  # there, and closed; not there: both sound alike
        told = adding.ungivable(recalls.home, ann, TENDER, award, "juror", [(member, "ann")], at=recalls.later())
        assert [each.code for each in told.values()] == ["case.member_unknown"]
        assert "B" in str(told[0].next_step.en)
        assert "A" not in str(told[0].next_step.en).split()
    with pytest.raises(PlumblineError):  # and nothing is added over it
        given.add(recalls.home, ann, TENDER, award, "enter", rows[:1], at=recalls.later())
    assert list(found(recalls, recalls.who("bob"), award, TENDER).board.members) == ["A", "B"]


def test_a_part_is_given_to_all_or_to_none(recalls: Recalls, award: str) -> None:
    ann, juror = recalls.who("ann"), recalls.who("juror")
    before = Entry.objects.count()
    table = given.read("Applicant,登录名\nA,juror\nB,nobody\n", given.of_gifts(registry.procedure(TENDER)),
                       [given.MEMBER, given.PERSON])
    with pytest.raises(RowsUnfit) as refused:
        given.give(recalls.home, ann, TENDER, award, "juror", table.rows, table.places, at=recalls.later())
    assert [str(each.code) for each in refused.value.faults.values()] == ["case.person_unknown"]
    assert (list(refused.value.faults), "row 3" in refused.value.why.en) == ([1], True)
    assert Entry.objects.count() == before
    rows = [{"member": each, "person": "juror"} for each in ("A", "B")]
    events = given.give(recalls.home, ann, TENDER, award, "juror", rows, at=recalls.later())
    assert [each.member for each in events] == ["A", "B"]
    board = found(recalls, ann, award, TENDER).board
    assert board.given == {each: {(juror.pk, "juror")} for each in ("A", "B")}
