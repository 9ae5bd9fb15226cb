"""What is wrong with a draft's text, in the reader's language, with the part and the field it is of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.drafts.editor.parts import GRADES, HEAD, ITEM, WHOLE, Part
from plumbline.procedures.assessment.drafts.rules import Fault


@dataclass(frozen=True, slots=True)
class Said:
    """One fault: its ``code``, in words, with its ``line``, the path of the ``part`` it is in, and the ``key`` in that
    part."""

    code: str
    what: str
    why: str
    next_step: str
    where: str
    line: int | None
    part: str
    key: str


def said(fault: Fault, held: Mapping[str, Any] | None) -> Said:
    """A fault of a text that holds ``held`` (None: it cannot be read) in the page's language."""
    part, key = _place(fault.where, held or {})
    what, why, next_step = (words.say(each) for each in (fault.what, fault.why, fault.next_step))
    return Said(fault.code, what, why, next_step, fault.where, fault.line, part, key)


def _place(where: str, held: Mapping[str, Any]) -> tuple[str, str]:
    if "]" in where:
        return WHOLE, where.partition("]")[2].lstrip(".")
    parts = where.split(": ")[1:]
    key = parts[-1] if parts else ""
    block = _at(held.get("block"), next((each[6:] for each in parts if each.startswith("block ")), None))
    if block is None:
        return (GRADES, f"grades.{key.replace('bands.', 'band.')}") if "grades" in parts or key == "grades" else (
            HEAD, ".".join(parts))
    items = held["block"][block].get("item")
    item = _at(items, next((each[5:] for each in parts if each.startswith("item ")), None))
    if item is None:
        return Part("block", block).path, key
    return Part(ITEM, block, item).path, key


def _at(rows: Any, id: str | None) -> int | None:
    if id is None or not isinstance(rows, list):
        return None
    ids = [str(row.get("id", place)) for place, row in enumerate(rows, start=1) if isinstance(row, Mapping)]
    return ids.index(id) if id in ids else None
