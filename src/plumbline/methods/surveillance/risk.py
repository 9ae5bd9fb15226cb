"""The level of a product's risk: scenarios of injury, each with a probability and a severity, and how many are in use.

Source: the method of Commission Implementing Decision (EU) 2019/417, part III, as the UK's open service PRISM codes it.
A scenario is a chain of steps; its probability is their product, as an exact fraction (rounding 1/p first, as PRISM
does, grades 0.6 as if it were 1/2). The matrix gives its level by the band of the probability and the severity. The
risk is that of the highest scenario, raised by the number of units in use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from unicodedata import normalize

from plumbline.errors import MethodError
from plumbline.methods.surveillance.draw_frames import shown
from plumbline.text import Text

TIMES = 10
"""By how much a step is taken to be more or less likely, to see what the level hangs on."""
_PROBABILITY = re.compile(
    r"([0-9]{1,100})/([0-9]{1,100})|([0-9]{1,100}(?:\.[0-9]{0,100})?|\.[0-9]{1,100})(?:[eE]([+-]?[0-9]{1,2}))?(%?)")


@dataclass(frozen=True, slots=True)
class Band:
    """Probabilities above ``above`` (all that are left where it is None); ``levels`` of the severities 1, 2, ..."""

    above: Fraction | None
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """Up to ``up_to`` units in use (any number where it is None); ``raises`` says which level becomes which."""

    up_to: int | None
    raises: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """A set of rules: ``levels`` from the lowest to the highest, ``bands`` from the highest probability down, ``units``
    from the lowest number up."""

    levels: tuple[str, ...]
    bands: tuple[Band, ...]
    units: tuple[Units, ...]

    @property
    def severities(self) -> int:
        """How many severities there are; they are numbered from 1."""
        return len(self.bands[0].levels)

    def band(self, probability: Fraction) -> Band:
        """The band in which ``probability`` lies."""
        return next(each for each in self.bands if each.above is None or probability > each.above)

    def name(self, band: Band) -> str:
        """How ``band`` is written: ``>1/100``, or ``<=1/1000000`` for the last."""
        if band.above is not None:
            return f">{band.above}"
        return f"<={self.bands[-2].above}"

    def raised(self, level: str, units: int) -> str:
        """What ``level`` becomes where so many ``units`` are in use."""
        found = next(each for each in self.units if each.up_to is None or units <= each.up_to)
        return found.raises.get(level, level)

    def highest(self, levels: Sequence[str]) -> str:
        """The highest of ``levels``."""
        return max(levels, key=self.levels.index)


@dataclass(frozen=True, slots=True)
class Scenario:
    """How an injury comes about: the ``steps`` are the probabilities of what has to happen, one after another."""

    id: str
    severity: int
    steps: tuple[Fraction, ...]

    @property
    def probability(self) -> Fraction:
        """Of the injury."""
        return prod(self.steps, start=Fraction(1))


@dataclass(frozen=True, slots=True)
class Graded:
    """A scenario with its ``band``, as it is written, and its ``level``."""

    scenario: Scenario
    band: str
    level: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A step on which a level hangs: number ``step`` (from 1) of ``scenario``, taken as ``factor`` times as likely and
    never more likely than 1, makes the scenario's ``level`` and the ``overall`` one these."""

    scenario: str
    step: int
    value: Fraction
    factor: Fraction
    probability: Fraction
    band: str
    level: str
    overall: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """``highest`` is the level of the highest scenario, ``overall`` what the units in use make of it."""

    scenarios: tuple[Graded, ...]
    highest: str
    overall: str
    sensitivity: tuple[Turn, ...]


