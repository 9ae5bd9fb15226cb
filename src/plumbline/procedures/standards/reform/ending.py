"""Counting again, once a round's outcome is published and once it is closed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from plumbline.procedures.casework.consequences.effects import Doing
from plumbline.procedures.standards.reform import counting
from plumbline.procedures.standards.reform.listing import summed
from plumbline.procedures.standards.reform.proposing import findings
from plumbline.records.core import kinds, store
from plumbline.rulebook.standards.health_files import health_rules


def count_at_publication(doing: Doing) -> Mapping[str, str]:
    """Count once the outcome is published."""
    return _count(doing, counting.PUBLICATION)


def count_at_closing(doing: Doing) -> Mapping[str, str]:
    """Count once every task is carried out."""
    return _count(doing, counting.CLOSING)


def _count(doing: Doing, moment: str) -> Mapping[str, str]:
    on = timezone.localdate(doing.event.at)
    departments = counting.departments_of(doing.board)
    held = set(store.current(kinds.get("standard")).filter(status="in-force").values_list("code", flat=True))
    counts = counting.counted(findings(doing.home, on), {
        code: department for code, department in departments.items() if code in held}, tuple(departments.values()))
    counting.keep(counts, number=str(doing.event.case.number), moment=moment, region=doing.board.values["region"],
                  rules=health_rules(doing.home, on).dated.id, on=on, at=doing.clock(), actor=doing.event.actor)
    return summed(counts)
