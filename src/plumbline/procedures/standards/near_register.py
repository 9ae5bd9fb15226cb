"""The near-duplicates of the register as a list of their own, whatever was decided of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.procedures.standards.editions import STANDARD, public
from plumbline.procedures.standards.health import linked_documents
from plumbline.procedures.standards.health_lists.near import near_pairs
from plumbline.rulebook.standards.near_title_files import near_title_rules


def near(home: Home, on: date, *, level: str = "", catalogue: str = "", limit: int = 100,
         progress: Callable[[float], None] = lambda share: None) -> dict[str, Any]:
    """The pairs of standards in force on whose titles a person should look, the nearest first; of one level or
    catalogue alone, where one is named. The ``--json`` document of ``plumb standards near``. :raises RulebookError:
    where the rules cannot be used."""
    rules = near_title_rules(home, on)
    rows = public(STANDARD).filter(status="in-force").order_by("pk")
    rows = rows.filter(level=level) if level else rows
    rows = rows.filter(catalogue=catalogue) if catalogue else rows
    found = near_pairs(home, rows, on, linked_documents(), progress)
    return {"on": str(on), "rules": rules.dated.id, "source": rules.dated.cites.as_dict(), "looked_at": rows.count(),
            "total": len(found), "ranked": [
                {"standards": [each.left.code, each.right.code], **each.as_dict()} for each in found[:limit]]}
