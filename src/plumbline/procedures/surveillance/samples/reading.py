"""What the events of a sample tell: its portions, their tests in order, and through whose hands they went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from plumbline.procedures.casework.standing import ALSO, BESIDE, Board, Happened, done_at
from plumbline.procedures.surveillance.samples import names

CUSTODY = (names.PORTION, names.BACKUP, names.HAND_OVER, names.SEND, names.RECEIVE, names.RECEIVE_BROKEN, names.ADMIT,
           names.MOVE, "take-back", "take-back-backup", names.FINISH, names.RELEASE, names.WRITE_OFF)
"""The acts by which a portion passes from hand to hand, or by which it is told in what state it is."""


@dataclass(frozen=True, slots=True)
class Test:
    """One parameter of one ``portion``, tested once. ``attempt`` counts the tests of this parameter over all portions:
    the first is 1."""

    portion: str
    parameter: str
    attempt: int
    method: str
    limit: str
    value: str
    unit: str
    verdict: str
    tested_on: date
    laboratory: str


@dataclass(frozen=True, slots=True)
class Passed:
    """One step of a portion: by which act, when, in whose hands it was then, and with which seal."""

    portion: str
    act: str
    at: datetime
    holder: str
    seal: str
    said: dict[str, str]


def tests(events: Iterable[Happened]) -> list[Test]:
    """Every test, in order. None is left out because another came after it."""
    found, count, laboratory = list[Test](), Counter[str](), dict[str, str]()
    for event in events:
        said = event.said
        if event.act in (names.HAND_OVER, names.SEND) and event.said.get(BESIDE) != ALSO:
            laboratory[event.member] = said["laboratory"]
        if event.act != names.RESULT:
            continue
        count[said["parameter"]] += 1
        found.append(Test(
            event.member, said["parameter"], count[said["parameter"]], said.get("method", ""), said.get("limit", ""),
            said.get("value", ""), said.get("unit", ""), said["verdict"], date.fromisoformat(said["tested_on"]),
            laboratory.get(event.member, "")))
    return found


def newest(of: Iterable[Test], portion: str) -> dict[str, Test]:
    """The newest test of each parameter of a portion."""
    return {each.parameter: each for each in of if each.portion == portion}


def custody(events: Iterable[Happened]) -> list[Passed]:
    """Through whose hands the portions went, in the order of what was done."""
    seals = dict[str, str]()
    found = []
    for event in events:
        if event.act not in CUSTODY or event.said.get(BESIDE) == ALSO:
            continue
        seals[event.member] = event.said.get("seal", seals.get(event.member, ""))
        holder = event.said.get("holder") or event.said.get("laboratory") or event.organisation
        found.append(Passed(event.member, event.act, done_at(event), holder, seals[event.member], dict(event.said)))
    return sorted(found, key=lambda each: each.at)


def parameters(board: Board, portion: str) -> list[str]:
    """What a portion is to be tested for, as it was ordered."""
    return split(board.of.get(portion, {}).get("parameters", ""))


def split(text: str) -> list[str]:
    """Parameters as they are written in one line."""
    for sign in "；、\n":
        text = text.replace(sign, ";")
    return list(dict.fromkeys(each.strip() for each in text.split(";") if each.strip()))


def is_backup(board: Board, portion: str) -> bool:
    """Whether a portion was set aside as backup."""
    return "keep_until" in board.of.get(portion, {})


def laboratory_of(board: Board, portion: str) -> str:
    """The organisation that has, or had, a portion to test."""
    return board.of.get(portion, {}).get("laboratory", "")


def in_state(board: Board, *states: str) -> list[str]:
    """The portions that stand in one of ``states``."""
    return [name for name, each in board.members.items() if each.state in states]
