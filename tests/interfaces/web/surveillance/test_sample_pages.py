"""A laboratory's day on its pages: what came, receiving it, all results at once, finishing; and who sees what."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plumbline.procedures.surveillance.samples import reading
from tests.procedures.surveillance.samples.lives import Lives

RESULTS = {"act": "result", "tested_on": "2026-03-05", "method": "GB 5009.12-2023",
           "parameter-0": "Lead", "value-0": "0.35", "unit-0": "mg/kg", "limit-0": "≤0.2", "verdict-0": "fail",
           "parameter-1": "Tin", "value-1": "<0.01", "unit-1": "mg/kg", "verdict-1": "pass"}


def browser(lives: Lives, name: str, language: str = "en") -> Client:
    client = Client()
    client.force_login(lives.people[name])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def page(client: Client, of: str, *args: str) -> str:
    response = client.get(reverse(of, args=args))
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def send(client: Client, number: str, member: str = "A", **values: str) -> Any:
    return client.post(reverse("sample-portion", args=(number, member)), values)


def values(lives: Lives, number: str) -> list[tuple[str, int, str]]:
    return [(each.parameter, each.attempt, each.value) for each in reading.tests(lives.found(number).events)]


def handed(lives: Lives) -> str:
    number = lives.take()
    lives.do(number, "hand-over", member="A", laboratory="LAB1", parameters="Lead; Tin")
    return number


def test_a_laboratory_receives_tests_and_finishes_on_its_pages(lives: Lives) -> None:
    number, may = handed(lives), browser(lives, "may")
    told = page(may, "samples")
    assert ("To be received" in told, "Kettle" in told, "To be tested" in told) == (True, True, False)
    assert "S-1" in page(may, "sample-portion", number, "A")
    assert send(may, number, act="receive").status_code == 302
    assert "To be tested" in page(may, "samples")
    form = page(may, "sample-portion", number, "A")
    assert ("2 parameters have no result yet." in form, 'id="finish"' in form) == (True, False)
    assert send(may, number, **RESULTS).status_code == 302
    assert values(lives, number) == [("Lead", 1, "0.35"), ("Tin", 1, "<0.01")]
    assert send(may, number, act="finish", verdict="fail", report="R-1").status_code == 302
    assert lives.state(number, "A") == "tested"
    assert "Tested lately" in page(may, "samples")


def test_nothing_of_a_form_is_kept_where_one_result_cannot_be_taken(lives: Lives) -> None:
    number, may = handed(lives), browser(lives, "may")
    send(may, number, act="receive")
    for changed in ({"verdict-1": ""}, {"tested_on": "2026-03-01"}, {"value-1": "x" * 81}):
        response = send(may, number, **(RESULTS | changed))
        assert response.status_code == 422
        assert 'value="0.35"' in response.content.decode()
        assert values(lives, number) == []
    response = send(may, number, **(RESULTS | {"tested_on": "2026-03-01"}))
    assert "the sample was taken on 2 Mar 2026" in response.content.decode()


def test_a_form_sent_twice_records_once(lives: Lives) -> None:
    number, may = handed(lives), browser(lives, "may")
    send(may, number, act="receive")
    seen = str(lives.found(number).board.at("A").last)
    assert [send(may, number, seen=seen, **RESULTS).status_code for _ in range(2)] == [302, 409]
    assert len(values(lives, number)) == 2


def test_a_parameter_that_was_not_ordered_has_a_row_of_its_own(lives: Lives) -> None:
    number, may = handed(lives), browser(lives, "may")
    send(may, number, act="receive")
    send(may, number, **(RESULTS | {"parameter-2": "Cadmium", "verdict-2": "reports", "value-2": "0.02"}))
    assert values(lives, number)[-1] == ("Cadmium", 1, "0.02")
    assert "not ordered" in page(may, "sample-portion", number, "A")


def test_a_broken_seal_is_seen_and_nothing_is_tested(lives: Lives) -> None:
    number, may = handed(lives), browser(lives, "may")
    assert send(may, number, act="receive-broken", damage="").status_code == 422
    assert send(may, number, act="receive-broken", damage="The tape is torn").status_code == 302
    told = page(may, "sample-portion", number, "A")
    assert ("The seal was broken when it came." in told, "The tape is torn" in told, "Record the results" in told) == (
        True, True, False)
    assert send(may, number, **RESULTS).status_code == 422
    assert "Stopped: the seal was broken" in page(browser(lives, "ann"), "samples")


@pytest.mark.parametrize("name", ["cy", "li", "wu", "zoe", "tom"])
def test_who_has_no_part_finds_no_sample(lives: Lives, name: str) -> None:
    number, other = handed(lives), browser(lives, name)
    assert "Kettle" not in page(other, "samples")
    for of, args in (("sample", (number,)), ("sample-portion", (number, "A")), ("sample-portion", (number, "B")),
                     ("case", ("sample", number))):
        assert other.get(reverse(of, args=args)).status_code == 404
    assert send(other, number, act="receive").status_code == 404


def test_a_laboratory_opens_no_portion_but_its_own(lives: Lives) -> None:
    number, may = lives.retested(), browser(lives, "may")
    assert may.get(reverse("sample-portion", args=(number, "B"))).status_code == 404
    told = page(may, "sample", number)
    assert ("0.35" in told, "0.18" in told, "Second laboratory" in told, "Kettle works" in told) == (
        True, False, False, False)


def test_an_officer_sees_both_tests_side_by_side(lives: Lives) -> None:
    number = lives.decided()
    told = page(browser(lives, "ann"), "sample", number)
    assert ("0.35" in told, "0.18" in told, "First laboratory" in told, "Second laboratory" in told,
            "stands" in told) == (True, True, True, True, True)
    assert reverse("sample", args=(number,)) in page(browser(lives, "ann"), "case", "sample", number)


def test_the_pages_are_in_chinese_too(lives: Lives) -> None:
    number, may = handed(lives), browser(lives, "may", "zh-hans")
    told = page(may, "samples") + page(may, "sample-portion", number, "A") + page(may, "sample", number)
    for word in ("待接收", "抽样日期", "封条", "交接记录"):
        assert word in told
    for word in ("To be received", "Receive it", "From hand to hand", "Taken on"):
        assert word not in told


def test_only_a_laboratory_finds_the_list_among_its_places(lives: Lives) -> None:
    assert [f'href="{reverse("samples")}"' in page(browser(lives, name), "today") for name in ("may", "li")] == [
        True, False]


def test_the_list_asks_the_store_as_often_for_three_as_for_one(lives: Lives) -> None:
    counts = []
    for _ in range(2):
        handed(lives)
        client = browser(lives, "may")
        page(client, "samples")
        with CaptureQueriesContext(connection) as asked:
            page(client, "samples")
        counts.append(len(asked))
        handed(lives)
    assert counts[0] == counts[1]
