"""What is read alike, what holds what, and where it is marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.records.search.marking import places
from plumbline.records.search.words import MOST_PARTS, Words, question, words

TEXT = words(["YZ-2013/0412 食品安全监督抽检", "2013-07-15", "Food safety act"])


def test_chinese_becomes_pairs_and_all_else_words_with_their_beginnings() -> None:
    assert words(["食品安全"]).order == ("食品", "品安", "安全")
    assert words(["食"]).order == ("食",)
    assert words(["Ab-12"]) == Words(("ab", "12"), frozenset({"ab", "12", "ab1", "ab12"}))
    assert words(["皖政办秘〔2014〕130号"]).order == ("皖政", "政办", "办秘", "2014", "130", "号")


@pytest.mark.parametrize("asked", [
    "YZ-2013/0412", "yz20130412", "ＹＺ－２０１３", "YZ-", "yz2013", "0412", "04", "2013-07", "2013年7月15日",
    "20130715", "食品", "食", "监督抽检", "saf", "SAFETY", '"safety act"', "“品安全监”", "「食品安全」",
    "food 食品 2013", "sa* AND (food:act)^2 OR",
])
def test_what_is_found(asked: str) -> None:
    parts = [each for each in question(asked).parts if each.written not in ("and", "or", "2")]
    assert parts
    assert all(part.in_(TEXT) for part in parts)


@pytest.mark.parametrize("asked", ["全品", "抽样", '"food act"', "“食品抽检”", "0413", "yz2014", "2013年8月",
                                   "z2013", "afety", "药"])
def test_what_is_not(asked: str) -> None:
    parts = question(asked).parts
    assert parts
    assert not all(part.in_(TEXT) for part in parts)


def test_what_holds_most_of_a_question_is_near_it() -> None:
    assert question("监督抽检合格").near(TEXT)
    assert question("YZ-2013/0413").near(TEXT)
    assert not question("药品监督检验机构").near(TEXT)


def test_a_question_of_any_length_and_of_any_signs_is_one() -> None:
    long = question("食品 " * 4_000)
    assert (len(long.parts), long.cut) == (1, True)
    assert question("a\x00b\ud800c").marks == ("a", "b", "c")
    assert len(question(" ".join(f"w{n}" for n in range(40))).parts) == MOST_PARTS
    assert [bool(question(empty)) for empty in ("", "   ", "*():^~", "\x00", "\ud800", '""')] == [False] * 6


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_it_and_a_text_holds_itself(asked: str, other: str) -> None:
    found = question(asked)
    assert all(part.in_(words([asked, other])) for part in found.parts if not found.cut)
    found.near(words([other]))
    for start, end in places(other, found.marks):
        assert 0 <= start < end <= len(other)


def test_marks_stand_where_words_begin() -> None:
    assert places("ＹＺ-2013 食品安全 food", ("yz", "食品", "foo")) == [(0, 2), (8, 10), (13, 16)]
    assert places("a 16 b 6", ("6",)) == [(7, 8)]
    assert places("①② kg ㎏", ("kg",)) == [(3, 5), (6, 7)]
    assert places("食食食", ("食食",)) == [(0, 2)]
