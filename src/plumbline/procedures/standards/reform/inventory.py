"""Which standards a round of reform is about: all that are in force of an issuer or a field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from plumbline.errors import RecordError
from plumbline.methods.shared.succession import JOINED
from plumbline.procedures.standards.editions import STANDARD, public
from plumbline.records.core import kinds
from plumbline.records.core.visibility import Reach, keeping
from plumbline.text import Text

EXACT, PREFIXES = ("issuer", "level", "catalogue", "sector"), ("ics", "ccs")
COMMITTEE = "committee"
FILTERS = (*EXACT, *PREFIXES, COMMITTEE)
"""By what an inventory is drawn up."""
OURS = ("national", "industry", "local", "group", "enterprise")
"""Levels of which somebody in the country decides: the standards of others are adopted and not reformed."""
MOST = 20_000
"""So many standards one round has at most."""
UNKNOWN = "–"
"""The department of a standard of which neither issuer nor committee is known."""
NEEDED = ("code", "designation", "document", "title_en", "title_zh", "level", "status", "issuer", "committee", "ics",
          "ccs", "scope", "region", "published_on", "effective_on", "confirmed_on")


@dataclass(frozen=True, slots=True)
class Inventory:
    """The standards of a round, by code; and how many would fit and are not for who asks to decide about."""

    rows: dict[str, Any]
    not_theirs: int


def chosen(given: Mapping[str, str]) -> dict[str, str]:
    """The filters that say anything. :raises RecordError: where none does: a round is of an issuer or a field."""
    found = {name: given[name].strip() for name in FILTERS if given.get(name, "").strip()}
    if not found:
        raise RecordError("reform.no_scope", Text("it is not said which standards the round is about",
                                                  "未说明本轮复审涉及哪些标准"), where=", ".join(FILTERS),
                          next_step=Text("Name an issuer, a level, a catalogue, a class, a committee or a sector",
                                         "请填写发布机构、级别、来源目录、ICS或CCS分类号、归口委员会或服务领域之一"))
    return found


def inventory(given: Mapping[str, str], user: Any = None, region: str = "") -> Inventory:
    """The standards in force of what ``given`` names, in the order of their codes. Of a round of a ``region`` only
    those that ``user`` may write records of and that belong there, or, where they name no region, if all regions are
    the person's. :raises RecordError: for no filter, no standard, or more than :data:`MOST`."""
    filters = chosen(given)
    rows = public(STANDARD).filter(status="in-force", level__in=OURS, supplement=None, **{
        name: filters[name] for name in EXACT if name in filters})
    for name in (*PREFIXES, COMMITTEE):
        if name in filters:
            rows = rows.filter(Q(**{f"{name}__contains": filters[name]}))
    every = {row.code: row for row in rows.only(*NEEDED).order_by("code").iterator(chunk_size=5_000)
             if all(any(_is(name, filters[name], part) for part in _parts(getattr(row, name)))
                    for name in (*PREFIXES, COMMITTEE) if name in filters)}
    found = {code: row for code, row in every.items() if not region or may_decide(user, row.region, region)}
    if not found:
        raise RecordError(
            "reform.no_standards", Text("no standard in force fits", "没有符合条件的现行标准"),
            where=", ".join(f"{name}={text}" for name, text in filters.items()),
            why=Text(f"{len(every):,} would fit, and are of other regions",
                     f"另有{len(every):,}项符合条件，但不属于本地区") if every else Text(
                         "A filter fits nothing, or what fits no longer holds",
                         "筛选条件不匹配，或相关标准均已失效"),
            next_step=Text("Look at the register, and name what stands there", "请先查看标准库，再按库中的写法填写"))
    if len(found) > MOST:
        raise RecordError("reform.too_many", Text(f"{len(found):,} standards fit", f"符合条件的标准有{len(found):,}项"),
                          where=", ".join(filters), why=Text(f"A round has at most {MOST:,}", f"每轮最多{MOST:,}项"),
                          next_step=Text("Narrow it, and open several rounds", "请缩小范围，分多轮进行"))
    return Inventory(found, len(every) - len(found))


def may_decide(user: Any, of: str | None, region: str) -> bool:
    """Whether a round of ``region`` may decide about a standard ``of`` a region (None: of one above all regions, which
    is for who holds a role over every region), by ``user``."""
    reach = keeping(user, kinds.get(STANDARD))
    return reach.whole if not of else reach.covers(of) and Reach(frozenset([region])).covers(of)


def department_of(row: Any) -> str:
    """The department concerned: who issued the standard, or where nobody is named its first committee."""
    return str(row.issuer or next(iter(_parts(row.committee)), UNKNOWN))[:200]


def _parts(text: str | None) -> Iterator[str]:
    return (part for each in (text or "").split(JOINED) if (part := each.strip()))


def _is(name: str, wanted: str, part: str) -> bool:
    return part == wanted if name == COMMITTEE else part.startswith(wanted)
