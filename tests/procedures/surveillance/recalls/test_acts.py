"""The whole life of a recall, and what is refused on the way."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import ConflictError, NotAllowed, PlumblineError, RecordError
from plumbline.procedures.casework import common_acts, perform, reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.surveillance import warnings
from plumbline.procedures.surveillance.recalls.progress import progress
from plumbline.procedures.surveillance.recalls.showing import show
from tests.procedures.surveillance.recall_cases import (
    LOT_1,
    LOT_2,
    LOT_3,
    NAME,
    NOTICE,
    PLAN,
    PRODUCT,
    RecallWorld,
)
from tests.records.samples import current, stored_rows

RECORD = "1-2026-0001"


def refused(code: str) -> pytest.RaisesExc[PlumblineError]:
    """That an act is refused with this code."""
    return pytest.RaisesExc(PlumblineError, check=lambda error: error.code == code)


def test_a_recall_from_its_opening_to_its_close(recalls: RecallWorld) -> None:
    firm, bea = recalls.firm(), recalls.who("bea")
    number = recalls.open()
    recalls.act(number, "add-lot", lot=LOT_1, units="50")
    recalls.act(number, "add-lot", firm, lot=LOT_2, units="30")
    recalls.act(number, "require-plan", reason="抽检不合格")
    recalls.act(number, "hand-in-plan", firm, **PLAN)
    recalls.act(number, "approve-plan", bea)
    assert current("recall", "number") == []
    recalls.act(number, "publish", **NOTICE)
    assert current("recall", "number", "lots", "affected", "published_on", "planned_until", "closed_on") == [
        (RECORD, f"{LOT_1};{LOT_2}", 80, recalls.now.date(), date(2026, 8, 31), None)]
    recalls.act(number, "report", firm, channel="consumer", remedied="30", recovered="0")
    recalls.act(number, "report", firm, channel="retail", remedied="0", recovered="12")
    recalls.act(number, "report", firm, channel="consumer", remedied="7", recovered="0")
    found = progress(RECORD, 80)
    assert (found.remedied, found.recovered, str(found.rate), found.over) == (37, 12, "61.25", 0)
    assert current("recall_report", "channel", "remedied", "recovered") == [("consumer", 37, 0), ("retail", 0, 12)]
    assert [each.number for each in warnings.warnings(PRODUCT, "L1", on=recalls.now.date())] == [RECORD]
    recalls.act(number, "propose-closing", conclusion="已尽力收回")
    with pytest.raises(NotAllowed):
        recalls.act(number, "close")
    with refused("case.condition"):
        recalls.act(number, "close", bea)
    recalls.act(number, "account", firm, LOT_1, how="全部退款")
    recalls.act(number, "except-lot", member=LOT_2, reason="已出口，无法追回")
    recalls.act(number, "close", bea)
    assert (recalls.state(number), current("recall", "number", "closed_on")) == (
        "closed", [(RECORD, recalls.now.date())])
    assert warnings.warnings(PRODUCT, "L1", on=recalls.now.date()) == []


def test_a_maker_reports_its_own_product(recalls: RecallWorld) -> None:
    number = recalls.open(act="report-defect", by=recalls.firm())
    assert recalls.found(number).board.values["origin"] == "maker"
    with pytest.raises(NotAllowed):
        recalls.open(act="report-defect", by=recalls.firm("wu", "F2"))


def test_who_took_a_plan_down_does_not_approve_it(recalls: RecallWorld) -> None:
    number = recalls.open()
    recalls.act(number, "take-plan", **PLAN)
    with refused("case.second_person"):
        recalls.act(number, "approve-plan")
    recalls.act(number, "return-plan", recalls.who("bea"), reason="未写明退款方式")
    assert recalls.state(number) == "plan-required"


def test_more_units_than_are_affected_are_refused_and_nothing_is_lost(recalls: RecallWorld) -> None:
    number = recalls.running()
    recalls.act(number, "report", recalls.firm(), channel="consumer", remedied="70", recovered="0")
    with pytest.raises(RecordError) as caught:
        recalls.act(number, "report", recalls.firm(), channel="retail", remedied="0", recovered="11")
    assert caught.value.code == "recall.more_than_affected"
    assert caught.value.what.en == "with this report 81 units would be remedied or recovered, and 80 are affected"
    assert caught.value.why.en == "70 were reported before, and this report has 11"
    recalls.act(number, "widen", lot=LOT_3, units="1")
    recalls.act(number, "report", recalls.firm(), channel="retail", remedied="0", recovered="11")
    assert str(progress(RECORD, 81).rate) == "100.00"


def test_more_units_than_are_affected_by_import_are_kept_and_flagged(recalls: RecallWorld) -> None:
    number = recalls.running()
    recalls.office.take("recall_report", [{"recall": RECORD, "channel": "online", "reported_on": "2026-03-09",
                                           "remedied": "90", "recovered": "0", "region": "1"}])
    found = show(recalls.home, None, number, at=recalls.later()).as_dict()
    assert (found["remedied"], found["over"], found["rate"]) == (90, 10, "112.50")


def test_what_was_reported_wrongly_is_corrected(recalls: RecallWorld) -> None:
    number = recalls.running()
    recalls.act(number, "take-report", channel="consumer", remedied="70", recovered="0")
    day = recalls.now.date().isoformat()
    recalls.act(number, "correct-report", channel="consumer", remedied="7", recovered="0", reported_on=day,
                reason="多打一个0")
    assert current("recall_report", "channel", "remedied") == [("consumer", 7)]
    assert len(list(stored_rows("recall_report"))) == 2
    with refused("recall.no_report"):
        recalls.act(number, "correct-report", channel="retail", remedied="7", recovered="0", reported_on=day,
                    reason="无")
    with refused("recall.more_than_affected"):
        recalls.act(number, "correct-report", channel="consumer", remedied="81", recovered="0", reported_on=day,
                    reason="无")


@pytest.mark.parametrize("day", ["2026-03-01", "2027-01-01"])
def test_a_report_of_a_day_that_cannot_be_is_refused(recalls: RecallWorld, day: str) -> None:
    number = recalls.running()
    with refused("recall.report_day"):
        recalls.act(number, "report", recalls.firm(), channel="consumer", remedied="1", recovered="0", reported_on=day)


@pytest.mark.parametrize(("said", "code"), [
    ({}, "recall.which_lots"),
    ({"all_lots": "yes"}, "recall.how_many"),
    ({"all_lots": "yes", "affected": "9", "recall": "R1"}, "recall.number_taken"),
    ({"all_lots": "yes", "affected": "9", "picture": "f" * 24}, "recall.no_picture"),
])
def test_a_notice_that_leaves_something_open_is_not_published(recalls: RecallWorld, said: dict[str, str],
                                                              code: str) -> None:
    recalls.office.take("recall", [{"number": "R1", "title": "煎锅", "goods": "consumer", "affected": "1",
                                    "published_on": "2026-01-01", "region": "2"}])
    number = recalls.approved()
    with refused(code):
        recalls.act(number, "publish", **NOTICE | said)
    assert current("recall", "number") == [("R1",)]
    recalls.act(number, "publish", **NOTICE, all_lots="yes", affected="9")
    assert current("recall", "number", "lots", "affected") == [(RECORD, None, 9), ("R1", None, 1)]


def test_lots_are_named_or_all_are_meant(recalls: RecallWorld) -> None:
    number = recalls.approved((LOT_1, "5"))
    with refused("recall.which_lots"):
        recalls.act(number, "publish", **NOTICE, all_lots="yes", affected="9")


def test_a_lot_of_another_product_is_not_taken(recalls: RecallWorld) -> None:
    number = recalls.open()
    for lot in ("PAN-1/L1", "PAN-1/L9"):
        with refused("recall.lot_of_other_product"):
            recalls.act(number, "add-lot", lot=lot, units="5")
    recalls.act(number, "add-lot", lot=f"{PRODUCT}/L77", units="5")  # no register has it


def test_a_published_recall_is_widened_and_narrowed(recalls: RecallWorld) -> None:
    number = recalls.running((LOT_1, "50"))
    with refused("recall.published"):
        recalls.act(number, "add-lot", lot=LOT_2, units="30")
    with refused("recall.last_lot"):
        recalls.act(number, "narrow", member=LOT_1, reason="误列")
    recalls.act(number, "widen", lot=LOT_2, units="30")
    assert current("recall", "lots", "affected") == [(f"{LOT_1};{LOT_2}", 80)]
    recalls.act(number, "narrow", member=LOT_1, reason="误列")
    assert current("recall", "lots", "affected") == [(LOT_2, 30)]
    assert warnings.warnings(PRODUCT, LOT_1, on=recalls.now.date()) == []


def test_a_lot_is_struck_before_the_recall_is_published(recalls: RecallWorld) -> None:
    number = recalls.open()
    for lot in (LOT_1, LOT_2):
        recalls.act(number, "add-lot", lot=lot, units="5")
    with refused("recall.not_running"):
        recalls.act(number, "widen", lot=LOT_3, units="5")
    recalls.act(number, "strike-lot", member=LOT_1, reason="误列")
    recalls.act(number, "take-plan", **PLAN)
    recalls.act(number, "approve-plan", recalls.who("bea"))
    recalls.act(number, "publish", **NOTICE)
    assert current("recall", "lots", "affected") == [(LOT_2, 5)]
    with refused("recall.published"):
        recalls.act(number, "strike-lot", member=LOT_2, reason="误列")


def test_a_recall_of_all_lots_is_not_widened(recalls: RecallWorld) -> None:
    number = recalls.approved()
    recalls.act(number, "publish", **NOTICE, all_lots="yes", affected="9")
    with refused("recall.of_all_lots"):
        recalls.act(number, "widen", lot=LOT_1, units="5")


def test_a_recall_is_extended_and_goes_on_after_a_closing_that_was_returned(recalls: RecallWorld) -> None:
    number = recalls.running()
    recalls.act(number, "extend", planned_until="2026-12-31", reason="回收缓慢")
    assert current("recall", "planned_until", "lots") == [(date(2026, 12, 31), f"{LOT_1};{LOT_2}")]
    recalls.act(number, "propose-closing", conclusion="完成")
    recalls.act(number, "return-closing", recalls.who("bea"), reason="仍有存货")
    assert recalls.state(number) == "running"


def test_a_published_recall_is_revoked_and_not_only_given_up(recalls: RecallWorld) -> None:
    number = recalls.running()
    with refused("recall.is_public"):
        common_acts.withdraw(recalls.home, recalls.who("ann"), NAME, number, "误报", at=recalls.later())
    with refused("case.second_person"):
        recalls.act(number, "revoke", reason="误报")
    recalls.act(number, "revoke", recalls.who("bea"), reason="误报")
    assert current("recall", "number") == []
    assert warnings.warnings(PRODUCT, on=recalls.now.date()) == []
    assert show(recalls.home, None, number, at=recalls.later()).as_dict()["state"] == "revoked"


def test_a_recall_that_is_not_published_is_given_up(recalls: RecallWorld) -> None:
    number = recalls.open()
    common_acts.withdraw(recalls.home, recalls.who("ann"), NAME, number, "误报", at=recalls.later())
    assert recalls.state(number) == "withdrawn"


def test_what_is_due_is_told_and_reminded_of(recalls: RecallWorld) -> None:
    number = recalls.running()
    assert recalls.found(number).due().day == date(2026, 6, 1)  # the 90th day is a Sunday
    recalls.act(number, "report", recalls.firm(), channel="consumer", remedied="1", recovered="0")
    recalls.later(95)
    waits = [each for each in reading.waiting(recalls.firm(), on=recalls.now.date()) if each.number == number]
    assert [(each.state, each.late) for each in waits if not each.member] == [("running", True)]
    recalls.act(number, "remind", reason="进展报告逾期")
    recalls.act(number, "report", recalls.firm(), channel="consumer", remedied="1", recovered="0")  # late, and kept
    assert recalls.found(number).events[-1].late


def test_the_days_are_ruled_by_a_dated_file(recalls: RecallWorld) -> None:
    folder = recalls.home.path / "rulebook" / "procedures"
    folder.mkdir(parents=True)
    (folder / "recall-days.toml").write_text("""\
