"""Having a file looked at by another process, which may take so long and no longer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from plumbline.errors import HomeError
from plumbline.records.scanning.words import WORDS, Refused

SECONDS = 45
KEPT = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMP", "TEMP", "TMPDIR")
"""What the other process is told of this one's environment: no secrets, no address of a store."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is. ``pictures`` is how many of its pages were drawn; ``width`` and ``height`` are a picture's, in
    pixels."""

    type: str
    pages: int
    pictures: int
    width: int
    height: int


def look(path: Path, target: Path, *, name: str) -> Found:
    """Look at the file at ``path`` and write previews into the folder ``target``: ``small.jpg``, ``1.jpg`` and so on,
    or ``text.txt``. :raises Refused: for a file that cannot be evidence; ``name`` is what its owner calls it."""
    environment = {key: os.environ[key] for key in KEPT if key in os.environ} | {"PYTHONUTF8": "1"}
    with tempfile.TemporaryFile() as said:
        try:
            status = subprocess.run(
                [sys.executable, "-m", "plumbline.records.scanning.child", str(path.absolute()),
                 str(target.absolute())],
                stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.DEVNULL, timeout=SECONDS, cwd=target,
                env=environment, check=False).returncode
        except subprocess.TimeoutExpired:
            raise Refused("slow", name) from None
        said.seek(0)
        answer = said.read(1 << 16)
    try:
        found = json.loads(answer)
    except ValueError:
        # It was stopped at one of its limits, or its parser fell over.
        if status == 0:
            raise HomeError("the program that checks files gave no answer") from None
        raise Refused("slow" if status in (-9, -24) else "broken", name) from None
    if "refused" in found:
        raise Refused(found["refused"] if found["refused"] in WORDS else "broken", name)
    return Found(**found)
