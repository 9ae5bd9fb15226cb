"""Enterprise standards that run ahead of the national one for a product, ranked, each with the figures; and those that
are below a mandatory one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.standards.comparing import LOOSER, Requirement, plain
from plumbline.methods.standards.designation_parsing import readable
from plumbline.methods.standards.designations import MANDATORY
from plumbline.methods.standards.front_running import Pair, Standing, Stated, standing
from plumbline.procedures.standards.editions import STANDARD, Editions, asked_for, public
from plumbline.procedures.standards.health_lists import systems
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.rulebook.standards.front_runner_files import FrontRunnerRules, front_runner_rules
from plumbline.text import Text

REQUIREMENT, TERM = "requirement", "term"
MOST_LISTED = 2_000


def front_runners(home: Home, product: str, on: date) -> dict[str, Any]:
    """The ``--json`` document of ``plumb standards front-runners``. :raises RecordError: for a product of which nothing
    is required on that day."""
    rules = front_runner_rules(home, on)
    stated, rows = _stated(product, on)
    read = grammar(home, on)
    here = systems.own(home, read, stated)  # what another nation's standards require is no measure here
    stated = {code: some for code, some in stated.items() if code in here}
    if not stated:
        raise _nothing(product, on)
    against = {code: some for code, some in stated.items() if rows[code].level in rules.against}
    mandatory = {code for code in against
                 if (parsed := readable(read, rows[code].designation)) is not None
                 and parsed.prefix.force == MANDATORY}
    titles = _titles(stated.values())
    base = [each for some in against.values() for each in some]
    held = {code: standing(some, base) for code, some in stated.items() if rows[code].level in rules.candidates}
    ahead = sorted((code for code, each in held.items() if each.runs_ahead(rules.least_stricter)),
                   key=lambda code: (held[code].rank, rows[code].designation, code))
    below = {code: standing(some, (each for of in mandatory for each in against[of])).having(LOOSER)
             for code, some in stated.items() if code not in mandatory}
    ranks = {code: 1 + sum(held[other].rank < held[code].rank for other in ahead) for code in ahead}
    return {
        "product": product, "on": on.isoformat(), "rules": rules.dated.id, "source": rules.dated.cites.as_dict(),
        "clause": rules.clause, "compared": len(held),
        "against": [_named(rows[code]) | {"mandatory": code in mandatory, "requirements": len(some)}
                    for code, some in sorted(against.items())],
        "front_runners": [{"rank": ranks[code], **_told(rows[code], held[code], titles)} for code in ahead],
        "others": [_told(rows[code], each, titles) | {"why": _why_not(each, rules, base).as_dict()}
                   for code, each in sorted(held.items()) if code not in ranks],
        "findings": [_named(rows[code]) | {"clause": rules.mandatory_clause, "lines": [
            _line(pair, titles) for pair in pairs]} for code, pairs in sorted(below.items()) if pairs]}


def products(home: Home, on: date) -> list[dict[str, Any]]:
    """The product groups of which both an enterprise and what it is held against state something on a day, with how
    many of each."""
    rules = front_runner_rules(home, on)
    codes: dict[str, set[str]] = defaultdict(set)
    for row in _valid(on).exclude(product=None).exclude(standard=None).only("product", "standard"):
        codes[row.product].add(row.standard)
    known = Editions.of(asked_for(STANDARD, "code", {each for some in codes.values() for each in some}))
    here = systems.own(home, grammar(home, on), known.rows)
    levels = {code: row.level for code, row in known.rows.items() if code in here and known.state(row, on).live}
    found = []
    for product, some in sorted(codes.items()):
        candidates = sum(levels.get(code) in rules.candidates for code in some)
        against = sum(levels.get(code) in rules.against for code in some)
        if candidates and against:
            found.append({"product": product, "candidates": candidates, "against": against})
    return found[:MOST_LISTED]


def _stated(product: str, on: date) -> tuple[dict[str, list[Stated]], dict[str, Any]]:
    """What each standard that is in force on a day requires of a product, by its code, and the standards."""
    found: dict[str, list[Stated]] = defaultdict(list)
    for row in _valid(on).exclude(standard=None).filter(product__in=_written(product, on)).order_by("code"):
        found[row.standard].append(Stated(row.document, row.clause or "", row.applies_to or "", Requirement(
            row.parameter, row.operator, row.value, row.value_to, row.unit or "", row.method or "",
            row.text_zh or row.text_en or "")))
    known = Editions.of(asked_for(STANDARD, "code", found))
    rows = {code: row for code, row in known.rows.items() if code in found and known.state(row, on).live}
    return {code: some for code, some in found.items() if code in rows}, rows


def _written(product: str, on: date) -> list[str]:
    """The names of the product as they are written, whatever their width and case."""
    names = _valid(on).exclude(product=None).order_by().values_list("product", flat=True).distinct()
    return [name for name in names if plain(name) == plain(product)]


def _valid(on: date) -> Any:
    rows = public(REQUIREMENT).filter(valid_from__lte=on)
    return rows.exclude(valid_to__lt=on)


def _nothing(product: str, on: date) -> RecordError:
    known = sorted(set(_valid(on).exclude(product=None).order_by().values_list("product", flat=True).distinct()))
    return RecordError("front_runner.no_requirements", Text(
        f"no standard in force is known to require anything of '{product[:80]}'",
        f"没有现行标准对“{product[:80]}”提出要求的记录"), where=on.isoformat(), next_step=suggest(product, known))


def _titles(every: Iterable[Iterable[Stated]]) -> Mapping[str, Text]:
    codes = {each.requirement.parameter for some in every for each in some}
    return {row.code: Text(row.title_en, row.title_zh) for row in asked_for(TERM, "code", codes)}


def _named(row: Any) -> dict[str, Any]:
    return {"standard": row.code, "designation": row.designation, "issuer": row.issuer,
            "title": {"en": row.title_en, "zh": row.title_zh}, "level": row.level}


def _told(row: Any, held: Standing, titles: Mapping[str, Text]) -> dict[str, Any]:
    return _named(row) | {
        "stricter": held.stricter, "looser": held.looser, "not_comparable": held.unlike,
        "undeclared": list(dict.fromkeys(each.requirement.parameter for each in held.undeclared)),
        "lines": [_line(pair, titles) for pair in held.pairs]}


def _line(pair: Pair, titles: Mapping[str, Text]) -> dict[str, Any]:
    parameter = pair.own.requirement.parameter
    return {"parameter": parameter, "title": titles.get(parameter, Text(parameter, parameter)).as_dict(),
            "verdict": pair.verdict.result, "why": pair.verdict.why.as_dict(),
            "own": _figures(pair.own), "against": _figures(pair.against)}


def _figures(stated: Stated) -> dict[str, Any]:
    one = stated.requirement
    return {"document": stated.document, "clause": stated.clause or None, "goods": stated.goods or None,
            "operator": one.operator, "value": _plain(one.value), "value_to": _plain(one.value_to),
            "unit": one.unit or None, "method": one.method or None, "text": one.text or None}


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _why_not(held: Standing, rules: FrontRunnerRules, base: list[Stated]) -> Text:
    if not base:
        return Text("No national standard states anything of this product", "没有国家标准对该产品提出要求")
    if held.looser:
        return Text(f"Looser in: {', '.join(held.looser)}", f"低于国家标准的参数：{'、'.join(held.looser)}")
    return Text(f"Parameters in which it is stricter: {len(held.stricter)}; needed: {rules.least_stricter}",
                f"高于国家标准的参数{len(held.stricter)}项，须至少{rules.least_stricter}项")
