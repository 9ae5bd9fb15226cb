"""How many false alarms a watch lets expect, kept for the watch room; and why a week is an alarm, in words."""

from __future__ import annotations

import json
import os
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from plumbline.home import Home
from plumbline.text import Text

if TYPE_CHECKING:  # whoever only reads what was kept does not load what computes it
    from plumbline.procedures.surveillance.watch.judging import JudgedRule

KEPT = "watch.json"


def keep(home: Home, on: date, week: date, rules: Sequence[JudgedRule]) -> None:
    """Keep how many series were judged, for the watch room: beside the store, since it can be counted anew."""
    told = {"on": on.isoformat(), "week": week.isoformat(), "rules": [
        {"title": each.rule.title.as_dict(), "method": each.rule.method, "alpha": each.rule.alpha,
         "chance": each.chance,
         "short": each.short, "by_region": dict(each.by_region)} for each in rules]}
    file = home.cache / KEPT
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(f".{os.getpid()}.part")
    aside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    aside.replace(file)


@dataclass(frozen=True, slots=True)
class ToExpect:
    """How many false alarms one rule lets expect among the series that a reader may know of."""

    title: Text
    method: str
    alpha: float
    chance: float
    judged: int
    short: bool

    @property
    def alarms(self) -> float:
        """How many alarms by chance, as the rule sets it."""
        return self.alpha * self.judged

    @property
    def alarms_of_baseline(self) -> float:
        """How many by chance, reckoning with how short the baseline is."""
        return self.chance * self.judged


def kept(home: Home, regions: Container[str]) -> tuple[date | None, tuple[ToExpect, ...]]:
    """On which day the watch was done last (None: never), and what it lets expect of the series of ``regions``."""
    try:
        told = json.loads((home.cache / KEPT).read_text("utf-8"))
        return date.fromisoformat(told["on"]), tuple(
            ToExpect(Text.of(each["title"]), each["method"], each["alpha"], each["chance"],
                     sum(n for region, n in each["by_region"].items() if region in regions), each["short"])
            for each in told["rules"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, ()


def why(reports: int, expected: float | Decimal | None, upper: float | Decimal | None) -> Text:
    """Why a week is an alarm, in words."""
    return Text(f"{reports} reports in the week, {expected or 0:.1f} were to be expected, up to {upper or 0:.1f} is "
                "usual.", f"本周{reports}件，预期{expected or 0:.1f}件，正常上限{upper or 0:.1f}件。")
