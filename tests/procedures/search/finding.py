"""Asking in tests: the index brought up, and what was found told by its names."""

from __future__ import annotations

from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.procedures.search import following, searching
from plumbline.procedures.search.hits import Answer

ON = date(2026, 3, 2)


def follow(home: Home) -> following.Standing:
    """Bring the index up."""
    return following.follow(home, on=ON)


def ask(home: Home, user: Any, text: str) -> Answer:
    """What is found once the index is up."""
    assert follow(home).whole
    return searching.search(home, user, text, on=ON)


def found(home: Home, user: Any, text: str) -> dict[str, list[str]]:
    """The keys of what is found, by group; what only comes near left out."""
    answer = ask(home, user, text)
    return {} if answer.near else {group.name: sorted(hit.key for hit in group.hits) for group in answer.groups}


def told(answer: Answer) -> str:
    """Everything that an answer says."""
    return repr(answer.as_dict()["groups"])
