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
from plumbline.records.evidence.scanning.words import WORDS, not_evidence
from plumbline.text import Text

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
                [sys.executable, "-m", "plumbline.records.evidence.scanning.child", str(path.absolute()),
                 str(target.absolute())],
                stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.DEVNULL, timeout=SECONDS, cwd=target,
                env=environment, check=False).returncode
        except subprocess.TimeoutExpired:
            raise not_evidence("evidence_file.slow", name) from None
        said.seek(0)
        answer = said.read(1 << 16)
    try:
        found = json.loads(answer)
    except ValueError:
        # It was stopped at one of its limits, or its parser fell over.
        if status == 0:
            raise HomeError(
                "evidence_file.no_answer",
                Text("the program that checks files gave no answer", "检查文件的程序没有给出结果"), where=name,
                next_step=Text("Attach the file again; if it stays so, look for the cause with: plumb doctor",
                               "请重新上传；如仍如此，请运行plumb doctor查找原因")) from None
        raise not_evidence("evidence_file.slow" if status in (-9, -24) else "evidence_file.broken", name) from None
    if "refused" in found:
        raise not_evidence(found["refused"] if found["refused"] in WORDS else "evidence_file.broken", name)
    return Found(**found)
