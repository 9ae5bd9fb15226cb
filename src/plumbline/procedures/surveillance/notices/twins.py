"""The same notice twice: the same content under another number, and another content under the same number."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, Q

from plumbline.records.core import kinds, store

TELLING = ("product_name", "brand", "model", "codes")
"""Two notices that are alike in all of these are about the same thing."""
MOST = 50


@dataclass(frozen=True, slots=True)
class Number:
    """What a notice is called: its source, and its number there."""

    source: str
    number: str

    @property
    def key(self) -> tuple[str, str]:
        """The natural key of its record."""
        return self.source, self.number


@dataclass(frozen=True, slots=True)
class Twins:
    """Notices of the same content under several ``numbers``."""

    product: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Revised:
    """A notice that came with other content under its number: an update, or a mistake of whoever numbered it."""

    notice: Number
    product: str
    versions: int


def twins_of(notice: Mapping[str, Any], *, but: Number | None = None) -> list[Number]:
    """The notices that count and say the same as ``notice`` (its fields by name), under another number than ``but``.
    None, where it does not say what it is about."""
    said = {name: str(notice.get(name) or "").strip() for name in TELLING}
    if not said["product_name"] or not (said["brand"] or said["model"] or said["codes"]):
        return []
    # Asked by one field and compared by all: how capitals and blanks are written tells nothing.
    rows = store.current(kinds.get("alert")).filter(product_name__iexact=said["product_name"])
    wanted = _alike(said)
    found = [Number(row["source"], row["number"]) for row in rows.values("source", "number", *TELLING)[:MOST]
             if _alike(row) == wanted]
    return [each for each in found if each != but]


def twins(most: int = MOST) -> list[Twins]:
    """Notices that count and say the same under several numbers, the newest first."""
    rows = store.current(kinds.get("alert")).exclude(Q(product_name=None) | Q(brand=None, model=None, codes=None))
    groups = rows.values(*TELLING).order_by().annotate(count=Count("pk"), newest=Max("pk")).filter(count__gt=1)
    found = list(groups.order_by("-newest")[:most])
    if not found:
        return []
    any_of = Q(pk__in=[])
    for group in found:
        any_of |= Q(**{name: group[name] for name in TELLING})
    numbers: dict[tuple[Any, ...], list[Number]] = {}
    for row in rows.filter(any_of).order_by("pk").values("source", "number", *TELLING):
        numbers.setdefault(tuple(row[name] for name in TELLING), []).append(Number(row["source"], row["number"]))
    return [Twins(str(group["product_name"]), tuple(numbers[tuple(group[name] for name in TELLING)]))
            for group in found]


def revised(most: int = MOST) -> list[Revised]:
    """Notices of others that count and came more than once under their number, what changed last first: an update is a
    new version, and so is a second notice under a number that was given twice."""
    kind = kinds.get("alert")
    past = kind.model.objects.filter(superseded__isnull=False).exclude(source="own").exclude(
        entry__in=store.hidden_entries())
    groups = list(past.order_by().values("source", "number").annotate(count=Count("pk"), newest=Max("superseded"))
                  .order_by("-newest")[:most])
    if not groups:
        return []
    any_of = Q(pk__in=[])
    for group in groups:
        any_of |= Q(source=group["source"], number=group["number"])
    names = {(source, number): name for source, number, name in store.current(kind).filter(any_of).values_list(
        "source", "number", "product_name")}
    return [Revised(Number(each["source"], each["number"]), names[each["source"], each["number"]] or "",
                    each["count"] + 1) for each in groups if (each["source"], each["number"]) in names]


def _alike(notice: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields that tell, however they are written."""
    return tuple("".join(unicodedata.normalize("NFKC", str(notice.get(name) or "")).casefold().split())
                 for name in TELLING)
