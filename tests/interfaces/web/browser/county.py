"""Makes a home for the browser: a county and its neighbour, a maker of kettles, a laboratory, people with passwords.

``python -m tests.interfaces.web.browser.county FOLDER`` makes it in FOLDER/home. Nothing of it is real.
"""

from __future__ import annotations

import csv
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

PASSWORD = "a plumb line hangs true"
PRODUCT = "06901234567892"
LOT, OTHER_LOT = f"{PRODUCT}/L1", f"{PRODUCT}/L2"
OFFICERS = {"ann": "county", "bea": "county", "nina": "north"}
MEMBERS = {"li": ("F1", "enterprise"), "may": ("LAB1", "laboratory")}
REGISTERS = {
    "region": [{"code": code, "name_en": en, "name_zh": zh, "level": level, "parent": parent,
                "valid_from": "2000-01-01"} for code, en, zh, level, parent in (
                    ("city", "Example City", "示例市", "city", ""),
                    ("county", "Example County", "示例县", "county", "city"),
                    ("north", "North County", "北县", "county", "city"))],
    "organisation": [{"code": "F1", "name": "示例电器厂", "region": "county"},
                     {"code": "LAB1", "name": "示例检验所", "region": "city"}],
    "laboratory": [{"code": "CMA-1", "name": "示例检验所", "organisation": "LAB1", "region": "city"}],
    "product": [{"code": PRODUCT, "gtin": PRODUCT[1:], "name": "电水壶K1", "brand": "示例", "model": "K1",
                 "maker": "F1", "region": "county"}],
    "lot": [{"code": lot, "product": PRODUCT, "number": lot[-2:], "region": "county"} for lot in (LOT, OTHER_LOT)],
}


def make(folder: Path) -> None:
    """The home, its registers and people."""
    from plumbline.home import Home

    home = Home(folder / "home").create()
    os.environ["PLUMBLINE_HOME"] = str(home.path)
    from plumbline.interfaces.cli.core import boot

    boot.start(home.path)
    from plumbline.procedures.accounts.people import grant, make
    from plumbline.procedures.records.imports import import_file
    from plumbline.records.core.memberships import Membership

    now = datetime.now(UTC)
    for kind, rows in REGISTERS.items():
        path = folder / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        outcome = import_file(home, kind, path, clock=lambda: now)
        assert (outcome.rows, outcome.quarantined) == (len(rows), 0), outcome.sample
    for name, region in OFFICERS.items():
        grant(home, name, role="officer", region=region, column="surveillance", password=PASSWORD, at=now)
    for name, (organisation, capacity) in MEMBERS.items():
        user = make(name, PASSWORD, at=now)
        Membership.objects.create(user=user, organisation=organisation, capacity=capacity, since=date(2026, 1, 1),
                                  made_at=now)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
