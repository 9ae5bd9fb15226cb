"""A year by two schemes as one document: what ``plumb rescore --json`` prints and a page shows.

Points and scores are JSON numbers, as in the document of an assessment. What officers determined is not in it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from plumbline.home import Home
from plumbline.procedures.assessment.results.rescoring import Rescored, both, rescored
from plumbline.procedures.assessment.results.rescoring_items import WHY, Compared
from plumbline.procedures.assessment.scoring.document import above_of, number
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.procedures.assessment.scoring.scoring import ItemScore, Result
from plumbline.rulebook.schemes.schemes import Item, Scheme, scheme_for


def document_of(both: Rescored) -> dict[str, Any]:
    """The whole document; regions by their rank under the year's own scheme, those without one last."""
    order = sorted(both.before.values(), key=lambda each: (each.rank is None, each.rank or 0, each.region))
    return {
        "scheme": both.own.id, "year": both.label, "period": both.own.year.period(both.label).text,
        "cut": both.cut.id, "stored": False, "same": both.own.sha256 == both.other.sha256,
        "own": _scheme(both.own), "other": _scheme(both.other),
        "items": [_item(each) for each in both.items],
        "regions": [_region(both, each, both.after[each.region]) for each in order],
        "not_carried": [{"region": region, "item": item} for region, item in both.not_carried],
    }


def _scheme(scheme: Scheme) -> dict[str, Any]:
    return {"scheme": scheme.id, "title": scheme.title.as_dict(), "file": scheme.file, "sha256": scheme.sha256,
            "valid_from": scheme.valid_from.isoformat(),
            "valid_to": scheme.valid_to.isoformat() if scheme.valid_to else None, "full": number(scheme.full),
            "illustrative": scheme.illustrative, "label": scheme.label.as_dict(), "citation": scheme.cites.as_dict(),
            "above": above_of(scheme)}


def _item(one: Compared) -> dict[str, Any]:
    return {
        "id": one.id, "title": one.title.as_dict(), "changes": list(one.changes),
        "why": [WHY[code].as_dict() for code in one.changes],
        "own": _asked(one.own, one.before.as_dict()), "other": _asked(one.other, one.after.as_dict()),
    }


def _asked(item: Item | None, rule: dict[str, str]) -> dict[str, Any] | None:
    return None if item is None else {"of": number(item.points), "rule": rule, "figure": item.figure or None}


def _region(both: Rescored, before: Result, after: Result) -> dict[str, Any]:
    name = both.tree.name(before.region)
    old, new = ({line.item.id: line for line in each.lines} for each in (before, after))
    return {
        "code": before.region, "name": name.say("en"), "names": name.as_dict(),
        "own": _standing(before), "other": _standing(after),
        "difference": _difference(before.score, after.score), "grade_changes": before.grade != after.grade,
        "items": [_moved(one, old.get(one.id) if one.own else None, new.get(one.id) if one.other else None)
                  for one in both.items],
    }


def _standing(result: Result) -> dict[str, Any]:
    return {"score": None if result.score is None else number(result.score), "grade": result.grade,
            "rank": result.rank, "withheld": result.withheld.as_dict() if result.withheld else None,
            "veto": result.veto.id if result.veto else None}


def _moved(one: Compared, before: ItemScore | None, after: ItemScore | None) -> dict[str, Any]:
    """An item that a scheme does not have counts nothing in it; one without data has no points to compare."""
    old = Decimal(0) if before is None else before.scored.points if before.scored else None
    new = Decimal(0) if after is None else after.scored.points if after.scored else None
    return {"id": one.id, "own": None if before is None or old is None else number(old),
            "other": None if after is None or new is None else number(new), "difference": _difference(old, new),
            "changes": list(one.changes)}


def _difference(old: Decimal | None, new: Decimal | None) -> int | float | None:
    return None if old is None or new is None else number(new - old)


def rescore(home: Home, scheme_id: str, year: str, *, by: str = "", as_of_year: str = "", other: Scheme | None = None,
            cut: str | None = None) -> dict[str, Any]:
    """The document of ``plumb rescore --json``: ``year`` by its own version of the scheme and by another.

    The other is ``other``, else the version of scheme ``by`` (empty: the same scheme) that governs ``as_of_year``
    (empty: the newest).

    :raises RulebookError: for a scheme that does not exist, is partial, or grades other regions or other years.
    :raises FigureError: where the year has no region to score. :raises CutError: for an altered cut.
    :raises RecordError: for a year whose procedure is under way.
    """
    if other is not None:
        return document_of(both(home, scheme_for(schemes_of(home), scheme_id, year), other, year, cut))
    return document_of(rescored(home, scheme_id, year, by=by, as_of_year=as_of_year, cut=cut))
