"""A small assessment year, played whole: from its opening to a correction after publication."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures.assessment.results.assess import assess
from plumbline.procedures.assessment.results.rescoring_document import rescore
from plumbline.procedures.assessment.scoring.reading import read_assessment
from plumbline.procedures.assessment.year import acts, approval, loading, people, reading, statements
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.procedures.operations import check_store
from plumbline.procedures.operations.doctor import FAULT, OK, Visit
from plumbline.records.assessment import rounds
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.assessment.rounds import Round, RoundEvent
from plumbline.records.core import kinds, store
from tests.procedures.year_world import AFTER, NUMBER, PUBLISHED, TARGETS, Province, day

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened",))


def results(province: Province) -> dict[str, tuple[Any, ...]]:
    document = read_assessment(province.home, "city", "2013-14")
    assert document is not None
    return {each["code"]: (each["score"], each["grade"], each["rank"]) for each in document["regions"]}


def phase(province: Province) -> str:
    return loading.load(province.home, NUMBER).board.phase


def refused(act: Any, kind: type[RecordError | NotAllowed] = RecordError, code: str = "") -> str:
    with pytest.raises(kind) as caught:
        act()
    assert caught.value.next_step.en
    assert caught.value.code == code or not code
    return str(caught.value)


def test_a_whole_year(province: Province) -> None:
    home, lead = province.home, province.who("lead")
    province.scored()
    assert phase(province) == "running"
    evaluation = province.evaluated()
    assert (phase(province), read_assessment(home, "city", "2013-14")) == ("evaluated", None)
    for name in ("chief", "deputy"):
        approval.approve(home, province.who(name), NUMBER, at=AFTER)
    assert phase(province) == "approved"
    published = approval.publish(home, lead, NUMBER, at=PUBLISHED)
    assert (phase(province), published.answer) == ("published", evaluation.answer)
    assert results(province) == {"north": (97, "A", 1), "south": (48, "D", 2)}
    assert Assessment.objects.get().entry.root == evaluation.answer

    objection = approval.object_to(home, province.who("south"), NUMBER, "south", "The plan is of 2012.", item="1.1",
                                   at=day("2014-08-22"))
    approval.rule_on(home, lead, NUMBER, objection.pk, upheld=True, reason="It was overlooked.", answer="yes",
                     at=day("2014-08-25"))
    assert (phase(province), results(province)["south"]) == ("correcting", (48, "D", 2))
    province.published()
    assert results(province) == {"north": (97, "A", 1), "south": (88, "B", 2)}
    assert [row.document["regions"][1]["score"] for row in Assessment.objects.order_by("pk")] == [48, 88]

    approval.order(home, lead, NUMBER, "south", "Mend the supervision.", at=day("2014-08-26"))
    province.state("south", "report", "south", "Mended.", at=day("2014-09-10"))
    assert store.broken_links() == []
    assert rounds.altered(Round.objects.get()) == []


def test_what_was_stated_is_nowhere_to_be_read_before_publication_and_for_everyone_after(province: Province) -> None:
    home, south = province.home, province.who("south")
    province.scored()
    province.evaluated()
    for kind in ("determination", "published_grade"):
        assert not store.current(kinds.get(kind)).exists()
    assert "this year is under way" in refused(lambda: rescore(home, "city", "2013-14"), code="year.unpublished")
    assert read_assessment(home, "city", "2013-14", user=south) is None
    for name in ("chief", "deputy"):
        approval.approve(home, province.who(name), NUMBER, at=AFTER)
    approval.publish(home, province.who("lead"), NUMBER, at=PUBLISHED)
    document = read_assessment(home, "city", "2013-14")
    assert document is not None
    assert document["procedure"] == NUMBER
    plan = document["regions"][1]["items"][0]
    counted = RoundEvent.objects.get(act="state", stage="department", region="south", item="1.1")
    assert plan["determination"] == {"item": "plan", "value": "no", "decided_on": "2014-07-10", "events": [counted.pk]}
    assert plan["explanation"]["en"]


def test_a_published_year_is_scored_again_from_what_was_published(province: Province) -> None:
    home, lead = province.home, province.who("lead")
    province.scored()
    province.published()
    objection = approval.object_to(home, province.who("south"), NUMBER, "south", "wrong", item="1.1", at=PUBLISHED)
    approval.rule_on(home, lead, NUMBER, objection.pk, upheld=True, reason="so", answer="yes", at=PUBLISHED)
    scored = {each["code"]: each["own"]["score"] for each in rescore(home, "city", "2013-14")["regions"]}
    assert scored == {"north": 97, "south": 48}  # the correction is not published yet
    province.published()
    scored = {each["code"]: each["own"]["score"] for each in rescore(home, "city", "2013-14")["regions"]}
    assert scored == {"north": 97, "south": 88}


COUNTIES = """
id = "north-counties"
extends = "city"
title = { en = "Counties of North", zh = "北市所辖县" }
meaning = { en = "For tests.", zh = "测试用。" }
source = { text = "test", ours = true }
valid_from = 2013-01-01
level = "county"
within = "north"
full = 110

