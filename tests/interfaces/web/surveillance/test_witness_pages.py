"""The page of a witness: by a link and its code, to what they commit and what they reveal; and its script."""

from __future__ import annotations

import hashlib
import html
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright

from plumbline.procedures.casework import links
from tests.interfaces.web.shoot import ARGUMENTS
from tests.procedures.surveillance.spot_checks.batches import NAME, Batches
from tests.records.samples import Office

PRESS, AUDIT = "Daily paper", "Audit office"
NUMBER = "0123456789abcdef" * 4


@pytest.fixture
def batches(office: Office) -> Batches:
    """People of a city and its wards, today: links are of today."""
    found = Batches(office)
    found.now = timezone.now() - timedelta(minutes=30)
    return found


def hash_of(number: str) -> str:
    return hashlib.sha256(bytes.fromhex(number)).hexdigest()


def witness(batches: Batches, number: str) -> tuple[Client, str]:
    """A browser that was told the code of a link, and the address of the page behind it."""
    _, secret, code = links.give(batches.home, batches.who("ann"), NAME, number, "witness", at=batches.later())
    client, base = Client(), reverse("link", args=(secret,))
    assert client.post(base, {"code": code}).status_code == 302
    opened = client.get(base)
    assert (opened.status_code, opened["Location"]) == (302, f"{base}witness/")
    return client, opened["Location"]


def read(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


def test_a_witness_commits_and_reveals_on_a_page_of_their_own(batches: Batches) -> None:
    number = batches.noted()
    client, address = witness(batches, number)
    assert "Nothing to be done now" in read(client, address)  # no witness is named yet
    batches.act(number, "witnesses", witnesses=f"{PRESS}; {AUDIT}")
    assert f"<option>{AUDIT}</option>" in read(client, address)
    refused = client.post(address, {"witness": PRESS, "commitment": "abc"})
    assert refused.status_code == 422
    assert 'value="abc"' in refused.content.decode()  # nothing typed is lost
    assert client.post(address, {"witness": PRESS, "commitment": hash_of(NUMBER)}).status_code == 302
    shown = read(client, address)
    assert hash_of(NUMBER) in shown
    assert f"<option>{AUDIT}</option>" not in shown  # a link is one witness's
    batches.act(number, "testify", witness=AUDIT, commitment=hash_of("22" * 32))
    now = timezone.localtime()
    batches.now = timezone.now()
    batches.act(number, "commit", reveal_by=(now + timedelta(days=1)).replace(microsecond=0).isoformat(),
                next_date=(now + timedelta(days=7)).date().isoformat())
    assert "Reveal your number" in read(client, address)
    assert "spot check" in client.post(address, {"witness": PRESS, "reveal": "33" * 32}).content.decode()
    assert client.post(address, {"witness": PRESS, "reveal": NUMBER}).status_code == 302
    assert "You have revealed" in read(client, address)
    everybody = read(Client(), reverse("spot-check", args=(number,)))
    assert hash_of(NUMBER) in everybody
    assert NUMBER not in everybody  # it is published with the draw


def test_a_link_alone_opens_nothing(batches: Batches) -> None:
    number = batches.noted()
    _, secret, _ = links.give(batches.home, batches.who("ann"), NAME, number, "witness", at=batches.later())
    answer = Client().get(reverse("witness", args=(secret,)))
    assert (answer.status_code, answer["Location"]) == (302, reverse("link", args=(secret,)))
    assert Client().get(reverse("witness", args=("none",))).status_code == 403


@pytest.fixture
def page(chromium: str) -> Any:
    """A page of a browser with the form of a witness and its script."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        found = browser.new_page()
        found.set_content('<form data-witness data-case="1"><div data-made hidden><button type="button" data-make>'
                          '</button><input data-number><button data-save></button><button data-hold data-done="kept">'
                          '</button></div><input name="commitment"></form>')
        script = finders.find("plumbline/witness.js")
        assert isinstance(script, str)
        found.add_script_tag(path=script)
        yield found
        browser.close()


@pytest.mark.parametrize("number", [NUMBER, "00" * 32, "ff" * 32, "80" + "00" * 31, "DEADBEEF" * 8])
def test_the_script_computes_sha_256(page: Any, number: str) -> None:
    page.fill("[data-number]", number)
    assert page.input_value("[name=commitment]") == hash_of(number)


def test_the_script_makes_another_number_each_time(page: Any) -> None:
    made = set()
    for _ in range(3):
        page.click("[data-make]")
        made.add(page.input_value("[data-number]"))
        assert page.input_value("[name=commitment]") == hash_of(page.input_value("[data-number]"))
    assert len(made) == 3
