"""What takes long: making the tasks of a draw and giving them to their inspectors, and publishing what they found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction

from plumbline.errors import NotAllowed
from plumbline.procedures.casework import common_acts, perform
from plumbline.procedures.casework.consequences.effects import Doing
from plumbline.procedures.surveillance.spot_checks.drawn import Task, drawn_by
from plumbline.records.core.people import User

AT_ONCE = 25
"""So many tasks are made in one transaction: a disk is waited for once, and others who write not for long."""
INSPECTOR = "inspector"


def make(doing: Doing) -> Mapping[str, str]:
    """Make a task of each object that was drawn, and give it to its inspectors; what is there already is left."""
    drawn, board = drawn_by(doing.board.values), doing.board
    people = {each.username: each.pk for each in User.objects.filter(
        username__in={name for task in drawn.tasks.values() for name in task.inspectors})}
    without = [0]

    def one(user: Any, object: str) -> None:
        task: Task = drawn.tasks[object]
        if object not in board.members:
            perform.act(doing.home, user, _name(doing), _number(doing), "add-task", {"object": object},
                        at=doing.clock())
        refused = 0
        for name in task.inspectors:
            if name not in people:  # the draw was made in another home
                refused += 1
                continue
            if (people[name], INSPECTOR, object) in board.given:
                continue
            try:
                common_acts.assign(doing.home, user, _name(doing), _number(doing), name, INSPECTOR, member=object,
                                   at=doing.clock())
            except NotAllowed:  # whoever came by an interest, left or lost the role since: an officer gives it anew
                refused += 1
        without[0] += refused or not task.inspectors

    _each(doing, drawn.tasks, one)
    return {"tasks": str(len(drawn.tasks)), "to_be_given": str(without[0])}


def publish(doing: Doing) -> Mapping[str, str]:
    """Write the record of each task; what is written already is left."""
    waits = [name for name, each in doing.board.members.items() if each.state != "published"]

    def one(user: Any, object: str) -> None:
        perform.act(doing.home, user, _name(doing), _number(doing), "publish-task", {}, member=object,
                    at=doing.clock())

    _each(doing, waits, one)
    return {"published_tasks": str(len(doing.board.members))}


def _each(doing: Doing, objects: Iterable[str], act: Callable[[Any, str], None]) -> None:
    user = User.objects.get(pk=doing.event.actor)
    every, done = list(objects), 0
    for start in range(0, len(every), AT_ONCE):
        some = every[start:start + AT_ONCE]
        with transaction.atomic():
            for each in some:
                act(user, each)
        done += len(some)
        doing.progress(done, len(every))


def _name(doing: Doing) -> str:
    return str(doing.event.case.procedure)


def _number(doing: Doing) -> str:
    return str(doing.event.case.number)
