"""An assessment as one document: what ``plumb assess --json`` prints, pages show and the store keeps.

Points and scores are JSON numbers. They have at most the scheme's few places, so a double holds them exactly enough to
print the same digits; whoever adds them up should read them as decimals.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from plumbline.figures.figure import Figure
from plumbline.methods.assessment.bands import Row
from plumbline.methods.assessment.rounding import Rounding
from plumbline.methods.regiontree import TreeAt
from plumbline.procedures.assessment_figures import Year
from plumbline.procedures.assessment_scoring import Line, Result
from plumbline.rulebook.schemes import Item, Scheme
from plumbline.text import Text

BRIEF = ("indicator", "region", "period", "numerator", "denominator", "value", "unit")


def document_of(scheme: Scheme, label: str, year: Year, cut_id: str, tree: TreeAt, results: Iterable[Result],
                ) -> dict[str, Any]:
    """The whole document; regions by rank, those without one last."""
    asked = {item.id: _asked(item, year) for item in scheme.items}
    ordered = sorted(results, key=lambda each: (each.rank is None, each.rank or 0))
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
        "rounding": _rounding(scheme.rounding),
        "minimum": _minimum(scheme),
        "blocks": [{"id": each.id, "title": each.title.as_dict(), "points": number(each.points),
                    "items": [item.id for item in each.items]} for each in scheme.blocks],
        "bands": [_band(row) for row in scheme.grades],
        "bands_rounding": _rounding(scheme.bands.rounding) if scheme.bands else None,
        "bands_citation": scheme.bands_cites.as_dict(),
        "regions": [_region(each, asked, tree.name(each.region)) for each in ordered],
    }


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


def _region(result: Result, asked: dict[str, dict[str, Any]], name: Text) -> dict[str, Any]:
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
        "items": [_item(line, asked[line.item.id]) for line in result.lines],
    }


def _asked(item: Item, year: Year) -> dict[str, Any]:
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


def _item(line: Line, asked: dict[str, Any]) -> dict[str, Any]:
    scored, found = line.scored, asked.copy()
    if scored is None:
        found["explanation"] = Text(f"{line.missing.en}.", f"{line.missing.zh}。").as_dict()
    else:
        found["points"], found["bonus"] = number(scored.points), number(scored.bonus)
        found["explanation"] = scored.explanation.as_dict()
    if line.figure:
        found["figure"] = _figure(line.figure)
    if line.before:
        found["before"] = _brief(line.before)
    if line.determined:
        found["determination"] = line.determined.as_dict()
    return found


def _figure(figure: Figure) -> dict[str, Any]:
    return {key: value for key, value in figure.as_dict().items() if key != "records"}


def _brief(figure: Figure) -> dict[str, Any]:
    document = figure.as_dict()
    return {key: document[key] for key in BRIEF}


def _minimum(scheme: Scheme) -> dict[str, Any] | None:
    if scheme.minimum is None:
        return None
    return {"indicator": scheme.minimum.indicator, "n": scheme.minimum.n, "of": scheme.minimum.of.as_dict()}


def _rounding(rounding: Rounding) -> dict[str, Any]:
    return {"places": rounding.places, "mode": rounding.mode, "words": rounding.words().as_dict()}


def number(value: Decimal) -> int | float:
    """For JSON: a whole number without a point."""
    return int(value) if value == value.to_integral_value() else float(value)
