"""Draws that nothing is committed to, and single rounds of a beacon: for trying, and for checking by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from plumbline.home import Home
from plumbline.methods.surveillance.draws import Drawn, all_ruled, draw, ratios_of
from plumbline.procedures.surveillance.draw_tables import read_frame
from plumbline.rulebook.surveillance.beacon_files import QUICKNET, beacon


def of_round(home: Home | None, round: int, signature: str, of: str = QUICKNET) -> dict[str, Any]:
    """The document of ``plumb draw beacon``. :raises PlumblineError: where the signature is not that of the round."""
    by = beacon(home, of)
    randomness = by.randomness(round, signature)
    return {"round": round, "time": by.time(round).strftime("%Y-%m-%dT%H:%M:%SZ"), "ok": True,
            "randomness": randomness.hex()}


def rehearse(home: Home | None, file: Path, ratios: Sequence[str], round: int, signature: str, of: str = QUICKNET,
             encoding: str = "") -> dict[str, Any]:
    """The document of a draw from the frame in ``file`` by ``ratios`` (``CLASS=RATIO``) and a beacon's round.

    :raises PlumblineError: for a frame, ratios or a signature that are not right.
    """
    by_class = ratios_of(ratios)
    randomness = beacon(home, of).randomness(round, signature)
    frame = read_frame(file, encoding)
    all_ruled(frame, by_class)
    return {"frame_sha256": frame.sha256, "round": round, "randomness": randomness.hex(),
            **drawn_document(draw(frame, by_class, randomness)), "rehearsal": True}


def drawn_document(drawn: Drawn) -> dict[str, Any]:
    """``counts``, ``drawn`` and ``total`` of a draw."""
    return {"counts": drawn.counts, "drawn": {of: list(ids) for of, ids in drawn.by_class.items()},
            "total": drawn.total}
