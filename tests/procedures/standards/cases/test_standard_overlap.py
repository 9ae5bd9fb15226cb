"""An overlap of two standards, from the finding to what was done after the decision, by two people and an issuer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plumbline.errors import NotAllowed, PlumblineError
from plumbline.procedures.standards.cases.standard_overlap import NAME
from plumbline.procedures.standards.health import health
from plumbline.records.core import kinds, store
from tests.procedures.standards.keeping import ABOUT, Keeping
from tests.records.samples import Office

ON = date(2026, 12, 1)


@pytest.fixture
def keeping(office: Office) -> Keeping:
    return Keeping(office)


def examined(keeping: Keeping, **about: str) -> str:
    """A case opened and examined by ann, in which both issuers said something."""
    number = keeping.open(NAME, **{**ABOUT, **about})
    keeping.act(NAME, number, "state-first", by="li", first_statement="Ours is the older one")
    keeping.act(NAME, number, "state-second", second_statement="By telephone: theirs covers deep wells")
    assert keeping.found(NAME, number).state().name == "examination"
    keeping.act(NAME, number, "examine", examination="One text, two numbers", proposal="merge")
    return number


def merged(keeping: Keeping, number: str, **changed: str) -> None:
    keeping.act(NAME, number, "decide", by="bea", **{
        "decision": "merge", "remains": "GB/T 2-2023", "reason": "One text is enough",
        "until": (keeping.now.date() + timedelta(days=90)).isoformat(), **changed})


def test_it_is_opened_heard_examined_decided_and_closed(keeping: Keeping) -> None:
    number = examined(keeping)
    merged(keeping, number)
    row = store.current(kinds.get("standard_overlap")).get()
    assert (row.number, row.first, row.second, row.decision, row.remains, row.region) == (
        number, "GB/T 1-2022", "GB/T 2-2023", "merge", "GB/T 2-2023", "city")
    keeping.act(NAME, number, "add-task", task="Withdraw GB/T 1", due=(keeping.now.date() + timedelta(30)).isoformat())
    with pytest.raises(PlumblineError) as left:
        keeping.act(NAME, number, "close")
    assert "Withdraw GB/T 1" in str(left.value)
    keeping.act(NAME, number, "do-task", by="li", member="Withdraw GB/T 1", how="Announced")
    keeping.act(NAME, number, "close", outcome="Merged")
    assert keeping.found(NAME, number).state().ends


def test_who_opened_it_does_not_decide_and_neither_does_who_examined(keeping: Keeping) -> None:
    number = examined(keeping)
    with pytest.raises(NotAllowed) as own:
        keeping.act(NAME, number, "decide", decision="withdraw", remains="GB/T 2-2023", reason="So", until="2027-01-01")
    assert own.value.code in ("overlap.opened_it", "case.second_person")
    keeping.act(NAME, number, "send-back", by="bea", reason="Ask the users too")
    keeping.act(NAME, number, "examine", by="bea", examination="Users agree", proposal="merge")
    with pytest.raises(NotAllowed) as opened:  # another one examined, but ann opened
        keeping.act(NAME, number, "no-overlap", reason="So")
    assert opened.value.code == "overlap.opened_it"
    with pytest.raises(PlumblineError):
        merged(keeping, number)


@pytest.mark.parametrize(("changed", "code"), [
    ({"decision": "keep"}, "overlap.differences_missing"),
    ({"decision": "withdraw", "remains": ""}, "overlap.remains_missing"),
    ({"remains": "GB/T 3-2015"}, "overlap.remains_missing"),
    ({"until": "2020-01-01"}, "overlap.until_past"),
    ({"decision": "no-overlap"}, "overlap.other_act"),
])
def test_a_decision_says_what_it_means(keeping: Keeping, changed: dict[str, str], code: str) -> None:
    number = examined(keeping)
    with pytest.raises(PlumblineError) as refused:
        merged(keeping, number, **changed)
    assert refused.value.code == code
    assert not store.current(kinds.get("standard_overlap")).exists()


@pytest.mark.parametrize(("changed", "code"), [
    ({"second": "GB/T 1-2022"}, "overlap.one_standard"), ({"second": "GB/T 99-2022"}, "overlap.not_held"),
    ({"others": "GB/T 98-2022"}, "overlap.not_held"), ({"sort": "below"}, "overlap.indicator_missing"),
])
def test_what_is_no_overlap_is_not_opened(keeping: Keeping, changed: dict[str, str], code: str) -> None:
    with pytest.raises(PlumblineError) as refused:
        keeping.open(NAME, **{**ABOUT, **changed})
    assert refused.value.code == code


def test_of_one_pair_one_case_is_under_way(keeping: Keeping) -> None:
    keeping.open(NAME, **ABOUT)
    with pytest.raises(PlumblineError) as twice:  # also the other way round
        keeping.open(NAME, **{**ABOUT, "first": ABOUT["second"], "second": ABOUT["first"], "first_issuer": ""})
    assert twice.value.code == "overlap.under_way"
    keeping.open(NAME, **{**ABOUT, "second": "GB/T 3-2015"})


def test_an_indicator_below_a_mandatory_standard_is_named(keeping: Keeping) -> None:
    number = keeping.open(NAME, **{**ABOUT, "sort": "below", "indicator": "Lead, mg/kg: 0.5 instead of 0.2"})
    assert keeping.found(NAME, number).board.values["indicator"].startswith("Lead")


def test_an_issuer_that_is_no_party_finds_no_such_case(keeping: Keeping) -> None:
    number = keeping.open(NAME, **{**ABOUT, "first_issuer": "OTHER"})
    with pytest.raises(PlumblineError) as unknown:
        keeping.act(NAME, number, "state-first", by="li", first_statement="We too")
    assert unknown.value.code == "case.unknown"


def test_what_is_under_way_or_was_decided_is_not_asked_again(keeping: Keeping) -> None:
    def chaotic(by: str | None = "ann") -> dict[str, object]:
        return health(keeping.home, "chaotic", ON, user=keeping.who(by) if by else None)

    before = chaotic()
    assert [(each["reason"], each["standards"], each["case"]) for each in before["ranked"]] == [
        ("duplicate", ["GB/T 1-2022", "GB/T 2-2023"], None)]
    number = examined(keeping)
    case = chaotic()["ranked"][0]["case"]
    assert (case["procedure"], case["number"], case["state"]) == (NAME, number, "examined")
    assert chaotic(None)["ranked"][0]["case"] is None  # the public reads of no case
    assert chaotic("li")["ranked"][0]["case"]["number"] == number  # a party does
    merged(keeping, number)
    after = chaotic()
    assert (after["total"], after["decided_total"]) == (0, 1)
    assert (after["decided"][0]["decision"], after["decided"][0]["case"]) == ("merge", number)


def test_a_case_that_was_withdrawn_leaves_the_finding_as_it_was(keeping: Keeping) -> None:
    from plumbline.procedures.casework import common_acts

    number = keeping.open(NAME, **ABOUT)
    common_acts.withdraw(keeping.home, keeping.who("ann"), NAME, number, "Opened by mistake", at=keeping.later())
    assert health(keeping.home, "chaotic", ON, user=keeping.who("ann"))["ranked"][0]["case"] is None


def test_a_late_statement_is_visible(keeping: Keeping) -> None:
    number = keeping.open(NAME, **ABOUT)
    keeping.later(60)
    event = keeping.act(NAME, number, "state-first", by="li", first_statement="We were away")
    assert event.late
