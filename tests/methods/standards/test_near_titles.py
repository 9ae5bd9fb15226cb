"""Titles that say nearly the same, and titles that only look like it: in Chinese and in English, by the shipped
rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest

from benchmarks._near_titles import made
from plumbline.methods.standards import near_titles
from plumbline.methods.standards.near_candidates import near
from plumbline.methods.standards.near_titles import Reading, Weights, fields, likeness, numbers, series, weights
from plumbline.rulebook.standards.near_title_files import near_title_rules

READING = near_title_rules(None, date(2026, 1, 1)).reading
GROUND = made(4_000, 1, seed=3)
COMMON = weights(READING.form(title) for title in GROUND.titles)


@pytest.mark.parametrize(("one", "other"), [
    ("智能水表检测方法", "智能水表　测定方法"), ("智能水表技术规范", "智能水表通用技术条件"),
    ("GB智能水表（A级）", "ＧＢ智能水表(a级)"),
    ("黏度计校准", "粘度计的校准"), ("Submersible pumps - Technical conditions", "Specification for submersible pump"),
    ("SUBMERSIBLE PUMPS", "Submersible pumps."),
    ("Test method for colour of aluminium", "Colour of aluminum — testing methods"),
    ("Guidelines for the use of pumps in mines", "Pumps in mines"),
])
def test_one_form(one: str, other: str) -> None:
    assert READING.form(one) == READING.form(other) != ""


@pytest.mark.parametrize("title", [None, "", "   ", "规范", "标准", "通则", "——", "General requirements", "Guide",
                                   "ISO", "\x00", "①"])
def test_what_tells_nothing_has_no_form(title: str | None) -> None:
    assert READING.form(title) == ""


def test_a_title_keeps_a_short_name_before_its_ending() -> None:
    assert READING.form("水表规范") == "水表规范"  # two characters alone would tell too little
    assert READING.form("冷水水表规范") == "冷水水表"


def apart(one: str, other: str, reading: Reading = READING) -> bool:
    return likeness(reading.form(one), reading.form(other), COMMON, reading) is None


@pytest.mark.parametrize(("one", "other"), [
    ("食品中铅的测定", "食品中镉的测定"), ("船用不锈钢阀门 第1部分", "船用不锈钢阀门 第2部分"),
    ("有机肥料检测方法", "无机肥料检测方法"),
    ("金属材料疲劳寿命测定方法", "非金属材料疲劳寿命测定方法"), ("不锈钢汽车水表 200型", "不锈钢汽车水表 250型"),
    ("灯具安全要求（A级）", "灯具安全要求（B级）"),
    ("Determination of lead in pipes for ships", "Determination of cadmium in pipes for ships"),
    ("Self-healing capacitors for power stations", "Non-self-healing capacitors for power stations"),
    ("Indoor luminaires for railway buildings", "Outdoor luminaires for railway buildings"),
    ("Steel pipes for ships, type 200", "Steel pipes for ships, type 250"),
])
def test_of_another_matter(one: str, other: str) -> None:
    assert apart(one, other)
    assert apart(other, one)


@pytest.mark.parametrize(("one", "other"), [
    ("瑞丰不锈钢船舶水表 抗拉强度测定方法", "瑞丰船舶不锈钢水表 抗拉强度测定方法"),
    ("Stainless steel valves for ships - Requirements for hardness", "Hardness of stainless steel valves for ships"),
    ("Stainless steel valves for refineries, hardness", "Stainless steel valves for refinerys, hardness"),
])
def test_near(one: str, other: str) -> None:
    found = likeness(READING.form(one), READING.form(other), COMMON, READING)
    assert found is not None
    assert found.score >= 0.8


def test_a_title_about_less_is_listed_only_where_that_is_wanted() -> None:
    whole = "Bituminous roofing felts for buildings and railways"
    part = "Perforated bituminous roofing felts for buildings and railways"
    assert apart(whole, part)
    wanted = replace(READING, narrower=True)
    found = likeness(wanted.form(whole), wanted.form(part), COMMON, wanted)
    assert found is not None
    assert (found.left, found.right) == ((), ("perforated",))


def test_a_slip_is_told_as_what_differs() -> None:
    found = likeness(READING.form("Steel valves for refineries"), READING.form("Steel valves for refinerys"), COMMON,
                     READING)
    assert found is not None
    assert (found.left, found.right, found.same) == (("refinerie",), ("refinery",), False)


def test_the_rarer_a_word_the_more_it_weighs() -> None:
    of = Weights(1000, {"common": 500, "rare": 2}).of
    assert of("common") < of("rare") < of("never seen")


@pytest.mark.parametrize(("form", "found"), [
    ("水表200型", ("200",)), ("水表a级", ("a",)), ("part pump vii", ("vii",)), ("alloy b", ("b",)),
    ("三相电机", ("三",)),
    ("pump", ()), ("", ()), ("1.5 2", ("1.5", "2"))])
def test_numbers(form: str, found: tuple[str, ...]) -> None:
    assert numbers(form) == found


@pytest.mark.parametrize(("one", "other"), [
    ("GB/T 5.1", "GB/T 5.2"), ("IEC 60335-2-14", "IEC 60335-2-15"), ("GB 4706.1", "GB/T 4706.2"), ("ISO 1-1", "ISO 1"),
    ("IEC 61360-C00168", "IEC 61360-C00168:")])
def test_parts_share_a_series(one: str, other: str) -> None:
    assert series(one) == series(other)


def test_other_documents_share_none() -> None:
    names = ["GB/T 1", "GB/T 11", "DB33/T 1", "DB34/T 1", "T/ZZB 0123", "Q/HY 1", "ISO 1", "ISO/IEC 1"]
    assert len({series(each) for each in names}) == len(names)


def test_fields_of_several_classes() -> None:
    assert fields("23.080;13.060.20", "J71;") == {"i23.080", "i13.060", "cJ71"}
    assert near_titles.one_field(fields("23.080.10", None), fields("23.080.20", ""))
    assert not near_titles.one_field(fields("23.080", None), fields("91.140", None))
    assert near_titles.one_field(frozenset(), fields("91.140", None))


def test_candidates_are_those_that_comparing_every_pair_finds() -> None:
    about = made(1_200, 120, seed=5)
    places = {READING.form(title): at for at, title in enumerate(about.titles)}
    forms = list(places)
    blocks = [fields(about.ics[places[form]], "") for form in forms]
    found = {frozenset((each.left, each.right)): each.like.score for each in near(forms, blocks, READING)}
    by = {True: weights(form for form in forms if not form.isascii()), False: weights(filter(str.isascii, forms))}
    every = set()
    for one, other in combinations(range(len(forms)), 2):
        if forms[one].isascii() == forms[other].isascii() and near_titles.one_field(blocks[one], blocks[other]):
            left, right = near_titles.bag(forms[one]), near_titles.bag(forms[other])
            if near_titles.letters_alike([left], [right], READING.least_letters)[0] and likeness(
                    forms[one], forms[other], by[not forms[one].isascii()], READING):
                every.add(frozenset((one, other)))
    assert len(every) > 20
    assert found.keys() <= every
    assert len(found) >= 0.85 * len(every)


def test_what_is_found_does_not_hang_on_the_order_and_comes_once() -> None:
    forms = sorted({form for title in made(600, 60, seed=9).titles if (form := READING.form(title))})
    blocks = [frozenset({"i1"})] * len(forms)

    def pairs(given: list[str]) -> list[frozenset[str]]:
        return [frozenset((given[each.left], given[each.right])) for each in near(given, blocks, READING)]

    first = pairs(forms)
    assert len(first) == len(set(first)) > 5
    assert set(first) == set(pairs(forms[::-1]))


@pytest.mark.parametrize("forms", [[], ["水表测定方法"], ["pump valve", "水表测定方法"],
                                   ["水" * 2000, "水" * 1999 + "表"]])
def test_few_and_long_titles(forms: list[str]) -> None:
    assert len(list(near(forms, [frozenset()] * len(forms), READING))) <= 1


def test_without_a_field_a_title_is_held_against_all() -> None:
    forms = [READING.form(each) for each in ("瑞丰不锈钢船舶水表抗拉强度测定方法",
                                             "瑞丰不锈钢船舶水表产品抗拉强度测定方法", "面粉", "大米分级规则")]
    by_field = [fields("23.080", ""), fields("91.140", ""), frozenset[str](), frozenset[str]()]
    reading = replace(READING, narrower=True)
    assert list(near(forms, by_field, reading)) == []
    told = list(near(forms, [by_field[0], frozenset(), by_field[2], by_field[3]], reading))
    assert [(each.left, each.right) for each in told] == [(0, 1)]


def test_scopes_are_compared_where_both_are_told() -> None:
    assert near_titles.scope_likeness("This document applies to pumps", "this document applies to pumps") == 100
    assert near_titles.scope_likeness("", "pumps") is None
    assert near_titles.scope_likeness(None, None) is None
    assert (near_titles.scope_likeness("Applies to pumps", "Covers bread and flour") or 0) < 60
