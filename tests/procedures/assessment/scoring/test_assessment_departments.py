"""Departments are units like any other: regions of a level of their own, below the government they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.figures.cuts.freezing import freeze
from plumbline.home import Home
from plumbline.procedures.assessment.results.assess import assess
from plumbline.procedures.records.imports import import_file
from tests.procedures.assessment_world import AT

pytestmark = pytest.mark.django_db(transaction=True)

REGIONS = """code,name_en,name_zh,level,parent,valid_from
prov,Province,省,province,,2000-01-01
north,North,北市,city,prov,2000-01-01
east,East,东县,county,north,2000-01-01
north-plan,Planning,北市发展改革委,department,north,2000-01-01
north-market,Market supervision,北市市场监管局,department,north,2000-01-01
east-market,Market supervision,东县市场监管局,department,east,2000-01-01
"""
SCHEMES = {
    "cities": ("city", "", 100, ""),
    "offices": ("department", 'extends = "cities"\n', 120, """
[[block]]
id = "2"
title = { en = "Service", zh = "服务" }
points = 20

[[block.item]]
id = "2.1"
title = { en = "Answers", zh = "答复" }
meaning = { en = "Letters answered.", zh = "来信办理。" }
points = 20
determination = "letters"
rule = { department = {} }
no_data = "zero"
owner = "city"
clause = "2.1"
"""),
}
PLAN = """
[[block]]
id = "1"
title = { en = "Plan", zh = "规划" }
points = 100

[[block.item]]
id = "1.1"
title = { en = "Plan", zh = "规划" }
meaning = { en = "Whether there is one.", zh = "是否制定。" }
points = 100
determination = "plan"
rule = { binary = {} }
no_data = "zero"
owner = "planning"
clause = "1.1"
"""
DETERMINED = """scheme,year,item,region,value,reason,decided_on
offices,2013,plan,north-plan,yes,seen,2014-01-10
offices,2013,plan,north-market,no,seen,2014-01-10
offices,2013,plan,east-market,yes,seen,2014-01-10
offices,2013,letters,north-plan,12.5,seen,2014-01-10
offices,2013,letters,east-market,20,seen,2014-01-10
"""


def scheme(id: str) -> str:
    level, extends, full, more = SCHEMES[id]
    return f"""
id = "{id}"
{extends}title = {{ en = "Scheme", zh = "方案" }}
meaning = {{ en = "For tests.", zh = "测试用。" }}
source = {{ text = "test", ours = true }}
valid_from = 2013-01-01
year = "calendar"
level = "{level}"
full = {full}
rounding = {{ places = 1, mode = "half up" }}
grades = {{ rounding = {{ places = 0, mode = "half up" }}, band = [
    {{ grade = "A", from = 100, to = {full}, title = {{ en = "good", zh = "良好" }} }},
    {{ grade = "D", from = 0, to = 99, title = {{ en = "poor", zh = "较差" }} }},
] }}
{more or PLAN}"""


def test_departments_of_any_government_are_assessed_by_a_scheme_that_extends_another(
    home: Home, tmp_path: Path,
) -> None:
    (home.rulebook / "schemes").mkdir()
    for id in SCHEMES:
        (home.rulebook / "schemes" / f"{id}.toml").write_text(scheme(id), encoding="utf-8")
    for kind, text in (("region", REGIONS), ("determination", DETERMINED)):
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
        outcome = import_file(home, kind, tmp_path / f"{kind}.csv", clock=lambda: AT)
        assert outcome.quarantined == 0, outcome.sample
    freeze(home)
    document = assess(home, "offices", "2013", at=AT).document()
    assert [(one["code"], one["score"], one["grade"], one["rank"]) for one in document["regions"]] == [
        ("east-market", 120, "A", 1), ("north-plan", 112.5, "A", 2), ("north-market", 0, "D", 3)]
    assert (document["above"]["scheme"], document["above"]["file"]) == ("cities", "schemes/cities.toml")
    assert len(document["above"]["sha256"]) == 64
    assert [each["items"] for each in document["blocks"]] == [["1.1"], ["2.1"]]
