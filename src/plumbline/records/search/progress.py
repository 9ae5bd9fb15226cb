"""How far a long writing of the index is, for whoever waits for it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass

from plumbline.documents import json_of
from plumbline.home import Home
from plumbline.records.search.state import place, write_whole

FILE = "progress.json"


@dataclass(frozen=True, slots=True)
class Progress:
    """How many things were read so far, of about how many; ``anew``: the index is made from the beginning."""

    done: int
    of: int
    anew: bool


def note(home: Home, progress: Progress | None) -> None:
    """Say how far the writing is; None: it is over."""
    file = place(home) / FILE
    if progress is None:
        with suppress(OSError):
            file.unlink()
        return
    with suppress(OSError):
        write_whole(file, json.dumps(asdict(progress)))


def noted(home: Home) -> Progress | None:
    """How far the writing is, while something long is written."""
    try:
        said = json_of((place(home) / FILE).read_text(encoding="utf-8"))
        return Progress(int(said["done"]), int(said["of"]), bool(said["anew"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
