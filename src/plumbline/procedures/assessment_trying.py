"""Scoring answers by a scheme without any records: to try a scheme, to check a score by hand, to see what it costs.

Nothing is stored, and the result is nobody's assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from plumbline.errors import MethodError, RulebookError
from plumbline.figures.catalogue import catalogue
from plumbline.home import Home
from plumbline.methods.assessment.answers import named_numbers
from plumbline.methods.assessment.declarations import FigureRule
from plumbline.methods.assessment.determined import NOT_APPLICABLE, not_applicable, without_data
from plumbline.methods.assessment.scored import Measured
from plumbline.procedures.assessment import schemes_of, whole
from plumbline.procedures.assessment_determinations import Determined
from plumbline.procedures.assessment_scoring import BEFORE, NOW, Line, Result, line_of_determined, result_of
from plumbline.rulebook.indicators import Indicator
from plumbline.rulebook.refusals import suggest
from plumbline.rulebook.schemes import Item, Scheme, scheme_for
from plumbline.text import Text

NOBODY = "-"


def score_answers(home: Home, scheme_id: str, year: str, answers: Mapping[str, str], *, on: date,
                  ) -> dict[str, Any]:
    """What ``answers``, by the id of their item, score in the version of a scheme for ``year``. ``on`` is today.

    An item with a figure is answered with a value, ``93.1``, or with last year's beside it, ``now=93.1; before=92``.
    Returns ``scheme``, ``year``, ``full``, ``score``, ``grade``, ``withheld`` (words or None) and ``items``.

    :raises RulebookError: for an item there is not, or an answer its rule does not take; for a scheme without points.
    """
    scheme = scheme_for(schemes_of(home), scheme_id, year)
    whole(scheme)
    known = [item.id for item in scheme.items]
    for id in answers:
        if id not in known:
            raise RulebookError(f"the scheme has no item '{id}'", where=scheme.file, next_step=suggest(id, known))
    indicators = catalogue(home)
    lines = tuple(_line(scheme, item, answers.get(item.id, ""), indicators, on) for item in scheme.items)
    return _document(scheme, year, result_of(scheme, NOBODY, lines))


def _line(scheme: Scheme, item: Item, answer: str, indicators: Mapping[str, Indicator], on: date) -> Line:
    try:
        if answer == NOT_APPLICABLE:
            return _not_applicable(scheme, item)
        if item.figure:
            return _measured(scheme, item, answer, indicators[item.figure])
        return line_of_determined(scheme, item, Determined(item.id, answer, on) if answer else None)
    except MethodError as error:
        raise RulebookError(error.what, where=f"{scheme.id}: answer to item {item.id}", why=error.why,
                            next_step=error.next_step) from error


def _not_applicable(scheme: Scheme, item: Item) -> Line:
    if not item.not_applicable:
        raise MethodError("this item always applies", next_step="Answer something else")
    return Line(item, not_applicable(item.points, scheme.rounding), Text())


def _measured(scheme: Scheme, item: Item, answer: str, indicator: Indicator) -> Line:
    rule = item.rule
    assert isinstance(rule, FigureRule)
    found = named_numbers(answer, (NOW, BEFORE)) if answer else {}
    missing = Text()
    if not found:
        missing = Text("No value was given", "未给出数值")
    elif rule.uses_last_year and BEFORE not in found:
        missing = Text("No value of last year was given", "未给出上年数值")
    if missing.en:
        return Line(item, without_data(item.no_data, item.points, scheme.rounding, missing), missing)
    measured = Measured(found[NOW], indicator.unit, indicator.better, found.get(BEFORE))
    return Line(item, rule.score(measured, item.points, scheme.rounding), Text())


def _document(scheme: Scheme, year: str, result: Result) -> dict[str, Any]:
    return {
        "scheme": scheme.id, "year": scheme.year.label(year), "full": str(scheme.full),
        "score": None if result.score is None else str(result.score), "grade": result.grade,
        "withheld": result.withheld.as_dict() if result.withheld else None,
        "items": [{
            "id": line.item.id, "title": line.item.title.as_dict(), "of": str(line.item.points),
            "points": str(line.scored.points) if line.scored else None,
            "explanation": line.scored.explanation.as_dict() if line.scored else
            {"en": f"{line.missing.en}.", "zh": f"{line.missing.zh}。"},
            "clause": line.item.clause,
        } for line in result.lines],
    }
