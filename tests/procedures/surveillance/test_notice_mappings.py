"""Notices of every source become records of one kind; an update is a new version."""

from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plumbline.home import Home
from plumbline.procedures.records.imports import import_file
from plumbline.procedures.surveillance.notice_scoring import score_file, score_notice
from plumbline.records.surveillance.notices import Alert
from plumbline.rulebook.mappings.mappings import Mapping, load_mappings
from tests.procedures.surveillance.linking.extracts import write

AT = datetime(2026, 11, 30, tzinfo=UTC)
SOURCES = {"rasff-portal": "rasff_portal_2020_2024", "safety-gate": "eu_safety_gate_and_soi_sk_2024",
           "rasff-database": "rasff_database_2024_2025", "us-recalls": "us_recalls_cpsc_nhtsa_fda_2026",
           "openfda-enforcement": "fda_food_enforcement_ongoing_2026-08"}
NATIONAL = ["通报编号", "发布日期", "标题", "产品名称", "商标", "规格型号", "条码与批号", "产品类别", "生产者",
            "销售地区和渠道", "危害", "风险等级", "采取的措施", "咨询联系方式", "通报网址", "照片",
            "原产国（地区）", "通报方"]


def taken(home: Home, path: Path, name: str) -> Any:
    mapping: Mapping = load_mappings(None)[name]
    return import_file(home, "alert", path, clock=lambda: AT, mapping=mapping)


def current() -> Any:
    return Alert.objects.filter(superseded=None)


@pytest.fixture
def abroad(home: Home, tmp_path: Path) -> Home:
    (tmp_path / "regions.csv").write_text("code,name_en,level,valid_from\nhome,Home,county,2000-01-01\n", "utf-8")
    import_file(home, "region", tmp_path / "regions.csv", clock=lambda: AT)
    return home


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "accepted", "set_aside"), [
    ("rasff-portal", 19_669, 4), ("us-recalls", 508, 0), ("openfda-enforcement", 1_056, 2),
    # Two have no number yet; rows of the Slovak inspection stand among those of Safety Gate and have no number.
    ("safety-gate", 353, 110), ("rasff-database", 5_656, 10)])
def test_the_real_files_are_taken_in_and_what_does_not_fit_is_told(abroad: Home, shared: Path, name: str,
                                                                   accepted: int, set_aside: int):
    done = taken(abroad, shared / "data" / "alerts" / f"{SOURCES[name]}.csv.gz", name)
    assert (done.rows, done.quarantined) == (accepted, set_aside), done.reasons
    assert current().count() == accepted
    if name == "rasff-database":
        assert current().filter(number__regex=r"^\d{4}\.\d{4}$").count() == accepted
        assert str(current().get(number="2024.9640").published_on) == "2024-12-31"
    if name == "safety-gate":
        assert set(current().values_list("published_on", flat=True)) == {None}


@pytest.mark.django_db(transaction=True)
def test_an_update_of_a_notice_is_a_new_version_of_it(abroad: Home, shared: Path, tmp_path: Path):
    with gzip.open(shared / "data" / "alerts" / f"{SOURCES['us-recalls']}.csv.gz", "rt", encoding="utf-8") as file:
        heads, *rows = list(csv.reader(file))
    taken(abroad, write(tmp_path / "one.csv", [heads, *rows[:20]]), "us-recalls")
    later = [list(row) for row in rows[:20]]
    later[3][heads.index("hazard")] = "Fire"
    done = taken(abroad, write(tmp_path / "two.csv", [heads, *later]), "us-recalls")
    assert (done.rows, done.same, done.corrections) == (1, 19, 1)
    versions = Alert.objects.filter(number=rows[3][0]).order_by("pk")
    assert [each.hazard for each in versions] == [rows[3][heads.index("hazard")], "Fire"]
    assert [each.superseded is None for each in versions] == [False, True]


@pytest.mark.django_db(transaction=True)
def test_a_national_notice_with_chinese_headings_is_one_too(abroad: Home, tmp_path: Path):
    row = ["G-1", "2026-03-01", "召回公告", "电热水壶", "某牌", "K-100", "6900000000017", "小家电", "某公司", "线上",
           "触电", "严重", "召回", "0571-88881234", "https://example.cn/1", "a.jpg", "中国", "国家主管部门"]
    table = write(tmp_path / "n.csv", [NATIONAL, row], "gb18030")
    assert (taken(abroad, table, "national-notice").rows, current().get().risk_level) == (1, "serious")
    found = score_file(None, table, "national-notice")
    assert [(each["number"], each["score"]) for each in found["results"]] == [("G-1", 100)]


@pytest.mark.parametrize(("name", "least"), [("rasff-portal", 0), ("safety-gate", 15), ("us-recalls", 30),
                                             ("openfda-enforcement", 35)])
def test_the_real_notices_are_scored(shared: Path, name: str, least: int):
    found = score_file(None, shared / "data" / "alerts" / f"{SOURCES[name]}.csv.gz", name)
    scores = [each["score"] for each in found["results"]]
    assert (min(scores), max(scores) < 100, found["set_aside"]) == (least, True, [])


def test_one_notice_is_scored_while_it_is_written():
    found = score_notice(None, {"product_name": "USB charger", "brand": "Acme", "codes": None})
    assert (found["score"], [each["point"] for each in found["missing"]][:2]) == (30, ["code", "model"])
