"""A past year scored again by another version of its scheme, or by another scheme, beside its own.

Nothing is stored: the result is nobody's assessment. Both results are made by the same scoring as an assessment, from
the same cut, so that they differ by the rules alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plumbline.errors import MethodError, RulebookError
from plumbline.figures.cuts.cut import Cut, open_cut
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import Home
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.assessment.results.rescoring_items import Compared, compared
from plumbline.procedures.assessment.scoring.determinations import Determinations, Determined, determinations
from plumbline.procedures.assessment.scoring.figures import figures_of
from plumbline.procedures.assessment.scoring.refusals import other_years, whom
from plumbline.procedures.assessment.scoring.rolled_up import rolled_up
from plumbline.procedures.assessment.scoring.schemes import assessed, schemes_of, whole
from plumbline.procedures.assessment.scoring.scoring import Result, line_of_determined, score_all
from plumbline.procedures.assessment.year.answers import published_answers
from plumbline.rulebook.schemes.schemes import Item, Scheme, Schemes, scheme_for
from plumbline.text import Text


@dataclass(frozen=True)
class Rescored:
    """One year by two schemes: ``own`` governed it, ``other`` is what it is scored by again.

    ``not_carried`` are answers, by region and item, that the other version does not take: it scores those items as if
    nothing had been determined.
    """

    own: Scheme
    other: Scheme
    label: str
    cut: Cut
    tree: TreeAt
    before: Mapping[str, Result]
    after: Mapping[str, Result]
    items: tuple[Compared, ...]
    not_carried: tuple[tuple[str, str], ...]


def rescored(home: Home, scheme_id: str, year: str, *, by: str = "", as_of_year: str = "",
             cut: str | None = None) -> Rescored:
    """Both results of every region. Raises as :func:`rescore`."""
    schemes = schemes_of(home)
    own = scheme_for(schemes, scheme_id, year)
    return both(home, own, _other(schemes, by or scheme_id, as_of_year), year, cut)


def others(home: Home, scheme_id: str, year: str) -> list[Scheme]:
    """Every version of every scheme by which ``year`` can be scored again: for the same regions, with years of the same
    days, and whole. :raises RulebookError: if the scheme does not exist or does not govern the year."""
    schemes = schemes_of(home)
    own = scheme_for(schemes, scheme_id, year)
    return [each for versions in schemes.values() for each in versions
            if (each.level, each.year) == (own.level, own.year) and not each.unpublished]


def both(home: Home, own: Scheme, other: Scheme, year: str, cut: str | None = None) -> Rescored:
    """The results of every region by ``own`` and by ``other``, whichever of them is in force. Raises as
    :func:`rescore`."""
    _comparable(own, other)
    frozen, label = open_cut(home, cut), own.year.label(year)
    period = own.year.period(label)
    tree = frozen.tree().at(period.last)
    regions = assessed(own, tree, frozen)
    known = catalogue(home)
    stated = published_answers(home, own.id, label)
    answers = determinations(frozen, own, label, tree) if stated is None else stated
    if other.id == own.id:
        carried, lost = _carried(answers, own, other, regions)
    else:  # an item's number means something else in another scheme, so only its own answers are its
        carried, lost = determinations(frozen, other, label, tree), ()
    schemes = schemes_of(home)
    answers = rolled_up(home, frozen, own, schemes, label, answers, published_answers)
    carried = rolled_up(home, frozen, other, schemes, label, carried, published_answers)
    before = score_all(own, figures_of(frozen, own, known, period, tree), answers, regions, tree)
    after = score_all(other, figures_of(frozen, other, known, period, tree), carried, regions, tree)
    return Rescored(own, other, label, frozen, tree, before, after, compared(own, other, known), lost)


def _other(schemes: Schemes, id: str, as_of_year: str) -> Scheme:
    if as_of_year or id not in schemes:
        return scheme_for(schemes, id, as_of_year)
    return schemes[id][-1]


def _comparable(own: Scheme, other: Scheme) -> None:
    whole(own)
    whole(other)
    if own.where != other.where:
        theirs, ours = whom(other), whom(own)
        raise RulebookError("assess.other_regions", Text(f"the scheme grades regions {theirs.en}",
                                                         f"该方案考核{theirs.zh}"), where=other.file,
                            why=Text(f"'{own.id}' grades regions {ours.en}", f"“{own.id}”考核{ours.zh}"),
                            next_step=Text("Choose a scheme for the same regions", "请选择考核相同地区的方案"))
    if own.year != other.year:
        raise RulebookError("assess.other_years", other_years(), where=other.file,
                            why=Text("A year of one is no year of the other", "一个方案的年度与另一个方案的年度不对应"),
                            next_step=Text("Choose a scheme with the same year", "请选择考核年度相同的方案"))


def _carried(answers: Determinations, own: Scheme, other: Scheme, regions: Iterable[str],
             ) -> tuple[Determinations, tuple[tuple[str, str], ...]]:
    """What was determined under ``own``, as far as ``other`` asks for the same and takes the answer; and what of it
    that ``other`` asks for it does not take."""
    known = {item.determination or item.id: item for item in other.items}
    taken: dict[tuple[str, str], Determined] = {}
    lost: list[tuple[str, str]] = []
    for region in regions:
        for item in own.items:
            answer, target = answers.of(region, item), known.get(item.determination or item.id)
            if answer is None or target is None or target.rolled_up:
                continue
            if _takes(other, target, answer):
                taken[region, target.determination or target.id] = answer
            else:
                lost.append((region, target.id))
    return Determinations(taken), tuple(lost)


def _takes(scheme: Scheme, item: Item, answer: Determined) -> bool:
    if answer.value == NOT_APPLICABLE:
        return item.not_applicable
    if item.figure:
        return False
    try:
        line_of_determined(scheme, item, answer)
    except MethodError:
        return False
    return True
