"""The rules as text: definitions of figures, and schemes."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from plumbline.interfaces.api.core import documents
from plumbline.interfaces.api.core.declare import Group, give
from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.shared import reading as held
from plumbline.methods.assessment.grades.bands import Row
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.scoring.document import above_of, further, minimum_of, rounding_of
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text

group = Group(Text("Rules", "规则"))
FileParam = Annotated[str, Query(max_length=200, description="The file of a version; the newest unless given.")]


@group.operation("GET", "/indicators", "listIndicators", Text("Every indicator", "全部指标"), documents.Indicators)
def indicators(request: HttpRequest) -> HttpResponse:
    """A definition is text and open to all; its figures may not be."""
    return give({"indicators": [_line(each) for each in held.indicators().values()]})


@group.operation("GET", "/indicators/{indicator}", "readIndicator", Text("One indicator", "一项指标"),
                 documents.Indicator, also=(404,))
def indicator(request: HttpRequest, indicator: str) -> HttpResponse:
    """The definition as the rulebook holds it, with its citation and hash."""
    known = held.indicators()
    if indicator not in known:
        raise absent("indicator.unknown", Text(f"there is no indicator '{indicator[:120]}'",
                                                f"没有指标“{indicator[:120]}”"), suggest(indicator, sorted(known)))
    of = known[indicator]
    return give(_line(of) | {
        "meaning": of.meaning.as_dict(), "better": of.better, "citation": of.cites.as_dict(),
        "numerator_words": of.numerator_words.as_dict(), "denominator_words": of.denominator_words.as_dict(),
        "exclusions": of.exclusions.as_dict(), "fields_used": sorted(of.fields_used), "definition": of.definition,
    })


@group.operation("GET", "/schemes", "listSchemes", Text("Every scheme", "全部考核方案"), documents.Schemes)
def schemes(request: HttpRequest) -> HttpResponse:
    """Each version of each, by the years it is for."""
    return give({"schemes": [_version(each) for versions in held.schemes().values() for each in versions]})


@group.operation("GET", "/schemes/{scheme}", "readScheme", Text("One scheme", "一项考核方案"), documents.Scheme,
                 also=(404,))
def scheme(request: HttpRequest, scheme: str, file: FileParam = "") -> HttpResponse:
    """Its blocks, items, rules in words, and grades; the newest version, or the one in ``file``."""
    versions = held.schemes().get(scheme, ())
    found = next((each for each in versions if each.file == file), None) if file else next(reversed(versions), None)
    if found is None:
        raise absent("scheme.unknown", Text(
            f"there is no scheme '{scheme[:120]}'" + (f" in the file '{file}'" if file else ""),
            (f"文件“{file}”中" if file else "") + f"没有方案“{scheme[:120]}”"), suggest(scheme, sorted(held.schemes())))
    return give(_whole(found))


def _line(of: Indicator) -> dict[str, Any]:
    return {"id": of.id, "title": of.title.as_dict(), "unit": of.unit, "of": of.of, "exposure": of.exposure,
            "definition_sha256": of.definition_sha256}


def _version(scheme: Scheme) -> dict[str, Any]:
    return {"id": scheme.id, "file": scheme.file, "title": scheme.title.as_dict(),
            "illustrative": scheme.illustrative, "valid_from": scheme.valid_from, "valid_to": scheme.valid_to,
            "level": scheme.level, "within": scheme.within or None, "sha256": scheme.sha256, "above": above_of(scheme)}


def _whole(scheme: Scheme) -> dict[str, Any]:
    known = held.indicators()
    units = {name: known[name].unit for name in scheme.figures if name in known}
    return _version(scheme) | {
        "meaning": scheme.meaning.as_dict(), "label": scheme.label.as_dict(), "citation": scheme.cites.as_dict(),
        "year": str(scheme.definition["year"]), "flow": scheme.flow or None, "full": str(scheme.full),
        "better": "lower" if scheme.demerit else "higher", "above_full": scheme.above_full,
        "rounding": rounding_of(scheme.rounding), "bands_citation": scheme.bands_cites.as_dict(),
        "bands_rounding": rounding_of(scheme.bands.rounding) if scheme.bands else None,
        "minimum": minimum_of(scheme), "caps": [], "consequences": [],
        **{key: value for key, value in further(scheme).items() if key in ("caps", "consequences")},
        "figures": scheme.figures, "blocks": _blocks(scheme, units),
        "partial": scheme.partial.as_dict() if scheme.partial.en else None,
        "bands": [_band(row) for row in scheme.grades],
    }


def plain(value: Any) -> Any:
    """What a file states, as JSON: its exact numbers with their digits, as strings."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value


def _band(row: Row) -> dict[str, Any]:
    return {"grade": row.grade, "from": None if row.low is None else str(row.low),
            "to": None if row.high is None else str(row.high), "title": row.title.as_dict(),
            "when": row.when.as_dict() if row.when else None}


def _blocks(scheme: Scheme, units: dict[str, str]) -> list[dict[str, Any]]:
    written = {str(item["id"]): item for block in scheme.definition["block"] for item in block["item"]}
    return [{"id": each.id, "title": each.title.as_dict(), "points": str(each.points), "outside": each.outside or None,
             "cap": str(each.cap) if each.outside else None, "inherited": each.inherited,
             "items": [_item(item, units, written[item.id]) for item in each.items]} for each in scheme.blocks]


def _item(item: Item, units: dict[str, str], written: dict[str, Any]) -> dict[str, Any]:
    rolled = item.rolled_up
    return {
        "id": item.id, "title": item.title.as_dict(), "meaning": item.meaning.as_dict(), "points": str(item.points),
        "figure": item.figure or None, "determination": item.determination or None,
        "rule": item.words(units.get(item.figure, "")).as_dict(), "no_data": item.no_data,
        "not_applicable": item.not_applicable, "declared": plain(written["rule"]) if "rule" in written else None,
        "number": {"unit": item.number.unit, "better": item.number.better} if item.number else None,
        "over": plain(written["over"]) if "over" in written else None,
        "rolled_up": {"scheme": rolled.scheme, "by": rolled.by, "versions": [
            {"file": each.file, "valid_from": each.valid_from, "sha256": each.sha256}
            for each in held.schemes().get(rolled.scheme, ())]} if rolled else None,
        "owner": item.owner.as_dict(), "clause": item.clause, "citation": item.cites.as_dict(),
        "inherited": item.inherited,
    }
