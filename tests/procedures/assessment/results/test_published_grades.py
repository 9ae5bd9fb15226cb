"""Published grades: the shipped list comes in whole, and a list that is no partition is refused with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.procedures.assessment.results import published_grades
from plumbline.procedures.assessment.results.grade_lists import same_place
from plumbline.procedures.assessment.results.published_grades import import_grades, listed, shipped
from plumbline.procedures.records import save
from plumbline.records.core import kinds, store
from tests.records.samples import AT, Clock

HEAD = "scope,year,grade,units,complete,source"
GOOD = ("河,2019,A,甲 乙,yes,http://example.org/1", "河,2019,B,丙,yes,http://example.org/1")


def taken(home: Home, folder: Path, *lines: str, head: str = HEAD) -> published_grades.Taken:
    path = folder / "list.csv"
    path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return import_grades(home, path, clock=Clock())


def refused(home: Home, folder: Path, *lines: str, head: str = HEAD) -> RecordError:
    with pytest.raises(RecordError) as caught:
        taken(home, folder, *lines, head=head)
    assert store.current(kinds.get(published_grades.KIND)).count() == 0
    return caught.value


def region(code: str, name: str, level: str, parent: str = "") -> None:
    save.keep("region", {"code": code, "name_en": code, "name_zh": name, "level": level, "parent": parent,
                         "valid_from": "2000-01-01"}, at=AT)


def test_the_shipped_list_comes_in_whole_and_once(home: Home, transactional_db: None) -> None:
    first = import_grades(home, shipped(), clock=Clock())
    assert (first.outcome.rows, first.outcome.quarantined, len(first.years)) == (133, 0, 9)
    assert [(each.scope, each.year) for each in first.years if not each.complete] == [("CN provinces", "2016-17")]
    assert [note.en for note in first.notes] == [
        "CN provinces 2016-17 is partial: nothing follows for the places it does not name."]
    again = import_grades(home, shipped(), clock=Clock())
    assert (again.outcome.rows, again.outcome.same) == (0, 133)


def test_years_are_listed_by_scope_with_partial_ones_marked(home: Home, transactional_db: None) -> None:
    import_grades(home, shipped(), clock=Clock())
    found = listed("CN provinces")
    assert [(one["year"], one["complete"]) for one in found] == [("2019", True), ("2016-17", False)]
    assert {one["grade"]: len(one["units"]) for one in found[0]["grades"]} == {"A": 4, "B": 22, "C": 5}
    assert found[1]["grades"] == [{"grade": "A", "units": ["北京", "上海", "浙江", "广东"]}]
    assert found[1]["sources"] == [
        "Zhejiang Wins Grade A in Quality Work Assessment Three Consecutive Times, 2018-09-05"]
    assert [(one["scope"], one["year"]) for one in listed() if one["scope"] == "广东"] == [
        ("广东", "2020"), ("广东", "2019"), ("广东", "2016-17")]
    assert listed("nowhere") == []


def test_places_are_joined_to_the_regions_of_this_register(home: Home, tmp_path: Path, transactional_db: None) -> None:
    region("1", "河省", "province")
    for code, name in (("11", "甲市"), ("12", "乙市"), ("13", "丙县")):
        region(code, name, "city", "1")
    taken(home, tmp_path, *GOOD)
    assert {row.unit: row.region for row in store.current(kinds.get(published_grades.KIND))} == {
        "甲": "11", "乙": "12", "丙": "13"}


def test_a_whole_list_that_leaves_out_a_known_place_is_refused(home: Home, tmp_path: Path, transactional_db: None,
                                                               ) -> None:
    region("1", "河省", "province")
    for code, name in (("11", "甲市"), ("12", "乙市"), ("13", "丙县"), ("14", "丁县")):
        region(code, name, "city", "1")
    error = refused(home, tmp_path, *GOOD)
    assert (error.what.en, error.where.en, error.why.en, error.next_step.en) == (
        "河 2019 leaves out 丁县", "list.csv",
        "The list is said to be whole, and the regions kept here have them", "Add them, or write no under 'complete'")
    assert taken(home, tmp_path, *[line.replace(",yes,", ",no,") for line in GOOD]).outcome.rows == 3


def test_the_provinces_are_those_of_the_country(home: Home, tmp_path: Path, transactional_db: None) -> None:
    region("1", "国", "country")
    region("11", "甲省", "province", "1")
    region("12", "乙自治区", "province", "1")
    assert refused(home, tmp_path, "CN provinces,2019,A,甲,yes,x").what.en == (
        "CN provinces 2019 leaves out 乙自治区")
    assert taken(home, tmp_path, "CN provinces,2019,A,甲 乙,yes,x").outcome.rows == 2


def test_whole_years_that_name_other_places_are_remarked(home: Home, tmp_path: Path, transactional_db: None) -> None:
    done = taken(home, tmp_path, *GOOD, "河,2020,A,甲 戊,yes,x")
    assert done.notes[0].en == "河 2020 does not name the places of 2019: 1 more (戊), 2 missing (丙, 乙)."
    assert done.as_dict()["notes"] == [done.notes[0].as_dict()]


FAULTS: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    ((*GOOD, "河,2019,C,甲,yes,x"),
     {"what": "'甲' is graded twice in 河 2019", "where": "list.csv, line 4",
      "why": "Line 2 gives it A, line 4 C; a place has one grade a year"}),
    (("河,2019,A,甲 甲,yes,x",), {"what": "'甲' is graded twice in 河 2019", "where": "list.csv, line 2"}),
    ((GOOD[0], GOOD[1].replace("yes", "no")),
     {"what": "河 2019 is both whole and partial", "where": "list.csv, line 3"}),
    (("河,2019,A,甲,maybe,x",),
     {"what": "'maybe' under 'complete' is neither yes nor no", "where": "list.csv, line 2"}),
    (("河,2019,优,甲,yes,x",), {"what": "'优' is no grade", "where": "list.csv, line 2"}),
    (("河,2019,A, ,yes,x",), {"what": "'units' is empty", "where": "list.csv, line 2"}),
    (("河,2019,A,甲,yes,x,y",), {"what": "this line has not 6 values", "where": "list.csv, line 2"}),
    (("河,2019,A,甲,yes",), {"what": "this line has not 6 values", "where": "list.csv, line 2"}),
    ((), {"what": "this list is empty", "where": "list.csv"}),
]


@pytest.mark.parametrize(("lines", "told"), FAULTS)
def test_a_fault_is_named_with_its_line(home: Home, tmp_path: Path, transactional_db: None, lines: tuple[str, ...],
                                        told: dict[str, Any]) -> None:
    error = refused(home, tmp_path, *lines).as_dict()
    assert {name: error[name] for name in told} == told
    assert error["next_step"]


def test_another_file_is_no_list(home: Home, tmp_path: Path, transactional_db: None) -> None:
    error = refused(home, tmp_path, "a,b", head="code,name")
    assert (error.what.en, error.why.en) == ("this is no list of published grades", "Its columns are code, name")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(RecordError) as caught:
        import_grades(home, tmp_path / "bytes.csv", clock=Clock())
    assert caught.value.what.en == "this list cannot be read"


@pytest.mark.parametrize(("short", "name", "same"), [
    ("浙江", "浙江省", True), ("北京", "北京市", True), ("新疆", "新疆维吾尔自治区", True), ("海", "海南省", False),
])
def test_a_short_name_is_that_of_its_region(short: str, name: str, same: bool) -> None:
    assert same_place(short, name) is same
