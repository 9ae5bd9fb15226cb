"""What takes long: making the tasks of a draw and giving them to their inspectors, and publishing what they found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db import transaction

from plumbline.errors import NotAllowed, PlumblineError
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.consequences.effects import Doing
from plumbline.procedures.casework.members import adding
from plumbline.procedures.surveillance.spot_checks.drawn import drawn_by
from plumbline.records.core.people import User

AT_ONCE = 25
"""So many tasks are made in one transaction: a disk is waited for once, and others who write not for long."""
INSPECTOR = "inspector"


def make(doing: Doing) -> Mapping[str, str]:
    """Make a task of each object that was drawn, and give it to its inspectors; what is there already is left."""
    tasks, board, without = drawn_by(doing.board.values).tasks, doing.board, 0
    people = {each.username: each.pk for each in User.objects.filter(
        username__in={name for task in tasks.values() for name in task.inspectors})}
    user, of = User.objects.get(pk=doing.event.actor), (_name(doing), _number(doing))
    for some in _parts(doing, tasks, adding.AT_ONCE):
        new = [{"object": object} for object in some if object not in board.members]
        gifts = [(object, name) for object in some for name in tasks[object].inspectors
                 if name in people and (people[name], INSPECTOR) not in board.given.get(object, ())]
        with transaction.atomic():
            adding.add(doing.home, user, *of, "add-task", new, at=doing.clock())
            told = adding.give(doing.home, user, *of, INSPECTOR, gifts, at=doing.clock())
        refused = [each for each in told if isinstance(each, PlumblineError)]
        for error in refused:
            if not isinstance(error, NotAllowed):
                raise error
        # Whoever came by an interest, left or lost the role since, or is known in the home alone where the draw was
        # made: an officer gives it anew.
        without += len(refused) + sum(
            not tasks[object].inspectors or not people.keys() >= set(tasks[object].inspectors) for object in some)
    return {"tasks": str(len(tasks)), "to_be_given": str(without)}


def publish(doing: Doing) -> Mapping[str, str]:
    """Write the record of each task; what is written already is left."""
    waits = [name for name, each in doing.board.members.items() if each.state != "published"]

    user = User.objects.get(pk=doing.event.actor)
    for some in _parts(doing, waits, AT_ONCE):
        with transaction.atomic():
            for object in some:
                perform.act(doing.home, user, _name(doing), _number(doing), "publish-task", {}, member=object,
                            at=doing.clock())
    return {"published_tasks": str(len(doing.board.members))}


def _parts(doing: Doing, objects: Iterable[str], most: int) -> Iterator[list[str]]:
    """The objects, so many at a time; what was done is told after each part."""
    every = list(objects)
    for start in range(0, len(every), most):
        yield every[start:start + most]
        doing.progress(min(start + most, len(every)), len(every))


def _name(doing: Doing) -> str:
    return str(doing.event.case.procedure)


def _number(doing: Doing) -> str:
    return str(doing.event.case.number)
