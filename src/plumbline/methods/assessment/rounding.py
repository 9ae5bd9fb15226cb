"""How a scheme rounds: a number of places and what happens to a half. Never left to the machine."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from plumbline.errors import MethodError
from plumbline.text import Text

MODES = {"half up": ROUND_HALF_UP, "half even": ROUND_HALF_EVEN, "down": ROUND_DOWN}
MAX_PLACES = 4
STEPS = tuple(Decimal(1).scaleb(-places) for places in range(MAX_PLACES + 1))
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
            raise MethodError(f"there is no rounding '{self.mode}'", where="mode",
                              next_step=f"Choose one of: {', '.join(MODES)}")
        if not 0 <= self.places <= MAX_PLACES:
            raise MethodError(f"{self.places} is not a number of places from 0 to {MAX_PLACES}", where="places")

    @property
    def step(self) -> Decimal:
        """The smallest difference that survives: 0.1 for one place."""
        return STEPS[self.places]

    def __call__(self, value: Decimal) -> Decimal:
        """``value`` rounded."""
        return value.quantize(STEPS[self.places], MODES[self.mode])

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
