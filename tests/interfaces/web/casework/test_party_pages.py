"""An enterprise's two colleagues and an officer play a recall on the pages; a letter with a code; a link."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plumbline.interfaces.web.casework import link_pages
from plumbline.procedures.accounts import memberships
from plumbline.procedures.casework import registry
from plumbline.records.accounts.attempts import Attempt
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import User
from tests.interfaces.web.casework.test_case_pages import do, opened, page
from tests.interfaces.web.world import (
    CITY,
    FIRM_1,
    FIRM_2,
    PASSWORD,
    PUBLIC_PERSONA,
    WARD_1,
    WARD_2,
    World,
    looking_as,
    take_in,
)
from tests.procedures.casework.procedures import COMPLAINT, TENDER, tender
from tests.procedures.casework.recalls import NAME


def browser(checks: bool = False) -> Client:
    """A browser in which nobody is signed in: it names the origin of the forms that it sends."""
    return Client(headers={"origin": "http://testserver"}, enforce_csrf_checks=checks)


def invited(city: World, client: Client, **values: str) -> str:
    """The code of an invitation, as its page shows it once."""
    response: Any = client.post(reverse("organisation-act", args=((city.firm("1"),), "invite")),
                                {"capacity": "enterprise", "days": "30", **values})
    found = re.search(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", response.content.decode())
    assert found is not None, response.content.decode()
    return found[0]


def test_a_recall_is_played_by_an_officer_and_two_colleagues_and_a_neighbour_sees_nothing(
        city: World, db: None) -> None:
    officer, manager, neighbour = looking_as(WARD_1), looking_as(FIRM_1), looking_as(FIRM_2)
    number = opened(officer, producer=city.firm("1"))
    do(officer, number, "add-lot", lot="L1")
    do(officer, number, "notify", reason="It burns", due="2099-03-20", note="Among us")
    code = invited(city, manager)
    colleague = browser()
    response: Any = colleague.post(reverse("join"), {"code": code.lower(), "name": "zhao", "password": PASSWORD,
                                                     "same": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, reverse("me"))
    assert city.firm("1") in colleague.get(reverse("me")).content.decode()
    told = page(colleague, NAME, number)
    assert ("It burns" in told, "Among us" in told, "ward-1" in told) == (True, False, False)
    assert f"/cases/{NAME}/{number}/" in page(colleague, of="today")
    assert do(colleague, number, "account", member="L1", how="Melted").status_code == 302
    assert do(manager, number, "report", text="All done").status_code == 302
    assert "zhao" in page(manager, NAME, number)
    assert "zhao" in page(officer, NAME, number)
    event = CaseEvent.objects.filter(act="report").latest("pk")
    assert (event.organisation, event.part) == (city.firm("1"), "producer")
    for address in (reverse("case", args=(NAME, number)), reverse("case-act", args=(NAME, number, "report"))):
        assert neighbour.get(address).status_code == 404
        assert do(neighbour, number, "report", text="x").status_code == 404
    for listing in ("today", "cases"):
        assert f"/{number}/" not in page(neighbour, of=listing)
    assert number not in page(neighbour, NAME, of="case-list")


def test_a_letter_s_code_opens_once_and_what_was_typed_is_kept(city: World, db: None) -> None:
    code = invited(city, looking_as(WARD_1), manages="1")
    stranger = browser()
    assert stranger.get(reverse("join")).status_code == 200
    for values, said in (({"same": "another"}, "The two are not the same."),
                         ({"password": "x", "same": "x"}, "too weak"), ({"name": "firm-1"}, "signs in as"),
                         ({"code": "wrong"}, "opens nothing")):
        sent = {"code": code, "name": "li", "password": PASSWORD, "same": PASSWORD, **values}
        response: Any = stranger.post(reverse("join"), sent)
        assert (response.status_code, said in response.content.decode()) == (422, True), response.content.decode()
        assert f'value="{sent["code"]}"' in response.content.decode()
    looked = looking_as(PUBLIC_PERSONA)
    sent = {"code": code, "name": "li", "password": PASSWORD, "same": PASSWORD}
    assert looked.post(reverse("join"), sent).status_code == 302
    assert "opens nothing" in Client().post(reverse("join"), {**sent, "name": "wu"}).content.decode()
    assert Membership.objects.get(user__username="li").manages


def test_a_claim_is_confirmed_by_an_officer_of_the_region(city: World, db: None) -> None:
    user = User.objects.create_user("wang")
    claimant = Client()
    claimant.force_login(user)
    assert "waits for an officer" not in page(claimant, of="me")
    sent = {"organisation": city.firm("1"), "capacity": "enterprise", "proof": "Ring me"}
    assert claimant.post(reverse("claim"), {**sent, "organisation": "none"}).status_code == 422
    assert claimant.post(reverse("claim"), sent).status_code == 302
    assert "waits for an officer" in page(claimant, of="me")
    assert claimant.get(reverse("organisation-people", args=((city.firm("1"),),))).status_code == 404
    row = Membership.objects.get(user=user)
    assert "Ring me" in page(looking_as(WARD_1), of="organisations")
    assert "Ring me" not in page(looking_as(WARD_2), of="organisations")
    assert "Settle a claim" in page(looking_as(WARD_1), of="today")
    act = reverse("organisation-act", args=((city.firm("1"),), "confirm"))
    assert looking_as(WARD_2).post(act, {"number": row.pk}).status_code == 404
    assert looking_as(WARD_1).post(act, {"number": row.pk, "manages": "1"}).status_code == 302
    assert city.firm("1") in page(claimant, (city.firm("1"),), of="organisation-people")
    end = reverse("organisation-act", args=((city.firm("1"),), "end"))
    assert claimant.post(end, {"number": row.pk})["Location"] == reverse("me")
    assert claimant.get(reverse("organisation-people", args=((city.firm("1"),),))).status_code == 404


def handed(client: Client, number: str) -> tuple[str, str]:
    """The address of a new link and its code, as their page shows them once."""
    response: Any = client.post(reverse("link-give", args=(COMPLAINT, number)), {"part": "complainant", "days": "30"})
    text = response.content.decode()
    address, code = re.search(r"/link/[\w-]+/", text), re.search(r"\b\d{4} \d{4}\b", text)
    assert address is not None and code is not None, text  # noqa: PT018
    return address[0], code[0]


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day of the world, that links of a world of long ago still open."""
    monkeypatch.setattr(link_pages.timezone, "now", timezone.now)


