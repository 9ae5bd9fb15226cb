"""What killed programs left beside the home, in its folder of copies, where backups and exports went, and among the
machine's temporary files: named with size and age, and removed. Needs no store, for a killed restore left none."""

from __future__ import annotations

from collections.abc import Iterator

from plumbline import unfinished
from plumbline.procedures.operations.doctor import OK, WARN, Finding, Visit
from plumbline.unfinished import Left

CHECK = "leftovers"


def leftovers(visit: Visit) -> Iterator[Finding]:
    """No program that writes outside of the home was stopped half-way."""
    at = visit.at.timestamp()
    found = unfinished.left(visit.home, at=at)
    yield from (named(one, at) for one in found)
    if not found:
        yield Finding(CHECK, OK, "no backup, restore or export that was stopped left anything behind")


def named(one: Left, at: float) -> Finding:
    """The finding that names one leftover; ``at`` is the time in seconds."""
    return Finding(CHECK, WARN, f"{shown(one.act)} that was stopped left {bytes_of(one)}, {age(at - one.begun)}",
                   str(one.paths[0]), "Its program ended before it could tidy up; nothing of it is in use",
                   "Remove it with: plumb doctor --sweep")


def sweep(visit: Visit) -> Iterator[Finding]:
    """Remove what was left, and nothing that a running program holds."""
    found = unfinished.left(visit.home, at=visit.at.timestamp())
    gone = [one for one in found if unfinished.remove(one)]
    yield from removed(gone)
    for one in found:
        if one not in gone:
            yield Finding("sweep", WARN, f"what {shown(one.act)} left could not be removed", str(one.paths[0]),
                          next_step="Remove it yourself if no program is at work there")


def removed(gone: list[Left]) -> Iterator[Finding]:
    """What was removed, one finding each."""
    for one in gone:
        yield Finding("sweep", OK, f"what {shown(one.act)} that was stopped had left was removed, {bytes_of(one)}",
                      str(one.paths[0]))


def shown(act: str) -> str:
    """Who left it."""
    return {"figures": "a computation", "receive": "the receipt of a package"}.get(act, f"plumb {act}")


def bytes_of(one: Left) -> str:
    """Its size as people say it."""
    for unit, length in (("GB", 1e9), ("MB", 1e6)):
        if one.bytes >= length / 10:
            return f"{one.bytes / length:,.1f} {unit}"
    return f"{one.bytes:,} bytes"


def age(seconds: float) -> str:
    """How long ago."""
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {unit} ago"
    return "a moment ago" if seconds < 60 else "a minute ago"

