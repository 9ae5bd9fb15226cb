"""Items whose value is what the units below scored by a scheme of their own, in the same year and from the same cut."""

from __future__ import annotations

from collections.abc import Mapping

from plumbline.errors import RecordError, RulebookError
from plumbline.figures.catalogue import catalogue
from plumbline.figures.cut import Cut
from plumbline.home import Home
from plumbline.methods.regiontree import TreeAt
from plumbline.methods.suggesting import suggest
from plumbline.procedures.assessment_determinations import Determinations, Determined, determinations
from plumbline.procedures.assessment_figures import figures_of
from plumbline.procedures.assessment_refusals import other_years
from plumbline.procedures.assessment_scoring import Result, score_all
from plumbline.rulebook.schemes import Item, Scheme, Schemes, scheme_for
from plumbline.text import Text


def rolled_up(home: Home, cut: Cut, scheme: Scheme, schemes: Schemes, label: str, answers: Determinations,
              above: tuple[str, ...] = ()) -> Determinations:
    """``answers``, and for each item that is rolled up the score that its units give. ``above`` are the schemes on the
    way here.

    :raises RulebookError: for a scheme below that is not there, counts years otherwise or leads back here.
    :raises RecordError: for an answer that somebody gave to such an item.
    """
    items = [item for item in scheme.items if item.rolled_up]
    if not items:
        return answers
    way, tree = (*above, scheme.id), cut.tree().at(scheme.year.period(label).last)
    found = answers.by_region()
    for item in items:
        if given := answers.of_item(item):
            key = f"{scheme.id} {label} {next(iter(given))} {item.id}"
            raise RecordError("answer.computed", Text(
                "this item is computed from the scores of the units below, and nobody states it",
                "该考核项由下级单位的得分计算，无须填报"), where=Text(f"determination {key}", f"认定记录{key}"),
                next_step=Text("Withdraw it", "请撤回该记录"))
        lower = _lower(scheme, item, schemes, label, way)
        results = _scored(home, cut, lower, schemes, label, tree, way)
        for region in scheme.assessed(tree):
            assert item.rolled_up is not None
            joined = item.rolled_up.joined([each.score for code, each in results.items() if each.score is not None
                                            and region in tree.ancestors(code)])
            if joined is not None:
                value = f"{joined.numerator}/{joined.denominator}"
                found[region, item.id] = Determined(item.id, value, scheme.year.period(label).last)
    return Determinations(found)


def lower_schemes(scheme: Scheme, schemes: Schemes, label: str, above: tuple[str, ...] = ()) -> dict[str, Scheme]:
    """The version of each scheme whose scores ``scheme`` rolls up in a year, and of those that these roll up, by id.
    :raises RulebookError: for one that is not there, counts years otherwise or leads back here."""
    way, found = (*above, scheme.id), dict[str, Scheme]()
    for item in scheme.items:
        if item.rolled_up:
            lower = _lower(scheme, item, schemes, label, way)
            found |= {lower.id: lower} | lower_schemes(lower, schemes, label, way)
    return found


def pinned(scheme: Scheme, schemes: Schemes, label: str) -> str:
    """The hashes of the schemes that are rolled up, each after a space: a change of one of them is then seen. One that
    cannot be used is told as its reason."""
    try:
        return "".join(f" {each.sha256}" for _, each in sorted(lower_schemes(scheme, schemes, label).items()))
    except RulebookError as error:
        return f" {error.what}"


def _lower(scheme: Scheme, item: Item, schemes: Schemes, label: str, way: tuple[str, ...]) -> Scheme:
    assert item.rolled_up is not None
    id, where = item.rolled_up.scheme, f"{scheme.file}: item {item.id}: rolled_up.scheme"
    if id not in schemes:
        raise RulebookError("scheme.unknown", Text(f"there is no scheme '{id}'", f"没有方案“{id}”"), where=where,
                            next_step=suggest(id, sorted(schemes)))
    if id in way:
        circle = " -> ".join((*way, id))
        raise RulebookError("assess.circle", Text(f"the schemes are rolled up in a circle: {circle}",
                                                  f"方案之间循环汇总：{circle}"), where=where,
                            next_step=Text("Roll up a scheme of a lower level", "请汇总下级方案"))
    lower = scheme_for(schemes, id, label)
    if lower.year != scheme.year:
        raise RulebookError("assess.other_years", other_years(), where=where,
                            next_step=Text("Roll up a scheme with the same year", "请汇总考核年度相同的方案"))
    return lower


def _scored(home: Home, cut: Cut, lower: Scheme, schemes: Schemes, label: str, tree: TreeAt, way: tuple[str, ...],
            ) -> Mapping[str, Result]:
    from plumbline.procedures.year_answers import published_answers  # a year is itself assessed by what calls this

    stated = published_answers(home, lower.id, label)
    given = determinations(cut, lower, label, tree) if stated is None else stated
    answers = rolled_up(home, cut, lower, schemes, label, given, way)
    year = figures_of(cut, lower, catalogue(home), lower.year.period(label), tree)
    return score_all(lower, year, answers, lower.assessed(tree), tree)
