"""Open data of surveillance: results, notices, recalls and measures as anybody may know of them, with what changed
since, so that shops can act by machine.

All of a set, without its changes, is what lists and the API give; here a program that keeps a copy is told what to put
into it, what to put right, and what to take out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from plumbline.errors import RecordError
from plumbline.methods.shared import moments
from plumbline.methods.shared.trust import canonical
from plumbline.records.core import kinds
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import PUBLISHED, visible
from plumbline.records.query.changed_rows import NEVER, WITHDRAWN, Changed, changed
from plumbline.text import Text

SETS: Mapping[str, str] = {
    "recalls": "recall", "recall-reports": "recall_report", "measures": "corrective_measure", "notices": "alert",
    "results": "sampling", "tests": "test",
}
"""The sets by name, and the kind of record of each."""
MOST = 1000
"""So many changes are told at once; more with the token ``after``."""


@dataclass(frozen=True)
class Change:
    """One record that changed: its ``key``, ``how`` (added, corrected, withdrawn), when, by which entry of the journal,
    and its public ``values`` as texts - none of one that was withdrawn."""

    key: str
    how: str
    at: datetime
    entry: int
    title: str
    values: Mapping[str, str | None]
    typed: Mapping[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """As a document."""
        return {"key": self.key, "change": self.how, "changed_at": self.at.isoformat(), "journal": self.entry,
                "record": None if self.how == WITHDRAWN else dict(self.values)}


@dataclass(frozen=True)
class Changes:
    """What is told of a set: the changes, and after which row the next ones begin; 0: these are all."""

    kind: Kind
    since: datetime | None
    rows: tuple[Change, ...]
    next: int


def changes(name: str, since: str, after: int = NEVER, *, most: int = MOST) -> Changes:
    """What changed in the set ``name`` at ``since`` (a day, or a moment with its zone; empty: ever) or later, beginning
    behind the row ``after``. :raises RecordError: for a set that there is not, or what is no day."""
    if name not in SETS:
        raise RecordError("open_data.no_set", Text(f"there is no set '{name[:40]}' of open data",
                                                   f"没有开放数据集“{name[:40]}”"),
                          next_step=Text(f"Choose one of: {', '.join(SETS)}", f"可选：{'、'.join(SETS)}"))
    kind, moment = kinds.get(SETS[name]), _moment(since)
    found, following = changed(kind, moment, after=after, most=most)
    told = [change for each in found if (change := _told(kind, each)) is not None]
    return Changes(kind, moment, tuple(told), following)


def _told(kind: Kind, each: Changed) -> Change | None:
    """A change as the public may know of it; None where it may not."""
    row = each.row
    open_ = visible(None, kind, getattr(row, kind.region) if kind.region else None, PUBLISHED)
    names = [spec.name for spec in kind.kept if spec.name in open_]
    if not set(kind.key) <= set(names):
        return None
    typed = {name: getattr(row, name) for name in (names if each.how != WITHDRAWN else kind.key)}
    key = "/".join(str(canonical.plain(getattr(row, name)) or "") for name in kind.key)
    title = next((str(typed[name]) for name in ("title", "product_name", "item", "product") if typed.get(name)), key)
    return Change(key, each.how, each.at, each.entry, title,
                  {name: canonical.plain(value) or None for name, value in typed.items()}, typed)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return moments.moment(text, timezone.get_current_timezone())
    except ValueError:
        raise RecordError("open_data.no_day", Text(f"'{text[:40]}' is no day and no moment",
                                                   f"“{text[:40]}”不是日期或时刻"), where="since",
                          next_step=Text("Write it as 2026-01-31, or 2026-01-31T09:00:00Z",
                                         "请写作2026-01-31或2026-01-31T09:00:00Z")) from None
