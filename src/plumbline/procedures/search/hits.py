"""What a search answers: groups of hits, each by what it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plumbline.procedures.search.following import Standing
from plumbline.records.search.words import Question
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Place:
    """A field in which words of the question stand, and what it says."""

    title: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. ``target`` says what is to be opened: its sort, and what names it there. ``key`` is its
    code or number, ``region`` and ``day`` where and when; ``stands`` the state of a case. ``found`` are the fields in
    which the words stand, of those that the reader may read."""

    target: tuple[str, ...]
    title: Text
    key: str = ""
    region: str = ""
    day: date | None = None
    stands: Text = field(default_factory=Text)
    found: tuple[Place, ...] = ()
    serial: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        sort, *names = self.target
        return {"sort": sort, "names": names, "title": self.title.as_dict(), "key": self.key, "region": self.region,
                "day": self.day.isoformat() if self.day else None,
                "state": self.stands.as_dict() if self.stands else None,
                "found": [{"field": each.title.as_dict(), "says": each.value.as_dict()} for each in self.found]}


@dataclass(frozen=True, slots=True)
class Group:
    """Hits of one sort. ``count`` are those that the reader may see, and ``more`` says that there are more than that;
    ``after`` is where the next page of a list begins, 0: nowhere."""

    name: str
    title: Text
    hits: tuple[Hit, ...]
    count: int
    more: bool = False
    after: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"name": self.name, "title": self.title.as_dict(), "count": self.count, "more": self.more,
                "next": str(self.after) if self.after else None, "hits": [each.as_dict() for each in self.hits]}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. ``near``: nothing holds all that was asked, and these hold most of it. ``standing`` says how far
    the index is; ``closed`` is why it could not be asked, where it could not."""

    question: Question
    groups: tuple[Group, ...]
    standing: Standing
    near: bool = False
    closed: Text = field(default_factory=Text)

    def as_dict(self) -> dict[str, Any]:
        """For JSON. ``behind``: so many changes of the store are not searched yet."""
        return {"asked": self.question.text, "cut": self.question.cut, "near": self.near,
                "behind": self.standing.behind, "index": not (self.standing.none or self.closed),
                "groups": [each.as_dict() for each in self.groups]}
