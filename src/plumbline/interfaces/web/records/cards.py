"""The cards of records."""

from __future__ import annotations

from typing import Any

from plumbline.interfaces.shared.cards import FULL, GROUND, HOME, REGION, Asked, Card, declare
from plumbline.interfaces.web.records import saved_list_pages
from plumbline.records.core import kinds
from plumbline.text import Text


def _saved(asked: Asked) -> dict[str, Any] | None:
    found = saved_list_pages.offered(asked.request)
    return {"saved": found} if found else None


def _lists(asked: Asked) -> dict[str, Any] | None:
    held = asked.year
    if held is None:
        return None
    dated = [kind for kind in kinds.KINDS.values() if kind.date and kind.public and held.cut.rows(kind.name)]
    return {"dated": dated} if dated else None


declare(Card("saved-lists", Text("Saved lists", "已保存的列表"), GROUND, Text(
    "The lists that you keep, and those shared with you.", "您保存的列表和与您共享的列表。"),
    "plumbline/cards/saved.html", _saved, FULL, places=(HOME,)))
declare(Card("records-of-year", Text("The records", "记录"), GROUND, Text(
    "The lists of records of the region and year.", "本地区本年度的记录列表。"),
    "plumbline/cards/lists.html", _lists, FULL, places=(REGION,)))
