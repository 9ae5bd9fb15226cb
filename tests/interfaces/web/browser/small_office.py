"""Makes a home for the browser: one city of a province, a scheme of one item, four people with passwords.

``python -m tests.interfaces.web.browser.small_office FOLDER HOST`` makes it in FOLDER/home, to be served behind TLS as
HOST by a proxy on this machine.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.interfaces.web.browser.province import ITEM, ITEMS, PASSWORD

NUMBER = "province-2013"
REGIONS = """code,name_en,name_zh,level,parent,valid_from
prov,Example Province,示例省,province,,2000-01-01
north,North City,北市,city,prov,2000-01-01
"""
PEOPLE = {"lead": "*", "market": "assessment", "chief": "assessment", "deputy": "assessment"}


def make(folder: Path, host: str) -> None:
    """The home, its rules, regions and people."""
    from plumbline.home import Home

    home = Home(folder / "home").create()
    with home.config_file.open("a", encoding="utf-8") as file:
        file.write(f'https = true\nhosts = ["{host}"]\nproxies = ["127.0.0.1"]\n')
    os.environ["PLUMBLINE_HOME"] = str(home.path)
    from plumbline.interfaces.cli.core import boot

    boot.start(home.path)
    from plumbline.procedures.accounts.people import grant
    from plumbline.procedures.records.imports import import_file
    from tests.interfaces.web import year_city

    head = year_city.HEAD
    for old, new in (('"all-rules"', '"province"'), ("full = 100", "full = 30"), ("points = 100", "points = 30"),
                     ("from = 60, to = 100", "from = 20, to = 30"), ("to = 59", "to = 19")):
        head = head.replace(old, new)
    item = ITEM.format(**{**ITEMS[0], "owner": "Market", "owner_zh": "市场监管部门"})
    for part, name, text in (("schemes", "province.toml", head + item),
                             ("flows", "unhurried.toml", year_city.flow())):
        (home.rulebook / part).mkdir(exist_ok=True)
        (home.rulebook / part / name).write_text(text, encoding="utf-8")
    path = folder / "regions.csv"
    path.write_text(REGIONS, encoding="utf-8")
    now = datetime.now(UTC)
    assert import_file(home, "region", path, clock=lambda: now).rows == 2
    for name, column in PEOPLE.items():
        grant(home, name, role="officer", region="prov", column=column, password=PASSWORD, at=now)


if __name__ == "__main__":
    make(Path(sys.argv[1]), sys.argv[2])
