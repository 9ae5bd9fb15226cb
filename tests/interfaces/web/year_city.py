"""A province of two cities whose assessment year runs on the pages: an item of every rule, days that suit any day.

Whatever one city is told has a mark of its own in it, so that a test sees where it leaks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from plumbline.home import Home
from plumbline.procedures.records.imports import import_file
from plumbline.records.core.people import Role, User
from tests.needs import ROOT

NUMBER, SCHEME_ID, YEAR = "all-rules-2013", "all-rules", "2013"
START = datetime(2013, 1, 2, 9, 0, tzinfo=UTC)
REGIONS = """code,name_en,name_zh,level,parent,valid_from
prov,Province,省,province,,2000-01-01
north,North,北市,city,prov,2000-01-01
south,South,南市,city,prov,2000-01-01
"""
PEOPLE = {"lead": "prov", "chief": "prov", "deputy": "prov", "planning": "prov", "market": "prov", "visitor": "prov",
          "expert1": "prov", "expert2": "prov", "north": "north", "south": "south", "stranger": "prov"}

HEAD = """
id = "all-rules"
title = { en = "Every rule", zh = "各类规则方案" }
meaning = { en = "For tests.", zh = "测试用。" }
source = { text = "test", ours = true }
valid_from = 2013-01-01
year = "calendar"
flow = "unhurried"
level = "city"
full = 100
rounding = { places = 1, mode = "half up" }

[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = 60, to = 100, title = { en = "good", zh = "良好" } },
    { grade = "B", from = 0, to = 59, title = { en = "not yet", zh = "待改进" } },
]

[[block]]
id = "1"
title = { en = "Measures", zh = "质量措施" }
points = 100
"""
BUDGET = """{ levels = [
    { value = "whole", points = 10, title = { en = "in full", zh = "足额" } },
    { value = "part", points = 4, title = { en = "in part", zh = "部分" } },
] }"""
FILES = """{ deduct = [
    { id = "late", points = 4, title = { en = "Filed late", zh = "报送迟延" } },
    { id = "thin", points = 3, title = { en = "Incomplete", zh = "材料不全" } },
] }"""
POLICIES = """{ per_missing = { deduct = 5, things = [
    { id = "finance", title = { en = "Finance", zh = "财政" } },
    { id = "talent", title = { en = "Talent", zh = "人才" } },
] } }"""
VISITS = """{ count_shortfall = { required = 4, deduct = 1, things = { en = "visits", zh = "次走访" } } }"""
STEPS = "{ steps = [{ at_least = 95, points = 5 }, { at_least = 90, points = 2 }] }"
ITEMS = (
    ("1.1", "Plan", "规划", 20, "{ binary = {} }", "Planning", 'not_applicable = "full"\n'),
    ("1.2", "Budget", "经费", 10, BUDGET, "Planning", ""),
    ("1.3", "Supervision", "监管", 20, "{ department = { scale = 20 } }", "Market", ""),
    ("1.4", "Innovation", "创新", 20, "{ expert = { scale = 100, least = 2, spread = 20 } }", "Market", ""),
    ("1.5", "Files", "档案", 10, FILES, "Market", ""),
    ("1.6", "Policies", "政策", 10, POLICIES, "Planning", ""),
    ("1.7", "Visits", "走访", 5, VISITS, "Market", ""),
    ("1.8", "Pass rate", "合格率", 5, STEPS, "Market", 'number = { unit = "%", better = "higher" }\n'),
    ("1.9", "Incident", "事故", 0, '{ veto = { grade = "B" } }', "Market", ""),
)


def scheme() -> str:
    """The scheme's file."""
    return HEAD + "".join(f"""
[[block.item]]
id = "{id}"
title = {{ en = "{en}", zh = "{zh}" }}
meaning = {{ en = "What {en} is about.", zh = "关于{zh}。" }}
points = {points}
determination = "{en.lower().replace(" ", "-")}"
rule = {rule}
{'' if "veto" in rule else 'no_data = "zero"'}
owner = {{ en = "{owner}", zh = "{'发展改革部门' if owner == 'Planning' else '市场监管部门'}" }}
clause = "{id}"
{more}""" for id, en, zh, points, rule, owner, more in ITEMS)


def flow() -> str:
    """The flow of the documentation: every stage is open for a hundred years."""
    text = (ROOT / "docs" / "year.md").read_text("utf-8")
    found = text.partition("<!-- file: home/rulebook/flows/unhurried.toml -->\n```toml\n")[2].partition("```")[0]
    target = found.partition("[[stage]]")
    return target[0] + """[[stage]]
id = "target"
title = { en = "Target filing", zh = "目标备案" }
part = "assessed"
opens = { on = "start", days = 0 }
due = { on = "start", days = 36500 }

""" + "".join(target[1:])


