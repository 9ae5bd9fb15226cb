"""What becomes known of a standard when its record changes: that it was published, amended, confirmed, replaced,
withdrawn.

Each is told by comparing two versions of one record. Of a record that is new only what is recent is news: a catalogue
of sixty thousand documents is no sixty thousand announcements. Of one that was held before, any change of its state is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from plumbline.methods.standards.lifecycle import CANCELLED, DRAFT, IN_FORCE, REPLACED, WITHDRAWN

PUBLISHED, AMENDED, CONFIRMED, RESTORED, TAKEN_OUT = "published", "amended", "confirmed", "restored", "taken-out"
KINDS = (PUBLISHED, AMENDED, CONFIRMED, REPLACED, WITHDRAWN, RESTORED, TAKEN_OUT)
"""Everything that is announced. What was taken out of the register is told too: an announcement of it was wrong."""
RECENT = timedelta(days=366)
"""How long before it became known something may lie to be announced of a record that is new."""
NOT_OUT = frozenset({DRAFT, CANCELLED})


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record: what of it decides what is announced. ``gone``: it was taken out of the register."""

    status: str = ""
    supplement: str = ""
    published_on: date | None = None
    confirmed_on: date | None = None
    withdrawn_on: date | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Announced:
    """One thing that became known, and its day, where one is told."""

    what: str
    day: date | None


def announced(before: Version | None, after: Version, known_on: date) -> Iterator[Announced]:
    """What became known with the version ``after``, which is the first (``before`` is None) or follows another, on the
    day ``known_on``."""
    if before is None or before.gone:
        if not after.gone:
            yield from (each for each in _told(Version(status=DRAFT), after)
                        if each.day is not None and known_on - each.day <= RECENT)
        return
    if after.gone:
        yield Announced(TAKEN_OUT, None)
        return
    yield from _told(before, after)


def _told(before: Version, after: Version) -> Iterator[Announced]:
    if _out(after) and not _out(before):
        yield Announced(AMENDED if after.supplement else PUBLISHED, after.published_on)
    if after.confirmed_on is not None and after.confirmed_on != before.confirmed_on and (
            before.confirmed_on is None or after.confirmed_on > before.confirmed_on):
        yield Announced(CONFIRMED, after.confirmed_on)
    ended, was = _ended(after), _ended(before)
    if ended and not was:
        yield Announced(ended, after.withdrawn_on)
    elif was and not ended and after.status == IN_FORCE:
        yield Announced(RESTORED, None)


def _out(of: Version) -> bool:
    return of.status not in NOT_OUT and (of.published_on is not None or bool(of.status))


def _ended(of: Version) -> str:
    if of.status in (REPLACED, WITHDRAWN):
        return of.status
    return WITHDRAWN if of.withdrawn_on is not None and not of.status else ""
