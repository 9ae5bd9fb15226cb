"""Beacons of public randomness: their keys and the times of their rounds, as dated files of ``rulebook/beacons``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plumbline.errors import MethodError
from plumbline.home import Home
from plumbline.methods.surveillance.beacons import SCHEME, Beacon, key_of
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "beacons"
BEACON_KEYS = ("scheme", "public_key", "genesis", "period", "tag")
QUICKNET = "drand-quicknet"
LATEST, LONGEST = 10**11, 10**7
"""The latest genesis and the longest period that make sense, in seconds."""
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")


@dataclass(frozen=True, slots=True)
class BeaconFile:
    """A beacon, and what its file says of itself."""

    dated: Dated
    beacon: Beacon


@kept(FOLDER)
def load_beacons(home: Home | None) -> Loaded[BeaconFile]:
    """Every beacon by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_beacon)


def beacon(home: Home | None, id: str = QUICKNET) -> Beacon:
    """The beacon ``id``. :raises RulebookError: if there is none, or its file is faulty."""
    return dated_files.chosen(load_beacons(home), id, "beacon.unknown", Text("beacon", "信标")).beacon


@kept_by_text
def parse_beacon(file: str, text: str) -> BeaconFile:
    """The beacon in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, BEACON_KEYS)
    table.choice("scheme", (SCHEME,))
    key = table.text("public_key")
    given = bytes.fromhex(key) if _HEX.fullmatch(key) else b""
    try:
        key_of(given)
    except MethodError as error:
        raise table.said("public_key", error) from error
    genesis = table.integer("genesis", 0, LATEST, 1692803367)
    for needed in ("genesis", "period"):
        if needed not in table:
            raise table.missing(needed, Text("Give it in seconds", "请以秒为单位填写"))
    return BeaconFile(dated, Beacon(dated.id, given, genesis, table.integer("period", 1, LONGEST, 3),
                                    table.text("tag")))
