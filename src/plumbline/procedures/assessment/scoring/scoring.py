"""Scoring one region: each item by its rule, the sum, the grade, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeAlias

from plumbline.errors import MethodError, PlumblineError, RecordError, RulebookError
from plumbline.figures.indicators.figure import Figure
from plumbline.methods.assessment.flows.answers import named_numbers, quotient, split_peers
from plumbline.methods.assessment.grades.bands import ranks
from plumbline.methods.assessment.grades.grading import Imposed, settled
from plumbline.methods.assessment.scoring.ceilings import Cap, FigureCap
from plumbline.methods.assessment.scoring.counted import Bonus, Penalty
from plumbline.methods.assessment.scoring.declared_rules import DeterminedRule, FigureRule
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE, Veto, not_applicable, without_data
from plumbline.methods.assessment.scoring.evaluators import Evaluators, silent
from plumbline.methods.assessment.scoring.peers import Peers, alone
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.scored import Measured, Scored, above_nothing, within_cap, within_full
from plumbline.methods.assessment.scoring.wording import number as shown_number
from plumbline.methods.assessment.scoring.year_spans import Span
from plumbline.methods.shared.garbage import uncollected
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.assessment.scoring.determinations import Determinations, Determined
from plumbline.procedures.assessment.scoring.figures import Year, nothing_counted, value_of
from plumbline.procedures.assessment.scoring.peers import PeerValues
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text

NOTHING = Text()
NOW, BEFORE = "now", "before"
"""The names of a stated number and of the year's before it: ``12.5``, or ``now=12.5; before=10``."""


