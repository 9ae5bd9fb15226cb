"""Somebody without an account attaches a photograph by their link, sees it, and withdraws it; nobody else sees it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plumbline.methods.shared.unplaced import without_place
from plumbline.procedures.casework import links, perform
from plumbline.records.core.people import User
from plumbline.records.evidence.evidence import Evidence
from tests import evidence
from tests.interfaces.web.world import FIRM_1, WARD_1, World, looking_as
from tests.procedures.casework.procedures import COMPLAINT


def now() -> datetime:
    return timezone.now()


def opened(city: World, ward: str = "1", *, checks: bool = False) -> tuple[Client, str]:
    """A browser that came by a link handed out just now and typed its code, and the link's secret."""
    user = User.objects.get(username=f"ward-{ward}")
    _event, secret, code = links.give(city.home, user, COMPLAINT, city.complaints[ward], "complainant", at=now())
    client = Client(headers={"origin": "http://testserver"}, enforce_csrf_checks=checks)
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(
        reverse("link", args=(secret,))).content.decode())
    assert token is not None
    assert client.post(reverse("link", args=(secret,)),
                       {"code": code, "csrfmiddlewaretoken": token[1]}).status_code == 302
    return client, secret


def photo(colour: str = "#aa0000", name: str = "kettle.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, evidence.photo(30, 20, colour=colour), "image/jpeg")


def send(client: Client, secret: str, **values: Any) -> Any:
    return client.post(reverse("link-evidence", args=(secret,)), values)


def own(secret: str) -> Evidence:
    return Evidence.objects.filter(superseded=None).latest("pk")


def test_a_photograph_by_a_link(city: World, db: None) -> None:
    client, secret = opened(city)
    case, place = reverse("link", args=(secret,)), reverse("link-evidence", args=(secret,))
    assert place in client.get(case).content.decode()
    sent = send(client, secret, photo=photo(), note="My kettle")
    assert sent.status_code == 302, sent.content.decode()
    row = own(secret)
    told = client.get(place).content.decode()
    assert ("kettle.jpg" in told, "My kettle" in told, "Withdraw it" in told) == (True, True, True)
    file: Any = client.get(reverse("link-evidence-file", args=(secret, row.number)))
    whole = evidence.photo(30, 20, colour="#aa0000")
    assert b"".join(file.streaming_content) == without_place(whole) != whole
    assert "attachment" in file["Content-Disposition"]
    small: Any = client.get(reverse("link-evidence-picture", args=(secret, row.number)))
    assert (small.status_code, small["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(small.streaming_content).startswith(b"\xff\xd8")
    assert send(client, secret, file=photo()).status_code == 409
    assert send(client, secret).status_code == 422
    assert send(client, secret, file=SimpleUploadedFile("a.pdf", b"MZ")).status_code == 422
    withdraw = reverse("link-evidence-withdraw", args=(secret, row.number))
    client.post(withdraw, {"reason": " "})
    assert not Evidence.objects.get(number=row.number, superseded=None).withdrawn
    assert client.post(withdraw, {"reason": "Another kettle"})["Location"] == place
    assert Evidence.objects.get(number=row.number, superseded=None).withdrawn
    assert "Another kettle" in client.get(place).content.decode()
    page = looking_as(WARD_1).get(reverse("evidence", args=(row.number,))).content.decode()
    assert f"by link {-row.attached_by}" in page


def test_what_was_said_after_it_keeps_it(city: World, db: None) -> None:
    client, secret = opened(city)
    send(client, secret, file=photo())
    row = own(secret)
    assert client.post(reverse("link-act", args=(secret, "tell")), {"story": "It burnt"}).status_code == 302
    assert "Withdraw it" not in client.get(reverse("link-evidence", args=(secret,))).content.decode()
    client.post(reverse("link-evidence-withdraw", args=(secret, row.number)), {"reason": "x"})
    assert not Evidence.objects.get(number=row.number, superseded=None).withdrawn
    user = User.objects.get(username=WARD_1)
    perform.act(city.home, user, COMPLAINT, city.complaints["1"], "answer", {"reply": "Thank you"}, at=now())
    told = client.get(reverse("link-evidence", args=(secret,))).content.decode()
    assert "kettle.jpg" in told


def test_another_link_a_neighbour_and_who_has_no_code_see_nothing(city: World, db: None) -> None:
    client, secret = opened(city)
    send(client, secret, file=photo(), note="My kettle")
    row = own(secret)
    other, second = opened(city)
    for browser, by in ((other, second), opened(city, "2")):
        assert "kettle" not in browser.get(reverse("link-evidence", args=(by,))).content.decode()
        for name in ("link-evidence-file", "link-evidence-picture"):
            assert browser.get(reverse(name, args=(by, row.number))).status_code == 404
        withdraw = reverse("link-evidence-withdraw", args=(by, row.number))
        assert browser.post(withdraw, {"reason": "x"}).status_code == 404
    stranger = Client()
    for ask in (stranger.get(reverse("link-evidence", args=(secret,))), send(stranger, secret, file=photo("#00aa00")),
                stranger.get(reverse("link-evidence-file", args=(secret, row.number)))):
        assert (ask.status_code, ask["Location"]) == (302, reverse("link", args=(secret,)))
    assert Evidence.objects.filter(about="case", key__startswith=COMPLAINT).latest("pk").pk == row.pk
    # Not by the addresses of others either, whoever looks.
    for name in ("evidence", "evidence-file"):
        assert {looking_as(person).get(reverse(name, args=(row.number,))).status_code
                for person in ("public", FIRM_1)} == {404}
    assert client.get(reverse("evidence", args=(row.number,))).status_code == 404
    # What is attached to something else is not there by a link, be it open to everybody.
    assert client.get(reverse("link-evidence-file", args=(secret, city.open["1"]))).status_code == 404


def test_an_upload_without_the_form_s_token_or_too_large_is_not_read(
        city: World, db: None, settings: Any) -> None:
    client, secret = opened(city, checks=True)
    assert send(client, secret, file=photo()).status_code == 403
    settings.EVIDENCE_BYTES = 100
    large = client.generic("POST", reverse("link-evidence", args=(secret,)), b"x" * 2_000_000,
                           content_type="multipart/form-data; boundary=x")
    assert (large.status_code, "notice-error" in large.content.decode()) == (413, True)


