"""Cuts of a kind to which records were only added: earlier files are shared, one more holds what came."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plumbline.errors import CutError
from plumbline.figures.cuts import freezing
from plumbline.figures.cuts.comparing import compare
from plumbline.figures.cuts.cut import Cut, open_cut
from plumbline.figures.cuts.freezing import freeze, write_cut
from plumbline.figures.cuts.manifest import FORMAT, NAME, PARTED, KindFile
from plumbline.figures.cuts.refreezing import Refreezing
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.engine.base import Engine
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators.compute import figure
from plumbline.figures.indicators.drill_down import records
from plumbline.figures.joint.exporting import show
from plumbline.figures.joint.joining import joined_with
from plumbline.home import Home
from plumbline.procedures.records.save import erase_personal, keep, withdraw
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from tests.figures.joint.test_joining import GIVEN, OWN
from tests.figures.joint.test_joining import inspection as inspected
from tests.figures.joints import handed_up, joint_of
from tests.figures.tables import AS_OF, Row, Tables
from tests.records.samples import Office, inspection

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind counts as large from its first row on."""
    monkeypatch.setattr(freezing, "PARTED_ROWS", 1)


class Days:
    """An office in which a day is one cut; ``whole`` makes the same as one file."""

    def __init__(self, office: Office, other: Home) -> None:
        self.office, self.home, self.other, self.now = office, office.home, other, datetime(2026, 3, 2, 9, tzinfo=UTC)

    def add(self, *numbers: int, **changed: str) -> None:
        for number in numbers:
            keep("inspection", inspection(number=str(number), **changed), at=self.later())

    def later(self) -> datetime:
        self.now += HOUR
        return self.now

    def cut(self) -> Cut:
        return freeze(self.home, at=self.later())

    def whole(self, cut: Cut) -> Cut:
        """The same moment in a home without an earlier cut."""
        self.other.create()
        return freeze(self.other, as_of=cut.held.as_of, at=self.now)


@pytest.fixture
def days(office: Office, tmp_path: Path) -> Days:
    return Days(office, Home(tmp_path / "other"))


def files(cut: Cut) -> list[str]:
    return [path.name for path in cut.paths("inspection")]


def rows(cut: Cut) -> list[dict[str, object]]:
    tables = [pq.read_table(path) for path in cut.paths("inspection")]
    table = pa.concat_tables(tables, promote_options="default")
    return sorted(table.to_pylist(), key=lambda row: (str(row["number"]), bytes(row["leaf"])))


def test_what_came_is_one_more_file_and_the_others_are_shared(days: Days) -> None:
    days.add(1, 2, 3)
    first = days.cut()
    days.add(4, 5)
    second = days.cut()
    days.add(6)
    third = days.cut()
    assert [files(each) for each in (first, second, third)] == [
        ["inspection.parquet"], ["inspection.parquet", "inspection-2.parquet"],
        ["inspection.parquet", "inspection-2.parquet", "inspection-3.parquet"]]
    for earlier, later in ((first, second), (second, third)):
        for name in files(earlier):
            assert (earlier.folder / name).samefile(later.folder / name)
    assert [cut.held.format for cut in (first, second, third)] == [FORMAT, PARTED, PARTED]
    assert [part.upto for part in third.held.kinds["inspection"].own] == [
        cut.held.journal["number"] for cut in (first, second, third)]
    assert [cut.rows("inspection") for cut in (first, second, third)] == [3, 5, 6]
    assert rows(third) == rows(days.whole(third))
    assert files(days.whole(third)) == ["inspection.parquet"]
    assert open_cut(days.home, third.id) == third
    third.check()


@pytest.mark.parametrize("what", ["corrected", "withdrawn", "corrected since by one that came"])
def test_a_correction_or_withdrawal_writes_the_kind_anew(days: Days, what: str) -> None:
    days.add(1, 2, 3)
    days.cut()
    days.add(4)
    if what == "withdrawn":
        row = store.current(kinds.get("inspection")).get(number="2")
        withdraw("inspection", row.pk, at=days.later(), reason="x")
    else:
        days.add(2 if what == "corrected" else 4, result="fail")
    cut = days.cut()
    assert files(cut) == ["inspection.parquet"]
    assert rows(cut) == rows(days.whole(cut))
    days.add(5)
    again = days.cut()
    assert files(again) == ["inspection.parquet", "inspection-2.parquet"]
    assert rows(again) == rows(days.whole(again))


