"""Somebody without an account complains on the page, follows it by number and secret, and is known to nobody else."""

from __future__ import annotations

import io
import re
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from plumbline import home as homes
from plumbline.interfaces.web.surveillance import complaint_pages
from plumbline.methods.shared.unplaced import without_place
from plumbline.procedures.surveillance.cases.product_complaint import NAME
from plumbline.records.core.cases import Case, CaseEvent, CasePersonal
from plumbline.records.evidence import file_store
from plumbline.records.evidence.evidence import Evidence
from tests import evidence
from tests.interfaces.web.world import CITY, WARD_1, WARD_2, World, looking_as

SAID = {"subject": "Kettle K1, shop at Bridge Street", "story": "It burnt my hand", "contact": "Li Si 139 0000"}
ORIGIN = {"origin": "http://testserver"}


def photo(name: str = "kettle.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, evidence.photo(30, 20, colour="#aa0000"), "image/jpeg")


def browser() -> Client:
    return Client(headers=ORIGIN)


def complained(client: Client, **more: Any) -> tuple[Any, str, str]:
    """What is answered, and the number and the secret that the next page tells."""
    answer: Any = client.post(reverse("complain"), {**SAID, "region": "1", "once": "a", **more})
    assert (answer.status_code, answer.get("Location")) == (302, reverse("complain-sent")), answer.content.decode()
    told = client.get(reverse("complain-sent")).content.decode()
    number, secret = re.findall(r'<dd class="mono">([^<]+)</dd>', told)
    return told, number, secret


def test_a_complaint_is_sent_with_a_photograph_and_followed_elsewhere(city: World, db: None) -> None:
    client = browser()
    assert "Send the complaint" in client.get(reverse("complain")).content.decode()
    told, number, secret = complained(client, photo=photo())
    assert re.fullmatch(r"C\d{4}-0001 (?:[A-Z2-7]{4} ){3}[A-Z2-7]{4}", f"{number} {secret}")
    assert "The complaint is kept, the photograph is not" not in told
    assert Evidence.objects.filter(about="case", key__startswith=f"{NAME}\x1f").count() == 1
    other = browser()
    answer: Any = other.post(reverse("complain-follow"), {"number": number, "secret": secret.lower()})
    case = other.get(answer["Location"]).content.decode()
    assert (answer.status_code, SAID["story"] in case, SAID["contact"] in case) == (302, True, True)


@pytest.mark.parametrize("wrong", [{"number": "C2026-9999"}, {"secret": "AAAA BBBB CCCC DDDD"}, {"secret": "-"}, {}])
def test_with_one_of_them_wrong_nothing_opens(city: World, db: None, wrong: dict[str, str]) -> None:
    _told, number, secret = complained(browser())
    given = {"number": number, "secret": secret, **wrong} if wrong else {}
    answer: Any = browser().post(reverse("complain-follow"), given)
    assert (answer.status_code, "no complaint with this number" in answer.content.decode()) == (422, True)


def test_sent_twice_it_is_one_and_what_is_new_is_another(city: World, db: None) -> None:
    client = browser()
    first, again = complained(client), complained(client)
    assert (first[1:], Case.objects.filter(procedure=NAME).count()) == (again[1:], 1)
    complained(client, story="And again")
    complained(browser(), once="b")
    assert Case.objects.filter(procedure=NAME).count() == 3


def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(city: World, db: None) -> None:
    answer: Any = browser().post(reverse("complain"), {**SAID, "subject": "", "once": "a"})
    told = answer.content.decode()
    assert (answer.status_code, 'href="#f-subject"' in told, SAID["story"] in told) == (422, True, True)
    machine: Any = browser().post(reverse("complain"), {**SAID, "website": "http://spam", "once": "a"})
    told = machine.content.decode()
    assert (machine.status_code, "complaint.filled_by_machine" in told, SAID["story"] in told) == (422, True, True)
    assert Case.objects.filter(procedure=NAME).count() == 0


def test_where_a_photograph_was_taken_is_not_kept(city: World, db: None) -> None:
    whole = taken_somewhere()
    assert b"Bridge Street" in whole
    complained(browser(), photo=SimpleUploadedFile("kettle.jpg", whole, "image/jpeg"))
    row = Evidence.objects.get(about="case", key__startswith=f"{NAME}\x1f")
    kept = file_store.place_of(homes.current(), row.sha256).read_bytes()
    assert (kept, row.sha256, row.size) == (without_place(whole), sha256(kept).hexdigest(), len(kept))
    assert b"Bridge Street" not in kept
    told, _number, _secret = complained(browser(), photo=SimpleUploadedFile("b.jpg", whole[:200], "image/jpeg"))
    assert "The complaint is kept, the photograph is not" in told


def taken_somewhere() -> bytes:
    """A photograph that says where and when it was taken."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[270] = "Bridge Street 7"
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 15.0, 12.5)})
    Image.new("RGB", (30, 20), "#aa0000").save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_file_that_is_no_photograph_leaves_the_complaint(city: World, db: None) -> None:
    told, _number, _secret = complained(browser(), photo=SimpleUploadedFile("a.pdf", evidence.pdf(1), "image/jpeg"))
    assert ("The complaint is kept, the photograph is not" in told, "JPEG, PNG or WebP" in told) == (True, True)
    assert not Evidence.objects.filter(about="case", key__startswith=f"{NAME}\x1f").exists()


def test_what_is_too_large_is_refused_before_it_is_read(city: World, db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr(complaint_pages, "PHOTO_BYTES", 100)
    monkeypatch.setattr(complaint_pages, "FORM_BYTES", 100)
    large: Any = browser().post(reverse("complain"), {**SAID, "photo": photo()})
    empty: Any = browser().post(reverse("complain"), b"", content_type="multipart/form-data; boundary=x")
    for answer in (large, empty):  # the second is what the server leaves of what a stranger sends
        assert (answer.status_code, "complaint.photo_too_large" in answer.content.decode()) == (413, True)


def test_only_the_officers_of_its_region_read_it(city: World, db: None) -> None:
    _told, number, _secret = complained(browser(), photo=photo())
    case = reverse("case", args=(NAME, number.removeprefix("C")))
    seen = {name: (looking_as(name).get(case).status_code, SAID["story"] in looking_as(name).get(case).content.decode())
            for name in (WARD_1, WARD_2, CITY)}
    assert seen == {WARD_1: (200, True), WARD_2: (404, False), CITY: (200, True)}
    assert browser().get(case).status_code == 302
    assert not any(SAID["contact"] in str(each.said) for each in CaseEvent.objects.all())


def test_an_officer_erases_who_complained(city: World, db: None) -> None:
    client = browser()
    _told, number, secret = complained(client)
    officer, case = looking_as(WARD_1), number.removeprefix("C")
    assert "Erase it for good" in officer.get(reverse("case", args=(NAME, case))).content.decode()
    done: Any = officer.post(reverse("case-act", args=(NAME, case, "erase-personal")), {"reason": "Asked for it"})
    told = officer.get(reverse("case", args=(NAME, case))).content.decode()
    assert (done.status_code, SAID["contact"] in told, SAID["story"] in told) == (302, False, False)
    assert not CasePersonal.objects.filter(event__case__procedure=NAME).exists()
    followed = client.get(reverse("link", args=(secret.replace(" ", ""),))).content.decode()
    assert (SAID["story"] in followed, SAID["subject"] in followed) == (False, True)
