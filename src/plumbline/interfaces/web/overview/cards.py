"""The cards that lead to other regions."""

from __future__ import annotations

from typing import Any

from plumbline.interfaces.shared.cards import FULL, GROUND, HOME, REGION, Asked, Card, declare
from plumbline.interfaces.web.assessment.results import ranking_changes
from plumbline.text import Text


def _within(asked: Asked) -> dict[str, Any] | None:
    held = asked.year
    if held is None or ranking_changes.parts(held, asked.region):
        return None  # the grades name them
    children = [(one, held.tree.name(one)) for one in held.tree.children(asked.region)]
    return {"children": children} if children else None


def _others(asked: Asked) -> dict[str, Any] | None:
    held = asked.year
    codes = [code for code in held.tree.roots if code != asked.region] if held is not None else []
    return {"others": [(code, held.tree.name(code)) for code in codes]} if codes else None


declare(Card("within", Text("Regions within", "下属地区"), GROUND, Text(
    "The regions within, where they have no grades.", "下辖地区（尚无等级时）。"),
    "plumbline/cards/within.html", _within, FULL, places=(REGION,), after="neighbours"))
declare(Card("other-regions", Text("Other regions", "其他地区"), GROUND, Text(
    "Regions of this home that lie beside the one shown.", "与所示地区并列的其他地区。"),
    "plumbline/cards/others.html", _others, FULL, places=(HOME,)))
