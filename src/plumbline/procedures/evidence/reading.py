"""Evidence as one person may see it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plumbline.procedures.evidence.attaching import ANYBODY, Place, may_attach
from plumbline.records.core.people import User
from plumbline.records.evidence import evidence as rows
from plumbline.records.evidence.evidence import FIELDS, SEPARATOR, Evidence, Subject, subject


@dataclass(frozen=True, slots=True)
class Seen:
    """One attachment as one person sees it. ``shown`` holds the values that are open; ``readable`` says whether the
    file itself is, ``keeper`` whether this person may withdraw it."""

    row: Evidence
    shown: dict[str, Any]
    readable: bool
    keeper: bool

    @property
    def internal(self) -> bool:
        """Whether this person sees more than the public does."""
        return "note" in self.shown


def one(user: Any, number: str) -> list[Seen]:
    """The versions of one attachment, newest first; none where there is none, or none that is open to ``user``."""
    found = [_seen(user, row) for row in rows.versions(number)]
    return [each for each in found if each is not None]


def about(user: Any, place: Place) -> list[Seen]:
    """What is attached there and open to ``user``, in the order it was attached; withdrawn evidence too."""
    found = [_seen(user, row) for row in rows.of_subject(place.subject.name, place.key)]
    return [each for each in found if each is not None]


def of_record(user: Any, name: str, key: tuple[str, ...]) -> list[Seen]:
    """The same for a record of kind ``name``, also one that counts no more."""
    found = [_seen(user, row) for row in rows.of_subject(name, key)]
    return [each for each in found if each is not None]


def state(name: str, key: tuple[str, ...], *, upto: int | None = None) -> str:
    """A token that is equal at two times exactly when the same evidence counted: SHA-256, hex, of the numbers and
    contents. A score keeps it, with the journal's number, and whoever reads the score compares: evidence that was
    added, withdrawn or brought back since changes it."""
    return _token(rows.of_subject(name, key, upto=upto))


def states(name: str, *first: str) -> Callable[[tuple[str, ...]], str]:
    """What :func:`state` gives for each key that begins with the parts ``first``, read all at once."""
    there: dict[str, list[Evidence]] = {}
    exactly = rows.newest(name, first) if len(first) > 1 else []
    for row in [*rows.below(name, SEPARATOR.join(first)), *exactly]:
        there.setdefault(row.key, []).append(row)
    return lambda key: _token(there.get(SEPARATOR.join(key), []))


def _token(attached: list[Evidence]) -> str:
    counted = sorted(f"{row.number} {row.sha256}\n" for row in attached if not row.withdrawn)
    return hashlib.sha256("".join(counted).encode()).hexdigest()


def names_of(numbers: set[int]) -> dict[int, str]:
    """Who the people with these numbers are, for officers' eyes."""
    return {user.pk: user.username for user in User.objects.filter(pk__in=numbers)}


def _seen(user: Any, row: Evidence) -> Seen | None:
    of = subject(row.about)
    if of is None:
        return None
    names = [each.name for each in FIELDS]
    open_to = frozenset(names) if user is ANYBODY else of.open_fields(user, row.parts, row.region, row)
    if not open_to:
        return None
    shown = {name: getattr(row, name) for name in names if name in open_to}
    # To the public a withdrawn file is a fact and no more; whoever is responsible can still open it.
    return Seen(row, shown, not row.withdrawn or "note" in open_to, _keeper(user, of, row))


def _keeper(user: Any, of: Subject, row: Evidence) -> bool:
    return may_attach(user, Place(of, row.parts, row.region), row)
