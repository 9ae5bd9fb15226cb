"""Bands from scores to results, such as 90 and more to pass: every number lies in exactly one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plumbline.errors import RulebookError
from plumbline.rulebook.mappings.score_band import Band, check
from plumbline.text import Text

COLUMN = "column"
EXAMPLE = Text('column = "Score", ">= 90" = "pass", "< 90" = "fail" under [bands.result]',
               'column = "Score"、">= 90" = "pass"、"< 90" = "fail"，置于[bands.result]之下')
_NUMBER = r"[-+]?[0-9]{1,17}(?:\.[0-9]{1,18})?"
_LIMIT = re.compile(rf"\s*(>=|<=|>|<|=|≥|≤)\s*({_NUMBER})\s*")
_SIGNS = {"≥": ">=", "≤": "<="}


@dataclass(frozen=True, slots=True)
class Bands:
    """What the scores in ``column`` mean: ``bands`` in ascending order, without a gap and without an overlap."""

    column: str
    bands: tuple[Band, ...]


def read(field: str, raw: Dict[str, Any], where: str) -> Bands:
    """The bands of ``field`` as its mapping writes them.

    :raises RulebookError: for a band that cannot be read, two that overlap, and numbers that lie in none.
    """
    where = f"{where}, bands.{field}"
    column = raw.get(COLUMN)
    if not isinstance(column, str) or not column:
        raise RulebookError("mapping.bands_of_no_column",
                            Text("the bands do not say which column holds the score", "分数段未写明得分所在的列"),
                            where=where, next_step=as_in(EXAMPLE))
    found = [_band(text, value, where) for text, value in raw.items() if text != COLUMN]
    if not found:
        raise RulebookError("mapping.no_band", Text("there is no band", "没有写分数段"), where=where,
                            next_step=as_in(EXAMPLE))
    found.sort(key=lambda one: (one.low is not None, one.low or Decimal(0), not one.low_in))
    check(found, where)
    return Bands(column, tuple(found))


def as_in(example: Text) -> Text:
    """How something is written, by an example."""
    return Text(f"Write it like {example.en}", f"写法：{example.zh}")


def _band(text: str, value: Any, where: str) -> Band:
    if not isinstance(value, str) and type(value) is not int:
        raise RulebookError("mapping.band_without_value",
                            Text(f"the band '{text}' has no value", f"分数段“{text}”没有写对应的值"), where=where,
                            next_step=as_in(EXAMPLE))
    limits: dict[str, Decimal | bool] = {}
    for part in text.split(","):
        limit = _LIMIT.fullmatch(part)
        sides = _sides(*limit.groups()) if limit else {}
        if not sides or set(sides) & set(limits):
            raise RulebookError("mapping.band_unreadable",
                                Text(f"the band '{text}' cannot be read", f"分数段“{text}”无法识别"), where=where,
                                next_step=Text('Write one limit or two, such as ">= 90" or ">= 70, < 90"',
                                               '请写一个或两个界限，如">= 90"或">= 70, < 90"'))
        limits |= sides
    band = Band(text, str(value), **limits)  # type: ignore[arg-type]
    if band.low is not None and band.high is not None and (
            band.low > band.high or (band.low == band.high and not (band.low_in and band.high_in))):
        raise RulebookError("mapping.band_empty",
                            Text(f"no number lies in the band '{text}'", f"分数段“{text}”不含任何数"), where=where,
                            next_step=Text('Write the lower limit first, such as ">= 70, < 90"',
                                           '请先写下限，如">= 70, < 90"'))
    return band


def _sides(sign: str, number: str) -> dict[str, Decimal | bool]:
    sign, limit = _SIGNS.get(sign, sign), Decimal(number)
    if sign == "=":
        return {"low": limit, "low_in": True, "high": limit, "high_in": True}
    side = "low" if sign[0] == ">" else "high"
    return {side: limit, f"{side}_in": sign.endswith("=")}
