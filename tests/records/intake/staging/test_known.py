"""Which records of a file the store holds already: read at once from a small register, looked up in a large one."""

from __future__ import annotations

import pytest

from plumbline.records.intake.staging import known
from tests.records.samples import Office, current, inspection


@pytest.mark.parametrize("read_at_once", [0, 1, 500_000])
def test_known_corrected_and_new_rows_of_one_file(office: Office, monkeypatch: pytest.MonkeyPatch,
                                                  read_at_once: int) -> None:
    monkeypatch.setattr(known, "READ_AT_ONCE", read_at_once)
    office.inspections(inspection(), inspection(number="2"), inspection(number="3"))
    done = office.inspections(inspection(), inspection(number="2", result="fail"), inspection(number="4"))
    assert (done.rows, done.same, done.corrections, done.quarantined) == (2, 1, 1, 0)
    assert current("inspection", "number", "result") == [("1", "pass"), ("2", "fail"), ("3", "pass"), ("4", "pass")]


@pytest.mark.parametrize("read_at_once", [0, 500_000])
def test_a_key_that_begins_like_another(office: Office, monkeypatch: pytest.MonkeyPatch, read_at_once: int) -> None:
    monkeypatch.setattr(known, "READ_AT_ONCE", read_at_once)
    finding = {"inspection": "1", "clause": "12", "severity": "minor", "region": "1", "found_on": "2013-01-31"}
    office.take("finding", [finding])
    done = office.take("finding", [finding, finding | {"clause": "1"}, finding | {"inspection": "11", "clause": "2"}])
    assert (done.rows, done.same, done.corrections) == (2, 1, 0)
