"""One item scored by several evaluators, combined by weights: perhaps each in a stage of the year of its own.

That a year's score is combined of self-evaluation, departments, visits and experts is practice of 2019 and later; how
they are weighed is not published there, so a scheme states it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from plumbline.errors import MethodError
from plumbline.methods.assessment.flows.answers import named_texts, one_number
from plumbline.methods.assessment.flows.flow import PANEL
from plumbline.methods.assessment.scoring.determined import DETERMINATION
from plumbline.methods.assessment.scoring.judged import CONSENSUS, Expert, check_score, in_proportion
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import ZERO, Scored
from plumbline.methods.assessment.scoring.wording import exactly, number, points, rounded_of
from plumbline.text import Text

ONE = re.compile(r"[0-9.]+")
AGREED, APART = f"{CONSENSUS}:", ", "
"""What a panel agreed on, ``panel=consensus:78``; the scores of its experts, ``panel=80, 75, 90``."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """One who scores an item: the ``id`` in determinations, the title, and the ``weight``. ``stage`` is the stage of
    the year in which it scores, empty where that is not said; a ``panel`` joins the scores of several experts."""

    id: str
    title: Text
    weight: Decimal
    stage: str = ""
    panel: Expert | None = None

    def read(self, text: str, scale: Decimal) -> tuple[Fraction, Text]:
        """The exact score that ``text`` is, and how it is shown. :raises MethodError: for what is none."""
        if self.panel is None:
            score = one_number(text, self.id)
            check_score(score, scale)
            return Fraction(score), Text(number(score), f"{number(score)}分")
        given, how = self.panel.given(f"{CONSENSUS}={text.removeprefix(AGREED)}" if text.startswith(AGREED)
                                      else text.replace(",", ";").replace("，", ";"))
        exact = Fraction(given)
        return exact, Text(f"{exactly(exact)} ({how.en[0].lower()}{how.en[1:]})", f"{exactly(exact)}分（{how.zh}）")


@dataclass(frozen=True, slots=True)
class Evaluators:
    """What several evaluators gave, each from 0 to ``scale``, combined by their weights, in proportion to the item's
    points; exact, and rounded once as points. Determined as ``department=80; visit=90``. Where one has not scored,
    there is no score; with ``share`` the weights of the others count alone."""

    name: ClassVar[str] = "evaluators"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    scale: Decimal
    who: tuple[Evaluator, ...]
    share: bool = False

    @property
    def stages(self) -> frozenset[str]:
        """The stages of the year in which they score; none where the scheme does not say."""
        return frozenset(each.stage for each in self.who if each.stage)

    @property
    def panel(self) -> Expert | None:
        """The panel of experts among them."""
        return next((each.panel for each in self.who if each.panel is not None), None)

    def of_stage(self, stage: str) -> tuple[Evaluator, ...]:
        """Those who score in ``stage``."""
        return tuple(each for each in self.who if each.stage == stage)

    def absent(self, value: str) -> tuple[Evaluator, ...]:
        """Those without whom there is no score, and who have none in ``value``."""
        there = self.texts(value)
        return () if self.share and there else tuple(each for each in self.who if each.id not in there)

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for a score that is missing, outside, or nobody's."""
        texts = self.texts(value)
        given = {each.id: each.read(texts[each.id], self.scale) for each in self.who if each.id in texts}
        missing = [each for each in self.who if each.id not in given]
        if missing and not self.share:
            raise _not_scored(missing[0].id, self.who)
        there = [each for each in self.who if each.id in given]
        weight = sum((Fraction(each.weight) for each in there), Fraction(0))
        mean = sum((Fraction(each.weight) * given[each.id][0] for each in there), Fraction(0)) / weight
        raw = in_proportion(mean, self.scale, of)
        got = rounding(raw)
        said, shown = rounded_of(raw, got, of), exactly(mean)
        scores = [(each.title, given[each.id][1], number(each.weight)) for each in there]
        english = ", ".join(f"{title.en} {score.en} (weight {part})" for title, score, part in scores)
        chinese = "，".join(f"{title.zh}{score.zh}（权重{part}）" for title, score, part in scores)
        alone = silent(missing)
        if missing:
            alone = Text(f" {alone.en}: the weights of the others count alone.", f"{alone.zh}，按其余各方权重计算。")
        return Scored(got, of, ZERO, Text(f"{english}: {shown} of {number(self.scale)}: {said.en}.{alone.en}",
                                          f"{chinese}：加权{shown}分（满分{number(self.scale)}分）：{said.zh}。{alone.zh}"))

    def part(self, stage: str, value: str, of: Decimal, rounding: Rounding, *, alone: bool = False) -> Scored:
        """What the answer ``value`` of one stage gives to the item, by itself: shown, and never added up. ``alone``:
        one expert's score, of which no agreement is asked. :raises MethodError: for one this stage does not take."""
        texts = self._of_answer(stage, value)
        whole = sum((Fraction(each.weight) for each in self.who), Fraction(0))
        raw, english, chinese = Fraction(0), [], []
        for each in self.of_stage(stage):
            if each.id not in texts:
                raise _not_scored(each.id, self.of_stage(stage))
            one = each
            if alone and each.panel is not None:
                one_number(texts[each.id], each.id)
                one = replace(each, panel=replace(each.panel, least=1, spread=None, combine="mean"))
            score, shown = one.read(texts[each.id], self.scale)
            raw += in_proportion(score, self.scale, of) * Fraction(each.weight) / whole
            english.append(f"{each.title.en} {shown.en} (weight {number(each.weight)})")
            chinese.append(f"{each.title.zh}{shown.zh}（权重{number(each.weight)}）")
        got, most = rounding(raw), number(self.scale)
        return Scored(got, of, ZERO, Text(
            f"{', '.join(english)} of {most}: {exactly(raw)} of the item's {points(of).en}, before the others.",
            f"{'，'.join(chinese)}（满分{most}分）：计{exactly(raw)}分（本项满分{points(of).zh}），其他各方另计。"))

    def shown(self, value: str) -> Text:
        """An answer that names its scores, with the titles of who gave them; as it is written, where it is none."""
        try:
            texts = self.texts(value)
        except MethodError:
            return Text(value, value)
        pairs = [(each.title, texts[each.id].removeprefix(AGREED)) for each in self.who if each.id in texts]
        return Text("; ".join(f"{title.en} {text}" for title, text in pairs),
                    "；".join(f"{title.zh}{text}" for title, text in pairs))

    def gives(self, one: Evaluator, text: str, of: Decimal, rounding: Rounding) -> Decimal:
        """The part of the item's points that one of them gives, where all score. :raises MethodError: for no score."""
        whole = sum((Fraction(each.weight) for each in self.who), Fraction(0))
        return rounding(in_proportion(one.read(text, self.scale)[0], self.scale, of) * Fraction(one.weight) / whole)

    def agreed(self, value: str) -> str:
        """An answer in which the score of a panel is one number: what it agreed on."""
        try:
            texts = self.texts(value)
        except MethodError:
            return value  # the rule says what is wrong with it
        panels = {each.id for each in self.who if each.panel is not None}
        return "; ".join(f"{id}={AGREED if id in panels and ONE.fullmatch(text) else ''}{text}"
                         for id, text in texts.items())

    def join(self, answers: Iterable[tuple[str, str]]) -> str:
        """The determination that answers given in stages make: pairs of stage and answer, several of a panel."""
        found: dict[str, list[str]] = {}
        for stage, answer in answers:
            for id, text in self._of_answer(stage, answer).items():
                found.setdefault(id, []).append(text)
        return "; ".join(f"{each.id}={APART.join(found[each.id])}" for each in self.who if each.id in found)

    def _of_answer(self, stage: str, answer: str) -> dict[str, str]:
        """The text of each evaluator in the answer of a stage; an answer without a name is that of the first."""
        here = self.of_stage(stage)
        if stage == PANEL and here:
            agreed = answer.startswith(f"{CONSENSUS}=")
            return {here[0].id: AGREED + answer.removeprefix(f"{CONSENSUS}=").strip() if agreed
                    else answer.replace(";", ",").replace("；", ",")}
        return named_texts(answer, [each.id for each in here])

    def texts(self, value: str) -> dict[str, str]:
        """The score of each as it is written. :raises MethodError: for what is nobody's, or there twice."""
        return named_texts(value, [each.id for each in self.who])

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        english = ", ".join(f"{each.title.en} {number(each.weight)}" for each in self.who)
        chinese = "、".join(f"{each.title.zh}{number(each.weight)}" for each in self.who)
        return Text(f"Scores from 0 to {number(self.scale)}, combined by weights ({english}), in proportion for "
                    f"{points(of).en}.", f"各方按0至{number(self.scale)}分评分，按权重（{chinese}）合成后折算，"
                                         f"满分{points(of).zh}。")


def _not_scored(id: str, who: Sequence[Evaluator]) -> MethodError:
    each = "; ".join(f"{one.id}=80" for one in who)
    return MethodError("score.not_scored", Text(f"'{id}' has not scored", f"缺少“{id}”的评分"),
                       next_step=Text(f"Write the score of each: {each}", f"请填写各方评分：{each}"))


def silent(missing: Sequence[Evaluator]) -> Text:
    """Who has not scored, as a sentence without its full stop."""
    verb = "has" if len(missing) == 1 else "have"
    return Text(f"{', '.join(each.title.en for each in missing)} {verb} not scored",
                f"{'、'.join(each.title.zh for each in missing)}尚未评分") if missing else Text()


def panel_of(rule: object) -> Expert | None:
    """The panel of experts that a rule asks, as the whole or as one of several."""
    return rule if isinstance(rule, Expert) else rule.panel if isinstance(rule, Evaluators) else None
