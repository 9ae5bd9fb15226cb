"""The pages are documented as they are."""

from __future__ import annotations

import re

from plumbline.interfaces.web import urls
from tests.needs import ROOT

WORDS = {"code": "CODE", "indicator": "INDICATOR", "region": "REGION", "period": "PERIOD", "key": "KEY",
         "token": "JOB", "number": "NUMBER", "portion": "PORTION", "part": "PART", "act": "ACT", "form": "FORM",
         "scheme": "SCHEME", "year": "YEAR", "language": "LANG", "stage": "STAGE", "kind": "PAPER",
         "item": "ITEM", "objection": "OBJECTION", "secret": "SECRET",
         "event": "EVENT", "what": "WHAT"}
NAMES = {"record-list": "KIND", "records-export": "KIND", "record-template": "KIND", "record": "KIND",
         "record-new": "KIND", "record-correct": "KIND", "record-withdraw": "KIND", "record-restore": "KIND",
         "record-erase": "KIND", "case-list": "PROCEDURE", "case-new": "PROCEDURE", "case": "PROCEDURE",
         "case-act": "PROCEDURE", "link-give": "PROCEDURE", "case-many": "PROCEDURE",
         "cases-export": "PROCEDURE", "case-feed": "PROCEDURE",
         "case-feed-json": "PROCEDURE", "case-send": "PROCEDURE", "case-receipt": "PROCEDURE",
         "case-letter": "PROCEDURE", "link-revoke": "PROCEDURE", "case-members-add": "PROCEDURE",
         "case-members-give": "PROCEDURE", "case-members-export": "PROCEDURE",
         "records-many": "KIND", "saved-new": "KIND", "evidence-about": "KIND", "indicator": "INDICATOR",
         "scheme": "SCHEME", "cut": "CUT", "sheet": "SHEET", "sheet-export": "SHEET",
         "open-data": "SET"}


def test_every_address_stands_in_the_table_and_no_other() -> None:
    table = re.findall(r"^\| (`/.*?`) \|", (ROOT / "docs" / "pages.md").read_text("utf-8"), re.MULTILINE)
    written = {address for cell in table for address in re.findall(r"`(/[^`]*)`", cell)}
    there = set()
    for pattern in urls.urlpatterns:
        def word(found: re.Match[str], name: str = str(pattern.name)) -> str:
            return NAMES.get(name, "") if found[1] == "name" else WORDS[found[1]]

        there.add("/" + re.sub(r"<\w+:(\w+)>", word, str(pattern.pattern)))
    assert written == there
