"""Comments on draft standards over HTTP: who reads them, many at once, and every fault of every row."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.utils import timezone

from plumbline import home as homes
from tests.interfaces.api.programs import Program, of
from tests.procedures.standards.projects.plays import Projects
from tests.records.samples import Office

ROWS = [{"text": "Too low", "clause": "5.10", "type": "technical", "body": "Pot works", "person": "Zhuangyuan"},
        {"text": "Well written"}]


@pytest.fixture
def projects(transactional_db: None) -> Iterator[Projects]:
    """An office in the home of the pages, now."""
    office = Office(homes.current())
    office.regions()
    made = Projects(office)
    made.now = timezone.now()
    made.who("ann")
    yield made
    shutil.rmtree(office.inbox)


def test_comments_are_taken_read_and_decided(projects: Projects) -> None:
    number = projects.commented()
    program, path = of("ann"), f"/projects/{number}/comments"
    assert program.get(path).json()["total"] == 0
    answer = program.send("POST", path, {"rows": ROWS})
    assert (answer.status_code, answer.json()) == (201, {"done": ["1", "2"], "before": 0})
    assert program.send("POST", path, {"rows": ROWS}).json() == {"done": [], "before": 2}
    told = program.get(path).json()
    assert [(each["comment"], each["text"], each["decision"]) for each in told["comments"]] == [
        ("2", "Well written", None), ("1", "Too low", None)]
    assert "Zhuangyuan" not in str(told)
    decisions = [{"comment": "1", "decision": "partly"}, {"comment": "9", "decision": "adopted"}]
    refused = program.send("POST", f"/projects/{number}/decisions", {"rows": decisions})
    assert refused.status_code == 422
    assert [(each["field"], each["code"]) for each in refused.json()["faults"]] == [
        ("rows.0", "project.no_reason"), ("rows.1", "case.member_unknown")]
    done = program.send("POST", f"/projects/{number}/decisions", {"rows": [
        {"comment": "2", "decision": "adopted"}, {"comment": "1", "decision": "rejected", "reason": "No"}]})
    assert done.json() == {"done": ["2", "1"], "before": 0}
    assert program.get(path).json()["undecided"] == 0


def test_every_fault_is_told_at_its_row(projects: Projects) -> None:
    number = projects.commented()
    rows = [*ROWS, {"text": "x", "type": "zz", "clause": "5" * 61}]
    answer = of("ann").send("POST", f"/projects/{number}/comments", {"rows": rows})
    assert answer.status_code == 422
    assert {each["field"] for each in answer.json()["faults"]} == {"rows.2.type", "rows.2.clause"}
    assert of("ann").get(f"/projects/{number}/comments").json()["total"] == 0


def test_others_read_nothing_and_take_nothing_down(projects: Projects) -> None:
    number, hidden = projects.commented(), projects.planned()
    projects.comment(number)
    assert Program().get(f"/projects/{hidden}/comments").status_code == 404
    assert Program().get(f"/projects/{number}/comments").status_code == 401
    assert of("li").get(f"/projects/{number}/comments").json()["total"] == 1
    projects.who("zhao", region="2")
    answer = of("zhao").send("POST", f"/projects/{number}/comments", {"rows": ROWS})
    assert (answer.status_code, answer.json()["code"]) == (403, "case.part_not_held")
