"""The page of a spot check, for everybody and for who sees to it, and the inspector's sheet; and that nothing of it is
told before it is published."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plumbline.procedures.search import following
from plumbline.procedures.surveillance import phone_answers
from tests.procedures.surveillance.spot_checks.batches import NAME, OBJECTS, Batches
from tests.records.samples import Office


@pytest.fixture
def batches(office: Office) -> Batches:
    """People of a city and its wards, and spot checks."""
    return Batches(office)


def as_(batches: Batches, name: str) -> Client:
    """A browser in which somebody is signed in; an empty name: nobody is."""
    client = Client()
    if name:
        client.force_login(batches.who(name))
    return client


def read(client: Client, address: str, status: int = 200) -> str:
    """What an address answers."""
    response = client.get(address)
    assert response.status_code == status, (address, response.status_code)
    return html.unescape(response.content.decode("utf-8", "replace"))


def address(number: str, name: str = "spot-check") -> str:
    return reverse(name, args=(number,))


def test_everybody_reads_the_commitment_and_later_the_results(batches: Batches) -> None:
    number = batches.committed()
    everybody = as_(batches, "")
    values = batches.found(number).board.values
    told = read(everybody, address(number))
    assert values["commitment_file"] in told
    assert values["frame_file"] in told
    assert "drand-quicknet, round 1000" in told
    assert "Nothing is published yet" in told
    document = json.loads(read(everybody, address(number, "spot-check-commitment")))
    assert (document["round"], document["objects"]) == (1000, {"A": 8, "B": 4, "C": 2})
    assert everybody.get(address(number, "spot-check-files")).status_code == 302  # asked to sign in


def test_a_published_spot_check_says_what_was_found_and_gives_its_files(batches: Batches) -> None:
    number = batches.published(results={1: "ordered", 2: "case"})
    everybody = as_(batches, "")
    told = read(everybody, address(number))
    for said in ("Ordered to put right", "Case opened", "Nothing found", "Each object with its result"):
        assert said in told
    assert "How far it is" not in told
    response = everybody.get(address(number, "spot-check-files"))
    names = zipfile.ZipFile(io.BytesIO(response.content)).namelist()
    assert [name.rpartition("/")[2] for name in names] == [
        "plan.toml", "frame.csv", "inspectors.csv", "recusals.csv", "commitment.json", "draw.json"]
    listed = read(everybody, reverse("record-list", args=("draw_task",)) + f"?where=draw&is=spot-check-{number}")
    assert listed.count(f"spot-check-{number}/") >= 6


def test_before_publication_nobody_else_is_told_whom_it_reaches_by_any_road(batches: Batches) -> None:
    number = batches.drawn(open_list="true")
    drawn = list(batches.found(number).board.members)
    batches.answer(number, drawn[0], "case", batches.inspectors(number, drawn[0])[0], note="Ninety scales")
    following.follow(batches.home, on=timezone.localdate())
    secrets = [*drawn, *(each["name"] for each in OBJECTS), "Ninety scales"]
    pages = [address(number), reverse("cases"), reverse("case-list", args=(NAME,)),
             reverse("case", args=(NAME, number)),
             reverse("case-feed", args=(NAME,)), reverse("case-feed-json", args=(NAME,)), reverse("home"),
             reverse("region", args=("1",)), reverse("records"), reverse("record-list", args=("draw_task",)),
             reverse("record-list", args=("draw",)), reverse("task-sheet"), reverse("today"), reverse("news"),
             reverse("cases-export", args=(NAME, "csv")), address(number, "spot-check-commitment"),
             address(number, "spot-check-files"), reverse("records-export", args=("draw_task", "csv")),
             *(f"{reverse('case', args=(NAME, number))}{act}?member={drawn[0]}" for act in ("take-up", "answer")),
             *(f"{reverse('search')}?q={each}" for each in (drawn[0], "Firm", "scales")),
             f"/api/v1/cases/{NAME}/{number}", f"/api/v1/cases/{NAME}", f"/api/v1/cases/{NAME}/{number}/history",
             "/api/v1/records/draw_task"]
    for name in ("", "dan"):  # nobody, and an officer of another region
        client = as_(batches, name)
        for each in pages:
            response: Any = client.get(each)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            if "=" in each:
                body = body.replace(each.rpartition("=")[2].encode(), b"")  # what was asked for is repeated
            body = re.sub(rb"\b[A-Za-z0-9]{64}\b", b"", body)  # a token of a form holds any three signs now and then
            told = [one for one in secrets if one in html.unescape(body.decode("utf-8", "replace"))]
            assert told == [], (name, each)
    idle = next(each["id"] for each in OBJECTS if each["id"] not in drawn)
    asked = [as_(batches, "dan").get(f"{reverse('case', args=(NAME, number))}take-up?member={each}")
             for each in (drawn[0], idle)]
    assert asked[0].status_code == asked[1].status_code == 404  # who was drawn sounds like who was not
    assert all(each in read(as_(batches, "ann"), reverse("case", args=(NAME, number))) for each in drawn)


def test_the_board_shows_classes_shares_and_what_is_late(batches: Batches) -> None:
    number = batches.drawn()
    told = read(as_(batches, "ann"), address(number))
    assert "The plan says 100%, that is 6 tasks." in told
    assert "Short by" in told
    assert "Tasks whose last day has passed" in told  # their last day was in 2023
    assert told.count("<tr") > 8


def test_answers_stand_side_by_side_and_one_is_taken_up(batches: Batches) -> None:
    number = batches.drawn()
    object = next(iter(batches.found(number).board.members))
    first, second = batches.inspectors(number, object)
    batches.answer(number, object, "ordered", first, note="A burnt plug")
    batches.answer(number, object, "nothing", second)
    client = as_(batches, "ann")
    told = read(client, address(number))
    part = told[told.index('id="answered"'):told.index('id="draw"')]
    assert [each in part for each in ("A burnt plug", "Ordered to put right", "another answer decides", first, second)
            ] == [True] * 5
    seen = str(batches.found(number).board.at(object).last)
    sent = {"object": object, "seen": seen, "result": "nothing"}
    refused = client.post(address(number), sent)
    assert (refused.status_code, "needs a reason" in refused.content.decode()) == (422, True)
    assert client.post(address(number), {**sent, "reason": "Seen again"}).status_code == 302
    assert batches.found(number).board.at(object).state == "settled"
    assert as_(batches, "dan").post(address(number), sent).status_code == 422  # no such task, to them
    assert as_(batches, "").post(address(number), sent).status_code == 302


def test_an_inspector_answers_with_one_tap_without_scripts(batches: Batches) -> None:
    number = batches.drawn()
    object = next(iter(batches.found(number).board.members))
    first, second = batches.inspectors(number, object)
    client = as_(batches, first)
    told = read(client, reverse("task-sheet"))
    assert object in told
    assert told.count('value="not-found"') == sum(first in batches.inspectors(number, each)
                                                  for each in batches.found(number).board.members)
    said = {"number": number, "object": object, "result": "ordered", "note": "Dust"}
    assert client.post(reverse("task-sheet"), said).status_code == 302
    assert batches.found(number).board.of[object]["result"] == "ordered"
    assert as_(batches, second).post(reverse("task-sheet"), said).status_code == 302
    other = next(name for name in ("li", "wu", "sun") if name not in (first, second))
    assert as_(batches, other).post(reverse("task-sheet"), said).status_code == 403
    assert client.post(reverse("task-sheet"), {**said, "result": "fine"}).status_code == 422
    assert as_(batches, "").get(reverse("task-sheet")).status_code == 302
    assert "Nothing to be inspected" in read(as_(batches, "dan"), reverse("task-sheet"))


def test_a_phone_sends_what_it_kept_and_is_told_of_each(batches: Batches) -> None:
    number = batches.drawn()
    object = next(iter(batches.found(number).board.members))
    first = batches.inspectors(number, object)[0]
    client = as_(batches, first)
    known = json.loads(read(client, reverse("task-answers")))
    assert (known["user"], bool(known["token"])) == (first, True)
    answers = [{"number": number, "object": object, "result": "nothing",
                "given": (timezone.now() - timedelta(days=2)).replace(microsecond=0).isoformat()},
               {"number": number, "object": "F99", "result": "nothing", "given": "2023-08-24T09:00:00Z"}]
    response = client.post(reverse("task-answers"), json.dumps({"answers": answers}), content_type="application/json")
    told = response.json()["answers"]
    assert [(each["object"], each["beside"], (each["error"] or {}).get("code")) for each in told] == [
        (object, False, None), ("F99", False, "case.member_unknown")]
    for wrong in (b"{", b"{}", b'{"answers": [1]}', b'{"answers": 1}'):
        refused = client.post(reverse("task-answers"), wrong, content_type="application/json")
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, "spot_check.answers_unfit")
    many = json.dumps({"answers": answers * phone_answers.MOST_SENT})
    assert client.post(reverse("task-answers"), many, content_type="application/json").status_code == 422
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(batches.who(first))
    assert guarded.post(reverse("task-answers"), b"{}", content_type="application/json").status_code == 403


def test_the_sheet_s_worker_may_open_the_sheet_alone(batches: Batches) -> None:
    response = as_(batches, "").get(reverse("task-worker"))
    assert (response.status_code, response["Content-Type"]) == (200, "text/javascript")
    assert "Service-Worker-Allowed" not in response
    assert reverse("task-worker").rpartition("/")[0] + "/" == reverse("task-sheet")
