"""What a restored home must hold before it is given its name. Django is set up on it."""

from __future__ import annotations

from django.db import connections

from plumbline.errors import HomeError
from plumbline.figures.cut import list_cuts
from plumbline.home import Home
from plumbline.records import store


def must_hold(home: Home) -> None:
    """:raises PlumblineError: if the journal's chain is broken, or a cut is not what was frozen."""
    try:
        broken = store.broken_links()
        for cut in list_cuts(home):
            cut.check()
    finally:
        connections.close_all()  # the folder is about to be renamed
    if broken:
        raise HomeError(f"the journal's chain is broken at entry {broken[0]}", where="the store in the backup",
                        why="An entry was altered or removed before the backup was made",
                        next_step="Restore an earlier backup")
