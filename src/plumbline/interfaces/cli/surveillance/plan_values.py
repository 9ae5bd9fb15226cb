"""What is asked of a statistical command: texts of its options made numbers, each fault with a code of its own.

The options are texts, so that what is no number is told like every other fault."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from plumbline.errors import MethodError
from plumbline.text import Text

MOST, MOST_WRITTEN = 10**9, 10**30


def missing(name: str, example: str) -> MethodError:
    """That an option is needed."""
    return MethodError("option.missing", Text("this option is needed", "缺少该选项"), where=f"--{name}",
                       next_step=Text(f"Write it, such as --{name} {example}", f"请补充，例如--{name} {example}"))


def text(name: str, value: str, example: str) -> str:
    """What was written. :raises MethodError: where nothing was."""
    if not value.strip():
        raise missing(name, example)
    return value.strip()


def choice(name: str, value: str, of: Sequence[str]) -> str:
    """One of ``of``, whatever the case of its letters. :raises MethodError: for another."""
    known = {each.lower(): each for each in of}
    found = known.get(value.strip().lower())
    if found is None:
        raise MethodError("option.unknown_choice",
                          Text(f"'{value}' is none of the choices", f"“{value}”不在可选范围内"), where=f"--{name}",
                          next_step=Text(f"Choose one of: {', '.join(of)}", f"可选：{'、'.join(of)}"))
    return found


def number(name: str, value: str, low: float, high: float, *, open_ends: bool = False) -> float:
    """A number from ``low`` to ``high``, or between them. :raises MethodError: for another, and for what is none."""
    try:
        found = float(value.strip().replace("_", "no"))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise MethodError("option.not_number", Text(f"'{value}' is not a number", f"“{value}”不是数字"),
                          where=f"--{name}", next_step=Text("Write digits and a point, such as 0.05",
                                                            "请用数字和小数点填写，例如0.05"))
    if not low <= found <= high or (open_ends and found in {low, high}):
        raise _outside(name, value, low, high, open_ends)
    return found


def whole(name: str, value: str, low: int, high: int = MOST) -> int:
    """A whole number from ``low`` to ``high``. :raises MethodError: for another, and for what is none."""
    try:
        exact = Decimal(value.strip().replace("_", "no"))
    except InvalidOperation:
        exact = Decimal("NaN")
    if not exact.is_finite() or abs(exact) > MOST_WRITTEN or exact != int(exact):
        raise MethodError("option.not_whole", Text(f"'{value}' is not a whole number", f"“{value}”不是整数"),
                          where=f"--{name}", next_step=Text("Write digits only, such as 80", "请只写数字，例如80"))
    found = int(exact)
    if not low <= found <= high:
        raise _outside(name, value, low, high, open_ends=False)
    return found


def parts(values: Sequence[str]) -> list[str]:
    """The members of a list, written with commas or as an option several times."""
    return [each.strip() for value in values for each in value.replace("，", ",").split(",")]


def point(name: str, values: Sequence[str], most: float) -> tuple[float, float]:
    """A quality and a probability of acceptance, as in ``.05,.95``. :raises MethodError: for anything else."""
    found = parts(values)
    if len(found) != 2:
        raise MethodError("option.not_point", Text("a risk point is two numbers: a quality and a probability of "
                                                   "acceptance", "风险点由两个数组成：质量水平与接收概率"),
                          where=f"--{name}", next_step=Text(f"Write --{name} .05,.95", f"请写--{name} .05,.95"))
    quality = number(name, found[0], 0, most, open_ends=True)
    return quality, number(name, found[1], 0, 1, open_ends=True)


def _outside(name: str, value: str, low: float, high: float, open_ends: bool) -> MethodError:
    ends = Text(f"between {low:g} and {high:g}, and neither of them" if open_ends else f"from {low:g} to {high:g}",
                f"{low:g}与{high:g}之间，不含两端" if open_ends else f"{low:g}至{high:g}之间")
    return MethodError("option.outside", Text(f"{value} is not {ends.en}", f"{value}不在{ends.zh}"), where=f"--{name}",
                       next_step=Text("Correct the value", "请更正数值"))