class ItemScore(NamedTuple):
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
    why. ``veto`` is the item that imposed the grade, which it does even then; ``cap`` the id of the item, or of the cap
    among the grades, that barred a better one."""

    region: str
    lines: tuple[ItemScore, ...]
    score: Decimal | None
    grade: str | None
    withheld: Text | None
    veto: Item | None
    rank: int | None = None
    cap: str = ""


Compare: TypeAlias = Callable[[Measured], tuple[Measured | None, Text]]
"""Puts a value beside those of its peers; None, and why, where there are none."""
Step: TypeAlias = Callable[[str], ItemScore]
"""Scores one item of the region with this code."""


class Scorer:
    """Scores the regions of one year by one scheme.

    What an item does not owe to the region is looked up once. An answer or a value that many regions have is scored
    once: a level or a count comes from a short list. So is what a figure says of a region, which several items may
    score.
    """

    def __init__(self, scheme: Scheme, year: Year, determined: Determinations, peers: PeerValues) -> None:
        self.scheme, self.year, self.peers = scheme, year, peers
        self._said: dict[tuple[str, str, bool, Span | None], Measure] = {}
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
        scheme, compares = self.scheme, isinstance(item.rule, Peers)
        scored: dict[str, Scored] = {}
        lines: dict[int, ItemScore] = {}  # by the object that ``answers`` holds

        def value(region: str) -> Decimal | None:
            other = answers.get(region)
            return None if other is None or other.value == NOT_APPLICABLE else stated(item, other).value

        def step(region: str) -> ItemScore:
            determined = answers.get(region)
            if (line := lines.get(id(determined))) is not None:
                return line
            if determined is not None and (known := scored.get(determined.value)) is not None:
                line = ItemScore(item, known, NOTHING, None, None, determined)
            else:
                line = scored_anew(region, determined)
                if determined is not None and line.scored is not None and not line.missing.en and not compares and (
                        determined.value != NOT_APPLICABLE):
                    scored[determined.value] = line.scored
            # Of a year with a procedure each answer has events of its own, and no two regions share one.
            if not compares and (determined is None or not determined.events):
                lines[id(determined)] = line
            return line

        def scored_anew(region: str, determined: Determined | None) -> ItemScore:
            def compare(measured: Measured) -> tuple[Measured | None, Text]:
                return self.peers.beside(item.rule, measured, region, value)

            try:
                if determined is not None and determined.value == NOT_APPLICABLE:
                    return self._not_applicable(region, item, determined)
                return line_of_determined(scheme, item, determined, compare)
            except MethodError as error:
                raise _placed(error, scheme, region, item, determined) from error

        return step

    def _of_figure(self, item: Item, answers: Mapping[str, Determined]) -> Step:
        scheme, rule, points, rounding = self.scheme, item.rule, item.points, self.scheme.rounding
        assert isinstance(rule, FigureRule)
        score, with_before, said = rule.score, rule.uses_last_year, self._measure
        scored: dict[tuple[Decimal, Decimal | None], Scored] = {}

        def value(region: str) -> Decimal | None:
            other = said(item, region, with_before).measured
            return None if other is None else other.value

        def step(region: str) -> ItemScore:
            determined = answers.get(region)
            try:
                if determined is not None:
                    return self._waived(region, item, determined)
                measured, missing, figure, before = said(item, region, with_before)
                if measured is not None:
                    measured, missing = self.peers.beside(rule, measured, region, value)
                if measured is None and isinstance(rule, FigureCap):
                    return ItemScore(item, rule.silent(), NOTHING, figure)
                if measured is None:
                    return ItemScore(item, without_data(item.no_data, points, rounding, missing), missing, figure)
                key = (measured.value, measured.before)
                if (found := scored.get(key)) is None:
                    found = score(measured, points, rounding)
                    if item.over:
                        found = found.changed(found.points, found.bonus, joined_from(self.year, item, region))
                    elif not measured.peers and measured.exact is None:
                        scored[key] = found
                return ItemScore(item, found, NOTHING, figure, before)
            except MethodError as error:
                raise _placed(error, scheme, region, item, determined) from error

        return step

    def _waived(self, region: str, item: Item, determined: Determined) -> ItemScore:
        if determined.value != NOT_APPLICABLE:
            raise MethodError("answer.computed", Text(
                f"'{determined.value}' cannot be determined for an item with a figure",
                f"由指标计算的考核项不能认定为“{determined.value}”"),
                next_step=Text(f"Determine '{NOT_APPLICABLE}', or withdraw it", f"请认定为“{NOT_APPLICABLE}”，或撤回"))
        return self._not_applicable(region, item, determined)

    def _not_applicable(self, region: str, item: Item, determined: Determined) -> ItemScore:
        scored = waived(self.scheme, item)
        figure = self.year.now[item.figure][region] if item.figure else None
        return ItemScore(item, scored, NOTHING, figure, None, determined)

    def _measure(self, item: Item, region: str, with_before: bool) -> Measure:
        key = (item.figure, region, with_before, item.over)
        found = self._said.get(key)
        if found is None:
            found = self._said[key] = self._look(item, region, with_before)
        return found

    def _look(self, item: Item, region: str, with_before: bool) -> Measure:
        figure = self.year.now[item.figure][region]
        if item.over:
            return self._over(item, region, figure)
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


    def _over(self, item: Item, region: str, figure: Figure) -> Measure:
        assert item.over is not None
        values = self.year.over(item, region)
        joined, of = item.over.joined([value for _, value in values]), figure.indicator
        if joined is None:
            gone = ", ".join(period.text for period, value in values if value is None)
            return Measure(None, Text(f"'{of.title.en}' has no value in {gone}", f"“{of.title.zh}”在{gone}没有数据"),
                           figure, None)
        return Measure(Measured(Rounding(of.places)(joined), of.unit, of.better, exact=joined), NOTHING, figure, None)


def joined_from(year: Year, item: Item, region: str) -> Text:
    """From which values over several years an item's was made, as a sentence."""
    assert item.over is not None
    places = item.over.weights or (None,) * item.over.years
    english, chinese = [], []
    for (period, value), weight in zip(year.over(item, region), places, strict=True):
        said = "–" if value is None else shown_number(value)
        english.append(f"{period.text} {said}" + ("" if weight is None else f" (weight {shown_number(weight)})"))
        chinese.append(f"{period.text}为{said}" + ("" if weight is None else f"（权重{shown_number(weight)}）"))
    return Text(f"The value is the mean of {', '.join(english)}.", f"该值为以下年度的平均值：{'，'.join(chinese)}。")


class Measure(NamedTuple):
    """What a figure says of one region, with last year's where a rule compares; ``measured`` is None where something is
    ``missing``."""

    measured: Measured | None
    missing: Text
    figure: Figure
    before: Figure | None


