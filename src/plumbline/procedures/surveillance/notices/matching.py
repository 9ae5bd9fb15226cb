"""Which notice is about which product: candidates that a program proposed, with how likely each is, decided by a person
and undone by one. A decision is a new version of its record: what was decided before stays in its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, Q, QuerySet

from plumbline.errors import RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.records import permitted_writing, viewing
from plumbline.records.core import kinds, store
from plumbline.records.core.visibility import reach
from plumbline.text import Text

KIND = "alert_match"
SAME, DIFFERENT, OPEN = "same", "different", "open"
DECISIONS = (SAME, DIFFERENT, OPEN)
MOST_GROUPS, MOST_RECENT = 20, 20
MOST_OF_GROUP = 50


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that a notice may be about: the row of the match, and that of the product (None: not in the
    register)."""

    match: Any
    product: Any


@dataclass(frozen=True, slots=True)
class Group:
    """One notice (its row, None: it is not here) with the products it may be about, the likeliest first."""

    source: str
    number: str
    alert: Any
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class ToDecide:
    """The groups that wait for somebody, the likeliest first; how many more there are; and what was decided last."""

    groups: tuple[Group, ...]
    more: int
    recent: tuple[Candidate, ...]


def to_decide(user: Any, most: int = MOST_GROUPS) -> ToDecide:
    """What ``user`` can decide, in as many questions to the store whatever waits."""
    rows = _readable(user)
    waiting = rows.filter(decision=OPEN)
    names = waiting.order_by().values("source", "number").annotate(likely=Max("probability"))
    count = names.count()
    chosen = list(names.order_by("-likely", "source", "number")[:most])
    any_of = Q(pk__in=[])
    for each in chosen:
        any_of |= Q(source=each["source"], number=each["number"])
    matches = list(waiting.filter(any_of).order_by("-probability", "product")[:most * MOST_OF_GROUP]) if chosen else []
    recent = list(rows.exclude(decision=OPEN).order_by("-entry", "-pk")[:MOST_RECENT])
    alerts = {(row.source, row.number): row for row in store.current(kinds.get("alert")).filter(any_of)}
    products = {row.code: row for row in store.current(kinds.get("product")).filter(
        code__in={each.product for each in (*matches, *recent)})}
    groups: dict[tuple[str, str], list[Candidate]] = {(each["source"], each["number"]): [] for each in chosen}
    for each in matches:
        groups[each.source, each.number].append(Candidate(each, products.get(each.product)))
    return ToDecide(tuple(Group(*name, alerts.get(name), tuple(these)) for name, these in groups.items()),
                    max(0, count - most), tuple(Candidate(each, products.get(each.product)) for each in recent))


def waiting(user: Any) -> int:
    """How many candidates wait for a decision that ``user`` can make."""
    return _readable(user).filter(decision=OPEN).order_by().count()


def decide(user: Any, key: tuple[str, ...], decision: str, *, seen: int, reason: str = "", at: datetime) -> Any:
    """Say that the notice is about the product (``same``), is not (``different``), or that this is open again: what was
    decided is undone by it. ``key``: the source and number of the notice, and the product. Returns the row that counts.
    :raises RecordError: for another decision, or a match that there is not. :raises ConflictError: if somebody decided
    since ``seen``. :raises NotAllowed: for a region that is not the person's."""
    if decision not in DECISIONS:
        raise RecordError("notice.no_decision", Text(f"'{decision[:40]}' is no decision",
                                                     f"“{decision[:40]}”不是判定结果"),
                          next_step=suggest(decision, DECISIONS))
    changes = {"decision": decision, **({"basis": reason} if reason else {})}
    return permitted_writing.correct(user, KIND, key, changes, seen=seen, at=at)


def history(user: Any, key: tuple[str, ...]) -> list[viewing.Version]:
    """Every decision on one candidate, newest first."""
    return viewing.versions(kinds.get(KIND), key, user)


def _readable(user: Any) -> QuerySet[Any]:
    kind = kinds.get(KIND)
    return store.current(kind).filter(region__in=reach(user, kind.column).regions())