def test_more_than_sixteen_are_written_as_one_again(days: Days) -> None:
    days.add(0)
    for number in range(1, freezing.MOST_PARTS + 1):
        cut = days.cut()
        assert len(files(cut)) == number
        days.add(number)
    assert len(files(days.cut())) == 1


def test_of_the_same_state_the_same_files_and_of_an_earlier_moment_no_later_row(days: Days) -> None:
    days.add(1)
    days.cut()
    days.add(2)
    second = days.cut()
    keep("organisation", {"code": "O1", "name": "X", "region": "1"}, at=days.later())
    third = days.cut()
    assert files(third) == files(second)
    assert third.held.kinds["inspection"] == second.held.kinds["inspection"]
    days.add(3)
    between = days.now
    days.add(4)
    days.cut()
    early = freeze(days.home, as_of=between, at=days.later())
    assert [row["number"] for row in rows(early)] == ["1", "2", "3"]
    assert len(files(early)) == 3
    assert rows(early) == rows(days.whole(early))


def test_erasing_what_is_personal_is_an_addition(days: Days) -> None:
    days.add(1)
    keep("organisation", {"code": "O1", "name": "X", "region": "1", "contact_name": "Li"}, at=days.later())
    days.cut()
    assert erase_personal("organisation", "O1", at=days.later())
    keep("organisation", {"code": "O2", "name": "Y", "region": "1"}, at=days.later())
    cut = days.cut()
    assert [path.name for path in cut.paths("organisation")] == ["organisation.parquet", "organisation-2.parquet"]


def test_a_damaged_file_is_not_shared(days: Days) -> None:
    days.add(1, 2)
    first = days.cut()
    path = first.path("inspection")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    days.add(3)
    assert files(days.cut()) == ["inspection.parquet"]


def test_regions_are_one_file_always(days: Days) -> None:
    days.cut()
    keep("region", {"code": "77", "name_en": "Ward 77", "level": "ward", "parent": "city", "valid_from": "2000-01-01"},
         at=days.later())
    cut = days.cut()
    assert cut.path("region").name == "region.parquet"
    assert "77" in cut.tree_at(date(2026, 1, 1))


def test_a_home_whose_cuts_are_of_another_journal_shares_nothing(days: Days) -> None:
    days.add(1)
    first = days.cut()
    Entry.objects.filter(number=first.held.journal["number"]).update(hash="0" * 64)
    days.add(2)
    assert files(days.cut()) == ["inspection.parquet"]


def test_a_row_that_was_altered_is_refused_where_it_came_since(days: Days) -> None:
    days.add(1)
    days.cut()
    days.add(2)
    kinds.get("inspection").model.objects.filter(number="2").update(result="fail")
    with pytest.raises(CutError) as error:
        days.cut()
    assert error.value.code == "cut.store_altered"
    assert "2" in str(error.value)


def test_figures_and_records_behind_them_are_the_same(days: Days, engine: Engine, shipped) -> None:
    days.add(*range(1, 8))
    days.cut()
    days.add(*range(8, 15), result="fail")
    days.add(15, region="2")
    parted = days.cut()
    whole = days.whole(parted)
    assert len(files(parted)) == 2
    for name in ("inspection.pass_rate", "inspection.count", "inspection.repeat_failure"):
        for region in ("1", "2", "city"):
            one, two = (figure(cut, shipped[name], region, "2013", engine=engine) for cut in (parted, whole))
            assert (one.numerator, one.denominator, one.value) == (two.numerator, two.denominator, two.value)
    behind = [records(cut, shipped["inspection.count"], "city", "2013", engine=engine, limit=100).rows
              for cut in (parted, whole)]
    assert [row["number"] for row in behind[0]] == [row["number"] for row in behind[1]]
    assert len(behind[0]) == 15


def test_the_comparison_with_another_cut_and_with_the_store(days: Days, tmp_path: Path) -> None:
    days.add(1, 2)
    first = days.cut()
    days.add(3)
    second = days.cut()
    days.add(2, result="fail")
    third = days.cut()
    assert compare(first, second).kinds["inspection"].as_dict() == {"added": 1, "removed": 0, "changed": 0, "same": 2}
    assert compare(second, third).kinds["inspection"].as_dict() == {"added": 0, "removed": 0, "changed": 1, "same": 2}
    assert compare(third, first).kinds["inspection"].as_dict() == {"added": 0, "removed": 1, "changed": 1, "same": 1}
    again = Refreezing(tmp_path)
    assert [again.differs(cut, "inspection") for cut in (first, second, third)] == ["", "", ""]


