"""What is asked of pages and operations, dealt out among readers: as often as there is something new to ask, and not as
often as there are readers times questions.

Asks of one *family* go one way through the program: they differ in what they order and narrow by, or in which of
several like records they are about. The first of a family is asked by every sort of reader: by a member to whom it is
foreign, and else by its members in turn; each further one by one reader, the next by the next. So every family meets
every sort of reader, every ask is made, and over the families every reader meets every way of asking. What is little is
asked by everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol, TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import transaction

LITTLE = 6
"""So many asks of one address, or fewer, are made by every reader."""


class Familiar(Protocol):
    """An ask that says which others go its way, and of which ward it asks (empty: of none, or of several)."""

    @property
    def ward(self) -> str:
        """The code of the ward."""

    @property
    def family(self) -> str:
        """The name of the family."""


Asked = TypeVar("Asked", bound=Familiar)


def families(asks: Iterable[Asked]) -> list[list[Asked]]:
    """The asks by family, in the order in which they come."""
    found: dict[str, list[Asked]] = {}
    for ask in asks:
        found.setdefault(ask.family, []).append(ask)
    return list(found.values())


def dealt(asks: Sequence[Asked], sorts: Sequence[Sequence[str]], own: Mapping[str, str]) -> dict[str, list[Asked]]:
    """For each reader what to ask; ``sorts`` are the readers, those together who stand alike to the data, and ``own``
    the ward of each who has one."""
    readers = [reader for sort in sorts for reader in sort]
    if len(asks) <= LITTLE:
        return {reader: list(asks) for reader in readers}
    shares: dict[str, list[Asked]] = {reader: [] for reader in readers}
    for number, (first, *others) in enumerate(families(asks)):
        for sort in sorts:
            strangers = [reader for reader in sort if not first.ward or own.get(reader) != first.ward] or sort
            shares[strangers[number % len(strangers)]].append(first)
        for turn, ask in enumerate(others, number):
            shares[readers[turn % len(readers)]].append(ask)
    return shares


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is taken back, and no page of before is still kept."""
    for name in settings.CACHES:
        caches[name].clear()
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
