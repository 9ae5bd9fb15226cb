"""The flow of a year: its days, and the board that follows from events alone."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.methods.assessment.flows.calendar import AssessmentYear
from plumbline.methods.assessment.flows.flow import Anchor, Flow
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.board import Board, Happened, fold, two_answers
from plumbline.methods.assessment.year.duties import duties, standings, window
from plumbline.rulebook.flows.flows import load_flows

FLOW: Flow = load_flows(None)["quality-work"]
YEAR = AssessmentYear.of("07-01..06-30").period("2013-14")
ITEMS = {"1": frozenset({"self", "department", "visit"}), "2": frozenset({"panel"})}
DAY = date(2014, 7, 10)


def board(*events: Happened, merged: dict[str, str] | None = None, regions: tuple[str, ...] = ("a", "b")) -> Board:
    return fold(events, FLOW, YEAR, regions, ITEMS, lambda code: (merged or {}).get(code, code))


def said(number: int, stage: str, region: str, item: str, answer: str, actor: int = 1) -> Happened:
    return Happened(number, acts.STATE, DAY, actor, stage, region, item, answer)


def expert(number: int, person: int) -> Happened:
    return Happened(number, acts.ASSIGN, DAY, 9, answer="expert", item="2", person=person)


@pytest.mark.parametrize(("year", "label", "targets", "own"), [
    ("07-01..06-30", "2013-14", date(2013, 6, 30), date(2014, 7, 15)),  # 国办发〔2013〕47号, article 6
    ("calendar", "2014", date(2013, 12, 31), date(2015, 1, 15)),
    ("09-01..08-31", "2013-14", date(2013, 8, 31), date(2014, 9, 15)),  # Panjin's year
])
def test_the_days_follow_the_year_of_the_scheme(year: str, label: str, targets: date, own: date) -> None:
    period = AssessmentYear.of(year).period(label)
    due = {stage.id: stage.due.day(period, None) for stage in FLOW.stages}
    assert (due["target"], due["self"], due["object"]) == (targets, own, None)


def test_what_rests_on_publication_waits_for_it() -> None:
    stage = FLOW.stage("object")
    assert stage is not None
    assert window(board(), stage) == (None, None)
    published = board(Happened(1, acts.PUBLISH, date(2014, 8, 20)))
    assert window(published, stage) == (date(2014, 8, 20), date(2014, 8, 27))


@pytest.mark.parametrize(("anchor", "en", "zh"), [
    (Anchor("end", 15), "15 days after the last day of the year", "考核年度末日后15日"),
    (Anchor("start", -1), "1 day before the first day of the year", "考核年度首日前1日"),
    (Anchor("published", 0), "publication", "公布之日"),
])
def test_a_day_in_words(anchor: Anchor, en: str, zh: str) -> None:
    assert (anchor.words().en, anchor.words().zh) == (en, zh)


def test_the_verified_answer_counts_before_the_departments_and_that_before_ones_own() -> None:
    events = [said(1, "visit", "a", "1", "no"), said(2, "department", "a", "1", "yes"),
              said(3, "self", "a", "1", "yes")]
    assert [each.number for each in board(*events).final("a", "1")] == [1]
    assert [each.number for each in board(*events[1:]).final("a", "1")] == [2]
    assert [each.number for each in board(*events[2:]).final("a", "1")] == [3]
    assert board().final("a", "1") == []


def test_the_newest_statement_counts_and_the_others_stay() -> None:
    found = board(said(1, "self", "a", "1", "no"), said(2, "self", "a", "1", "yes"))
    assert [each.answer for each in found.versions("self", "a", "1")] == ["no", "yes"]
    assert found.final("a", "1")[0].answer == "yes"


def test_scores_lie_open_when_all_have_scored_or_the_panel_is_closed() -> None:
    seated = [expert(1, 5), expert(2, 6)]
    one = [*seated, said(3, "panel", "a", "2", "80", actor=5)]
    assert not board(*seated).opened("a", "2")
    assert not board(*one).opened("a", "2")
    assert board(*one, said(4, "panel", "a", "2", "70", actor=6)).opened("a", "2")
    assert board(*one, Happened(4, acts.CLOSE, DAY, region="a", item="2")).opened("a", "2")
    assert not board(*one, Happened(4, acts.CLOSE, DAY, region="b", item="2")).opened("a", "2")


def test_the_score_of_somebody_outside_the_panel_does_not_count() -> None:
    events = [expert(1, 5), said(2, "panel", "a", "2", "80", actor=5), said(3, "panel", "a", "2", "10", actor=7)]
    assert [each.answer for each in board(*events).final("a", "2")] == ["80"]
    conflict = Happened(4, acts.DECLARE, DAY, 5, region="a")
    assert board(*events, conflict).final("a", "2") == []
    assert board(*events, Happened(4, acts.RELEASE, DAY, 9, answer="expert", person=5)).final("a", "2") == []


def test_an_approval_holds_for_the_evaluation_before_it_alone() -> None:
    events = [Happened(1, acts.EVALUATE, DAY, 1), Happened(2, acts.APPROVE, DAY, 2), Happened(3, acts.APPROVE, DAY, 2)]
    assert board(*events).phase == "evaluated"  # one person twice is one
    events.append(Happened(4, acts.APPROVE, DAY, 3))
    assert board(*events).phase == "approved"
    events.append(Happened(5, acts.EVALUATE, DAY, 1))
    assert (board(*events).phase, board(*events).approvers) == ("evaluated", set())


def test_a_correction_reopens_a_published_year_for_evaluation() -> None:
    events = [Happened(1, acts.EVALUATE, DAY, 1), Happened(2, acts.PUBLISH, DAY, 1)]
    assert board(*events).phase == "published"
    events.append(said(3, "answer", "a", "1", "yes"))
    assert (board(*events).phase, board(*events).final("a", "1")[0].number) == ("correcting", 3)
    events.append(Happened(4, acts.EVALUATE, DAY, 1))
    assert board(*events).phase == "evaluated"


def test_regions_that_became_one_must_agree_or_be_asked_anew() -> None:
    merged = {"a": "c", "b": "c"}
    two = [said(1, "self", "a", "1", "yes"), said(2, "self", "b", "1", "no")]

    def found(*events: Happened) -> list[tuple[str, str, str]]:
        return two_answers(board(*events, merged=merged, regions=("c",)), lambda code: merged.get(code, code))

    assert found(*two) == [("self", "c", "1")]
    assert found(two[0], said(2, "self", "b", "1", "yes")) == []
    assert found(*two, said(3, "self", "c", "1", "no")) == []


def test_standings_count_what_is_there_late_and_missing() -> None:
    events = [Happened(1, acts.STATE, DAY, 1, "self", "a", "1", "yes", late=True)]
    found = {each.stage: (each.done, each.of, each.late, each.overdue)
             for each in standings(board(*events), "a", date(2014, 8, 10))}
    assert found == {"target": (0, 1, 0, True), "self": (1, 1, 1, False), "department": (0, 1, 0, False),
                     "visit": (0, 1, 0, False), "panel": (0, 1, 0, False)}


def test_nothing_waits_before_its_first_day() -> None:
    assert {each.stage for each in duties(board(), date(2013, 6, 1))} == {"target"}
    assert not list(duties(board(), date(2013, 3, 1)))
