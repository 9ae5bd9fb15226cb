"""Random definitions over random records: a plain Python interpreter, every engine and every cube say the same.

A hundred and a half in each run; ``--judged 2000`` asks for as many as that.
"""

from __future__ import annotations

import copy
import sys
import tempfile
from dataclasses import fields
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest

from plumbline.errors import RulebookError
from plumbline.figures.engine.base import Engine
from plumbline.figures.indicators.compute import figures, prepare
from plumbline.figures.indicators.cubes.using import using
from plumbline.figures.indicators.figure import Figure
from plumbline.figures.indicators.session import forget_counted
from plumbline.home import Home
from plumbline.methods.shared.periods import parse
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
        found: list[dict[tuple[int, str], dict[str, Figure]]] = []
        for on, asked in ((False, engine), (True, with_cubes), (True, with_cubes)):
            with using(on=on, least=0, any_definition=True):
                prepare(cut, indicators, periods, engine=asked, schema=SCHEMA)
                found.append({(at, period.text): figures(cut, each, period, engine=asked, schema=SCHEMA)
                              for at, each in enumerate(indicators) for period in periods})
            forget_counted()
        judged = Judged(records, judge)
        for at, (raw, _) in enumerate(definitions):
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
