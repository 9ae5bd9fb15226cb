"""The form of a scenario: its fields, and a line for each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plumbline.interfaces.shared import words
from plumbline.methods.surveillance.risk_steps import BAR, MOST_STEPS, STRENGTHS, written

SPARE = 2
"""Empty lines below those that are filled, so that nobody needs a program to add one."""
FIELDS = ("scenario", "harm", "hazard_class", "harmed", "severity", "bystanders", "uncertainty")


@dataclass(frozen=True, slots=True)
class StepLine:
    """One line of the form, under its ``number``."""

    number: int
    probability: str
    strength: str
    what: str


def lines(steps: str) -> list[StepLine]:
    """The lines of a text of steps, and some that are empty."""
    found = [[part.strip() for part in line.split(BAR, 2)] + ["", ""] for line in steps.splitlines() if line.strip()]
    wanted = min(MOST_STEPS, max(len(found) + SPARE, 3))
    found += [["", "", ""] for _ in range(wanted - len(found))]
    return [StepLine(number, each[0], each[1], each[2]) for number, each in enumerate(found, start=1)]


def steps_sent(given: Mapping[str, str]) -> str:
    """The text of the steps that a form sent."""
    return written([(given.get(f"p-{number}", ""), given.get(f"s-{number}", ""), given.get(f"w-{number}", ""))
                    for number in range(1, MOST_STEPS + 1)])


def scenario_sent(given: Mapping[str, str]) -> dict[str, str]:
    """The values of a scenario that a form sent."""
    return {name: given.get(name, "").strip() for name in FIELDS} | {"steps": steps_sent(given)}


def strengths() -> list[tuple[str, str]]:
    """What a step's strength of evidence can be, in words."""
    return [(code, words.say(title)) for code, title in STRENGTHS.items()]
