"""How often the records are gone through to make cubes, and what making them leaves in the folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Session
from plumbline.figures.engine.duck import DuckEngine, DuckSession
from plumbline.figures.indicators.cubes import making, slabs
from plumbline.figures.indicators.cubes.parts import MONTHS, Part, parts_of
from plumbline.figures.indicators.cubes.slabs import Shelf, Slab
from plumbline.figures.indicators.cubes.using import shelf_of
from plumbline.figures.indicators.session import forget_counted
from plumbline.home import Home
from tests.figures import small
from tests.figures.judging.worlds import SCHEMA, world
from tests.figures.tables import cut_of

REPEAT = small.indicators()["repeat"]
YEARS = (2011, 2012, 2013)


@pytest.fixture
def cut(home: Home) -> Cut:
    return cut_of(home, world(1), schema=SCHEMA)


@pytest.fixture
def part() -> Part:
    """One that keeps partial results by unit."""
    return next(each for each in parts_of(REPEAT, SCHEMA) if each.splits)


@pytest.fixture
def session(cut: Cut) -> Session:
    return DuckEngine().session(cut.id, cut.path)


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The questions that are put to DuckDB."""
    seen: list[Any] = []
    table: Callable[..., Any] = DuckSession.table

    def counted(self: DuckSession, query: Any, *given: Any, **named: Any) -> Any:
        seen.append(query)
        return table(self, query, *given, **named)

    monkeypatch.setattr(DuckSession, "table", counted)
    forget_counted()
    return seen


def made(session: Session, part: Part, rows: int) -> dict[Slab, Any]:
    wanted = [Slab(part, MONTHS, year) for year in YEARS]
    return making.Maker(session, SCHEMA, lambda kind: rows).make(wanted)


def test_one_pass_makes_the_months_of_all_years(session: Session, part: Part, passes: list[Any]) -> None:
    together = made(session, part, 10)
    assert len(passes) == 1
    # Where all of them might not fit, each year is made by itself, and is the same.
    by_itself = made(session, part, making.MOST_ROWS + 1)
    assert len(passes) == 1 + len(YEARS)
    assert list(together) == list(by_itself)
    assert sum(rows.num_rows for rows in together.values()) > 0
    for slab, rows in together.items():
        keys = [(name, "ascending") for name in rows.column_names]
        assert rows.sort_by(keys).equals(by_itself[slab].select(rows.column_names).sort_by(keys))


def test_what_is_written_anew_leaves_no_file_of_before(cut: Cut, session: Session, part: Part) -> None:
    shelf = shelf_of(Home(cut.folder.parent.parent), cut.id, "duckdb")
    slab = Slab(part, MONTHS, 2012)
    rows = made(session, part, 10)[slab]
    shelf.put(slab, rows)
    shelf.put(slab, rows.slice(1))
    (kept,) = shelf.folder.glob("*.parquet")
    assert shelf.get(slab) == rows.slice(1)
    # Nor where the manifest of before cannot be read.
    (shelf.folder / f"{slab.name}.json").write_text("{")
    shelf.put(slab, rows)
    assert [each != kept for each in shelf.folder.glob("*.parquet")] == [True]


def test_the_limit_of_files_holds_though_they_are_seldom_counted(
    cut: Cut, session: Session, part: Part, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(slabs, "MOST_FILES", 30)
    shelf: Shelf = shelf_of(Home(cut.folder.parent.parent), cut.id, "duckdb")
    rows = made(session, part, 10)[Slab(part, MONTHS, 2012)]
    for year in range(1900, 1900 + 40):
        shelf.put(Slab(part, MONTHS, year), rows)
    assert 20 <= len(list(shelf.folder.iterdir())) <= 32
    assert any("as many files as it may" in each.getMessage() for each in caplog.records)
