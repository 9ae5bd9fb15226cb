"""The register searched: the number first, what holds before what does not, a wrong digit forgiven and said so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.procedures.search import following
from plumbline.procedures.search import standards_register as searching
from plumbline.procedures.standards.catalogues.importing import take_in
from plumbline.records.search import state as states
from tests.procedures.standards.catalogues import ISO, lines
from tests.records.samples import Clock

TODAY = date(2026, 12, 1)
MORE = [
    {"id": "GB/T 19001-2016", "title": {"zh": "质量管理体系 要求", "en": "Quality management systems—Requirements"},
     "stage": "valid", "date": {"published": "2016-12-30"}, "doctype": "standard"},
    {"id": "GB/T 19004-2020", "title": {"zh": "质量管理 组织的质量 实现持续成功指南"}, "stage": "valid", "date": {}},
    {"id": "GB/T 19010-2021", "title": {"zh": "顾客满意 组织行为规范指南"}, "stage": "withdrawn", "date": {}},
    {"id": "Q/ABC 19001-2019", "title": {"zh": "智能马桶盖"}, "stage": "valid", "date": {}},
]


@pytest.fixture
def held(home: Home, tmp_path: Path, transactional_db: None) -> Home:
    take_in(home, lines(tmp_path / "iso.jsonl", ISO), "relaton", on=TODAY, clock=Clock())
    take_in(home, lines(tmp_path / "samr.jsonl", MORE), "relaton", on=TODAY, clock=Clock())
    following.follow(home, on=TODAY, wait=20)
    return home


def asked(home: Home, text: str, **more: Any) -> searching.Found:
    return searching.search(home, None, text, on=TODAY, **more)


def codes(found: searching.Found) -> list[str]:
    return [each["code"] for each in found.hits]


@pytest.mark.parametrize(("text", "first"), [
    ("ISO 9001", "ISO 9001:2015"), ("ISO 9001:2000", "ISO 9001:2000"), ("iso9001", "ISO 9001:2015"),
    ("gb/t 19001", "GB/T 19001-2016"), ("GB/T 19001—2016", "GB/T 19001-2016"), ("19004", "GB/T 19004-2020"),
    ("Metrologia 41 1 1", "Metrologia 41 1 1"), ("马桶", "Q/ABC 19001-2019"),
    ("智能马桶盖", "Q/ABC 19001-2019"), ("顾客 19010", "GB/T 19010-2021"),
])
def test_what_was_meant_stands_first(held: Home, text: str, first: str) -> None:
    assert codes(asked(held, text))[:1] == [first]


def test_words_of_two_characters(held: Home) -> None:
    assert set(codes(asked(held, "质量"))) == {"GB/T 19001-2016", "GB/T 19004-2020"}


def test_what_holds_stands_before_what_does_not(held: Home) -> None:
    found = asked(held, "quality management")
    states = [each["status"] for each in found.hits]
    assert states == sorted(states, key=["in-force", "draft", "withdrawn"].index)
    assert found.total == len(found.hits) == 5


def test_facets_count_and_narrow(held: Home) -> None:
    found = asked(held, "quality management")
    assert found.facets["status"] == [{"value": "in-force", "count": 2}, {"value": "withdrawn", "count": 2},
                                      {"value": "draft", "count": 1}]
    narrow = asked(held, "quality management", facets={"status": ["withdrawn"], "level": ["international"]})
    assert (narrow.total, set(codes(narrow))) == (2, {"ISO 9001:2000", "ISO 9001:2008"})
    assert codes(asked(held, "ISO 9001", facets={"status": ["in-force"]})) == ["ISO 9001:2015"]
    with pytest.raises(RecordError) as refused:
        asked(held, "x", facets={"colour": ["red"]})
    assert refused.value.code == "search.no_facet"


@pytest.mark.parametrize(("text", "meant"), [
    ("GB/T 19002", ["GB/T 19001", "GB/T 19004"]), ("GB/T 91001", ["GB/T 19001"]), ("GB/T 1900", ["GB/T 19001"]),
    ("GB/T 190010", ["GB/T 19001", "GB/T 19010"]), ("ISO 9010", ["ISO 9001"]), ("19044", ["GB/T 19004"]),
    ("ISO 99", []), ("zzzzzz", []),
])
def test_one_wrong_sign_is_forgiven_and_said(held: Home, text: str, meant: list[str]) -> None:
    found = asked(held, text)
    known = [each["document"] for each in found.did_you_mean]
    assert [each for each in meant if each not in known] == []
    assert bool(known) == bool(meant)


@pytest.mark.parametrize("text", ["", "  ", "\x00", "'; DROP TABLE", "*" * 5000, "GB/T", "AND OR NOT"])
def test_any_text_is_answered(held: Home, text: str) -> None:
    assert asked(held, text).total >= 0


def test_a_saved_one_is_found_and_a_withdrawn_one_is_gone(held: Home, tmp_path: Path) -> None:
    take_in(held, lines(tmp_path / "new.jsonl", [{"id": "ISO 7777:2026", "title": {"en": "Zebra crossings"}}]),
            "relaton", on=TODAY, clock=Clock())
    following.follow(held, on=TODAY, wait=20)
    assert codes(asked(held, "zebra")) == ["ISO 7777:2026"]


def test_as_many_questions_for_one_hit_as_for_many(held: Home, django_assert_max_num_queries: Any) -> None:
    for limit in (1, 5):
        with django_assert_max_num_queries(11):
            assert len(asked(held, "quality management", limit=limit).hits) == limit


def test_a_damaged_index_is_no_error_and_is_made_anew(held: Home) -> None:
    state = states.read(held)
    assert state is not None
    (states.place(held) / state.folder / "meta.json").write_text("{", "utf-8")
    searching.searching._opened.cache_clear()
    assert asked(held, "quality management").hits == ()
    following.follow(held, on=TODAY, wait=20)
    assert len(asked(held, "quality management").hits) == 5
