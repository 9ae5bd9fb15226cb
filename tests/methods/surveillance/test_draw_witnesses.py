"""Randomness of several witnesses."""

from __future__ import annotations

import hashlib

import pytest

from plumbline.errors import MethodError
from plumbline.methods.surveillance.draw_witnesses import Witness, check, randomness, reveals_of

REVEALS = {"press": "11" * 32, "auditor": "22" * 32}
WITNESSES = [Witness(name, hashlib.sha256(bytes.fromhex(each)).hexdigest()) for name, each in REVEALS.items()]


def test_the_reveals_are_hashed_in_the_order_of_witnesses():
    assert check(WITNESSES, dict(reversed(REVEALS.items()))) == ()
    expected = hashlib.sha256(b"\x11" * 32 + b"\x22" * 32).digest()
    assert randomness(WITNESSES, dict(reversed(REVEALS.items()))) == expected
    assert randomness(WITNESSES[::-1], REVEALS) != expected


def test_who_did_not_reveal_is_named():
    assert check(WITNESSES, {}) == ("press", "auditor")
    assert check(WITNESSES, {"press": "11" * 32}) == ("auditor",)


@pytest.mark.parametrize(("reveals", "code"), [
    ({"press": "12" * 32}, "draw.reveal_wrong"), ({"press": "11" * 31}, "draw.reveal_wrong"),
    ({"press": "x"}, "draw.reveal_wrong"), ({"visitor": "11" * 32}, "draw.no_witness")])
def test_another_reveal_is_refused(reveals: dict[str, str], code: str):
    with pytest.raises(MethodError) as refused:
        check(WITNESSES, reveals)
    assert refused.value.code == code


@pytest.mark.parametrize("pairs", [["11"], ["=11"], ["a=11", "a=22"]])
def test_each_witness_reveals_once(pairs: list[str]):
    with pytest.raises(MethodError) as refused:
        reveals_of(pairs)
    assert refused.value.code == "draw.not_reveal"
