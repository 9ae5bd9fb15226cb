"""An assessment as one document: what ``plumb assess --json`` prints, pages show and the store keeps.

Points and scores are JSON numbers. They have at most the scheme's few places, so a double holds them exactly enough to
print the same digits; whoever adds them up should read them as decimals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from plumbline.figures.indicators.figure import Figure
from plumbline.methods.assessment.grades.bands import Row
from plumbline.methods.assessment.grades.consequences import follows
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.procedures.assessment.scoring.figures import Year
from plumbline.procedures.assessment.scoring.scoring import ItemScore, Result
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text

REGIONS, ITEMS = "regions", "items"
FIGURE, BEFORE, DETERMINATION = "figure", "before", "determination"
RESTS_ON = (FIGURE, BEFORE, DETERMINATION)
"""What an item's points rest on, in the order of the document."""
BRIEF = ("indicator", "region", "period", "numerator", "denominator", "value", "unit")


def head_of(scheme: Scheme, label: str, year: Year, cut_id: str) -> dict[str, Any]:
    """The whole document but its regions, which are to be put in under their name."""
    return {
        "scheme": scheme.id,
        "year": label,
        "cut": cut_id,
        "procedure": None,
        "period": year.period.text,
        "title": scheme.title.as_dict(),
        "meaning": scheme.meaning.as_dict(),
        "illustrative": scheme.illustrative,
        "label": scheme.label.as_dict(),
        "partial": scheme.partial.as_dict() if scheme.partial.en else None,
        "citation": scheme.cites.as_dict(),
        "scheme_sha256": scheme.sha256,
        **({"above": above_of(scheme)} if scheme.above else {}),
        "level": scheme.level,
        **({"within": scheme.within} if scheme.within else {}),
        "full": number(scheme.full),
        "rounding": rounding_of(scheme.rounding),
        "minimum": minimum_of(scheme),
        "blocks": [{"id": each.id, "title": each.title.as_dict(), "points": number(each.points),
                    "items": [item.id for item in each.items],
                    **({"outside": each.outside, "cap": number(each.cap)} if each.outside else {})}
                   for each in scheme.blocks],
        "bands": [_band(row) for row in scheme.grades],
        "bands_rounding": rounding_of(scheme.bands.rounding) if scheme.bands else None,
        "bands_citation": scheme.bands_cites.as_dict(),
        **further(scheme),
        REGIONS: None,
    }


def further(scheme: Scheme) -> dict[str, Any]:
    """What only some schemes state."""
    found: dict[str, Any] = {}
    if scheme.demerit:
        found["better"] = "lower"
    if scheme.above_full:
        found["above_full"] = True
    if scheme.ceilings and scheme.bands is not None and scheme.bands.limits is not None:
        found["caps"] = [{"id": each.id, "grade": each.grade, "title": each.title.as_dict(),
                          "needs": scheme.bands.limits.words(each.needs, scheme.parts).as_dict()}
                         for each in scheme.ceilings]
    if scheme.consequences:
        found["consequences"] = [{"id": each.id, "title": each.title.as_dict(), "for": each.words().as_dict(),
                                  "days": each.days} for each in scheme.consequences]
    return found


def following(scheme: Scheme, results: Iterable[Result]) -> dict[str, dict[str, list[str]]]:
    """The ids of the consequences for each region; nothing at all where the scheme states none."""
    if not scheme.consequences:
        return {}
    every = list(results)
    ranks = {each.region: each.rank for each in every if each.rank is not None}
    grades = {each.region: each.grade for each in every if each.grade is not None}
    found = {each.id: follows(each, ranks, grades) for each in scheme.consequences}
    return {each.region: {"consequences": [id for id, names in found.items() if each.region in names]}
            for each in every}


def above_of(scheme: Scheme) -> dict[str, Any] | None:
    """The version of the scheme above that ``scheme`` extends; None where it extends none."""
    above = scheme.above
    if above is None:
        return None
    return {"scheme": above.id, "title": above.title.as_dict(), "file": above.file, "sha256": above.sha256,
            "above": above_of(above)}


def _band(row: Row) -> dict[str, Any]:
    return {"grade": row.grade, "from": None if row.low is None else number(row.low),
            "to": None if row.high is None else number(row.high), "when": row.when.as_dict() if row.when else None,
            "title": row.title.as_dict()}


def region_of(result: Result, name: Text, consequences: Mapping[str, list[str]]) -> dict[str, Any]:
    """What the document says of one region but its items, which are to be put in under their name."""
    return {
        "code": result.region,
        "name": name.say("en"),
        "names": name.as_dict(),
        "score": None if result.score is None else number(result.score),
        "grade": result.grade,
        "rank": result.rank,
        "withheld": None if result.withheld is None else result.withheld.en,
        "withheld_words": None if result.withheld is None else result.withheld.as_dict(),
        "veto": None if result.veto is None else result.veto.id,
        **({"cap": result.cap} if result.cap else {}),
        ITEMS: None,
        **consequences,
    }


def asked_of(item: Item, year: Year) -> dict[str, Any]:
    """What an item asks of every region: the same words for each, put together once."""
    unit = year.indicators[item.figure].unit if item.figure else ""
    return {
        "id": item.id,
        "title": item.title.as_dict(),
        "meaning": item.meaning.as_dict() if item.meaning.en else None,
        "points": None,
        "of": number(item.points),
        "bonus": None,
        "clause": item.clause,
        "citation": item.cites.as_dict(),
        "rule": item.words(unit).as_dict(),
        "explanation": None,
        "owner": item.owner.as_dict(),
        "figure": None,
        "before": None,
        "determination": None,
    }


def item_of(line: ItemScore, asked: Mapping[str, Any]) -> dict[str, Any]:
    """An item with its points and why; what they rest on is to be put in under its names. ``asked`` is what the item
    asks of every region."""
    scored = line.scored
    if scored is None:
        return {**asked, "explanation": Text(f"{line.missing.en}.", f"{line.missing.zh}。").as_dict()}
    return {**asked, "points": number(scored.points), "bonus": number(scored.bonus),
            "explanation": scored.explanation.as_dict()}


def figure_of(figure: Figure) -> dict[str, Any]:
    """A figure that an item was scored from, without its records."""
    return {key: value for key, value in figure.as_dict().items() if key != "records"}


def brief(figure: Figure) -> dict[str, Any]:
    """Last year's figure, with which an item compared."""
    document = figure.as_dict()
    return {key: document[key] for key in BRIEF}


def minimum_of(scheme: Scheme) -> dict[str, Any] | None:
    """Below how many things a region gets no grade; None where the scheme says nothing of it."""
    if scheme.minimum is None:
        return None
    return {"indicator": scheme.minimum.indicator, "n": scheme.minimum.n, "of": scheme.minimum.of.as_dict()}


def rounding_of(rounding: Rounding) -> dict[str, Any]:
    """How a scheme rounds, with the words for it."""
    return {"places": rounding.places, "mode": rounding.mode, "words": rounding.words().as_dict()}


def number(value: Decimal) -> int | float:
    """For JSON: a whole number without a point."""
    return int(value) if value == value.to_integral_value() else float(value)
