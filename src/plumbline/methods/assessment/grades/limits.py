"""Limits on parts of a score: what a block, an item, each item or the total must reach, or in demerits not exceed.

Grades by joint thresholds are made of them (good standardisation practice: base 300 and total 350), and so are grades
that a key item may bar (the UK food hygiene rating: at most 15 in all and no criterion above 5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from plumbline.errors import MethodError
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.wording import number
from plumbline.text import Text

TOTAL, EACH = "total", "each"
Parts: TypeAlias = Callable[[], Mapping[str, Decimal]]
"""Gives what each block and each item of a score gave, by id; asked only where grades look at it."""
Case: TypeAlias = Mapping[str, Decimal]
"""The limit of each part that one case names: a block's id, an item's, ``each`` (every item with points), ``total``."""
NAMES = {TOTAL: Text("total", "总分"), EACH: Text("each item", "每一单项")}


def rounded_away(limit: Decimal, rounding: Rounding, where: str) -> MethodError:
    """That no rounded score is ``limit``."""
    how = rounding.words()
    return MethodError("score.limit_rounded_away", Text(
        f"no score is {number(limit)} once rounded {how.en}",
        f"按“{how.zh}”取整后，得分不会等于{number(limit)}"), where=where)


@dataclass(frozen=True)
class Limits:
    """What limits may speak of: ``blocks`` and ``items`` with their points, by id (a block's id comes before an
    item's), the ``rounding`` of what is compared, and ``demerit``: whether less is better, so that limits are mosts."""

    rounding: Rounding
    blocks: Mapping[str, Decimal]
    items: Mapping[str, Decimal] = field(default_factory=dict)
    demerit: bool = False

    @property
    def total(self) -> Decimal:
        """What all blocks add up to."""
        return sum(self.blocks.values(), Decimal(0))

    def most(self, part: str) -> Decimal | None:
        """The most that a part can give; None where there is no such part."""
        if part == TOTAL:
            return self.total
        if part == EACH:
            return max((points for points in self.items.values() if points), default=None)
        return self.blocks.get(part, self.items.get(part))

    def check(self, case: Case, where: str) -> None:
        """:raises MethodError: at ``where``, for a part that is unknown, and for a limit that is out of reach."""
        for part, limit in case.items():
            most = self.most(part)
            if most is None:
                raise MethodError("score.part_unknown", Text(f"there is no block '{part}'", f"没有部分“{part}”"),
                                  where=where,
                                  next_step=Text(f"Name a block, an item with points, {EACH} or {TOTAL}",
                                                 f"请填写部分或有分值的考核项的编号，或{EACH}、{TOTAL}"))
            if not 0 <= limit <= most:
                raise MethodError("score.limit_out_of_reach", Text(
                    f"{number(limit)} is outside 0 to the {number(most)} points of {part}",
                    f"{number(limit)}不在“{part}”的0至{number(most)}分之间"), where=where)
            if self._rounds(part) and not self.rounding.exact(limit):
                raise rounded_away(limit, self.rounding, where)

    def met(self, case: Case, score: Decimal, parts: Parts) -> bool:
        """Whether a score of which each part gave ``parts`` keeps every limit. Blocks and the total are rounded before;
        the points of an item are rounded already, as they are shown."""
        return all(self._keeps(got, limit) for got, limit in self._compared(case, score, parts))

    def _compared(self, case: Case, score: Decimal, parts: Parts) -> Iterator[tuple[Decimal, Decimal]]:
        got = parts() if set(case) - {TOTAL} else {}
        for part, limit in case.items():
            if part == EACH:
                yield from ((got[item], limit) for item, points in self.items.items() if points and item in got)
            else:
                value = score if part == TOTAL else got[part]
                yield (self.rounding(value) if self._rounds(part) else value), limit

    def _rounds(self, part: str) -> bool:
        return part == TOTAL or part in self.blocks

    def _keeps(self, got: Decimal, limit: Decimal) -> bool:
        return got <= limit if self.demerit else got >= limit

    def implies(self, case: Case, other: Case) -> bool:
        """Whether whatever meets ``case`` meets ``other``, as far as can be told from their numbers."""
        return all(self._keeps(self._certain(case, part), limit) for part, limit in other.items())

    def _certain(self, case: Case, part: str) -> Decimal:
        """The least that a part gives where ``case`` is met; in demerits the most. Parts give no less than nothing, so
        the total is at least the sum of what is wanted of blocks, and no part more than a total allows."""
        if not self.demerit:
            stated = case.get(part, case.get(EACH, Decimal(0)) if part in self.items else Decimal(0))
            if part != TOTAL:
                return stated
            return max(stated, sum((least for name, least in case.items() if name in self.blocks), Decimal(0)))
        ends = [limit for name, limit in case.items() if name in (part, TOTAL)]
        if part in self.items and part not in self.blocks and EACH in case:
            ends.append(case[EACH])
        return min([*ends, self.most(part) or Decimal(0)])

    def words(self, case: Case, titles: Mapping[str, Text]) -> Text:
        """The limits as a phrase; ``titles`` are those of the blocks and items."""
        named = {**NAMES, **titles}
        said = Text("at most", "不高于") if self.demerit else Text("at least", "不低于")
        each = [(named.get(part, Text.of(part)), number(limit)) for part, limit in case.items()]
        return Text(" and ".join(f"{part.en} {said.en} {limit}" for part, limit in each),
                    "且".join(f"{part.zh}{said.zh}{limit}分" for part, limit in each))
