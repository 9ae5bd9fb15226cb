"""How a scheme rounds: a number of places and what happens to a half. Never left to the machine."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from plumbline.errors import MethodError
from plumbline.methods.shared.suggesting import choose
from plumbline.text import Text

MODES = {"half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN, "down": ROUND_DOWN}
MAX_PLACES = 4
STEPS = tuple(Decimal(1).scaleb(-places) for places in range(MAX_PLACES + 1))
WIDE = Context(prec=200)
"""Room for every digit of a sum or a product of points: the usual 28 would round before the scheme does."""
_WORDS = {
    "half up": Text("a half goes up", "四舍五入"),
    "half even": Text("a half goes to the even digit", "四舍六入五成双"),
    "down": Text("what is left over is dropped", "余数舍去"),
}


@dataclass(frozen=True, slots=True)
class Rounding:
    """Round to ``places`` decimal places by ``mode``: half up, half even or down.

    :raises MethodError: for an unknown mode, or places outside 0..4.
    """

    places: int
    mode: str = "half up"

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise MethodError("score.rounding_unknown", Text(f"there is no rounding '{self.mode}'",
                                                             f"没有名为“{self.mode}”的取整方式"),
                              where="mode", next_step=choose(tuple(MODES)))
        if not 0 <= self.places <= MAX_PLACES:
            raise MethodError("score.places_outside", Text(
                f"{self.places} is not a number of places from 0 to {MAX_PLACES}",
                f"{self.places}不是0至{MAX_PLACES}之间的小数位数"), where="places")

    @property
    def step(self) -> Decimal:
        """The smallest difference that survives: 0.1 for one place."""
        return STEPS[self.places]

    def __call__(self, value: Decimal | Fraction) -> Decimal:
        """``value`` rounded, once and from all its digits: a third is not cut short before."""
        if isinstance(value, Fraction):
            value = _as_near(value, self.places)
        return value.quantize(STEPS[self.places], MODES[self.mode], WIDE)

    def exact(self, value: Decimal) -> bool:
        """Whether ``value`` needs no rounding."""
        return value % self.step == 0

    def words(self) -> Text:
        """The rule in words."""
        mode = _WORDS[self.mode]
        if not self.places:
            return Text(f"to a whole number, {mode.en}", f"取整数，{mode.zh}")
        places = "1 decimal place" if self.places == 1 else f"{self.places} decimal places"
        return Text(f"to {places}, {mode.en}", f"保留{self.places}位小数，{mode.zh}")


def _as_near(value: Fraction, places: int) -> Decimal:
    """A decimal on the same side of every half and every digit as ``value`` at ``places``, or ``value`` itself.

    Two digits beyond the last that counts, and a sticky third one for whatever follows, decide as all digits would.
    """
    scaled = abs(value) * 10 ** (places + 2)
    whole = scaled.numerator // scaled.denominator
    digits = whole * 10 + (1 if whole != scaled else 0)
    found = Decimal(digits).scaleb(-(places + 3), WIDE)
    return -found if value < 0 else found
