"""Answering one item on a page: the inputs that suit its rule, from what was typed to an answer, and back to words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from plumbline.errors import MethodError
from plumbline.interfaces.shared import words
from plumbline.methods.assessment.flows.answers import ALL, NONE, listed, named_numbers, one_number
from plumbline.methods.assessment.scoring.counted import (
    EXTRA,
    MADE,
    Bonus,
    CountShortfall,
    Deduct,
    Demerits,
    Penalty,
    PerMissing,
)
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.assessment.scoring.evaluators import Evaluators
from plumbline.methods.assessment.scoring.judged import CONSENSUS, Department, Expert
from plumbline.methods.assessment.year.answer_hints import choices
from plumbline.procedures.assessment.scoring.scoring import BEFORE, NOW
from plumbline.procedures.assessment.year.trying import tried
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text

ANSWER, DOES_NOT_APPLY = "answer", "not-applicable"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen, with what it would score, in words."""

    value: str
    title: str
    points: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """One number that is typed. ``most`` is empty where there is no upper bound; ``whole`` numbers count things."""

    name: str
    title: str
    value: str
    most: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is asked for one item: ``choices`` of which one is taken, ``ticks`` of which any are, or numbers ``typed``.
    ``waivable``: it can be said that the item does not apply, which is ``waived`` at present."""

    choices: tuple[Choice, ...] = ()
    ticks: tuple[Choice, ...] = ()
    typed: tuple[Typed, ...] = ()
    waivable: bool = False
    waived: bool = False
    asks: str = ""


def inputs(scheme: Scheme, item: Item, given: str, on: date, stage: str = "") -> Inputs:
    """The inputs for ``item``, filled with the answer ``given``, which may be empty; of an item that several stages
    score, those of a ``stage``."""
    rule, waived = item.rule, given == NOT_APPLICABLE
    more: dict[str, Any] = {"waivable": item.not_applicable, "waived": waived}
    if item.figure or item.rolled_up:
        return Inputs(waivable=item.not_applicable, waived=True)
    if item.number is not None:
        names = (NOW, BEFORE) if rule is not None and rule.uses_last_year else (NOW,)
        titles = {NOW: _("Value of the year"), BEFORE: _("Value of the year before")}
        unit = "" if item.number.unit == "1" else f" ({item.number.unit})"
        return Inputs(typed=_numbers(given, names, {name: titles[name] + unit for name in names}), **more)
    if isinstance(rule, Department | Expert):
        given = "" if waived else given.removeprefix(f"{CONSENSUS}=")
        most = words.number(rule.scale)
        return Inputs(typed=(Typed(ANSWER, _("Score, from 0 to %(most)s") % {"most": most}, given,
                                   format(rule.scale, "f"), False),), **more)
    if isinstance(rule, CountShortfall):
        names = (MADE, EXTRA) if rule.bonus else (MADE,)
        titles = {MADE: words.say(rule.things), EXTRA: words.say(rule.extra_things)}
        return Inputs(typed=_numbers(given, names, titles, whole=True), **more)
    if isinstance(rule, Evaluators) and len(here := rule.of_stage(stage)) == 1 and stage:
        given = "" if waived else given.removeprefix(f"{CONSENSUS}=").removeprefix(f"{here[0].id}=")
        told = {"who": words.say(here[0].title), "most": words.number(rule.scale),
                "weight": words.number(here[0].weight)}
        return Inputs(typed=(Typed(ANSWER, _("%(who)s: score, from 0 to %(most)s (weight %(weight)s)") % told, given,
                                   format(rule.scale, "f"), False),), **more)
    if isinstance(rule, Evaluators | Demerits):
        each = (rule.of_stage(stage) or rule.who) if isinstance(rule, Evaluators) else rule.failings
        titles = {one.id: words.say(one.title) for one in each}
        given = "" if given == NONE else given
        return Inputs(typed=_numbers(given, tuple(titles), titles, whole=isinstance(rule, Demerits)), **more)
    if isinstance(rule, Bonus | Penalty):
        return Inputs(typed=_numbers(given, (MADE,), {MADE: words.say(rule.things)}, whole=True), **more)
    if isinstance(rule, PerMissing | Deduct):
        things = rule.things if isinstance(rule, PerMissing) else rule.failings
        there = _listed(given, tuple(each.id for each in things))
        asks = (_("Tick what is there. Nothing ticked means that none is.") if isinstance(rule, PerMissing)
                else _("Tick what was found. Nothing ticked means that nothing is deducted."))
        return Inputs(ticks=tuple(Choice(each.id, words.say(each.title), "", each.id in there) for each in things),
                      asks=asks, **more)
    return Inputs(choices=tuple(Choice(value, title, scored(scheme, item, value, on), value == given)
                                for value, title in _values(item)), **more)


def composed(item: Item, sent: Mapping[str, Any]) -> str:
    """The answer that was typed into the inputs of ``item``; empty where nothing was. ``sent`` is a form's content."""
    rule = item.rule
    if sent.get(DOES_NOT_APPLY):
        return NOT_APPLICABLE
    if isinstance(rule, PerMissing | Deduct):
        chosen = sent.getlist(ANSWER) if hasattr(sent, "getlist") else []
        return "; ".join(str(each) for each in chosen) or NONE
    names: tuple[str, ...] = (NOW, BEFORE, MADE, EXTRA)
    if isinstance(rule, Evaluators | Demerits):
        names = tuple(each.id for each in (rule.who if isinstance(rule, Evaluators) else rule.failings))
    named = {name: str(sent.get(name, "")).strip() for name in names}
    given = {name: text for name, text in named.items() if text}
    if given:
        return "; ".join(f"{name}={text}" for name, text in given.items())
    return str(sent.get(ANSWER, "")).strip()


