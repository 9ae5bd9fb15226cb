"""Topics on pages, by command and by program: the desk's world, in both languages."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from plumbline import home as homes
from plumbline.home import Home
from plumbline.procedures.worlds import worlds
from tests.records.samples import Clock

LEAD = {"on": "2026-12-01"}


@pytest.fixture
def desk(transactional_db: None) -> Home:
    home = homes.current()
    worlds.load(home, "brics", clock=Clock())
    return home


def page(address: str, language: str = "en", status: int = 200, **query: Any) -> str:
    answer = Client(headers={"accept-language": language}).get(address, query)
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def topic(code: str = "toys", language: str = "en", status: int = 200, **query: Any) -> str:
    return page(reverse("topic", args=((code,),)), language, status, **LEAD | query)


def test_topics_and_one_of_them(desk: Home) -> None:
    listed = page(reverse("topics"), **LEAD)
    for each in ("Toys for children under 14", "家用LED灯", "What must my product meet", "not read yet"):
        assert each in listed
    assert "No topic is looked at on this day" in page(reverse("topics"), on="2020-01-01")
    shown = topic()
    for each in ("≤ 1000 mg/kg", "= 0.1 %", "Other method", "Two people stand for it since 22 Jun 2026",
                 "IS 9873 (Part 2)",
                 "ISO 8124-3:2020", "edition was replaced", "Migration of lead", "可迁移铅", "migração de chumbo"):
        assert each in shown, each
    chinese = topic(language="zh-hans")
    for each in ("以中国为比对基准", "试验方法不同", "尚未研读", "等同采用（IDT）", "葡萄牙语"):
        assert each in chinese, each
    assert "researcher" not in shown.replace("said by a researcher", "").casefold()


def test_other_countries_another_base_another_day(desk: Home) -> None:
    found = topic("led-lamps", country=["BR", "EG"], base="BR", on="2025-12-31")
    assert "held against Brazil" in found
    assert "Egypt: no document of this country is known" in found
    assert "China (base)" not in found
    assert "is no day" in topic(on="someday")
    for wrong in ({"country": "XX"}, {"base": "CN,BR"}, {"base": "<script>"}):
        assert "role=\"alert\"" in topic(**wrong)
    for code in ("none", "x" * 300, "toys/none"):
        topic(code, status=404)
    topic(on="2019-01-01", status=404)  # it was not looked at then


def test_the_page_of_an_exporter(desk: Home) -> None:
    address = reverse("access")
    assert "What must my product meet?" in page(address)
    found = page(address, product="led-lamp", to="BR", **{"from": "CN"} | LEAD)
    for each in ("LED lamp: from China to Brazil", "82 days", "as of 1 Dec 2026", "Last looked into on 10 Jul 2026",
                 "PORTARIA INMETRO 69/2022", "Registration with Inmetro", "Who pays for the yearly test"):
        assert each in found, each
    assert "至少80天" in page(address, "zh-hans", product="toy", to="IN", **{"from": "CN"} | LEAD)
    assert "No way to this market is recorded" in page(address, product="toy", to="EG", **{"from": "CN"})
    for wrong in ({"product": "none"}, {"to": "XX"}, {"from": "CN,BR"}):
        assert "role=\"alert\"" in page(address, **{"product": "toy", "from": "CN", "to": "IN"} | wrong)


def test_the_matrix_as_a_file(desk: Home, tmp_path: Path) -> None:
    def file(form: str) -> bytes:
        answer = Client().get(reverse("topic-matrix", args=(("toys",), form)), LEAD)
        assert answer.status_code == 200
        return answer.content

    lines = list(csv.DictReader(io.StringIO(file("csv").decode("utf-8-sig"))))
    brazil = next(each for each in lines if (each["parameter"], each["country"]) == ("phthalates", "BR"))
    assert (brazil["value"], brazil["unit"], brazil["common_value"], brazil["common_unit"], brazil["computed"]) == (
        "1000", "mg/kg", "0.1", "%", "equal")
    india = next(each for each in lines if (each["parameter"], each["country"]) == ("phthalates", "IN"))
    assert (india["state"], india["value"], india["base"]) == ("not-read", "", "CN")
    sheet = openpyxl.load_workbook(io.BytesIO(file("xlsx"))).active
    assert sheet is not None
    assert [sheet.max_row, sheet.max_column] == [len(lines) + 1, 28]
    assert Client().get(reverse("topic-matrix", args=(("none",), "csv"))).status_code == 404


def test_a_topic_for_programs(desk: Home) -> None:
    def ask(path: str, status: int = 200, **query: str) -> dict[str, Any]:
        answer = Client().get(f"/api/v1/topics{path}", query)
        assert answer.status_code == status, answer.content
        found: dict[str, Any] = json.loads(answer.content)
        return found

    assert [each["code"] for each in ask("", **LEAD)["topics"]] == ["led-lamps", "toys"]
    assert ask("/show", topic="toys", countries="CN,BR", **LEAD)["base"] == "CN"
    assert len(ask("/documents", topic="toys", **LEAD)["bases"]) == 3
    assert ask("/access", product="toy", to="IN", **{"from": "CN"} | LEAD)["days"]["total"] == 80
    assert ask("/show", 404, topic="none")["code"] == "topic.unknown"
    assert ask("/show", 422, topic="toys", countries="XX")["code"] == "topic.no_country"
    ask("/show", 422, topic="toys", on="someday")
