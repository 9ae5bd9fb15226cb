"""What was seen at outlets while a recall runs: were they told, are the goods still on the shelf?

The outlets that were checked stand for all only where they were drawn (``sampling.py``); the interval is Wilson's and
takes them for a small part of all outlets, so it is rather too wide than too narrow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plumbline.methods.shared.intervals import Interval, wilson
from plumbline.methods.surveillance.recall_rate import percent
from plumbline.records.core import kinds, store

PERCENT, PLACES = 100, 2


@dataclass(frozen=True, slots=True)
class Share:
    """``count`` of ``of`` outlets; those of which it was not noted are in neither."""

    count: int
    of: int

    @property
    def interval(self) -> Interval | None:
        """The 95 % interval in per cent; None where nothing was noted."""
        return wilson(self.count, self.of).scaled(PERCENT, PLACES) if self.of else None

    @property
    def percent(self) -> str | None:
        """The share in per cent, with two places."""
        found = percent(self.count, self.of)
        return None if found is None else str(found)

    def as_dict(self) -> dict[str, Any]:
        """As a document; bounds are decimal strings in per cent."""
        found = self.interval
        return {"count": self.count, "of": self.of, "share": self.percent, "interval": None if found is None else {
            "low": str(found.low), "high": str(found.high), "level": str(found.level), "method": found.method}}


@dataclass(frozen=True, slots=True)
class Checks:
    """So many ``outlets`` were checked: those that had been ``told``, those with the goods ``on_shelf``, and the
    ``units_seen`` there."""

    outlets: int
    told: Share
    on_shelf: Share
    units_seen: int

    def as_dict(self) -> dict[str, Any]:
        """As a document."""
        return {"outlets": self.outlets, "told": self.told.as_dict(), "on_shelf": self.on_shelf.as_dict(),
                "units_seen": self.units_seen}


def checks(number: str) -> Checks:
    """What was seen for the recall ``number``."""
    return checks_of([number])[number]


def checks_of(numbers: Iterable[str]) -> dict[str, Checks]:
    """The same of several recalls, with one question."""
    seen: dict[str, list[tuple[bool | None, bool | None, int | None]]] = {each: [] for each in numbers}
    rows = store.current(kinds.get("recall_check")).filter(recall__in=list(seen)).order_by()
    for recall, told, shelf, units in rows.values_list("recall", "told", "on_shelf", "units_seen"):
        seen[recall].append((told, shelf, units))
    return {number: Checks(len(each), _share(told for told, _, _ in each), _share(shelf for _, shelf, _ in each),
                           sum(units or 0 for _, _, units in each)) for number, each in seen.items()}


def _share(noted: Iterable[bool | None]) -> Share:
    known = [each for each in noted if each is not None]
    return Share(sum(known), len(known))