def test_a_complainant_tells_by_a_link_and_reads_the_answer(city: World, db: None, now: None) -> None:
    officer, number = looking_as(WARD_1), city.complaints["1"]
    address, code = handed(officer, number)
    phone, other = browser(), browser()
    assert "Code" in phone.get(address).content.decode()
    wrong = phone.post(address, {"code": "11111111"})
    assert (wrong.status_code, "This is not the code" in wrong.content.decode()) == (422, True)
    assert phone.post(address, {"code": code}).status_code == 302
    told = phone.get(address).content.decode()
    assert f"{address}tell" in told
    assert "Cases" not in re.findall(r"<nav.*?</nav>", told, re.DOTALL)[0]
    assert phone.post(f"{address}tell", {"story": ""}).status_code == 422
    assert phone.post(f"{address}tell", {"story": "It burnt", "phone": "138"}).status_code == 302
    assert phone.post(f"{address}comment", {"text": "Hurry"}).status_code == 302
    assert "It burnt" in page(officer, COMPLAINT, number)
    response = officer.post(reverse("case-act", args=(COMPLAINT, number, "answer")), {"reply": "We looked at it"})
    assert response.status_code == 302
    assert "We looked at it" in phone.get(address).content.decode()
    assert "It burnt" not in other.get(address).content.decode()
    for act in ("answer", "withdraw", "assign", "give-link"):
        phone.post(f"{address}{act}", {"reply": "x", "reason": "x"})
    assert [each.act for each in CaseEvent.objects.filter(case__number=number, case__procedure=COMPLAINT)
            .order_by("pk")] == ["take", "give-link", "give-link", "tell", "comment", "answer"]


def test_a_link_is_closed_to_guessing_and_once_taken_back(city: World, db: None, now: None) -> None:
    officer, number = looking_as(WARD_1), city.complaints["1"]
    address, code = handed(officer, number)
    link = CaseEvent.objects.filter(act="give-link").latest("pk")
    for _ in range(link_pages.TRIES):
        browser().post(address, {"code": "00000000"})
    closed = browser().post(address, {"code": code})
    assert (closed.status_code, "wrong too often" in closed.content.decode()) == (429, True)
    Attempt.objects.update(at=timezone.now() - timedelta(hours=1))
    phone = browser()
    assert phone.post(address, {"code": code}).status_code == 302
    other, _ = handed(officer, number)
    phone.cookies[link_pages.COOKIE]["path"] = "/"
    assert "Code" in phone.get(other).content.decode()
    officer.post(reverse("link-revoke", args=(COMPLAINT, number)), {"link": link.pk})
    for client in (phone, Client()):
        gone = client.get(address)
        assert (gone.status_code, "this link opens nothing" in gone.content.decode().lower()) == (403, True)
    assert looking_as(WARD_2).post(reverse("link-give", args=(COMPLAINT, number)), {"part": "complainant"}
                                   ).status_code == 404
    assert looking_as(CITY).post(reverse("link-give", args=(COMPLAINT, number)), {"part": "officer", "days": "3"}
                                 ).status_code == 422


