"""Evidence on pages: attached, looked at, saved, withdrawn and brought back, by whoever may and nobody else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from plumbline.interfaces.shared.evidence import POLICY
from plumbline.procedures.evidence import previews
from plumbline.records.evidence.evidence import Evidence
from tests import evidence
from tests.interfaces.web.leaks.telling import read
from tests.interfaces.web.world import PUBLIC_PERSONA, SIGN, WARD_1, WARD_2, World, looking_as

pytestmark = pytest.mark.usefixtures("db")


def about(city: World, ward: int = 1, place: int = 2) -> str:
    """The address at which evidence of an inspection of the ward is attached."""
    number = city.records["inspection"][(ward - 1) * 3 + place]["number"]
    return reverse("evidence-about", args=("inspection", (number,)))


def send(client: Client, path: str, content: bytes, name: str = "a.jpg", **more: str) -> Any:
    return client.post(path, {"file": SimpleUploadedFile(name, content), **more})


def test_an_officer_attaches_a_photograph(city: World) -> None:
    client, path = looking_as(WARD_1), about(city)
    answer = send(client, path, evidence.photo(70, 50), "现场.jpg", note="the kitchen")
    assert (answer.status_code, answer["Location"]) == (302, path)
    row = Evidence.objects.get(name="现场.jpg")
    page = client.get(path).content.decode()
    assert "现场.jpg is attached." in page
    assert reverse("evidence-picture", args=(row.number, "small")) in page
    record = client.get(reverse("record", args=("inspection", row.parts))).content.decode()
    assert reverse("evidence", args=(row.number,)) in record
    assert path in record
    assert "the kitchen" in record


def test_the_camera_s_field_is_taken_too(city: World) -> None:
    photo = SimpleUploadedFile("image.jpg", evidence.photo(71, 50))
    answer = looking_as(WARD_1).post(about(city), {"photo": photo, "public": "yes"})
    assert answer.status_code == 302
    assert Evidence.objects.get(name="image.jpg").public is True


@pytest.mark.parametrize(("content", "name", "said"), [
    (b"", "a.pdf", "the file is empty"), (b"<html><body>", "photo.jpg", "this is a web page"),
    (evidence.pdf(), "photo.jpg", "the name ends in &#x27;.jpg&#x27;, but the content is PDF"),
])
def test_what_cannot_be_evidence_is_told_at_the_form(city: World, content: bytes, name: str, said: str) -> None:
    before = Evidence.objects.count()
    answer = send(looking_as(WARD_1), about(city), content, name, note="still here")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert said in text
    assert "still here" in text
    assert Evidence.objects.count() == before


def test_it_is_told_in_chinese(city: World) -> None:
    client = looking_as(WARD_1)
    client.cookies["plumb_language"] = "zh-hans"
    text = send(client, about(city), b"GIF89a", "a.gif").content.decode()
    assert "该文件类型不能作为佐证材料" in text
    assert "not a type of file" not in text


def test_no_file_and_the_same_file_twice(city: World) -> None:
    client, path = looking_as(WARD_1), about(city)
    assert client.post(path, {"note": "x"}).status_code == 422
    assert [send(client, path, evidence.photo(72, 50)).status_code for _ in range(2)] == [302, 409]


@override_settings(EVIDENCE_BYTES=1 << 20)
def test_a_file_over_the_limit_is_refused_before_it_is_read(city: World) -> None:
    answer = send(looking_as(WARD_1), about(city), b"\xff\xd8\xff" + b"x" * (2 << 20))
    assert answer.status_code == 413
    assert "larger than 1 MB" in answer.content.decode()


@pytest.mark.parametrize(("reader", "status"), [(PUBLIC_PERSONA, 302), (WARD_2, 403)])
def test_others_attach_nothing(city: World, reader: str, status: int) -> None:
    before = Evidence.objects.count()
    assert send(looking_as(reader), about(city), evidence.photo(73, 50)).status_code == status
    assert Evidence.objects.count() == before


def test_a_form_of_another_session_is_refused(city: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = looking_as(WARD_1).cookies
    assert send(client, about(city), evidence.photo(74, 50)).status_code == 403


def test_the_original_is_saved_and_does_nothing_in_a_browser(city: World) -> None:
    row = Evidence.objects.get(number=city.open["1"])
    answer: Any = Client().get(reverse("evidence-file", args=(row.number,)))
    assert b"".join(answer.streaming_content) == previews.original(city.home, row).read_bytes()
    assert (answer["Content-Type"], answer["Content-Disposition"], answer["X-Content-Type-Options"],
            answer["Content-Security-Policy"]) == ("image/jpeg", 'attachment; filename="open.jpg"', "nosniff", POLICY)
    assert "sandbox" in POLICY


def test_pictures_carry_nothing_of_the_camera(city: World) -> None:
    client = looking_as(WARD_1)
    picture: Any = client.get(reverse("evidence-picture", args=(city.evidence["1"], "1")))
    body = b"".join(picture.streaming_content)
    assert (picture.status_code, picture["Content-Type"], body[:3]) == (200, "image/jpeg", b"\xff\xd8\xff")
    assert SIGN.encode() not in body
    assert b"Camera" not in body
    assert f"{SIGN}1" in read(client.get(reverse("evidence-file", args=(city.evidence["1"],))))


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1])
def test_guessing_a_number_tells_nothing(city: World, reader: str) -> None:
    client = looking_as(reader)
    for name, more in (("evidence", ()), ("evidence-file", ()), ("evidence-picture", ("small",))):
        real, none = (client.get(reverse(name, args=(number, *more))) for number in (city.evidence["2"], "0" * 24))
        assert real.status_code == none.status_code == 404
        assert _plain(real, city.evidence["2"]) == _plain(none, "0" * 24)
    for name in ("evidence-withdraw", "evidence-reinstate"):
        real, none = (client.post(reverse(name, args=(number,)), {"reason": "x"})
                      for number in (city.evidence["2"], "0" * 24))
        assert real.status_code == none.status_code == 404
    assert city.evidence["2"] not in client.get(about(city, 2, 0)).content.decode()


def _plain(answer: Any, number: str) -> str:
    text = answer.content.decode().replace(number, "…")
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)


def test_it_is_withdrawn_with_a_reason_and_brought_back(city: World) -> None:
    client, number = looking_as(WARD_1), city.open["1"]
    page, public = reverse("evidence", args=(number,)), Client()
    client.post(reverse("evidence-withdraw", args=(number,)), {"reason": " "})
    assert "Say why it counts no more." in client.get(page).content.decode()
    client.post(reverse("evidence-withdraw", args=(number,)), {"reason": "another kitchen"})
    own, others = client.get(page).content.decode(), public.get(page).content.decode()
    assert "another kitchen" in own
    assert "Let it count again" in own
    assert "another kitchen" not in others
    assert "no longer given out" in others
    assert [_status(each, number) for each in (client, public)] == [200, 404]
    assert client.post(reverse("evidence-withdraw", args=(number,)), {"reason": "again"}).status_code == 409
    client.post(reverse("evidence-reinstate", args=(number,)))
    assert _status(public, number) == 200


def _status(client: Client, number: str) -> int:
    answer: Any = client.get(reverse("evidence-file", args=(number,)))
    read(answer)
    return int(answer.status_code)


def test_a_spoiled_file_is_not_given_out(city: World) -> None:
    row = Evidence.objects.get(number=city.open["2"])
    path: Path = previews.original(city.home, row)
    kept = path.read_bytes()
    try:
        path.write_bytes(kept[:-1] + b"x")
        answer = Client().get(reverse("evidence-file", args=(row.number,)))
        assert answer.status_code == 503
    finally:
        path.write_bytes(kept)


def test_the_text_of_a_document_is_shown_as_text(city: World) -> None:
    client, path = looking_as(WARD_1), about(city)
    send(client, path, evidence.docx("&lt;script&gt;alert(1)&lt;/script&gt; 会议纪要"), "纪要.docx")
    row = Evidence.objects.get(name="纪要.docx")
    text = client.get(reverse("evidence", args=(row.number,))).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 会议纪要" in text
    assert "<script>alert" not in text


def test_a_full_disk_is_told_and_keeps_nothing(city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    from django.core.files.uploadedfile import TemporaryUploadedFile

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = Evidence.objects.count()
    monkeypatch.setattr(TemporaryUploadedFile, "chunks", full)
    answer = send(looking_as(WARD_1), about(city), evidence.photo(75, 50))
    assert (answer.status_code, Evidence.objects.count()) == (503, before)
    assert "The disk is full." in answer.content.decode()
