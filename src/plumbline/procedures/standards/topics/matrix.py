"""A topic on one page: parameters down, countries across, how each stands to the base, and what is missing.

Of a parameter without a requirement it is told which it is: none of the country's documents is known; one is known and
nobody read it; or what is known was read, and sets none. The second and third are not the same, and no guess is made.

The day is that on which documents hold. What is known of them - that one was read, how two people compared two
requirements - is what is known now, whichever day is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.errors import MethodError
from plumbline.methods.shared import natural_order
from plumbline.methods.shared.succession import split
from plumbline.methods.standards import comparing
from plumbline.procedures.standards.editions import asked_for
from plumbline.procedures.standards.topics import judging
from plumbline.procedures.standards.topics.reading import (
    DOCUMENT,
    MOST,
    REQUIREMENT,
    TERM,
    Held,
    countries,
    countries_of,
    country,
    in_force,
    iso,
    named,
    titles,
    topic,
    topics,
)
from plumbline.text import Text

REQUIRED, NONE_KNOWN, NOT_READ, NOT_COVERED = "required", "none-known", "not-read", "not-covered"


@dataclass(frozen=True, slots=True)
class _Sources:
    """A country's documents on a topic that hold on the day, and those among them that nobody has read."""

    known: tuple[str, ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the record of a topic, a day, the countries in their order, and the one they are held
    against."""

    topic: Any
    on: date
    countries: tuple[str, ...]
    base: str


def show(code: str, on: date, wanted: str = "", base: str = "") -> dict[str, Any]:
    """The topic ``code`` as of a day: the ``--json`` document of ``plumb topic show``. Without ``wanted`` the countries
    are those of the topic; without ``base``, it is the topic's, or the first of them.
    :raises RecordError: for a topic or country that there is not."""
    asked = asked_of(code, on, wanted, base)
    rows = list(in_force(REQUIREMENT, on, topic=asked.topic.code, country__in=asked.countries)
                .order_by("code")[:MOST + 1])
    more, rows = len(rows) > MOST, rows[:MOST]
    documents = list(in_force(DOCUMENT, on, topic=asked.topic.code, country__in=asked.countries))
    held = Held.of({row.standard or row.document for row in rows} | {row.method for row in rows if row.method})
    by: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by[row.parameter][row.country].append(row)
    terms = {each.code: each for each in asked_for(TERM, "code", by)}
    sources = {each: _sources(each, rows, documents) for each in asked.countries}
    confirmed = judging.Confirmed(row.code for row in rows)
    table = [_row(each, by[each], terms.get(each), asked, held, sources, confirmed) for each in _ordered(by, asked)]
    return {
        "topic": {"code": asked.topic.code, "titles": titles(asked.topic), "scope": {
            name: text for name, text in (("en", asked.topic.scope_en), ("zh", asked.topic.scope_zh)) if text},
            "products": split(asked.topic.products)},
        "on": str(on), "base": asked.base,
        "countries": [{"code": each, "title": named(each).as_dict(), "covered": bool(sources[each].known),
                       "documents": list(sources[each].known), "not_read": list(sources[each].unread)}
                      for each in asked.countries],
        "rows": table, "missing": _missing(table, asked), "faults": judging.faults(rows, held),
        "requirements": len(rows), "more": more,
    }


def asked_of(code: str, on: date, wanted: str, base: str) -> Asked:
    """The topic, the countries and the base that are asked for. :raises RecordError: for what there is not."""
    row = topic(code, on)
    chosen = countries(wanted) or countries_of(row)
    against = country(base) if base.strip() else row.base if row.base in chosen else next(iter(chosen), "")
    return Asked(row, on, chosen if against in chosen or not against else (against, *chosen), against)


def _sources(of: str, rows: Sequence[Any], documents: Sequence[Any]) -> _Sources:
    said = dict.fromkeys(row.document for row in rows if row.country == of)
    own = [each for each in documents if each.country == of]
    unread = tuple(sorted({each.document for each in own
                           if each.document not in said and each.read_on is None}))
    return _Sources(tuple(sorted({*said, *(each.document for each in own)})), unread)


def _ordered(by: dict[str, dict[str, list[Any]]], asked: Asked) -> list[str]:
    """The parameters in the order of the base's clauses, then those that it has not."""
    def place(parameter: str) -> tuple[Any, ...]:
        own = by[parameter].get(asked.base)
        first = min((natural_order.key(f"{row.document} {row.clause or ''}") for row in own), default="") if own else ""
        return (not own, first, natural_order.key(parameter))
    return sorted(by, key=place)


def _row(parameter: str, cells: dict[str, list[Any]], term: Any, asked: Asked, held: Held,
         sources: dict[str, _Sources], confirmed: judging.Confirmed) -> dict[str, Any]:
    unit = (term.unit if term is not None else None) or next(
        (row.unit for each in (asked.base, *asked.countries) for row in cells.get(each, ()) if row.unit), "")
    return {
        "parameter": parameter, "titles": titles(term) if term is not None else {}, "unit": unit or "",
        "meaning": {name: text for name, text in (("en", term.meaning_en), ("zh", term.meaning_zh)) if text}
        if term is not None else {},
        "cells": {each: _cell(cells.get(each, []), cells.get(asked.base, []), each, unit or "", asked, held,
                              sources[each], confirmed) for each in asked.countries}}


def _cell(rows: Sequence[Any], base: Sequence[Any], of: str, unit: str, asked: Asked, held: Held, sources: _Sources,
          confirmed: judging.Confirmed) -> dict[str, Any]:
    if rows:
        return {"state": REQUIRED, "why": Text().as_dict(), "requirements": [
            _told(row, base, of, unit, asked, held, confirmed) for row in rows]}
    state, why = _absent(sources)
    return {"state": state, "why": why.as_dict(), "requirements": []}


def _absent(sources: _Sources) -> tuple[str, Text]:
    if not sources.known:
        return NOT_COVERED, Text("No document of this country is known", "尚未掌握该国（地区）的文件")
    if sources.unread:
        names = ", ".join(sources.unread), "、".join(sources.unread)
        return NOT_READ, Text(f"Known and not read: {names[0]}", f"已知但尚未研读：{names[1]}")
    names = ", ".join(sources.known), "、".join(sources.known)
    return NONE_KNOWN, Text(f"No requirement was found in {names[0]}", f"在{names[1]}中未见要求")


def _told(row: Any, base: Sequence[Any], of: str, unit: str, asked: Asked, held: Held,
          confirmed: judging.Confirmed) -> dict[str, Any]:
    against = judging.best(base, row, held) if of != asked.base else None
    found = None
    if against is not None:
        by_rule = judging.verdict(row, against, held)
        found = {"against": against.code, "computed": by_rule.result, "why": by_rule.why.as_dict(),
                 "confirmed": confirmed.of(row, against, by_rule.result)}
    method = held.taken_from(row.method) if row.method else None
    return {
        "code": row.code, "document": row.document, "edition": held.edition(row.standard or row.document, asked.on),
        "regulation": row.regulation, "clause": row.clause, "applies_to": row.applies_to, "operator": row.operator,
        "value": judging.number(row.value) if row.value is not None else None,
        "value_to": judging.number(row.value_to) if row.value_to is not None else None, "unit": row.unit or "",
        "says": judging.shown(row).as_dict(), "common": _common(row, unit), "method": row.method,
        "method_adopts": method if method != row.method else None, "note": row.note,
        "valid_from": iso(row.valid_from), "valid_to": iso(row.valid_to), "verdict": found}


def _common(row: Any, unit: str) -> dict[str, Any] | None:
    """The values in the row's common unit; None where there are none, or they cannot be told in it."""
    if row.operator not in comparing.NUMERIC or row.value is None:
        return None
    try:
        comparing.check(comparing.Requirement(row.parameter, row.operator, row.value, row.value_to, row.unit or ""))
        told = [comparing.in_unit(value, row.unit or "", unit) for value in (row.value, row.value_to)
                if value is not None]
    except MethodError:
        return None  # it is among the faults
    known = [each for each in told if each is not None]
    if len(known) < len(told):
        return None
    return {"value": f"{known[0][0]:f}", "value_to": f"{known[1][0]:f}" if len(known) > 1 else None, "unit": unit,
            "exact": all(exact for _, exact in known)}


def _missing(table: Sequence[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    return [{"country": each, "parameter": row["parameter"], "titles": row["titles"], "state": cell["state"],
             "why": cell["why"]}
            for each in asked.countries for row in table if (cell := row["cells"][each])["state"] != REQUIRED]


def listed(on: date) -> list[dict[str, Any]]:
    """The topics of a day with how much is held of each: the ``--json`` document of ``plumb topic list``."""
    return [{"code": row.code, "titles": titles(row), "products": split(row.products),
             "countries": list(countries_of(row)), "base": row.base, "valid_from": iso(row.valid_from),
             "requirements": in_force(REQUIREMENT, on, topic=row.code).count(),
             "documents": in_force(DOCUMENT, on, topic=row.code).count(),
             "not_read": in_force(DOCUMENT, on, topic=row.code).filter(read_on=None).count()} for row in topics(on)]