id = "recall-days"
procedure = "product-recall"
title = { en = "Days of recalls", zh = "召回期限" }
source = { text = "An order of ours", ours = true }
in_force = 2026-01-01
[days]
running = { days = 30 }
plan-required = { working = 3 }
""", encoding="utf-8")
    number = recalls.running()
    assert recalls.found(number).due().day == date(2026, 4, 1)


def test_nobody_but_those_of_the_case_reads_it_before_it_is_published(recalls: RecallWorld) -> None:
    number = recalls.approved((LOT_1, "5"))
    for stranger in (recalls.who("ward-2", "2"), recalls.firm("wu", "F2"), None):
        with refused("recall.unknown"):
            show(recalls.home, stranger, number, at=recalls.later())
        assert reading.listed(procedure(NAME), stranger) == []
    assert show(recalls.home, recalls.firm(), number, at=recalls.later()).as_dict()["state"] == "approved"
    recalls.act(number, "publish", **NOTICE)
    for stranger in (recalls.who("ward-2", "2"), recalls.firm("wu", "F2"), None):
        found = show(recalls.home, stranger, number, at=recalls.later())
        assert (found.as_dict()["state"], found.case is not None) == ("running", True)
        open_ = found.case.open_fields(stranger) if found.case is not None else frozenset()
        assert not {"origin", "origin_key", "note"} & open_
    assert "origin" not in recalls.found(number, recalls.firm()).open_fields(recalls.firm())


def test_the_same_press_twice_reports_once(recalls: RecallWorld) -> None:
    number, firm = recalls.running(), recalls.firm()
    seen = recalls.found(number).board.case.last
    for _ in range(2):
        perform.act(recalls.home, firm, NAME, number, "report",
                    {"channel": "retail", "remedied": "0", "recovered": "3"}, seen=seen, at=recalls.later())
    assert current("recall_report", "recovered") == [(3,)]
    with pytest.raises(ConflictError):
        perform.act(recalls.home, firm, NAME, number, "report",
                    {"channel": "retail", "remedied": "0", "recovered": "4"}, seen=seen, at=recalls.later())
