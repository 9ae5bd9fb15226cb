"""A standard from its proposal to its publication, played by several people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.procedures.casework import common_acts
from plumbline.procedures.standards.projects import comments
from plumbline.records.core import kinds, store
from tests.procedures.standards.projects.plays import CLOSES, PLAN, VOTE, Projects
from tests.records.samples import Office

PUBLISH = {"designation": "GB/T 12345—2026", "effective_on": "2026-12-01", "issuer": "SAMR"}


@pytest.fixture
def projects(office: Office) -> Projects:
    """People of a city, and projects."""
    return Projects(office)


def rows(kind: str, *names: str, **wanted: str) -> list[tuple[Any, ...]]:
    return list(store.current(kinds.get(kind)).filter(**wanted).order_by("pk").values_list(*names))


def refused(error: type[PlumblineError], code: str, act: Any, *args: Any, **values: Any) -> PlumblineError:
    with pytest.raises(error) as caught:
        act(*args, **values)
    assert caught.value.code == code
    return caught.value


def test_a_standard_comes_about(projects: Projects) -> None:
    number = projects.planned(adopts="IEC 60335-1:2020; ISO 1:2022", degree="MOD")
    projects.do(number, "submit-draft", projects.li, note="The first")
    projects.drafted(number)
    projects.do(number, "open-comments", closes_on=CLOSES)
    projects.comment(number)
    event, _secret = comments.send(projects.home, None, number, {"text": "Too loud", "type": "general"}, once="a",
                                   at=projects.later())
    assert event.member == "2"
    projects.later(days=62)
    projects.do(number, "close-comments")
    error = refused(RecordError, "case.condition", projects.do, number, "submit-review")
    assert "2 comments are not decided: 1, 2" in error.why.en
    refused(RecordError, "project.no_reason", projects.do, number, "decide", member="1", decision="partly")
    projects.do(number, "decide", projects.li, member="1", decision="partly", reason="Fifty-five")
    projects.do(number, "decide", member="2", decision="adopted")
    projects.do(number, "submit-review", projects.li)
    projects.do(number, "pass-review", **VOTE)
    refused(NotAllowed, "case.second_person", projects.do, number, "approve")
    projects.do(number, "approve", "bea")
    projects.do(number, "publish", "bea", **PUBLISH)
    assert projects.at(number).state().name == "published"
    assert rows("standard", "code", "designation", "title_zh", "level", "status", "published_on", "effective_on",
                "document", "issuer", "region") == [(
                    "GB/T 12345-2026", "GB/T 12345-2026", "电水壶通用要求", "national", "in-force", date(2026, 5, 3),
                    date(2026, 12, 1), "GB/T 12345", "SAMR", "1")]
    assert rows("relation", "standard", "type", "target", "degree") == [
        ("GB/T 12345-2026", "adopts", "IEC 60335-1:2020", "MOD"), ("GB/T 12345-2026", "adopts", "ISO 1:2022", "MOD")]
    assert rows("participation", "standard", "organisation", "role", "rank", "region", "published_on") == [
        ("GB/T 12345-2026", "F2", "led", 1, "2", date(2026, 5, 3)),
        ("GB/T 12345-2026", "F1", "drafted", 2, "1", date(2026, 5, 3))]
    wrote = projects.at(number).board.case.said["~wrote"].splitlines()
    assert (wrote[0], len(wrote)) == ("standard GB/T 12345-2026", 5)


def test_a_plan_needs_a_second_person_and_drafters_that_are_registered(projects: Projects) -> None:
    number = projects.propose()
    refused(RecordError, "project.drafter_unknown", projects.do, number, "hand-in-plan",
            **PLAN | {"drafting": "Nobody works"})
    refused(RecordError, "project.drafter_twice", projects.do, number, "hand-in-plan",
            **PLAN | {"drafting": "F1\nKettle works"})
    projects.do(number, "hand-in-plan", **PLAN)
    refused(NotAllowed, "case.second_person", projects.do, number, "approve-plan")
    projects.do(number, "return-plan", "bea", why="Too wide")
    refused(RecordError, "project.plan_needed", projects.do, number, "begin-drafting", **PLAN)
    projects.do(number, "hand-in-plan", **PLAN)
    projects.do(number, "approve-plan", "bea")
    assert projects.at(number).board.values["drafting"] == "F2\nF1"
    assert [part for part, _ in sorted(
        (each.name, projects.at(number, projects.li).holds(projects.li, each))
        for each in projects.at(number).procedure.parts) if _] == ["drafter"]


def test_comments_are_taken_for_sixty_days_on_a_draft_that_can_be_read(projects: Projects) -> None:
    number = projects.planned()
    refused(RecordError, "project.comment_days", projects.do, number, "open-comments", closes_on="2026-04-30")
    refused(RecordError, "project.no_draft", projects.do, number, "open-comments", closes_on=CLOSES)
    projects.drafted(number)
    projects.do(number, "open-comments", closes_on=CLOSES)
    refused(RecordError, "case.too_early", projects.do, number, "close-comments")
    refused(RecordError, "project.not_later", projects.do, number, "extend-comments", closes_on=CLOSES)
    projects.do(number, "extend-comments", closes_on="2026-06-01")
    assert projects.at(number).due().day == date(2026, 6, 1)  # type: ignore[union-attr]
    projects.later(days=100)
    error = refused(RecordError, "project.not_open", comments.send, projects.home, None, number,
                    {"text": "Late", "type": "general"}, once="b", at=projects.later())
    assert error.where.en == number


@pytest.mark.parametrize(("votes", "passes"), [
    ({"in_favour": "21", "against": "7"}, True), ({"in_favour": "20", "against": "7", "abstained": "1"}, False),
    ({"in_favour": "20", "against": "8"}, False), ({"in_favour": "16", "against": "4", "abstained": "1"}, True),
    ({"in_favour": "20", "against": "0"}, False)])
def test_three_quarters_of_those_who_vote_pass_a_draft(projects: Projects, votes: dict[str, str], passes: bool) -> None:
    number = projects.commented()
    projects.later(days=62)
    projects.do(number, "close-comments")
    projects.do(number, "submit-review")
    said = VOTE | votes
    if passes:
        refused(RecordError, "project.passed", projects.do, number, "fail-review", **said)
        projects.do(number, "pass-review", **said)
        assert projects.at(number).state().name == "reviewed"
    else:
        refused(RecordError, "project.not_passed", projects.do, number, "pass-review", **said)
        projects.do(number, "fail-review", **said)
        assert projects.at(number).state().name == "drafting"


@pytest.mark.parametrize("wrong", [{"invited": "3"}, {"in_favour": "0", "against": "0"}])
def test_votes_that_cannot_be_are_refused(projects: Projects, wrong: dict[str, str]) -> None:
    number = projects.commented()
    projects.later(days=62)
    projects.do(number, "close-comments")
    projects.do(number, "submit-review")
    refused(PlumblineError, "project.no_vote", projects.do, number, "pass-review", **VOTE | wrong)


def test_who_handed_in_the_draft_approves_nothing(projects: Projects) -> None:
    number = projects.planned()
    projects.drafted(number)
    projects.do(number, "submit-draft", "bea")
    projects.do(number, "open-comments", closes_on=CLOSES)
    projects.later(days=62)
    projects.do(number, "close-comments")
    projects.do(number, "submit-review")
    projects.do(number, "pass-review", **VOTE)
    refused(NotAllowed, "project.own_draft", projects.do, number, "approve", "bea")
    projects.do(number, "approve", "cai")


def test_a_number_is_read_fits_the_level_and_is_free(projects: Projects, office: Office) -> None:
    office.take("standard", [{"code": "GB/T 9000-2010", "designation": "GB/T 9000-2010", "level": "national",
                              "document": "GB/T 9000", "title_zh": "旧"}])
    number = projects.approved()
    for designation, code in (("DB33/T 1-2026", "project.other_level"), ("GB/T 12345", "project.no_edition"),
                              ("GB/T 9000-2010", "project.number_taken"), ("GB 9000-2026", "project.number_taken"),
                              ("GB/T 1-2026/XG1-2026", "project.no_edition")):
        error = refused(RecordError, code, projects.do, number, "publish", "bea",
                        **PUBLISH | {"designation": designation})
        assert error.where.en == "designation"
    with pytest.raises(RecordError, match="number"):
        projects.do(number, "publish", "bea", **PUBLISH | {"designation": "GB/T"})
    refused(RecordError, "project.effective_before", projects.do, number, "publish", "bea",
            **PUBLISH | {"effective_on": "2026-01-01"})
    refused(RecordError, "project.published_later", projects.do, number, "publish", "bea",
            **PUBLISH | {"published_on": "2027-01-01", "effective_on": "2027-01-01"})
    projects.do(number, "publish", "bea", **PUBLISH)
    again = projects.approved(replaces="GB/T 9000-2010")
    projects.do(again, "publish", "bea", **PUBLISH | {"designation": "GB 9000-2026"})  # a revision keeps its number
    assert rows("relation", "standard", "type", "target", "target_standard") == [
        ("GB 9000-2026", "replaces", "GB/T 9000-2010", "GB/T 9000-2010")]
    assert {role for _, role in rows("participation", "organisation", "role", standard="GB 9000-2026")} == {
        "led", "revised"}


def test_an_enterprise_drafts_and_declares_without_being_asked(projects: Projects) -> None:
    number = projects.propose(level="enterprise", proposer="F1")
    refused(RecordError, "project.no_plan_needed", projects.do, number, "hand-in-plan", **PLAN)
    projects.do(number, "begin-drafting", projects.li, **PLAN | {"drafting": "F1"})
    projects.drafted(number)
    refused(RecordError, "project.no_comments", projects.do, number, "open-comments", closes_on=CLOSES)
    projects.do(number, "skip-comments")
    projects.do(number, "pass-review", **VOTE)
    projects.do(number, "approve", "bea")
    projects.do(number, "publish", **PUBLISH | {"designation": "Q/KW 001-2026"})
    assert rows("standard", "code", "level") == [("F1 Q/KW 001-2026", "enterprise")]


def test_a_proposal_may_be_given_up_and_other_levels_are_not_made_here(projects: Projects) -> None:
    refused(RecordError, "project.level", projects.propose, level="foreign")
    number = projects.propose()
    common_acts.withdraw(projects.home, projects.who("ann"), "standard-project", number, "Nobody needs it",
                         at=projects.later())
    assert projects.at(number).state().name == "withdrawn"
    refused(RecordError, "case.not_its_turn", projects.do, number, "hand-in-plan", **PLAN)
