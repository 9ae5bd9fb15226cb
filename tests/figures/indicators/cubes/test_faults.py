"""Cubes that are damaged, of something else, or cannot be written: the figure is right all the same."""

from __future__ import annotations

import json
import logging
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from plumbline.errors import CutError, FigureError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.engine.duck import DuckEngine
from plumbline.figures.indicators.compute import figures
from plumbline.figures.indicators.cubes import looking, slabs
from plumbline.figures.indicators.cubes.combining import combined
from plumbline.figures.indicators.cubes.slabs import Shelf
from plumbline.figures.indicators.cubes.using import (
    NARROWED,
    NOT_IN_FORCE,
    NOT_MONTHS,
    in_force,
    shelf_of,
    using,
    why_not,
)
from plumbline.figures.indicators.figure import Figure
from plumbline.figures.indicators.session import FigureSession, forget_counted
from plumbline.home import Home
from plumbline.methods.shared.periods import parse
from plumbline.rulebook.indicators.formulas import SUM, Atom
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.loading import parse_indicators
from plumbline.rulebook.indicators.narrowing import narrow
from tests.figures import small
from tests.figures.judging.worlds import SCHEMA, world
from tests.figures.tables import cut_of

INDICATORS = small.indicators()
RATE, REPEAT, FIRMS = (INDICATORS[name] for name in ("rate", "repeat", "firms"))


@pytest.fixture(autouse=True)
def always() -> Iterator[None]:
    """Cubes however few the records, and of definitions of tests."""
    forget_counted()
    with using(least=0, any_definition=True):
        yield


@pytest.fixture
def cut(home: Home) -> Cut:
    return cut_of(home, world(1), schema=SCHEMA)


def asked(cut: Cut, indicator: Indicator = RATE, period: str = "2012-Q1") -> dict[str, Figure]:
    """Asked by a process that has counted nothing yet."""
    forget_counted()
    return figures(cut, indicator, period, engine=DuckEngine(), schema=SCHEMA)


def plainly(cut: Cut, indicator: Indicator = RATE, period: str = "2012-Q1") -> dict[str, Figure]:
    with using(on=False):
        return asked(cut, indicator, period)


def shelf(cut: Cut) -> Shelf:
    return shelf_of(Home(cut.folder.parent.parent), cut.id, "duckdb")


def files(cut: Cut, pattern: str) -> list[Path]:
    return sorted(shelf(cut).folder.glob(pattern))


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    found = [each.getMessage() for each in caplog.records if each.name.startswith("plumbline.figures.indicators.cubes")]
    caplog.clear()
    return found


