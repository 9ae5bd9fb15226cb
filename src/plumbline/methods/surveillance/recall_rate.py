"""How much of a recall came: the return rate of GB/T 40993-2021.

It is the units that were remedied at consumers' and the units recovered from distribution, together, as a share of the
units affected, in per cent. More than all is told as it is: it says that a count is wrong, and hides nothing.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

from plumbline.errors import MethodError
from plumbline.text import Text

PLACES = 2
DIGITS = 34


def return_rate(remedied: int, recovered: int, affected: int) -> Decimal | None:
    """The rate in per cent with two places, half up; None where nothing is affected. :raises MethodError: for counts
    below 0."""
    if min(remedied, recovered, affected) < 0:
        raise MethodError("recall.count_below_zero", Text(
            f"a recall counts units: {min(remedied, recovered, affected)} is no such count",
            f"召回数量不能为负：{min(remedied, recovered, affected)}"),
            next_step=Text("Give whole numbers from 0 on", "请填写不小于0的整数"))
    return percent(remedied + recovered, affected)


def percent(count: int, of: int) -> Decimal | None:
    """``count`` of so many in per cent, with two places, half up; None of nothing."""
    if not of:
        return None
    with localcontext() as context:
        context.prec = DIGITS
        return (Decimal(100 * count) / Decimal(of)).quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP)
