"""The whole life of a risk assessment."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from plumbline.errors import PlumblineError, RecordError
from plumbline.procedures.casework import reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.risks import grading
from plumbline.records.core import kinds, store
from plumbline.records.core.visibility import visible
from plumbline.rulebook.core.files import shipped
from tests.procedures.surveillance.risk_cases import FOLDS, Risks
from tests.records.samples import Office

SHIPPED = shipped("risk")


@pytest.fixture
def risks(office: Office) -> Risks:
    """People of a city and its wards, and assessments."""
    return Risks(office)


def refused(risks: Risks, number: str, act: str, **given: str) -> str:
    """The code with which an act is refused."""
    with pytest.raises(PlumblineError) as caught:
        risks.act(number, act, **given)
    return caught.value.code


def test_a_folding_chair_is_assessed_reviewed_heard_and_decided(risks: Risks) -> None:
    number = risks.assessed()
    assert risks.found(number).board.values["level"] == "low"  # 1/10 x 1/50 = 1/500, severity 1
    risks.act(number, "review", by="bea", opinion="The steps are sound")
    maker = risks.member("wu", "F1")
    risks.act(number, "answer", by="wu", answer="We changed the hinge")
    assert reading.values(risks.found(number, "wu"), maker)["answer"] == "We changed the hinge"
    risks.act(number, "decide", by="bea", reason="Low by its only scenario")
    row = store.current(kinds.get("risk_assessment")).get()
    assert (row.number, row.level, row.rules, row.scenarios, row.units_in_use, row.maker, row.known_risk) == (
        number, "low", "eu-2019-417", 1, 40000, "F1", None)
    assert risks.found(number).state().ends


def test_what_is_known_to_be_serious_needs_no_scenario_and_can_be_rebutted(risks: Risks) -> None:
    number = risks.open()
    risks.act(number, "known-risk", known="hood-cords", reason="A cord at the hood, 40 cm")
    values = risks.found(number).board.values
    assert (values["level"], values["basis"], values["hazard_class"]) == ("serious", "known", "choking")
    risks.act(number, "rebut", by="bea", reason="The cord is sewn down")
    assert (risks.found(number).state().name, risks.found(number).board.values["basis"]) == ("drafting", "rebutted")
    risks.add(number)
    risks.act(number, "assess")
    assert risks.found(number).board.values["level"] == "low"
    assert refused(risks, number, "rebut", reason="Again") == "risk.not_presumed"
    risks.act(number, "review", by="bea", opinion="Sound")
    risks.act(number, "skip-hearing", by="bea", reason="The maker is gone")
    risks.act(number, "decide", by="bea", reason="Low")
    row = store.current(kinds.get("risk_assessment")).get()
    assert (row.level, row.known_risk, row.scenarios) == ("low", None, 1)


def test_a_presumption_that_stands_is_written_with_its_entry(risks: Risks) -> None:
    number = risks.open()
    risks.act(number, "known-risk", known="live-parts", reason="Measured at the handle")
    risks.act(number, "review", by="bea", opinion="Measured again")
    risks.act(number, "skip-hearing", by="bea", reason="Imminent danger")
    risks.act(number, "decide", by="bea", reason="Serious")
    row = store.current(kinds.get("risk_assessment")).get()
    assert (row.level, row.known_risk, row.scenarios) == ("serious", "live-parts", 0)


@pytest.mark.parametrize(("steps", "code"), [
    ("0 | some | It folds", "risk.probability_outside"), ("1.01 | some | It folds", "risk.probability_outside"),
    ("often | some | It folds", "risk.no_probability"), ("1/10 | It folds", "risk.no_strength"),
    ("", "risk.no_step"), ("\n".join(["1/2 | some | x"] * 21), "risk.too_many_steps")])
def test_a_step_that_is_none_is_refused_where_it_stands(risks: Risks, steps: str, code: str) -> None:
    number = risks.open()
    with pytest.raises(PlumblineError) as caught:
        risks.add(number, steps=steps)
    assert caught.value.code == code
    assert list(risks.found(number).board.members) == []


def test_the_error_of_a_probability_above_one_names_the_step(risks: Risks) -> None:
    number = risks.open()
    with pytest.raises(PlumblineError) as caught:
        risks.add(number, steps="1/2 | some | It folds\n3/2 | some | A finger is there")
    assert (caught.value.what.en, caught.value.where.en) == ("the probability 3/2 is above 1", "step 2")
    assert caught.value.what.zh == "概率3/2大于1"


def test_nobody_reviews_what_they_assessed_or_wrote(risks: Risks) -> None:
    number = risks.open()
    risks.act(number, "add-scenario", by="bea", scenario="1", **FOLDS)
    risks.act(number, "assess")
    assert refused(risks, number, "review", by="ann", opinion="Mine") == "case.second_person"
    assert refused(risks, number, "review", by="bea", opinion="Mine") == "risk.own"
    risks.act(number, "review", by="cai", opinion="Sound")
    assert risks.found(number).state().name == "hearing"


def test_scenarios_are_changed_while_they_are_drafted_alone(risks: Risks) -> None:
    number = risks.assessed()
    for act, given in (("add-scenario", {"scenario": "2", **FOLDS}), ("change-scenario", FOLDS),
                       ("strike-scenario", {"reason": "Never"})):
        with pytest.raises(RecordError) as caught:
            risks.act(number, act, member="" if act == "add-scenario" else "1", **given)
        assert caught.value.code == "risk.not_drafting"
    risks.act(number, "send-back", by="bea", reason="A step is missing")
    risks.act(number, "change-scenario", member="1", **FOLDS | {"severity": "2"})
    risks.act(number, "assess")
    assert risks.found(number).board.values["level"] == "high"  # >1/1000, severity 2


def test_without_a_scenario_or_a_number_of_units_there_is_no_level(risks: Risks) -> None:
    number = risks.open(units_in_use="")
    assert refused(risks, number, "assess") == "risk.units_unknown"
    risks.act(number, "change-basis", units_in_use="600000")
    assert refused(risks, number, "assess") == "risk.no_scenario"
    risks.add(number)
    risks.add(number, "2")
    risks.act(number, "strike-scenario", member="2", reason="The same again")
    risks.act(number, "assess")
    values = risks.found(number).board.values
    assert (values["level"], values["scenarios"]) == ("medium", "1")  # low, raised by 600,000 in use


def test_rules_that_were_changed_since_are_no_rules_to_decide_by(risks: Risks) -> None:
    number = risks.heard()
    shipped = (SHIPPED / "eu-2019-417.toml").read_text("utf-8")
    own = risks.home.rulebook / "risk" / "mine.toml"
    own.parent.mkdir(parents=True)
    own.write_text(shipped.replace('levels = ["L", "H", "S", "S"]', 'levels = ["M", "H", "S", "S"]'), "utf-8")
    assert refused(risks, number, "decide", reason="Low") == "risk.rules_changed"
    risks.act(number, "send-back", by="bea", reason="The rules were changed")
    risks.act(number, "assess")
    assert risks.found(number).board.values["level"] == "medium"


def test_rules_are_those_in_force_unless_others_are_named(risks: Risks) -> None:
    assert risks.found(risks.open(rules="")).board.values["rules"] == "eu-2024-3173"
    with pytest.raises(PlumblineError) as caught:
        risks.open(rules="eu-2019")
    assert caught.value.code == "risk.unknown_rules"


def test_the_maker_reads_nothing_before_the_review_and_no_other_region_ever(risks: Risks) -> None:
    number = risks.assessed()
    maker, other, near = risks.member("wu", "F1"), risks.who("dan", region="2"), risks.who("eve", region="1")
    closed = [user for user in (maker, other, None) if not risks.open_to(number, user)]
    assert closed == [maker, other, None]
    assert risks.open_to(number, near)
    risks.act(number, "review", by="bea", opinion="Between officers")
    assert not risks.open_to(number, other)
    assert not risks.open_to(number, None)
    seen = risks.found(number, "wu")
    told = reading.values(seen, maker)
    assert (told["level"], told["title"], "opinion" in told, "rules_sha256" in told) == (
        "low", "Folding chair", False, False)
    assert reading.values(seen, maker, "1")["harm"] == FOLDS["harm"]
    assert "Between officers" not in str(reading.history(seen, maker))


def test_records_and_lists_of_another_region_stay_closed(risks: Risks) -> None:
    number = risks.heard()
    risks.act(number, "decide", by="bea", reason="Low")
    other = risks.who("dan", region="2")
    kind = kinds.get("risk_assessment")
    assert visible(other, kind, "1") == frozenset()
    assert [reading.listed(procedure("product-risk"), user) != [] for user in (
        other, risks.who("eve", region="1"))] == [False, True]


def test_one_who_never_answers_stops_nothing(risks: Risks) -> None:
    number = risks.assessed()
    risks.act(number, "review", by="bea", opinion="Sound")
    assert refused(risks, number, "go-on-unheard", by="bea") == "case.too_early"
    risks.later(30)
    risks.act(number, "go-on-unheard", by="bea")
    assert risks.found(number).state().name == "heard"


@pytest.mark.parametrize("many", [1, 3])
def test_grading_a_case_asks_the_store_once_however_many_scenarios(
        risks: Risks, many: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    number = risks.open()
    for place in range(many):
        risks.add(number, str(place))
    found = risks.found(number)
    with django_assert_num_queries(0):
        assert len(grading.graded(risks.home, found.board).scenarios) == many
