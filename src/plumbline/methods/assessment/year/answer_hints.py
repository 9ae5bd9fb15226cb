"""What may be answered to an item, in words: for whoever fills in a sheet without knowing the rule's grammar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plumbline.methods.assessment.flows.answers import ALL, NONE
from plumbline.methods.assessment.scoring.ceilings import Cap
from plumbline.methods.assessment.scoring.counted import (
    EXTRA,
    MADE,
    Bonus,
    CountShortfall,
    Deduct,
    Demerits,
    Named,
    Penalty,
    PerMissing,
)
from plumbline.methods.assessment.scoring.declared_rules import Rule
from plumbline.methods.assessment.scoring.determined import NO, NOT_APPLICABLE, YES, Levels, Veto, YesNo
from plumbline.methods.assessment.scoring.evaluators import Evaluators
from plumbline.methods.assessment.scoring.judged import Department, Expert
from plumbline.methods.assessment.scoring.wording import number
from plumbline.text import Text

TITLES = {YES: Text("yes", "是"), NO: Text("no", "否"), NOT_APPLICABLE: Text("not applicable", "不适用"),
          NONE: Text("none", "无"), ALL: Text("all", "全部")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen: its ``value`` as the rule takes it, and its ``title``."""

    value: str
    title: Text


def choices(rule: Rule | None, *, not_applicable: bool) -> tuple[Choice, ...]:
    """The answers to choose from; none where a number or a list is written. ``not_applicable``: that is one of them."""
    found: list[Choice] = []
    if isinstance(rule, YesNo):
        found = [_titled(YES), _titled(NO)]
    elif isinstance(rule, Veto | Cap):
        found = [_titled(NO), *(_titled(value) for value in rule.when)]
    elif isinstance(rule, Levels):
        found = [Choice(level.value, level.title) for level in rule.levels]
    if found and not_applicable:
        found.append(_titled(NOT_APPLICABLE))
    return tuple(found)


def hint(rule: Rule | None, *, not_applicable: bool, stage: str = "") -> Text:
    """How to write the answer, as a sentence. Numbers of an item without a rule of its own kind are written as such.
    ``stage`` is the stage of the year that answers, of an item that several score."""
    if choices(rule, not_applicable=not_applicable):
        return Text("Choose from the list.", "从列表中选择。")
    said = _of_stage(rule, stage) if isinstance(rule, Evaluators) and stage in rule.stages else _written(rule)
    if not not_applicable:
        return said
    return Text(f"{said.en} Or: {NOT_APPLICABLE}.", f"{said.zh}不适用的，填写“{TITLES[NOT_APPLICABLE].zh}”。")


def value_of(rule: Rule | None, said: str, *, not_applicable: bool) -> str:
    """The answer that ``said`` is: a title in either language, or already as the rule takes it."""
    told = said.strip().casefold()
    offered = choices(rule, not_applicable=not_applicable) or ((_titled(NOT_APPLICABLE),) if not_applicable else ())
    if isinstance(rule, PerMissing | Deduct | Demerits):
        offered = (*offered, _titled(NONE), _titled(ALL))
    for place in range(3):  # what is the answer itself comes before what is only its title
        values = [one.value for one in offered if (one.value, one.title.en, one.title.zh)[place].casefold() == told]
        if len(values) == 1:
            return values[0]
    return said.strip()


def title_of(rule: Rule | None, value: str, *, not_applicable: bool) -> Text:
    """How an answer is shown; the answer itself where it is no choice, or two choices have one title."""
    if isinstance(rule, Evaluators) and "=" in value:
        return rule.shown(value)
    offered = choices(rule, not_applicable=not_applicable)
    for one in offered:
        alike = [each for each in offered if one.title.en == each.title.en or one.title.zh == each.title.zh]
        if one.value == value and len(alike) == 1:
            return one.title
    return Text(value, value)


def _titled(value: str) -> Choice:
    return Choice(value, TITLES.get(value, Text(value, value)))


def _of_stage(rule: Evaluators, stage: str) -> Text:
    here, scale = rule.of_stage(stage), number(rule.scale)
    if len(here) > 1:
        return _written(Evaluators(rule.scale, here))
    weight = number(here[0].weight)
    return Text(f"A number from 0 to {scale}; {here[0].title.en} counts with weight {weight}.",
                f"填写0至{scale}之间的数字；{here[0].title.zh}的权重为{weight}。")


def _written(rule: Rule | None) -> Text:
    if isinstance(rule, Evaluators):
        named = "; ".join(f"{each.id}=80" for each in rule.who)
        scale = number(rule.scale)
        return Text(f"The score of each, from 0 to {scale}: {named}.", f"填写各方评分，0至{scale}：{named}。")
    if isinstance(rule, Department | Expert):
        return Text(f"A number from 0 to {number(rule.scale)}.", f"填写0至{number(rule.scale)}之间的数字。")
    if isinstance(rule, CountShortfall) and rule.bonus:
        return Text(f"Numbers: {MADE}=3; {EXTRA}=1 ({MADE}: {rule.things.en}, {EXTRA}: {rule.extra_things.en}).",
                    f"填写数字：{MADE}=3; {EXTRA}=1（{MADE}为{rule.things.zh}数，{EXTRA}为{rule.extra_things.zh}数）。")
    if isinstance(rule, CountShortfall | Bonus | Penalty):
        return Text(f"A whole number: how many ({rule.things.en}).", f"填写整数（{rule.things.zh}数）。")
    if isinstance(rule, PerMissing):
        return _several(Text("Those that are there", "填写已有各项的代号"), rule.things)
    if isinstance(rule, Demerits):
        return _several(Text("How often each was found, as in minor=2, or those found once",
                             "填写各问题发现次数，如minor=2，或只发现一次的问题代号"), rule.failings)
    if isinstance(rule, Deduct):
        return _several(Text("The failings that were found", "填写所发现问题的代号"), rule.failings)
    if rule is not None and rule.uses_last_year:
        return Text("Numbers: now=12.5; before=10 (this year, last year).",
                    "填写数字：now=12.5; before=10（now为本年值，before为上年值）。")
    return Text("A number in digits.", "填写数字。")


def _several(what: Text, named: Sequence[Named]) -> Text:
    english = ", ".join(f"{one.id} ({one.title.en})" if one.title.en != one.id else one.id for one in named)
    chinese = "、".join(f"{one.id}（{one.title.zh}）" if one.title.zh != one.id else one.id for one in named)
    return Text(f"{what.en}, set apart by commas: {english}; or {NONE}, or {ALL}.",
                f"{what.zh}，以逗号分隔：{chinese}；没有的填“{TITLES[NONE].zh}”，全部都有的填“{TITLES[ALL].zh}”。")
