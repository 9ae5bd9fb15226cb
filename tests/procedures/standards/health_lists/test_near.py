"""Near titles in a register: planted ones found, traps not; and in the catalogues of others, where they are at hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plumbline.home import Home
from plumbline.procedures.standards.catalogues.importing import take_in
from plumbline.procedures.standards.health import health
from plumbline.procedures.standards.near_register import near
from tests.needs import require_shared
from tests.procedures.standards.catalogues import lines
from tests.procedures.standards.test_health import entry
from tests.records.samples import Clock

TODAY = date(2026, 12, 1)
TITLE = "Stainless steel water meters for ships - Determination of tensile strength"
FIELD: dict[str, Any] = {"ics": ["91.140"]}
REGISTER = [
    entry("GB/T 101-2022", TITLE, **FIELD),
    entry("GB/T 102-2023", "Test method for tensile strength of stainless steel water meters for ships", **FIELD),
    entry("GB/T 103.1-2023", TITLE + " - Part 1", **FIELD), entry("GB/T 103.2-2023", TITLE + " - Part 2", **FIELD),
    entry("GB/T 104-2019", "Cotton gloves for mines, knitted, with cuffs", **FIELD),
    entry("GB/T 104-2024", "Cotton gloves for mines, knitted, with long cuffs", **FIELD),  # a transitional edition
    entry("GB/T 105-2023", "Rubber hoses for breweries and dairies", rel=[["identical", "ISO 205:2020"]], **FIELD),
    entry("ISO 205:2020", "Rubber hoses for breweries and dairies - Specification", "2020-01-01", "60", substage="60",
          **FIELD),
    entry("JIS B 206:2020", "Rubber hoses for breweries and dairies", **FIELD),  # of another country
    entry("GB/T 107-2023", "Paper bags for wheat flour, folded", rel=[["partOf", "GB/T 108-2023"]], **FIELD),
    entry("GB/T 108-2023", "Paper bags for wheat flour, folded - General requirements", **FIELD),  # linked
    entry("GB/T 109-2023", "Ladders for libraries and archives", ics=["97.145"]),
    entry("GB/T 110-2023", "Ladders for archives and libraries - Specification", ics=["13.110"]),  # another field
    entry("GB/T 111-2023", "Glass tiles for swimming baths", doctype="standard", **FIELD),
    entry("GB/T 112-2023", "Glass tiles for swimming baths: guide", doctype="technical-report", **FIELD),
    # another kind
    entry("GB/T 113-2023", "Wooden masts for boats, glued", stage="abolished", **FIELD),
    entry("GB/T 114-2023", "Wooden masts for boats, glued - Requirements", **FIELD),  # the other does not hold
]


@pytest.fixture
def held(home: Home, tmp_path: Path, transactional_db: None) -> Home:
    take_in(home, lines(tmp_path / "all.jsonl", REGISTER), "relaton", on=TODAY, clock=Clock())
    return home


def test_a_planted_pair_is_found_and_no_trap(held: Home) -> None:
    found = near(held, TODAY)
    assert [each["standards"] for each in found["ranked"]] == [["GB/T 101-2022", "GB/T 102-2023"]]
    pair = found["ranked"][0]
    assert (pair["score"], pair["language"], pair["fields"], pair["only"]) == (89, "en", ["91.140"], [[], ["method"]])
    assert pair["reasons"][1]["en"] == "only GB/T 102-2023 has: method"


def test_it_stands_in_the_list_of_what_is_chaotic(held: Home) -> None:
    lines_of = [each for each in health(held, "chaotic", TODAY)["ranked"] if each["reason"] == "near"]
    assert [(each["standards"], each["clause"], each["near"]["score"]) for each in lines_of] == [
        (["GB/T 101-2022", "GB/T 102-2023"], "30, 33", 89)]
    assert health(held, "chaotic", TODAY, level="industry")["total"] == 0


def table(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "samr.csv"
    path.write_text("\n".join(["标准号,标准名称,状态,发布单位,ICS分类号", *rows]) + "\n", "utf-8")
    return path


def test_chinese_titles_levels_and_places(home: Home, tmp_path: Path, transactional_db: None) -> None:
    take_in(home, table(
        tmp_path, "GB/T 201-2020,船用不锈钢阀门抗拉强度检测方法,现行,国家局,23.060",
        "NY/T 301-2021,船用不锈钢阀门 抗拉强度测定方法,现行,农业部,23.060",
        "DB33/T 401-2021,茶叶包装袋技术规范,现行,浙江,67.140", "DB34/T 402-2021,茶叶包装袋通则,现行,安徽,67.140",
        "Q/AB 1-2020,茶叶包装袋技术要求,现行,甲厂,67.140", "Q/CD 1-2020,茶叶包装袋,现行,乙厂,67.140",
        "DB33/T 403-2022,茶叶包装袋服务规范,现行,浙江,67.140"), "samr", on=TODAY, clock=Clock())
    found = near(home, TODAY)["ranked"]
    assert sorted(tuple(sorted(each["designations"])) for each in found) == [
        ("DB33/T 401-2021", "DB33/T 403-2022"), ("GB/T 201-2020", "NY/T 301-2021")]
    across = next(each for each in found if "GB/T 201-2020" in each["designations"])
    assert across["levels"] == ["national", "industry"]
    assert any("national and industry" in each["en"] for each in across["reasons"])


def test_alike_scopes_move_a_pair_up_and_another_level_down(home: Home, transactional_db: None) -> None:
    from plumbline.procedures.records import save

    titles = ("船用不锈钢阀门抗拉强度检测方法", "船用不锈钢阀门 抗拉强度测定方法")
    for number, (level, scope) in enumerate((("national", "适用于阀门"), ("national", "适用于阀门"),
                                             ("industry", "面包"))):
        code = f"GB/T {600 + number}-2020"
        save.keep("standard", {"code": code, "designation": code, "document": code[:-5], "level": level, "scope": scope,
                               "status": "in-force", "title_zh": titles[number % 2], "ics": "23.060"}, at=Clock()())
    found = near(home, TODAY)["ranked"]
    assert [(each["levels"], each["scope"], each["rank"]) for each in found] == [
        (["national", "national"], 100, 105), (["national", "industry"], 0, 92), (["national", "industry"], 0, 92)]


def test_an_empty_register(home: Home, transactional_db: None) -> None:
    assert near(home, TODAY)["ranked"] == []
    assert health(home, "chaotic", TODAY)["total"] == 0


@pytest.mark.slow
def test_of_a_catalogue_of_others_few_pairs_are_left_for_a_person(home: Home, transactional_db: None) -> None:
    take_in(home, require_shared("data", "standards", "jis.jsonl.gz"), "relaton", on=TODAY, clock=Clock())
    found = near(home, TODAY, limit=1_000)
    assert found["looked_at"] > 10_000
    assert 20 < found["total"] < 200
    assert all(each["score"] >= 80 for each in found["ranked"])
