"""Beacons: rounds and their times, and every signature that is none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from plumbline.errors import MethodError
from plumbline.methods.surveillance.beacons import key_of
from plumbline.rulebook.surveillance.beacon_files import beacon
from tests.draws import INFINITY, OTHER, OTHER_ROUND, OUTSIDE, RANDOMNESS, SIGNATURE

QUICKNET = beacon(None)


def code(round: int, signature: str) -> str:
    with pytest.raises(MethodError) as refused:
        QUICKNET.randomness(round, signature)
    return str(refused.value.code)


def test_two_published_rounds_verify():
    assert QUICKNET.randomness(1000, SIGNATURE).hex() == RANDOMNESS
    assert QUICKNET.randomness(1000, f" {SIGNATURE.upper()}\n").hex() == RANDOMNESS
    assert QUICKNET.randomness(OTHER_ROUND, OTHER).hex() == (
        "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587")


def test_rounds_have_their_times():
    at = datetime(2026, 4, 20, tzinfo=UTC)
    assert QUICKNET.newest(at) == QUICKNET.first_from(at) == 27946612
    assert QUICKNET.time(27946612) == at
    assert QUICKNET.newest(datetime(2026, 4, 20, 12, 30, 45, tzinfo=UTC)) == 27961627
    assert QUICKNET.first_from(at + timedelta(seconds=1)) == 27946613
    assert QUICKNET.newest(datetime(2020, 1, 1, tzinfo=UTC)) == 0
    assert QUICKNET.first_from(datetime(2020, 1, 1, tzinfo=UTC)) == 1


@pytest.mark.parametrize(("signature", "expected"), [
    (OTHER, "beacon.not_of_round"),
    (INFINITY, "beacon.infinity"),
    ("e0" + "00" * 47, "beacon.infinity"),
    ("c0" + "00" * 46 + "01", "beacon.infinity"),
    (OUTSIDE, "beacon.not_in_subgroup"),
    ("80" + "00" * 46 + "01", "beacon.not_point"),
    ("00" * 48, "beacon.not_point"),
    (SIGNATURE[:-2], "beacon.wrong_length"),
    (SIGNATURE * 2, "beacon.wrong_length"),
    (SIGNATURE[:-1], "beacon.not_hex"),
    ("0x" + SIGNATURE, "beacon.not_hex"),
    (SIGNATURE[:48] + " " + SIGNATURE[48:], "beacon.not_hex"),
    ("", "beacon.not_hex"),
    (SIGNATURE[:-1] + "g", "beacon.not_hex"),
])
def test_what_is_no_signature_of_the_round_is_refused(signature: str, expected: str):
    assert code(1000, signature) == expected


def test_the_same_point_with_its_other_sign_is_refused():
    turned = f"{int(SIGNATURE[:2], 16) ^ 0x20:02x}{SIGNATURE[2:]}"
    assert code(1000, turned) == "beacon.not_of_round"


@pytest.mark.parametrize("round", [0, -1, 10**12, 10**11])
def test_there_are_rounds_that_never_come(round: int):
    assert code(round, SIGNATURE) == "beacon.no_round"


@pytest.mark.parametrize("key", [b"", bytes(96), b"\xc0" + bytes(95), QUICKNET.public_key[:-1]])
def test_what_is_no_key_is_refused(key: bytes):
    with pytest.raises(MethodError) as refused:
        key_of(key)
    assert refused.value.code == "beacon.bad_key"
