"""A complaint by a link without an account: one part of one case, with a code, until a day, taken back at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from plumbline.errors import NotAllowed, PlumblineError, RecordError, RulebookError
from plumbline.procedures.casework import common_acts, links, perform, reading, registry
from plumbline.procedures.casework.declaration import Act, Part, Procedure
from plumbline.procedures.casework.proving import prove
from plumbline.records.core.cases import CaseEvent
from tests.procedures.casework.procedures import COMPLAINANT, COMPLAINT, complaint, words
from tests.procedures.casework.recalls import Recalls


@pytest.fixture
def number(recalls: Recalls) -> str:
    """A complaint taken down."""
    registry.declare(complaint())
    values = {"region": "1", "matter": "A kettle", "source": "by phone"}
    event = perform.open_case(recalls.home, recalls.who("ann"), COMPLAINT, "take", values, at=recalls.later())
    return str(event.case.number)


def given(recalls: Recalls, number: str, **more: Any) -> tuple[CaseEvent, str, str]:
    return links.give(recalls.home, recalls.who("ann"), COMPLAINT, number, "complainant", at=recalls.later(), **more)


def refused(call: Any) -> str:
    with pytest.raises(PlumblineError) as error:
        call()
    return str(error.value.code)


def test_who_has_the_link_tells_and_reads_their_own_part(recalls: Recalls, number: str) -> None:
    _, secret, code = given(recalls, number)
    event = links.known(secret, on=date(2026, 3, 2))
    assert links.fits(event, secret, f"{code[:4]} {code[4:]}")
    assert not links.fits(event, secret, "00000000" if code != "00000000" else "1")
    who, case = links.bearer(recalls.home, event, at=recalls.later())
    told = reading.document(case, who)
    assert (told["values"], told["acts"]) == ({"region": "1", "matter": "A kettle"}, ["tell"])
    common_acts.comment(recalls.home, recalls.who("ann"), COMPLAINT, number, "Among us", "yes", at=recalls.later())
    done = perform.act(recalls.home, who, COMPLAINT, number, "tell", {"story": "It burnt", "phone": "138"},
                       at=recalls.later())
    assert (done.actor, done.part, done.said) == (None, "complainant", {"story": "It burnt", "~link": str(event.pk)})
    common_acts.comment(recalls.home, who, COMPLAINT, number, "Please hurry", at=recalls.later())
    _, case = links.bearer(recalls.home, event, at=recalls.later())
    assert [(each["act"], each["said"]) for each in reading.history(case, who)] == [
        ("take", {"region": "1", "matter": "A kettle"}), ("tell", {"story": "It burnt", "phone": "138"}),
        ("comment", {"text": "Please hurry"})]
    inside = reading.history(recalls_case(recalls, number), recalls.who("ann"))
    assert not any("~" in name for each in inside for name in each["said"])
    assert secret not in str(inside)


def recalls_case(recalls: Recalls, number: str) -> Any:
    from plumbline.procedures.casework.finding import find

    return find(recalls.home, recalls.who("ann"), registry.procedure(COMPLAINT), number, at=recalls.later())


def test_a_link_opens_nothing_after_its_day_once_taken_back_or_put_in_past_plumbline(
        recalls: Recalls, number: str) -> None:
    event, secret, _ = given(recalls, number, days=3)
    assert links.known(secret, on=date(2026, 3, 5)).pk == event.pk
    assert refused(lambda: links.known(secret, on=date(2026, 3, 6))) == "case.link_closed"
    assert refused(lambda: links.known("another", on=date(2026, 3, 2))) == "case.link_closed"
    CaseEvent.objects.filter(pk=event.pk).update(said={**event.said, "until": "2027-01-01"})
    assert refused(lambda: links.known(secret, on=date(2026, 3, 6))) == "case.link_closed"
    CaseEvent.objects.filter(pk=event.pk).update(said=event.said)
    who, _case = links.bearer(recalls.home, links.known(secret, on=date(2026, 3, 2)), at=recalls.later())
    over = recalls.later() + timedelta(days=4)
    for late in (lambda: links.bearer(recalls.home, event, at=over),
                 lambda: perform.act(recalls.home, who, COMPLAINT, number, "tell", {"story": "x"}, at=over),
                 lambda: common_acts.comment(recalls.home, who, COMPLAINT, number, "x", at=over)):
        assert refused(late) in {"case.link_closed", "case.unknown"}
    links.revoke(recalls.home, recalls.who("ann"), COMPLAINT, number, event.pk, at=recalls.later())
    assert refused(lambda: links.bearer(recalls.home, event, at=recalls.later())) == "case.link_closed"
    assert refused(lambda: perform.act(recalls.home, who, COMPLAINT, number, "tell", {"story": "x"},
                                       at=recalls.later())) == "case.unknown"
    assert refused(lambda: links.revoke(recalls.home, recalls.who("ann"), COMPLAINT, number, event.pk,
                                        at=recalls.later())) == "case.link_unknown"


def test_a_link_is_for_one_case_and_handed_out_by_who_sees_to_it(recalls: Recalls, number: str) -> None:
    event, _, _ = given(recalls, number)
    who, _ = links.bearer(recalls.home, event, at=recalls.later())
    other = perform.open_case(recalls.home, recalls.who("ann"), COMPLAINT, "take",
                              {"region": "1", "matter": "Another"}, at=recalls.later()).case.number
    assert refused(lambda: perform.act(recalls.home, who, COMPLAINT, other, "tell", {"story": "x"},
                                       at=recalls.later())) == "case.unknown"
    assert refused(lambda: perform.act(recalls.home, who, COMPLAINT, number, "answer", {"reply": "x"},
                                       at=recalls.later())) == "case.part_not_held"
    assert reading.listed(registry.procedure(COMPLAINT), who) == []

    def hand(by: str, part: str = "complainant", days: int = 5) -> Any:
        return links.give(recalls.home, recalls.who(by, region="2" if by == "wu" else "city"), COMPLAINT, number, part,
                          days=days, at=recalls.later())

    assert refused(lambda: hand("wu")) == "case.unknown"
    assert refused(lambda: hand("ann", part="officer")) == "case.part_not_given"
    assert refused(lambda: hand("ann", days=0)) == "case.link_days"
    with pytest.raises(NotAllowed):
        links.give(recalls.home, who, COMPLAINT, number, "complainant", at=recalls.later())
    perform.act(recalls.home, recalls.who("ann"), COMPLAINT, number, "answer", {"reply": "Done"}, at=recalls.later())
    assert refused(lambda: hand("ann")) == "case.ended"


def test_no_case_is_opened_by_a_link(recalls: Recalls) -> None:
    acts = (Act("take", words("Take down"), (COMPLAINANT,), target="open"), *complaint().acts[1:])
    with pytest.raises(RulebookError) as error:
        registry.declare(complaint(acts=acts))
    assert error.value.code == "procedure.link_opens"
    assert isinstance(error.value, RulebookError)
    assert not isinstance(error.value, RecordError)


def test_anybody_opens_a_case_only_in_a_part_that_is_held_by_a_link() -> None:
    def by(*parts: Part) -> Procedure:
        opening = Act("take", words("Take down"), parts, target="open", anybody=True)
        return complaint(acts=(opening, *complaint().acts[1:]))

    officer = complaint().parts[0]
    prove(by(COMPLAINANT, officer))
    assert refused(lambda: prove(by(officer))) == "procedure.anybody_unfit"
    assert refused(lambda: prove(complaint(against="nobody"))) == "procedure.no_field"
