"""How well found pairs agree with known ones."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """``found``: pairs given as links; ``true``: known pairs; ``both``: those that are in both."""

    found: int
    true: int
    both: int

    @property
    def precision(self) -> float | None:
        """The share of what was found that is true; None where nothing was found."""
        return self.both / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of what is true that was found; None where nothing is known to be true."""
        return self.both / self.true if self.true else None


def agree(found: Set[tuple[str, str]], true: Set[tuple[str, str]]) -> Agreement:
    """Exact counts of ``found`` held against ``true``."""
    return Agreement(len(found), len(true), len(found & true))