@pytest.mark.parametrize("pattern", ["*-rows-2012-*.parquet", "*-rows-2012.json", "*.answer"])
def test_any_byte_altered_is_noticed_told_and_mended(
    cut: Cut, caplog: pytest.LogCaptureFixture, pattern: str,
) -> None:
    right = asked(cut)
    (path,) = files(cut, pattern)
    if pattern != "*.answer":
        files(cut, "*.answer")[0].unlink()  # it would answer alone
    content = path.read_bytes()
    for at in range(0, len(content), max(1, len(content) // 40)):
        altered = bytearray(content)
        altered[at] ^= 0x10
        path.write_bytes(altered)
        assert [each.unusable for each in looking.looked(Home(cut.folder.parent.parent))] != [()]
        assert asked(cut) == right
        assert any("is not used, and made anew" in each for each in told(caplog)), at
        assert [each.unusable for each in looking.looked(Home(cut.folder.parent.parent))] == [()]
        if pattern != "*.answer":
            files(cut, "*.answer")[0].unlink()
        (path,) = files(cut, pattern)


def test_a_cube_of_another_cut_is_never_used(home: Home, cut: Cut, caplog: pytest.LogCaptureFixture) -> None:
    other = cut_of(home, world(2), schema=SCHEMA)
    expected = plainly(other)
    assert asked(cut) != expected
    shutil.copytree(shelf(cut).folder, shelf(other).folder)
    assert asked(other) == expected
    assert len(told(caplog)) == 2  # the answer, and the file of the year


def test_a_cube_of_another_definition_is_never_used(cut: Cut, caplog: pytest.LogCaptureFixture) -> None:
    expected = plainly(cut, FIRMS)
    asked(cut, RATE)
    (of_rate,) = files(cut, "*-rows-2012.json")
    asked(cut, FIRMS)
    (of_firms,) = [each for each in files(cut, "*-rows-2012.json") if each != of_rate]
    shutil.copy(of_rate, of_firms)
    for answer in files(cut, "*.answer"):
        answer.unlink()
    caplog.clear()
    assert asked(cut, FIRMS) == expected
    assert len(told(caplog)) == 1


def test_a_cube_of_another_release_is_made_anew(
    cut: Cut, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    right = asked(cut)
    monkeypatch.setattr("plumbline.__version__", "0.0.1")
    assert asked(cut) == right
    assert len(told(caplog)) == 2


def test_a_full_disk_takes_no_figure_away(cut: Cut, tmp_path: Path) -> None:
    expected = plainly(cut)
    shutil.rmtree(shelf(cut).folder, ignore_errors=True)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (700, before[1]))
    try:
        assert asked(cut) == expected
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    # Only what is whole is there, and no part of a file.
    assert files(cut, "*.parquet") == files(cut, ".*") == files(cut, "*.answer") == []
    assert [each.unusable for each in looking.looked(Home(cut.folder.parent.parent))] == [()]
    assert asked(cut) == expected
    assert files(cut, "*-rows-2012-*.parquet")


def test_a_nearly_full_disk_is_left_alone(
    cut: Cut, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(slabs, "FREE_LEFT", 2**62)
    assert asked(cut) == plainly(cut)
    assert files(cut, "*") == []
    assert "the disk is nearly full" in told(caplog)[0]


def test_a_folder_that_cannot_be_written_takes_no_figure_away(cut: Cut) -> None:
    expected = plainly(cut)
    home = Home(cut.folder.parent.parent)
    home.cubes.write_text("a file where the folder should be", encoding="utf-8")
    assert asked(cut) == expected
    home.cubes.unlink()


MAKE = """
import sys
from pathlib import Path
from tests.figures.indicators.cubes.making_alone import make
make(Path(sys.argv[1]))
"""


def test_two_processes_make_one_cube(cut: Cut) -> None:
    expected = {code: str(each.value) for code, each in plainly(cut).items()}
    home = cut.folder.parent.parent
    running = [subprocess.Popen([sys.executable, "-c", MAKE, str(home)], stdout=subprocess.PIPE, text=True,
                                cwd=Path(__file__).parents[4]) for _ in range(2)]
    answers = [json.loads(each.communicate(timeout=120)[0]) for each in running]
    assert answers == [expected, expected]
    assert [each.unusable for each in looking.looked(Home(home))] == [()]
    assert len(files(cut, "*-rows-2012-*.parquet")) == len(files(cut, "*.answer")) == 1
    assert files(cut, ".*") == []


def test_an_altered_cut_is_refused_though_its_cube_is_whole(cut: Cut) -> None:
    asked(cut)
    path = cut.folder / "visit.parquet"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(CutError, match="the file is not the one that was frozen"):
        asked(cut)
    files(cut, "*.answer")[0].unlink()
    with pytest.raises(CutError, match="the file is not the one that was frozen"):
        asked(cut)


def test_sums_that_overflow_are_errors(home: Home, engine: Engine) -> None:
    (indicator,) = parse_indicators("small", small.HEAD.format(
        name="huge", of="visit", rest='numerator = "SUM(fine * fine)"'), SCHEMA)
    most, first = Decimal("9999999999999999.99"), date(2012, 1, 1)
    # 10^32 with four places each: 600 of them in a month have 38 digits, 1,200 of two months have 39.
    visits = [{"number": f"v{at}", "part": 0, "place": "north", "day": first + timedelta(days=31 * (at % 2)),
               "fine": most} for at in range(12_000)]
    cut = cut_of(home, {**world(1), "visit": visits}, schema=SCHEMA)
    for on in (False, True):
        forget_counted()
        with using(on=on, least=0, any_definition=True), pytest.raises(FigureError):
            figures(cut, indicator, "2012", engine=engine, schema=SCHEMA)


def test_what_fails_in_another_month_takes_no_figure_away(home: Home) -> None:
    (indicator,) = parse_indicators("small", small.HEAD.format(
        name="cubed", of="visit", rest='numerator = "SUM(fine * fine * fine)"'), SCHEMA)
    visits = [{"number": f"v{at}", "part": 0, "place": "north", "day": date(2012, 1 + at, 1), "fine": fine}
              for at, fine in enumerate([Decimal("2.00"), Decimal("9999999999999999.99")])]
    cut = cut_of(home, {**world(1), "visit": visits}, schema=SCHEMA)
    assert asked(cut, indicator, "2012-01")["land"].numerator == 8
    with pytest.raises(FigureError):
        asked(cut, indicator, "2012-02")


def test_arrow_is_not_trusted_with_sums_at_the_limit() -> None:
    atom = Atom("x", SUM, None, None)
    for kind, most in ((pa.decimal128(38, 0), Decimal("9" * 38)), (pa.int64(), 2**63 - 1)):
        table = pa.table({"region": ["a", "a", "b"], "a0": pa.array([most, 1, None], kind)})
        if pa.types.is_decimal(kind):
            with pytest.raises(FigureError, match="could not be computed"):
                combined(table, ["region"], [atom])
        else:
            found = combined(table, ["region"], [atom])
            assert found.to_pylist() == [{"region": "a", "a0": Decimal(2**63)}, {"region": "b", "a0": None}]


def test_a_column_of_nothing_but_unknown_values(home: Home, engine: Engine) -> None:
    rows = world(3)
    assert {row["fine"] for row in rows["visit"]} == {None}
    cut = cut_of(home, rows, schema=SCHEMA)
    for indicator in (INDICATORS["fines"], RATE):
        with using(on=False):
            forget_counted()
            expected = figures(cut, indicator, "2012", engine=engine, schema=SCHEMA)
        forget_counted()
        assert figures(cut, indicator, "2012", engine=engine, schema=SCHEMA) == expected


def test_what_does_not_fit_is_counted_from_the_records_and_says_so(
    cut: Cut, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="plumbline.figures.indicators.session")
    monkeypatch.setattr("plumbline.figures.indicators.cubes.making.MOST_ROWS", 3)
    expected = plainly(cut, REPEAT, "2012-Q1")
    assert asked(cut, REPEAT, "2012-Q1") == expected
    monkeypatch.setattr("plumbline.figures.indicators.cubes.making.MOST_ROWS", 1000)
    files(cut, "*.answer")[0].unlink()
    assert asked(cut, REPEAT, "2012-Q1") == expected  # it is known, and not tried again
    said = [each.getMessage() for each in caplog.records if "is counted from the records" in each.getMessage()]
    assert len(said) == 2
    assert said[0].endswith("it does not fit a file of 200 MB")


def test_when_no_cube_is_used(chicago_cut: Cut, shipped: dict[str, Indicator]) -> None:
    rate = shipped["inspection.pass_rate"]
    session = FigureSession.of(chicago_cut)
    with using():
        known = in_force(chicago_cut)
        assert why_not(known, rate, parse("2013")).en == ""
        assert why_not(known, rate, parse("2013-01-02..2013-02-01")) == NOT_MONTHS
        assert why_not(known, narrow(rate, "establishment", "1", session.schema)) == NARROWED
        assert why_not(known, RATE) == why_not(known, replace(rate, definition_sha256="0")) == NOT_IN_FORCE


def test_whoever_asks_for_ever_other_periods_fills_no_disk(
    cut: Cut, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:
    asked(cut, RATE, "0007")  # no records are of it: nothing is made but the answer
    assert files(cut, "*.json") == []
    monkeypatch.setattr(slabs, "MOST_FILES", 1)
    asked(cut, RATE, "2013")
    assert len(files(cut, "*")) == 1
    assert "as many files as it may" in told(caplog)[0]


def test_dropped_and_left_behind(cut: Cut) -> None:
    home = Home(cut.folder.parent.parent)
    right = asked(cut)
    (shelf(cut).folder / ".1.partial").write_bytes(b"half")
    assert looking.drop_unusable(home, (shelf(cut).folder / ".1.partial").stat().st_mtime + 10) == []
    assert len(looking.drop_unusable(home, (shelf(cut).folder / ".1.partial").stat().st_mtime + 4000)) == 1
    assert looking.drop(home, cut.id) > 0
    assert list(looking.looked(home)) == []
    assert asked(cut) == right
    shutil.rmtree(cut.folder)
    assert [each.gone for each in looking.looked(home)] == [True]
    looking.drop_unusable(home, 0)
    assert list(home.cubes.iterdir()) == []
