"""The catalogues at hand, read whole: as many entries as their provenance tells, and the traps that lie in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from plumbline.home import Home
from plumbline.procedures.standards import adoption_candidates
from plumbline.procedures.standards.catalogues import relaton
from plumbline.procedures.standards.catalogues.told import Reader, Told
from plumbline.rulebook.standards.catalogue_files import catalogue
from plumbline.rulebook.standards.designation_files import grammar, load_designations
from plumbline.rulebook.standards.health_files import health_rules

TODAY = date(2026, 12, 1)
ENTRIES = {"iso": 61_765, "iec": 32_528, "jis": 21_327, "ieee": 11_787, "oiml": 5_646, "bipm": 7_951}
pytestmark = pytest.mark.slow


def told(home: Home, shared: Path, name: str) -> Iterator[Told]:
    levels = {id: each.level for id, each in load_designations(home).items()}
    reader = Reader(catalogue(home, "relaton"), grammar(home, TODAY), levels, name)
    for _, one in relaton.read(shared / f"data/standards/{name}.jsonl.gz", reader):
        assert isinstance(one, Told)
        yield one


def rows(home: Home, shared: Path, name: str) -> list[SimpleNamespace]:
    names = ("code", "designation", "document", "title_en", "title_zh", "ics", "status", "level", "stage", "supplement")
    return [SimpleNamespace(**{each: one.standard.get(each) for each in names}) for one in told(home, shared, name)]


@pytest.mark.parametrize("name", ["ieee", "oiml", "bipm"])
def test_every_entry_is_read(home: Home, shared: Path, name: str) -> None:
    assert len({one.standard["code"] for one in told(home, shared, name)}) <= ENTRIES[name]
    assert sum(1 for _ in told(home, shared, name)) == ENTRIES[name]


@pytest.mark.django_db
def test_what_is_no_adoption_and_what_is_not_low(home: Home, shared: Path) -> None:
    read = {name: rows(home, shared, name) for name in ("iso", "iec", "jis")}
    assert {name: len(some) for name, some in read.items()} == {name: ENTRIES[name] for name in read}

    japanese = [row for row in read["jis"] if row.status == "in-force"]
    counts = adoption_candidates.among(home, TODAY, japanese, [*read["iso"], *read["iec"]])["counts"]
    assert (counts["looked_at"], counts["number"], counts["stated"]) == (11_993, 6_033, 0)
    # The published 391 are equal with capitals where the other has them; with capitals made small there are four more.
    assert (counts["number_and_title_in_one_case"], counts["number_and_title"]) == (391, 395)

    stages = health_rules(home, TODAY).confirmed
    live = [row for row in read["iso"] if row.status == "in-force" and not row.supplement]
    assert sum(row.stage in stages for row in live) == 11_238
