"""The shape of the house: no folder too full to look over, no import that leads back, and paths that docs name are
there."""

from __future__ import annotations

import re
from collections import Counter
from graphlib import CycleError, TopologicalSorter

import grimp
import pytest

from tests.house.files import PACKAGE, markdown, name_of, tracked
from tests.needs import ROOT

MOST = 25
NAMED = re.compile(
    r"`(?:src/plumbline/)?((?:interfaces|procedures|figures|records|rulebook|methods)(?:/\w+)+(?:\.\w+)?)/?`")
HOMES = tuple(f"rulebook/{name}" for name in ("changing", "schemes", "flows", "sheets", "mappings", "indicators",
                                              "beacons", "risk", "links", "completeness", "credit",
                                              "designations", "catalogues", "baskets", "health", "projects", "reform",
                                              "front_runners", "near_titles"))
"""Folders of a data directory, which are called as folders of the package are."""


@pytest.mark.parametrize("where", ["src/plumbline", "tests"])
def test_no_folder_holds_more_than_one_can_look_over(where):
    counted = Counter(path.parent for path in tracked() if path.suffix == ".py" and ROOT / where in path.parents
                      and path.name != "__init__.py")
    assert {name_of(folder): count for folder, count in counted.items() if count > MOST} == {}


def circle(graph: dict[str, set[str]]) -> list[str]:
    """The modules of one circle of imports; none where there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def test_no_import_leads_back():
    graph = grimp.build_graph("plumbline", include_external_packages=False, cache_dir=None)
    assert circle({name: graph.find_modules_directly_imported_by(name) for name in graph.modules}) == []


def test_a_planted_circle_is_found():
    assert sorted(set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}))) == ["a", "b", "c"]


@pytest.mark.parametrize("page", [path for path in markdown() if "decisions" not in path.parts], ids=name_of)
def test_the_paths_that_a_page_names_are_there(page):
    named = set(NAMED.findall(page.read_text(encoding="utf-8"))) - set(HOMES)
    assert sorted(each for each in named if not (PACKAGE / each).exists() and not each.startswith(HOMES)) == []
