"""Rules that count what was done, and what was not: shortfall of a count, things missing, deductions, bonus.

Count shortfall and deductions follow the food safety assessment of Dingyuan county (2011), items 1.2.3 (four visits,
1.25 off for each short, 2.5 more for each by the head, at most 5) and 1.1.2 (no assessment 10 off, no result 5 off);
things missing the table of Xuzhou (six supporting policies, 0.1 off for each missing, none: no points); the bonus that
of Dazhou, where an A adds a point to the county's score.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from plumbline.methods.assessment.flows.answers import count, listed, named_numbers
from plumbline.methods.assessment.scoring.determined import DETERMINATION
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import ZERO, Scored
from plumbline.methods.assessment.scoring.wording import (
    capped,
    number,
    plain,
    points,
    points_of,
    rounded_bonus,
    rounded_of,
    shown,
    signed,
)
from plumbline.text import Text

MADE, EXTRA = "made", "extra"


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a rule looks for, or one failing it deducts for: its ``id`` in determinations, title, points. Of
    failings with one ``tier`` only the gravest that was found counts."""

    id: str
    title: Text
    points: Decimal = ZERO
    tier: str = ""


@dataclass(frozen=True, slots=True)
class CountShortfall:
    """Full points for ``required`` ``things``, ``deduct`` off for each one short, ``bonus`` for each of
    ``extra_things`` up to ``bonus_cap``. Determined as ``3``, or ``made=3; extra=1``. Nothing is deducted beyond the
    item's points."""

    name: ClassVar[str] = "count_shortfall"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    required: int
    deduct: Decimal
    things: Text
    bonus: Decimal = ZERO
    bonus_cap: Decimal = ZERO
    extra_things: Text = Text()

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for what is not one or two counts."""
        found = named_numbers(value, (MADE, EXTRA) if self.bonus else (MADE,))
        made, extra = count(found[MADE], MADE), count(found.get(EXTRA, ZERO), EXTRA)
        short = max(0, self.required - made)
        taken = min(short * self.deduct, of)
        earned = extra * self.bonus
        base, got = rounding(of - taken), rounding(of - taken + min(earned, self.bonus_cap))
        english = f"{self.required} {self.things.en} wanted, {made} made"
        chinese = f"应有{self.required}{self.things.zh}，实有{made}{self.things.zh}"
        if taken:
            left, off = rounded_of(of - taken, base, of), shown(taken, rounding)
            english, chinese = f"{english}: -{off}, {left.en}", f"{chinese}：-{off}分，{left.zh}"
        else:
            full = points_of(of, of)
            english, chinese = f"{english}: {full.en}", f"{chinese}：{full.zh}"
        if extra:
            more = capped(earned, self.bonus_cap, rounding)
            end = rounded_bonus(min(earned, self.bonus_cap), got - base)
            english += f"; {self.extra_things.en}: {extra}{more.en}{end.en}"
            chinese += f"；{self.extra_things.zh}{extra}{self.things.zh}{more.zh}{end.zh}"
        return Scored(got, of, plain(got - base), Text(f"{english}.", f"{chinese}。"))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        full = points(of)
        english = f"{full.en} for {self.required} {self.things.en}; {number(self.deduct)} off for each one short"
        chinese = f"达到{self.required}{self.things.zh}得{full.zh}；每少1{self.things.zh}扣{number(self.deduct)}分"
        if self.bonus:
            more, cap = number(self.bonus), number(self.bonus_cap)
            english += f"; {more} more for each of the {self.extra_things.en}, at most {cap}"
            chinese += f"；{self.extra_things.zh}每{self.things.zh}加{more}分，最多加{cap}分"
        return Text(f"{english}.", f"{chinese}。")


@dataclass(frozen=True, slots=True)
class PerMissing:
    """Full points where all ``things`` are there, ``deduct`` off for each one missing, ``none`` points where there is
    none. Determined as the ids of those that are there, ``finance, talent``; or ``all``, or ``none``."""

    name: ClassVar[str] = "per_missing"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    things: tuple[Named, ...]
    deduct: Decimal
    none: Decimal | None = None

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for a thing that the rule does not look for."""
        there = listed(value, [thing.id for thing in self.things])
        missing = [thing.title for thing in self.things if thing.id not in there]
        total, held = len(self.things), len(there)
        english, chinese = f"{held} of {total} there", f"{total}项中有{held}项"
        if missing:
            english += f", missing: {', '.join(title.en for title in missing)}"
            chinese += f"，缺：{'、'.join(title.zh for title in missing)}"
        if not there and self.none is not None:
            raw = self.none
        else:
            raw = max(ZERO, of - len(missing) * self.deduct)
            if missing:
                off = shown(of - raw, rounding)
                english, chinese = f"{english}: -{off}", f"{chinese}：-{off}分"
        got = rounding(raw)
        said = rounded_of(raw, got, of)
        joint = (", ", "，") if missing and (there or self.none is None) else (": ", "：")
        return Scored(got, of, ZERO,
                      Text(f"{english}{joint[0]}{said.en}.", f"{chinese}{joint[1]}{said.zh}。"))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        names = Text(", ".join(thing.title.en for thing in self.things), "、".join(one.title.zh for one in self.things))
        english = f"{points(of).en} for all of: {names.en}; {number(self.deduct)} off for each one missing"
        chinese = f"{names.zh}齐全得{points(of).zh}；每缺1项扣{number(self.deduct)}分"
        if self.none is not None:
            english, chinese = f"{english}; none: {points(self.none).en}", f"{chinese}；全无得{points(self.none).zh}"
        return Text(f"{english}.", f"{chinese}。")


