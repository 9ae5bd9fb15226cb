"""The page of an item that several stages score: a form for one's own score, and what each gives, as far as one may
read it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from plumbline.home import VARIABLE, Home
from tests.interfaces.web.year_city import NUMBER, YearCity, build

pytestmark = pytest.mark.django_db

RULE = """{ evaluators = { scale = 100, who = [
    { id = "own", title = { en = "Own word", zh = "自评分" }, weight = 20, stage = "self" },
    { id = "office", title = { en = "Office", zh = "主管部门" }, weight = 50, stage = "department" },
    { id = "third", title = { en = "Experts", zh = "专家组" }, weight = 30, stage = "panel", least = 2, spread = 20 },
] } }"""
ITEM = "1.3"


@pytest.fixture
def year(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> YearCity:
    home = Home(tmp_path / "home").create()
    monkeypatch.setitem(os.environ, VARIABLE, str(home.path))
    made = build(home, tmp_path)
    scheme = home.rulebook / "schemes" / "all-rules.toml"
    scheme.write_text(scheme.read_text("utf-8").replace("{ department = { scale = 20 } }", RULE), encoding="utf-8")
    made.opened()
    for name in ("expert1", "expert2"):
        made.assign(name, "expert", item=[ITEM])
    return made


def page(year: YearCity, who: str, language: str = "en") -> str:
    client: Client = year.client(who)
    client.cookies["django_language"] = language
    said = client.get(reverse("year-item", args=(NUMBER, "north", ITEM)), headers={"accept-language": language})
    assert said.status_code == 200
    return str(said.content.decode())


def test_each_gives_its_own_score_and_reads_what_it_may(year: YearCity) -> None:
    assert "Office: score, from 0 to 100 (weight 50)" in page(year, "market")
    assert "主管部门：评分，0至100（权重50）" in page(year, "market", "zh-hans")
    year.state("north", "north", ITEM, "self", answer="90", reason="our own view")
    year.state("market", "north", ITEM, "department", answer="80", reason="seen")
    year.state("expert1", "north", ITEM, "panel", answer="60")
    lead = page(year, "lead")
    assert "How the scores are combined" in lead
    assert lead.count("not yet, or not open to you") == 1            # the panel lies open when both have scored
    assert [part in lead for part in (">90<", ">80<", ">3.6<", ">8.0<")] == [True] * 4
    assert ">80<" not in page(year, "north")                          # before publication only its own
    year.state("expert2", "north", ITEM, "panel", answer="70")
    lead = page(year, "lead", "zh-hans")
    assert "评分合成方式" in lead
    assert "60, 70" in lead
    assert ">3.9<" in lead


def test_what_it_would_score_is_its_own_part(year: YearCity) -> None:
    said = year.post("market", "year-item", NUMBER, "north", ITEM, act="try", stage="department", answer="80")
    text = said.content.decode()
    assert "Office 80 (weight 50) of 100: 8 of the item" in text
    refused = year.post("market", "year-item", NUMBER, "north", ITEM, act="state", stage="department", answer="800")
    assert refused.status_code == 422
    client = year.client("market")
    client.cookies["django_language"] = "zh-hans"
    wrong = client.post(reverse("year-item", args=(NUMBER, "north", ITEM)), headers={"accept-language": "zh-hans"},
                        data={"act": "state", "stage": "department", "answer": "own=80"})
    assert "“own”不属于本项应填内容" in wrong.content.decode()


def test_the_published_result_names_each_part_in_both_languages(year: YearCity) -> None:
    for name, stage, answer in (("north", "self", "90"), ("market", "department", "80"), ("expert1", "panel", "60"),
                                ("expert2", "panel", "70")):
        year.state(name, "north", ITEM, stage, answer=answer)
    year.published()
    address = reverse("results-region", args=("all-rules", "2013", "north"))
    # 0.2 x 90 + 0.5 x 80 + 0.3 x 65 = 77.5 of 100, of 20 points
    for language, said in (("en", "Own word 90 (weight 20), Office 80 (weight 50), Experts 65 (2 experts gave 60; 70"),
                           ("zh-hans", "自评分90分（权重20），主管部门80分（权重50），专家组65分（2名专家评分60; 70")):
        client = year.client("lead")
        client.cookies["django_language"] = language
        text = client.get(address, headers={"accept-language": language}).content.decode()
        assert said in text
        assert "15.5" in text
