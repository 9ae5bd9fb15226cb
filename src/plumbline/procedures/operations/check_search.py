"""Whether the search index is there, whole, and up to the journal. It is made of the store, so whatever is wrong with
it is put right by making it anew."""

from __future__ import annotations

from collections.abc import Iterator

from plumbline.errors import HomeError
from plumbline.procedures.operations.doctor import OK, WARN, Finding, Visit
from plumbline.procedures.search import following
from plumbline.records.core.cases import CaseSummary
from plumbline.records.core.kinds import KINDS
from plumbline.records.core.store import current
from plumbline.records.search import state as states

CHECK = "search"
ANEW = "Make it anew with: plumb search --rebuild"
FEW = 20
"""Changes that may wait for a moment: the worker takes them up each second."""


def check(visit: Visit) -> Iterator[Finding]:
    """The index can be read, was made of this store and of what is declared now, and follows the journal; with
    ``deep`` that it holds as many things as the store."""
    state = states.read(visit.home)
    if state is None:
        yield Finding(CHECK, OK, "there is no search index yet; the first search or the server's worker makes it")
        return
    standing = following.standing(visit.home)
    if standing.none:
        yield Finding(CHECK, WARN, "the search index is of another store, or of another version of this program",
                      state.folder, "It is not asked until it is made anew", ANEW)
        return
    try:
        held = following.many(visit.home)
    except HomeError as error:
        yield Finding.of(CHECK, error, status=WARN, next_step=ANEW)
        return
    if standing.behind > FEW:
        yield Finding(CHECK, WARN, f"the search index is {standing.behind:,} changes behind the journal", state.folder,
                      "No server's worker runs, or another program holds the lock of the index",
                      "Start the server, or bring it up with: plumb search")
    elif visit.deep and not standing.behind and held != (there := _things()):
        yield Finding(CHECK, WARN, f"the search index holds {held:,} things, and the store {there:,}", state.folder,
                      "Its files or the store were altered outside Plumbline", ANEW)
    else:
        yield Finding(CHECK, OK, f"the search index holds {held:,} records and cases")


def _things() -> int:
    return sum(current(kind).count() for kind in KINDS.values()) + CaseSummary.objects.count()
