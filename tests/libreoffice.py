"""LibreOffice without a window, as the office at the other end of a spreadsheet: it opens, types and saves.

What it does is told by ``tests/libreoffice_types.py``, which runs under the Python that LibreOffice's bindings are
installed for.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.needs import require

SCRIPT = Path(__file__).with_name("libreoffice_types.py")
PYTHONS = ("/usr/bin/python3", "python3")
SECONDS = 240
NEED = "needs LibreOffice Calc and its Python bindings (libreoffice-calc-nogui and python3-uno)"

WRITER = "needs LibreOffice Writer (libreoffice-writer-nogui)"


def work(scratch: Path, file: Path, *, types: Mapping[str, str] | None = None, tell: Sequence[str] = (),
         save: Sequence[Path] = ()) -> dict[str, Any]:
    """Open ``file``, type into cells of its first sheet, save it as each of ``save`` (by their endings), and tell what
    the cells ``tell`` hold: kind, text shown, number, and the list they may choose from."""
    python = _python()
    require(python is not None and shutil.which("soffice"), NEED)
    order = {"file": str(file.absolute()), "types": dict(types or {}), "tell": list(tell),
             "save": [str(path.absolute()) for path in save], "profile": (scratch / "profile").absolute().as_uri()}
    done = subprocess.run([str(python), str(SCRIPT)], input=json.dumps(order), capture_output=True, text=True,
                          timeout=SECONDS, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def pdf(scratch: Path, file: Path) -> bytes:
    """``file``, a text document, as LibreOffice lays it out."""
    office = shutil.which("soffice")
    require(office and (Path(office).resolve().parent / "libswlo.so").exists(), WRITER)
    subprocess.run([str(office), "--headless", f"-env:UserInstallation={(scratch / 'profile').absolute().as_uri()}",
                    "--convert-to", "pdf", "--outdir", str(scratch), str(file)], check=True, capture_output=True,
                   timeout=SECONDS)
    return (scratch / f"{file.stem}.pdf").read_bytes()


@cache
def _python() -> str | None:
    for name in PYTHONS:
        if (found := shutil.which(name)) and not subprocess.run([found, "-c", "import uno"],
                                                                capture_output=True).returncode:
            return found
    return None
