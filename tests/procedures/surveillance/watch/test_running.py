"""The watch of a day: what is counted, what stands out, once, and what of it is known."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.watch import expecting, running
from plumbline.records.core import kinds, store
from tests.procedures.surveillance.risk_cases import Risks
from tests.procedures.surveillance.watched import CHAIR, KETTLE, ON, WEEK, complaints, watched
from tests.records.samples import Office

RULE = """
id = "reports-by-week"
title = { en = "Ours", zh = "本级监测" }
source = { text = "Ours", ours = true }
valid_from = 2020-01-01
[[series]]
id = "complaints"
title = { en = "Complaints", zh = "投诉举报" }
kind = "complaint"
date = "received_on"
by = ["product"]
region = "own"
method = "ears-c1"
alpha = 0.05
minimum = 1
"""


@pytest.fixture
def risks(office: Office) -> Risks:
    """People of a city and its wards."""
    return Risks(office)


def own_rule(risks: Risks, text: str = RULE) -> None:
    file = risks.home.rulebook / "watch" / "ours.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")


def cases(risks: Risks) -> list[str]:
    return [row.region for row in reading.listed(procedure("signal-review"), risks.who("ann"))]


def test_a_week_that_stands_out_becomes_one_case_however_often_it_is_watched(office: Office, risks: Risks) -> None:
    watched(office)
    first = running.watch(risks.home, on=ON, at=risks.later())
    assert [(each.alarm.reports, each.alarm.expected, each.new) for each in first.raised] == [(6, 1.0, True)]
    assert cases(risks) == ["city"]
    for later in range(3):
        again = running.watch(risks.home, on=ON + timedelta(days=later), at=risks.later())
        assert [each.new for each in again.raised] == [False]
    office.take("complaint", [{"number": "late", "product": KETTLE, "region": "1", "received_on": WEEK.isoformat()}])
    assert [each.new for each in running.watch(risks.home, on=ON, at=risks.later()).raised] == [False]
    assert cases(risks) == ["city"]
    assert store.current(kinds.get("signal")).get().reports == 6


def test_a_decision_stands_when_the_week_is_watched_again(office: Office, risks: Risks) -> None:
    from plumbline.procedures.casework import perform

    watched(office)
    running.watch(risks.home, on=ON, at=risks.later())
    perform.act(risks.home, risks.who("ann"), "signal-review", "2026-0001", "dismiss", {"reason": "Known"},
                at=risks.later())
    running.watch(risks.home, on=ON, at=risks.later())
    assert store.current(kinds.get("signal")).get().decision == "dismissed"


def test_false_alarms_add_up_as_chance_times_series_by_region(office: Office, risks: Risks) -> None:
    own_rule(risks)
    watched(office, *complaints(KETTLE, last=1), *complaints(CHAIR, last=1, mark="D"),
            *complaints(KETTLE, region="2", last=1, mark="E"))
    found = running.watch(risks.home, on=ON, at=risks.later())
    assert [(each.judged, each.by_region) for each in found.rules] == [(3, {"1": 2, "2": 1})]
    assert found.false_alarms == pytest.approx(0.15)
    on, told = expecting.kept(risks.home, {"1"})
    assert (on, [(each.judged, each.alarms) for each in told]) == (ON, [(2, 0.1)])


def test_weeks_before_the_first_record_are_not_taken_for_zeros(office: Office, risks: Risks) -> None:
    watched(office, *complaints(weeks=7))
    found = running.watch(risks.home, on=ON, at=risks.later())
    assert [each.short for each in found.rules if each.rule.id == "complaints"] == [True]
    assert found.raised == ()


def test_fewer_than_the_least_number_are_no_alarm(office: Office, risks: Risks) -> None:
    watched(office, *complaints(last=2), *complaints(CHAIR, last=9, mark="D"))
    found = running.watch(risks.home, on=ON, at=risks.later())
    assert [each.alarm.group.values for each in found.raised] == [(CHAIR,)]


def test_reports_of_a_recalled_product_belong_to_a_known_event(office: Office, risks: Risks) -> None:
    watched(office)
    office.take("recall", [{"number": "R1", "title": "Kettles", "goods": "consumer", "product": KETTLE,
                            "affected": "10", "published_on": "2026-01-05", "closed_on": "2026-02-01",
                            "region": "2"}], name="recalls.csv")
    office.take("alert_match", [{"source": "cpsc", "number": "26-1", "product": KETTLE, "decision": "same",
                                 "matched_on": "2026-02-02", "region": "1"},
                                {"source": "cpsc", "number": "26-2", "product": KETTLE, "decision": "different",
                                 "matched_on": "2026-02-02", "region": "1"}], name="matches.csv")
    (raised,) = running.watch(risks.home, on=ON, at=risks.later()).raised
    assert (raised.known.reports, [(each.kind, each.key, each.reports) for each in raised.known.events]) == (
        6, [("alert", ("cpsc", "26-1"), 6), ("recall", ("R1",), 6)])
    row = store.current(kinds.get("signal")).get()
    assert (row.known, row.known_by) == (6, "cpsc/26-1 ×6; R1 ×6")


def test_an_earlier_signal_of_the_series_is_a_known_event_unless_it_was_dismissed(office: Office, risks: Risks) -> None:
    watched(office, *complaints(), *[
        {"number": f"N{n}", "product": KETTLE, "region": "1", "received_on": (WEEK + timedelta(days=7)).isoformat()}
        for n in range(30)])
    (first,) = running.watch(risks.home, on=ON, at=risks.later()).raised
    (second,) = running.watch(risks.home, on=ON + timedelta(days=7), at=risks.later(7)).raised
    assert (second.known.reports, second.known.events[0].key) == (30, (first.number,))


def test_a_rule_that_names_what_there_is_not_is_refused_by_name(office: Office, risks: Risks) -> None:
    for wrong, said in (('kind = "complaints"', "'complaints' cannot be counted by"),
                        ('by = ["complainant"]', "'complainant' cannot be counted by"),
                        ('date = "matter"', "'matter' cannot be counted by")):
        name = wrong.partition(" = ")[0]
        own_rule(risks, "\n".join(wrong if line.startswith(f"{name} =") else line for line in RULE.splitlines()))
        with pytest.raises(PlumblineError) as caught:
            running.watch(risks.home, on=ON, at=risks.later())
        assert (caught.value.code, caught.value.what.en) == ("signal.rule_unfit", said)


def test_a_watch_is_a_document(office: Office, risks: Risks) -> None:
    watched(office)
    told = json.loads(json.dumps(running.document(running.watch(risks.home, on=ON, at=risks.later()))))
    (signal,) = told["signals"]
    assert (signal["reports"], signal["expected"], signal["known"], signal["new"]) == (6, 1.0, 0, True)
    assert signal["why"]["zh"] == "本周6件，预期1.0件，正常上限2.5件。"
    assert told["week"] == "2026-02-23"


def test_a_short_baseline_makes_false_alarms_more_frequent_than_is_set(office: Office, risks: Risks) -> None:
    watched(office)
    rules = {each.rule.id: each for each in running.watch(risks.home, on=ON, at=risks.later()).rules}
    z = 3.090232306167813  # of 0.999
    t = z / (8 / 7) ** 0.5
    # Student's t with 6 degrees of freedom has a closed tail: its distribution is a polynomial in x = t/sqrt(6 + t^2).
    x = t / (6 + t * t) ** 0.5
    tail = 0.5 - 0.5 * x * (1 + (1 - x * x) / 2 + 3 * (1 - x * x) ** 2 / 8)
    assert rules["complaints"].chance == pytest.approx(tail)
    assert (round(tail, 4), rules["notices-by-hazard"].chance) == (0.0138, 0.005)
