"""Random definitions over random records: a plain Python interpreter, every engine and every cube say the same.

A hundred and a half in each run; ``--judged 2000`` asks for as many as that.
"""

from __future__ import annotations

import copy
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from plumbline.errors import FigureError, RulebookError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.indicators.compute import figures, prepare
from plumbline.figures.indicators.cubes.using import using
from plumbline.figures.indicators.figure import Figure
from plumbline.figures.indicators.session import forget_counted
from plumbline.home import Home
from plumbline.methods.shared.periods import Period, parse
from plumbline.rulebook.indicators.loading import Indicator, parse_indicators
from tests.figures import small
from tests.figures.judging.definitions import PRODUCTIONS, Definitions, toml
from tests.figures.judging.interpreter import Judge
from tests.figures.judging.worlds import SCHEMA, Judged, world
from tests.figures.tables import cut_of

PERIODS = [parse(text) for text in ("2012", "2012-Q1", "2012-07..2013-06", "2012-02..2012-03", "2013",
                                    "2012-03-10..2012-07-20")]
A_WORLD = 30
JUDGED = {"duckdb": 150, "spark": 6}
TOO_LARGE = 2
"""So many of a world may multiply beyond what an engine holds: in records, too, that another condition leaves out."""
FORBIDDEN = 0.2  # the share of definitions that may be refused for what they put together


def written(seed: int, number: int) -> tuple[list[tuple[dict[str, Any], Indicator]], Definitions, int]:
    """So many definitions that can be loaded, and how many could not."""
    writer, found, refused = Definitions(seed), [], 0
    while len(found) < number:
        raw = writer.definition()
        try:
            (indicator,) = parse_indicators("random", toml(f"n{len(found)}", raw), SCHEMA)
        except RulebookError:
            refused += 1
            continue
        found.append((raw, indicator))
    return found, writer, refused


def test_everybody_says_the_same(engine: Engine, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]):
    asked = request.config.getoption("--judged") or JUDGED[engine.name]
    judge, reached, refused = Judge(lambda path: path == ("clause",)), {}, 0
    for seed in range((asked + A_WORLD - 1) // A_WORLD):
        refused += one_world(engine, seed, min(A_WORLD, asked - seed * A_WORLD), judge, reached)
    share = len(reached) / len(PRODUCTIONS)
    with capsys.disabled():
        sys.stdout.write(
            f"\n{engine.name}: {asked} definitions judged, {refused} refused; {len(reached)} of {len(PRODUCTIONS)} "
            f"forms of the grammar reached ({share:.0%}): {' '.join(sorted(judge.seen))}\n")
    assert refused < FORBIDDEN * (asked + refused)
    assert share > 0.95 or asked < 150


def one_world(engine: Engine, seed: int, number: int, judge: Judge, reached: dict[str, int]) -> int:
    definitions, writer, refused = written(seed, number)
    random, records = Random(seed), world(seed)
    periods = random.sample(PERIODS, 3)
    indicators = [each for _, each in definitions]
    with_cubes = copy.copy(engine)
    with_cubes.name = f"{engine.name}-cubes"
    with tempfile.TemporaryDirectory() as place:
        cut = cut_of(Home(Path(place)).create(), records, schema=SCHEMA)
        ways = ((False, engine), (True, with_cubes), (True, with_cubes))
        beyond = too_large(cut, indicators, periods, ways)
        assert len(beyond) <= TOO_LARGE, [definitions[at][0] for at in beyond]
        found: list[dict[tuple[int, str], dict[str, Figure]]] = []
        whole = [each for at, each in enumerate(indicators) if at not in beyond]
        for on, asked in ways:
            with using(on=on, least=0, any_definition=True):
                prepare(cut, whole, periods, engine=asked, schema=SCHEMA)
                found.append({(at, period.text): figures(cut, each, period, engine=asked, schema=SCHEMA)
                              for at, each in enumerate(indicators) if at not in beyond for period in periods})
            forget_counted()
        judged = Judged(records, judge)
        for at, (raw, _) in enumerate(definitions):
            if at in beyond:
                continue
            period = random.choice(periods)
            for text in (each.text for each in periods):
                for others in found[1:]:
                    assert differing(found[0][at, text], others[at, text]) == [], (seed, text, raw)
            tree = small.TREE.at(period.last)
            for code, figure in found[0][at, period.text].items():
                must_be(judged.of(raw, code, period, tree), figure, (seed, code, period.text, raw))
    for form, times in writer.reached.items():
        reached[form] = reached.get(form, 0) + times
    return refused


def too_large(cut: Cut, indicators: list[Indicator], periods: list[Period],
              ways: Sequence[tuple[bool, Engine]]) -> set[int]:
    """The places of those for which numbers beyond what an engine can hold are multiplied: every way of asking refuses
    them, and none wraps around."""
    def refused(on: bool, engine: Engine, some: list[Indicator]) -> bool:
        try:
            with using(on=on, least=0, any_definition=True):
                prepare(cut, some, periods, engine=engine, schema=SCHEMA)
        except FigureError:
            return True
        finally:
            forget_counted()
        return False

    if not refused(*ways[0], indicators):
        return set()
    found = {at for at, each in enumerate(indicators) if refused(*ways[0], [each])}
    for on, engine in ways[1:]:
        assert all(refused(on, engine, [indicators[at]]) for at in found)
    return found


def differing(plain: dict[str, Figure], other: dict[str, Figure]) -> list[Any]:
    """Where two answers differ, and in what."""
    return [(code, each.name, getattr(plain[code], each.name), getattr(other[code], each.name))
            for code in plain if plain[code] != other[code] for each in fields(Figure)
            if getattr(plain[code], each.name) != getattr(other[code], each.name)]


def must_be(judged: dict[str, Any], figure: Figure, told: Any) -> None:
    assert Fraction(figure.numerator) == judged["numerator"], told
    assert Fraction(figure.denominator) == judged["denominator"], told
    assert figure.excluded.when == judged["out"], told
    of_figure = {layer.stratum: (layer.numerator, layer.denominator, layer.weight) for layer in figure.strata}
    for stratum, numbers in judged["layers"].items():
        assert of_figure[stratum] == numbers, told
