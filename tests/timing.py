"""Where the time of a run goes: the files that take longest first, so that no process waits for another in the end;
and its minutes and its slowest files, printed at the end."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping

import pytest

SHOWN = 10
SLOW = 40
"""As many tests as one that is marked slow counts for, where it was not timed yet."""
KEPT = "plumbline/seconds"
"""Where pytest keeps how long each file took when it last ran, by store."""
_spent: Counter[str] = Counter()
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


def note(report: pytest.TestReport) -> None:
    """Add what one phase of one test took to its file."""
    _spent[_file(report.nodeid)] += report.duration  # type: ignore[assignment]


def taken(config: pytest.Config, store: str) -> dict[str, float]:
    """How many seconds each file took when it last ran on ``store``, as far as it is known here."""
    cache = getattr(config, "cache", None)  # none with -p no:cacheprovider
    return cache.get(f"{KEPT}/{store}", {}) if cache else {}


def keep(config: pytest.Config, store: str) -> None:
    """Keep what this run took for the next one."""
    if getattr(config, "cache", None):
        now = {file: round(seconds, 1) for file, seconds in _spent.items()}
        config.cache.set(f"{KEPT}/{store}", taken(config, store) | now)


def tell(terminal: pytest.TerminalReporter) -> None:
    """Print the minutes of the run and the files that took longest. Where tests run side by side, their sum is more."""
    minutes = (time.monotonic() - _began) / 60
    if minutes < 1:
        return
    terminal.section(f"{minutes:.1f} minutes; the slowest files")
    for name, seconds in _spent.most_common(SHOWN):
        terminal.write_line(f"{seconds:8.1f} s  {name}")
