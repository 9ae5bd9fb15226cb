"""One band of scores, and whether several leave no number out and take none twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from plumbline.errors import RulebookError
from plumbline.text import Text

MEETING = Text('Let one end where the other begins, such as "< 90" and ">= 90"',
               '请使一段止于另一段开始之处，如"< 90"和">= 90"')


@dataclass(frozen=True, slots=True)
class Band:
    """The numbers between ``low`` and ``high`` (None: without an end), with or without these themselves, and the value
    they mean. ``text`` is how the band is written."""

    text: str
    value: str
    low: Decimal | None = None
    low_in: bool = False
    high: Decimal | None = None
    high_in: bool = False


def check(bands: Sequence[Band], where: str) -> None:
    """:raises RulebookError: for ``bands``, in ascending order, that overlap, or leave a number out."""
    _check_ends(bands, where)
    for before, after in pairwise(bands):
        _check_between(before, after, where)


def _check_ends(bands: Sequence[Band], where: str) -> None:
    lowest, highest = bands[0], max(bands, key=lambda one: (one.high is None, one.high or Decimal(0)))
    if lowest.low is not None:
        raise RulebookError("mapping.bands_open", Text(f"the numbers below the band '{lowest.text}' lie in no band",
                                                       f"低于分数段“{lowest.text}”的数不属于任何分数段"), where=where,
                            next_step=_add(f"{'<' if lowest.low_in else '<='} {lowest.low:f}"))
    if highest.high is not None:
        raise RulebookError("mapping.bands_open", Text(f"the numbers above the band '{highest.text}' lie in no band",
                                                       f"高于分数段“{highest.text}”的数不属于任何分数段"), where=where,
                            next_step=_add(f"{'>' if highest.high_in else '>='} {highest.high:f}"))


def _check_between(before: Band, after: Band, where: str) -> None:
    both = Text(f"'{before.text}' and '{after.text}'", f"“{before.text}”与“{after.text}”")
    if before.high is None or after.low is None or before.high > after.low or (
            before.high == after.low and before.high_in and after.low_in):
        raise RulebookError("mapping.bands_overlap", Text(f"the bands {both.en} overlap", f"分数段{both.zh}重叠"),
                            where=where,
                            why=Text("A score in both would mean two things", "同属两段的得分会有两种含义"),
                            next_step=MEETING)
    if before.high < after.low:
        between = f"{(before.high + after.low) / 2:f}"
        raise RulebookError("mapping.bands_apart",
                            Text(f"there is a gap between the bands {both.en}", f"分数段{both.zh}之间有空缺"),
                            where=where, why=Text(f"A score such as {between} lies in none",
                                                  f"例如{between}分不属于任何分数段"),
                            next_step=MEETING)
    if not before.high_in and not after.low_in:
        one, other = f'">= {after.low:f}"', f'"<= {after.low:f}"'
        raise RulebookError("mapping.bands_apart", Text(f"{before.high:f} lies in neither of the bands {both.en}",
                                                        f"{before.high:f}不属于分数段{both.zh}中的任何一段"),
                            where=where, next_step=Text(f"Write {one} for the one or {other} for the other",
                                                        f"请将其中一段写成{one}，或将另一段写成{other}"))


def _add(band: str) -> Text:
    return Text(f'Add a band such as "{band}"', f'请增加分数段，如"{band}"')
