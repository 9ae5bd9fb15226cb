"""A board told from a row a region says what the board of all events says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.methods.assessment.flows.calendar import AssessmentYear
from plumbline.methods.assessment.flows.flow import ANSWER, BEFORE_EVALUATION, PANEL, REPORT
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.assessment.year import board as acts
from plumbline.methods.assessment.year.board import Board, Happened, Mark, Marks, Within, fold, note
from plumbline.methods.assessment.year.duties import duties, standings, tallies
from plumbline.rulebook.flows.flows import load_flows

FLOW = load_flows(None)["quality-work"]
YEAR = AssessmentYear.of("07-01..06-30").period("2013-14")
ITEMS = {"1": frozenset({"self", "department", "visit"}), "2": frozenset({"panel"}),
         "3": frozenset({"self", "panel"}), "4": frozenset[str]()}
COMBINED = frozenset({"3"})
REGIONS, PEOPLE = ("a", "b"), (1, 2, 3)
ON = date(2014, 7, 10)


def goes_on_as(code: str) -> str | None:
    return {"old": "a", "gone": None}.get(code, code)


def event(draw: Any, number: int) -> Happened:
    act = draw(st.sampled_from([acts.STATE] * 8 + [acts.ASSIGN] * 4 + [acts.DECLARE, acts.CLOSE, acts.CONSENSUS,
                                                                      acts.RELEASE]))
    region, item = draw(st.sampled_from([*REGIONS, "old"])), draw(st.sampled_from(list(ITEMS)))
    person, more = draw(st.sampled_from(PEOPLE)), dict[str, Any]()
    if act == acts.STATE:
        stage = draw(st.sampled_from([*BEFORE_EVALUATION, ANSWER]))
        more = {"stage": stage, "region": region, "item": "" if stage == "target" else item,
                "answer": draw(st.sampled_from(["1", "2", NOT_APPLICABLE, ""] if stage == ANSWER else
                                               ["1", "2", NOT_APPLICABLE])), "late": draw(st.booleans())}
    elif act in (acts.ASSIGN, acts.RELEASE):
        part = draw(st.sampled_from(["expert", "assessed", "department", "visitor", "lead"]))
        over = draw(st.sampled_from(["", region])) if act == acts.ASSIGN else ""
        more = {"answer": part, "person": person, "region": over, "item": draw(st.sampled_from(["", item]))}
    elif act == acts.DECLARE:
        more = {"region": draw(st.sampled_from(["", region]))}
    else:
        more = {"region": region, "item": draw(st.sampled_from(["2", "3"])), "stage": PANEL, "answer": "consensus=1"}
    return Happened(number, act, ON, person, **more)


@st.composite
def histories(draw: Any) -> list[Happened]:
    return [event(draw, number) for number in range(1, draw(st.integers(0, 30)))]


def short(events: list[Happened], *, panel: bool = True, regions: tuple[str, ...] = ()) -> Board:
    """The board from what few events say, and of all statements only that they are there."""
    said: Marks = {}
    for each in events:
        if each.act == acts.STATE and each.stage in BEFORE_EVALUATION:
            scored = (each.actor,) if each.stage == PANEL and each.actor is not None else ()
            note(said, each.stage, goes_on_as(each.region) or each.region, each.item,
                 Mark(each.number, each.late, each.answer == NOT_APPLICABLE, scored, each.number))
    stages = {ANSWER, REPORT, PANEL} if panel else {ANSWER, REPORT}
    few = [each for each in events if each.act != acts.STATE or each.stage in stages
           or goes_on_as(each.region) in regions]
    return fold(few, FLOW, YEAR, REGIONS, ITEMS, goes_on_as, COMBINED,
                Within(frozenset(regions), frozenset(stages)), said)


@settings(max_examples=300, deadline=None)
@given(histories())
def test_it_says_the_same(events: list[Happened]) -> None:
    whole, part = fold(events, FLOW, YEAR, REGIONS, ITEMS, goes_on_as, COMBINED), short(events)
    for on in (date(2013, 6, 1), ON, ON + timedelta(days=90)):
        for region in REGIONS:
            assert standings(part, region, on) == standings(whole, region, on)
        for person in (None, *PEOPLE):
            waits = list(duties(whole, on, person))
            assert list(duties(part, on, person)) == waits
            counted: dict[str, int] = {}
            for each in tallies(part, on, person, lambda region: True):
                counted[each.stage] = counted.get(each.stage, 0) + each.count
            assert counted == {stage: sum(one.stage == stage for one in waits) for stage in {one.stage for one in
                                                                                         waits}}
    for region in REGIONS:
        finals = {item: whole.final(region, item) for item in ITEMS}
        assert part.unanswered(region) == sum(not finals[item] for item in ITEMS if ITEMS[item])
        for item, final in finals.items():
            assert part.opened(region, item) == whole.opened(region, item)
            assert bool(part.settled_in(region, item)) == bool(final)
            if final and item not in COMBINED:
                assert part.settled_in(region, item) == final[0].stage
            assert part.panel_scores(region, item) == [each for each in final if each.stage == PANEL and PANEL in
                                                       ITEMS[item]]


@settings(max_examples=100, deadline=None)
@given(histories())
def test_of_one_region_everything_is_there(events: list[Happened]) -> None:
    whole = fold(events, FLOW, YEAR, REGIONS, ITEMS, goes_on_as, COMBINED)
    part = short(events, panel=False, regions=("a",))
    for item in ITEMS:
        assert part.final("a", item) == whole.final("a", item)
        for stage in BEFORE_EVALUATION:
            assert part.versions(stage, "a", item) == whole.versions(stage, "a", item)


def test_what_was_not_read_is_not_taken_for_nothing() -> None:
    with pytest.raises(LookupError, match="what b stated was not read"):
        short([], regions=("a",)).answer("self", "b", "1")
