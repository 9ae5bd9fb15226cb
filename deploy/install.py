"""Install Plumbline from the folder this file lies in, without network: ``python3 install.py /opt/plumbline``.

Needs Python 3.11 or newer with its ``venv`` module, and nothing else. Every file is compared with its SHA-256 first.
Run again with a newer wheelhouse, it upgrades the program; homes are left alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
SUMS = "SHA256SUMS"
ABOUT = "about.json"
LOCK = "requirements.lock"


def main(arguments: list[str]) -> None:
    """Check the wheelhouse, make the environment, install, and say what is there now."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        sys.exit("Usage: python3 install.py FOLDER      for example /opt/plumbline")
    target = Path(arguments[0]).absolute()
    check_fit()
    check_files()
    python = environment(target)
    pip(python, "install", "--no-deps", "--require-hashes", "--requirement", str(HERE / LOCK))
    pip(python, "install", "--no-deps", "--force-reinstall", str(next(HERE.glob("plumbline-*.whl"))))
    plumb = python.with_name("plumb.exe" if os.name == "nt" else "plumb")
    done = subprocess.run([plumb, "version"], check=True, capture_output=True, text=True)
    sys.stdout.write(f"{done.stdout.strip()} is in {target}\nRun: {plumb} init\n")


def here() -> dict[str, str]:
    """What a wheelhouse fits: this Python, this kind of machine."""
    return {"python": f"{sys.version_info.major}.{sys.version_info.minor}", "platform": sysconfig.get_platform()}


def check_fit() -> None:
    """Stop if the wheelhouse was built for another Python or kind of machine."""
    built = json.loads((HERE / ABOUT).read_text(encoding="utf-8"))
    for what, have in here().items():
        if built[what] != have:
            sys.exit(f"This wheelhouse is for {what} {built[what]}; this is {what} {have}. Build one on a machine of "
                     "this kind, or run this file with that Python.")


def check_files() -> None:
    """Stop if a file is missing, altered or not listed."""
    listed = dict(line.split("  ", 1)[::-1] for line in (HERE / SUMS).read_text(encoding="utf-8").splitlines())
    found = {path.name for path in HERE.iterdir() if path.is_file()} - {SUMS}
    if odd := sorted(found ^ set(listed)):
        sys.exit(f"The wheelhouse is not whole: {', '.join(odd[:5])} is missing or was put in. Copy it again.")
    for name, expected in listed.items():
        with (HERE / name).open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").hexdigest() != expected:
                sys.exit(f"{name} is not the file that was packed. Copy the wheelhouse again.")


def environment(target: Path) -> Path:
    """The Python of the environment in ``target``, made if it is not there."""
    python = target / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if python.exists() and (target / "pyvenv.cfg").exists():
        return python
    if target.exists() and any(target.iterdir()):
        sys.exit(f"{target} holds something else. Name an empty folder, or one this file installed into before.")
    try:
        venv.create(target, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"No environment can be made in {target}: {error}\n"
                 "On Debian and Ubuntu the package python3-venv is needed.")
    return python


def pip(python: Path, command: str, *words: str) -> None:
    """Run pip on this folder alone, whatever this machine's own settings for it say."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    done = subprocess.run(
        [python, "-m", "pip", "--disable-pip-version-check", "--no-input", command, "--quiet", "--no-index",
         "--find-links", HERE, "--only-binary", ":all:", *words],
        check=False, env=ours | {"PIP_CONFIG_FILE": os.devnull})
    if done.returncode:
        sys.exit("The packages could not be installed; the lines above say why.")


if __name__ == "__main__":
    main(sys.argv[1:])
