"""``plumb`` commands, each in a process of its own that is forked from one in which Python and the packages are loaded.

A command started anew spends most of a second on loading them, and the first one of a home three more on making the
tables of its store: here those are made once, and copied for the homes that follow. What depends on how Python itself
starts (consoles, encodings, signals, limits) is run anew all the same, by ``interfaces/cli/runs.py``.
"""

from __future__ import annotations

import atexit
import gc
import multiprocessing
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from io import BufferedReader, BufferedWriter, FileIO, TextIOWrapper
from pathlib import Path

from tests import copied, timing

SECONDS = 300
_PYTHONS_OWN, PATH = "PYTHON", "PYTHONPATH"
TOOK = "took"
"""The file in which a command says what it took of the processor: it is no child of the process that asked for it."""


def run(words: Sequence[object], *, environment: Mapping[str, str] | None = None, where: Path | None = None,
        program: str = "", seconds: float = SECONDS) -> subprocess.CompletedProcess[str]:
    """Run ``plumb`` with these words, nothing to read, and the environment of this process or that given; or a
    ``program`` in Python that does it in another way. After so many ``seconds`` it is ended."""
    given = [str(word) for word in words]
    around = dict(os.environ if environment is None else environment)
    if _anew(around):
        what = ("-c", program) if program else ("-m", "plumbline")
        return subprocess.run([sys.executable, *what, *given], stdin=subprocess.DEVNULL, cwd=where,
                              capture_output=True, text=True, encoding="utf-8", timeout=seconds, env=around)
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(["tests.warm"])
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder) / name for name in ("out", "err")]
        process = server.Process(target=_command, args=(given, around, os.fspath(where or Path.cwd()),
                                                        [str(each) for each in said], str(copied.kept or _tables()),
                                                        program))
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(given, seconds)
        out, err = (each.read_text(encoding="utf-8") if each.exists() else "" for each in said)
        if (took := Path(folder, TOOK)).exists():
            timing.add(float(took.read_text(encoding="utf-8")))
        status = process.exitcode
        process.close()
    return subprocess.CompletedProcess(given, status, out, err)


@cache
def _tables() -> Path:
    folder = tempfile.mkdtemp(prefix="plumbline-tables-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder) / "tables"


def _anew(around: Mapping[str, str]) -> bool:
    # Where processes cannot be forked, and where Python is to start in another way than here.
    ours, theirs = ({name: value for name, value in each.items() if name.startswith(_PYTHONS_OWN) and name != PATH}
                    for each in (os.environ, around))
    return "forkserver" not in multiprocessing.get_all_start_methods() or ours != theirs


def _command(words: list[str], around: dict[str, str], where: str, said: list[str], tables: str,
             program: str) -> None:
    from plumbline.methods.shared import garbage
    from tests import warm  # loads everything: only what forks does

    garbage.keep()  # no command need look through what was there before it for what could go
    os.environ.clear()
    os.environ.update(around)
    time.tzset()
    sys.path[1:1] = around.get(PATH, "").split(os.pathsep) if around.get(PATH) else []
    tempfile.tempdir = None  # where it is, is found out anew
    os.chdir(where)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, path in enumerate(said, start=1):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, number)
        os.close(file)
    os.close(nothing)
    sys.stdin, sys.stdout, sys.stderr = (
        TextIOWrapper(BufferedReader(FileIO(0, "r", closefd=False)), encoding="utf-8"),
        TextIOWrapper(BufferedWriter(FileIO(1, "w", closefd=False)), encoding="utf-8"),
        TextIOWrapper(BufferedWriter(FileIO(2, "w", closefd=False)), encoding="utf-8", errors="backslashreplace",
                      line_buffering=True))
    warm.forget()
    copied.kept = Path(tables)
    sys.argv = ["plumbline", *words]
    try:
        if program:
            exec(compile(program, "<string>", "exec"), {"__name__": "__main__"})
        else:
            runpy.run_module("plumbline", run_name="__main__", alter_sys=True)
    finally:
        _end()
        Path(said[0]).with_name(TOOK).write_text(str(sum(os.times()[:4])), encoding="utf-8")


def _end() -> None:
    # A process that was forked ends at once; one of its own would close what it holds, and so write it to its file.
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()
    gc.collect()
    atexit._run_exitfuncs()
