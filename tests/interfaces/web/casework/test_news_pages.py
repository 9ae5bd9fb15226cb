"""What is new on its page, the calendar at its secret address, and the address that mails go to."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import icalendar
from django.test import Client
from django.urls import reverse

from plumbline.procedures.accounts import accounts
from plumbline.records.accounts import account_leaves
from plumbline.records.core.people import User
from tests.interfaces.web.casework.test_case_pages import do, opened, page
from tests.interfaces.web.world import FIRM_1, FIRM_2, WARD_1, World, looking_as
from tests.procedures.casework.recalls import NAME


def test_what_is_new_is_told_until_it_is_seen(city: World, db: None) -> None:
    officer, firm = looking_as(WARD_1), looking_as(FIRM_1)
    number = opened(officer, producer=city.firm("1"))
    do(officer, number, "notify", reason="It burns", due="2099-03-20")
    told = page(firm, of="news")
    assert f"/cases/{NAME}/{number}/#e" in told
    assert number not in page(looking_as(FIRM_2), of="news")
    assert "new in your cases" in page(firm, of="today")
    newest = re.findall(r'name="up_to" value="(\d+)"', told)[0]
    assert firm.post(reverse("news"), {"up_to": newest}).status_code == 302
    assert "I have seen them" not in page(firm, of="news")
    assert "new in your cases" not in page(firm, of="today")


def test_a_calendar_holds_my_last_days_and_a_forged_or_renewed_address_opens_nothing(city: World, db: None) -> None:
    officer, firm = looking_as(WARD_1), looking_as(FIRM_1)
    number = opened(officer, producer=city.firm("1"))
    do(officer, number, "notify", reason="It burns", due="2099-03-20")

    def made() -> str:
        text = firm.post(reverse("calendar-address")).content.decode()
        return re.findall(r"/calendar/[\w-]+\.ics", text)[0]

    address = made()
    response: Any = Client().get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    events = {str(each["uid"]): each for each in icalendar.Calendar.from_ical(response.content).walk("VEVENT")}
    event = events[f"{NAME}-{number}@plumbline"]
    assert (event["dtstart"].dt, str(event["summary"])) == (date(2099, 3, 20), f"Recall: Report ({number})")
    assert len(event.walk("VALARM")) == 3
    assert b"Kettle" not in response.content
    assert Client().get(reverse("calendar", args=("forged",))).status_code == 404
    renewed = made()
    assert (Client().get(address).status_code, Client().get(renewed).status_code) == (404, 200)
    user = User.objects.get(username=FIRM_1)
    account_leaves.seal(user, "make", actor=None, at=city.clock())
    accounts.close(user, at=city.clock())
    assert Client().get(renewed).status_code == 404


def test_the_address_for_mails_is_kept_and_taken_out(city: World, db: None) -> None:
    firm, user = looking_as(FIRM_1), User.objects.get(username=FIRM_1)
    account_leaves.seal(user, "make", actor=None, at=city.clock())
    for given, kept in (("no address", ""), ("li@example.org", "li@example.org"), ("", "")):
        assert firm.post(reverse("mail-address"), {"email": given}).status_code == 302
        user.refresh_from_db()
        assert user.email == kept
    assert "no mail address" in firm.post(reverse("mail-address"), {"email": "x"}, follow=True).content.decode()