def test_a_file_that_is_not_what_came_then_is_found(days: Days, tmp_path: Path) -> None:
    days.add(1, 2)
    days.cut()
    days.add(3)
    second = days.cut()
    path = second.folder / "inspection-2.parquet"
    table = pq.read_table(path)
    forged = table.set_column(table.schema.get_field_index("result"), table.schema.field("result"),
                              pa.array(["fail"], pa.string()))
    path.unlink()
    pq.write_table(forged, path)
    with pytest.raises(CutError):
        second.check()
    # The manifest too says so, and is sealed anew.
    of = second.held.kinds["inspection"]
    told = KindFile.of_parts((of.own[0], replace(of.own[1], sha256=sha256_of(path))), of.state)
    second = replace(second, held=replace(second.held, kinds={**second.held.kinds, "inspection": told}))
    second.check()
    assert "1 of its records are not those" in Refreezing(tmp_path).differs(second, "inspection")


def test_a_manifest_that_hides_a_correction_is_found(days: Days, tmp_path: Path) -> None:
    days.add(1, 2)
    days.cut()
    days.add(3)
    second = days.cut()
    Entry.objects.filter(number=second.held.journal["number"]).update(superseded_rows=1)
    assert "changed records that it holds as they were" in Refreezing(tmp_path).differs(second, "inspection")


def test_an_older_release_refuses_it_by_its_format(days: Days) -> None:
    days.add(1)
    days.cut()
    days.add(2)
    cut = days.cut()
    told = json.loads((cut.folder / NAME).read_text())
    assert told["format"] == "plumbline-cut/3"
    assert "file" not in told["kinds"]["inspection"]
    assert told["kinds"]["inspection"]["parts"][1]["upto"] == cut.held.journal["number"]
    told["kinds"]["inspection"]["parts"][1]["upto"] -= 1
    (cut.folder / NAME).write_text(json.dumps(told))
    with pytest.raises(CutError, match="altered"):
        open_cut(days.home, cut.id)


def test_what_is_handed_up_is_one_file_again(days: Days, tmp_path: Path) -> None:
    days.add(1, 2)
    days.cut()
    days.add(3)
    cut = days.cut()
    given = show(cut, "city", schema_of_kinds(), tmp_path)
    (part,) = given.kinds["inspection"]
    assert (part.file, part.rows, part.upto) == ("inspection.parquet", 3, 0)
    whole = tmp_path / "whole"
    whole.mkdir()
    same = show(days.whole(cut), "city", schema_of_kinds(), whole)
    assert same.kinds["inspection"] == given.kinds["inspection"]


def test_in_a_joint_cut_they_stand_beside_those_of_others(home: Home, tmp_path: Path, shipped) -> None:
    second, third = inspected(2, "province"), inspected(3, "province")
    write_cut(home, Tables(OWN), as_of=AS_OF, made_at=AS_OF)
    given = [handed_up(home, name, region, rows) for name, (region, rows) in GIVEN.items()]

    def joint(day: int, came: list[Row]) -> Cut:
        return write_cut(home, Tables({**OWN, "inspection": [*OWN["inspection"], *came]}, number=day,
                                      came={"inspection": came[-1:]}),
                         as_of=AS_OF + timedelta(days=day), made_at=AS_OF, joined=joined_with(given))

    one, two = joint(2, [second]), joint(3, [second, third])
    assert (one.held.format, one.joint, one.rows("inspection")) == (PARTED, True, 4)
    assert files(two) == ["inspection.parquet", "inspection-2.parquet", "inspection-3.parquet",
                          "inspection.county-a.parquet", "inspection.county-b.parquet"]
    assert [path.name for path in two.own_paths("inspection")] == files(two)[:3]
    assert rows(two) == rows(joint_of(Home(tmp_path / "whole").create(), {**OWN, "inspection": [
        *OWN["inspection"], second, third]}, GIVEN))
    shown = records(two, shipped["inspection.count"], "province", "2013", limit=100).rows
    assert sorted((row["number"], row["instance"]) for row in shown) == [
        ("1", ""), ("1", "county-a"), ("1", "county-b"), ("2", ""), ("3", "")]
    with pytest.raises(CutError, match="both keep the same"):
        joint(4, [second, third, inspected(1, "a1")])
