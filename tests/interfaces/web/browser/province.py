"""Makes a home for the browser: a province with three cities and nine counties, a small scheme, people with passwords.

``python -m tests.interfaces.web.browser.province FOLDER`` makes it in FOLDER/home, from files as an authority has them.
Nothing of it is real.
"""

from __future__ import annotations

import csv
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

CITIES = ("east", "west", "south")
COUNTIES = ("east-1", "east-2", "east-3")
NUMBER = "province-2013"
PASSWORD = "a plumb line hangs true"
PEOPLE = {"lead": "prov", "chief": "prov", "deputy": "prov", "planning": "prov", "market": "prov", "visitor": "prov",
          "expert1": "prov", "expert2": "prov", **{place: place for place in CITIES + COUNTIES}}
ITEM = """
[[block.item]]
id = "{id}"
title = {{ en = "{en}", zh = "{zh}" }}
meaning = {{ en = "Whether {en} is there, and works.", zh = "{zh}是否到位并发挥作用。" }}
points = {points}
determination = "item-{points}"
rule = {rule}
no_data = "zero"
owner = {{ en = "{owner}", zh = "{owner_zh}" }}
clause = "{id}"
"""
ITEMS = (
    {"id": "1.1", "en": "Plan", "zh": "规划", "points": 30, "rule": "{ binary = {} }", "owner": "Planning",
     "owner_zh": "发展改革部门"},
    {"id": "1.2", "en": "Supervision", "zh": "监管", "points": 40, "rule": "{ department = { scale = 40 } }",
     "owner": "Market", "owner_zh": "市场监管部门"},
    {"id": "1.3", "en": "Innovation", "zh": "创新", "points": 20,
     "rule": "{ expert = { scale = 100, least = 2, spread = 20 } }", "owner": "Market", "owner_zh": "市场监管部门"},
    {"id": "1.4", "en": "Contact point", "zh": "投诉窗口", "points": 10, "rule": "{ binary = {} }", "owner": "Market",
     "owner_zh": "市场监管部门"},
)

EAST = """
id = "east-counties"
extends = "province"
title = { en = "Counties of East City", zh = "东市所辖县质量工作考核" }
meaning = { en = "The scheme of the province, and one item of the city's own.", zh = "省级方案，另加一项市级考核项。" }
source = { text = "test", ours = true }
valid_from = 2013-01-01
level = "county"
within = "east"
full = 110

[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = 60, to = 110, title = { en = "good", zh = "良好" } },
    { grade = "B", from = 0, to = 59, title = { en = "not yet", zh = "待改进" } },
]

[[block]]
id = "2"
title = { en = "Of the city's own", zh = "市级加项" }
points = 10
""" + ITEM.format(id="2.1", en="Open day", zh="开放日", points=10, rule="{ binary = {} }", owner="Market",
                 owner_zh="市场监管部门").replace("item-10", "open-day")


def rows() -> list[dict[str, str]]:
    """The regions, each above those within it."""
    def row(code: str, en: str, zh: str, level: str, parent: str) -> dict[str, str]:
        return {"code": code, "name_en": en, "name_zh": zh, "level": level, "parent": parent,
                "valid_from": "2000-01-01"}

    names = {"east": "东", "west": "西", "south": "南"}
    found = [row("prov", "Example Province", "示例省", "province", "")]
    found += [row(city, f"{city.title()} City", f"{names[city]}市", "city", "prov") for city in CITIES]
    found += [row(f"{city}-{n}", f"{city.title()} County {n}", f"{names[city]}{n}县", "county", city)
              for city in CITIES for n in (1, 2, 3)]
    return found


def make(folder: Path) -> None:
    """The home, its rules, regions and people."""
    from plumbline.home import Home

    home = Home(folder / "home").create()
    os.environ["PLUMBLINE_HOME"] = str(home.path)
    from plumbline.interfaces.cli.core import boot

    boot.start(home.path)
    from plumbline.procedures.accounts.people import grant
    from plumbline.procedures.records.imports import import_file
    from tests.interfaces.web import year_city

    head = year_city.HEAD.replace('"all-rules"', '"province"').replace("Every rule", "Quality work of the cities")
    for part, name, text in (("schemes", "province.toml", head + "".join(ITEM.format(**each) for each in ITEMS)),
                             ("schemes", "east-counties.toml", EAST),
                             ("flows", "unhurried.toml", flow())):
        (home.rulebook / part).mkdir(exist_ok=True)
        (home.rulebook / part / name).write_text(text, encoding="utf-8")
    path = folder / "regions.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows()[0]))
        writer.writeheader()
        writer.writerows(rows())
    now = datetime.now(UTC)
    outcome = import_file(home, "region", path, clock=lambda: now)
    assert (outcome.rows, outcome.quarantined) == (13, 0), outcome.sample
    for name, region in PEOPLE.items():
        grant(home, name, role="officer", region=region, column="assessment", password=PASSWORD, at=now)


def flow() -> str:
    """The flow of the documentation, with visits, and with evidence for each self-evaluation."""
    from tests.interfaces.web import year_city

    text = year_city.flow().replace('id    = "self"', 'id    = "self"\nevidence = true')
    visit = """[[stage]]
id = "visit"
title = { en = "Visits", zh = "暗访核查" }
part = "visitor"
opens = { on = "start", days = 0 }
due = { on = "start", days = 36500 }

[[stage]]
id    = "panel\""""
    return text.replace('[[stage]]\nid    = "panel"', visit, 1).replace(
        'prefer     = ["panel"', 'prefer     = ["visit", "panel"')


if __name__ == "__main__":
    make(Path(sys.argv[1]))
