"""How far a spot check is: tasks by class, and the shares that the plan states beside what was drawn and inspected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from plumbline.methods.surveillance.draws import many
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.surveillance.spot_checks import directories, plans
from plumbline.procedures.surveillance.spot_checks.drawn import Task, drawn_by
from plumbline.procedures.surveillance.spot_checks.files import DIRECTORY
from plumbline.records.core.cases import CaseSummary

PLACES = ("rural", "school")
"""The types of markets that plans state a share for."""
DONE = ("settled", "published")


@dataclass(frozen=True, slots=True)
class Row:
    """One class, or all of them (``of`` is empty): how many objects stand in the directory, how many were drawn, and of
    these how many are done, wait for an officer, are to be inspected yet, are late among those, or were given up."""

    of: str
    objects: int
    drawn: int
    done: int
    answered: int
    open: int
    late: int
    given_up: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share that the plan states (``stated``, as it is written there): how many tasks are ``due`` to it, how many
    were drawn and how many are done; ``groups`` are the drawn by group or type of place. What is ``short`` the draw did
    not bring, and only another batch can; ``left`` is still to be inspected."""

    name: str
    stated: str
    due: int
    drawn: int
    done: int
    groups: tuple[tuple[str, int], ...]

    @property
    def short(self) -> int:
        """How many too few were drawn."""
        return max(0, self.due - self.drawn)

    @property
    def left(self) -> int:
        """How many of those due are drawn and not inspected yet."""
        return max(0, min(self.due, self.drawn) - self.done)


@dataclass(frozen=True, slots=True)
class Board:
    """The rows by class, their sum, and the shares that the plan states."""

    rows: tuple[Row, ...]
    total: Row
    shares: tuple[Share, ...]


def board_of(case: Found) -> Board:
    """How far the spot check is on the day of ``case``."""
    values = case.board.values
    objects = Counter[str]()
    if values.get(DIRECTORY):
        objects.update(each.of for each in directories.kept(values[DIRECTORY]).objects.values())
    tasks = drawn_by(values).tasks
    states = {member: (state, due) for member, state, due in CaseSummary.objects.filter(case=case.row).exclude(
        member="").values_list("member", "state", "due")}
    by_class: dict[str, list[str]] = {of: [] for of in sorted(objects)}
    for object, task in tasks.items():
        state, due = states.get(object, ("assigned", None))
        late = state == "assigned" and due is not None and case.on > due
        if state == "published" and case.board.of.get(object, {}).get("inspected_on") is None:
            state = "not-inspected"
        by_class[task.object.of].append("late" if late else state)
    rows = tuple(_row(of, objects[of], found) for of, found in by_class.items())
    total = _row("", sum(objects.values()), [each for found in by_class.values() for each in found])
    done = {object for object, (state, _) in states.items() if state in DONE}
    return Board(rows, total, tuple(_shares(values, tasks.values(), done)))


def _row(of: str, objects: int, states: list[str]) -> Row:
    count = Counter(states)
    return Row(of, objects, len(states), sum(count[each] for each in DONE), count["answered"],
               count["assigned"] + count["late"], count["late"], count["not-inspected"])


def _shares(values: dict[str, str], tasks: Iterable[Task], done: set[str]) -> Iterable[Share]:
    every = list(tasks)
    for name, groups in (("focus_share", None), ("places_share", PLACES)):
        stated = plans.share(values, name)
        if stated is not None and every:
            yield _share(name, values[name], stated, every, done, groups)


def _share(name: str, written: str, stated: Fraction, tasks: list[Task], done: set[str],
           groups: tuple[str, ...] | None) -> Share:
    count, drawn = Counter[str](), set[str]()
    for task in tasks:
        said = task.object.market if groups else task.object.focus
        of = [each for each in said.split(";") if each and (groups is None or each in groups)]
        count.update(of)
        drawn |= {task.object.id} if of else set()
    return Share(name, written, many(stated, len(tasks)), len(drawn), len(drawn & done), tuple(sorted(count.items())))
