"""What an indicator is counted from, part by part: a part is kept under the hash of what it says, so that indicators
that need the same share it, and a definition that changed finds nothing of its former self."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plumbline.figures.indicators.doubled import Stated, stated_table
from plumbline.figures.indicators.plan import has_distinct, needs_closure
from plumbline.figures.indicators.scans import Scan, scans
from plumbline.methods.shared.periods import Period
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import Schema

ROWS, YEARS, WIDE, MONTHS, STATED = "rows", "years", "wide", "months", "stated"
"""What a file of a part holds. ``rows``: sums by region code and month. Of what does not add up over time: ``years``
are its results by calendar year of those units that have one region code in it, ``wide`` the partial results of the
others by unit and code, and ``months`` those of all by unit, code and month. ``stated``: numbers of records by day."""


@dataclass(frozen=True)
class Part:
    """One scan, or one table of stated values, of an indicator. ``said`` is all that it depends on beside the cut."""

    said: Mapping[str, Any] = field(compare=False)
    definition: str
    scan: Scan | None = field(default=None, compare=False)
    stated: Stated | None = field(default=None, compare=False)

    @property
    def kind(self) -> str:
        """The kind of record that it goes over."""
        kind: str = self.said["of"]
        return kind

    @property
    def additive(self) -> bool:
        """Whether months add up to periods."""
        return self.scan is not None and not needs_closure(self.scan)

    @property
    def splits(self) -> bool:
        """Whether partial results of its units can be joined: not so where a unit has a distinct count of its own."""
        return not (self.scan and self.scan.key.unit and has_distinct(self.scan.key.unit))


def parts_of(
    indicator: Indicator, schema: Schema, *, roll_up: bool = True, explain: bool = True,
) -> list[Part]:
    """The parts of a plain indicator; ``roll_up`` and ``explain`` as in
    :func:`plumbline.figures.indicators.tally.tally`."""
    found = [_of_scan(scan, schema) for scan in scans([indicator], roll_up=roll_up, explain=explain)]
    table = stated_table(indicator, schema) if roll_up else None
    return [*found, *([_of_stated(table, schema)] if table else [])]


def _of_scan(scan: Scan, schema: Schema) -> Part:
    key = scan.key
    ordered = Scan(key, dict(sorted(scan.atoms.items())), list(dict.fromkeys(scan.wanted)), scan.whole)
    unit = {"per": list(key.unit.per), "is": list(key.unit.texts)} if key.unit else None
    return _part({**_of_kind(key.kind, schema), "strata": list(key.strata), "unit": unit, "alone": key.alone,
                  "atoms": list(ordered.atoms)}, scan=ordered)


def _of_stated(table: Stated, schema: Schema) -> Part:
    when = table.when.sql() if table.when is not None else ""
    return _part({**_of_kind(table.kind, schema), "stated by": list(table.told), "when": when}, stated=table)


def _of_kind(kind: str, schema: Schema) -> dict[str, Any]:
    return {"of": kind, "region": schema[kind].region, "date": schema[kind].date}


def _part(said: dict[str, Any], scan: Scan | None = None, stated: Stated | None = None) -> Part:
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Part(said, hashlib.sha256(text.encode()).hexdigest(), scan, stated)


def calendar_year(period: Period) -> bool:
    """Whether a period is exactly one calendar year."""
    first, last = period.first, period.last
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year
