"""Who reads what of an assessment year, and when: each statement is one that could leak."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures.assessment.scoring.reading import read_assessment
from plumbline.procedures.assessment.year import approval, people
from plumbline.procedures.assessment.year import reading as year_reading
from plumbline.procedures.assessment.year.loading import load
from plumbline.procedures.evidence import attaching
from plumbline.procedures.evidence import reading as evidence_reading
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.procedures.records import save
from plumbline.records.assessment.rounds import RoundEvent
from tests import evidence as made
from tests.procedures.year_world import AFTER, NUMBER, TARGETS, Province, day

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened", "scored"))


def read(province: Province, name: str) -> list[dict[str, Any]]:
    return year_reading.events(province.home, NUMBER, province.who(name))


def stated(province: Province, name: str) -> set[tuple[str, str, str]]:
    """(stage, region, by) of everything a person reads that was stated."""
    return {(row["stage"], row["region"], row["by"]) for row in read(province, name) if row["act"] == "state"}


def test_who_is_assessed_reads_itself_alone(province: Province) -> None:
    assert stated(province, "south") == {("target", "south", "south"), ("self", "south", "south")}
    shown = json.dumps([read(province, "south"), year_reading.board(province.home, NUMBER, province.who("south"),
                                                                    on=AFTER.date()),
                        year_reading.today(province.home, province.who("south"), on=AFTER.date())], default=str)
    assert [leaked for leaked in ("north", "seen", "expert1", "market", "planning", '"85"') if leaked in shown] == []
    # That one's own answer does not count would tell that somebody scored it.
    assert {row["counts"] for row in read(province, "south")} == {None}



def test_a_department_reads_its_items_alone(province: Province) -> None:
    assert {(row["stage"], row["item"]) for row in read(province, "market") if row["act"] == "state"} == {
        ("target", ""), ("department", "1.2")}
    assert {(row["stage"], row["item"]) for row in read(province, "planning") if row["act"] == "state"} == {
        ("target", ""), ("self", "1.1"), ("department", "1.1")}


def test_a_visitor_reads_no_scores(province: Province) -> None:
    assert {stage for stage, _, _ in stated(province, "visitor")} == {"target", "self"}


def test_experts_score_independently(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path, then=("opened",))
    province.state("expert1", "panel", "north", "85", "1.3")
    assert stated(province, "expert1") == {("panel", "north", "expert1")}
    for name in ("expert2", "lead", "chief"):
        assert stated(province, name) == set()
    province.state("expert2", "panel", "north", "95", "1.3")
    for name in ("expert1", "expert2", "lead"):
        assert stated(province, name) == {("panel", "north", "expert1"), ("panel", "north", "expert2")}
    assert stated(province, "planning") == set()


def test_a_conflict_of_interest_blocks_reading_and_scoring(province: Province) -> None:
    assert ("self", "north", "north") in stated(province, "planning")
    people.declare_conflict(province.home, province.who("planning"), NUMBER, region="north", reason="was mayor",
                            at=AFTER)
    assert {region for _, region, by in stated(province, "planning") if by != "planning"} == {"south"}
    with pytest.raises(NotAllowed, match="this person declared a conflict of interest"):
        province.state("planning", "department", "north", "no", "1.1")
    people.declare_conflict(province.home, province.who("expert1"), NUMBER, reason="consults for them", at=AFTER)
    board = load(province.home, NUMBER).board
    assert board.scores("north", "1.3").keys() == {province.who("expert2").pk}


def test_a_lead_with_a_conflict_reads_nothing_of_the_region(province: Province) -> None:
    people.declare_conflict(province.home, province.who("lead"), NUMBER, region="north", reason="was mayor",
                            at=AFTER)
    assert {region for _, region, _ in stated(province, "lead")} == {"south"}


def test_nobody_reads_an_evaluation_before_publication(province: Province) -> None:
    province.evaluated()
    assert read_assessment(province.home, "city", "2013-14") is None
    assert [row["act"] for row in read(province, "north") if row["act"] == "evaluate"] == []
    assert "document" not in read(province, "lead")[0]
    for name in ("chief", "deputy"):
        approval.approve(province.home, province.who(name), NUMBER, at=AFTER)
    approval.publish(province.home, province.who("lead"), NUMBER, at=AFTER)
    assert read_assessment(province.home, "city", "2013-14") is not None
    assert ("department", "south", "planning") in stated(province, "south")
    assert {region for _, region, _ in stated(province, "south")} == {"south"}


def test_without_a_part_nobody_reads_anything(province: Province) -> None:
    stranger = province.who("stranger")
    assert year_reading.years(stranger) == []
    assert year_reading.years(None) == []
    assert year_reading.today(province.home, stranger, on=AFTER.date()) == []
    year = load(province.home, NUMBER)
    assert [row for row in year.events if year_reading.readable(stranger, year, row)] == []
    assert [row for row in year.events if year_reading.readable(None, year, row)] == []
    for user in (stranger, None):
        with pytest.raises(RecordError, match="there is no such year"):
            year_reading.events(province.home, NUMBER, user)


def test_a_part_without_its_role_reads_nothing_of_others(province: Province) -> None:
    province.who("planning").roles.update(region="south")
    assert {region for _, region, by in stated(province, "planning") if by != "planning"} == {"south"}


# --------------------------------------------------------------------------------------------------------- evidence


def attach(province: Province, name: str, region: str, content: bytes) -> Any:
    return attaching.attach(province.home, province.who(name), "year", (NUMBER, region, "1.1"), [content],
                            name="plan.jpg", at=AFTER)


def test_evidence_of_another_is_as_if_it_were_not_there(province: Province) -> None:
    row = attach(province, "north", "north", made.photo())
    assert evidence_reading.one(province.who("south"), row.number) == []
    assert len(evidence_reading.one(province.who("north"), row.number)) == 1
    with pytest.raises(RecordError, match="there is no such record"):
        attach(province, "south", "north", made.photo(90, 90))


def test_a_conflict_closes_the_evidence_too(province: Province) -> None:
    row = attach(province, "north", "north", made.photo())
    planning = province.who("planning")
    assert len(evidence_reading.one(planning, row.number)) == 1
    people.declare_conflict(province.home, planning, NUMBER, region="north", reason="was mayor", at=AFTER)
    assert evidence_reading.one(province.who("planning"), row.number) == []
    with pytest.raises(RecordError, match="there is no such evidence"):
        attaching.withdraw(province.who("planning"), row.number, "not mine", at=AFTER)
    with pytest.raises(RecordError, match="there is no such record"):
        attaching.place_of(province.who("planning"), "year", (NUMBER, "north", "1.1"))
    assert attaching.place_of(province.who("planning"), "year", (NUMBER, "south", "1.1")).region == "south"


def test_self_evaluation_wants_evidence_and_keeps_its_hash(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path, evidence=True, then=("opened",))
    with pytest.raises(RecordError, match="this stage wants evidence, and none is attached"):
        province.state("north", "self", "north", "yes", "1.1")
    row = attach(province, "north", "north", made.photo())
    assert province.state("north", "self", "north", "yes", "1.1").evidence == [row.sha256]


@pytest.mark.parametrize("attachments", [1, 3])
def test_a_board_and_a_list_of_events_ask_as_often_however_much_is_attached(
    province: Province, attachments: int, django_assert_num_queries: Any,
) -> None:
    load(province.home, NUMBER)  # the tree of regions is read once
    with django_assert_num_queries(6):
        year_reading.board(province.home, NUMBER, ANYBODY, on=AFTER.date())
    for place in range(attachments):
        attach(province, "north", "north", made.photo(40 + place, 40))
    with django_assert_num_queries(17):  # it changed after something was stated there: that region is read whole
        year_reading.board(province.home, NUMBER, ANYBODY, on=AFTER.date())
    with django_assert_num_queries(7):
        year_reading.events(province.home, NUMBER, ANYBODY)


def test_evidence_removed_after_scoring_is_noticed_and_stops_the_evaluation(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path, then=("opened",))
    row = attach(province, "north", "north", made.photo())
    province.scored()
    attaching.withdraw(province.who("north"), row.number, "changed our mind", at=AFTER)
    changed = {(one["stage"], one["region"]) for one in read(province, "lead") if one["evidence_changed"]}
    assert changed == {("self", "north"), ("department", "north")}
    with pytest.raises(RecordError, match=r"north 1\.1: the evidence changed after the answer of the stage 'depart"):
        province.evaluated()
    province.state("planning", "department", "north", "no", "1.1", reason="without evidence")
    assert province.document()["regions"][0]["score"] == 57


# --------------------------------------------------------------------------------------------------- boards and days


def test_today_says_what_waits_for_whom(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path, then=("opened",))

    def waits(name: str, on: str) -> list[tuple[str, str, str, bool, bool]]:
        found = year_reading.today(home, province.who(name), on=day(on).date())
        return [(one["stage"], one["region"], one["item"], one["late"], one["soon"]) for one in found]

    assert waits("north", "2013-06-20") == [("target", "north", "", False, False)]
    assert waits("north", "2013-06-25") == [("target", "north", "", False, True)]
    assert waits("planning", "2013-06-25") == []
    province.state("north", "target", "north", "one plan", at=TARGETS)
    assert waits("north", "2014-07-16") == [("self", "north", "1.1", True, False)]
    assert waits("expert1", "2014-07-10") == [("panel", "north", "1.3", False, False),
                                              ("panel", "south", "1.3", False, False)]
    province.state("expert1", "panel", "north", "80", "1.3")
    assert waits("expert1", "2014-07-10") == [("panel", "south", "1.3", False, False)]
    assert waits("lead", "2014-07-10") == [("evaluate", "", "", False, False)]
    assert len(year_reading.today(home, ANYBODY, on=AFTER.date())) == 12


def test_a_determination_kept_beside_the_year_stops_its_evaluation(province: Province) -> None:
    save.keep("determination", {"scheme": "city", "year": "2013-14", "region": "north", "item": "1.9",
                                "value": "yes", "reason": "by hand", "decided_on": "2014-07-01"}, at=AFTER)
    with pytest.raises(RecordError, match="a determination was kept beside the year"):
        province.evaluated()
    assert not RoundEvent.objects.filter(act="evaluate").exists()
