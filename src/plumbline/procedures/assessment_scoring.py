"""Scoring one region: each item by its rule, the sum, the grade, or why there is none."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from plumbline.errors import MethodError, PlumblineError, RecordError, RulebookError
from plumbline.figures.figure import Figure
from plumbline.methods.assessment.answers import named_numbers
from plumbline.methods.assessment.bands import ranks
from plumbline.methods.assessment.counted import Bonus
from plumbline.methods.assessment.declarations import DeterminedRule, FigureRule
from plumbline.methods.assessment.determined import NOT_APPLICABLE, Veto, not_applicable, without_data
from plumbline.methods.assessment.scored import Measured, Scored, within_full
from plumbline.procedures.assessment_determinations import Determinations, Determined
from plumbline.procedures.assessment_figures import Year, nothing_counted, value_of
from plumbline.rulebook.schemes import Item, Scheme
from plumbline.text import Text

NOTHING = Text()
NOW, BEFORE = "now", "before"
"""The names of a stated number and of the year's before it: ``12.5``, or ``now=12.5; before=10``."""


class Line(NamedTuple):
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


Step: TypeAlias = Callable[[str], Line]
"""Scores one item of the region with this code."""


class Scorer:
    """Scores the regions of one year by one scheme.

    What an item does not owe to the region is looked up once. An answer that many regions gave is scored once: a level
    or a count comes from a short list. So is what a figure says of a region, which several items may score.
    """

    def __init__(self, scheme: Scheme, year: Year, determined: Determinations) -> None:
        self.scheme, self.year = scheme, year
        self._said: dict[tuple[str, str, bool], Measure] = {}
        self._steps = [self._of_figure(item, determined.of_item(item)) if item.figure
                       else self._of_answer(item, determined.of_item(item)) for item in scheme.items]

    def region(self, region: str) -> Result:
        """Score ``region``, unranked.

        :raises RecordError: for a determination its item has no answer for.
        :raises RulebookError: where a rule does not fit its figure.
        """
        lines = tuple([step(region) for step in self._steps])
        return result_of(self.scheme, region, lines, _too_few(self.scheme, self.year, region))

    def _of_answer(self, item: Item, answers: Mapping[str, Determined]) -> Step:
        scheme = self.scheme
        scored: dict[str, Scored] = {}

        def step(region: str) -> Line:
            determined = answers.get(region)
            if determined is not None and (known := scored.get(determined.value)) is not None:
                return Line(item, known, NOTHING, None, None, determined)
            try:
                if determined is not None and determined.value == NOT_APPLICABLE:
                    return self._not_applicable(region, item, determined)
                line = line_of_determined(scheme, item, determined)
            except MethodError as error:
                raise _placed(error, scheme, region, item, determined) from error
            if determined is not None and line.scored is not None:
                scored[determined.value] = line.scored
            return line

        return step

    def _of_figure(self, item: Item, answers: Mapping[str, Determined]) -> Step:
        scheme, rule, points, rounding = self.scheme, item.rule, item.points, self.scheme.rounding
        assert isinstance(rule, FigureRule)
        score, with_before, said = rule.score, rule.uses_last_year, self._measure

        def step(region: str) -> Line:
            determined = answers.get(region)
            try:
                if determined is not None:
                    return self._waived(region, item, determined)
                measured, missing, figure, before = said(item, region, with_before)
                if measured is None:
                    return Line(item, without_data(item.no_data, points, rounding, missing), missing, figure)
                return Line(item, score(measured, points, rounding), NOTHING, figure, before)
            except MethodError as error:
                raise _placed(error, scheme, region, item, determined) from error

        return step

    def _waived(self, region: str, item: Item, determined: Determined) -> Line:
        if determined.value != NOT_APPLICABLE:
            raise MethodError(f"'{determined.value}' cannot be determined for an item with a figure",
                              next_step=f"Determine '{NOT_APPLICABLE}', or withdraw it")
        return self._not_applicable(region, item, determined)

    def _not_applicable(self, region: str, item: Item, determined: Determined) -> Line:
        if not item.not_applicable:
            raise MethodError("this item always applies", next_step="Determine something else, or withdraw it")
        figure = self.year.now[item.figure][region] if item.figure else None
        return Line(item, not_applicable(item.points, self.scheme.rounding), NOTHING, figure, None, determined)

    def _measure(self, item: Item, region: str, with_before: bool) -> Measure:
        key = (item.figure, region, with_before)
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = self._look(item, region, with_before)
        return found

    def _look(self, item: Item, region: str, with_before: bool) -> Measure:
        figure = self.year.now[item.figure][region]
        before, missing = None, NOTHING
        if figure.value is None:
            missing = nothing_counted(figure)
        elif with_before:
            before, missing = self.year.last_year(item, region)
        if missing.en:
            return Measure(None, missing, figure, None)
        of = figure.indicator
        return Measure(Measured(value_of(figure), of.unit, of.better, value_of(before) if before else None), NOTHING,
                       figure, before)


class Measure(NamedTuple):
    """What a figure says of one region, with last year's where a rule compares; ``measured`` is None where something is
    ``missing``."""

    measured: Measured | None
    missing: Text
    figure: Figure
    before: Figure | None


