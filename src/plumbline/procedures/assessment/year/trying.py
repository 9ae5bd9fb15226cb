"""What one answer to one item of an assessment year would score, before anybody states it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plumbline.errors import MethodError
from plumbline.methods.assessment.flows.answers import one_number
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.assessment.scoring.evaluators import Evaluators
from plumbline.methods.assessment.scoring.judged import Expert
from plumbline.methods.assessment.scoring.scored import Scored
from plumbline.procedures.assessment.scoring.determinations import Determined
from plumbline.procedures.assessment.scoring.scoring import line_of_determined, waived
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text


def tried(scheme: Scheme, item: Item, answer: str, on: date, *, alone: bool = False,
          stage: str = "") -> Scored | None:
    """The score of ``answer``, given on a day; None where the scheme withholds it. ``alone``: one expert's score, of
    which no agreement is asked yet. Of an item that several stages score, what the answer of a ``stage`` gives to it.
    :raises MethodError: if the item's rule does not take the answer."""
    if answer == NOT_APPLICABLE:
        return waived(scheme, item)
    if item.figure or item.rolled_up:
        raise MethodError("answer.computed", Text("this item is computed from records", "该考核项由业务数据计算"),
                          next_step=Text("Correct the records", "请更正业务数据"))
    if stage and isinstance(item.rule, Evaluators) and stage in item.rule.stages:
        return item.rule.part(stage, answer, item.points, scheme.rounding, alone=alone)
    if isinstance(item.rule, Evaluators):
        return item.rule.score(answer, item.points, scheme.rounding)  # an answer for all stages leaves none out
    if alone and isinstance(item.rule, Expert):
        one_number(answer)
        by_one = replace(item.rule, least=1, spread=None, combine="mean")
        return by_one.score(answer, item.points, scheme.rounding)
    return line_of_determined(scheme, item, Determined(item.id, answer, on)).scored
