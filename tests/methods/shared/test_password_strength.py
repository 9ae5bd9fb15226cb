"""What is left of a password when what a guesser tries first is taken out."""

from __future__ import annotations

import pytest

from plumbline.methods.shared.password_runs import left, unit
from plumbline.methods.shared.password_strength import (
    COMMON,
    DIGITS,
    LONG,
    MOST,
    NAMED,
    ORDERED,
    REPEATED,
    SHORT,
    STEERING,
    normalised,
    weaknesses,
)

WORDS = ("zhang.wei", "Zhang Wei", "Dingyuan", "定远县", "Plumbline", "341125")
MANY_HAVE = ("password", "summer", "qwerty", "horse", "battery", "correct")


@pytest.mark.parametrize(("password", "why"), [
    ("aaaaaaaaaaaa", {REPEATED, ORDERED}),
    ("123456789012", {DIGITS, ORDERED}),
    ("abcabcabcabc", {REPEATED, ORDERED}),
    ("qwertyuiopas", {ORDERED}),
    ("poiuytrewqlk", {ORDERED}),
    ("zyxwvutsrqpo", {ORDERED}),
    ("acegikmoqsuw", {ORDERED}),
    ("1qaz2wsx3edc", {ORDERED}),
    ("a1b2c3d4e5f6", {ORDERED}),
    ("aabbccddeeff", {ORDERED}),
    ("abcabcabcabca", {REPEATED, ORDERED}),
    ("111111111112", {DIGITS, REPEATED, ORDERED}),
    ("13812345678901", {DIGITS, ORDERED}),
    ("一二三四五六七八九十一二", {ORDERED}),
    ("ＡＢＣＤＥＦＧＨＩＪＫＬ", {ORDERED}),
    ("horse battery horse battery ", {REPEATED}),
    ("zhangweizhangwei", {REPEATED, NAMED}),
    ("iewgnahziewgnahz", {REPEATED, NAMED}),
    ("zhangwei2024", {NAMED}),
    ("2024ZhangWei!!", {NAMED}),
    ("zh4ngwe1-2024", {NAMED}),
    ("z h a n g w e i", {NAMED}),
    ("D1ngyuan2024!", {NAMED}),
    ("定远县定远县2024年的", {NAMED}),
    ("Plumbline2026!", {NAMED}),
    ("plumb-341125-x", {NAMED}),
    ("Password!!2024", {COMMON}),
    ("qwerty!qwerty", {ORDERED}),
    ("Summer2024!!", {COMMON}),
    ("correct\x00horse battery", {STEERING}),
    ("correct\ud800horse battery", {STEERING}),
    ("x" * (MOST + 1), {LONG}),
    ("k9#vTq2!mZx", {SHORT}),
])
def test_what_is_too_easy(password: str, why: set[str]) -> None:
    assert why <= set(weaknesses(password, WORDS, MANY_HAVE))


@pytest.mark.parametrize("password", [
    "correct horse battery", "a plumb line hangs true", "correct horse zhangwei", "k9#vTq2!mZx4", "x7Gp2LmQ9wRt",
    "我们的质量工作做得很好啊", "diamond-river-44-lamp", "Tr0ub4dor&3xyz", "x" * 3 + "k9#vTq2!mZx4" * 1,
])
def test_what_is_not(password: str) -> None:
    assert weaknesses(password, WORDS, MANY_HAVE) == []


def test_what_is_left() -> None:
    assert {text: left(text) for text in ("", "a", "aaaaaaa", "abcdef", "abcxyz", "kq9v", "a1b2c3")} == {
        "": 0, "a": 1, "aaaaaaa": 1, "abcdef": 1, "abcxyz": 2, "kq9v": 4, "a1b2c3": 2}


def test_the_shortest_text_that_is_repeated() -> None:
    assert {text: unit(text) for text in ("", "ab", "abab", "ababa", "abcab", "aaa")} == {
        "": "", "ab": "ab", "abab": "ab", "ababa": "ab", "abcab": "abcab", "aaa": "a"}


def test_one_password_has_one_form() -> None:
    assert normalised("ｐａｓｓ①Å") == normalised("pass1Å") == "pass1Å"
    long = "ﷺ" * (MOST + 1)
    assert normalised(long) is long
