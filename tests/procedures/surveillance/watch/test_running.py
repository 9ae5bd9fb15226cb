"""The watch of a day: what is counted, what stands out, once, and what of it is known."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from plumbline.errors import PlumblineError
from plumbline.methods.surveillance import signal_false_alarms as false_alarms
from plumbline.procedures.casework import reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance.watch import counting, expecting, judging, running
from plumbline.procedures.surveillance.watch.weeks import Group
from plumbline.records.core import kinds, store
from plumbline.rulebook.surveillance.watch_files import in_force
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


def test_false_alarms_to_be_expected_add_up_by_region(office: Office, risks: Risks) -> None:
    own_rule(risks)
    watched(office, *complaints(KETTLE, last=1), *complaints(CHAIR, last=1, mark="D"),
            *complaints(KETTLE, region="2", last=1, mark="E"))
    found = running.watch(risks.home, on=ON, at=risks.later())
    assert [(each.judged, each.by_region) for each in found.rules] == [(3, {"1": 2, "2": 1})]
    assert found.false_alarms == pytest.approx(3 * float(false_alarms.chances(
        np.array([8.0]), alpha=0.05, baseline=7, min_sigma=0, minimum=1, size=None)[0]))
    on, told = expecting.kept(risks.home, {"1"})
    assert (on, [(each.judged, each.alarms, each.expected) for each in told]) == (
        ON, [(2, 0, pytest.approx(found.false_alarms * 2 / 3))])


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


@pytest.mark.parametrize(("method", "size"), [("ears-c1", 0), ("ears-c2", 2), ("ears-c3", 0), ("farrington", 0)])
def test_as_many_false_alarms_come_as_are_expected(monkeypatch: pytest.MonkeyPatch, method: str, size: int) -> None:
    rule = next(each for plan in in_force(None, ON) for each in plan.series if each.id == "complaints")
    rule = replace(rule, method=method, years=3, alpha=0.001 if method != "farrington" else 0.005)
    rng = np.random.default_rng(11)
    many, weeks = (4000, counting.weeks_wanted(rule)) if method != "farrington" else (2500, 160 + 3)
    rates = rng.gamma(1.0, 1.5, size=(many, 1)) + (4 if method == "farrington" else 0)
    counts = (rng.negative_binomial(size, size / (size + rates), (many, weeks)) if size else
              rng.poisson(rates, (many, weeks))).astype(float)
    groups = tuple(Group((str(place),), "1") for place in range(many))
    days = tuple(WEEK - timedelta(weeks=weeks - 1 - place) for place in range(weeks))
    monkeypatch.setattr(judging, "count", lambda of, week: counting.Counted(groups, counts, days))
    found = judging.judge(rule, WEEK)
    came = len(found.alarms)
    assert came > 10
    assert abs(came - found.false_alarms) < 3 * found.false_alarms ** 0.5
    assert found.false_alarms > 1.5 * rule.alpha * many or method == "ears-c3"
