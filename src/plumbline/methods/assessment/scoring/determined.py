"""Rules that score what an officer determined: yes or no, levels, veto; and what happens without an answer.

Levels follow the tables of Xuzhou and of a city's standardisation assessment (10/6/0), the veto 国办发〔2013〕47号,
article 5 (a regional or systemic product-safety incident means D), not-applicable-as-full the grades of good
standardisation practice. See ``docs/decisions/0003-scoring-rules.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import ZERO, Scored
from plumbline.methods.assessment.scoring.wording import points, points_of
from plumbline.methods.shared.suggesting import choose
from plumbline.text import Text

DETERMINATION = "determination"
NOT_APPLICABLE = "not applicable"
YES, NO = "yes", "no"
NO_DATA = ("withheld", "full", "zero")


def no_answer(value: str, known: tuple[str, ...]) -> MethodError:
    """That ``value`` is none of the determinations ``known``."""
    return MethodError("score.not_answer", Text(f"'{value}' is not an answer to this item",
                                                f"“{value}”不是本项的认定结果"),
                       next_step=Text(f"Determine one of: {', '.join(known)}", f"可认定为：{'、'.join(known)}"))


@dataclass(frozen=True, slots=True)
class YesNo:
    """Full points for ``yes``, none for ``no``."""

    name: ClassVar[str] = "binary"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for anything but yes and no."""
        if value not in (YES, NO):
            raise no_answer(value, (YES, NO))
        met = value == YES
        got = points_of(of if met else ZERO, of)
        return Scored(rounding(of if met else ZERO), of, ZERO,
                      Text(f"Determined '{value}': {got.en}.", f"认定为“{'是' if met else '否'}”：{got.zh}。"))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        return Text(f"{points(of).en} if determined yes, otherwise none.", f"认定为“是”得{points(of).zh}，否则不得分。")


@dataclass(frozen=True, slots=True)
class Level:
    """One level: the ``value`` an officer determines, its title, its ``points``."""

    value: str
    points: Decimal
    title: Text


@dataclass(frozen=True, slots=True)
class Levels:
    """The points of the level that was determined."""

    name: ClassVar[str] = "levels"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    levels: tuple[Level, ...]
    demerit: bool = False

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for a value that is no level."""
        for level in self.levels:
            if level.value == value:
                got = points_of(level.points, of, demerit=self.demerit)
                return Scored(rounding(level.points), of, ZERO, Text(
                    f"Determined '{level.title.say('en')}': {got.en}.", f"认定为“{level.title.say('zh')}”：{got.zh}。",
                ))
        raise no_answer(value, tuple(level.value for level in self.levels))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        each = [(level.title, points(level.points)) for level in self.levels]
        return Text("; ".join(f"{title.say('en')}: {got.en}" for title, got in each) + ".",
                    "；".join(f"{title.say('zh')}得{got.zh}" for title, got in each) + "。")


@dataclass(frozen=True, slots=True)
class Veto:
    """``grade``, whatever the score, where one of ``when`` was determined. Gives and takes no points."""

    name: ClassVar[str] = "veto"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    grade: str
    when: tuple[str, ...] = (YES,)

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """Whether the veto falls. :raises MethodError: for a value that is neither in ``when`` nor ``no``."""
        if value in self.when:
            return Scored(ZERO, ZERO, ZERO, Text(
                f"Determined '{value}': grade {self.grade}, whatever the score.",
                f"认定为“{'是' if value == YES else value}”：无论得分多少，等级为{self.grade}。",
            ), self.grade)
        if value != NO:
            raise no_answer(value, (*self.when, NO))
        return Scored(ZERO, ZERO, ZERO, Text("Determined 'no': no veto.", "认定为“否”：不触发一票否决。"))

    def silent(self) -> Scored:
        """The score where nothing was determined: nobody saw cause for a veto."""
        return Scored(ZERO, ZERO, ZERO, Text("Nothing was determined: no veto.", "无认定记录：不触发一票否决。"))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        chinese = "、".join("是" if value == YES else value for value in self.when)
        return Text(f"Grade {self.grade} if determined: {', '.join(self.when)}.",
                    f"认定为“{chinese}”的，等级为{self.grade}。")


def not_applicable(of: Decimal, rounding: Rounding, *, demerit: bool = False) -> Scored:
    """An approved not-applicable item counts as well as it can: in full, in demerits with none."""
    if demerit:
        return Scored(ZERO, of, ZERO, Text("Determined not applicable, which counts nothing: 0 points.",
                                           "认定为不适用：计0分。"))
    return Scored(rounding(of), of, ZERO, Text(
        f"Determined not applicable, which counts in full: {points(of).en}.",
        f"认定为不适用，按满分计：{points(of).zh}。",
    ))


def without_data(policy: str, of: Decimal, rounding: Rounding, cause: Text) -> Scored | None:
    """What an item without data scores under its ``no_data`` policy: full, zero, or None (withheld: no score at all).

    ``cause`` says what is missing, as a sentence without its full stop. :raises MethodError: for an unknown policy.
    """
    if policy == "withheld":
        return None
    if policy == "full":
        return Scored(rounding(of), of, ZERO, Text(
            f"{cause.en}; the scheme counts the item in full: {points(of).en}.",
            f"{cause.zh}；按方案规定得满分：{points(of).zh}。",
        ))
    if policy == "zero":
        return Scored(rounding(ZERO), of, ZERO, Text(
            f"{cause.en}; the scheme then gives no points.", f"{cause.zh}；按方案规定不得分。",
        ))
    raise MethodError("score.policy_unknown", Text(f"there is no policy '{policy}'", f"没有名为“{policy}”的处理方式"),
                      where="no_data", next_step=choose(NO_DATA))
