"""Makes a home for the browser: a small register in which two standards say the same, and the people who see to it.

``python -m tests.interfaces.web.browser.standards_office FOLDER`` makes it in FOLDER/home. Nothing of it is real.
"""

from __future__ import annotations

import csv
import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

PASSWORD = "a plumb line hangs true"
OFFICERS, MEMBERS = {"ann": "city", "bea": "city"}, {"li": "ISS"}
FIRST, SECOND, OLD = "GB/T 1-2022", "GB/T 2-2023", "GB/T 3-2015"
STANDARD = {"level": "national", "status": "in-force", "published_on": "2023-01-01", "ics": "23.080",
            "issuer": "示例标准委员会"}
REGISTERS = {
    "region": [{"code": "city", "name_en": "Example City", "name_zh": "示例市", "level": "city", "parent": "",
                "valid_from": "2000-01-01"}],
    "organisation": [{"code": "ISS", "name": "示例标准委员会", "region": "city"}],
    "standard": [{**STANDARD, "code": code, "designation": code, "document": code[:-5], "title_zh": zh, "title_en": en,
                  "published_on": day} for code, zh, en, day in (
                      (FIRST, "潜水电泵检测方法", "Test methods for submersible pumps", "2022-01-01"),
                      (SECOND, "潜水电泵 测定方法", "Submersible pumps - Test methods", "2023-01-01"),
                      (OLD, "旧式阀门", "Old valves", "2015-01-01"))],
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
        grant(home, name, role="officer", region=region, column="standards", password=PASSWORD, at=now)
    for name, organisation in MEMBERS.items():
        user = make(name, PASSWORD, at=now)
        Membership.objects.create(user=user, organisation=organisation, capacity="enterprise", since=date(2026, 1, 1),
                                  made_at=now)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
