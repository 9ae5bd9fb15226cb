"""Scoring one region: each item by its rule, the sum, the grade, or why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from plumbline.errors import MethodError, PlumblineError, RecordError, RulebookError
from plumbline.figures.figure import Figure
from plumbline.methods.assessment.bands import ranks
from plumbline.methods.assessment.determined import NOT_APPLICABLE, Levels, Veto, YesNo, not_applicable, without_data
from plumbline.methods.assessment.scored import Measured, Scored, within_full
from plumbline.procedures.assessment_determinations import Determinations, Determined
from plumbline.procedures.assessment_figures import Year, nothing_counted, value_of
from plumbline.rulebook.schemes import Item, Scheme
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Line:
    """One item of one region. ``scored`` is None where the item has no data and the scheme withholds the grade then;
    ``missing`` says what is missing. ``before`` is last year's figure, where the rule compared with it."""

    item: Item
    scored: Scored | None
    missing: Text
    figure: Figure | None = None
    before: Figure | None = None
    determined: Determined | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One region. ``score`` is None where an item has none; ``grade`` and ``rank`` are None where ``withheld`` says
    why. ``veto`` is the item that imposed the grade, which it does even then."""

    region: str
    lines: tuple[Line, ...]
    score: Decimal | None
    grade: str | None
    withheld: Text | None
    veto: Item | None
    rank: int | None = None


def score_region(scheme: Scheme, year: Year, region: str, determined: Determinations) -> Result:
    """Score ``region``, unranked.

    :raises RecordError: for a determination its item has no answer for.
    :raises RulebookError: where a rule does not fit its figure.
    """
    lines = tuple(_line(scheme, year, region, item, determined.of(region, item)) for item in scheme.items)
    scored = [line.scored for line in lines if line.scored is not None]
    score = None
    if len(scored) == len(lines):
        whole = within_full(scored, scheme.full)
        lines = tuple(replace(line, scored=each) for line, each in zip(lines, whole, strict=True))
        score = sum((each.points for each in whole), Decimal(0))
    withheld = _too_few(scheme, year, region) or _no_data(lines)
    veto = next((line for line in lines if line.scored is not None and line.scored.grade), None)
    grade = None
    if veto is not None and veto.scored is not None:
        # An incident is not a matter of sample size, so a veto falls even where a grade would be withheld.
        grade = veto.scored.grade
    elif withheld is None and score is not None:
        grade = scheme.bands.grade(score)
    return Result(region, lines, score, grade, withheld, veto.item if veto else None)


def ranked(scheme: Scheme, results: Mapping[str, Result]) -> dict[str, Result]:
    """The results with their ranks: by grade, then score; whatever is withheld has none."""
    order = {grade: -place for place, grade in enumerate(scheme.bands.grades)}
    standing = {
        code: (order[each.grade], each.score) for code, each in results.items()
        if each.grade is not None and each.score is not None and each.withheld is None
    }
    places = ranks(standing)
    return {code: replace(each, rank=places.get(code)) for code, each in results.items()}


def _line(scheme: Scheme, year: Year, region: str, item: Item, determined: Determined | None) -> Line:
    try:
        if determined is not None and determined.value == NOT_APPLICABLE:
            return _not_applicable(scheme, year, region, item, determined)
        if isinstance(item.rule, YesNo | Levels | Veto):
            return _determined(scheme, item, item.rule, determined)
        if determined is not None:
            raise MethodError(f"'{determined.value}' cannot be determined for an item with a figure",
                              next_step=f"Determine '{NOT_APPLICABLE}', or withdraw it")
        return _measured(scheme, year, region, item)
    except MethodError as error:
        raise _placed(error, scheme, region, item, determined) from error


def _placed(error: MethodError, scheme: Scheme, region: str, item: Item,
            determined: Determined | None) -> PlumblineError:
    """A rule's complaint, with the place where it can be mended: the determination, or the scheme."""
    if determined is not None:
        return RecordError(error.what, where=f"determination {scheme.id} {region} {determined.item}", why=error.why,
                           next_step=error.next_step)
    return RulebookError(error.what, where=f"{scheme.file}: item {item.id}: rule.{item.rule.name}.{error.where}",
                         why=error.why, next_step=error.next_step)


def _not_applicable(scheme: Scheme, year: Year, region: str, item: Item, determined: Determined) -> Line:
    if not item.not_applicable:
        raise MethodError("this item always applies", next_step="Determine something else, or withdraw it")
    figure = year.now[item.figure][region] if item.figure else None
    return Line(item, not_applicable(item.points, scheme.rounding), Text(), figure, None, determined)


def _determined(scheme: Scheme, item: Item, rule: YesNo | Levels | Veto, determined: Determined | None) -> Line:
    if determined is not None:
        return Line(item, rule.score(determined.value, item.points, scheme.rounding), Text(), determined=determined)
    if isinstance(rule, Veto):
        return Line(item, rule.silent(), Text())
    cause = Text("Nothing was determined", "尚无认定")
    return Line(item, without_data(item.no_data, item.points, scheme.rounding, cause), cause)


def _measured(scheme: Scheme, year: Year, region: str, item: Item) -> Line:
    rule, figure = item.rule, year.now[item.figure][region]
    assert not isinstance(rule, YesNo | Levels | Veto)
    before, missing = None, Text()
    if figure.value is None:
        missing = nothing_counted(figure)
    elif rule.uses_last_year:
        before, missing = year.last_year(item, region)
    if missing.en:
        return Line(item, without_data(item.no_data, item.points, scheme.rounding, missing), missing, figure)
    indicator = figure.indicator
    measured = Measured(value_of(figure), indicator.unit, indicator.better, value_of(before) if before else None)
    return Line(item, rule.score(measured, item.points, scheme.rounding), Text(), figure, before)


def _too_few(scheme: Scheme, year: Year, region: str) -> Text | None:
    minimum = scheme.minimum
    if minimum is None:
        return None
    n = year.now[minimum.indicator][region].n
    if n >= minimum.n:
        return None
    return Text(f"Only {n} of the {minimum.n} {minimum.of.en} that a grade needs.",
                f"仅有{n}{minimum.of.zh}，评级至少需要{minimum.n}{minimum.of.zh}。")


def _no_data(lines: tuple[Line, ...]) -> Text | None:
    missing = [(line.item, line.missing) for line in lines if line.scored is None]
    if not missing:
        return None
    return Text(" ".join(f"Item {item.id}: {cause.en}." for item, cause in missing),
                "".join(f"考核项{item.id}：{cause.zh}。" for item, cause in missing))
