"""Regions over time: renames, mergers, moves, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import MethodError
from plumbline.methods.shared.region_tree import RegionTree, RegionVersion
from plumbline.text import Text

START, CHANGE, LATER = date(2000, 1, 1), date(2013, 1, 1), date(2014, 6, 30)
BEFORE = date(2012, 12, 31)


def region(code: str, parent: str | None = None, *, level: str = "county", name: str = "", since: date = START,
           until: date | None = None, successor: str | None = None) -> RegionVersion:
    return RegionVersion(code, Text(name or code, name or code), level, parent, since, until, successor)


def changing_tree() -> RegionTree:
    """A city whose county `old` became `new`, whose `small` merged into `big`, and whose `gone` was given up."""
    return RegionTree([
        region("city", level="city"),
        region("old", "city", until=BEFORE, successor="new"),
        region("new", "city", since=CHANGE),
        region("town", "old", level="town"),
        region("big", "city"),
        region("small", "city", until=BEFORE, successor="big"),
        region("gone", "city", until=BEFORE),
        region("future", "city", since=date(2020, 1, 1)),
    ])


def test_the_tree_as_it_stood_before_the_changes() -> None:
    tree = changing_tree().at(BEFORE)
    assert tree.codes == ("city", "big", "gone", "old", "town", "small")
    assert tree.roots == ("city",)
    assert tree.children("city") == ("big", "gone", "old", "small")
    assert tree.parent("town") == "old"
    assert tree.goes_on_as("new") is None
    assert tree.resolve("new") == "old"
    assert tree.stamped("big") == ("big",)


def test_the_tree_after_a_rename_and_a_merger() -> None:
    tree = changing_tree().at(LATER)
    assert tree.codes == ("city", "big", "new", "town")
    assert tree.parent("town") == "new"
    assert tree.ancestors("town") == ("new", "city")
    assert (tree.depth("city"), tree.depth("town")) == (0, 2)
    assert tree.descendants("city") == ("big", "new", "town")
    assert tree.descendants("big") == ()
    assert tree.of_level("county") == ("big", "new")
    assert {code: tree.resolve(code) for code in ("new", "old", "small", "gone", "future", "never")} == {
        "new": "new", "old": "new", "small": "big", "gone": "city", "future": "city", "never": None,
    }
    assert {code: tree.goes_on_as(code) for code in ("new", "old", "small", "gone", "future", "never")} == {
        "new": "new", "old": "new", "small": "big", "gone": None, "future": None, "never": None,
    }
    assert tree.stamped("new") == ("new", "old", "town")
    assert tree.stamped("city") == ("big", "city", "future", "gone", "new", "old", "small", "town")
    assert "new" in tree
    assert "old" not in tree
    assert len(tree) == 4


def test_a_rename_under_the_same_code_changes_only_the_name() -> None:
    tree = RegionTree([
        region("a", name="Old name", until=BEFORE, successor="a"),
        region("a", name="New name", level="city", since=CHANGE),
    ])
    assert str(tree.at(BEFORE).name("a")) == "Old name"
    assert str(tree.at(CHANGE).name("a")) == "New name"
    assert tree.at(CHANGE).level("a") == "city"
    assert tree.at(CHANGE).stamped("a") == ("a",)


def test_the_last_day_of_a_version_is_included() -> None:
    tree = changing_tree()
    assert "old" in tree.at(BEFORE)
    assert "old" not in tree.at(CHANGE)


def test_chains_of_successors_are_followed_to_their_end() -> None:
    tree = RegionTree([
        region("a", until=date(2005, 12, 31), successor="b"),
        region("b", since=date(2006, 1, 1), until=BEFORE, successor="c"),
        region("c", since=CHANGE),
    ])
    assert tree.at(date(2005, 12, 31)).stamped("a") == ("a", "b", "c")
    assert tree.at(date(2006, 1, 1)).stamped("b") == ("a", "b", "c")
    assert tree.at(CHANGE).resolve("a") == "c"
    assert tree.at(CHANGE).stamped("c") == ("a", "b", "c")


def test_circles_are_refused() -> None:
    successors = RegionTree([region("a", until=BEFORE, successor="b"), region("b", until=BEFORE, successor="a")])
    with pytest.raises(MethodError, match="region a: its successors form a circle") as caught:
        successors.at(CHANGE)
    assert caught.value.code == "region.successors_circle"
    parents = RegionTree([region("a", "b"), region("b", "a"), region("root")])
    with pytest.raises(MethodError, match="region a: it is its own ancestor on 2013-01-01") as caught:
        parents.at(CHANGE)
    assert caught.value.code == "region.own_ancestor"


def test_a_parent_that_does_not_exist_is_refused() -> None:
    with pytest.raises(MethodError, match="region a: its parent 'nowhere' does not exist on 2013-01-01") as caught:
        RegionTree([region("a", "nowhere")]).at(CHANGE)
    assert caught.value.code == "region.parent_missing"


def test_versions_may_not_overlap_or_run_backwards() -> None:
    with pytest.raises(MethodError, match="region a: two versions hold on 2013-01-01") as caught:
        RegionTree([region("a"), region("a", since=CHANGE)])
    assert caught.value.code == "region.versions_overlap"
    with pytest.raises(MethodError, match="region a: two versions hold on 2012-12-31") as caught:
        RegionTree([region("a", until=BEFORE), region("a", since=BEFORE)])
    assert caught.value.code == "region.versions_overlap"
    with pytest.raises(MethodError, match="region a: this version ends before it begins") as caught:
        RegionTree([region("a", since=CHANGE, until=BEFORE)])
    assert caught.value.code == "region.ends_early"


def test_an_unknown_region_is_named_with_what_comes_close() -> None:
    tree = RegionTree([region("ward-12")]).at(CHANGE)
    with pytest.raises(MethodError) as caught:
        tree.name("ward-21")
    assert caught.value.code == "region.unknown"
    assert str(caught.value) == "there is no region 'ward-21' on 2013-01-01. Did you mean ward-12?"
    with pytest.raises(MethodError) as caught:
        tree.stamped("elsewhere")
    assert caught.value.code == "region.unknown"


def test_an_empty_tree_is_a_tree() -> None:
    assert RegionTree([]).at(CHANGE).codes == ()


def test_three_thousand_regions_each_find_their_own() -> None:
    versions = [region("n", level="nation")]
    for province in range(30):
        versions.append(region(f"{province:02}", "n"))
        for county in range(100):
            versions.append(region(f"{province:02}{county:02}", f"{province:02}"))
    tree = RegionTree(versions).at(CHANGE)
    assert len(tree) == 3031
    assert len(tree.stamped("n")) == 3031
    assert sum(len(tree.stamped(code)) for code in tree.codes) == 3031 + 30 * 101 + 3000
