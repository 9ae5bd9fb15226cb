"""What follows from a rank or a grade: the bottom three report, the first ten are commended.

Gansu has the bottom three of its assessment report within a month. Texts seldom say what happens to equals at the edge,
so a scheme states it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from plumbline.text import Text

ALL, NONE = "all", "none"
TIES = (ALL, NONE)


class Consequence(NamedTuple):
    """What ``title`` says follows, within ``days`` of publication (0: no term is stated), for the ``last`` or the
    ``first`` so many of those ranked, or for those with one of ``grades``. Of equals at the edge ``ties`` takes all or
    none."""

    id: str
    title: Text
    last: int = 0
    first: int = 0
    grades: tuple[str, ...] = ()
    ties: str = ALL
    days: int = 0

    def words(self) -> Text:
        """For whom, as a phrase."""
        tied = Text("; equals at the edge all count", "，并列者均计入") if self.ties == ALL else Text(
            "; equals at the edge do not count", "，并列者均不计入")
        if self.grades:
            named = ", ".join(self.grades)
            return Text(f"grade {named}", f"等级为{named}")
        if self.last:
            return Text(f"the last {self.last}{tied.en}", f"排名后{self.last}名{tied.zh}")
        return Text(f"the first {self.first}{tied.en}", f"排名前{self.first}名{tied.zh}")


def follows(consequence: Consequence, ranks: Mapping[str, int], grades: Mapping[str, str]) -> frozenset[str]:
    """The names for which it follows. ``ranks``: 1 is the best and equals share one; ``grades``: of those that have
    one, ranked or not."""
    if consequence.grades:
        return frozenset(name for name, grade in grades.items() if grade in consequence.grades)
    places = list(ranks.values())
    wanted = consequence.last or consequence.first
    found = set()
    for name, rank in ranks.items():
        beyond = sum(each > rank if consequence.last else each < rank for each in places)
        within = beyond + (1 if consequence.ties == ALL else places.count(rank))
        if within <= wanted:
            found.add(name)
    return frozenset(found)
