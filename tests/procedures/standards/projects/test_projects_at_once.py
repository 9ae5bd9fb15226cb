"""Several people at the same moment: each comment has a number of its own, one file is taken once, and one number is
published once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import perform
from plumbline.procedures.operations.check_cases import check
from plumbline.procedures.operations.doctor import Visit
from plumbline.procedures.standards.projects import comments
from plumbline.procedures.standards.projects.names import PROJECT
from plumbline.records.core import kinds, store
from tests.procedures.standards.projects.plays import COMMENTED, Projects
from tests.procedures.together import at_once
from tests.records.samples import Office

PEOPLE = ("ann", "bea", "cai")
PUBLISH = {"designation": "GB/T 12345-2026", "effective_on": "2026-12-01", "issuer": "SAMR"}


@pytest.fixture
def projects(open_office: Office) -> Projects:
    """People of a city, in a store that other connections see."""
    made = Projects(open_office)
    for name in PEOPLE:
        made.who(name)
    return made


def assert_all_is_well(projects: Projects) -> None:
    found = check(Visit(projects.home, datetime(2026, 12, 3, tzinfo=UTC)))
    assert [each.what for each in found if each.status == "fault"] == []
    assert store.broken_links() == []


def test_comments_that_come_together_each_have_a_number(projects: Projects) -> None:
    number, at = projects.commented(), projects.later()

    def sending(text: str) -> Any:
        return lambda: comments.send(projects.home, None, number, {"text": text}, once=text, at=at)[0].member

    def taking(name: str) -> Any:
        return lambda: comments.add(projects.home, projects.who(name), number, [
            COMMENTED, COMMENTED | {"clause": "6"}], at=at)

    made = at_once(sending("a"), sending("b"), taking("ann"), taking("bea"), refused=PlumblineError)
    assert [each for each in made if isinstance(each, PlumblineError)] == []
    assert sorted(projects.at(number).board.members) == ["1", "2", "3", "4"]
    assert sorted(len(each.numbers) for each in made[2:]) == [0, 2]  # the same file twice is taken once
    assert_all_is_well(projects)


def test_one_number_is_published_once(projects: Projects) -> None:
    numbers, at = [projects.approved(), projects.approved()], projects.later()
    made = at_once(*(lambda number=number: perform.act(
        projects.home, projects.who("ann"), PROJECT, number, "publish", PUBLISH, at=at) for number in numbers),
        refused=PlumblineError)
    assert [each.code for each in made if isinstance(each, PlumblineError)] == ["project.number_taken"]
    assert store.current(kinds.get("standard")).filter(code="GB/T 12345-2026").count() == 1
    assert store.current(kinds.get("participation")).count() == 2
    assert_all_is_well(projects)
