"""Who says that they use a standard."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from plumbline.records.core import kinds, store

KIND = "standard_use"


def declared(on: date) -> set[str]:
    """The standards of which somebody declares the use on a day: begun, and not ended before it."""
    rows = store.current(kinds.get(KIND)).filter(Q(until=None) | Q(until__gte=on), since__lte=on)
    return set(rows.values_list("standard", flat=True).distinct())
