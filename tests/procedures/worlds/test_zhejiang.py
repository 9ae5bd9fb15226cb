"""The published figures of Zhejiang: recomputed from constructed records, or each with what it awaits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction

from plumbline.figures.cuts.freezing import freeze
from plumbline.home import Home
from plumbline.procedures.figures.reading import read_figure
from plumbline.procedures.figures.sheets import read_sheet, sheet_named
from plumbline.procedures.records.by_key import withdraw_by_key
from plumbline.procedures.standards.agreements import pilots_shown, showing
from plumbline.procedures.standards.showing import show
from plumbline.procedures.worlds import worlds, zhejiang
from plumbline.records.core import kinds, store
from tests.records.samples import AT, Clock

TOLD = {"Z1": ("3", 3), "Z5": ("77", 77), "Z6": ("1", 1), "Z3.added": ("245", 245), "Z3.all": ("539", 539),
        "Z4.holders": ("221", 221), "Z4.certificates": ("321", 321), "Z7": ("3", 3)}

TOLD_ON = date(2018, 9, 5)


@pytest.fixture(scope="module")
def province(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """The world in a home of its own, loaded once, in a transaction that is taken back at the end."""
    home = Home(tmp_path_factory.mktemp("zhejiang") / "home").create()
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            done = worlds.load(home, "zhejiang", clock=Clock())
            assert {kind: one.quarantined for kind, one in done.items() if one.quarantined} == {}
            yield home
        finally:
            transaction.set_rollback(True)


def sheet(home: Home, name: str, hours: int) -> dict[str, dict[str, Any]]:
    cut = freeze(home, at=AT + timedelta(hours=hours))
    return {one["id"]: one for one in read_sheet(cut, home, sheet_named(name, home))["figures"]}


def test_what_records_can_give_is_given_and_the_rest_says_what_it_awaits(province: Home, db: None) -> None:
    found = sheet(province, "zhejiang", 1)
    assert list(found) == ["Z1", "Z2", "Z3.added", "Z3.all", "Z4.holders", "Z4.certificates", "Z5", "Z6", "Z7"]
    assert {name: (one["value"], one["numerator"]) for name, one in found.items() if one["value"]} == TOLD
    assert all(one["agrees"] for name, one in found.items() if name in TOLD)
    assert all(one["awaiting"]["en"] and one["awaiting"]["zh"] for name, one in found.items() if name not in TOLD)


def test_the_two_earlier_grades_are_known_from_one_sentence_alone(province: Home, db: None) -> None:
    note = sheet(province, "zhejiang", 2)["Z1"]["note"]
    assert note["en"].endswith("The two earlier A’s are known from this sentence alone.")
    assert note["zh"].endswith("此前两次A级仅见于该句。")


def test_grade_a_for_the_third_time_with_the_caveat_and_the_provinces_of_equal_grade(
        province: Home, db: None) -> None:
    found = sheet(province, "zhejiang", 6)["Z1"]
    assert (found["value"], found["agrees"]) == ("3", True)
    assert [each["name"]["zh"] for each in found["made"]["listed"]] == ["上海", "北京", "广东"]
    assert [(one["role"], one["name"]["zh"], one["value"]) for one in found["made"]["parts"]] == [
        ("2016-17", "2016-17", "A"), ("1 before 2016-17", "2016-17之前第1次，年度未注明", "A"),
        ("2 before 2016-17", "2016-17之前第2次，年度未注明", "A")]
    assert found["remark"]["en"].startswith("2 of the 3 are known from another text's sentence only, which does not ")
    assert found["remark"]["zh"].startswith("其中2次仅见于其他文件的一句话，未注明年度")
    assert [(one["says"]["en"], one["own"], one["agrees"]) for one in found["claims"]] == [
        ("for the third time in a row", False, True)]


def test_first_among_the_provinces_by_model_cities(province: Home, db: None) -> None:
    found = sheet(province, "zhejiang", 7)["Z6"]
    assert (found["value"], found["made"]["among"], found["made"]["listed"]) == ("1", 31, [])
    assert found["claims"][0]["agrees"] is True


def test_coverage_by_platforms_names_the_units_that_have_none(province: Home, db: None) -> None:
    found = sheet(province, "zhejiang", 8)["Z5"]
    assert (found["value"], found["numerator"], found["denominator"], found["agrees"]) == ("77", 77, 100, True)
    assert [(one["role"], one["indicator"], one["value"]) for one in found["made"]["parts"]] == [
        ("of", "service_platform.by_unit", "84"), ("among", "served_unit.each", "100")]
    assert [one["code"] for one in found["made"]["listed"]] == [
        f"CONSTRUCTED-UNIT-{number:03d}" for number in range(78, 101)]
    assert found["made"]["listed"][0]["name"]["zh"] == "构造产业集群 078"
    assert "not say of what" in found["note"]["en"]
    assert "未说明" in found["note"]["zh"]


def test_a_platform_that_is_closed_leaves_its_unit_among_those_that_have_none(province: Home, db: None) -> None:
    withdraw_by_key("service_platform", ["CONSTRUCTED-SP-010-1"], at=AT + timedelta(hours=9))
    assert sheet(province, "zhejiang", 10)["Z5"]["value"] == "77"      # it has a second one
    withdraw_by_key("service_platform", ["CONSTRUCTED-SP-010-2"], at=AT + timedelta(hours=11))
    found = sheet(province, "zhejiang", 12)["Z5"]
    assert (found["value"], found["agrees"], found["made"]["listed"][0]["code"]) == (
        "76", False, "CONSTRUCTED-UNIT-010")
    withdraw_by_key("served_unit", ["CONSTRUCTED-UNIT-010"], at=AT + timedelta(hours=13))
    found = sheet(province, "zhejiang", 14)["Z5"]
    assert (found["numerator"], found["denominator"]) == (76, 99)


def test_a_cut_that_was_frozen_before_there_was_such_a_kind_says_so(province: Home, db: None) -> None:
    cut = freeze(province, at=AT + timedelta(hours=15))
    older = replace(cut, held=replace(cut.held, kinds={name: each for name, each in cut.held.kinds.items()
                                                       if name != "served_unit"}))
    found = {one["id"]: one for one in read_sheet(older, province, sheet_named("zhejiang", province))["figures"]}
    assert found["Z5"]["awaiting"] == {
        "en": "a newer cut: this one was frozen before it could hold units to be served",
        "zh": "新的数据快照：本快照冻结时尚不能包含应覆盖单元"}
    assert (found["Z5"]["value"], found["Z5"]["agrees"]) == (None, None)
    assert found["Z1"]["value"] == "3"


def test_a_certificate_that_is_withdrawn_is_missed(province: Home, db: None) -> None:
    withdraw_by_key("certificate", ["CONSTRUCTED-ZJM-321"], at=AT + timedelta(hours=3))
    found = sheet(province, "zhejiang", 4)
    assert (found["Z4.certificates"]["value"], found["Z4.certificates"]["agrees"]) == ("320", False)
    assert found["Z4.holders"]["value"] == "221"                                    # who holds another one besides


def test_every_constructed_record_says_so(province: Home, db: None) -> None:
    for name in zhejiang.TABLES:
        kind = kinds.get(name)
        texts = [field.name for field in kind.kept if field.type in ("text", "ref") and field.name != kind.region]
        for row in store.current(kind).values(*texts):
            said = " ".join(text or "" for text in row.values())
            assert "CONSTRUCTED" in said or "构造" in said, (name, row)


def test_three_agreements_open_to_their_parties_and_commitments_of_which_one_is_late(province: Home, db: None) -> None:
    cut = freeze(province, at=AT + timedelta(hours=16))
    found = {one["id"]: one for one in read_sheet(cut, province, sheet_named("zhejiang", province))["figures"]}["Z7"]
    assert (found["value"], found["records"], found["agrees"]) == ("3", 3, True)
    assert [(one["says"]["zh"], one["agrees"]) for one in found["claims"]] == [
        ("一份合作协议", True), ("一份备忘录", True), ("一份战略合作协议", True)]
    read = read_figure(cut, province, found["indicator"], found["region"], found["period"], records=10)
    numbers = [each["number"] for each in read["records"]]
    assert (len(numbers), "CONSTRUCTED-AGREEMENT-4" in numbers) == (3, False)     # no national authority is a party
    assert "signers" not in str(read["records"])
    told = [showing.show(None, number, TOLD_ON) for number in numbers]
    assert [(len(one["parties"]), len(one["commitments"])) for one in told] == [(2, 3)] * 3
    assert all(party["name"] for one in told for party in one["parties"])
    assert sorted(body["type"] for one in told for body in one["bodies"]) == ["branch", "research"]
    late = showing.late(TOLD_ON)
    assert [(each["agreement"], each["number"], each["days_late"]) for each in late] == [
        ("CONSTRUCTED-AGREEMENT-2", "1", 67)]
    for one in told:                        # a review says of its day what follows from the commitments themselves
        for each in one["reviews"]:
            counts = showing.show(None, one["number"], date.fromisoformat(each["reviewed_on"]))["counts"]
            assert (each["done"], each["late"]) == (counts["done"] + counts["done-late"], counts["late"])
    part = read_figure(cut, province, "commitment.in_time", "330000", "2018-01-01..2018-09-05")
    assert (part["numerator"], part["denominator"]) == (5, 6)


def test_tried_in_one_city_and_valid_in_the_nation(province: Home, db: None) -> None:
    told = pilots_shown.show("CONSTRUCTED-PILOT-1")
    assert (told["region"], told["extended_to"], told["moved"], told["improved"]) == (
        "330100", ["100000"], "65.75", True)
    assert told["judge"]["organisation"] != told["runner"]["organisation"]
    assert told["valid"]["standard"] == {
        "key": "CONSTRUCTED-PILOT-STD", "held": True, "title": "构造国家标准（推广试点做法）"}
    assert show(province, "CONSTRUCTED-PILOT-STD", TOLD_ON).document["level"] == "national"


def test_an_agreement_that_is_withdrawn_is_missed(province: Home, db: None) -> None:
    withdraw_by_key("agreement", ["CONSTRUCTED-AGREEMENT-3"], at=AT + timedelta(hours=17))
    found = sheet(province, "zhejiang", 18)["Z7"]
    assert (found["value"], found["agrees"], found["claims"][2]["agrees"]) == ("2", False, False)
