"""Counting a round's opening again, from what its inventory says of each standard."""

from __future__ import annotations

from typing import Any

from plumbline.methods.shared.succession import split
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.standards.health import LISTS
from plumbline.procedures.standards.reform import counting
from plumbline.procedures.standards.reform.listing import LIST
from plumbline.procedures.standards.reform.proposing import Findings

OF_LIST = {"chaotic": ("duplicate", "near", "number", "cycle"), "low": ("review", "base", "reference", "draft"),
           "soft": ("unused",)}
"""Which reasons stand in which list."""


def check(case: Found) -> dict[str, Any]:
    """Whether what is kept of the opening is what the inventory says, number by number and standard by standard; where
    not, what differs. Of every count also whether it is the number of the standards that it names."""
    listed = [event for event in case.events if event.act == LIST]
    known: Findings = {name: {} for name in LISTS}
    for event in listed:
        having = split(event.said.get("findings"))
        for name, reasons in OF_LIST.items():
            own: dict[str, tuple[str, ...]] = {reason: () for reason in having if reason in reasons}
            if own:
                known[name][event.member] = own
    again = counting.counted(known, {event.member: event.said.get("department", "") for event in listed})
    rows = counting.kept(round=case.number)
    kept = {(row.department, row.list, row.reason): _named(row) for row in rows if row.moment == counting.OPENING}
    counted = {(each.department, each.list, each.reason): set(each.standards) for each in again}
    other = sorted(key for key in kept.keys() | counted.keys() if kept.get(key) != counted.get(key))
    miscounted = [row for row in rows if row.count != len(_named(row))]
    return {"agrees": not other and not miscounted, "counts": len(counted),
            "differ": [{"department": department, "list": name, "reason": reason,
                        "kept": len(kept.get(key, ())), "counted": len(counted.get(key, ()))}
                       for key in other for department, name, reason in [key]],
            "miscounted": [counting.as_line(row, standards=False) for row in miscounted]}


def _named(row: Any) -> set[str]:
    return set(split(row.standards))
