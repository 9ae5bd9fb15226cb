"""The published figures of Zhejiang: recomputed from constructed records, or each with what it awaits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from plumbline.figures.cut import freeze
from plumbline.home import Home
from plumbline.procedures import worlds, worlds_zhejiang
from plumbline.procedures.sheets import read_sheet, sheet_named
from plumbline.procedures.withdrawing import withdraw_by_key
from plumbline.records import kinds, store
from tests.records.samples import AT, Clock

TOLD = {"Z3.added": ("245", 245), "Z3.all": ("539", 539), "Z4.holders": ("221", 221), "Z4.certificates": ("321", 321)}


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


def test_a_certificate_that_is_withdrawn_is_missed(province: Home, db: None) -> None:
    withdraw_by_key("certificate", ["CONSTRUCTED-ZJM-321"], at=AT + timedelta(hours=3))
    found = sheet(province, "zhejiang", 4)
    assert (found["Z4.certificates"]["value"], found["Z4.certificates"]["agrees"]) == ("320", False)
    assert found["Z4.holders"]["value"] == "221"                                    # who holds another one besides


def test_yuzhong_s_measures_all_await_their_records(province: Home, db: None) -> None:
    found = sheet(province, "yuzhong", 5)
    assert [name.partition(".")[0] for name in found] == ["Y1"] * 4 + ["Y2", "Y3"]
    assert all(one["awaiting"]["en"] and one["published"] is None for one in found.values())


def test_every_constructed_record_says_so(province: Home, db: None) -> None:
    for name in worlds_zhejiang.TABLES:
        kind = kinds.get(name)
        texts = [field.name for field in kind.kept if field.type in ("text", "ref") and field.name != kind.region]
        for row in store.current(kind).values(*texts):
            said = " ".join(text or "" for text in row.values())
            assert "CONSTRUCTED" in said or "构造" in said, (name, row)