@dataclass(frozen=True, slots=True)
class Deduct:
    """Begins at the item's points as its base score; each failing that was found takes its points off, never below 0.

    Determined as the ids of the failings found, or ``none``.
    """

    name: ClassVar[str] = "deduct"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    failings: tuple[Named, ...]

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for a failing that the rule does not know."""
        found = listed(value, [one.id for one in self.failings])
        failings = gravest([one for one in self.failings if one.id in found])
        raw = max(ZERO, of - sum((one.points for one in failings), ZERO))
        got = rounding(raw)
        left = rounded_of(raw, got, of)
        if not failings:
            nothing = Text(f"Nothing to deduct for: {left.en}.", f"无扣分情形：{left.zh}。")
            return Scored(rounding(of), of, ZERO, nothing)
        english = "; ".join(f"{one.title.en} {signed(-one.points)}" for one in failings)
        chinese = "；".join(f"{one.title.zh}，{signed(-one.points)}分" for one in failings)
        return Scored(got, of, ZERO, Text(f"{_upper(english)}: {left.en}.", f"{chinese}：{left.zh}。"))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        english = "; ".join(f"{one.title.en} {signed(-one.points)}" for one in self.failings)
        chinese = "；".join(f"{one.title.zh}扣{number(one.points)}分" for one in self.failings)
        alone = Text()
        if any(one.tier for one in self.failings):
            alone = Text("; of one tier only the gravest counts", "；同一档次只按最重的一项扣分")
        return Text(f"From {points(of).en}: {english}{alone.en}.", f"基础分{points(of).zh}：{chinese}{alone.zh}。")


@dataclass(frozen=True, slots=True)
class Bonus:
    """Points above the item's own, which are 0: ``each`` for each of ``things``, up to ``cap``. Determined as a
    count."""

    name: ClassVar[str] = "bonus"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    each: Decimal
    cap: Decimal
    things: Text

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for what is not a count."""
        made = count(named_numbers(value, (MADE,))[MADE], MADE)
        earned = made * self.each
        added = rounding(min(earned, self.cap))
        if not made:
            return Scored(ZERO, of, ZERO, Text(f"No {self.things.en}: no bonus.", f"无{self.things.zh}：不加分。"))
        more, end = capped(earned, self.cap, rounding), rounded_bonus(min(earned, self.cap), added)
        said = Text(f"{_upper(self.things.en)}: {made}{more.en}{end.en}.",
                    f"{self.things.zh}{made}项{more.zh}{end.zh}。")
        return Scored(added, of, added, said)

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        each, cap = number(self.each), number(self.cap)
        return Text(f"{each} more for each of the {self.things.en}, at most {cap}.",
                    f"{self.things.zh}每项加{each}分，最多加{cap}分。")


