"""What the page of a risk assessment shows of a level: the matrix with its cells marked, and everything in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plumbline.interfaces.shared import words
from plumbline.methods.surveillance.risk import Assessment
from plumbline.methods.surveillance.risk_steps import STRENGTHS, weakest
from plumbline.procedures.surveillance.risks import odds
from plumbline.procedures.surveillance.risks.grading import Graded, Stated
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.surveillance.risk_files import RiskRules


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix: its ``level`` in words, its colour, and the names of the scenarios in it."""

    level: str
    colour: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One band of the matrix, in words, with a cell for each severity."""

    band: str
    cells: tuple[Cell, ...]


def matrix(rules: RiskRules, found: Assessment | None) -> list[Row]:
    """The matrix of a set of rules, with the scenarios of an assessment in it."""
    here: dict[tuple[str, int], list[str]] = {}
    for each in found.scenarios if found is not None else ():
        here.setdefault((each.band, each.scenario.severity), []).append(each.scenario.id)
    of = rules.matrix
    return [Row(words.say(odds.band(of, place)), tuple(
        Cell(words.say(rules.titles[level]), colour(rules, level),
             tuple(here.get((of.name(of.bands[place]), severity), ())))
        for severity, level in enumerate(of.bands[place].levels, start=1))) for place in range(len(of.bands))]


def colour(rules: RiskRules, level: str) -> str:
    """The class of colour of a level: by its place among the levels, from the lowest."""
    place = rules.matrix.levels.index(level)
    return "abcd"[round(place * 3 / max(1, len(rules.matrix.levels) - 1))]


def told(graded: Graded) -> dict[str, Any]:
    """An assessment in words: each scenario, the whole, and on which steps it hangs."""
    rules, found = graded.rules, graded.found

    def title(level: str) -> str:
        return words.say(rules.titles[level])

    return {
        "rules": rules, "matrix": matrix(rules, found), "severities": range(1, rules.matrix.severities + 1),
        "level": title(found.overall), "colour": colour(rules, found.overall), "highest": title(found.highest),
        "raised": found.overall != found.highest, "units": graded.units,
        "scenarios": [{
            "stated": stated, "name": stated.name, "level": title(each.level), "colour": colour(rules, each.level),
            "odds": words.say(odds.odds(each.scenario.probability)), "exact": str(each.scenario.probability),
            "weakest": words.say(STRENGTHS[weakest(stated.steps)]), **scenario_words(stated)}
            for stated, each in zip(graded.scenarios, found.scenarios, strict=True)],
        "turns": [words.say(odds.turn(each, graded.scenarios, rules)) for each in found.sensitivity]}


def scenario_words(of: Stated) -> dict[str, Any]:
    """A scenario as it is shown, whether it can be graded or not."""
    values = of.values
    return {
        "harm": values.get("harm", ""), "severity": of.severity, "bystanders": values.get("bystanders", ""),
        "uncertainty": values.get("uncertainty", ""),
        "hazard": words.say(vocabularies.title("hazard-class", values.get("hazard_class"))),
        "harmed": words.say(vocabularies.title("harmed-persons", values.get("harmed"))),
        "steps": [{"written": step.written, "what": step.what,
                   "strength": words.say(STRENGTHS[step.strength])} for step in of.steps]}
