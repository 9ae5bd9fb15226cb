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

from plumbline.methods.assessment.answers import count, listed, named_numbers
from plumbline.methods.assessment.determined import DETERMINATION
from plumbline.methods.assessment.rounding import Rounding
from plumbline.methods.assessment.scored import ZERO, Scored
from plumbline.methods.assessment.wording import capped, number, points, points_of, signed
from plumbline.text import Text

MADE, EXTRA = "made", "extra"


@dataclass(frozen=True, slots=True)
class Named:
    """One thing that a rule looks for, or one failing it deducts for: its ``id`` in determinations, title, points."""

    id: str
    title: Text
    points: Decimal = ZERO


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
        taken = rounding(min(short * self.deduct, of))
        earned = rounding(extra * self.bonus)
        added = min(earned, self.bonus_cap)
        english = f"{self.required} {self.things.en} wanted, {made} made"
        chinese = f"应有{self.required}{self.things.zh}，实有{made}{self.things.zh}"
        if taken:
            left = points_of(of - taken, of)
            english, chinese = f"{english}: {signed(-taken)}, {left.en}", f"{chinese}：{signed(-taken)}分，{left.zh}"
        else:
            full = points_of(of, of)
            english, chinese = f"{english}: {full.en}", f"{chinese}：{full.zh}"
        if extra:
            more = capped(earned, self.bonus_cap)
            english += f"; {self.extra_things.en}: {extra}{more.en}"
            chinese += f"；{self.extra_things.zh}{extra}{self.things.zh}{more.zh}"
        return Scored(rounding(of) - taken + added, of, added, Text(f"{english}.", f"{chinese}。"))

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
            got = self.none
        else:
            got = max(ZERO, of - rounding(len(missing) * self.deduct))
            if missing:
                english, chinese = f"{english}: {signed(got - of)}", f"{chinese}：{signed(got - of)}分"
        said, joint = points_of(got, of), (", ", "，") if missing and (there or self.none is None) else (": ", "：")
        return Scored(rounding(got), of, ZERO,
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
        failings = [one for one in self.failings if one.id in found]
        taken = rounding(min(of, sum((one.points for one in failings), ZERO)))
        left = points_of(of - taken, of)
        if not failings:
            nothing = Text(f"Nothing to deduct for: {left.en}.", f"无扣分情形：{left.zh}。")
            return Scored(rounding(of), of, ZERO, nothing)
        english = "; ".join(f"{one.title.en} {signed(-one.points)}" for one in failings)
        chinese = "；".join(f"{one.title.zh}，{signed(-one.points)}分" for one in failings)
        return Scored(rounding(of) - taken, of, ZERO, Text(f"{_upper(english)}: {left.en}.", f"{chinese}：{left.zh}。"))

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        english = "; ".join(f"{one.title.en} {signed(-one.points)}" for one in self.failings)
        chinese = "；".join(f"{one.title.zh}扣{number(one.points)}分" for one in self.failings)
        return Text(f"From {points(of).en}: {english}.", f"基础分{points(of).zh}：{chinese}。")


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
        earned = rounding(made * self.each)
        added = min(earned, self.cap)
        if not made:
            return Scored(ZERO, of, ZERO, Text(f"No {self.things.en}: no bonus.", f"无{self.things.zh}：不加分。"))
        more = capped(earned, self.cap)
        said = Text(f"{_upper(self.things.en)}: {made}{more.en}.", f"{self.things.zh}{made}项{more.zh}。")
        return Scored(added, of, added, said)

    def words(self, of: Decimal, unit: str = "") -> Text:
        """The rule as a sentence."""
        each, cap = number(self.each), number(self.cap)
        return Text(f"{each} more for each of the {self.things.en}, at most {cap}.",
                    f"{self.things.zh}每项加{each}分，最多加{cap}分。")


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
