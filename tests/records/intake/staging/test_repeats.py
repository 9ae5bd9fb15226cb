"""One record twice in one file: the same content counts once, other content is set aside whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.intake.reading import commas
from plumbline.records.intake.staging import stage
from plumbline.rulebook.mappings.mappings import Mapping
from tests.records.samples import Office, current, inspection, read_csv, stored_rows

REASON = "Another row of this file gives the same record with other content: "


def told(path: str | None) -> list[tuple[str, str, str, str]]:
    return [(found["row"], found["column"], found["value"], found["reason"].removeprefix(REASON))
            for found in read_csv(path)]


def test_the_same_row_twice_counts_once(office: Office) -> None:
    done = office.inspections(inspection(), inspection(number="2"), inspection(), inspection())
    assert (done.rows, done.same, done.repeated, done.quarantined) == (2, 0, 2, 0)
    assert current("inspection", "number") == [("1",), ("2",)]


def test_the_same_content_written_in_two_ways_counts_once(office: Office) -> None:
    done = office.inspections(inspection(), inspection(result="合格", inspected_on="2013/1/31", critical_count="00"))
    assert (done.rows, done.same, done.repeated, done.quarantined) == (1, 0, 1, 0)


def test_other_content_sets_all_of_them_aside(office: Office) -> None:
    done = office.inspections(inspection(), inspection(number="2"), inspection(result="fail"), inspection())
    assert (done.rows, done.same, done.quarantined) == (1, 0, 3)
    assert current("inspection", "number") == [("2",)]
    assert told(done.reasons_file) == [
        ("2", "number", "1", "row 4, in result"), ("4", "number", "1", "row 2, in result"),
        ("5", "number", "1", "row 2, in result")]
    [first, *_] = read_csv(done.reasons_file)
    assert first["remedy"] == "Keep the row that is right and import it alone"


def test_the_rows_are_given_back_as_written(office: Office) -> None:
    mapping = Mapping("m", "inspection", ignore=("remark",), dates="%d/%m/%Y",
                      columns={name: name for name in inspection()})
    rows = [inspection(inspected_on="31/01/2013", result="Pass") | {"remark": "one"},
            inspection(inspected_on="31/01/2013", result="不合格") | {"remark": "two"}]
    done = office.inspections(*rows, mapping=mapping)
    assert read_csv(done.rows_file) == rows
    assert office.take("inspection", [read_csv(done.rows_file)[1]], mapping=mapping).rows == 1


def test_a_row_known_already_beside_one_that_differs(office: Office) -> None:
    # Whatever the store holds, the file contradicts itself.
    office.inspections(inspection())
    done = office.inspections(inspection(), inspection(result="fail"))
    assert (done.rows, done.same, done.quarantined) == (0, 0, 2)
    assert told(done.reasons_file) == [("2", "number", "1", "row 3, in result"),
                                       ("3", "number", "1", "row 2, in result")]
    assert current("inspection", "result") == [("pass",)]


def test_a_correction_given_twice_counts_once(office: Office) -> None:
    office.inspections(inspection())
    done = office.inspections(inspection(result="fail"), inspection(result="fail"))
    assert (done.rows, done.repeated, done.corrections, done.quarantined) == (1, 1, 1, 0)
    assert current("inspection", "result") == [("fail",)]


def test_a_bad_row_beside_a_good_one_of_the_same_record(office: Office) -> None:
    done = office.inspections(inspection(), inspection(result="excellent"))
    assert (done.rows, done.quarantined) == (1, 1)
    assert told(done.reasons_file)[0][1] == "result"


def test_a_key_of_two_fields(office: Office) -> None:
    def finding(inspection: str, clause: str, severity: str = "minor") -> dict[str, str]:
        return {"inspection": inspection, "clause": clause, "severity": severity, "region": "1",
                "found_on": "2013-01-31"}

    done = office.take("finding", [finding("1", "12"), finding("11", "2"), finding("1", "2"),
                                   finding("1", "2", "critical")])
    assert current("finding", "inspection", "clause") == [("1", "12"), ("11", "2")]
    assert told(done.reasons_file) == [("4", "inspection, clause", "1, 2", "row 5, in severity"),
                                       ("5", "inspection, clause", "1, 2", "row 4, in severity")]


@pytest.mark.parametrize("twice", [(0, 399), (10, 11)])
def test_after_parts_were_published_already(office: Office, monkeypatch: pytest.MonkeyPatch,
                                            twice: tuple[int, int]) -> None:
    # Small parts: what was published before the second row was met is taken back, and comes again without it.
    monkeypatch.setattr(stage, "PART_ROWS", 40)
    monkeypatch.setattr(commas, "BLOCK_BYTES", 1_000)
    rows = [inspection(number=f"n{row:03d}") for row in range(400)]
    rows[twice[1]] = rows[twice[0]] | {"result": "fail"}
    office.inspections(*(inspection(number=f"n{row:03d}", result="conditional") for row in range(0, 400, 2)))
    done = office.inspections(*rows)
    assert (done.rows, done.quarantined) == (398, 2)
    assert [row for row, *_ in told(done.reasons_file)] == [str(twice[0] + 2), str(twice[1] + 2)]
    held = dict(current("inspection", "number", "result"))
    assert held == {f"n{row:03d}": "pass" for row in range(400) if row not in twice} | {
        f"n{row:03d}": "conditional" for row in twice if row % 2 == 0}
    assert done.corrections == sum(1 for row in range(0, 400, 2) if row not in twice)
    assert len(list(stored_rows("inspection"))) == 200 + 398
    assert store.broken_links() == []
    assert not Entry.objects.filter(state__in=Entry.HIDDEN)


def test_keys_that_only_look_alike(office: Office) -> None:
    numbers = ["1", "01", "1.5", "A", "a", "Á", "é", "e\u0301"]
    done = office.inspections(*(inspection(number=number) for number in numbers))
    assert (done.rows, done.same, done.quarantined) == (8, 0, 0)
    assert {number for (number,) in current("inspection", "number")} == set(numbers)
    assert kinds.get("inspection").key == ("number",)


def test_two_designations_that_a_weak_hash_takes_for_one(tmp_path: Path, office: Office) -> None:
    """The engine's own hash() does; each such pair had everything published twice."""
    file, folder = tmp_path / "standards.csv", tmp_path / "staged"
    file.write_text("code,designation,level\n" + "".join(
        f"{each},{each},national\n" for each in ("GB/T 613239-2009", "GB/T 618239-2002")), "utf-8")
    folder.mkdir()
    *_, staged = stage.stage(stage.Task(("standard",), file, file.name, folder, tmp_path, (999,)))
    assert isinstance(staged, stage.Staged)
    assert not (folder / "repeated.parquet").exists()
