"""A decided sample names its firm and its product as they were that day."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from plumbline.procedures.casework import reading
from plumbline.procedures.records import save
from plumbline.records.core import kinds, store
from tests.procedures.surveillance.samples.lives import Lives


def rename(lives: Lives, kind: str, code: str, name: str) -> None:
    row = store.current(kinds.get(kind)).get(code=code)
    values = {spec.name: getattr(row, spec.name) for spec in kinds.get(kind).kept}
    save.keep(kind, values | {"name": name}, at=lives.later())


def named(lives: Lives, number: str) -> dict[str, Any]:
    told = reading.document(lives.found(number), lives.people["ann"])
    return {field: each["names"] for field, each in told["named"].items()}


def test_an_open_case_names_what_it_is_about_as_it_is_now(lives: Lives) -> None:
    number = lives.told()
    rename(lives, "organisation", "F1", "Kettle and pan works")
    assert named(lives, number)["organisation"] == {"F1": "Kettle and pan works"}


def test_a_decided_case_names_it_as_it_was_that_day(lives: Lives) -> None:
    number = lives.told()
    rename(lives, "organisation", "F1", "Works of the day")
    lives.later(18)
    lives.do(number, "no-objection")
    lives.do(number, "decide", result="fail", stands="A", rule="unopposed", cites="35", reasons="None came")
    rename(lives, "organisation", "F1", "Works of afterwards")
    rename(lives, "product", "06901234567892", "Kettle L")
    assert named(lives, number) == {"organisation": {"F1": "Works of the day"}, "notified": {"F1": "Works of the day"},
                                    "product": {"06901234567892": "Kettle K"}}
    row = store.current(kinds.get("product")).get(code="06901234567892")
    save.withdraw("product", row.pk, at=lives.later())
    assert named(lives, number)["product"] == {"06901234567892": "Kettle K"}


@pytest.mark.parametrize(("language", "told"), [
    ("en", ["Kettle works (F1); now: Works of afterwards", "Kettle K (06901234567892)", "called as it was on"]),
    ("zh-hans", ["Kettle works (F1)；现名：Works of afterwards", "事项定论时的名称"])])
def test_its_page_says_so(lives: Lives, language: str, told: list[str]) -> None:
    number = lives.decided()
    rename(lives, "organisation", "F1", "Works of afterwards")
    client = Client()
    client.force_login(lives.people["ann"])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("case", args=("sample", number))).content.decode()
    assert [each for each in told if each not in page] == []
