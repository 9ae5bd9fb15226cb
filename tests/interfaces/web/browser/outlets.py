"""Makes the county's home with a running recall, of which an inspector was given two outlets.

``python -m tests.interfaces.web.browser.outlets FOLDER`` makes it in FOLDER/home. Nothing of it is real.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from tests.interfaces.web.browser import county

INSPECTOR = "wang"
SHOPS = [{"code": f"S0{number}", "name": f"第{number}商店", "region": "county", "address": f"示例路{number}号"}
         for number in (1, 2)]
TITLE = "电水壶召回公告"


def make(folder: Path) -> None:
    """The county, a recall of one lot, and a round of checks at both shops."""
    county.REGISTERS["establishment"] = SHOPS
    county.OFFICERS[INSPECTOR] = "county"
    county.make(folder)
    from plumbline import home as homes
    from plumbline.procedures.casework.consequences import effects
    from plumbline.procedures.casework.members import adding
    from plumbline.procedures.surveillance.recalls import sampling
    from plumbline.records.core.people import User
    from tests.procedures.surveillance.recall_cases import NOTICE, PLAN, RecallWorld

    world = RecallWorld(cast(Any, SimpleNamespace(home=homes.current())))
    world.now = datetime.now(UTC) - timedelta(days=1)
    world._people = {each.username: each for each in User.objects.all()}
    number = world.open(region="county")
    world.act(number, "add-lot", lot=county.LOT, units="50")
    world.act(number, "require-plan", reason="抽检不合格")
    world.act(number, "hand-in-plan", world.who("li"), **PLAN)
    world.act(number, "approve-plan", world.who("bea"))
    world.act(number, "publish", **NOTICE | {"title": TITLE})
    round_ = sampling.begin(world.home, world.who("ann"), {
        "recall": number, "region": "county", "size": "2", "seed": "x"}, at=world.later())
    effects.run(world.home, clock=world.later)
    adding.give(world.home, world.who("ann"), sampling.PROCEDURE, round_, "inspector",
                [(shop["code"], INSPECTOR) for shop in SHOPS], at=world.later())


if __name__ == "__main__":
    make(Path(sys.argv[1]))
