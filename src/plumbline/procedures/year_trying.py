"""What one answer to one item of an assessment year would score, before anybody states it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from plumbline.errors import MethodError
from plumbline.methods.assessment.answers import one_number
from plumbline.methods.assessment.determined import NOT_APPLICABLE, not_applicable
from plumbline.methods.assessment.given import Expert
from plumbline.methods.assessment.scored import Scored
from plumbline.procedures.assessment_determinations import Determined
from plumbline.procedures.assessment_scoring import line_of_determined
from plumbline.rulebook.schemes import Item, Scheme


def tried(scheme: Scheme, item: Item, answer: str, on: date, *, alone: bool = False) -> Scored | None:
    """The score of ``answer``, given on a day; None where the scheme withholds it. ``alone``: one expert's score, of
    which no agreement is asked yet. :raises MethodError: if the item's rule does not take the answer."""
    if answer == NOT_APPLICABLE:
        if not item.not_applicable:
            raise MethodError("this item always applies", next_step="Answer something else")
        return not_applicable(item.points, scheme.rounding)
    if item.figure:
        raise MethodError("this item is computed from records", next_step="Correct the records")
    if alone and isinstance(item.rule, Expert):
        one_number(answer)
        by_one = replace(item.rule, least=1, spread=None, combine="mean")
        return by_one.score(answer, item.points, scheme.rounding)
    return line_of_determined(scheme, item, Determined(item.id, answer, on)).scored