def probability_of(text: str) -> Fraction:
    """The exact probability that is written as ``1/10``, ``0.05``, ``5%`` or ``1e-6``.

    :raises MethodError: for what is none, for 0 and for what is above 1.
    """
    # Digits and signs of full width are how a Chinese keyboard writes them.
    found = _PROBABILITY.fullmatch(normalize("NFKC", text).strip())
    if found is None or (found[2] is not None and int(found[2]) == 0):
        raise MethodError("risk.no_probability", Text(f"{shown(text)} is no probability", f"{shown(text)}不是概率"),
                          next_step=Text('Write "1/10" or 0.05', '请写作"1/10"或0.05'))
    if found[1]:
        value = Fraction(int(found[1]), int(found[2]))
    else:
        value = Fraction(found[3]) * Fraction(10) ** int(found[4] or 0) / (100 if found[5] else 1)
    if not 0 < value <= 1:
        zero = value == 0
        raise MethodError("risk.probability_outside", Text(
            "the probability is 0" if zero else f"the probability {text.strip()} is above 1",
            "概率为0" if zero else f"概率{text.strip()}大于1"), why=Text(
                "What cannot happen is no step of a scenario" if zero else "Nothing is more likely than certain",
                "不可能发生的事不应列为步骤" if zero else "概率不能超过1"),
            next_step=Text("Estimate how likely the step is, above 0 and at most 1",
                           "请估计该步骤的概率，须大于0且不超过1"))
    return value


def assess(matrix: Matrix, scenarios: Sequence[Scenario], units: int) -> Assessment:
    """Assess a product of which ``units`` are in use.

    :raises MethodError: without a scenario, for a severity that there is not, and for fewer units than none.
    """
    if not scenarios:
        raise MethodError("risk.no_scenario", Text("there is no scenario", "没有情景"),
                          next_step=Text("Describe at least one way in which somebody is harmed",
                                         "请至少描述一种造成伤害的情景"))
    if units < 0:
        raise MethodError("risk.units_negative", Text(f"there cannot be {units} units in use",
                                                      f"使用中的数量不能为{units}"), where="units_in_use",
                          next_step=Text("State how many are in use, 0 where none is", "请填写使用中的数量，没有的填0"))
    graded = tuple(_graded(matrix, each) for each in scenarios)
    highest = matrix.highest([each.level for each in graded])
    overall = matrix.raised(highest, units)
    turns = tuple(turn for place in range(len(graded)) for turn in _turns(matrix, graded, place, units))
    return Assessment(graded, highest, overall, turns)


def _graded(matrix: Matrix, scenario: Scenario) -> Graded:
    if not 1 <= scenario.severity <= matrix.severities:
        raise MethodError("risk.no_severity", Text(f"there is no severity {scenario.severity}",
                                                   f"没有严重程度{scenario.severity}"),
                          where=Text(f"scenario {scenario.id}", f"情景{scenario.id}"),
                          next_step=Text(f"Give one of 1 to {matrix.severities}", f"请填写1至{matrix.severities}"))
    if not scenario.steps:
        raise MethodError("risk.no_step", Text("the scenario has no step", "该情景没有步骤"),
                          where=Text(f"scenario {scenario.id}", f"情景{scenario.id}"),
                          next_step=Text("Give the probability of each thing that has to happen",
                                         "请给出各步骤发生的概率"))
    band = matrix.band(scenario.probability)
    return Graded(scenario, matrix.name(band), band.levels[scenario.severity - 1])


def _turns(matrix: Matrix, graded: Sequence[Graded], place: int, units: int) -> list[Turn]:
    """What changes the level of the scenario at ``place``: each of its steps, more likely and less."""
    now = graded[place]
    others = [each.level for other, each in enumerate(graded) if other != place]
    found = []
    for number, step in enumerate(now.scenario.steps, start=1):
        for factor in (Fraction(TIMES), Fraction(1, TIMES)):
            steps = list(now.scenario.steps)
            steps[number - 1] = min(Fraction(1), step * factor)
            then = _graded(matrix, Scenario(now.scenario.id, now.scenario.severity, tuple(steps)))
            if then.level != now.level:
                overall = matrix.raised(matrix.highest([*others, then.level]), units)
                found.append(Turn(now.scenario.id, number, step, factor, then.scenario.probability, then.band,
                                  then.level, overall))
    return found
