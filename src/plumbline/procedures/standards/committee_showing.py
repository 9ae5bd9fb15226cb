"""Technical committees: which there are, and one of them with what it belongs to, who keeps its secretariat, what it
keeps and who takes part."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from plumbline.errors import RecordError
from plumbline.methods.shared.natural_order import key as natural
from plumbline.procedures.standards.editions import BATCH, Editions, public
from plumbline.text import Text

COMMITTEE, SECRETARIAT, ORGANISATION, PARTICIPATION = "committee", "secretariat", "organisation", "participation"
MOST, PAGE = 500, 100
TOP = 50
"""So many of those who take part are named, those with most standards first."""


def committees(text: str = "", *, after: str = "", limit: int = PAGE) -> dict[str, Any]:
    """The committees whose code or name holds ``text``, by code; beginning after the one called
    ``after``. The ``--json`` document of ``plumb standards committees``."""
    rows = public(COMMITTEE)
    if text := " ".join(text.split())[:160]:
        rows = rows.filter(Q(code__icontains=text) | Q(title_en__icontains=text) | Q(title_zh__contains=text))
    total = rows.count()
    rows = rows.filter(code__gt=after) if after else rows
    found = list(rows.order_by("code")[:min(limit, MOST) + 1])
    shown = found[:min(limit, MOST)]
    return {"text": text, "total": total, "committees": [_line(row) for row in shown],
            "next": shown[-1].code if len(found) > len(shown) else None}


def committee(code: str, on: date, *, kept: Sequence[Any], counts: dict[str, int], total: int,
              whole: bool) -> dict[str, Any]:
    """One committee on a day: ``kept`` are records of its standards, ``counts`` how many it has of which state, and
    ``total`` of all; not ``whole``: no index could be asked for them. The ``--json`` document of
    ``plumb standards committee``. :raises RecordError: for one that is neither held nor named by a standard."""
    row = public(COMMITTEE).filter(code=code).first()
    if row is None and not kept:
        raise RecordError("standard.no_committee", Text(f"no committee '{code[:80]}' is held",
                                                        f"标准库中没有标准化技术委员会“{code[:80]}”"),
                          next_step=Text("Look for it among the committees", "请在标准化技术委员会列表中查找"))
    parent = row.parent if row is not None else None
    above = public(COMMITTEE).filter(code=parent).first() if parent else None
    children = public(COMMITTEE).filter(parent=code).order_by("code")[:MOST]
    known = Editions.of(kept)
    lines = [{"designation": each.designation, "code": each.code, "titles": _titles(each),
              "status": each.status or None, "state": known.state(each, on).state, "stage": each.stage,
              "published_on": each.published_on.isoformat() if each.published_on else None} for each in kept]
    work = [each for each in lines if each["state"] == "draft"]
    return {
        "code": code, "on": str(on), "held": row is not None, "titles": _titles(row) if row is not None else {},
        "status": row.status if row is not None else None, "scope": row.scope if row is not None else None,
        "created_on": row.created_on.isoformat() if row is not None and row.created_on else None,
        "region": row.region if row is not None else None,
        "parent": _line(above) if above is not None else (
            {"code": parent, "titles": {}, "status": None, "parent": None, "created_on": None} if parent else None),
        "children": sorted((_line(each) for each in children), key=lambda each: natural(each["code"])),
        "secretariats": list(_secretariats(code, on)),
        "standards": {"total": total, "by_status": counts, "whole": whole,
                      "listed": [each for each in lines if each["state"] != "draft"]},
        "work": work, "participants": _participants({each.code for each in kept})}


def _secretariats(code: str, on: date) -> Iterator[dict[str, Any]]:
    """Who kept it from when until when, the newest first."""
    rows = list(public(SECRETARIAT).filter(committee=code).order_by("-valid_from")[:MOST])
    names = _names({row.organisation for row in rows})
    for row in rows:
        yield {"organisation": row.organisation, "name": names.get(row.organisation), "region": row.region,
               "from": row.valid_from.isoformat(), "until": row.valid_to.isoformat() if row.valid_to else None,
               "now": row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)}


def _participants(codes: Collection[str]) -> dict[str, Any]:
    """Who had a part in its standards that were looked up: how many of them, and in how many it led."""
    parts: dict[str, Counter[str]] = defaultdict(Counter)
    wanted = sorted(codes)
    for at in range(0, len(wanted), BATCH):
        for organisation, role in public(PARTICIPATION).filter(standard__in=wanted[at:at + BATCH]).values_list(
                "organisation", "role"):
            parts[organisation][role] += 1
    first = sorted(parts, key=lambda each: (-parts[each].total(), each))[:TOP]
    names = _names(first)
    return {"organisations": len(parts), "listed": [
        {"organisation": each, "name": names.get(each), "standards": parts[each].total(), "led": parts[each]["led"]}
        for each in first]}


def _names(codes: Collection[str]) -> dict[str, str]:
    return dict(public(ORGANISATION).filter(code__in=codes).values_list("code", "name"))


def _line(row: Any) -> dict[str, Any]:
    return {"code": row.code, "titles": _titles(row), "status": row.status, "parent": row.parent,
            "created_on": row.created_on.isoformat() if row.created_on else None}


def _titles(row: Any) -> dict[str, str]:
    return {name: text for name, text in (("en", row.title_en), ("zh", row.title_zh)) if text}