def result_of(scheme: Scheme, region: str, lines: tuple[Line, ...], withheld: Text | None = None) -> Result:
    """The sum and the grade of scored ``lines``, unranked. ``withheld``: why there is no grade, whatever they are."""
    scored = [line.scored for line in lines if line.scored is not None]
    score = None
    if len(scored) == len(lines):
        score = sum([each.points for each in scored], Decimal(0))
        if score > scheme.full:
            whole = within_full(scored, scheme.full)
            lines = tuple([line if line.scored is each else line._replace(scored=each)
                           for line, each in zip(lines, whole, strict=True)])
            score = sum([each.points for each in whole], Decimal(0))
    withheld = withheld or _no_data(lines) or _no_grade(scheme, lines, score)
    veto = next((line for line in lines if line.scored is not None and line.scored.grade), None)
    grade = None
    if veto is not None and veto.scored is not None:
        # An incident is not a matter of sample size, so a veto falls even where a grade would be withheld.
        grade = veto.scored.grade
    elif withheld is None and score is not None:
        grade = _grade(scheme, lines, score)
    return Result(region, lines, score, grade, withheld, veto.item if veto else None)


def score_all(scheme: Scheme, year: Year, determined: Determinations, regions: Iterable[str]) -> dict[str, Result]:
    """The results of all ``regions``, ranked. :raises RecordError: :raises RulebookError: as :class:`Scorer`."""
    scorer = Scorer(scheme, year, determined)
    with uncollected():
        return ranked(scheme, {code: scorer.region(code) for code in regions})


@contextmanager
def uncollected() -> Iterator[None]:
    """For making hundreds of thousands of small things that all stay: looking them through for garbage, again and
    again, took two thirds of the time.

    What was made meanwhile is then old to the collector, as if it had been looked through once: else the first look
    afterwards would go through all of it.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # somebody else's frozen objects stay frozen
            gc.freeze()
            gc.unfreeze()
        if collects:
            gc.enable()


def ranked(scheme: Scheme, results: Mapping[str, Result]) -> dict[str, Result]:
    """The results with their ranks: by grade, then score; whatever is withheld has none."""
    order = {grade: -place for place, grade in enumerate(scheme.bands.grades if scheme.bands else ())}
    standing = {
        code: (order[each.grade], each.score) for code, each in results.items()
        if each.grade is not None and each.score is not None and each.withheld is None
    }
    places = ranks(standing)
    return {code: replace(each, rank=places.get(code)) for code, each in results.items()}


def _placed(error: MethodError, scheme: Scheme, region: str, item: Item,
            determined: Determined | None) -> PlumblineError:
    """A rule's complaint, with the place where it can be mended: the determination, or the scheme."""
    if determined is not None:
        return RecordError(error.what, where=f"determination {scheme.id} {region} {determined.item}", why=error.why,
                           next_step=error.next_step)
    name = item.rule.name if item.rule else ""
    where = f"{scheme.file}: item {item.id}: rule.{name}.{error.where}"
    return RulebookError(error.what, where=where, why=error.why, next_step=error.next_step)


def line_of_determined(scheme: Scheme, item: Item, determined: Determined | None) -> Line:
    """The line of an item without a figure. :raises MethodError: for what its rule does not take."""
    if item.number is not None:
        return _stated(scheme, item, determined)
    return _determined(scheme, item, _known(item), determined)


def _known(item: Item) -> DeterminedRule:
    assert item.rule is not None  # schemes with unpublished items assess nobody
    assert not isinstance(item.rule, FigureRule)
    return item.rule


def _stated(scheme: Scheme, item: Item, determined: Determined | None) -> Line:
    """The line of an item whose number an officer states."""
    rule, number = item.rule, item.number
    assert number is not None
    assert isinstance(rule, FigureRule)
    if determined is None:
        return _silent(scheme, item)
    found = named_numbers(determined.value, (NOW, BEFORE) if rule.uses_last_year else (NOW,))
    measured = Measured(found[NOW], number.unit, number.better, found.get(BEFORE))
    return Line(item, rule.score(measured, item.points, scheme.rounding), Text(), determined=determined)


def _silent(scheme: Scheme, item: Item) -> Line:
    cause = Text("Nothing was determined", "尚无认定")
    return Line(item, without_data(item.no_data, item.points, scheme.rounding, cause), cause)


def _determined(scheme: Scheme, item: Item, rule: DeterminedRule, determined: Determined | None) -> Line:
    if determined is not None:
        return Line(item, rule.score(determined.value, item.points, scheme.rounding), Text(), determined=determined)
    if isinstance(rule, Veto):
        return Line(item, rule.silent(), Text())
    if isinstance(rule, Bonus):
        return Line(item, rule.score("0", item.points, scheme.rounding), Text())
    return _silent(scheme, item)


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


def _grade(scheme: Scheme, lines: Sequence[Line], score: Decimal) -> str | None:
    return scheme.bands.grade(score, lambda: _by_block(scheme, lines)) if scheme.bands else None


def _by_block(scheme: Scheme, lines: Sequence[Line]) -> dict[str, Decimal]:
    got = {line.item.id: line.scored.points for line in lines if line.scored is not None}
    return {block.id: sum((got[item.id] for item in block.items), Decimal(0)) for block in scheme.blocks}


def _no_grade(scheme: Scheme, lines: Sequence[Line], score: Decimal | None) -> Text | None:
    if scheme.bands is None:
        return Text(f"The scheme gives no grades. {scheme.partial.en}", f"本方案不定级。{scheme.partial.zh}")
    if score is not None and _grade(scheme, lines, score) is None:
        return scheme.bands.why_none({block.id: block.title for block in scheme.blocks})
    return None