@dataclass(frozen=True, slots=True)
class Penalty:
    """Points off the total, beside the blocks: ``each`` for each of ``things``, up to ``cap``. Determined as a count;
    the item has 0 points of its own and gives fewer."""

    name: ClassVar[str] = "penalty"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    each: Decimal
    cap: Decimal
    things: Text

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for what is not a count."""
        made = count(named_numbers(value, (MADE,))[MADE], MADE)
        if not made:
            return Scored(ZERO, of, ZERO, Text(f"No {self.things.en}: nothing off.", f"无{self.things.zh}：不扣分。"))
        due = made * self.each
        raw = -min(due, self.cap)
        off = rounding(raw)
        english, chinese = f"-{shown(due, rounding)}", f"扣{shown(due, rounding)}分"
        if due > self.cap:
            english, chinese = f"{english}, capped at {number(self.cap)}", f"{chinese}，最多扣{number(self.cap)}分"
        if off != raw:
            english, chinese = f"{english}, rounded to {number(off)}", f"{chinese}，修约后扣{number(-off)}分"
        return Scored(off, of, ZERO, Text(f"{_upper(self.things.en)}: {made}, {english}.",
                                          f"{self.things.zh}{made}项，{chinese}。"))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        each, cap = number(self.each), number(self.cap)
        return Text(f"{each} off the total for each of the {self.things.en}, at most {cap}.",
                    f"{self.things.zh}每项从总分中扣{each}分，最多扣{cap}分。")


@dataclass(frozen=True, slots=True)
class Demerits:
    """Demerit points, of which none is best: those of each failing, once for each time it was found, up to the item's
    points. Determined as counts by id, ``minor=3; major=1``, as the ids of what was found once, or ``none``."""

    name: ClassVar[str] = "demerits"
    reads: ClassVar[str] = DETERMINATION
    uses_last_year: ClassVar[bool] = False

    failings: tuple[Named, ...]

    def score(self, value: str, of: Decimal, rounding: Rounding) -> Scored:
        """The score of one determination. :raises MethodError: for a failing that the rule does not know."""
        times = self._times(value)
        found = gravest([one for one in self.failings if times[one.id]])
        total = sum((one.points * times[one.id] for one in found), ZERO)
        got = rounding(min(of, total))
        if not found:
            return Scored(got, of, ZERO, Text("Nothing was found: 0 points.", "未发现问题：计0分。"))
        said = rounded_of(min(of, total), got, of, demerit=True)
        english = "; ".join(f"{one.title.en} {times[one.id]} x {number(one.points)}" for one in found)
        chinese = "；".join(f"{one.title.zh}{times[one.id]}次，每次{number(one.points)}分" for one in found)
        return Scored(got, of, ZERO, Text(f"{_upper(english)}: {said.en}.", f"{chinese}：{said.zh}。"))

    def _times(self, value: str) -> dict[str, int]:
        known = [one.id for one in self.failings]
        if "=" not in value and "＝" not in value:
            return {id: 1 if id in listed(value, known) else 0 for id in known}
        given = named_numbers(value, known, needed=False)
        return {id: count(given.get(id, ZERO), id) for id in known}

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        english = "; ".join(f"{one.title.en} {number(one.points)}" for one in self.failings)
        chinese = "；".join(f"{one.title.zh}每次{number(one.points)}分" for one in self.failings)
        most = number(of)
        return Text(f"Counted each time: {english}; at most {most}.", f"按次累计：{chinese}；最多{most}分。")


def gravest(found: list[Named]) -> list[Named]:
    """Of those with one tier, that with the most points (the first of equals); the others as they are."""
    worst: dict[str, Named] = {}
    for one in found:
        if one.tier and (one.tier not in worst or one.points > worst[one.tier].points):
            worst[one.tier] = one
    return [one for one in found if not one.tier or worst[one.tier] is one]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