def test_a_form_of_somebody_without_an_account_that_is_too_old_can_be_sent_again(
        city: World, db: None, now: None) -> None:
    address, code = handed(looking_as(WARD_1), city.complaints["1"])
    letter = {"code": "7K2M-QF4X", "name": "li.kettles", "password": PASSWORD, "same": PASSWORD}
    for path, sent in ((address, {"code": code}), (reverse("join"), letter)):
        response: Any = browser(checks=True).post(path, sent)
        text = response.content.decode()
        assert (response.status_code, "This is what you typed" in text) == (403, True)
        assert [each for each in (sent["code"], PASSWORD) if each in text] == []
        assert sent.get("name", "") in text


def test_what_is_published_is_a_page_for_everybody_and_members_stay_closed(
        city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_declared", dict(registry._declared))
    registry.declare(tender())
    officer, public = looking_as(WARD_1), looking_as(PUBLIC_PERSONA)
    opened: Any = officer.post(reverse("case-new", args=(TENDER,)), {"region": "1", "name": "Best", "budget": "7"})
    number = opened["Location"].split("/")[-2]

    def act(name: str, **values: str) -> Any:
        return officer.post(reverse("case-act", args=(TENDER, number, name)), values)

    for key, firm in (("A", city.firm("1")), ("B", city.firm("2"))):
        assert act("enter", key=key, applicant=firm).status_code == 302
    address = reverse("case", args=(TENDER, number))
    assert "/sign-in" in public.get(address)["Location"]
    assert "/sign-in" in public.get(reverse("cases"))["Location"]
    applicant = looking_as(FIRM_1)
    for member in ("B", "nope"):
        asked = [applicant.get(reverse("case-act", args=(TENDER, number, name)), {"member": member})
                 for name in ("add-to", "decide")]
        told = asked[1].content.decode()
        assert asked[0].status_code == 404
        assert "· B" not in told
    assert json.loads(public.get(reverse("case-feed-json", args=(TENDER,))).content)["items"] == []
    assert act("decide", winner="A").status_code == 302
    [item] = json.loads(public.get(reverse("case-feed-json", args=(TENDER,))).content)["items"]
    assert (item["url"], "Best" in item["content_text"], "7" in item["content_text"]) == (
        f"http://testserver{address}", True, False)
    atom = public.get(reverse("case-feed", args=(TENDER,))).content.decode()
    assert (atom.count("<entry>"), "Best" in atom) == (1, True)
    assert public.get(reverse("case-feed", args=(NAME,))).status_code == 404
    told = public.get(address).content.decode()
    assert ("Best" in told, "winner" in told.lower(), "7</dd>" in told, "What you can do" in told) == (
        True, True, False, False)
    assert number in public.get(reverse("case-list", args=(TENDER,))).content.decode()
    assert public.post(f"{address}comment", {"text": "x"}).status_code == 302


def test_a_register_number_with_a_slash_has_its_pages(city: World, db: None) -> None:
    take_in(city, "organisation", [{"code": "A/B", "name": "Slash works", "region": "1"}])
    user = User.objects.create_user("slash")
    memberships.add(user, "A/B", "enterprise", by=None, managing=True, at=city.clock())
    claimant = User.objects.create_user("claims")
    memberships.claim(claimant, "A/B", "enterprise", "x", at=city.clock())
    manager, officer = Client(), looking_as(WARD_1)
    manager.force_login(user)
    assert "Slash works" in page(manager, of="me")
    assert "Slash works" in page(officer, of="organisations")
    assert "Slash works" in page(manager, ("A/B",), of="organisation-people")
    assert officer.get(reverse("organisations"), {"code": "A/B"}).status_code == 302


def test_another_organisation_takes_part_from_the_page(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer, producer=city.firm("1"))
    assert do(officer, number, "replace-party", part="producer", organisation=city.firm("2"), reason="Split"
              ).status_code == 302
    assert looking_as(FIRM_1).get(reverse("case", args=(NAME, number))).status_code == 404
    assert looking_as(FIRM_2).get(reverse("case", args=(NAME, number))).status_code == 200
