"""Build a wheelhouse: every locked package, this one, their hashes and the installer. ``make wheelhouse`` runs it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

from install import ABOUT, LOCK, SUMS, here

ROOT = Path(__file__).resolve().parents[1]


def main(target: Path) -> None:
    """Build it in ``target``, which is emptied first."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    pip("download", "--no-deps", "--require-hashes", "--only-binary", ":all:", "--dest", target, "--requirement",
        ROOT / LOCK)
    shutil.rmtree(ROOT / "build", ignore_errors=True)  # what an earlier build left would be packed again
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", target, ROOT)
    for path in (ROOT / LOCK, ROOT / "deploy" / "install.py"):
        shutil.copy(path, target)
    (target / ABOUT).write_text(json.dumps(here(), indent=1) + "\n", encoding="utf-8")
    names = sorted(path.name for path in target.iterdir())
    (target / SUMS).write_text("".join(f"{digest(target / name)}  {name}\n" for name in names), encoding="utf-8")
    size = sum(path.stat().st_size for path in target.iterdir())
    sys.stdout.write(f"{target}: {len(names)} files, {size / 1e6:.0f} MB, for {' and '.join(here().values())}\n")


def pip(command: str, *words: object) -> None:
    """Run this environment's pip."""
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", command, "--quiet",
                    *(str(word) for word in words)], check=True)


def digest(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
