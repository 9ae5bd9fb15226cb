"""The register on pages: searched as one types, narrowed by facets, one standard as of a day; in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plumbline import home as homes
from plumbline.home import Home
from plumbline.procedures.search import following
from plumbline.procedures.standards.catalogues.importing import take_in
from tests.procedures.standards.catalogues import ISO, lines
from tests.records.samples import Clock

TODAY = date(2026, 12, 1)
MORE = [{"id": "GB/T 19001-2016", "title": {"zh": "质量管理体系 要求", "en": "Quality management systems—Requirements"},
         "stage": "valid", "date": {"published": "2016-12-30"}, "rel": [["identical", "ISO 9001:2015"]]}]


@pytest.fixture
def held(tmp_path: Path, transactional_db: None) -> Home:
    home = homes.current()
    take_in(home, lines(tmp_path / "iso.jsonl", ISO), "relaton", on=TODAY, clock=Clock())
    take_in(home, lines(tmp_path / "samr.jsonl", MORE), "relaton", on=TODAY, clock=Clock())
    following.follow(home, on=TODAY, wait=20)
    return home


def page(address: str, language: str = "en", **query: Any) -> str:
    browser = Client(headers={"accept-language": language})
    answer = browser.get(address, query)
    assert answer.status_code == 200, answer.content[:500]
    return answer.content.decode()


def one(code: str, **query: Any) -> str:
    return page(reverse("standard", args=((code,),)), **query)


def test_what_is_asked_is_found_and_can_be_narrowed(held: Home) -> None:
    address = reverse("standards")
    assert "Which standard are you looking for?" in page(address)
    found = page(address, q="quality management")
    assert found.index("ISO 9001:2015") < found.index("ISO 9001:2008")
    assert "status=in-force" in found
    assert "ISO 9001:2008" not in page(address, q="quality management", status="in-force")
    assert "Did you mean" in page(address, q="ISO 9010")
    assert "Nothing was found" in page(address, q="zzzz")
    assert "质量管理体系 要求" in page(address, "zh-hans", q="质量")


def test_a_standard_as_of_today_and_of_another_day(held: Home) -> None:
    assert "Another took its place on 1 Nov 2008" in one("ISO 9001:2000")
    then = one("ISO 9001:2000", on="2005-06-01")
    assert "It held until 1 Nov 2008" in then
    assert "?on=2005-06-01" in then  # the other editions as of that day, too
    undated = one("ISO 9001", on="2005-06-01")
    assert "names no edition" in undated
    assert "<h1>ISO 9001:2000</h1>" in undated
    assert "is no day" in one("ISO 9001", on="someday")


def test_what_it_has_to_do_with_others(held: Home) -> None:
    shown = one("ISO 9001:2015")
    for each in ("Adopted by", "GB/T 19001-2016", "Identical (IDT)", "ISO/CD 9001.9", "not held"):
        assert each in shown
    chinese = page(reverse("standard", args=(("GB/T 19001-2016",),)), "zh-hans")
    for each in ("质量管理体系 要求", "等同采用（IDT）", "现行", "采用"):
        assert each in chinese


@pytest.mark.parametrize("code", ["ISO 77", "ISO 9001:1999", "x" * 300, "<script>"])
def test_what_is_not_held_is_not_found(held: Home, code: str) -> None:
    assert Client().get(reverse("standard", args=((code,),))).status_code == 404
