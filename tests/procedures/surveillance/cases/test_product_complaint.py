"""The life of a complaint: sent without an account, taken up, answered; the firm complained about reads nothing, and
who complained stands nowhere but where officers read it."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.procedures.accounts import memberships
from plumbline.procedures.casework import common_acts, links, passing, perform, reading, registry
from plumbline.procedures.casework.finding import Found, find
from plumbline.procedures.casework.telling import news, tables
from plumbline.procedures.notices import digest
from plumbline.procedures.records import exports
from plumbline.procedures.search import following, searching
from plumbline.procedures.surveillance.cases.product_complaint import COMPLAIN, NAME, PART, number_of
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import Case, CaseEvent, CaseLink, CasePersonal, CaseSummary
from plumbline.records.core.journal import Entry
from plumbline.records.core.memberships import ENTERPRISE
from plumbline.records.core.people import User
from tests.procedures.casework.recalls import Recalls
from tests.records.samples import Office

SAID = {"region": "1", "subject": "Kettle K1, Bridge Street", "story": "Zhuangyuan burnt his hand",
        "contact": "Zhuangyuan 13900001111"}
SECRETS = ("Zhuangyuan", "13900001111")
FIRM = {"place": "shop", "organisation": "F1", "matter": "A kettle that burns"}


@pytest.fixture
def life(office: Office) -> Recalls:
    """People of a city and its wards."""
    office.take("organisation", [{"code": "F1", "name": "Kettle works", "region": "1"},
                                 {"code": "F2", "name": "Pan works", "region": "1"}])
    return Recalls(office)


def complained(life: Recalls, **changed: str) -> tuple[str, str]:
    """The number of a complaint, and the secret of who sent it."""
    event, secret = links.open_by_anybody(life.home, NAME, COMPLAIN, SAID | changed, once="a", at=life.later())
    return str(event.case.number), secret


def act(life: Recalls, number: str, name: str, by: Any = "ann", **values: str) -> CaseEvent:
    user = life.who(by) if isinstance(by, str) else by
    return perform.act(life.home, user, NAME, number, name, values, at=life.later())


def found(life: Recalls, number: str, by: Any = "ann") -> Found:
    user = life.who(by) if isinstance(by, str) else by
    return find(life.home, user, registry.procedure(NAME), number, at=life.later())


def complainant(life: Recalls, secret: str) -> Any:
    at = life.later()
    return links.bearer(life.home, links.known(secret, on=timezone.localdate(at)), at=at)[0]


def record(number: str) -> dict[str, Any]:
    rows = store.current(kinds.get("complaint")).filter(number=number_of(number))
    return rows.values("outcome", "organisation", "matter", "region", "received_on", "closed_on").get()


def test_it_is_sent_taken_up_asked_back_and_closed(life: Recalls) -> None:
    number, secret = complained(life)
    case = found(life, number)
    due = case.due()
    assert (case.state().name, due.day if due else None) == ("received", date(2026, 3, 11))  # seven working days
    act(life, number, "ask", question="Which shop?")
    who = complainant(life, secret)
    act(life, number, "tell", by=who, more="The one at the bridge")
    act(life, number, "take-up", **FIRM)
    assert record(number) == {"outcome": None, "organisation": "F1", "matter": FIRM["matter"], "region": "1",
                              "received_on": date(2026, 3, 2), "closed_on": None}
    due = found(life, number).due()
    assert due is not None
    assert due.day - date(2026, 3, 2) > timedelta(days=60)  # forty-five working days
    act(life, number, "close", outcome="settled", answer="The shop takes it back")
    told = reading.values(found(life, number, who), who)
    assert (told["answer"], told["question"], "matter" in told, "organisation" in told) == (
        "The shop takes it back", "Which shop?", False, False)
    assert (record(number)["outcome"], record(number)["closed_on"]) == ("settled", date(2026, 3, 2))


def test_a_report_is_looked_into_and_one_that_is_not_theirs_is_passed_on_or_declined(life: Recalls) -> None:
    number, _secret = complained(life, region="city")
    with pytest.raises(RecordError) as closed:
        act(life, number, "verify", by=life.who("w2", region="2"), **FIRM)
    assert closed.value.code == "case.unknown"
    passing.pass_on(life.home, life.who("ann"), NAME, number, "2", "The shop is there", at=life.later())
    act(life, number, "verify", by="w2", **FIRM)
    due = found(life, number).due()
    assert (found(life, number).state().name, record(number)["region"], due.day if due else None) == (
        "verification", "2", date(2026, 3, 23))
    other, secret = complained(life, story="Another")
    act(life, other, "decline", answer="It is a matter for the court")
    who = complainant(life, secret)
    assert (record(other)["outcome"], reading.values(found(life, other, who), who)["answer"]) == (
        "declined", "It is a matter for the court")


def test_sent_twice_it_is_one_case(life: Recalls) -> None:
    first, again = complained(life), complained(life)
    assert (first, Case.objects.filter(procedure=NAME).count(), CaseLink.objects.count()) == (again, 1, 1)
    assert complained(life, story="Else") != first


def test_what_cannot_be_taken_keeps_nothing(life: Recalls) -> None:
    before = Entry.objects.count()
    for wrong in ({"subject": ""}, {"story": "x" * 2001}, {"region": "none"}, {"more": "?"}):
        with pytest.raises(RecordError):
            complained(life, **wrong)
    for name in ("ask", "nothing"):
        with pytest.raises(RecordError) as refused:
            links.open_by_anybody(life.home, NAME, name, SAID, once="a", at=life.later())
        assert refused.value.code == "case.act_unknown"
    assert (Case.objects.filter(procedure=NAME).exists(), Entry.objects.count()) == (False, before)


def test_nobody_opens_a_case_so_where_it_is_not_declared(life: Recalls) -> None:
    with pytest.raises(NotAllowed):
        perform.open_case(life.home, None, NAME, COMPLAIN, SAID, at=life.later())


def test_whoever_acts_for_the_firm_reads_and_does_nothing_whatever_their_role(life: Recalls) -> None:
    number, _secret = complained(life)
    act(life, number, "take-up", **FIRM)
    both, firm, other = life.who("both"), User.objects.create_user("li"), life.who("other")
    assert found(life, number, both).state().name == "mediation"
    for person, code in ((both, "F1"), (firm, "F1"), (other, "F2")):
        memberships.add(person, code, ENTERPRISE, by=None, at=life.later(), managing=True)
    procedure = registry.procedure(NAME)
    for name in ("both", "li"):
        person = User.objects.get(username=name)  # as the next request finds them
        with pytest.raises(RecordError) as closed:
            found(life, number, person)
        assert (closed.value.code, reading.listed(procedure, person), reading.waiting(person, on=date(2026, 3, 2))) == (
            "case.unknown", [], [])
    other = User.objects.get(username="other")
    assert [each.case.number for each in reading.listed(procedure, other)] == [number]


def test_a_correction_may_clear_what_was_named_and_opens_it_again(life: Recalls) -> None:
    number, _secret = complained(life)
    act(life, number, "take-up", **FIRM)
    act(life, number, "correct", place="act", matter="Another firm")
    known = reading.values(found(life, number), life.who("ann"))
    assert (record(number)["organisation"], known.get("organisation")) == (None, None)


def test_who_complained_stands_nowhere_else(life: Recalls, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    number, secret = complained(life)
    who = complainant(life, secret)
    act(life, number, "tell", by=who, more="Zhuangyuan again")
    act(life, number, "take-up", **FIRM)
    act(life, number, "close", outcome="founded", answer="Recalled")
    ann = life.who("ann")
    procedure = registry.procedure(NAME)
    following.follow(life.home, on=life.now.date())
    files = [life.home.path / f"{name}.csv" for name in ("cases", "complaints")]
    exports.save(tables.cases_table(procedure, ann, language="en"), files[0], "csv")
    exports.export("complaint", files[1], "csv", user=ann)
    told = {
        "events": str(list(CaseEvent.objects.values("said", "organisation", "state"))),
        "journal": str(list(Entry.objects.values())), "cases": str(list(Case.objects.values())),
        "lists": str(list(CaseSummary.objects.values())), "log": caplog.text,
        "records": str(list(store.current(kinds.get("complaint")).values())),
        "files": "".join(each.read_text("utf-8") for each in files),
        "values": str(reading.values(found(life, number), ann)),
        "calendar": str(list(digest.waiting(life.home, ann, on=date(2026, 3, 2)))),
        "mail": str(list(news.of_cases(life.home, ann, at=life.later(), after=0, most=50))),
        "search of others": str([searching.search(life.home, user, "Zhuangyuan", on=date(2026, 3, 2))
                                 for user in (None, life.who("w2", region="2"))]).replace("text='Zhuangyuan'", "")}
    assert [(place, each) for place, text in told.items() for each in SECRETS if each in text] == []
    assert SAID["subject"] in told["files"]
    held = [text for row in CasePersonal.objects.all() for text in row.said.values()]
    assert sorted(held) == sorted([SAID["story"], SAID["contact"], "Zhuangyuan again"])


def test_what_is_personal_is_erased_for_good_and_the_complaint_goes_on(life: Recalls) -> None:
    number, _secret = complained(life)
    act(life, number, "take-up", **FIRM)
    with pytest.raises(PlumblineError):
        common_acts.erase(life.home, life.who("w2", region="2"), NAME, number, "Asked for it", at=life.later())
    event = common_acts.erase(life.home, life.who("ann"), NAME, number, "Asked for it", at=life.later())
    assert (event.act, event.said, CasePersonal.objects.count()) == ("erase-personal", {"reason": "Asked for it"}, 0)
    act(life, number, "close", outcome="unsettled", answer="Sorry")
    assert found(life, number).state().name == "closed"
    common_acts.erase(life.home, life.who("ann"), NAME, number, "Once more", at=life.later())


def test_the_link_is_for_its_complaint_alone_and_its_code_is_the_number(life: Recalls) -> None:
    number, secret = complained(life)
    other, _other = complained(life, story="Else")
    event = links.known(secret, on=date(2026, 3, 3))
    assert (event.case.number, event.said["part"], links.fits(event, secret, f"C{number}"[1:]),
            links.fits(event, secret, other)) == (number, PART, True, False)
    with pytest.raises(RecordError):
        found(life, other, complainant(life, secret))
