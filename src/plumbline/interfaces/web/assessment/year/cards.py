"""The card of assessment years: what waits in them for the reader, by stage."""

from __future__ import annotations

from datetime import date
from typing import Any

from plumbline import home as homes
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.cards import FULL, HOME, MINE, Asked, Card, declare
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.year.year_room import today
from plumbline.interfaces.web.core import day_words
from plumbline.methods.assessment.year.duties import Tally
from plumbline.procedures.assessment.year import reading
from plumbline.procedures.assessment.year.loading import Year
from plumbline.text import Text


def _years(asked: Asked) -> dict[str, Any] | None:
    user, on = asked.viewer.user, today()
    if not reading.has_part(user):
        return None
    found = [(year, _lines(year, reading.waits(year, user, on=on), on))
             for year in reading.all_open_to(homes.current(), user)]
    return {"years": [{"number": year.round.number, "title": words.say(year.scheme.title), "period": year.period,
                       "lines": lines} for year, lines in found if lines]} if any(lines for _, lines in found) else None


def _lines(year: Year, tallies: list[Tally], on: date) -> list[dict[str, Any]]:
    """One line a stage, the nearest last day first; of orders to rectify that of the first."""
    stages: dict[str, tuple[int, date | None]] = {}
    for each in tallies:
        count, due = stages.get(each.stage, (0, each.due))
        stages[each.stage] = count + each.count, min(filter(None, (due, each.due)), default=None)
    titles = {stage.id: words.say(stage.title) for stage in year.flow.stages}
    found = [{"stage": titles.get(id, id), "count": count, "due": due, "late": due is not None and on > due,
              "left": day_words.days_left((due - on).days if due is not None else None)}
             for id, (count, due) in stages.items()]
    return sorted(found, key=lambda line: line["due"] or date.max)


def _offered(viewer: Viewer) -> bool:
    return reading.has_part(viewer.user)


declare(Card("my-years", Text("My assessment years", "我的年度考核"), "assessment", Text(
    "What waits for you in assessment years, stage by stage.", "各年度考核中等待您办理的事项，按环节列出。"),
    "plumbline/cards/years.html", _years, FULL, places=(HOME,), after=MINE, offered=_offered))
