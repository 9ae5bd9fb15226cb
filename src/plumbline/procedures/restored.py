"""What a restored home must hold before it is given its name. Django is set up on it."""

from __future__ import annotations

from django.db import connections

from plumbline.errors import HomeError
from plumbline.figures.cut import list_cuts
from plumbline.home import Home
from plumbline.procedures import evidence_upkeep
from plumbline.records import store
from plumbline.records.evidence import Evidence


def must_hold(home: Home) -> list[dict[str, str]]:
    """Which evidence is missing or spoiled: that one photograph is lost is no reason to do without all the rest.

    :raises PlumblineError: if the journal's chain is broken, or a cut is not what was frozen."""
    try:
        broken = store.broken_links()
        evidence = _evidence(home)
        for cut in list_cuts(home):
            cut.check()
    finally:
        connections.close_all()  # the folder is about to be renamed
    if broken:
        raise HomeError(f"the journal's chain is broken at entry {broken[0]}", where="the store in the backup",
                        why="An entry was altered or removed before the backup was made",
                        next_step="Restore an earlier backup")
    return evidence


def _evidence(home: Home) -> list[dict[str, str]]:
    # A backup of an older Plumbline knows no evidence.
    if Evidence._meta.db_table not in connections["default"].introspection.table_names():
        return []
    return [each.as_dict() for each in evidence_upkeep.verify(home).wrong]
