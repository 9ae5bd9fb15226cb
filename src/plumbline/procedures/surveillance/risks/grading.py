"""The level of a case's scenarios, by its set of rules: what acts pin, what pages show, what a report prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from plumbline.errors import MethodError, RecordError, RulebookError
from plumbline.home import Home
from plumbline.methods.surveillance.risk import Assessment, Scenario, assess
from plumbline.methods.surveillance.risk_steps import Step, steps_of
from plumbline.procedures.casework.standing import Board
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.surveillance.risk_files import RiskRules, load_risk_rules, risk_rules
from plumbline.text import Text

STATED = "stated"
LEVELS = "risk-level"


@dataclass(frozen=True, slots=True)
class Stated:
    """One scenario of a case that stands, as its ``values`` have it, with its ``steps``."""

    name: str
    values: Mapping[str, str]
    severity: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Graded:
    """The scenarios of a case and what the ``rules`` make of them; ``level`` is a code of the vocabulary of levels,
    ``units`` how many are in use."""

    rules: RiskRules
    scenarios: tuple[Stated, ...]
    found: Assessment
    level: str
    units: int


def stated(board: Board) -> tuple[Stated, ...]:
    """The scenarios of a case that were not struck, in the order in which they were added. :raises MethodError: naming
    the scenario and the step at fault."""
    return tuple(scenario_of(name, board.of.get(name, {})) for name, at in board.members.items() if at.state == STATED)


def scenario_of(name: str, values: Mapping[str, str]) -> Stated:
    """A scenario from its values. :raises MethodError: naming the step at fault."""
    try:
        return Stated(name, values, int(values.get("severity") or 0), steps_of(values.get("steps", "")))
    except MethodError as error:
        raise MethodError.of(error, where=within(name, error.where)) from error


def within(name: str, where: Text) -> Text:
    """A place in the scenario ``name``."""
    return Text(f"scenario {name}{f', {where.en}' if where else ''}", f"情景{name}{f'，{where.zh}' if where else ''}")


def graded(home: Home, board: Board, typed: Stated | None = None) -> Graded:
    """What the rules of a case make of its scenarios, one of them perhaps as it is just ``typed``. :raises
    PlumblineError: without scenarios, for a step that is none, without the number of units."""
    rules = risk_rules(home, board.values.get("rules", ""))
    scenarios = stated(board)
    if typed is not None:
        scenarios = (*(each for each in scenarios if each.name != typed.name), typed)
    units = board.values.get("units_in_use", "")
    if not units:
        raise RecordError("risk.units_unknown", Text("it is not known how many are in use", "未填写在用数量"),
                          why=Text("The number of units in use may raise the level", "在用数量可能提高风险等级"),
                          next_step=Text("State it, 0 where none is in use", "请填写；没有在用的填0"))
    found = assess(rules.matrix, [Scenario(each.name, each.severity, tuple(step.probability for step in each.steps))
                                  for each in scenarios], int(units))
    return Graded(rules, scenarios, found, level_of(rules, found.overall), int(units))


def level_of(rules: RiskRules, level: str) -> str:
    """The code of the vocabulary for a level of a set of rules. :raises RulebookError: where it has none."""
    for code, term in vocabularies.vocabulary(LEVELS).items():
        if level in term.spellings() or rules.titles[level].en in term.spellings():
            return code
    raise RulebookError("risk.level_unknown", Text(f"the level '{level}' is none of those that records have",
                                                   f"等级“{level}”不属于记录所用的风险等级"), where=rules.dated.file,
                        next_step=Text("Call the levels low, medium, high and serious",
                                       "请将等级命名为低、中、高和严重"))


def rules_today(home: Home, on: date) -> str:
    """The set of rules in force on a day: the newest, where there are several. :raises RulebookError: where there is
    none."""
    found = [each.dated for each in load_risk_rules(home).values() if each.dated.holds(on)]
    if not found:
        raise RulebookError("risk.no_rules", Text(f"no set of rules is in force on {on}", f"{on}没有现行的评估规则"),
                            next_step=Text("Name the rules", "请填写评估规则"))
    return max(found, key=lambda each: (each.since, each.id)).id


def pin(rules: RiskRules) -> str:
    """SHA-256 of what a set of rules says: by it a change of its file is seen."""
    return sha256(repr((rules.dated.id, rules.matrix)).encode()).hexdigest()
