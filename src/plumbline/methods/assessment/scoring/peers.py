"""Points by comparison with others: percentile, min-max, rank, or the mean of the peers.

The percentile is the share of the others that a value is better than; a tie counts as the rule states. Min-max is the
usual composite-indicator normalisation (OECD and JRC, Handbook on Constructing Composite Indicators, 2008, step 5).
Ranks are those of competitions: equals share one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import ClassVar

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import ZERO, Measured, Scored, directionless
from plumbline.methods.assessment.scoring.thresholds import FIGURE
from plumbline.methods.assessment.scoring.wording import exactly, number, points, quantity, rounded_of
from plumbline.text import Text

PERCENTILE, MIN_MAX, RANK, MEAN = "percentile", "min-max", "rank", "mean"
BEST, SHARED, WORST = "best", "shared", "worst"
"""How equals count: as if each were the better one, half, or as if each were the worse one."""
PARENT = "parent"
_TIED = {BEST: Fraction(0), SHARED: Fraction(1, 2), WORST: Fraction(1)}
_ALONE = Text("There is no other to compare with", "没有可比较的对象")


@dataclass(frozen=True, slots=True)
class Place:
    """``points`` for ranks to ``rank``, included."""

    rank: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Peers:
    """Points by comparison, ``by`` one of four ways. ``places``: points by rank, best first; without them a rank counts
    in proportion, the first in full and the last with none. ``deduct``, ``bonus`` and ``bonus_cap`` are those of each
    point from the mean, of which the value itself is part. ``among``: the regions compared; nothing for all that are
    assessed, ``parent`` for those below the same region, or lists of codes."""

    name: ClassVar[str] = "peers"
    reads: ClassVar[str] = FIGURE
    uses_last_year: ClassVar[bool] = False

    by: str
    ties: str = SHARED
    places: tuple[Place, ...] = ()
    deduct: Decimal = ZERO
    bonus: Decimal = ZERO
    bonus_cap: Decimal = ZERO
    among: str | tuple[tuple[str, ...], ...] = ""

    def score(self, measured: Measured, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one value beside those of its peers.

        :raises MethodError: where neither direction is better, or there is nobody to compare with.
        """
        if measured.better == "neither":
            raise directionless(Text("so nothing ranks", "无法排名"), "by")
        if not measured.peers:
            raise MethodError("score.no_peers", Text("there is no other value to compare with", "没有可比较的其他数值"),
                              where="by")
        value, others = Fraction(measured.value), [Fraction(each) for each in measured.peers]
        if measured.better == "lower":
            value, others = -value, [-each for each in others]
        raw, how = self._compared(value, others, measured, of)
        base = rounding(min(raw, Fraction(of)))
        got = rounding(raw)
        return Scored(got, of, got - base, partial(self._said, measured, how, raw, got, of))

    def _compared(self, value: Fraction, others: list[Fraction], measured: Measured, of: Decimal,
                  ) -> tuple[Fraction, Text]:
        if self.by == PERCENTILE:
            return self._percentile(value, others, of)
        if self.by == RANK:
            return self._rank(value, others, of)
        if self.by == MIN_MAX:
            return _min_max(value, others, measured, of)
        return self._mean(value, others, measured, of)

    def _percentile(self, value: Fraction, others: list[Fraction], of: Decimal) -> tuple[Fraction, Text]:
        share = (sum(each < value for each in others) + others.count(value) * (1 - _TIED[self.ties])) / len(others)
        shown = exactly(share * 100)
        return share * Fraction(of), Text(f"better than {shown} % of {len(others)} others",
                                          f"优于其他{len(others)}个对象的{shown}%")

    def _rank(self, value: Fraction, others: list[Fraction], of: Decimal) -> tuple[Fraction, Text]:
        rank = 1 + sum(each > value for each in others) + others.count(value) * _TIED[self.ties]
        total = len(others) + 1
        raw = Fraction(of) * (total - rank) / (total - 1)
        if self.places:
            raw = next((Fraction(place.points) for place in self.places if rank <= place.rank), Fraction(0))
        shown = exactly(rank)
        return raw, Text(f"rank {shown} of {total}", f"在{total}个对象中排第{shown}名")

    def _mean(self, value: Fraction, others: list[Fraction], measured: Measured, of: Decimal) -> tuple[Fraction, Text]:
        mean = (value + sum(others)) / (len(others) + 1)
        away = value - mean
        change = away * Fraction(self.deduct)
        if away > 0:
            change = min(away * Fraction(self.bonus), Fraction(self.bonus_cap))
        shown = quantity(Rounding(2)(-mean if measured.better == "lower" else mean), measured.unit)
        return max(Fraction(of) + change, Fraction(0)), Text(
            f"the mean of {len(others) + 1} is {shown.en}", f"{len(others) + 1}个对象的平均值为{shown.zh}")

    def _said(self, measured: Measured, how: Text, raw: Fraction, got: Decimal, of: Decimal) -> Text:
        value, said = quantity(measured.value, measured.unit), rounded_of(raw, got, of)
        left = Text()
        if measured.silent:
            silent = measured.silent
            left = Text(f" ({silent} without a value left out)", f"（{silent}个无数据的对象不参与比较）")
        return Text(f"{value.en}, {how.en}{left.en}: {said.en}.", f"{value.zh}，{how.zh}{left.zh}：{said.zh}。")

    def words(self, of: Decimal, unit: str) -> Text:
        """The rule as a sentence."""
        full = points(of)
        among = Text(", within the same region above", "（在同一上级地区内比较）") if self.among == PARENT else Text()
        if self.among and self.among != PARENT:
            among = Text(", within its group", "（在所属组别内比较）")
        if self.by == MEAN:
            more = Text()
            if self.bonus:
                more = Text(f", {number(self.bonus)} more for each better, at most {number(self.bonus_cap)}",
                            f"，每优1个单位加{number(self.bonus)}分，最多加{number(self.bonus_cap)}分")
            off = number(self.deduct)
            return Text(f"{full.en} at the mean of all{among.en}; {off} off for each point worse{more.en}.",
                        f"达到平均值得{full.zh}{among.zh}；每差1个单位扣{off}分{more.zh}。")
        if self.places:
            each = [(place.rank, points(place.points)) for place in self.places]
            return Text("; ".join(f"to rank {rank}: {got.en}" for rank, got in each).capitalize() + f"{among.en}.",
                        "；".join(f"前{rank}名得{got.zh}" for rank, got in each) + f"{among.zh}。")
        said = {
            PERCENTILE: Text("in proportion to the share of the others that it is better than",
                             "按优于其他对象的比例折算"),
            RANK: Text("in proportion to the rank", "按名次折算"),
            MIN_MAX: Text("in proportion between the worst and the best", "按最差值与最好值之间的位置折算"),
        }[self.by]
        return Text(f"{full.en} {said.en}{among.en}.", f"{said.zh}，满分{full.zh}{among.zh}。")


def alone() -> Text:
    """Why a value is not compared, as a sentence without its full stop."""
    return _ALONE


def _min_max(value: Fraction, others: list[Fraction], measured: Measured, of: Decimal) -> tuple[Fraction, Text]:
    every = [value, *others]
    low, high = min(every), max(every)
    ends = [quantity(each, measured.unit) for each in (min(measured.value, *measured.peers),
                                                       max(measured.value, *measured.peers))]
    share = Fraction(1) if low == high else (value - low) / (high - low)
    return share * Fraction(of), Text(f"the {len(every)} lie between {ends[0].en} and {ends[1].en}",
                                      f"{len(every)}个对象介于{ends[0].zh}与{ends[1].zh}之间")
