"""How many false alarms a watch lets expect, kept for the watch room; and why a week is an alarm, in words."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from plumbline.documents import json_of
from plumbline.home import Home
from plumbline.text import Text

if TYPE_CHECKING:  # whoever only reads what was kept does not load what computes it
    from plumbline.procedures.surveillance.watch.judging import JudgedRule

KEPT = "watch.json"


def keep(home: Home, on: date, week: date, rules: Sequence[JudgedRule]) -> None:
    """Keep how many series were judged, are an alarm, and were to be expected to be one, for the watch room: beside the
    store, since it can be counted anew."""
    told = {"on": on.isoformat(), "week": week.isoformat(), "rules": [
        {"title": each.rule.title.as_dict(), "method": each.rule.method, "alpha": each.rule.alpha,
         "short": each.short, "by_region": dict(each.by_region), "expected": dict(each.expected),
         "alarms": Counter(alarm.group.region for alarm in each.alarms)} for each in rules]}
    file = home.cache / KEPT
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(f".{os.getpid()}.part")
    aside.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    aside.replace(file)


@dataclass(frozen=True, slots=True)
class ToExpect:
    """How many false alarms one rule lets expect among the series that a reader may know of (``expected``), and how
    many of these were one (``alarms``)."""

    title: Text
    method: str
    alpha: float
    judged: int
    alarms: int
    expected: float
    short: bool


def kept(home: Home, regions: Container[str]) -> tuple[date | None, tuple[ToExpect, ...]]:
    """On which day the watch was done last (None: never), and what it lets expect of the series of ``regions``."""
    def mine(of: dict[str, Any]) -> list[Any]:
        return [n for region, n in of.items() if region in regions]

    try:
        told = json_of((home.cache / KEPT).read_text("utf-8"))
        return date.fromisoformat(told["on"]), tuple(
            ToExpect(Text.of(each["title"]), each["method"], each["alpha"], sum(mine(each["by_region"])),
                     sum(mine(each["alarms"])), math.fsum(mine(each["expected"])), each["short"])
            for each in told["rules"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, ()


def why(reports: int, expected: float | Decimal | None, upper: float | Decimal | None) -> Text:
    """Why a week is an alarm, in words."""
    return Text(f"{reports} reports in the week, {expected or 0:.1f} were to be expected, up to {upper or 0:.1f} is "
                "usual.", f"本周{reports}件，预期{expected or 0:.1f}件，正常上限{upper or 0:.1f}件。")
