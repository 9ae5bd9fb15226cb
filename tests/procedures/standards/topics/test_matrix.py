"""A topic: countries however they are written, gaps told apart, nonsense told with its place, and its speed."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.errors import RecordError
from plumbline.procedures.standards.topics import access, matrix
from plumbline.procedures.standards.topics.reading import countries
from tests.records.samples import Office

ON = date(2026, 12, 1)
TOPIC = {"code": "lamps", "title_en": "Lamps", "title_zh": "灯", "products": "lamp", "countries": "CN;BR", "base": "CN",
         "valid_from": "2024-01-01"}
TERM = {"code": "efficacy", "title_en": "Efficacy", "title_zh": "光效", "titles": "pt: eficiência", "unit": "lm/W"}


def wanted(country: str, value: str = "80", **more: str) -> dict[str, str]:
    return {"code": f"{country}-{more.get('parameter', 'efficacy')}-{more.get('applies_to', '')}-{value}",
            "topic": "lamps", "product": "lamp", "country": country, "document": f"{country} 1",
            "parameter": "efficacy", "operator": "ge", "value": value, "unit": "lm/W", "valid_from": "2024-01-01",
            "valid_to": "", "applies_to": "", "text_en": "", "method": ""} | more


def known(country: str, document: str, read_on: str = "") -> dict[str, str]:
    return {"topic": "lamps", "country": country, "document": document, "role": "voluntary", "read_on": read_on,
            "valid_from": "2024-01-01"}


@pytest.fixture
def desk(office: Office) -> Office:
    office.take("topic", [TOPIC], name="topic.csv")
    office.take("term", [TERM], name="term.csv")
    return office


def take(desk: Office, *rows: dict[str, str]) -> None:
    done = desk.take("requirement", list(rows), name="requirement.csv")
    assert done.quarantined == 0, done.faults


def row(wanted: str = "", base: str = "", on: date = ON) -> dict[str, Any]:
    found: dict[str, Any] = matrix.show("lamps", on, wanted, base)["rows"][0]
    return found


@pytest.mark.parametrize("text", [
    "CN,BR", "cn, br", "ＣＮ，ＢＲ", "中国、巴西", "China;Brazil", "CN;BR;CN", " cn ；巴西,"])
def test_countries_however_they_are_written(text: str) -> None:
    assert countries(text) == ("CN", "BR")


@pytest.mark.parametrize("text", ["XX", "CN,XX", "CNBR", "C N", "中华", "<b>", "0", "x" * 500, "CN|BR"])
def test_what_is_no_country_is_refused(text: str) -> None:
    with pytest.raises(RecordError) as caught:
        countries(text)
    assert caught.value.code == "topic.no_country"


def test_a_name_with_a_comma_is_a_country() -> None:
    assert countries("Hong Kong, China") == ("HK",)
    assert countries("South Africa,India") == ("ZA", "IN")


def test_values_stand_to_the_base_and_the_base_can_be_another(desk: Office) -> None:
    take(desk, wanted("CN"), wanted("BR", "0.09", unit="klm/W"))
    cell = row()["cells"]["BR"]["requirements"][0]
    assert (cell["says"]["en"], cell["common"]) == ("≥ 0.09 klm/W", {
        "value": "90", "value_to": None, "unit": "lm/W", "exact": True})
    assert (cell["verdict"]["computed"], cell["verdict"]["against"]) == ("stricter", "CN-efficacy--80")
    assert row(base="巴西")["cells"]["CN"]["requirements"][0]["verdict"]["computed"] == "looser"
    assert row()["titles"] == {"en": "Efficacy", "zh": "光效", "pt": "eficiência"}


def test_what_is_missing_is_told_as_it_is_known(desk: Office) -> None:
    take(desk, wanted("CN"))
    desk.take("topic_document", [known("BR", "BR 9", "2026-05-01"), known("RU", "RU 9"),
                                 known("RU", "RU 8", "2026-05-01")],
              name="documents.csv")
    states = {of: cell["state"] for of, cell in row("CN,BR,RU,IN")["cells"].items()}
    assert states == {"CN": "required", "BR": "none-known", "RU": "not-read", "IN": "not-covered"}
    # The day is that on which it holds; that it was read in May is known now.
    assert row("CN,BR", on=date(2026, 4, 1))["cells"]["BR"]["state"] == "none-known"
    missing = matrix.show("lamps", ON, "CN,BR,RU,IN")["missing"]
    assert [(each["country"], each["state"]) for each in missing] == [
        ("BR", "none-known"), ("RU", "not-read"), ("IN", "not-covered")]
    assert missing[1]["why"]["en"] == "Known and not read: RU 9"


def test_a_requirement_is_that_of_its_days(desk: Office) -> None:
    take(desk, wanted("CN", "65", valid_to="2025-12-31"), wanted("CN", "85", valid_from="2026-01-01"))
    for on, value in ((date(2025, 12, 31), "65"), (date(2026, 1, 1), "85")):
        assert [each["value"] for each in row(on=on)["cells"]["CN"]["requirements"]] == [value]
    with pytest.raises(RecordError) as caught:
        matrix.show("lamps", date(2023, 12, 31))
    assert caught.value.code == "topic.not_then"


def test_what_applies_to_some_goods(desk: Office) -> None:
    take(desk, wanted("CN", applies_to="below 10 W"), wanted("BR", "90", applies_to="ＢＥＬＯＷ 10 W"),
         wanted("RU", "90", applies_to="above 10 W"), wanted("IN", "90"))
    found = row("CN,BR,RU,IN")["cells"]
    verdicts = {of: found[of]["requirements"][0]["verdict"] for of in ("BR", "RU", "IN")}
    assert {of: each["computed"] for of, each in verdicts.items()} == {"BR": "stricter", "RU": "none", "IN": "stricter"}
    assert verdicts["RU"]["why"]["en"] == "They apply to different goods"
    assert verdicts["IN"]["why"]["en"].endswith("for some of the goods alone: below 10 W")


def test_of_several_the_strictest_is_the_base(desk: Office) -> None:
    take(desk, wanted("CN", "70"), wanted("CN", "85"), wanted("BR", "80"))
    verdict = row()["cells"]["BR"]["requirements"][0]["verdict"]
    assert (verdict["computed"], verdict["against"]) == ("looser", "CN-efficacy--85")


@pytest.mark.parametrize(("more", "said"), [
    ({"unit": "risk group"}, "requirement BR-efficacy--80: 'risk group' is no unit of measurement"),
    ({"operator": "between"}, "requirement BR-efficacy--80: the values do not fit the operator"),
    ({"unit": "10**10**10"}, "requirement BR-efficacy--80: '10**10**10' is no unit of measurement")])
def test_what_cannot_be_read_is_told_and_the_rest_is_shown(desk: Office, more: dict[str, str], said: str) -> None:
    take(desk, wanted("CN"), wanted("BR", **more), wanted("RU"))
    found = matrix.show("lamps", ON, "CN,BR,RU")
    assert [each["why"]["en"].startswith(said) for each in found["faults"]] == [True]
    cells = found["rows"][0]["cells"]
    assert (cells["BR"]["requirements"][0]["verdict"]["computed"], cells["BR"]["requirements"][0]["common"]) == (
        "none", None)
    assert cells["RU"]["requirements"][0]["verdict"]["computed"] == "equal"


def test_a_topic_that_there_is_not(desk: Office) -> None:
    for code in ("lamp", "", "x" * 500, "lamps'; DROP"):
        with pytest.raises(RecordError) as caught:
            matrix.show(code, ON)
        assert caught.value.code == "topic.unknown"
    assert matrix.show("ｌａｍｐｓ", ON)["topic"]["code"] == "lamps"


def test_an_empty_topic_and_one_without_countries(desk: Office) -> None:
    assert matrix.show("lamps", ON)["rows"] == []
    desk.take("topic", [TOPIC | {"countries": "nowhere", "base": ""}], name="again.csv")
    found = matrix.show("lamps", ON)
    assert (found["countries"], found["base"], found["rows"]) == ([], "", [])
    take(desk, wanted("BR"))
    assert [each["code"] for each in matrix.show("lamps", ON)["countries"]] == ["BR"]


def test_thousands_of_requirements_are_shown_in_seconds_with_as_many_questions(desk: Office) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            matrix.show("lamps", ON)
        return len(asked)

    take(desk, wanted("CN"), wanted("BR"))
    few = questions()
    take(desk, *(wanted(of, str(number), parameter=f"p{number}", unit=unit) for number in range(1, 1501)
                 for of, unit in (("CN", "mg/kg"), ("BR", "ppm"))))
    begun = time.process_time()
    found = matrix.show("lamps", ON)
    spent = time.process_time() - begun
    assert (found["requirements"], len(found["rows"])) == (3002, 1501)
    assert {each["cells"]["BR"]["requirements"][0]["verdict"]["computed"] for each in found["rows"]} == {"equal"}
    assert spent < 20, spent
    assert questions() <= few + 20  # keys are asked for four hundred at a time


def test_a_market_of_which_little_is_known(desk: Office) -> None:
    take(desk, wanted("CN"), wanted("BR", "90"))
    found = access.access("ｌａｍｐ", "cn", "巴西", ON)
    assert (found["route"], found["days"]["total"]) == (None, None)
    assert found["requirements"][0]["rows"][0]["there"]["requirements"][0]["verdict"]["computed"] == "stricter"
    for product, start, end, code in (
            ("lampe", "CN", "BR", "topic.no_product"), ("lamp", "CN", "XX", "topic.no_country"),
            ("lamp", "CN,BR", "BR", "topic.one_country"), ("lamp", "", "BR", "topic.one_country")):
        with pytest.raises(RecordError) as caught:
            access.access(product, start, end, ON)
        assert caught.value.code == code


def test_steps_that_wait_for_one_another_are_told(desk: Office) -> None:
    desk.take("access_route", [{"code": "w", "product": "lamp", "country_to": "BR", "country_from": "",
                                "title_en": "Way", "title_zh": "路径", "valid_from": "2024-01-01"}], name="ways.csv")
    parts = [{"route": "w", "number": number, "type": "step", "title_en": f"Step {number}", "title_zh": f"步骤{number}",
              "days": "5", "after": after, "valid_from": "2024-01-01"}
             for number, after in (("1", "2"), ("2", "1"), ("10", "99"))]
    desk.take("access_part", parts, name="parts.csv")
    found = access.access("lamp", "CN", "BR", ON)
    assert found["days"]["total"] is None
    assert [each["en"] for each in found["open"][:2]] == [
        "These wait for one another: Step 1; Step 2", "Waited for, and not on the list: 99"]
