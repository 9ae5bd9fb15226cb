"""Regions that end without a successor or with several: where their records count, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.shared.region_tree import RegionTree, RegionVersion
from plumbline.methods.shared.succession import codes_of
from plumbline.text import Text

BEGIN, LAST, FIRST = date(1900, 1, 1), date(2001, 6, 30), date(2001, 7, 1)
YEAR_END = date(2001, 12, 31)


def region(code: str, parent: str | None = None, *, since: date = BEGIN, until: date | None = None,
           successor: str | None = None) -> RegionVersion:
    return RegionVersion(code, Text(code, code), "county", parent, since, until, successor)


def split(successor: str | None, *more: RegionVersion) -> RegionTree:
    """The issue's county 430404 of city 4304, split in mid-2001."""
    return RegionTree([
        region("43"), region("4304", "43"), region("430404", "4304", until=LAST, successor=successor),
        region("430407", "4304", since=FIRST), region("430408", "4304", since=FIRST), *more,
    ])


@pytest.mark.parametrize("successor", [None, "430407;430408", "430408;430407"])
def test_the_records_of_a_split_region_count_at_the_region_that_holds_its_parts(successor: str | None) -> None:
    tree = split(successor).at(YEAR_END)
    assert tree.resolve("430404") == "4304"
    assert tree.goes_on_as("430404") is None
    assert tree.stamped("4304") == ("4304", "430404", "430407", "430408")
    assert tree.stamped("43") == ("43", "4304", "430404", "430407", "430408")
    assert tree.stamped("430407") == ("430407",)


def test_the_parts_are_told_of_the_records_that_do_not_count_there() -> None:
    tree = split("430407;430408").at(YEAR_END)
    assert tree.partly_in("430407") == tree.partly_in("430408") == ("430404",)
    assert tree.partly_in("4304") == tree.partly_in("43") == ()
    assert tree.parts_of("430404") == ("430407", "430408")
    assert split(None).at(YEAR_END).partly_in("430407") == ()


def test_on_its_last_day_it_is_there_and_its_parts_come_out_of_it() -> None:
    tree = split("430407;430408").at(LAST)
    assert tree.resolve("430404") == tree.resolve("430407") == tree.resolve("430408") == "430404"
    assert tree.stamped("430404") == ("430404", "430407", "430408")
    assert tree.partly_in("430404") == ()
    assert split("430407;430408").at(FIRST).resolve("430404") == "4304"


def test_a_part_that_was_split_later_and_parts_that_became_one_again() -> None:
    later, then = date(2010, 12, 31), date(2011, 1, 1)
    tree = split("430407;4305x", region("4305", "43"), region("4305x", "4305", since=FIRST, until=later,
                                                             successor="a;b"),
                 region("a", "4305", since=then), region("b", "4305", since=then))
    assert tree.at(later).resolve("430404") == "43"
    assert tree.at(later).partly_in("4304") == tree.at(later).partly_in("4305x") == ("430404",)
    assert tree.at(then).resolve("430404") == "43"
    assert tree.at(then).resolve("4305x") == "4305"
    assert tree.at(then).partly_in("a") == ("430404", "4305x")
    assert tree.at(then).partly_in("4305") == ("430404",)
    again = RegionTree([
        region("c"), region("x", "c", until=LAST, successor="y;z"),
        region("y", "c", since=FIRST, until=later, successor="w"),
        region("z", "c", since=FIRST, until=later, successor="w"), region("w", "c", since=then)])
    assert again.at(later).resolve("x") == "c"
    assert again.at(then).resolve("x") == again.at(then).goes_on_as("x") == "w"
    assert again.at(then).partly_in("w") == ()


def test_a_region_and_the_one_above_it_that_both_ended() -> None:
    tree = RegionTree([region("p"), region("q", "p", until=LAST, successor="r;s"), region("r", "p", since=FIRST),
                       region("s", "p", since=FIRST), region("x", "q", until=date(1999, 12, 31))]).at(YEAR_END)
    assert tree.resolve("x") == "p"
    assert tree.partly_in("r") == ("q", "x")
    gone = RegionTree([region("p"), region("q", "p", until=LAST), region("x", "q", until=LAST)]).at(YEAR_END)
    assert gone.resolve("x") == gone.resolve("q") == "p"


def test_what_is_left_of_regions_under_different_roots_counts_above_where_it_was() -> None:
    tree = RegionTree([region("p"), region("q"), region("x", "p", until=LAST, successor="y;z"),
                       region("y", "p", since=FIRST), region("z", "q", since=FIRST)]).at(YEAR_END)
    assert tree.resolve("x") == "p"
    assert tree.partly_in("y") == tree.partly_in("z") == tree.partly_in("q") == ("x",)
    assert tree.partly_in("p") == ()
    root = RegionTree([region("x", until=LAST, successor="y;z"), region("y", since=FIRST), region("z", since=FIRST)])
    assert root.at(YEAR_END).resolve("x") is None
    assert root.at(YEAR_END).partly_in("y") == ("x",)


