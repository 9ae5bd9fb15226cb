"""Switching between normal and tightened inspection, lot by lot.

Source: MIL-STD-105E, 4.7 and 4.8: from normal to tightened when 2 of 5 or fewer lots in a row were refused; back when 5
in a row were accepted; inspection stops when 5 lots were refused on tightened inspection, which are counted together
until normal inspection is restored (ISO 2859-1 counts so), not in a row. Reduced inspection is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

NORMAL, TIGHTENED, STOPPED = "normal", "tightened", "stopped"
WINDOW, REFUSED_OF_WINDOW = 5, 2
ACCEPTED_IN_A_ROW = 5
REFUSED_IN_ALL = 5


def severities(accepted: Iterable[bool]) -> Iterator[str]:
    """For each lot, in the order of production, under which severity it is inspected; and once more, for the next lot.
    A lot that comes after inspection stopped is not inspected, and what is said of it counts for nothing."""
    severity = NORMAL
    recent: list[bool] = []
    refused = 0
    for each in accepted:
        yield severity
        if severity == STOPPED:
            continue
        recent = [*recent, each][-WINDOW:]
        if severity == NORMAL:
            if recent.count(False) >= REFUSED_OF_WINDOW:
                severity, recent, refused = TIGHTENED, [], 0
            continue
        refused += not each
        if refused >= REFUSED_IN_ALL:
            severity = STOPPED
        elif len(recent) == ACCEPTED_IN_A_ROW and all(recent):
            severity, recent = NORMAL, []
    yield severity
