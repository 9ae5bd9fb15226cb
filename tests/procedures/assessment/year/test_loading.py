"""A year read as far as it is needed says what the whole of it says; two regions do not wait for each other."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from plumbline.home import Home
from plumbline.procedures.assessment.year import acts, reading
from plumbline.procedures.assessment.year.approval import obstacles
from plumbline.procedures.assessment.year.loading import OVERVIEW, Read, load
from plumbline.procedures.assessment.year.year_status import standing
from plumbline.procedures.evidence import attaching
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.procedures.operations import check_store
from plumbline.procedures.operations.doctor import FAULT, OK, Visit
from plumbline.records.assessment import round_marks
from plumbline.records.assessment.rounds import RoundSummary
from tests import evidence as made
from tests.procedures.year_world import AFTER, NUMBER, Province

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened", "scored"))


def told(province: Province, read: Read) -> dict[str, Any]:
    year, on = load(province.home, NUMBER, read), AFTER.date()
    everybody = [ANYBODY, *(province.who(name) for name in ("lead", "north", "planning", "expert1", "chief"))]
    return {"boards": [reading.board_of(year, each, on=on) for each in everybody],
            "standings": [standing(year, each, on=on) for each in everybody],
            "waiting": [list(reading.waiting(year, each, on=on)) for each in everybody],
            "against": [each.say("en") for each in obstacles(year)],
            "unanswered": [year.board.unanswered(region) for region in year.board.regions]}


def test_a_board_read_in_short_says_what_one_of_all_events_says(province: Province) -> None:
    for change in (lambda: None,
                   lambda: attaching.attach(province.home, province.who("north"), "year", (NUMBER, "north", "1.1"),
                                            [made.photo()], name="plan.jpg", at=AFTER),
                   lambda: province.assign("visitor", "expert", items=["1.3"]),
                   lambda: province.state("expert1", "panel", "south", "20", "1.3"),
                   lambda: province.state("visitor", "panel", "south", "95", "1.3"),
                   lambda: province.state("planning", "department", "north", "no", "1.1")):
        change()
        assert told(province, OVERVIEW) == told(province, Read())


def test_merged_regions_that_disagree_stand_against_it(province: Province) -> None:
    province.take_in("code,name_en,name_zh,level,parent,valid_from,valid_to,successor\n"
                     "south,South,南市,city,prov,2000-01-01,2014-01-31,north\n")
    found = told(province, OVERVIEW)
    assert found == told(province, Read())
    assert any("gave different answers" in each for each in found["against"])


def test_the_doctor_tells_a_board_that_was_altered_and_it_is_made_anew(province: Province) -> None:
    row = RoundSummary.objects.get(region="north")
    before = row.marks
    RoundSummary.objects.filter(pk=row.pk).update(marks="{}")
    RoundSummary.objects.filter(region="south").delete()
    RoundSummary.objects.create(round=row.round, region="nowhere", marks="{}")
    visit = Visit(province.home, AFTER)
    wrong = [(each.status, each.where) for each in check_store.years(visit)]
    assert wrong == [(FAULT, f"{NUMBER} {region}") for region in ("north", "nowhere", "south")]
    assert acts.renew_boards() == 1
    assert [each.status for each in check_store.years(visit)] == [OK]
    assert RoundSummary.objects.get(region="north").marks == before


def test_each_act_renews_its_region_alone(province: Province) -> None:
    kept = dict(RoundSummary.objects.values_list("region", "marks"))
    province.state("planning", "department", "north", "no", "1.1")
    now = dict(RoundSummary.objects.values_list("region", "marks"))
    assert (now["south"], now["north"] == kept["north"]) == (kept["south"], False)
    assert round_marks.wrong(RoundSummary.objects.first().round) == []


def test_two_regions_do_not_wait_for_each_other(province: Province) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a store of one file lets one transaction write at a time")
    done: list[str] = []

    def state(region: str) -> None:
        try:
            province.state("planning", "department", region, "yes", "1.1")
            done.append(region)
        finally:
            connections.close_all()

    threads = {region: threading.Thread(target=state, args=(region,)) for region in ("south", "north")}
    with acts.acting(province.home, NUMBER, "north"):
        threads["south"].start()
        threads["south"].join(timeout=60)
        assert done == ["south"]
        threads["north"].start()
        threads["north"].join(timeout=0.5)
        assert done == ["south"]
    threads["north"].join(timeout=60)
    assert done == ["south", "north"]


def test_several_rows_of_text_are_written_at_once(province: Province) -> None:
    rounds = RoundSummary.objects.values_list("round", flat=True)[0]
    RoundSummary.objects.bulk_create(
        [RoundSummary(round_id=rounds, region=region, marks='{"a,b":"\\"x"}') for region in ("x", "y")])
    assert RoundSummary.objects.get(region="y").marks == '{"a,b":"\\"x"}'
