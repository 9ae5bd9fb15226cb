"""The doctor looks at the search index: missing, of another store, damaged, behind, short of something."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from plumbline.procedures.operations import check_search
from plumbline.procedures.operations.doctor import OK, WARN, Finding, Visit
from plumbline.procedures.records import save
from plumbline.procedures.search import following
from plumbline.records.search import state as states
from plumbline.records.search.index import Index
from tests.records.samples import AT, Office, inspection


def found(office: Office, *, deep: bool = False) -> Finding:
    (finding,) = check_search.check(Visit(office.home, AT, deep=deep))
    return finding


def folder(office: Office) -> Path:
    state = states.read(office.home)
    assert state is not None
    return states.place(office.home) / state.folder


@pytest.fixture
def indexed(office: Office) -> Office:
    office.inspections(inspection(number="A"), inspection(number="B"))
    following.follow(office.home, on=timezone.localdate(AT))
    return office


def test_one_that_is_well_and_one_that_is_not_made_yet(office: Office) -> None:
    assert (found(office).status, found(office).what) == (
        OK, "there is no search index yet; the first search or the server's worker makes it")
    office.inspections(inspection(number="A"))
    following.follow(office.home, on=timezone.localdate(AT))
    assert (found(office, deep=True).status, found(office).what) == (OK, "the search index holds 6 records and cases")


def test_of_another_version_or_store(indexed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "made_of", lambda: "another")
    finding = found(indexed)
    assert (finding.status, finding.next_step) == (WARN, "Make it anew with: plumb search --rebuild")


def test_damaged(indexed: Office) -> None:
    (folder(indexed) / "meta.json").write_text("{}", "utf-8")
    finding = found(indexed)
    assert (finding.status, finding.what) == (WARN, "the search index cannot be used")
    assert finding.next_step == "Make it anew with: plumb search --rebuild"


def test_behind(indexed: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_search, "FEW", 1)
    for number in ("C", "D"):
        save.keep("inspection", inspection(number=number), at=AT)
    assert (found(indexed).status, found(indexed).what) == (WARN, "the search index is 2 changes behind the journal")


def test_something_is_missing_in_it(indexed: Office) -> None:
    with Index.open(folder(indexed)).writing() as writer:
        writer.remove("inspection\x1fA")
        writer.commit()
    assert found(indexed).status == OK
    finding = found(indexed, deep=True)
    assert (finding.status, finding.what) == (WARN, "the search index holds 6 things, and the store 7")
