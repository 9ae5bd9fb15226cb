"""Outlets that are drawn for the checks of a recall: of those given, or of all that the register has in a region.

The draw is the one that anybody can repeat (``methods/surveillance/draws.py``): the randomness is the SHA-256 of the
seed, and those with the lowest ranks are drawn. So who knows the seed, the outlets and how many were wanted knows which
were drawn; the hash of the outlets is kept beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.utils import timezone

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.shared.succession import JOINED
from plumbline.methods.surveillance.draw_frames import frame_of
from plumbline.methods.surveillance.draws import draw
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.standing import Board
from plumbline.procedures.surveillance.recalls import published
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.people import User
from plumbline.records.core.region_trees import beneath
from plumbline.text import Text

PROCEDURE, ADD = "recall-check", "hand-out"
OUTLET = "outlet"
"""The class of every object of the frame: a recall draws from its outlets alike."""
MOST = 300
"""So many outlets are drawn at most: each is visited by somebody."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The ``outlets`` that were drawn, in the order of their ranks, of how many, and the hash of all of them."""

    outlets: tuple[str, ...]
    of: int
    frame_sha256: str


def drawn(outlets: Sequence[str], size: int, seed: str) -> Drawn:
    """``size`` of ``outlets``, or all where there are fewer. :raises MethodError: for no outlet, one that is there
    twice, or a code that no frame holds."""
    frame = frame_of(list(outlets), [OUTLET] * len(outlets))
    wanted = Fraction(min(size, len(outlets)), len(outlets))
    order = draw(frame, {OUTLET: wanted}, sha256(seed.encode()).digest()).order
    return Drawn(order, len(outlets), frame.sha256)


def to_open(asked: Asked) -> Mapping[str, str]:
    """What a round of checks is opened with: the outlets that were drawn. :raises RecordError: for a recall that is not
    published or runs no more, or a region without outlets."""
    said = asked.said
    row = published.must(said["recall"])
    if row.closed_on is not None:
        raise RecordError("recall.not_running", Text("the recall is not running", "召回未在实施中"), where=row.number,
                          next_step=Text("Check outlets while a recall runs", "请在召回实施期间核查"))
    given = [each for each in said.get("outlets", "").split(JOINED) if each] or in_region(said["region"])
    if not given:
        raise RecordError("recall.no_outlets", Text("the register has no outlet in this region",
                                                    "该地区没有登记的经营场所"), where=said["region"],
                          next_step=Text("Give the outlets, or take in the register of establishments",
                                         "请填写经营场所，或先导入经营场所登记"))
    found = drawn(given, int(said["size"]), said["seed"])
    return {"recall": row.number, "drawn": JOINED.join(found.outlets), "drawn_of": str(found.of),
            "frame_sha256": found.frame_sha256}


def in_region(region: str) -> list[str]:
    """The establishments of a region and of those below it, by their codes."""
    rows = store.current(kinds.get("establishment"))
    within = beneath(frozenset([region])) | {region}
    return sorted(rows.filter(region__in=within).values_list("code", flat=True))


def must_be_drawn(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: for an outlet that was not drawn: nobody chooses by themselves who is checked."""
    outlet, chosen = asked.said[OUTLET], drawn_in(asked.case.board)
    if outlet not in chosen:
        raise RecordError("recall.outlet_not_drawn", Text(f"the outlet '{outlet[:80]}' was not drawn",
                                                          f"经营场所“{outlet[:80]}”未被抽中"), where=OUTLET,
                          why=Text("What outlets show stands for all only where nobody chose them",
                                   "只有随机抽取的场所才能代表总体"),
                          next_step=Text(f"Drawn are: {', '.join(chosen)}", f"抽中的有：{'、'.join(chosen)}"))
    return {}


def drawn_in(board: Board) -> list[str]:
    """The outlets that were drawn in a round of checks."""
    return [each for each in board.values.get("drawn", "").split(JOINED) if each]


def hand_out(doing: Any) -> Mapping[str, str]:
    """Once a round is opened its outlets are handed out, each as a member; those that are there already stay."""
    at, case = doing.clock(), doing.event.case
    user = User.objects.get(pk=doing.event.actor)
    there = set(CaseEvent.objects.filter(case=case, act=ADD).values_list("member", flat=True))
    chosen = drawn_in(doing.board)
    for place, outlet in enumerate(chosen):
        if outlet not in there:
            perform.act(doing.home, user, PROCEDURE, case.number, ADD, {OUTLET: outlet}, at=at)
        doing.progress(place + 1, len(chosen))
    return {"outlets": str(len(chosen))}


def noted_on(here: Any) -> str:
    """The day on which an outlet was seen, which may be before its answer was sent and taken up."""
    since = here.board.at(here.member).since
    return timezone.localdate(since).isoformat() if since is not None else here.day.isoformat()


def region_of_outlet(here: Any) -> str:
    """Where the outlet is; of one that the register does not have, the region of the round."""
    rows = store.current(kinds.get("establishment")).filter(code=here.member)
    return str(rows.values_list("region", flat=True).first() or here.values["region"])


def every_outlet_settled(board: Board) -> Text | None:
    """What is missing before a round of checks is done."""
    left = sorted(set(drawn_in(board)) - {outlet for outlet, each in board.members.items()
                                          if each.state in ("taken-up", "not-found")})
    return Text(f"not checked and taken up: {', '.join(left)}", f"尚未核查并采用：{'、'.join(left)}") if left else None


def begin(home: Home, user: Any, values: Mapping[str, str], *, at: datetime) -> str:
    """Open a round of checks; its number. Its outlets are handed out in the background."""
    return str(perform.open_case(home, user, PROCEDURE, "draw", values, at=at).case.number)