@dataclass
class YearCity:
    """The home, and short ways to look and to act as somebody."""

    home: Home

    def client(self, name: str) -> Client:
        """A browser in which somebody is signed in; as nobody where ``name`` is empty."""
        client = Client()
        if name:
            client.force_login(User.objects.get(username=name))
        return client

    def get(self, who: str, name: str, *args: Any, **query: Any) -> Any:
        """A page as somebody sees it."""
        return self.client(who).get(reverse(name, args=args), query)

    def post(self, who: str, name: str, *args: Any, **data: Any) -> Any:
        """A form that somebody sends."""
        return self.client(who).post(reverse(name, args=args), data)

    def act(self, who: str, name: str, *args: Any, **data: Any) -> None:
        """The same, where it must be kept."""
        answer = self.post(who, name, *args, **data)
        assert answer.status_code == 302, answer.content.decode()[-6000:]

    def state(self, who: str, region: str, item: str, stage: str, **data: Any) -> None:
        """Somebody answers an item."""
        self.act(who, "year-item", NUMBER, region, item, act="state", stage=stage, **data)

    def assign(self, person: str, part: str, **data: Any) -> None:
        """The lead gives a part."""
        self.act("lead", "year-people", NUMBER, act="assign", person=person, part=part, **data)

    def opened(self) -> None:
        """Open the year and give everybody a part."""
        self.act("lead", "years", scheme=SCHEME_ID, year=YEAR, region="prov")
        for person, part, data in (
            ("north", "assessed", {"region": ["north"]}), ("south", "assessed", {"region": ["south"]}),
            ("planning", "department", {"owner": "Planning"}), ("market", "department", {"owner": "Market"}),
            ("visitor", "visitor", {}), ("expert1", "expert", {"item": ["1.4"]}),
            ("expert2", "expert", {"item": ["1.4"]}), ("chief", "approver", {}), ("deputy", "approver", {}),
        ):
            self.assign(person, part, **data)

    def scored(self, region: str) -> None:
        """Every item of a region answered: 20 + 10 + 15 + 17 + 6 + 5 + 4 + 2 = 79."""
        self.act(region, "year-region", NUMBER, region, act="state", stage="target", region=region,
                 text=f"target of {region}")
        self.state(region, region, "1.1", "self", answer="yes", reason=f"word of {region}")
        for item, data in (("1.1", {"answer": "yes"}), ("1.2", {"answer": "whole"}), ("1.6", {"answer": ["talent"]})):
            self.state("planning", region, item, "department", reason=f"seen in {region}", **data)
        for item, data in (("1.3", {"answer": "15"}), ("1.5", {"answer": ["late"]}), ("1.7", {"made": "3"}),
                           ("1.8", {"now": "92.5"})):
            self.state("market", region, item, "department", reason=f"found in {region}", **data)
        self.state("expert1", region, "1.4", "panel", answer="80")
        self.state("expert2", region, "1.4", "panel", answer="90")

    def evaluated(self) -> None:
        """The lead evaluates; where something is missing, knowing what."""
        answer = self.post("lead", "year", NUMBER, act="evaluate")
        if answer.status_code == 422:
            token = answer.content.decode().partition('name="gaps" value="')[2].partition('"')[0]
            self.act("lead", "year", NUMBER, act="evaluate", known="yes", gaps=token)

    def published(self) -> None:
        """Evaluated, approved by two, published."""
        self.evaluated()
        for who, act in (("chief", "approve"), ("deputy", "approve"), ("lead", "publish")):
            self.act(who, "year", NUMBER, act=act)


def build(home: Home, folder: Path) -> YearCity:
    """The province and its people; no year is open yet."""
    for part, name, text in (("schemes", "all-rules.toml", scheme()), ("flows", "unhurried.toml", flow())):
        (home.rulebook / part).mkdir(exist_ok=True)
        (home.rulebook / part / name).write_text(text, encoding="utf-8")
    path = folder / "regions.csv"
    path.write_text(REGIONS, encoding="utf-8")
    assert import_file(home, "region", path, clock=lambda: START).quarantined == 0
    for name, region in PEOPLE.items():
        user = User.objects.create(username=name)
        Role.objects.create(user=user, name=Role.OFFICER, region=region, column="assessment")
    return YearCity(home)
