"""Readers of the public before the pages of the Chicago world: what a page costs made anew and asked again, and how
long many of them wait who ask at the same moment.

The references: a plain table of the same size from Django's templates, with nothing around it; and a small static file
of the same server, which is what a connection and an answer cost at least. The readers are a process of their own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks import _measure
from benchmarks._lines import Growth, Line

QUICK = {"readers": 100, "rounds": 3}
SIZE = ("readers",)
_BARE = "a plain table of its size from a template"
LINES = (
    Line("the home page made anew", ("pages", "home", "anew_ms"), _BARE, ("pages", "home", "bare_ms"), unit="ms",
         most=8, absolute=True),
    Line("the home page that was asked just now", ("pages", "home", "again_ms"), _BARE, ("pages", "home", "bare_ms"),
         unit="ms", most=1.5, absolute=True),
    Line("the home page asked by many at once, the 99th percentile", ("together", "p99_ms"), "a static file",
         ("reference", "p99_ms"), unit="ms of wall", most=250, absolute=True),
)
GROWTH: tuple[Growth, ...] = ()
STATIC = "/static/plumbline/mark.svg"


def run(readers: int = 200, rounds: int = 10, page: str = "/") -> dict[str, Any]:
    """``readers`` at once, ``rounds`` times, on one page that was asked before."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        _measure.plumb("demo", "--no-serve", home=home)
        settings = home / "plumbline.toml"  # an office's own, in which nobody is held up
        settings.write_text("".join(line for line in settings.read_text().splitlines(keepends=True)
                                    if not line.startswith("demo")) + "public_per_minute = 0\n")
        inside = json.loads(_python("-m", "benchmarks._readers_inside", home=home))
        with _measure.serving(home) as (port, pid):
            _until_up(port)
            least = _together(port, pid, STATIC, readers, rounds)
            measured = _together(port, pid, page, readers, rounds)
            hundred = _together(port, pid, page, 100, rounds)
    return {"name": "readers", "readers": readers, "pages": inside, "together": measured, "at_100": hundred,
            "reference": {"what": "a static file of 247 bytes", **least},
            "wanted": {"p99_ms": 250, "errors": 0, "anew_ms": 8, "again_ms": 1.5}, "machine": _measure.machine()}


def _together(port: int, pid: int, page: str, readers: int, rounds: int) -> dict[str, Any]:
    before = _processor(pid)
    told = json.loads(_python("-m", "benchmarks._readers_load", str(port), page, str(readers), str(rounds)))
    worked = _processor(pid) - before
    seconds = sorted(told["seconds"])
    asked = readers * rounds
    return {"readers": readers, "asked": asked, "errors": len(told["errors"]), "first_error": told["errors"][:1],
            "p50_ms": round(seconds[len(seconds) // 2] * 1000),
            "p99_ms": round(seconds[int(len(seconds) * .99)] * 1000), "slowest_ms": round(seconds[-1] * 1000),
            "requests_a_second": round(asked / told["took"]),
            "processor_ms_a_request": round(worked / asked * 1000, 2) if worked else None,
            "of_the_readers_ms": round(told["processor_seconds"] / asked * 1000, 2)}


def _processor(pid: int) -> float:
    # Of the server's own process; the worker beside it is another one. Only where there is /proc.
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _python(*arguments: str, home: Path | None = None) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if home is not None:
        environment["PLUMBLINE_HOME"] = str(home)
    return subprocess.run([sys.executable, *arguments], env=environment, check=True, stdout=subprocess.PIPE,
                          text=True).stdout


def _until_up(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=60).read()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
    raise RuntimeError("the server did not come up in a minute")


if __name__ == "__main__":
    print(json.dumps(run(), indent=1))
