"""Enterprise standards held against the national one: who runs ahead, and who is below what is mandatory."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.standards.front_runners import front_runners, products
from tests.records.samples import Office

ON = date(2026, 12, 1)


def standard(code: str, level: str, **more: str) -> dict[str, str]:
    return {"code": code, "designation": code.rpartition(" of ")[0] or code, "title_zh": f"{code}名称", "level": level,
            "status": "in-force", "published_on": "2020-01-01", "effective_on": "2020-01-01", "issuer": "甲", **more}


STANDARDS = [
    standard("GB 100-2020", "national"), standard("GB/T 200-2020", "national"),
    standard("GB/T 201-2010", "national", status="replaced", withdrawn_on="2020-01-01", published_on="2010-01-01",
             effective_on="2010-01-01"),
    standard("Q/A 1-2024", "enterprise"), standard("Q/B 1-2024", "enterprise"), standard("Q/C 1-2024", "enterprise"),
    standard("Q/D 1-2024", "enterprise"), standard("Q/E 1-2024", "enterprise"), standard("T/F 1-2024", "group"),
    standard("IS 16102 (Part 2):2017", "national"),  # another nation's: no measure here
]


def requires(document: str, parameter: str, operator: str, value: str, unit: str, **more: str) -> dict[str, str]:
    return {"code": f"{document} {parameter}", "product": "led-lamp", "document": document, "standard": document,
            "clause": "5.1", "parameter": parameter, "operator": operator, "value": value, "unit": unit,
            "method": "", "valid_from": "2020-01-01", "valid_to": "", **more}


REQUIREMENTS = [
    requires("GB 100-2020", "lead", "le", "90", "mg/kg"),
    requires("GB/T 200-2020", "efficacy", "ge", "90", "lm/W"), requires("GB/T 200-2020", "life", "ge", "10000", "h"),
    requires("GB/T 201-2010", "efficacy", "ge", "200", "lm/W", valid_from="2010-01-01"),
    requires("Q/A 1-2024", "efficacy", "ge", "100", "lm/W"), requires("Q/A 1-2024", "life", "ge", "10000", "h"),
    requires("Q/A 1-2024", "lead", "le", "0.00008", "kg/kg"),
    requires("Q/B 1-2024", "efficacy", "ge", "150", "lm/W"), requires("Q/B 1-2024", "life", "ge", "9999", "h"),
    requires("Q/C 1-2024", "efficacy", "ge", "120", "lm/W"),
    requires("Q/D 1-2024", "lead", "le", "90.000001", "mg/kg"), requires("Q/D 1-2024", "efficacy", "ge", "99", "lm/W"),
    requires("Q/E 1-2024", "efficacy", "ge", "90", "lm/W", method="GB/T 9"),
    requires("T/F 1-2024", "lead", "le", "100", "mg/kg"),
    requires("IS 16102 (Part 2):2017", "efficacy", "ge", "300", "lm/W"),
]


@pytest.fixture
def held(office: Office) -> Home:
    for kind, rows in (("standard", STANDARDS), ("requirement", REQUIREMENTS)):
        assert not office.take(kind, rows, name=f"{kind}.csv").quarantined, kind
    return office.home


def test_who_runs_ahead(held: Home) -> None:
    found = front_runners(held, "led-lamp", ON)
    assert [(each["rank"], each["standard"], each["stricter"]) for each in found["front_runners"]] == [
        (1, "Q/A 1-2024", ["lead", "efficacy"]), (2, "Q/C 1-2024", ["efficacy"])]
    assert found["front_runners"][1]["undeclared"] == ["lead", "life"]
    line = next(each for each in found["front_runners"][0]["lines"] if each["parameter"] == "lead")
    assert (line["own"]["value"], line["own"]["unit"], line["against"]["value"], line["verdict"]) == (
        "0.00008", "kg/kg", "90", "stricter")
    assert {each["standard"]: each["why"]["en"] for each in found["others"]} == {
        "Q/B 1-2024": "Looser in: life", "Q/D 1-2024": "Looser in: lead",
        "Q/E 1-2024": "Parameters in which it is stricter: 0; needed: 1"}
    # What was replaced is nobody's measure.
    assert [each["standard"] for each in found["against"]] == ["GB 100-2020", "GB/T 200-2020"]


def test_below_what_is_mandatory(held: Home) -> None:
    found = front_runners(held, "led-lamp", ON)["findings"]
    assert [(each["standard"], each["clause"]) for each in found] == [
        ("Q/D 1-2024", "标准化法 21"), ("T/F 1-2024", "标准化法 21")]
    assert found[0]["lines"][0]["own"]["value"] == "90.000001"


def test_as_of_a_day(held: Home) -> None:
    found = front_runners(held, "led-lamp", date(2019, 6, 1))
    assert [each["standard"] for each in found["against"]] == ["GB/T 201-2010"]
    assert found["front_runners"] == found["others"] == []


@pytest.mark.parametrize(("product", "on", "code"), [
    ("led-lmap", ON, "front_runner.no_requirements"), ("", ON, "front_runner.no_requirements"),
    ("led-lamp", date(2018, 1, 1), "front_runner.no_rules"), ("led-lamp\x00", ON, "front_runner.no_requirements")])
def test_what_cannot_be_told(held: Home, product: str, on: date, code: str) -> None:
    with pytest.raises(PlumblineError) as refused:
        front_runners(held, product, on)
    assert refused.value.code == code


def test_the_name_of_a_product_however_it_is_written(held: Home) -> None:
    assert front_runners(held, "ＬＥＤ-Lamp ", ON)["compared"] == 5


def test_products_that_can_be_compared(held: Home) -> None:
    assert products(held, ON) == [{"product": "led-lamp", "candidates": 5, "against": 2}]


def test_a_register_without_standards(office: Office) -> None:
    assert products(office.home, ON) == []
    with pytest.raises(PlumblineError, match="no standard in force"):
        front_runners(office.home, "led-lamp", ON)


def test_a_unit_that_there_is_not_is_told(office: Office) -> None:
    rows: list[dict[str, Any]] = [requires("GB/T 200-2020", "efficacy", "ge", "90", "lm/W"),
                                  requires("Q/A 1-2024", "efficacy", "ge", "100", "foos")]
    office.take("standard", STANDARDS, name="standards.csv")
    office.take("requirement", rows, name="requirements.csv")
    (told,) = front_runners(office.home, "led-lamp", ON)["others"]
    assert told["not_comparable"] == ["efficacy"]
    assert told["lines"][0]["why"]["en"] == "'foos' is no unit of measurement"