def result_of(scheme: Scheme, region: str, lines: tuple[ItemScore, ...], withheld: Text | None = None) -> Result:
    """The sum and the grade of scored ``lines``, unranked. ``withheld``: why there is no grade, whatever they are."""
    scored = [line.scored for line in lines if line.scored is not None]
    score = None
    if len(scored) == len(lines):
        score, whole = summed(scheme, scored)
        if whole is not scored:
            lines = tuple([line if line.scored is each else line._replace(scored=each)
                           for line, each in zip(lines, whole, strict=True)])
    earned = None if score is None else _grade(scheme, lines, score)
    withheld = withheld or _no_data(lines) or _no_grade(scheme, score, earned)
    if score is not None and earned is None:
        return Result(region, lines, score, None, withheld, None)  # below the last grade: a veto would lift it
    # An incident is not a matter of sample size, so a veto falls even where a grade would be withheld.
    imposed = _imposed(scheme, lines, score)
    vetoed = any(each.veto for each in imposed)
    counts = earned if withheld is None or vetoed else None
    stands = settled(scheme.bands.grades if scheme.bands else (), counts, imposed)
    veto = next((line.item for line in lines if line.item.id == stands.veto), None) if stands.veto else None
    return Result(region, lines, score, stands.grade, withheld, veto, cap=stands.cap)


def summed(scheme: Scheme, scored: list[Scored]) -> tuple[Decimal, list[Scored]]:
    """The score, and what each item gives to it: bonus and deductions are cut to the caps of their blocks, then to full
    marks and to 0. The same list where nothing is cut."""
    every = scored
    if any(block.outside for block in scheme.blocks):
        every, place = [], 0
        for block in scheme.blocks:
            part = scored[place:place + len(block.items)]
            place += len(block.items)
            every += within_cap(part, block.cap) if block.outside else part
    score = sum([each.points for each in every], Decimal(0))
    if score > scheme.full and not scheme.above_full:
        every = within_full(every, scheme.full)
    elif score < 0:
        every = above_nothing(every)
    else:
        return score, every
    return sum([each.points for each in every], Decimal(0)), every


def _imposed(scheme: Scheme, lines: Sequence[ItemScore], score: Decimal | None) -> list[Imposed]:
    """The grades that items and ceilings impose."""
    found = [Imposed(line.item.id, line.scored.grade, not line.scored.caps) for line in lines
             if line.scored is not None and line.scored.grade]
    if score is not None and scheme.ceilings:
        assert scheme.bands is not None  # caps stand among grades
        parts = partial(_by_part, scheme, lines)
        found += [Imposed(each.id, each.grade, False) for each in scheme.ceilings
                  if scheme.bands.limits is not None and not scheme.bands.limits.met(each.needs, score, parts)]
    return found


def score_all(scheme: Scheme, year: Year, determined: Determinations, regions: Iterable[str],
              tree: TreeAt | None = None) -> dict[str, Result]:
    """The results of all ``regions``, ranked; ``tree`` tells which lie below the same one.

    :raises RecordError: :raises RulebookError: as :class:`Scorer`."""
    every = tuple(regions)
    scorer = Scorer(scheme, year, determined, PeerValues(every, tree))
    with uncollected():
        return ranked(scheme, {code: scorer.region(code) for code in every})


def ranked(scheme: Scheme, results: Mapping[str, Result]) -> dict[str, Result]:
    """The results with their ranks: by grade, then score; whatever is withheld has none."""
    order = {grade: -place for place, grade in enumerate(scheme.bands.grades if scheme.bands else ())}
    standing = {
        code: (order[each.grade], -each.score if scheme.demerit else each.score) for code, each in results.items()
        if each.grade is not None and each.score is not None and each.withheld is None
    }
    places = ranks(standing)
    return {code: replace(each, rank=places.get(code)) for code, each in results.items()}


def _placed(error: MethodError, scheme: Scheme, region: str, item: Item,
            determined: Determined | None) -> PlumblineError:
    """A rule's complaint, with the place where it can be mended: the determination, or the scheme."""
    if determined is not None:
        return RecordError.of(error, where=Text(f"determination {scheme.id} {region} {determined.item}",
                                                 f"认定记录{scheme.id} {region} {determined.item}"))
    name = item.rule.name if item.rule else ""
    where = f"{scheme.file}: item {item.id}: rule.{name}.{error.where}"
    return RulebookError.of(error, where=where)


def waived(scheme: Scheme, item: Item) -> Scored:
    """The score of an item that does not apply. :raises MethodError: for one that always does."""
    if not item.not_applicable:
        raise MethodError("answer.always_applies", Text("this item always applies", "该考核项始终适用"),
                          next_step=Text("Answer something else; a determination can be withdrawn",
                                         "请另行填报；已作认定的可撤回"))
    return not_applicable(item.points, scheme.rounding, demerit=scheme.demerit)


def line_of_determined(scheme: Scheme, item: Item, determined: Determined | None,
                       compare: Compare | None = None) -> ItemScore:
    """The line of an item without a figure; ``compare`` puts a number beside those of others, where the rule wants
    them. :raises MethodError: for what its rule does not take."""
    if item.number is not None:
        return _stated(scheme, item, determined, compare)
    return _determined(scheme, item, _known(item), determined)


