"""From what a score earned to the grade that stands: vetoes and caps never lift one, in whatever order they are listed.

国办发〔2013〕47号, article 5: a regional or systemic product-safety incident means D. Of several the worst holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from plumbline.methods.assessment.grades.limits import Case
from plumbline.text import Text


class Ceiling(NamedTuple):
    """No better grade than ``grade`` unless ``needs`` are met; ``title`` says for what, ``id`` tells several."""

    id: str
    grade: str
    needs: Case
    title: Text


class Imposed(NamedTuple):
    """A grade that an item (or a ceiling) called ``by`` imposes: as a veto, or as the best that is left."""

    by: str
    grade: str
    veto: bool = True


class Settled(NamedTuple):
    """The grade that stands (None: none), and the ids of the veto or the cap that made it so, empty where neither
    did."""

    grade: str | None
    veto: str = ""
    cap: str = ""


def settled(grades: Sequence[str], earned: str | None, imposed: Iterable[Imposed]) -> Settled:
    """The grade that stands where ``earned`` came of the score. ``grades`` are all there are, best first.

    A veto is a grade even where none was earned, for want of data say; a cap alone is none. Of equals the first listed
    is named.
    """
    order = {grade: place for place, grade in enumerate(grades)}
    every = list(imposed)
    veto = max((each for each in every if each.veto), key=lambda each: order[each.grade], default=None)
    grade, by = earned, ""
    if veto is not None and (earned is None or order[veto.grade] >= order[earned]):
        grade, by = veto.grade, veto.by
    cap = max((each for each in every if not each.veto), key=lambda each: order[each.grade], default=None)
    if grade is not None and cap is not None and order[cap.grade] > order[grade]:
        return Settled(cap.grade, "", cap.by)
    return Settled(grade, by)
