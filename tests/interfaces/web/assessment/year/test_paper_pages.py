"""Reports at their addresses: what everyone may fetch, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from plumbline.records.export.table import MEDIA
from tests import pdfs
from tests.interfaces.web.world import PUBLIC_PERSONA, WARD_1, World, looking_as


def said(response: Any) -> str:
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    return pdfs.text(response.content)


@pytest.mark.parametrize(("language", "title"), [("en", "Assessmentof2013"), ("zh", "2013年度考核报告")])
def test_everyone_fetches_the_report_of_a_year(city: World, db: None, language: str, title: str) -> None:
    response = Client().get(f"/results/local/2013/report.{language}.pdf")
    assert response["Content-Disposition"] == f'inline; filename="local-2013-{language}.pdf"'
    text = said(response)
    assert title in text
    assert city.cut is not None
    assert city.cut.id in text


def test_a_figure_stands_with_what_it_rests_on(city: World, db: None) -> None:
    figure = Client().get("/figures/local.pass_rate/1/2013.json").json()
    text = said(Client().get("/results/local/2013/1/report.en.pdf"))
    for part in (figure["definition_sha256"], figure["cut"], f"={figure['numerator']}/{figure['denominator']}"):
        assert part in text


def test_what_officers_determined_is_in_their_own_report_only(city: World, db: None) -> None:
    officer, public = (said(looking_as(reader).get("/results/local/2013/1/report.en.pdf"))
                       for reader in (WARD_1, PUBLIC_PERSONA))
    closed = "It rests on what only officers of the region may see.".replace(" ", "")
    assert public.count(closed) > officer.count(closed) == 0


def test_what_is_not_there_is_not_found(city: World, db: None) -> None:
    for address in ("local/1999/report.en", "nothing/2013/report.en", "local/2013/report.fr",
                    "local/2013/99/report.en"):
        response = Client().get(f"/results/{address}.pdf")
        assert (response.status_code, "There is no such report." in response.content.decode()) == (404, True)


@pytest.mark.parametrize("form", MEDIA)
def test_a_result_is_a_table_too(city: World, db: None, form: str) -> None:
    response: Any = Client().get(f"/results/local/2013/items.{form}")
    assert response["Content-Disposition"] == f'attachment; filename="local-2013-items.{form}"'
    assert b"".join(response.streaming_content)
    assert Client().get(f"/results/local/1999/items.{form}").status_code == 404


def test_a_table_tells_what_officers_determined_to_officers_only(city: World, db: None) -> None:
    told = {}
    for reader in (WARD_1, PUBLIC_PERSONA):
        response: Any = looking_as(reader).get("/results/local/2013/items.csv")
        told[reader] = b"".join(response.streaming_content).decode("utf-8-sig").count("Determined")
    assert told[WARD_1] > told[PUBLIC_PERSONA] == 0
