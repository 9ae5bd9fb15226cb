"""What measurements declare, how they are told, held against one another and run together. None is timed here."""

from __future__ import annotations

import inspect
import json
from collections import Counter
from types import ModuleType
from typing import Any

import pytest

from benchmarks import _all, _comparing, _homes, _lines, _lists_plain, _measure, _table
from benchmarks._lines import Growth, Line

NAMES = _all.names()


def fake(**more: Any) -> ModuleType:
    """A measurement of 1,000 rows of itself."""
    module = ModuleType("fake")
    module.run = lambda rows=1_000: {}
    module.SIZE, module.GROWTH = ("rows",), (Growth("rows", 10, lines=("counted",)),)
    module.LINES = (
        Line("counted", ("spent", "ours"), "counted by hand", ("spent", "hand"), most=1.5, peak=("mb",)),
        Line("at the most", ("spent", "ours"), unit="ms", most=2, absolute=True),
        Line("elsewhere", ("spent", "there"), "ours", ("spent", "ours"), optional=True),
    )
    for name, value in more.items():
        setattr(module, name, value)
    return module


def result(ours: float, hand: float, rows: int = 1_000) -> dict[str, Any]:
    return {"rows": rows, "spent": {"ours": ours, "hand": hand}, "mb": 12}


# ---------------------------------------------------------------------------------------------------- what is declared
def test_there_are_measurements_of_all_that_is_measured():
    assert {"assess", "cubes", "import_speed", "starting", "year"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_measurement_declares_its_quick_form(name):
    given = inspect.signature(_all.module_of(name).run).parameters
    quick = _all.module_of(name).QUICK
    assert quick.keys() - given.keys() == set()
    assert any(value < given[option].default for option, value in quick.items()), "no smaller than it is of itself"


@pytest.mark.parametrize("name", NAMES)
def test_a_measurement_has_lines_with_references(name):
    lines = _all.module_of(name).LINES
    assert [what for what, count in Counter(line.what for line in lines).items() if count > 1] == []
    assert [line.what for line in lines if bool(line.beside) != bool(line.reference)] == []
    assert any(line.reference for line in lines)
    assert {line.unit for line in lines} <= {"s", "ms", "MB", "s of wall", "ms of wall"}


@pytest.mark.parametrize("name", NAMES)
def test_a_measurement_grows_by_an_option_that_it_has(name):
    module = _all.module_of(name)
    given = inspect.signature(module.run).parameters
    assert set(module.SIZE) <= given.keys()
    for growth in module.GROWTH:
        assert {growth.option, *growth.more} <= given.keys()
        assert growth.option in module.SIZE
        assert set(growth.lines) <= {line.what for line in module.LINES}
        assert growth.base * 10 <= given[growth.option].default, "grows past what is measured"


# ------------------------------------------------------------------------------------------------------------ the lines
def test_a_line_tells_the_ratio_and_whether_the_bound_is_kept():
    first, second = _lines.told("fake", fake(), result(3.0, 1.5))
    assert first == {
        "benchmark": "fake", "what": "counted", "size": {"rows": 1_000}, "unit": "s", "measured": 3.0,
        "beside": "counted by hand", "reference": 1.5, "ratio": 2.0, "wanted": "at most 1.5 times at 1,000 rows",
        "met": False, "peak_mb": 12.0}
    assert (second["reference"], second["ratio"], second["met"], second["wanted"], second["peak_mb"]) == (
        None, None, False, "at most 2 ms at 1,000 rows", None)


def test_a_bound_is_kept_when_it_is_just_reached():
    assert [line["met"] for line in _lines.told("fake", fake(), result(1.5, 1.0))] == [True, True]


def test_of_a_small_size_no_bound_is_judged():
    assert [line["met"] for line in _lines.told("fake", fake(), result(9.0, 1.0, rows=999))] == [None, None]


def test_a_bound_of_what_has_no_size_is_always_judged():
    module = fake(SIZE=(), LINES=(Line("counted", ("spent", "ours"), most=2, absolute=True),))
    line, = _lines.told("fake", module, result(3.0, 1.0))
    assert (line["met"], line["wanted"], line["size"]) == (False, "at most 2 s", {})


@pytest.mark.parametrize("missing", ["ours", "hand"])
def test_a_line_that_was_not_measured_is_a_fault(missing):
    found = result(1.0, 1.0)
    del found["spent"][missing]
    with pytest.raises(LookupError, match=f"fake did not measure 'counted': nothing at spent / {missing}"):
        _lines.told("fake", fake(), found)


def test_an_optional_line_needs_both_sides():
    found = result(1.0, 1.0)
    found["spent"]["there"] = 3.0
    assert [line["ratio"] for line in _lines.told("fake", fake(), found)] == [1.0, None, 3.0]
    module = fake(LINES=(Line("counted", ("spent", "ours"), "nothing", ("spent", "none"), optional=True),))
    assert _lines.told("fake", module, found) == []


# ------------------------------------------------------------------------------------------------------------- compared
def line(what: str, ratio: float | None, size: int = 1) -> dict[str, Any]:
    return {"benchmark": "b", "what": what, "size": {"rows": size}, "ratio": ratio, "unit": "s"}


def test_what_got_dearer_beside_its_reference_is_named():
    then = [line("same", 2.0), line("better", 4.0), line("just", 2.0), line("worse", 2.0)]
    now = [line("same", 2.0), line("better", 1.0), line("just", 2.5), line("worse", 2.6)]
    found = _comparing.compared(then, now)
    assert [each["ratio"] for each in found["ratios"]] == [1.0, 0.25, 1.25, 1.3]
    assert found["worse"] == [{"benchmark": "b", "what": "worse", "then": 2.0, "now": 2.6, "ratio": 1.3}]
    assert found["not_compared"] == []


def test_what_cannot_be_compared_is_told_with_why():
    then = [line("gone", 1.0), line("larger", 1.0), line("alone", None), line("waited", 1.0)]
    now = [line("new", 1.0), line("larger", 9.0, size=2), line("alone", None),
           line("waited", 9.0) | {"unit": "ms of wall"}]
    found = _comparing.compared(then, now)
    assert (found["ratios"], found["worse"]) == ([], [])
    assert [(each["what"], each["why"]) for each in found["not_compared"]] == [
        ("new", "not measured then"), ("larger", "at another size"), ("alone", "no reference to hold it against"),
        ("waited", "by the clock, which a busy machine moves"),
        ("gone", "not measured now")]


@pytest.mark.parametrize(("figures", "wanted"), [
    ([2, 6, 20], 1.0), ([5, 5, 5], 0.0), ([1, 9, 100], 2.0), ([2, 0, 20], 1.0), ([0, 0, 20], None)])
def test_the_exponent_is_the_slope_of_the_logarithms(figures, wanted):
    assert _comparing.exponent([1, 3, 10], figures) == wanted


# ------------------------------------------------------------------------------------------------------------- together
def runs(name: str, options: Any, quick: bool) -> dict[str, Any]:
    """A measurement that takes two seconds a row, and one that fails."""
    if name == "bad":
        raise RuntimeError("the first line\nno such table")
    rows = options.get("rows", 5)
    lines = _lines.told(name, fake(), result(2.0 * rows, 1.0, rows)) if name == "good" else []
    return {"result": {"lines": lines, "quick": quick}, "processor_seconds": 1.0, "peak_mb": 34}


def test_a_fault_of_one_does_not_stop_the_others():
    told: list[str] = []
    document = _all.everything(["bad", "good"], True, told.append, runs)
    assert [each["benchmark"] for each in document["faults"]] == ["bad"]
    assert document["faults"][0]["why"] == "RuntimeError: the first line\nno such table"
    assert [each["what"] for each in document["lines"]] == ["counted", "at the most"]
    assert document["benchmarks"] == {"good": {"result": {"quick": True}, "processor_seconds": 1.0, "peak_mb": 34}}
    assert told == ["1 of 2: bad", "bad failed: no such table", "2 of 2: good"]
    shown = _table.shown(document)
    assert "bad FAILED: RuntimeError: the first line" in shown
    assert "good: 5 rows" in shown
    json.dumps(document, allow_nan=False)


def test_what_was_measured_before_it_was_stopped_is_told():
    def stops(name: str, options: Any, quick: bool) -> dict[str, Any]:
        if name == "slow":
            raise KeyboardInterrupt
        return runs(name, options, quick)

    document = _all.everything(["good", "slow", "bad"], True, print, stops)
    assert [line["benchmark"] for line in document["lines"]] == ["good", "good"]
    assert document["faults"] == [{"benchmark": "all", "why": "stopped before the end"}]


def test_what_a_command_says_of_its_fault_is_told():
    failed = json.dumps({"error": {"what": "no such cut", "where": "here"}})
    with pytest.raises(RuntimeError, match="ended with 1: no such cut here$"):
        _measure.ran("-c", f"print({failed!r}); raise SystemExit(1)", reason=_all._reason)
    assert [_all._reason(out) for out in ("words", "[]", '{"error": 5}')] == ["words", "[]", '{"error": 5}']


def test_growth_is_told_of_lines_that_are_looked_at(monkeypatch):
    monkeypatch.setattr(_all, "module_of", lambda name: fake())
    told: list[str] = []
    document = _all.growing(["good", "bad"], told.append, runs)
    assert document["growth"] == [{
        "benchmark": "good", "what": "counted", "option": "rows", "sizes": [10, 30, 100], "unit": "s",
        "measured": [20.0, 60.0, 200.0], "exponent": 1.0, "last_step": 1.0, "peak_mb": [12.0, 12.0, 12.0],
        "peak_exponent": 0.0}]
    assert [each["benchmark"] for each in document["faults"]] == ["bad"]
    assert told == ["good: 10 rows", "good: 30 rows", "good: 100 rows", "bad: 10 rows", "bad failed: no such table"]
    assert "  10: 20.0 s (12.0 MB), 30: 60.0 s (12.0 MB), 100: 200 s (12.0 MB)" in _table.shown(document)


def test_the_table_names_what_is_not_met_and_what_got_dearer():
    lines = _lines.told("fake", fake(), result(3.0, 1.5))
    since = _comparing.compared([each | {"ratio": 1.0} for each in lines[:1]], lines)
    words = _table.shown({"machine": _measure.machine(), "lines": lines, "since": since, "seconds": {"ours": 3},
                          "processor_seconds": {"ours": 3}}).splitlines()
    assert words[2] == "fake: 1,000 rows"
    assert " ".join(words[3].split()) == ("counted 3.00 s 1.50 s 2.00 NOT MET beside counted by hand; wanted at most "
                                          "1.5 times at 1,000 rows")
    assert words[6:] == [
        "Beside the result before: 1 lines compared, 1 more than 1.25 times dearer beside their references",
        "  fake: counted: 1.00 times the reference then, 2.00 now, 2.0 of it",
        "  not compared: fake: at the most (not measured then)"]


def test_a_page_of_the_documentation_has_the_same_tables():
    growth = {"benchmark": "fake", "what": "counted", "option": "rows", "sizes": [10, 30, 100], "unit": "s",
              "measured": [1.0, 3.0, 10.0], "exponent": 1.0, "last_step": 0.9, "peak_mb": [12.0, 13.0, 14.0],
              "peak_exponent": 0.1}
    assert _table.page({"lines": _lines.told("fake", fake(), result(3.0, 1.5)), "growth": [growth]}).splitlines() == [
        "| what | measured | beside it | ratio | the reference | wanted |",
        "|---|---|---|---|---|---|",
        "| **fake** 1,000 rows |  |  |  |  |  |",
        "| counted | 3.00 s | 1.50 s | 2.00 | counted by hand | at most 1.5 times at 1,000 rows: **not met** |",
        "| at the most | 3.00 ms |  |  |  | at most 2 ms at 1,000 rows: **not met** |",
        "",
        "| what | 1x | 3x | 10x | exponent; of the last step | memory, MB | its exponent |",
        "|---|---|---|---|---|---|---|",
        "| fake: counted | 10 rows: 1.00 s | 30 rows: 3.00 s | 100 rows: 10.0 s | 1.0; 0.9 | 12.0, 13.0, 14.0 | 0.1 |"]


@pytest.mark.parametrize(("value", "words"), [
    (1234.5, "1,234"), (12.34, "12.3"), (1.234, "1.23"), (0.01234, "0.0123"), (0, "0"), (None, "")])
def test_figures_have_three_digits_that_count(value, words):
    assert _table.figure(value) == words


# ------------------------------------------------------------------------------------------------- homes and processes
def test_a_shared_home_is_made_once_and_copied(tmp_path):
    made: list[str] = []

    def make(place):
        place.mkdir()
        made.append(place.name)
        (place / "plumbline.toml").write_text("", encoding="utf-8")

    shared = tmp_path / "shared"
    shared.mkdir()
    for each in ("one", "two"):
        home = _homes.copied(str(shared), "world", make, tmp_path / each)
        (home / "mine").touch()
    assert _homes.kept(str(shared), "world", make, tmp_path) == shared / "world"
    assert made == ["world.partial"]
    assert sorted(path.name for path in (shared / "world").iterdir()) == ["plumbline.toml"]
    _homes.copied("", "world", make, tmp_path / "own")
    assert made == ["world.partial", "own"]


def test_a_home_of_which_the_making_failed_is_made_anew(tmp_path):
    def fails(place):
        place.mkdir()
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        _homes.kept("", "world", fails, tmp_path)
    assert _homes.kept("", "world", lambda place: place.mkdir(), tmp_path).is_dir()


def test_a_process_tells_what_it_printed_and_why_it_failed():
    assert _measure.child("-c", "import sys; print([len(sys.argv)])", "x") == [2]
    with pytest.raises(RuntimeError, match="a program of this measurement x ended with 3: gone"):
        _measure.ran("-c", "import sys; print('gone', file=sys.stderr); sys.exit(3)", "x")


def test_a_reference_with_another_answer_is_a_fault():
    assert _measure.agreed(True, "SQL by hand")
    with pytest.raises(RuntimeError, match="SQL by hand gave another answer"):
        _measure.agreed(False, "SQL by hand")


@pytest.mark.parametrize(("query", "where", "values"), [
    ({}, "", []),
    ({"region": "top", "period": "2014"}, "inspected_on BETWEEN ? AND ?", ["2014-01-01", "2014-12-31"]),
    ({"region": "p3-c1", "period": "2014-02"}, "region = ? AND inspected_on BETWEEN ? AND ?",
     ["p3-c1", "2014-02-01", "2014-02-31"]),
    ({"region": "p3", "result": "fail"}, "result = ? AND region LIKE ?", ["fail", "p3-%"]),
    ({"where": "number", "is": "12"}, "number LIKE ?", ["12%"]),
])
def test_a_list_is_asked_plainly(query, where, values):
    assert _lists_plain.sql(query)[:2] == (
        " AND ".join(filter(None, ["superseded_id IS NULL AND NOT withdrawn", where])), values)


def test_without_processor_times_the_modules_load_and_say_what_is_missing(monkeypatch):
    monkeypatch.setattr(_measure, "resource", None)
    assert _measure.peak_mb() is None
    with pytest.raises(RuntimeError, match="does not tell the processor time of processes that ended"):
        _measure.processor_seconds()


def test_an_option_of_shared_homes_goes_to_those_that_take_it(monkeypatch):
    asked: list[dict[str, Any]] = []

    def run(rows: int = 1_000) -> dict[str, Any]:
        asked.append({"rows": rows})
        return result(1.0, 1.0, rows)

    monkeypatch.setattr(_all, "module_of", lambda name: fake(run=run, QUICK={"rows": 7}))
    assert _all.takes("fake") == ["rows"]
    assert "shared" not in _all.takes("p1")
    _all.one("fake", {"shared": "somewhere"}, True)
    _all.one("fake", {"rows": 9}, True)
    assert asked == [{"rows": 7}, {"rows": 9}]


def test_a_home_is_named_to_a_process_in_its_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    told = _measure.child("-c", "import json, os; print(json.dumps([os.environ['PLUMBLINE_HOME'], "
                          "os.environ.get('PYTHONDONTWRITEBYTECODE'), os.environ['MORE']]))", home=tmp_path, MORE="x")
    assert told == [str(tmp_path), None, "x"]
