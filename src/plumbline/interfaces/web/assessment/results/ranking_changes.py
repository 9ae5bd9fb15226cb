"""How the regions of an assessment stand, and how that moved since the year before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.results import grades
from plumbline.interfaces.web.assessment.results.grades import Graded
from plumbline.interfaces.web.assessment.results.yearly import Year
from plumbline.interfaces.web.charts import draw
from plumbline.text import Text

NAMED = 4
ENDS = 5
MOST = 200
"""Of more regions the overview shows the ends; the ranking has a page of its own."""
DRAWN = 60
"""So many slopes can be told apart."""


@dataclass(frozen=True, slots=True)
class Row:
    """One region in the ranking, with what it got the year before."""

    one: Graded
    word: Text | None
    old: Graded | None

    @property
    def moved(self) -> str:
        """The change of its score, empty where there is none to tell."""
        return "" if self.change is None else words.number(self.change, self.one.places, signed=True)

    @property
    def change(self) -> Decimal | None:
        """By how much its score moved; None where either year has none."""
        old, one = self.old, self.one
        return None if old is None or old.score is None or one.score is None else one.score - old.score

    @property
    def old_score(self) -> str:
        """The score of the year before."""
        return self.old.shown if self.old else ""


def parts(held: Year, region: str) -> dict[str, Any] | None:
    """The grades of the regions below ``region``."""
    if held.result is None:
        return None
    inside = set(held.tree.descendants(region))
    ranked = [one for one in held.result.ranked if one.code in inside]
    if not ranked:
        return None
    before = held.before.regions if held.before else {}
    rows = [Row(one, held.result.words.get(one.grade), before.get(one.code))
            for one in ranked]
    known = [row for row in rows if row.one.rank is not None]
    ends = [(_("Highest scores"), known[:ENDS]), (_("Lowest scores"), known[-ENDS:])] if len(known) > 2 * ENDS else []
    withheld = sum(1 for one in ranked if not one.grade)
    said = [f"{grade} {words.number(sum(one.grade == grade for one in ranked))}" for grade in held.result.words]
    said += [_("no grade %(count)s") % {"count": words.number(withheld)}] if withheld else []
    few = len(rows) <= MOST
    return {
        "rows": rows if few else [], "ends": ends, "said": words.listed(said), "total": len(ranked),
        "has_before": bool(before),
        "grades": list(held.result.words.items()),
        "tiles": sorted(rows, key=lambda row: grades.natural(row.one.code)) if few else [],
        "withheld": withheld,
    }


def moves(held: Year, region: str) -> dict[str, Any] | None:
    """How the scores of the parts moved since the year before."""
    if held.result is None or held.before is None:
        return None
    inside, before = set(held.tree.descendants(region)), held.before.regions
    return moved(held.result, held.before.year, held.label, [
        Row(one, held.result.words.get(one.grade), before.get(one.code)) for one in held.result.ranked
        if one.code in inside])


def moved(result: grades.Result, before: str, after: str, rows: list[Row]) -> dict[str, Any] | None:
    """How ``rows`` moved from one year to the next: the slopes, and the table behind them, largest moves first. Of
    many regions those are drawn that moved most. None where fewer than two have both scores."""
    pairs = [(row, row.old, row.change) for row in rows if row.old is not None and row.change is not None]
    if len(pairs) < 2:
        return None
    steps = [step(result, old, row.one) for row, old, _by in pairs]
    pairs.sort(key=lambda each: abs(each[2]), reverse=True)
    drawn = pairs[:DRAWN]
    lines, ends = draw.slopes([(row.one.code, words.say(row.one.name), float(old.score or 0),
                                float(row.one.score or 0)) for row, old, _by in drawn], NAMED)
    return {
        "slopes": lines, "ends": ends, "before": before, "after": after, "count": len(pairs), "drawn": len(drawn),
        "up": sum(step > 0 for step in steps), "down": sum(step < 0 for step in steps),
        "same": sum(step == 0 for step in steps), "table": [row for row, _old, _by in drawn],
    }


def step(result: grades.Result, old: Graded, one: Graded) -> int:
    """By how many grades a region rose; 0 where either year has none."""
    order = list(result.words)
    if old.grade not in order or one.grade not in order:
        return 0
    return order.index(old.grade) - order.index(one.grade)

