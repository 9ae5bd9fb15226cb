"""Makes a home for the browser in which the example procedures of the documentation are declared: two officers, two
colleagues of a producer, somebody of the firm next door.

``python -m tests.interfaces.web.browser.example_office FOLDER`` makes it in FOLDER/home; the modules of the page lie in
FOLDER, which must be among the places where Python looks.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from tests.house import pages
from tests.needs import ROOT

PASSWORD = "a plumb line hangs true"
OFFICERS, COLLEAGUES, NEIGHBOUR = ("ann", "bea"), ("li", "zhao"), "wu"
PAGE = ROOT / "docs" / "extending.md"
TABLES = {"region": "regions.csv", "organisation": "producers.csv"}


def make(folder: Path) -> None:
    """The home with what the page has before its commands, and its people."""
    (folder / "home").mkdir()
    for step in pages.read(PAGE.read_text(encoding="utf-8")).steps:
        if isinstance(step, tuple):
            (folder / step[0]).write_text(step[1], encoding="utf-8")
    sys.path.insert(1, str(folder))
    os.environ["PLUMBLINE_HOME"] = str(folder / "home")
    from plumbline.interfaces.cli.core import boot

    home = boot.start(folder / "home", create=True)
    from plumbline.procedures.accounts.people import grant, make
    from plumbline.procedures.records.imports import import_file
    from plumbline.records.core.memberships import Membership

    now = datetime.now(UTC)
    for kind, file in TABLES.items():
        assert import_file(home, kind, folder / file, clock=lambda: now).quarantined == 0
    for name in OFFICERS:
        grant(home, name, role="officer", region="city", column="surveillance", password=PASSWORD, at=now)
    for name, organisation in (*((each, "F1") for each in COLLEAGUES), (NEIGHBOUR, "F2")):
        Membership.objects.create(user=make(name, PASSWORD, at=now), organisation=organisation, capacity="enterprise",
                                  since=date(2026, 1, 1), made_at=now)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
