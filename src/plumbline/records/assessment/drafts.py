"""Drafts of rules among the cases of procedures; and what the leaf of an event covers that was sealed when they had a
table of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.records.core.cases import FORMS, CaseEvent

KIND, COLUMN = "draft", "assessment"
OLD_FORM = "draft-1"


def sealed(row: CaseEvent) -> Mapping[str, Any]:
    """What the leaf of an old event covers. The text that a draft began from, or went on from, was called as the one
    that was written is."""
    said = row.said
    return {"act": row.act, "text": said.get("base", said.get("text", "")), "day": said.get("day"),
            "reason": said.get("reason", ""), "actor": row.actor, "at": row.at.isoformat()}


FORMS[OLD_FORM] = sealed
