"""Who acts for an organisation: invited with a code, claimed and confirmed, handed over, ended, closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.accounts import accounts, memberships, people
from plumbline.procedures.operations import check_accounts
from plumbline.records.accounts import account_leaves
from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import get
from plumbline.records.core.memberships import Invitation, Membership, organisations_of
from plumbline.records.core.people import User
from plumbline.records.core.visibility import about_record, narrow, visible
from tests.records.samples import AT, Office

PASSWORD = "a plumb line hangs true"


@pytest.fixture
def firms(office: Office) -> Office:
    """Two firms, one in each ward, and an officer of each ward."""
    office.take("organisation", [{"code": "F1", "name": "Kettles", "region": "1", "credit_class": "A"},
                                 {"code": "F2", "name": "Pans", "region": "2", "credit_class": "B"}])
    for name, region in (("ann", "1"), ("bea", "2")):
        people.grant(office.home, name, role="officer", region=region, at=AT, sign_in=False)
    return office


def who(name: str) -> User:
    return User.objects.get(username=name)


def held(name: str) -> frozenset[str]:
    return organisations_of(who(name))


def invited(by: User | None, **more: Any) -> str:
    return memberships.invite("F1", "enterprise", by=by, at=AT, **more)[1]


def joined(code: str, name: str) -> Membership:
    return memberships.join(code, None, name=name, password=PASSWORD, at=AT)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(PlumblineError) as error:
        call()
    return str(error.value.code)


def test_a_letter_with_a_code_makes_an_account_that_manages_and_it_brings_in_a_colleague(firms: Office) -> None:
    code = invited(who("ann"), managing=True)
    assert joined(f" {code.lower()} ", "li").manages
    assert held("li") == {"F1"}
    assert refused(lambda: joined(code, "thief")) == "membership.code_unfit"
    second = invited(who("li"))
    assert refused(lambda: joined(second, "li")) == "membership.name_taken"
    assert not joined(second, "zhao").manages
    assert refused(lambda: invited(who("zhao"))) == "membership.not_theirs"
    assert refused(lambda: memberships.invite("F2", "enterprise", by=who("li"), at=AT)) == "membership.not_theirs"
    assert refused(lambda: memberships.invite("F1", "certifier", by=who("li"), at=AT)) == "membership.not_theirs"
    assert refused(lambda: invited(who("bea"))) == "membership.not_theirs"
    acts = Entry.objects.filter(kind__in=("membership", "invitation")).order_by("number")
    assert [(each.kind, each.act) for each in acts] == [
        ("invitation", "invite"), ("membership", "join"), ("invitation", "join"),
        ("invitation", "invite"), ("membership", "join"), ("invitation", "join")]
    assert [each.status for each in check_accounts.findings()] == ["ok"]


def test_a_code_opens_once_until_its_day_and_not_once_taken_back(firms: Office) -> None:
    code = invited(None, days=2)
    assert refused(lambda: memberships.join(code, who("ann"), at=AT + timedelta(days=3))) == "membership.code_unfit"
    row = Invitation.objects.get()
    memberships.revoke(row.pk, by=who("ann"), at=AT)
    assert refused(lambda: joined(code, "li")) == "membership.code_unfit"
    assert not User.objects.filter(username="li").exists()
    weak = invited(None)
    assert refused(lambda: memberships.join(weak, None, name="li", password="short", at=AT)) == "password.weak"
    assert memberships.join(weak, who("bea"), at=AT).organisation == "F1"
    planted = Invitation.objects.create(organisation="F2", capacity="enterprise", until=date(2030, 1, 1), made_at=AT,
                                        sha256=memberships._hash("PLANTED"))
    assert refused(lambda: joined("PLANTED", "thief")) == "membership.code_unfit"
    assert f"invitation {planted.pk} of account 0 is there, and no entry" in next(iter(check_accounts.findings())).what


def test_a_claim_waits_for_an_officer_and_gives_nothing_before(firms: Office) -> None:
    people.grant(firms.home, "li", role="officer", region="1", at=AT, sign_in=False)
    li = who("li")
    assert refused(lambda: memberships.claim(li, "F1", "enterprise", " ", at=AT)) == "membership.no_proof"
    assert refused(lambda: memberships.claim(li, "F7", "enterprise", "x", at=AT)) == "membership.organisation_unknown"
    row = memberships.claim(li, "F1", "enterprise", "I am its manager", at=AT)
    assert held("li") == frozenset()
    assert refused(lambda: memberships.claim(li, "F1", "enterprise", "x", at=AT)) == "membership.held"
    assert [each.pk for each in memberships.claims_for(who("ann"))] == [row.pk]
    assert memberships.claims_for(li) == memberships.claims_for(who("bea")) == []
    assert refused(lambda: memberships.settle(row.pk, confirmed=True, by=li, at=AT)) == "membership.own_claim"
    assert refused(lambda: memberships.settle(row.pk, confirmed=True, by=who("bea"), at=AT)) == "membership.not_theirs"
    memberships.settle(row.pk, confirmed=False, by=who("ann"), at=AT)
    assert held("li") == frozenset()
    again = memberships.claim(li, "F1", "enterprise", "The licence is with you", at=AT)
    memberships.settle(again.pk, confirmed=True, by=who("ann"), at=AT)
    assert held("li") == {"F1"}
    assert refused(lambda: memberships.settle(again.pk, confirmed=True, by=who("ann"), at=AT)) == "membership.settled"


def test_handing_over_leaving_and_closing(firms: Office) -> None:
    first, second = joined(invited(None, managing=True), "li"), joined(invited(None), "zhao")
    assert refused(lambda: memberships.hand_over(second.pk, True, by=who("zhao"), at=AT)) == "membership.not_theirs"
    memberships.hand_over(second.pk, True, by=who("li"), at=AT)
    memberships.end(first.pk, by=who("li"), at=AT)
    assert (held("li"), held("zhao")) == (frozenset(), {"F1"})
    assert refused(lambda: memberships.end(second.pk, by=who("bea"), at=AT)) == "membership.not_theirs"
    open_code = invited(who("zhao"))
    assert refused(lambda: memberships.close("F1", by=who("zhao"), at=AT)) == "membership.not_theirs"
    assert memberships.close("F1", by=who("ann"), at=AT) == 1
    assert held("zhao") == frozenset()
    assert refused(lambda: joined(open_code, "wu")) == "membership.code_unfit"
    memberships.add(who("zhao"), "F1", "enterprise", by=who("ann"), at=AT)
    assert held("zhao") == {"F1"}
    assert [each.status for each in check_accounts.findings()] == ["ok"]


def test_a_membership_put_in_or_changed_past_plumbline_is_found_and_erased_with_its_person(firms: Office) -> None:
    row = joined(invited(None), "li")
    Membership.objects.filter(pk=row.pk).update(organisation="F2")
    assert refused(lambda: memberships.end(row.pk, by=None, at=AT)) == "membership.altered"
    [fault] = [each.what for each in check_accounts.findings()]
    assert fault == (f"membership {row.pk} of account {row.user_id} is not what the journal last sealed: "
                     "organisation is different")
    Membership.objects.filter(pk=row.pk).update(organisation="F1")
    accounts.erase(who("li"), at=AT)
    assert not Membership.objects.exists()
    assert [each.status for each in check_accounts.findings()] == ["ok"]
    assert Entry.objects.filter(kind="membership").order_by("-number").first().act == account_leaves.ERASE


def test_an_organisation_reads_what_is_shared_with_it_and_a_neighbour_does_not(firms: Office) -> None:
    joined(invited(None), "li")
    kind = get("organisation")
    own, other = (store.current(kind).get(code=code) for code in ("F1", "F2"))

    def fields(user: User | None, row: Any) -> frozenset[str]:
        return visible(user, kind, row.region, about=about_record(kind, row))

    assert {"credit_class", "contact_name"} <= fields(who("li"), own)
    assert fields(who("li"), other) == fields(None, own) == frozenset(
        {"code", "name", "region", "lei", "registered_on"})
    assert "contact_name" not in visible(who("li"), kind, "1", "figure", about_record(kind, own))
    assert fields(narrow(who("li"), "1"), own) == fields(None, own)


def test_who_was_let_go_does_not_come_back_by_a_code_they_kept(firms: Office) -> None:
    for ends in ("end", "manage", "close"):
        row = joined(invited(None, managing=True), f"li-{ends}")
        kept = invited(row.user, managing=True)
        if ends == "end":
            memberships.end(row.pk, by=who("ann"), at=AT)
        elif ends == "manage":
            memberships.hand_over(row.pk, False, by=who("ann"), at=AT)
        else:
            accounts.close(row.user, at=AT)
        assert refused(lambda kept=kept: memberships.join(kept, who("bea"), at=AT)) == "membership.code_unfit"
    own = invited(who("ann"))
    assert refused(lambda: memberships.join(own, who("ann"), at=AT)) == "membership.own_claim"
    assert [each.status for each in check_accounts.findings()] == ["ok"]


def test_a_code_gives_what_it_says_and_managers_settle_their_own_capacity_only(firms: Office) -> None:
    people.grant(firms.home, "wu", role="officer", region="2", at=AT, sign_in=False)
    memberships.claim(who("wu"), "F1", "certifier", "x", at=AT)
    manager = joined(invited(None, managing=True), "li")
    made = memberships.join(invited(who("li")), who("wu"), at=AT)
    assert (made.capacity, made.proof, made.state) == ("enterprise", "", "held")
    other = memberships.add_new("lab", None, "F1", "laboratory", at=AT)
    for act in (lambda: memberships.end(other.pk, by=manager.user, at=AT),
                lambda: memberships.hand_over(other.pk, True, by=manager.user, at=AT)):
        assert refused(act) == "membership.not_theirs"


def test_an_organisation_that_left_the_register_can_still_be_let_go(firms: Office) -> None:
    row, code = joined(invited(None, managing=True), "li"), invited(None)
    people.grant(firms.home, "sun", role="officer", region="2", at=AT, sign_in=False)
    claimed = memberships.claim(who("sun"), "F1", "enterprise", "x", at=AT)
    closed = memberships.add_new("closed", None, "F1", "enterprise", at=AT)
    accounts.close(closed.user, at=AT)
    store.current(get("organisation")).filter(code="F1").update(withdrawn=True)
    assert refused(lambda: joined(code, "zhao")) == "membership.code_unfit"
    memberships.end(row.pk, by=who("ann"), at=AT)
    assert memberships.close("F1", by=who("ann"), at=AT) == 1
    accounts.reopen(closed.user, at=AT)
    assert held("closed") == held("li") == frozenset()
    claimed.refresh_from_db()
    assert claimed.state == "refused"


def test_a_claim_that_was_taken_back_can_be_made_again(firms: Office) -> None:
    people.grant(firms.home, "li", role="officer", region="2", at=AT, sign_in=False)
    joined(invited(None, managing=True), "boss")
    first = memberships.claim(who("li"), "F1", "enterprise", "x", at=AT)
    assert refused(lambda: memberships.end(first.pk, by=who("boss"), at=AT)) == "membership.not_theirs"
    assert refused(lambda: memberships.hand_over(first.pk, True, by=who("ann"), at=AT)) == "membership.unknown"
    memberships.end(first.pk, by=who("li"), at=AT)
    second = memberships.claim(who("li"), "F1", "enterprise", "y", at=AT)
    memberships.settle(second.pk, confirmed=True, by=who("ann"), at=AT)
    assert held("li") == {"F1"}
