"""What is dealt out misses nothing: no ask, no sort of reader, and over the families no reader's way of asking."""

from __future__ import annotations

from dataclasses import dataclass

from tests.interfaces.dealing import LITTLE, dealt, families

SORTS = (("public",), ("ward-1", "ward-2"), ("firm-1", "firm-2"))
READERS = {reader for sort in SORTS for reader in sort}
OWN = {"ward-1": "1", "ward-2": "2", "firm-1": "1", "firm-2": "2"}
WAYS = ("plain", "up", "down", "where")


@dataclass(frozen=True)
class Ask:
    family: str
    way: str
    ward: str = ""


MANY = [Ask(f"{kind} of {ward}", way, ward) for kind in "abcdefghijkl" for ward in ("1", "2") for way in WAYS]
SHARES = dealt(MANY, SORTS, OWN)


def test_every_ask_is_made_and_those_of_a_family_not_by_everybody() -> None:
    made = [ask for share in SHARES.values() for ask in share]
    assert set(made) == set(MANY)
    assert len(made) == len(families(MANY)) * (len(SORTS) + len(WAYS) - 1)


def test_every_sort_of_reader_meets_every_family_and_is_a_stranger_to_it() -> None:
    for ask in (ask for ask in MANY if ask.way == "plain"):
        for sort in SORTS:
            asked = [reader for reader in sort if ask in SHARES[reader]]
            assert [OWN.get(reader) == ask.ward for reader in asked] == [False]


def test_every_reader_meets_every_way_of_asking() -> None:
    assert {(reader, ask.way) for reader, share in SHARES.items() for ask in share} == {
        (reader, way) for reader in READERS for way in WAYS}


def test_of_what_concerns_no_ward_the_members_of_a_sort_take_turns() -> None:
    shares = dealt([Ask(kind, "plain") for kind in "abcdefgh"], SORTS, OWN)
    assert {reader: len(share) for reader, share in shares.items()} == {
        "public": 8, "ward-1": 4, "ward-2": 4, "firm-1": 4, "firm-2": 4}


def test_what_is_little_is_asked_by_everybody() -> None:
    few = MANY[:LITTLE]
    assert dealt(few, SORTS, OWN) == dict.fromkeys(READERS, few)
