"""Links between the pages of the repository lead somewhere, and every page of the documentation can be reached."""

from __future__ import annotations

import re

import pytest

from tests.house.files import markdown, name_of
from tests.needs import ROOT

LINK = re.compile(r"\]\((?!https?:|mailto:|#)(?P<target>[^)\s#]+)")
TREE = re.compile(r"^```\{toctree\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# Made by the tests of pages, which need a browser; committed once they look right.
PICTURES = {"docs/pictures/ward.png"}


@pytest.mark.parametrize("page", markdown(), ids=name_of)
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = {found["target"]: (page.parent / found["target"]).resolve() for found in LINK.finditer(text)}
    missing = [target for target, path in targets.items()
               if not path.exists() and path.relative_to(ROOT).as_posix() not in PICTURES]
    assert missing == []


def test_every_page_is_in_the_table_of_contents():
    docs = ROOT / "docs"
    listed = {"index"}
    for page in (docs / "index.md", docs / "decisions" / "index.md"):
        for tree in TREE.findall(page.read_text(encoding="utf-8")):
            for entry in (line for line in tree.splitlines() if line and not line.startswith(":")):
                found = page.parent.glob(f"{entry}.md")
                listed |= {path.relative_to(docs).with_suffix("").as_posix() for path in found}
    there = {path.relative_to(docs).with_suffix("").as_posix() for path in markdown() if docs in path.parents}
    assert there == listed
