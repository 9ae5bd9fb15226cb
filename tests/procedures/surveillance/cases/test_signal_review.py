"""The life of a signal, from the week that stands out to what was decided."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import perform, reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.cases.signal_review import NAME
from plumbline.procedures.surveillance.watch.running import watch
from plumbline.records.core import kinds, store
from tests.procedures.surveillance.risk_cases import Risks
from tests.procedures.surveillance.watched import ON, WEEK, watched
from tests.records.samples import Office


@pytest.fixture
def risks(office: Office) -> Risks:
    """People of a city, and a signal of complaints that was raised."""
    watched(office)
    risks = Risks(office)
    watch(risks.home, on=ON, at=risks.later())
    return risks


def act(risks: Risks, name: str, by: str = "ann", **values: str) -> None:
    perform.act(risks.home, risks.who(by), NAME, "2026-0001", name, values, at=risks.later())


def signal() -> tuple[str | None, str | None, int, date]:
    row = store.current(kinds.get("signal")).get()
    return row.decision, row.reason, row.reports, row.week


def test_a_signal_is_dismissed_with_a_reason(risks: Risks) -> None:
    assert signal() == (None, None, 6, WEEK)
    with pytest.raises(PlumblineError):
        act(risks, "dismiss")
    act(risks, "dismiss", reason="One customer wrote six times")
    assert signal() == ("dismissed", "One customer wrote six times", 6, WEEK)
    with pytest.raises(PlumblineError) as caught:
        act(risks, "watch", reason="After all", until="2026-04-01")
    assert caught.value.code == "case.not_its_turn"


def test_a_signal_is_watched_until_a_day_and_then_made_a_case(risks: Risks) -> None:
    act(risks, "watch", reason="Wait a week", until="2026-03-11")
    assert signal()[:2] == ("watched", "Wait a week")
    listed = reading.listed(procedure(NAME), risks.who("ann"))
    assert [(row.state, row.due) for row in listed] == [("watched", date(2026, 3, 11))]
    act(risks, "make-case", reason="It goes on")
    assert signal()[:2] == ("case", "It goes on")


@pytest.mark.django_db(transaction=True)
def test_a_case_begins_an_assessment_of_the_product(open_office: Office) -> None:
    watched(open_office)
    risks = Risks(open_office)
    watch(risks.home, on=ON, at=risks.later())
    act(risks, "make-case", reason="It burns")
    begun = reading.listed(procedure("product-risk"), risks.who("ann"))
    values = reading.values(risks.found(begun[0].case.number), risks.who("ann"))
    assert (values["product"], values["rules"], values["signal"][:18], begun[0].state) == (
        "06901234567892", "eu-2024-3173", "complaints-2026W09", "drafting")


def test_who_sees_to_one_ward_reads_no_signal_of_the_city(risks: Risks) -> None:
    ward = risks.who("eve", region="1")
    assert reading.listed(procedure(NAME), ward) == []
    with pytest.raises(PlumblineError) as caught:
        act(risks, "dismiss", by="eve", reason="Mine")
    assert caught.value.code == "case.unknown"


def test_only_a_signal_that_was_recorded_in_the_region_is_looked_into_by_hand(risks: Risks) -> None:
    number = store.current(kinds.get("signal")).get().number
    for region, named in (("1", number), ("city", "complaints-2026W01-00000000")):
        with pytest.raises(PlumblineError) as caught:
            perform.open_case(risks.home, risks.who("ann"), NAME, "raise", {"region": region, "signal": named},
                              at=risks.later())
        assert caught.value.code == "signal.unknown"
