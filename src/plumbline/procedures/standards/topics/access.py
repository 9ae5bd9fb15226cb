"""What goods must meet on a market, for who sells them there from another country: on one page, as of a day."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from plumbline.errors import RecordError
from plumbline.methods.shared import natural_order
from plumbline.methods.shared.succession import split
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.standards.critical_days import Chain, Step, longest
from plumbline.procedures.standards.editions import asked_for, public
from plumbline.procedures.standards.topics import matrix
from plumbline.procedures.standards.topics.reading import (
    PART,
    REGULATION,
    ROUTE,
    TERM,
    Held,
    country,
    in_force,
    iso,
    named,
    titles,
    topics,
)
from plumbline.text import Text

SORTS = ("regulation", "standard", "certificate", "mark", "body", "step")
"""In the order in which an exporter asks for them."""


def access(product: str, of: str, to: str, on: date) -> dict[str, Any]:
    """What ``product`` from the country ``of`` must meet in ``to``: the ``--json`` document of ``plumb topic access``.
    Where no way is recorded, what is known of rules and requirements is told all the same.
    :raises RecordError: for a country that is none, or goods of which nothing is held."""
    wanted = unicodedata.normalize("NFKC", product).strip()
    start, end = country(of), country(to)
    about = [row for row in topics(on) if wanted in split(row.products)]
    way = _way(wanted, start, end, on)
    rules = sorted((row for row in public(REGULATION).filter(country=end).exclude(force="repealed")
                    if wanted in split(row.products) and (row.valid_to is None or row.valid_to >= on)),
                   key=lambda row: (row.valid_from, row.code))
    if not (way or about or rules):
        _known_or_refused(wanted)
    parts = sorted(in_force(PART, on, route=way.code), key=lambda row: natural_order.key(row.number)) if way else []
    chain = longest({row.number: Step(row.days, tuple(split(row.after))) for row in parts
                     if row.days is not None or row.after or row.type == "step"})
    held = Held.of(row.document for row in parts if row.document)
    shown = [matrix.show(row.code, on, f"{start},{end}", start) for row in about]
    return {
        "product": {"code": wanted, "titles": _called(wanted)}, "from": _country(start), "to": _country(end),
        "on": str(on), "route": _route(way), "parts": {
            sort: [_part(row, held, on) for row in parts if row.type == sort] for sort in SORTS},
        "regulations": [_regulation(row) for row in rules if row.valid_from <= on and row.force == "adopted"],
        "coming": [_regulation(row) for row in rules if row.valid_from > on or row.force != "adopted"],
        "requirements": [_required(each, start, end) for each in shown],
        "days": {"total": chain.days, "order": list(chain.steps), "at_least": bool(chain.unknown),
                 "unknown": list(chain.unknown)},
        "open": [each.as_dict() for each in (*_asked(way), *_of_chain(chain, parts), *_of_requirements(shown, end))],
    }


def products(on: date) -> dict[str, dict[str, str]]:
    """The goods of which something is held on a day, with what they are called."""
    found = {each for row in topics(on) for each in split(row.products)}
    found |= set(in_force(ROUTE, on).values_list("product", flat=True))
    called = {row.code: titles(row) for row in asked_for(TERM, "code", found)}
    return {each: called.get(each, {}) for each in sorted(found)}


def _way(product: str, start: str, end: str, on: date) -> Any:
    """The way from that very country, else the one from everywhere; of several the one that came last."""
    rows = [row for row in in_force(ROUTE, on, product=product, country_to=end)
            if row.country_from in (start, None)]
    return max(rows, key=lambda row: (row.country_from == start, row.valid_from, row.code), default=None)


def _known_or_refused(product: str) -> None:
    known = {each for row in public("topic").only("products") for each in split(row.products)}
    known |= set(public(ROUTE).values_list("product", flat=True))
    if product not in known:
        raise RecordError("topic.no_product", Text(f"nothing is held of goods '{product[:80]}'",
                                                   f"没有产品类别“{product[:80]}”的资料"),
                          next_step=suggest(product, sorted(known)))


def _called(code: str) -> dict[str, str]:
    row = public(TERM).filter(code=code).first()
    return titles(row) if row is not None else {}


def _country(code: str) -> dict[str, Any]:
    return {"code": code, "title": named(code).as_dict()}


def _route(way: Any) -> dict[str, Any] | None:
    if way is None:
        return None
    return {"code": way.code, "titles": titles(way), "checked_on": iso(way.checked_on),
            "valid_from": iso(way.valid_from), "valid_to": iso(way.valid_to), "from_everywhere": not way.country_from}


def _part(row: Any, held: Held, on: date) -> dict[str, Any]:
    return {"number": row.number, "titles": titles(row), "document": row.document,
            "edition": held.edition(row.document, on) if row.document else None, "body": row.body, "days": row.days,
            "after": split(row.after), "source": row.source}


def _regulation(row: Any) -> dict[str, Any]:
    return {"code": row.code, "titles": titles(row), "force": row.force, "text": row.text,
            "valid_from": iso(row.valid_from), "valid_to": iso(row.valid_to), "notified_on": iso(row.notified_on),
            "notification": row.notification}


def _required(shown: dict[str, Any], start: str, end: str) -> dict[str, Any]:
    """What is required there, and how it stands to what is required at home."""
    return {"topic": shown["topic"]["code"], "titles": shown["topic"]["titles"], "rows": [
        {"parameter": row["parameter"], "titles": row["titles"], "there": row["cells"][end],
         "at_home": row["cells"][start]} for row in shown["rows"]
        if row["cells"][end]["state"] == matrix.REQUIRED]}


def _asked(way: Any) -> Sequence[Text]:
    if way is None:
        return [Text("No way to this market is recorded: who certifies, marks and tests must be asked there",
                     "尚未登记该市场的准入路径：认证、标志和检测机构须另行查询")]
    english, chinese = ((text or "").split("\n") for text in (way.open_en, way.open_zh))
    longer = max(len(english), len(chinese))
    lines = zip([*english, *[""] * (longer - len(english))], [*chinese, *[""] * (longer - len(chinese))], strict=True)
    return [Text(first.strip(), second.strip()) for first, second in lines if first.strip() or second.strip()]


def _of_chain(chain: Chain, parts: Sequence[Any]) -> list[Text]:
    called = {row.number: Text(row.title_en, row.title_zh) for row in parts}

    def names(numbers: Sequence[str]) -> Text:
        said = [called.get(each, Text.of(each)) for each in numbers]
        return Text("; ".join(each.en for each in said), "；".join(each.zh for each in said))

    found = []
    if chain.unknown:
        found.append(Text(f"How long it takes is not known of: {names(chain.unknown).en}",
                          f"所需时间不明的事项：{names(chain.unknown).zh}"))
    if chain.circle:
        found.append(Text(f"These wait for one another: {names(chain.circle).en}",
                          f"以下事项互为前提：{names(chain.circle).zh}"))
    if chain.absent:
        found.append(Text(f"Waited for, and not on the list: {names(chain.absent).en}",
                          f"被列为前提但未登记的事项：{names(chain.absent).zh}"))
    return found


def _of_requirements(shown: Sequence[dict[str, Any]], end: str) -> list[Text]:
    found = []
    for each in shown:
        there = next(one for one in each["countries"] if one["code"] == end)
        if there["not_read"]:
            found.append(Text(f"Known and not read: {', '.join(there['not_read'])}",
                              f"已知但尚未研读：{'、'.join(there['not_read'])}"))
        elif not there["covered"]:
            found.append(Text("No document of that country is known on this topic",
                              "该专题下尚未掌握目的国（地区）的文件"))
        found += [Text.of(fault["why"]) for fault in each["faults"] if fault["country"] == end]
    return found
