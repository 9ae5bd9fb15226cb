"""What is said before any library is loaded."""

from __future__ import annotations

import os
import sys


def tame() -> None:
    """Never fail on a console that cannot show a character: it is replaced instead."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def say(words: str) -> int:
    """Words on standard output, and the status to end with: 1 where whoever read it has gone (``head``, say)."""
    tame()
    try:
        sys.stdout.write(words + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        return left()
    return 0


def left() -> int:
    """The reader of our output has gone: not a fault, and nobody is left to tell."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1
