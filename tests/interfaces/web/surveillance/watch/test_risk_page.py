"""The editor of a risk assessment on its page, in both languages."""

from __future__ import annotations

import html
from typing import Any

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plumbline.procedures.surveillance.cases.product_risk import NAME
from plumbline.records.core.cases import Case
from tests.interfaces.web.world import CITY, FIRM_1, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as

CHAIR = {"region": "1", "title": "Folding chair", "maker": "F1", "rules": "eu-2019-417", "units_in_use": "40000",
         "act": "open"}
FOLDS = {"do": "add-scenario", "scenario": "1", "harm": "It folds, a finger is caught", "hazard_class": "injury",
         "harmed": "pupils", "severity": "1", "w-1": "It folds", "p-1": "1/10", "s-1": "some",
         "w-2": "A finger is in the hinge", "p-2": "0.02", "s-2": "judgement"}


def opened(client: Client, **changed: str) -> str:
    response: Any = client.post(reverse("case-new", args=(NAME,)), CHAIR | changed)
    assert response.status_code == 302, response.content.decode()
    return str(Case.objects.filter(procedure=NAME).latest("pk").number)


def shown(client: Client, number: str, **query: str) -> str:
    response = client.get(reverse("watch-risk", args=(number,)), query)
    assert response.status_code == 200, response.content.decode()[:2000]
    return html.unescape(response.content.decode())


def sent(client: Client, number: str, **values: str) -> Any:
    return client.post(reverse("watch-risk", args=(number,)), values)


def test_a_chair_is_assessed_on_its_page(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    assert "There is no level yet" in shown(officer, number)
    assert sent(officer, number, **FOLDS).status_code == 302
    told = shown(officer, number)
    assert "1 in 500" in told
    assert sent(officer, number, do="assess").status_code == 302
    assert "1 in 500" in shown(looking_as(CITY), number)


def test_the_level_shows_while_one_types_and_nothing_is_kept(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    address = reverse("watch-risk-check", args=(number,))
    told = html.unescape(officer.post(address, FOLDS).content.decode())
    assert "with what is typed; nothing of it is kept yet" in told
    assert 'hx-swap-oob="true"' in told
    assert "Low<br><strong>1</strong>" in told  # its cell of the matrix
    worse = html.unescape(officer.post(address, FOLDS | {"severity": "4"}).content.decode())
    assert "Serious<br><strong>1</strong>" in worse
    for p, said in (("3/2", "The probability 3/2 is above 1"), ("0", "The probability is 0"), ("x", "is no prob")):
        assert said in html.unescape(officer.post(address, FOLDS | {"p-1": p}).content.decode())
    assert "There is no level yet" in shown(officer, number)


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    refused = sent(officer, number, **FOLDS | {"p-2": "1.5", "uncertainty": "Two reports only"})
    told = html.unescape(refused.content.decode())
    assert refused.status_code == 422
    assert "the probability 1.5 is above 1" in told.lower()
    assert 'value="1.5"' in told
    assert "Two reports only" in told


def test_a_scenario_is_changed_and_struck(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    sent(officer, number, **FOLDS)
    told = shown(officer, number, scenario="1")
    assert 'value="A finger is in the hinge"' in told
    changed = {name: value for name, value in FOLDS.items() if name != "scenario"}
    kept = sent(officer, number, **changed | {"do": "change-scenario", "member": "1", "severity": "2"})
    assert kept.status_code == 302
    assert "level-c" in shown(officer, number)
    assert sent(officer, number, do="strike-scenario", member="1", reason="Another").status_code == 302
    assert "There is no level yet" in shown(officer, number)


def test_the_short_way_shows_where_it_is_written_and_can_be_rebutted(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    assert sent(officer, number, do="known-risk", known="hood-cords", reason="A cord").status_code == 302
    told = shown(officer, number)
    assert "EN 14682:2014" in told
    assert "unverified" in told
    assert f"/cases/{NAME}/{number}/rebut" in told


def test_who_only_reads_gets_no_forms_and_another_ward_nothing(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    sent(officer, number, **FOLDS)
    for name, args in (("watch-risk", (number,)), ("watch-risk-paper", (number, "en"))):
        assert looking_as(WARD_2).get(reverse(name, args=args)).status_code == 404
        assert looking_as(FIRM_1).get(reverse(name, args=args)).status_code == 404
    assert looking_as(WARD_2).post(reverse("watch-risk-check", args=(number,)), FOLDS).status_code == 404
    assert looking_as(PUBLIC_PERSONA).get(reverse("watch-risk", args=(number,))).status_code == 302


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_is_a_pdf_in_both_languages(city: World, db: None, language: str) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    sent(officer, number, **FOLDS)
    sent(officer, number, do="assess")
    response = officer.get(reverse("watch-risk-paper", args=(number, language)))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(response.content))
    assert response["Content-Type"] == "application/pdf"
    for said in ("Folding chair", "1/10", "eu-2019-417", {"en": "weakest step: judgement", "zh": "主观判断"}[language]):
        assert said in text
    assert officer.get(reverse("watch-risk-paper", args=(number, "fr"))).status_code == 404


def test_the_editor_costs_as_many_reads_with_one_scenario_as_with_three(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    counts = []
    for name in ("1", "2", "3"):
        sent(officer, number, **FOLDS | {"scenario": name})
        shown(officer, number)
        with CaptureQueriesContext(connection) as caught:
            shown(officer, number)
        counts.append(len(caught))
    assert counts[0] == counts[2]


def test_chinese_pages_say_it_in_chinese(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    sent(officer, number, **FOLDS)
    officer.post(reverse("set-language"), {"language": "zh-hans", "next": "/"})
    told = shown(officer, number)
    for said in ("风险有多大？", "概率500分之1，严重程度1级", "证据强度", "欧盟RAPEX指南（2019年）"):
        assert said in told
    assert "How serious is it?" not in told
