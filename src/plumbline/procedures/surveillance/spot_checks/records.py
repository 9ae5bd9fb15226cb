"""The records that the publication of a spot check writes: the draw, and each of its tasks."""

from __future__ import annotations

from collections.abc import Callable

from plumbline.procedures.casework.writing import MEMBER, Situation
from plumbline.procedures.surveillance.spot_checks import plans, witnesses
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.rulebook.surveillance.beacon_files import QUICKNET

MOST_SOURCE = 300


def _number(here: Situation) -> str:
    return plans.plan_id(here.number)


def _drawn_on(here: Situation) -> str:
    return here.values["drawn_on"]


def _source(here: Situation) -> str:
    if witnesses.by_witnesses(here.values):
        return "; ".join(witnesses.names(here.values))[:MOST_SOURCE]
    return f"{QUICKNET} {here.values['round']}"


def _class(here: Situation) -> str | None:
    of = here.values.get("of_class", "")
    return of if of in vocabulary("credit-class") else None


def _result(here: Situation) -> str | None:
    return here.values.get("result") if here.values.get("inspected_on") else None


Source = str | Callable[[Situation], str | None]
DRAW: dict[str, Source] = {
    "number": _number, "title": "title", "plan": "plan", "drawn_on": _drawn_on,
    "frame_size": lambda here: here.values["objects"], "drawn": lambda here: here.values["drawn"],
    "frame_hash": lambda here: here.values["frame_file"], "randomness": _source, "region": "region"}
TASK: dict[str, Source] = {
    "draw": _number, "object": MEMBER, "organisation": "organisation", "credit_class": _class, "rank": "rank",
    "inspectors": "inspectors", "drawn_on": _drawn_on, "due_on": "due",
    "inspected_on": lambda here: here.values.get("inspected_on"), "result": _result,
    "region": lambda here: here.values.get("place") or here.values["region"]}
"""A task that was given up has neither day nor result."""
