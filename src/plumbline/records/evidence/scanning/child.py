"""The process that opens what strangers made: ``python -m plumbline.records.evidence.scanning.child FILE FOLDER``.

It limits itself before it reads a byte, writes previews into FOLDER and one JSON object to standard output: what it
found, or ``refused`` with the code of the reason.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from pathlib import Path
from typing import Any

MEMORY_BYTES = 1536 << 20
CPU_SECONDS = 30
FILE_BYTES = 64 << 20


def limit() -> None:
    """Take away what this process does not need. Windows has no such limits; there only the time is held."""
    try:
        import resource
    except ImportError:
        return
    for name, value in (("RLIMIT_AS", MEMORY_BYTES), ("RLIMIT_CPU", CPU_SECONDS), ("RLIMIT_FSIZE", FILE_BYTES),
                        ("RLIMIT_CORE", 0)):
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (ValueError, OSError, AttributeError):
            continue  # macOS does not hold a limit on addresses


def look(path: Path, target: Path) -> dict[str, Any]:
    """What the file at ``path`` is. Parsers are loaded for its type only."""
    from plumbline.records.evidence.scanning import media

    try:
        type = media.sniff(path)
        found: dict[str, Any]
        if type == media.PDF:
            from plumbline.records.evidence.scanning import pdf

            found = pdf.look(path, target)
        elif type == "zip":
            from plumbline.records.evidence.scanning import office

            found = office.look(path, target)
        else:
            from plumbline.records.evidence.scanning import pictures

            found = pictures.look(path, type, target)
    except media.Unfit as error:
        return {"refused": error.code, "detail": error.detail}
    except MemoryError:
        return {"refused": "evidence_file.slow", "detail": "memory"}
    return {"type": type} | found


def main() -> None:
    """Look at one file."""
    limit()
    logging.disable()
    warnings.simplefilter("ignore")
    sys.stdout.write(json.dumps(look(Path(sys.argv[1]), Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
