"""The part of a region and of an organisation: the numbers of the figures, each opening to its records."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from plumbline import home as homes
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.freezing import freeze
from plumbline.figures.indicators import catalogue, compute
from plumbline.procedures.records import save
from plumbline.procedures.standards import parts
from tests.interfaces.web.standards.test_other_pages import AT, page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def frozen() -> Iterator[Cut]:
    """A cut of the home that all tests of pages share, and that is gone after this one."""
    home = homes.current()
    held()
    before = set(home.cuts.glob("*"))
    yield freeze(home)
    for each in set(home.cuts.glob("*")) - before:
        shutil.rmtree(each) if each.is_dir() else each.unlink()


def held() -> None:
    for code, parent, level in (("50", "", "province"), ("5001", "50", "city"), ("5002", "50", "city")):
        save.keep("region", {"code": code, "name_zh": code, "name_en": f"Place {code}", "level": level,
                             "valid_from": "1997-06-18"} | ({"parent": parent} if parent else {}), at=AT)
    for number, (region, role, level) in enumerate([
            ("5001", "led", "national"), ("5001", "drafted", "local"), ("5001", "drafted", "international"),
            ("5002", "led", "national"), ("5002", "revised", "national")]):
        organisation, code = f"O{region}", f"S{number}"
        if not number or number == 3:
            save.keep("organisation", {"code": organisation, "name": f"Works {region}", "region": region}, at=AT)
        save.keep("standard", {"code": code, "designation": code, "level": level, "published_on": "2022-05-01"}, at=AT)
        save.keep("participation", {"standard": code, "organisation": organisation, "role": role, "rank": number + 1,
                                    "region": region, "published_on": "2022-05-01"}, at=AT)
    for region, value in (("5001", "300.00"), ("5002", "700.00")):
        save.keep("statistic", {"series": "gross-product", "region": region, "period": "2022", "span": "year",
                                "ends_on": "2022-12-31", "value": value, "unit": "CNY", "source": "made here"}, at=AT)


def test_without_a_part_there_is_nothing_to_show() -> None:
    shown = page(reverse("standards-parts"))
    assert "Nothing has been frozen yet" in shown or "Nobody’s part in standards is held" in shown


def test_parts_are_the_figures_and_open_to_their_records(frozen: Cut) -> None:
    home, cut = homes.current(), frozen
    found = parts.parts(cut, home, region="5001")
    assert found is not None
    assert {each.indicator.id: each.numerator for each in (*found.levels, *found.roles) if each.numerator} == {
        "participation.standards": 3, "participation.international": 1, "participation.national": 1,
        "participation.other": 1, "participation.led": 1, "participation.first": 1,
        "participation.led_national_industry": 1}
    assert found.weight is not None
    same = compute.figure(cut, catalogue.indicator("participation.against_economy", home), "5001", "2022")
    assert (found.weight.value, found.year) == (same.value, "2022")
    assert found.weight.as_dict() == same.as_dict()

    shown = page(reverse("standards-parts"), region="5001")
    for each in ("The part of Place 5001 in standards", "Against its economic weight", "Place 50"):
        assert each in shown, each
    records = re.findall(r'href="(/figures/[^"]*/records\?of=numerator)"', shown)
    assert len(records) >= 8
    for address in dict.fromkeys(records):
        page(address)
    assert "Works 5002" in page(reverse("standards-parts"), organisation="O5002")
    page(reverse("standards-parts"), organisation="none", status=404)
    page(reverse("standards-parts"), region="nowhere", status=404)
    page(reverse("standards-parts"), year="someday", status=404)
    assert "5001参与标准制修订情况" in page(reverse("standards-parts"), "zh-hans", region="5001")


def test_the_api_gives_what_the_command_does(frozen: Cut) -> None:
    home, cut = homes.current(), frozen
    answer = Client().get("/api/v1/standards/parts", {"organisation": "O5001", "year": "2022"})
    assert answer.status_code == 200, answer.content
    told = parts.parts(cut, home, organisation="O5001", year="2022")
    assert told is not None
    assert answer.json() == json.loads(json.dumps(told.as_dict(), default=str))
    assert answer.json()["levels"][0]["indicator"] == "participation.standards@organisation=O5001"
    assert answer.json()["region"] == "50"
