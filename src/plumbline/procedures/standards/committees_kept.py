"""Who keeps a standard: its committee, and the organisation that keeps the committee's secretariat."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from plumbline.methods.shared.succession import split
from plumbline.procedures.standards.editions import STANDARD, public
from plumbline.records.core import kinds, store


def secretariat_of(code: str, on: date) -> tuple[str, str]:
    """The committee of a standard, and the organisation that keeps its secretariat on a day; of several committees the
    first whose secretariat is known. Either is empty where it is not known."""
    row = public(STANDARD).filter(code=code).only("id", "entry", "committee").first()
    committees = split(row.committee) if row is not None else []
    rows = store.current(kinds.get("secretariat")).filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on,
                                                          committee__in=committees)
    keeps = dict(rows.order_by("valid_from").values_list("committee", "organisation"))
    known = next((each for each in committees if each in keeps), next(iter(committees), ""))
    return known, keeps.get(known, "")