def said(item: Item, answer: str) -> str:
    """An answer in words."""
    rule = item.rule
    if answer == NOT_APPLICABLE:
        return _("does not apply")
    if answer.startswith(f"{CONSENSUS}="):
        return words.number(exact(answer))
    if isinstance(rule, PerMissing | Deduct):
        things = rule.things if isinstance(rule, PerMissing) else rule.failings
        there = _listed(answer, tuple(each.id for each in things))
        return words.listed([words.say(each.title) for each in things if each.id in there]) or _("none")
    if isinstance(rule, Evaluators) and "=" in answer:
        return words.say(rule.shown(answer))
    if "=" in answer:
        names = {NOW: "", BEFORE: _("year before"), MADE: "", EXTRA: _("beyond")}
        pairs = [part.strip().partition("=") for part in answer.split(";")]
        return "; ".join(f"{names.get(name, name)} {value}".strip() for name, _equals, value in pairs)
    return dict(_values(item)).get(answer, answer)


def scored(scheme: Scheme, item: Item, answer: str, on: date, *, alone: bool = False,
           stage: str = "") -> str:
    """What an answer would score, in words; empty where the rule does not take it."""
    try:
        found = tried(scheme, item, answer, on, alone=alone, stage=stage)
    except MethodError:
        return ""
    if found is None:
        return _("no score")
    return _("%(got)s of %(all)s points") % {"got": words.number(found.points), "all": words.number(found.of)} if (
        found.of) else _("%(got)s points") % {"got": words.number(found.points)}


def explained(scheme: Scheme, item: Item, answer: str, on: date, *, alone: bool = False,
              stage: str = "") -> Text:
    """What an answer would score, as the rule explains it. :raises MethodError: if the rule does not take it."""
    found = tried(scheme, item, answer, on, alone=alone, stage=stage)
    return found.explanation if found is not None else Text()


def exact(answer: str) -> Decimal:
    """The number that an expert's score, or what a panel agreed on, is. :raises MethodError: for any other answer."""
    return one_number(answer.removeprefix(f"{CONSENSUS}="))


def _values(item: Item) -> list[tuple[str, str]]:
    return [(each.value, words.say(each.title)) for each in choices(item.rule, not_applicable=False)]


def _numbers(given: str, names: tuple[str, ...], titles: Mapping[str, str], *, whole: bool = False,
             ) -> tuple[Typed, ...]:
    try:
        found = {name: format(value, "f") for name, value in named_numbers(given, names).items()} if given else {}
    except MethodError:
        pairs = [part.strip().partition("=") for part in given.split(";")]
        found = {name if equals else names[0]: text if equals else name for name, equals, text in pairs
                 if name in names or not equals}  # a quotient, 45/60, is a number too
    return tuple(Typed(name, titles[name], found.get(name, ""), "", whole) for name in names)


def _listed(given: str, known: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return listed(given, known) if given and given != NOT_APPLICABLE else ()
    except MethodError:
        return known if given == ALL else ()