def _known(item: Item) -> DeterminedRule:
    assert item.rule is not None  # schemes with unpublished items assess nobody
    assert not isinstance(item.rule, FigureRule)
    return item.rule


def _stated(scheme: Scheme, item: Item, determined: Determined | None, compare: Compare | None) -> ItemScore:
    """The line of an item whose number an officer states."""
    rule, missing = item.rule, Text()
    assert isinstance(rule, FigureRule)
    if determined is None:
        return ItemScore(item, rule.silent(), Text()) if isinstance(rule, FigureCap) else _silent(scheme, item)
    measured: Measured | None = stated(item, determined)
    if isinstance(rule, Peers) and compare is not None and measured is not None and not measured.peers:
        measured, missing = compare(measured)
    if measured is not None and isinstance(rule, Peers) and not measured.peers:
        measured, missing = None, alone()  # nobody else is known here, as where one answer is tried
    if measured is None:
        return ItemScore(item, without_data(item.no_data, item.points, scheme.rounding, missing), missing,
                         determined=determined)
    return ItemScore(item, rule.score(measured, item.points, scheme.rounding), Text(), determined=determined)


def stated(item: Item, determined: Determined) -> Measured:
    """The number that was determined for ``item``. :raises MethodError: for what is no number."""
    rule, number = item.rule, item.number
    assert number is not None
    assert isinstance(rule, FigureRule)
    return measured_of(determined.value, rule, number.unit, number.better)


def measured_of(text: str, rule: FigureRule, unit: str, better: str) -> Measured:
    """The value that ``text`` states: ``93.1``; ``45/60``, exact; ``now=93.1; before=92``; ``now=93.1; peers=92, 90``.
    :raises MethodError: for anything else."""
    text, peers = split_peers(text) if isinstance(rule, Peers) else (text, ())
    if (exact := quotient(text)) is not None:
        exact *= 100 if unit == "%" else 1
        return Measured(Rounding(4)(exact), unit, better, exact=exact, peers=peers)
    found = named_numbers(text, (NOW, BEFORE) if rule.uses_last_year else (NOW,))
    return Measured(found[NOW], unit, better, found.get(BEFORE), peers=peers)


def _silent(scheme: Scheme, item: Item) -> ItemScore:
    cause = Text("Nothing was determined", "尚无认定")
    return ItemScore(item, without_data(item.no_data, item.points, scheme.rounding, cause), cause)


def _determined(scheme: Scheme, item: Item, rule: DeterminedRule, determined: Determined | None) -> ItemScore:
    if determined is not None and isinstance(rule, Evaluators) and rule.stages and (
            absent := rule.absent(determined.value)):
        cause = silent(absent)
        return ItemScore(item, without_data(item.no_data, item.points, scheme.rounding, cause), cause,
                         determined=determined)
    if determined is not None:
        return ItemScore(item, rule.score(determined.value, item.points, scheme.rounding), Text(),
                         determined=determined)
    if isinstance(rule, Veto | Cap):
        return ItemScore(item, rule.silent(), Text())
    if isinstance(rule, Bonus | Penalty):
        return ItemScore(item, rule.score("0", item.points, scheme.rounding), Text())
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


def _no_data(lines: tuple[ItemScore, ...]) -> Text | None:
    missing = [(line.item, line.missing) for line in lines if line.scored is None]
    if not missing:
        return None
    return Text(" ".join(f"Item {item.id}: {cause.en}." for item, cause in missing),
                "".join(f"考核项{item.id}：{cause.zh}。" for item, cause in missing))


def _grade(scheme: Scheme, lines: Sequence[ItemScore], score: Decimal) -> str | None:
    return scheme.bands.grade(score, partial(_by_part, scheme, lines)) if scheme.bands else None


def _by_part(scheme: Scheme, lines: Sequence[ItemScore]) -> dict[str, Decimal]:
    got = {line.item.id: line.scored.points for line in lines if line.scored is not None}
    blocks = {block.id: sum((got[item.id] for item in block.items), Decimal(0)) for block in scheme.blocks}
    return got | blocks


def _no_grade(scheme: Scheme, score: Decimal | None, earned: str | None) -> Text | None:
    if scheme.bands is None:
        return Text(f"The scheme gives no grades. {scheme.partial.en}", f"本方案不定级。{scheme.partial.zh}")
    if score is not None and earned is None:
        return scheme.bands.why_none(scheme.parts)
    return None
