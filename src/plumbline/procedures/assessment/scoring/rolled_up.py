"""Items whose value is what the units below scored by a scheme of their own, in the same year and from the same cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from plumbline.errors import RecordError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import Home
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.assessment.scoring.determinations import Determinations, Determined, determinations
from plumbline.procedures.assessment.scoring.figures import figures_of
from plumbline.procedures.assessment.scoring.rolled_schemes import lower_of
from plumbline.procedures.assessment.scoring.scoring import Result, score_all
from plumbline.rulebook.schemes.schemes import Scheme, Schemes
from plumbline.text import Text

Stated: TypeAlias = Callable[[Home, str, str], Determinations | None]
"""From a home, a scheme and a year to the answers that count there; None where no procedure asked for any, and the
records hold what was determined."""


def rolled_up(home: Home, cut: Cut, scheme: Scheme, schemes: Schemes, label: str, answers: Determinations,
              stated: Stated, above: tuple[str, ...] = ()) -> Determinations:
    """``answers``, and for each item that is rolled up the score that its units give. What was answered for the units
    is asked of ``stated``; ``above`` are the schemes on the way here.

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
        lower = lower_of(scheme, item, schemes, label, way)
        results = _scored(home, cut, lower, schemes, label, tree, stated, way)
        for region in scheme.assessed(tree):
            assert item.rolled_up is not None
            joined = item.rolled_up.joined([each.score for code, each in results.items() if each.score is not None
                                            and region in tree.ancestors(code)])
            if joined is not None:
                value = f"{joined.numerator}/{joined.denominator}"
                found[region, item.id] = Determined(item.id, value, scheme.year.period(label).last)
    return Determinations(found)


def _scored(home: Home, cut: Cut, lower: Scheme, schemes: Schemes, label: str, tree: TreeAt, stated: Stated,
            way: tuple[str, ...]) -> Mapping[str, Result]:
    answered = stated(home, lower.id, label)
    given = determinations(cut, lower, label, tree) if answered is None else answered
    answers = rolled_up(home, cut, lower, schemes, label, given, stated, way)
    year = figures_of(cut, lower, catalogue(home), lower.year.period(label), tree)
    return score_all(lower, year, answers, lower.assessed(tree), tree)
