"""Where the time of a run goes: the files that take longest first, so that no process waits for another in the end;
and its minutes and its slowest files, printed at the end."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

SHOWN = 10
SLOW = 40
"""As many tests as one that is marked slow counts for, where it was not timed yet."""
KEPT = "plumbline/seconds"
"""Where pytest keeps how long each file took when it last ran, by store."""
WRITTEN = Path(__file__).with_name("seconds.json")
"""What the longer files took on some machine, by store: in a fresh clone, too, the longest begin first."""
CPU = "cpu"
"""What a report calls the seconds of processor that its phase took, with the programs it started and waited for."""
IN_MEMORY = Path("/dev/shm")
ROOM = 6 << 30
"""So many bytes of memory must be free for the files of a run: it keeps those of three runs, as pytest does."""
_spent: Counter[str] = Counter()
_worked: Counter[str] = Counter()
_before = 0.0
_elsewhere: list[float] = []
_began = time.monotonic()


def longest_first(items: list[pytest.Item], taken: Mapping[str, float]) -> None:
    """Order the tests by file, those files first that took longest, or seem to; a file's tests keep their order."""
    weights: Counter[str] = Counter()
    for item in items:
        weights[_file(item.nodeid)] += SLOW if item.get_closest_marker("slow") else 1
    each = sum(taken.values()) / sum(weights[file] for file in taken) if any(weights[file] for file in taken) else 1.0
    seconds = {file: taken.get(file, weight * each) for file, weight in weights.items()}
    items.sort(key=lambda item: (-seconds[_file(item.nodeid)], _file(item.nodeid)))


def _file(test: str) -> str:
    return test.split("::", maxsplit=1)[0]


def write_to_memory() -> None:
    """Let temporary files lie in memory, unless the caller named a folder: a run makes and removes many thousands."""
    if "TMPDIR" in os.environ or not os.access(IN_MEMORY, os.W_OK) or shutil.disk_usage(IN_MEMORY).free < ROOM:
        return
    if os.statvfs(IN_MEMORY).f_flag & os.ST_NOEXEC:
        return  # some tests install programs, and run them
    os.environ["TMPDIR"] = str(IN_MEMORY)
    tempfile.tempdir = None


def used() -> float:
    """The seconds of processor that this process and the programs it waited for took since this was last asked."""
    global _before
    now = sum(os.times()[:4]) + sum(_elsewhere)
    since, _before = now - _before, now
    return since


def add(seconds: float) -> None:
    """Count what a program took that this process did not start itself."""
    _elsewhere.append(seconds)


def note(report: pytest.TestReport) -> None:
    """Add what one phase of one test took to its file."""
    file = _file(report.nodeid)
    _spent[file] += report.duration  # type: ignore[assignment]
    _worked[file] += dict(report.user_properties).get(CPU, 0.0)  # type: ignore[assignment, call-overload]


def taken(config: pytest.Config, store: str) -> dict[str, float]:
    """How many seconds each file took when it last ran on ``store`` here; else when it was last written down."""
    cache = getattr(config, "cache", None)  # none with -p no:cacheprovider
    written: dict[str, dict[str, float]] = json.loads(WRITTEN.read_text(encoding="utf-8"))
    return written.get(store, {}) | (cache.get(f"{KEPT}/{store}", {}) if cache else {})


def keep(config: pytest.Config, store: str) -> None:
    """Keep what this run took for the next one."""
    if getattr(config, "cache", None):
        now = {file: round(seconds, 1) for file, seconds in _spent.items()}
        config.cache.set(f"{KEPT}/{store}", taken(config, store) | now)
        config.cache.set(f"{KEPT}-of-processor/{store}", {file: round(each, 2) for file, each in _worked.items()})


def tell(terminal: pytest.TerminalReporter) -> None:
    """Print the minutes of the run and the files that took longest. Where tests run side by side, their sum is more."""
    minutes = (time.monotonic() - _began) / 60
    if minutes < 1:
        return
    terminal.section(f"{minutes:.1f} minutes, {sum(_worked.values()) / 60:.1f} of processor; the slowest files")
    for name, seconds in _spent.most_common(SHOWN):
        terminal.write_line(f"{seconds:8.1f} s  {_worked[name]:8.1f} s of processor  {name}")
