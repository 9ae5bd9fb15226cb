"""The ``plumb`` program. Help and the version are told without loading anything; all else is run."""

from __future__ import annotations

import gc
import sys

import plumbline
from plumbline.interfaces.cli.core import console, tree


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return (and exit with) its status: 0 done, 1 an error said in words, 2 wrong usage."""
    given = arguments
    if given is None:
        given = sys.argv[1:]
        # Loading makes many objects that stay: looking through them for garbage after every 700 costs a command 6 %.
        gc.set_threshold(50_000, *gc.get_threshold()[1:])
    words = f"plumbline {plumbline.__version__}" if given == ["version"] else tree.told(given)
    if words is None:
        from plumbline.methods.shared.frames import roomily
        from plumbline.methods.shared.garbage import uncollected

        with uncollected():
            from plumbline.interfaces.cli.core.running import run
        status = roomily(run, given)
    else:
        status = console.say(words)
    if arguments is None:
        # What cannot be read of the settings was said, and then there is no store; asking for one would say so badly.
        if "django.db" in sys.modules and sys.modules["django.conf"].settings.configured:
            sys.modules["django.db"].connections.close_all()
        # Else Python looks through all that was loaded for garbage, several times, before it lets it go: a quarter of a
        # small command. Disabling alone does not keep it from that. DuckDB counts what was not let go, and complains.
        if "duckdb" not in sys.modules:
            gc.disable()
            gc.freeze()
        raise SystemExit(status)
    return status
