"""Flow files over a declaration: days, approvals and titles from a day on; what open cases do; what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from plumbline.errors import PlumblineError, RulebookError
from plumbline.home import Home
from plumbline.procedures.casework import common_acts, renewing
from plumbline.procedures.operations.check_cases import check
from plumbline.procedures.operations.doctor import Visit
from plumbline.records.core.cases import CaseEvent, CaseSummary
from plumbline.rulebook.flows.procedure_flows import load_procedure_flows
from tests.procedures.casework.recalls import NAME, Recalls

FLOW = """id = "recall-county"
procedure = "test-recall"
title = { en = "Recalls in the county", zh = "县召回办理规定" }
source = { text = "A rule of the county", ours = true }
in_force = 2026-03-01

[days]
opened = { working = 2 }
on-sale = { days = 3 }

[approvals]
close = 2

[parts]
officer = { en = "recall officer", zh = "召回专员" }
"""


def lay(home: Home, text: str = FLOW, name: str = "recall.toml") -> None:
    folder = home.rulebook / "procedures"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(PlumblineError) as error:
        call()
    return str(error.value.code)


def due(number: str, member: str = "") -> str:
    return str(CaseSummary.objects.get(case__number=number, member=member).due)


def test_a_flow_rules_days_parts_and_approvals_of_the_cases_opened_under_it(recalls: Recalls) -> None:
    before = recalls.open()
    assert due(before) == "2026-03-09"
    lay(recalls.home, FLOW.replace("2026-03-01", "2026-03-03"))
    recalls.act(before, "notify", reason="x", due="2026-03-10")
    recalls.later(2)
    number = recalls.open()
    recalls.act(number, "add-lot", lot="L1")
    assert (due(number), due(number, "L1")) == ("2026-03-06", "2026-03-09")
    opening = CaseEvent.objects.get(case__number=number, act="open")
    assert opening.said["~flow"].startswith("recall-county ")
    case = recalls.found(number)
    assert (case.procedure.lead.title.zh, case.procedure.flow.cites.text) == ("召回专员", "A rule of the county")
    recalls.act(number, "notify", reason="x", due="2026-03-10")
    recalls.later(20)
    recalls.act(number, "report-for")
    recalls.act(number, "account", member="L1", how="x")
    recalls.act(number, "close", by="bea")
    assert recalls.state(number) == "reported"
    recalls.act(number, "close", by="cai")
    assert recalls.state(number) == "closed"


def test_a_newer_flow_counts_for_new_cases_and_a_changed_one_asks(recalls: Recalls) -> None:
    lay(recalls.home)
    number = recalls.open()
    lay(recalls.home, FLOW.replace("recall-county", "recall-later").replace("2026-03-01", "2026-03-20").replace(
        "working = 2", "working = 9"), "later.toml")
    recalls.later(30)
    recalls.act(number, "add-lot", lot="L1")
    assert due(recalls.open()) == "2026-04-15"
    lay(recalls.home, FLOW.replace("working = 2", "working = 4"))
    assert refused(lambda: recalls.act(number, "notify", reason="x", due="2026-05-10")) == "case.rules_changed"
    common_acts.go_on(recalls.home, recalls.who("ann"), NAME, number, "Agreed", at=recalls.later())
    # From the decision on it goes on under what is in force on that day.
    assert recalls.found(number).procedure.flow.id == "recall-later"
    recalls.act(number, "notify", reason="x", due="2026-05-10")
    assert refused(lambda: common_acts.go_on(recalls.home, recalls.who("ann"), NAME, number, "x", at=recalls.later())
                   ) == "case.rules_unchanged"
    assert renewing.renew_all(recalls.home, on=recalls.now.date()) == 2


@pytest.mark.parametrize(("old", "new", "code"), [
    ("working = 2", "working = 2, days = 3", "flow.term"), ("working = 2", "hours = 2", "rule.unknown_key"),
    ("opened =", "opend =", "flow.not_declared"), ("close = 2", "clsoe = 2", "flow.not_declared"),
    ("officer =", "boss =", "flow.not_declared"), ("close = 2", "close = 0", "rule.not_whole_number"),
    ("in_force = 2026-03-01", 'in_force = "soon"', "rule.not_day"), ("in_force", "inforce", "rule.unknown_key"),
    ("[days]", "[days", "rule.not_toml"),
])
def test_a_faulty_flow_stops_acts_and_loses_nothing(recalls: Recalls, old: str, new: str, code: str) -> None:
    number = recalls.open()
    lay(recalls.home, FLOW.replace(old, new))
    with pytest.raises(RulebookError) as error:
        recalls.open()
    faults = {str(fault.error.code) for fault in load_procedure_flows(recalls.home).faults}
    assert code in {str(error.value.code), *faults}
    visit = Visit(recalls.home, datetime(2026, 3, 5, tzinfo=UTC))
    found = [each.what for each in check(visit) if each.status == "fault"]
    assert len(found) == 1
    assert "nothing is done in cases of 'test-recall'" in found[0]
    (recalls.home.rulebook / "procedures" / "recall.toml").unlink()
    recalls.act(number, "notify", reason="x", due="2026-05-10")


def test_two_files_with_one_id_stop_the_procedure(recalls: Recalls) -> None:
    lay(recalls.home)
    lay(recalls.home, name="twice.toml")
    assert [fault.error.code for fault in load_procedure_flows(recalls.home).faults] == ["flow.twice"]
    with pytest.raises(RulebookError):
        recalls.open()
