"""Pages asked of a running server: how long one waits, and what of it the server worked."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import _measure

HEALTH = "/health"
LEAST = 50


@dataclass(frozen=True, slots=True)
class Took:
    """One answer: seconds on the wall, and of the server's processor (None where the system does not tell)."""

    wall: float
    busy: float | None


class Asker:
    """Asks a server; the last answer is kept in ``text``."""

    def __init__(self, port: int, pid: int) -> None:
        self.base, self.pid = f"http://127.0.0.1:{port}", pid
        self.text = ""

    def until_up(self) -> None:
        """Wait until it answers, a minute at the most."""
        for _ in range(300):
            try:
                self.ask(HEALTH)
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        raise RuntimeError("the server did not come up in a minute")

    def ask(self, path: str) -> Took:
        """One page; what it holds is kept in ``text``."""
        worked, began = _measure.worked(self.pid), time.perf_counter()
        with urllib.request.urlopen(self.base + path, timeout=120) as answer:
            body = answer.read()
        wall, after = time.perf_counter() - began, _measure.worked(self.pid)
        self.text = body.decode(errors="replace")
        return Took(wall, None if worked is None or after is None else max(0.0, after - worked))

    def health(self) -> dict[str, Any]:
        """The page that computes nothing: what an answer costs at the least."""
        return said([self.ask(HEALTH) for _ in range(LEAST)])


@contextmanager
def served(home: Path) -> Iterator[Asker]:
    """One who asks a server of ``home`` that is up, and holds nobody up who asks much: a setting of the home's."""
    settings = home / "plumbline.toml"
    text = settings.read_text(encoding="utf-8")
    if not any(line.startswith("public_per_minute") for line in text.splitlines()):
        settings.write_text("public_per_minute = 0\n" + text, encoding="utf-8")
    with _measure.serving(home) as (port, pid):
        asker = Asker(port, pid)
        asker.until_up()
        yield asker


def said(took: Sequence[Took]) -> dict[str, Any]:
    """Milliseconds: median, 95th percentile and slowest on the wall; the mean of the processor's, which a system may
    tell in steps too coarse for one page."""
    walls = sorted(each.wall for each in took)
    busy = [each.busy for each in took if each.busy is not None]
    return {
        "median": ms(_measure.median(walls)), "p95": ms(walls[min(len(walls) - 1, int(len(walls) * 0.95))]),
        "slowest": ms(walls[-1]), "processor_mean": round(sum(busy) / len(busy) * 1000, 2) if any(busy) else None,
    }


def all_said(took: Mapping[str, Sequence[Took]]) -> dict[str, dict[str, Any]]:
    """The same for each sort of pages."""
    return {name: said(each) for name, each in took.items()}


def ms(seconds: float) -> float:
    """Milliseconds, rounded for reading."""
    return round(seconds * 1000, 1)