[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = 90, to = 110, title = { en = "excellent", zh = "优秀" } },
    { grade = "D", from = 0, to = 89, title = { en = "poor", zh = "较差" } },
]

[[block]]
id = "2"
title = { en = "Of the city's own", zh = "市级加项" }
points = 10

[[block.item]]
id = "2.1"
title = { en = "Contact point", zh = "投诉窗口" }
meaning = { en = "Whether there is one.", zh = "是否设立。" }
points = 10
determination = "contact"
rule = { binary = {} }
no_data = "zero"
owner = { en = "market", zh = "市场监管部门" }
clause = "2.1"
"""


def test_a_city_assesses_its_own_counties_by_the_scheme_above_and_items_of_its_own(province: Province) -> None:
    home, number = province.home, "north-counties-2013-14"
    (home.rulebook / "schemes" / "north.toml").write_text(COUNTIES, encoding="utf-8")
    province.take_in("code,name_en,name_zh,level,parent,valid_from\n" + "".join(
        f"{city}-{n},{city} {n},{city} {n} 县,county,{city},2000-01-01\n"
        for city in ("north", "south") for n in (1, 2)))
    north = province.who("north")
    with pytest.raises(NotAllowed, match="may not open an assessment year in 'north'"):
        acts.open_year(home, province.who("south"), "north-counties", "2013-14", "north", at=TARGETS)
    acts.open_year(home, north, "north-counties", "2013-14", "north", at=TARGETS)
    for name, part, more in (("chief", "approver", {}), ("deputy", "approver", {}),
                             ("market", "department", {"items": ["1.2", "2.1"]}),
                             ("expert1", "expert", {"items": ["1.3"]}), ("expert2", "expert", {"items": ["1.3"]})):
        people.assign(home, north, number, name, part, at=TARGETS, **more)
    for name, region, item, answer in (
        ("market", "north-1", "1.2", "30"), ("market", "north-1", "2.1", "yes"), ("market", "north-2", "2.1", "no"),
        ("expert1", "north-1", "1.3", "80"), ("expert2", "north-1", "1.3", "80"),
    ):
        stage = "panel" if name.startswith("expert") else "department"
        statements.state(home, province.who(name), number, stage, region, answer, item=item, at=AFTER)
    assert "the scheme does not assess region 'south-1'" in refused(lambda: statements.state(
        home, province.who("market"), number, "department", "south-1", "yes", item="2.1", at=AFTER),
        code="assess.region_unknown")
    approval.evaluate(home, north, number, with_gaps=True, at=AFTER)
    for name in ("chief", "deputy"):
        approval.approve(home, province.who(name), number, at=AFTER)
    approval.publish(home, north, number, at=PUBLISHED)
    document = read_assessment(home, "north-counties", "2013-14")
    assert document is not None
    assert document["within"] == "north"
    assert [(each["code"], each["score"], each["grade"]) for each in document["regions"]] == [
        ("north-1", 64, "D"), ("north-2", 0, "D")]
    (home.rulebook / "schemes" / "north.toml").write_text(
        COUNTIES.replace('within = "north"', 'within = "nowhere"'), encoding="utf-8")
    with pytest.raises(RecordError, match="there is no region of level 'county' in 'nowhere' on 30 Jun 2015"):
        acts.open_year(home, province.who("lead"), "north-counties", "2014-15", "prov", at=TARGETS)


def test_what_an_event_says_is_sealed(province: Province) -> None:
    province.state("north", "target", "north", "one plan", at=TARGETS)
    row = RoundEvent.objects.get(act="state")
    RoundEvent.objects.filter(pk=row.pk).update(answer="two plans")
    assert rounds.altered(Round.objects.get()) == [row.pk]
    assert "plan" not in str(row.entry.payload()) + str(row.entry.detail)


def test_nobody_acts_out_of_turn(province: Province) -> None:
    home, lead = province.home, province.who("lead")
    assert "the stage 'self' is not open yet. It opens on 1 Jul 2014." in refused(
        lambda: province.state("north", "self", "north", "yes", "1.1", at=TARGETS), code="year.stage_not_open")
    assert "it is not the turn of this: the year is under way" in refused(
        lambda: approval.approve(home, province.who("chief"), NUMBER, at=AFTER), code="year.not_its_turn")
    assert "It opens with publication" in refused(
        lambda: approval.object_to(home, province.who("north"), NUMBER, "north", "no", at=AFTER),
        code="year.stage_not_open")
    province.scored()
    province.published()
    assert "the year is published" in refused(
        lambda: province.state("planning", "department", "south", "yes", "1.1", at=AFTER), code="year.not_its_turn")
    assert "the year is published" in refused(lambda: approval.evaluate(home, lead, NUMBER, at=AFTER),
        code="year.not_its_turn")


def test_another_objects_while_a_correction_is_on_its_way(province: Province) -> None:
    home, lead = province.home, province.who("lead")
    province.scored()
    province.published()
    first = approval.object_to(home, province.who("south"), NUMBER, "south", "wrong", item="1.1", at=PUBLISHED)
    assert "an upheld objection states the right answer" in refused(
        lambda: approval.rule_on(home, lead, NUMBER, first.pk, upheld=True, reason="so", at=PUBLISHED),
        code="objection.answer_missing")
    approval.rule_on(home, lead, NUMBER, first.pk, upheld=True, reason="so", answer="yes", at=PUBLISHED)
    assert "there is no such objection, or it is answered" in refused(
        lambda: approval.rule_on(home, lead, NUMBER, first.pk, upheld=False, reason="no", at=PUBLISHED),
        code="objection.unknown")
    province.evaluated()
    second = approval.object_to(home, province.who("north"), NUMBER, "north", "wrong too", item="1.2", at=PUBLISHED)
    assert phase(province) == "evaluated"
    approval.rule_on(home, lead, NUMBER, second.pk, upheld=True, reason="so", answer="15", at=PUBLISHED)
    assert phase(province) == "correcting"  # what was evaluated before is overtaken
    province.published()
    assert results(province) == {"north": (82, "B", 2), "south": (88, "B", 1)}


def test_an_objection_after_its_days_is_late(province: Province) -> None:
    province.scored()
    province.published()
    assert "this is late: the stage 'object' ended on 27 Aug 2014" in refused(lambda: approval.object_to(
        province.home, province.who("south"), NUMBER, "south", "wrong", at=day("2014-08-28")), code="year.late")
    with pytest.raises(NotAllowed, match="this person does not act as 'assessed government' here"):
        approval.object_to(province.home, province.who("south"), NUMBER, "north", "theirs", at=PUBLISHED)
    assert "nobody ordered this region" in refused(
        lambda: province.state("south", "report", "south", "Mended.", at=PUBLISHED), code="order.none")


def test_late_filing_is_kept_as_late_if_the_lead_allows_it(province: Province) -> None:
    late = day("2014-07-16")
    assert "this is late: the stage 'self' ended on 15 Jul 2014" in refused(
        lambda: province.state("north", "self", "north", "yes", "1.1", at=late), code="year.late")
    people.allow_late(province.home, province.who("lead"), NUMBER, "self", "north", reason="flood", at=late)
    assert province.state("north", "self", "north", "yes", "1.1", at=late).late is True
    assert "this is late" in refused(lambda: province.state("south", "self", "south", "yes", "1.1", at=late),
        code="year.late")
    board = reading.board(province.home, NUMBER, ANYBODY, on=late.date())
    assert board["regions"][0]["stages"]["self"] == {"done": 1, "of": 1, "late": 1, "overdue": False}
    assert board["regions"][1]["stages"]["self"] == {"done": 0, "of": 1, "late": 0, "overdue": True}


@pytest.mark.parametrize(("name", "stage", "region", "answer", "item"), [
    ("north", "self", "south", "yes", "1.1"), ("market", "department", "north", "yes", "1.1"),
    ("north", "department", "north", "yes", "1.1"), ("planning", "self", "north", "yes", "1.1"),
    ("visitor", "panel", "north", "80", "1.3"), ("lead", "department", "north", "yes", "1.1"),
])
def test_nobody_acts_for_another(province: Province, name: str, stage: str, region: str, answer: str,
                                 item: str) -> None:
    assert "this person does not act as" in refused(
        lambda: province.state(name, stage, region, answer, item), NotAllowed, code="year.part_not_held")


def test_a_stranger_does_not_learn_that_there_is_a_year(province: Province) -> None:
    people.release(province.home, province.who("lead"), NUMBER, "north", "assessed", reason="gone", at=AFTER)
    for name in ("stranger", "north"):
        user = province.who(name)
        said = refused(lambda user=user: statements.state(  # type: ignore[misc]
            province.home, user, NUMBER, "self", "north", "yes", item="1.1", at=AFTER))
        assert said.startswith(f"{NUMBER}: there is no such year, or nothing in it is open to this person.")
        with pytest.raises(RecordError, match="there is no such year"):
            reading.board(province.home, NUMBER, user, on=AFTER.date())


def test_one_person_approves_once_and_not_the_own_evaluation(province: Province) -> None:
    province.assign("lead", "approver")
    province.scored()
    province.evaluated()
    approval.approve(province.home, province.who("chief"), NUMBER, at=AFTER)
    assert "this person approved it already" in refused(
        lambda: approval.approve(province.home, province.who("chief"), NUMBER, at=AFTER), NotAllowed,
        code="year.approved_already")
    assert "who made the evaluation does not approve it" in refused(
        lambda: approval.approve(province.home, province.who("lead"), NUMBER, at=AFTER), NotAllowed,
        code="year.own_evaluation")
    assert phase(province) == "evaluated"


def test_a_scheme_changed_during_its_year_needs_a_decision(province: Province) -> None:
    text = province.scheme.read_text("utf-8")
    province.scheme.write_text(text.replace("For tests.", "Changed."), encoding="utf-8")
    assert "the scheme or its flow changed during the year" in refused(
        lambda: province.state("north", "self", "north", "yes", "1.1"), code="year.rules_changed")
    assert reading.board(province.home, NUMBER, ANYBODY, on=AFTER.date())["changed"] is True
    people.go_on(province.home, province.who("lead"), NUMBER, reason="only a word", at=AFTER)
    assert province.state("north", "self", "north", "yes", "1.1").answer == "yes"


def test_a_changed_scheme_must_still_take_what_was_answered(province: Province) -> None:
    province.state("market", "department", "north", "30", "1.2")
    text = province.scheme.read_text("utf-8")
    province.scheme.write_text(text.replace("{ scale = 30 }", "{ scale = 20 }"), encoding="utf-8")
    assert "30 is outside 0 to 20" in refused(
        lambda: people.go_on(province.home, province.who("lead"), NUMBER, reason="new scale", at=AFTER))


def test_a_year_under_way_is_not_assessed_beside_its_procedure(province: Province) -> None:
    assert "this year is assessed by its procedure" in refused(
        lambda: assess(province.home, "city", "2013-14", at=AFTER), code="assess.by_procedure")
    with pytest.raises(ConflictError, match="this year is open already"):
        acts.open_year(province.home, province.who("lead"), "city", "2013-14", "prov", at=AFTER)
    with pytest.raises(NotAllowed, match="may not open an assessment year in 'prov'"):
        acts.open_year(province.home, province.who("north"), "city", "2014-15", "prov", at=AFTER)
    assert "the scheme assesses regions outside this one" in refused(
        lambda: acts.open_year(province.home, province.who("north"), "city", "2014-15", "north", at=AFTER),
        code="year.regions_outside")


def test_an_answer_must_be_one_that_the_rule_takes(province: Province) -> None:
    assert "'perhaps' is not an answer to this item" in refused(
        lambda: province.state("north", "self", "north", "perhaps", "1.1"))
    assert "101 is outside 0 to 100" in refused(lambda: province.state("expert1", "panel", "north", "101", "1.3"))
    assert "is not a number" in refused(lambda: province.state("expert1", "panel", "north", "consensus=80", "1.3"))
    assert "this item is not answered in the stage 'self'" in refused(
        lambda: province.state("north", "self", "north", "30", "1.2"), code="answer.not_in_stage")
    assert "this stage answers one item at a time" in refused(lambda: province.state("north", "self", "north", "yes"),
        code="answer.item_missing")
    assert "longer than" in refused(
        lambda: province.state("north", "self", "north", "yes", "1.1", reason="x" * 2001), code="answer.too_long")


def test_experts_who_disagree_must_confer(province: Province) -> None:
    home, lead = province.home, province.who("lead")
    province.scored()
    people.release(home, lead, NUMBER, "expert2", "expert", reason="ill", at=AFTER)
    province.assign("stranger", "expert", items=["1.3"])
    assert "not all experts have scored yet" in refused(
        lambda: statements.agree(home, lead, NUMBER, "north", "1.3", "70", reason="talked", at=AFTER),
        code="panel.not_open")
    for region in ("north", "south"):
        province.state("stranger", "panel", region, "30", "1.3")
    assert "the experts are 55 apart, and 20 is allowed" in refused(province.evaluated, code="year.obstacles")
    assert "the scores of this panel lie open" in refused(
        lambda: province.state("stranger", "panel", "north", "85", "1.3"), code="panel.open")
    for region in ("north", "south"):
        statements.agree(home, lead, NUMBER, region, "1.3", "70", reason="talked", at=AFTER)
    province.published()
    assert results(province)["north"] == (91, "A", 1)


def test_regions_merged_in_mid_year(province: Province) -> None:
    province.scored()
    province.take_in("code,name_en,name_zh,level,parent,valid_from,valid_to,successor\n"
                     "south,South,南市,city,prov,2000-01-01,2014-01-31,north\n")
    assert "north 1.1: regions that have become one gave different answers in the stage 'department'" in refused(
        province.evaluated, code="year.obstacles")
    province.state("planning", "department", "north", "yes", "1.1")
    province.state("market", "department", "north", "21", "1.2")
    province.published()
    assert results(province) == {"north": (88, "B", 1)}


def test_the_doctor_notices_an_altered_event(province: Province) -> None:
    province.state("north", "target", "north", "one plan", at=TARGETS)
    visit = Visit(province.home, AFTER)
    assert [(found.status, found.what) for found in check_store.years(visit)] == [
        (OK, "1 assessment years, each event as it was sealed")]
    row = RoundEvent.objects.get(act="state")
    RoundEvent.objects.filter(pk=row.pk).update(reason="never said")
    assert [(found.status, found.where) for found in check_store.years(visit)] == [
        (FAULT, f"{NUMBER}, event {row.pk}")]


def test_nothing_is_said_of_no_region(province: Province) -> None:
    home, lead = province.home, province.who("lead")
    count = RoundEvent.objects.count()
    for name, stage, answer, item in (("planning", "department", "yes", "1.1"),
                                      ("expert1", "panel", "80", "1.3"), ("visitor", "visit", "yes", "1.1")):
        refused(lambda name=name, stage=stage, answer=answer, item=item: province.state(
            name, stage, "", answer, item, at=AFTER), code="year.region_missing")
    assert RoundEvent.objects.count() == count
    province.scored()
    province.published()
    refused(lambda: approval.order(home, lead, NUMBER, "", "repair it", at=PUBLISHED), code="year.region_missing")
