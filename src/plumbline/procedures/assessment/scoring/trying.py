"""Scoring answers by a scheme without any records: to try a scheme, to check a score by hand, to see what it costs.

Nothing is stored, and the result is nobody's assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from plumbline.errors import MethodError, RulebookError
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import Home
from plumbline.methods.assessment.flows.answers import one_number, parts_of
from plumbline.methods.assessment.scoring.ceilings import FigureCap
from plumbline.methods.assessment.scoring.declared_rules import FigureRule
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE, without_data
from plumbline.methods.assessment.scoring.peers import Peers
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import Measured
from plumbline.methods.assessment.scoring.year_spans import Span
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.scoring.determinations import Determined
from plumbline.procedures.assessment.scoring.schemes import schemes_of, whole
from plumbline.procedures.assessment.scoring.scoring import (
    ItemScore,
    Result,
    line_of_determined,
    measured_of,
    result_of,
    waived,
)
from plumbline.rulebook.indicators.loading import Indicator
from plumbline.rulebook.schemes.schemes import Item, Scheme, scheme_for
from plumbline.text import Text

NOBODY = "-"
NO_VALUE = "-"
"""Stands for the value of a year that has none, where an item is measured over several."""


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
            raise RulebookError("assess.item_unknown", Text(f"the scheme has no item '{id}'", f"方案没有考核项“{id}”"),
                                where=scheme.file, next_step=suggest(id, known))
    indicators = catalogue(home)
    lines = tuple(_line(scheme, item, answers.get(item.id, ""), indicators, on) for item in scheme.items)
    return _document(scheme, year, result_of(scheme, NOBODY, lines))


def _line(scheme: Scheme, item: Item, answer: str, indicators: Mapping[str, Indicator], on: date) -> ItemScore:
    try:
        if answer == NOT_APPLICABLE:
            return ItemScore(item, waived(scheme, item), Text())
        if item.figure:
            return _measured(scheme, item, answer, indicators[item.figure])
        return line_of_determined(scheme, item, Determined(item.id, answer, on) if answer else None)
    except MethodError as error:
        raise RulebookError.of(error, where=Text(f"{scheme.id}: answer to item {item.id}",
                                                 f"{scheme.id}：考核项{item.id}的填报")) from error


def _measured(scheme: Scheme, item: Item, answer: str, indicator: Indicator) -> ItemScore:
    rule = item.rule
    assert isinstance(rule, FigureRule)
    missing, measured = Text(), None
    if not answer:
        missing = Text("No value was given", "未给出数值")
    elif item.over:
        measured = _over(item.over, answer, indicator)
        missing = Text() if measured else Text("A year has no value", "有年度未给出数值")
    else:
        measured = measured_of(answer, rule, indicator.unit, indicator.better)
        if rule.uses_last_year and measured.before is None:
            missing = Text("No value of last year was given", "未给出上年数值")
        elif isinstance(rule, Peers) and not measured.peers:
            missing = Text("No values of others were given", "未给出其他对象的数值")
    if (missing.en or measured is None) and isinstance(rule, FigureCap):
        return ItemScore(item, rule.silent(), Text())
    if missing.en or measured is None:
        return ItemScore(item, without_data(item.no_data, item.points, scheme.rounding, missing), missing)
    return ItemScore(item, rule.score(measured, item.points, scheme.rounding), Text())


def _over(span: Span, answer: str, indicator: Indicator) -> Measured | None:
    values: list[Decimal | None] = [None if one == NO_VALUE else one_number(one) for one in parts_of(answer)]
    if len(values) > span.years:
        raise MethodError("assess.too_many_values", Text(f"there are {len(values)} values for {span.years} years",
                                                         f"{span.years}个年度填写了{len(values)}个数值"),
                          next_step=Text("Write one for each year, the newest first: 93.1; 92; 91.5",
                                         "请每年填写一个，自近至远，如93.1; 92; 91.5"))
    joined = span.joined([*values, *[None] * (span.years - len(values))])
    if joined is None:
        return None
    return Measured(Rounding(indicator.places)(joined), indicator.unit, indicator.better, exact=joined)


def _document(scheme: Scheme, year: str, result: Result) -> dict[str, Any]:
    return {
        "scheme": scheme.id, "year": scheme.year.label(year), "full": str(scheme.full),
        "score": None if result.score is None else str(result.score), "grade": result.grade,
        "withheld": result.withheld.as_dict() if result.withheld else None,
        "veto": result.veto.id if result.veto else None, "cap": result.cap or None,
        "items": [{
            "id": line.item.id, "title": line.item.title.as_dict(), "of": str(line.item.points),
            "points": str(line.scored.points) if line.scored else None,
            "explanation": line.scored.explanation.as_dict() if line.scored else
            {"en": f"{line.missing.en}.", "zh": f"{line.missing.zh}。"},
            "clause": line.item.clause,
        } for line in result.lines],
    }