def test_a_region_that_keeps_its_code_keeps_its_records() -> None:
    tree = RegionTree([region("c"), region("x", "c", until=LAST, successor="n;x"), region("x", "c", since=FIRST),
                       region("n", "c", since=FIRST)]).at(YEAR_END)
    assert tree.resolve("x") == "x"
    assert tree.partly_in("n") == ()


def test_a_successor_that_has_not_begun_or_is_not_known_loses_nothing() -> None:
    gap = RegionTree([region("c"), region("x", "c", until=LAST, successor="y"),
                      region("y", "c", since=date(2001, 8, 1))])
    assert gap.at(FIRST).resolve("x") == gap.at(FIRST).resolve("y") == "c"
    assert gap.at(YEAR_END).resolve("x") == "y"
    unknown = RegionTree([region("c"), region("x", "c", until=LAST, successor="nobody;y"),
                          region("y", "c", since=FIRST)])
    assert unknown.at(YEAR_END).resolve("x") == "c"
    assert unknown.at(YEAR_END).partly_in("y") == ("x",)


def test_an_unknown_successor_is_refused_with_what_comes_close() -> None:
    with pytest.raises(MethodError) as caught:
        split("430407;430409").check_successors()
    assert caught.value.code == "region.successor_unknown"
    assert str(caught.value) == ("region 430404: its successor '430409' is not in the tree. "
                                 "Did you mean 430408 or 430407 or 430404?")
    split("430407;430408").check_successors()
    with pytest.raises(MethodError, match="Import that region with it, or leave the successor empty") as caught:
        RegionTree([region("x", until=LAST, successor="elsewhere")]).check_successors()
    assert caught.value.code == "region.successor_unknown"


def test_circles_of_splits_are_refused_where_they_are() -> None:
    tree = RegionTree([region("a", until=LAST, successor="b;d"), region("b", until=LAST, successor="c;d"),
                       region("c", until=LAST, successor="b"), region("d")])
    with pytest.raises(MethodError, match="region b: its successors form a circle") as caught:
        tree.at(YEAR_END)
    assert caught.value.code == "region.successors_circle"


def test_a_parent_that_was_split_is_refused() -> None:
    tree = split("430407;430408", region("town", "430404"))
    with pytest.raises(MethodError) as caught:
        tree.at(YEAR_END)
    assert caught.value.code == "region.parent_missing"
    assert str(caught.value) == (
        "region town: its parent '430404' does not exist on 2001-12-31. It was split into 430407, 430408. "
        "End this version too, and say under which of them it goes on.")


def test_a_chain_of_ten_thousand_renames_is_followed() -> None:
    day = [BEGIN + timedelta(days=number) for number in range(10_001)]
    tree = RegionTree([region("c")] + [
        region(f"{number:05}", "c", since=day[number], until=day[number], successor=f"{number + 1:05}")
        for number in range(10_000)] + [region("10000", "c", since=day[10_000])])
    assert tree.at(day[10_000]).resolve("00000") == "10000"


def test_codes_are_written_once_in_order() -> None:
    assert codes_of(" 2; 1;;2") == ("1", "2")
    assert codes_of(None) == codes_of("") == ()


@st.composite
def histories(draw: st.DrawFn) -> RegionTree:
    """A nation of two provinces, whose counties of each decade end with some of those of the next as successors."""
    decades = [date(1900 + 10 * number, 1, 1) for number in range(4)]
    versions = [region("n"), region("p", "n"), region("q", "n")]
    for number, begins in enumerate(decades):
        ends = decades[number + 1] - timedelta(days=1) if number + 1 < len(decades) else None
        for each in range(4):
            onward = draw(st.lists(st.integers(0, 3), max_size=3)) if ends else []
            versions.append(region(f"{number}{each}", draw(st.sampled_from("pq")), since=begins, until=ends,
                                   successor=";".join(f"{number + 1}{one}" for one in onward) or None))
    return RegionTree(versions)


@given(history=histories(), decade=st.integers(0, 3))
def test_every_record_counts_once_and_is_counted_or_told_wherever_a_part_of_it_lies(
        history: RegionTree, decade: int) -> None:
    tree = history.at(date(1905 + 10 * decade, 6, 1))
    codes = [f"{number}{each}" for number in range(4) for each in range(4)]
    assert set(codes) <= set(tree.stamped("n"))
    for level in (("n",), ("p", "q"), [each for each in tree.codes if len(each) == 2]):
        for code in codes:
            counted = [each for each in level if code in tree.stamped(each)]
            told = [each for each in level if code in tree.partly_in(each)]
            assert len(counted) <= 1
            assert not set(counted) & set(told)
            lies = {each for each in level if set(tree.parts_of(code)) & {each, *tree.descendants(each)}}
            assert lies <= {*counted, *told}
