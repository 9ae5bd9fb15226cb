"""Pilots as they are told: what moved, who judged it, and by which document it is valid elsewhere."""

from __future__ import annotations

from typing import Any

from plumbline.errors import RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.standards.agreements import pilots
from plumbline.procedures.standards.agreements.showing import case_of, day_text, names_of
from plumbline.procedures.standards.editions import public
from plumbline.records.core.region_trees import beneath
from plumbline.text import Text


def show(number: str) -> dict[str, Any]:
    """One pilot: the document of ``plumb pilot show --json``. ``moved`` is by how much the measure moved, and
    ``improved`` whether that is the better way (None: not measured yet). ``valid`` names the document that makes it
    valid elsewhere, as far as it is held here. :raises RecordError: if there is none."""
    row = public(pilots.KIND).filter(number=number).first() if number.isprintable() else None
    if row is None:
        known = public(pilots.KIND).order_by("number").values_list("number", flat=True)[:2000]
        raise RecordError("pilot.unknown", Text(f"there is no pilot '{number[:80]}'", f"没有试点“{number[:80]}”"),
                          next_step=suggest(number, sorted(known)))
    called = names_of({row.runner, row.judge or ""})
    moved = row.after - row.baseline if row.after is not None and row.baseline is not None else None
    return {
        "number": row.number, "title": row.title, "content": row.content, "region": row.region,
        "runner": {"organisation": row.runner, "name": called.get(row.runner)},
        "allowed_by": row.allowed_by, "allowed_policy": row.allowed_policy, "approved_on": day_text(row.approved_on),
        "started_on": str(row.started_on), "measure": row.measure, "better": row.better,
        "baseline": _number(row.baseline), "baseline_on": day_text(row.baseline_on), "after": _number(row.after),
        "after_on": day_text(row.after_on), "moved": _number(moved),
        "improved": None if moved is None else (moved > 0) if row.better == "higher" else (moved < 0),
        "judge": {"organisation": row.judge, "name": called.get(row.judge)} if row.judge else None,
        "verdict": row.verdict, "verdict_on": day_text(row.verdict_on), "verdict_why": row.verdict_why,
        "extended_to": row.extended_to.split(";") if row.extended_to else [], "extended_on": day_text(row.extended_on),
        "valid": {"text": row.valid_by, "standard": _held("standard", "code", row.valid_standard),
                  "policy": _held("policy", "number", row.valid_policy)} if row.extended_on else None,
        "ended_on": day_text(row.ended_on), "ended_why": row.ended_why,
        "case": case_of(pilots.PROCEDURE, "approve", pilots.NUMBER, number),
    }


def listed(region: str = "") -> list[dict[str, Any]]:
    """Every pilot, the newest first, of a ``region`` and below: what is tried where, and what came of it."""
    found = public(pilots.KIND).order_by("-started_on", "number")
    if region:
        found = found.filter(region__in=beneath(frozenset([region])) | {region})
    return [{"number": row.number, "title": row.title, "region": row.region, "started_on": str(row.started_on),
             "verdict": row.verdict, "extended_to": row.extended_to.split(";") if row.extended_to else [],
             "extended_on": day_text(row.extended_on), "ended_on": day_text(row.ended_on)} for row in found]


def _held(kind: str, field: str, key: str | None) -> dict[str, Any] | None:
    if not key:
        return None
    row = public(kind).filter(**{field: key}).first()
    title = None if row is None else getattr(row, "title", None) or getattr(row, "title_zh", None) or row.title_en
    return {"key": key, "held": row is not None, "title": title}


def _number(value: Any) -> str | None:
    return format(value.normalize(), "f") if value is not None else None
