"""Scoring and explaining regions by a scheme: 3,000 regions x 100 items, figures and determinations being at hand.

The reference is the plainest loop that gives the same sums: one addition of decimals for each item, no rule, no words.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from benchmarks import _measure
from benchmarks._lines import Growth, Line
from plumbline.figures.indicators.figure import Excluded, Figure
from plumbline.methods.shared.garbage import uncollected
from plumbline.methods.shared.periods import parse, year_before
from plumbline.procedures.assessment.scoring.determinations import Determinations, Determined
from plumbline.procedures.assessment.scoring.figures import Year
from plumbline.procedures.assessment.scoring.scoring import Result, score_all
from plumbline.rulebook.indicators.loading import Indicator
from plumbline.rulebook.schemes.scheme_files import parse_scheme
from plumbline.rulebook.schemes.schemes import Scheme

HEAD = """
id = "large"
title = { en = "A large scheme", zh = "大型方案" }
meaning = { en = "For measuring.", zh = "用于测量。" }
source = { text = "benchmark", ours = true }
valid_from = 2000-01-01
year = "calendar"
level = "county"
full = %(full)s
rounding = { places = 2, mode = "half up" }
[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = %(half)s, to = %(full)s, title = { en = "good", zh = "优" } },
    { grade = "B", from = 0, to = %(below)s, title = { en = "poor", zh = "差" } },
]
[[block]]
id = "1"
title = { en = "All", zh = "全部" }
points = %(full)s
"""
ITEM = """
[[block.item]]
id = "i%(place)s"
title = { en = "Item %(place)s", zh = "第%(place)s项" }
points = 10
%(source)s
rule = %(rule)s
no_data = "zero"
owner = "office"
clause = "%(place)s"
"""
STATED = 'meaning = { en = "Determined.", zh = "认定。" }\ndetermination = "d%s"'
LEVELS = ", ".join(f'{{ value = "{name}", points = {got} }}' for name, got in (("all", 10), ("some", 6), ("none", 0)))
FIGURE = 'figure = "measured%s"'
FIGURES = 20
RULES = (
    (FIGURE, '{ per_point = { against = 85, deduct = 0.5 } }'),
    (FIGURE, '{ per_point = { against = "last year", deduct = 0.5, bonus = 0.25, bonus_cap = 2 } }'),
    (FIGURE, '{ steps = [{ at_least = 95, points = 10 }, { at_least = 85, points = 5 }] }'),
    (STATED, f"{{ levels = [{LEVELS}] }}"),
    (STATED, '{ count_shortfall = { required = 4, things = { en = "visits", zh = "次" }, deduct = 1.25 } }'),
)
ANSWERS = {3: ("all", "some", "none"), 4: ("0", "1", "2", "3", "4", "5")}
QUICK = {"regions": 300, "items": 100, "runs": 3}
SIZE = ("regions", "items")
_PLAIN = ("one addition of decimals for each item", ("cpu_seconds", "plain"))
LINES = (
    Line("scored, graded and ranked", ("cpu_seconds", "scored"), *_PLAIN, most=1, absolute=True, peak=("peak_mb",)),
    Line("scored, and every score explained", ("cpu_seconds", "scored_and_explained"), *_PLAIN, most=2, absolute=True),
)
GROWTH = (Growth("regions", 300, {"runs": 3}),)


def run(regions: int = 3_000, items: int = 100, runs: int = 5) -> dict[str, Any]:
    """Seconds for scores, grades and ranks with every explanation, and for the same with the words left unsaid."""
    scheme, indicator = _scheme(items), _indicator()
    codes = [f"r{place:05d}" for place in range(regions)]
    year, determined = _year(indicator, codes), _determined(scheme, codes)

    def scored() -> dict[str, Result]:
        return score_all(scheme, year, determined, codes)

    results: dict[str, Result] = {}
    points, words, plain, busy, said_busy, plain_busy = [], [], [], [], [], []
    for _ in range(runs):
        began, worked = time.perf_counter(), time.process_time()
        results = scored()
        points.append(time.perf_counter() - began)
        busy.append(time.process_time() - worked)
        with uncollected():
            said = sum(len(line.scored.explanation.en) for each in results.values() for line in each.lines
                       if line.scored)
        words.append(time.perf_counter() - began)
        said_busy.append(time.process_time() - worked)
        spent = _measure.Spent()
        _plain(results)
        plain.append(spent.told()["seconds"])
        plain_busy.append(spent.told()["processor_seconds"])
    return {
        "name": "scoring", "regions": regions, "items": items,
        "scored_seconds": _measure.median(points), "target_scored_seconds": 1,
        "scored_and_explained_seconds": _measure.median(words), "target_scored_and_explained_seconds": 2,
        "cpu_seconds": {"scored": _measure.median(busy), "scored_and_explained": _measure.median(said_busy),
                        "plain": _measure.median(plain_busy)},
        "peak_mb": _measure.peak_mb(), "load": _measure.load(), "letters_of_explanation": said,
        "graded": sum(each.grade is not None for each in results.values()),
        "reference": {"what": "one addition of decimals for each item", "seconds": _measure.median(plain)},
        "ratio_to_reference": round(_measure.median(points) / _measure.median(plain), 1),
        "machine": _measure.machine(),
    }


def _plain(results: dict[str, Result]) -> None:
    for each in results.values():
        total = Decimal(0)
        for line in each.lines:
            assert line.scored is not None
            total += line.scored.points
        assert total == each.score


def _scheme(items: int) -> Scheme:
    full = items * 10
    text = HEAD % {"full": full, "half": full // 2, "below": full // 2 - 1}
    for place in range(items):
        source, rule = RULES[place % len(RULES)]
        source %= place % FIGURES if source == FIGURE else place
        text += ITEM % {"place": place, "source": source, "rule": rule}
    return parse_scheme("benchmark", text, {f"measured{each}" for each in range(FIGURES)})


def _indicator() -> Indicator:
    from benchmarks._records_tables import indicator

    return indicator()


def _year(indicator: Indicator, codes: list[str]) -> Year:
    chance = random.Random(7)
    period = parse("2013")
    known = {each.id: each for each in (replace(indicator, id=f"measured{place}") for place in range(FIGURES))}

    def figures(of: Indicator) -> dict[str, Figure]:
        found = {}
        for code in codes:
            value = 80 + chance.random() * 20
            found[code] = Figure(of, code, period.text, int(value * 10), 1000, f"{value:.2f}", None, "cut", 1000,
                                 None, 1000, 0, Excluded())
        return found

    return Year(period, year_before(period), known, {id: figures(of) for id, of in known.items()},
                {id: figures(of) for id, of in known.items()}, {code: (code,) for code in codes}, {})


def _determined(scheme: Scheme, codes: list[str]) -> Determinations:
    chance, day = random.Random(8), date(2014, 1, 31)
    found = {}
    for code in codes:
        for place, item in enumerate(scheme.items):
            if item.determination:
                answer = chance.choice(ANSWERS[place % len(RULES)])
                found[code, item.determination] = Determined(item.determination, answer, day)
    return Determinations(found)
