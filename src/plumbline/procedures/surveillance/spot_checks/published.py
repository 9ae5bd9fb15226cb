"""What everybody reads of a spot check: what was committed to when, the randomness, the counts, and, once it is
published, the results and the files by which anybody draws again."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count

from plumbline.documents import json_of
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.surveillance.draw_documents import moment
from plumbline.procedures.surveillance.spot_checks import files, plans, witnesses
from plumbline.procedures.surveillance.spot_checks.drawn import COMMITMENT, DRAW
from plumbline.records.core import kinds, store

OPEN = ("published", "closed")
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""When the files of an archive are said to be from: two archives of one draw are the same bytes."""


@dataclass(frozen=True, slots=True)
class ClassCount:
    """One class: its objects, its ratio as the plan writes it, and how many were drawn."""

    of: str
    objects: int
    ratio: str
    drawn: int | None


@dataclass(frozen=True, slots=True)
class Fall:
    """A draw that fell to its next date: the hash of its commitment, when it was said, who did not reveal, and when is
    drawn instead."""

    commitment_sha256: str
    at: datetime
    unrevealed: tuple[str, ...]
    next_date: date


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a draw. ``round`` and ``beacon`` are empty of one by ``witnesses``, each with the hash committed
    to and whether they have revealed; ``due`` is when the round is published, or until when they reveal. ``fallen``:
    nothing was drawn by this commitment. ``falls`` are all that were. ``randomness`` and ``drawn`` are empty before the
    draw; ``results`` are counts by result, where they are published: None stands for what was not inspected."""

    commitment_sha256: str
    frame_sha256: str
    committed_at: datetime
    round: int | None
    due: datetime
    beacon: str
    witnesses: tuple[tuple[str, str, bool], ...]
    fallen: bool
    falls: tuple[Fall, ...]
    inspectors: int
    classes: tuple[ClassCount, ...]
    randomness: str
    signature: str
    results: tuple[tuple[str | None, int], ...]
    draw: str


def is_committed(case: Found) -> bool:
    """Whether anything is shown at all."""
    return bool(case.board.values.get(COMMITMENT))


def is_published(case: Found) -> bool:
    """Whether the results are."""
    return case.board.case.state in OPEN


def has_fallen(case: Found) -> bool:
    """Whether the newest commitment is of a draw that fell, and nothing was committed to since."""
    return case.board.case.state == "fallen"


def shown(case: Found) -> Shown:
    """What everybody reads of a case that :func:`is_committed`."""
    values = case.board.values
    told = json_of(files.content_of(values[COMMITMENT]))
    drawn: Mapping[str, Any] = json_of(files.content_of(values[DRAW])) if values.get(DRAW) else {}
    number = plans.plan_id(case.number)
    results: list[tuple[str | None, int]] = []
    if is_published(case):
        rows = store.current(kinds.get("draw_task")).filter(draw=number).order_by()
        results = sorted(rows.values_list("result").annotate(count=Count("pk")),
                         key=lambda each: (each[0] is None, -each[1]))
    classes = tuple(ClassCount(of, objects, told["ratios"][of], drawn.get("counts", {}).get(of))
                    for of, objects in told["objects"].items())
    reveals = drawn.get("reveals") or witnesses.said_by(values, witnesses.REVEALS)
    named = tuple((each["name"], each["commitment"], each["name"] in reveals)
                  for each in told.get("witnesses", ()))
    return Shown(values[COMMITMENT], told["frame_sha256"], moment(told["at"]), told.get("round"),
                 moment(told.get("round_time") or told["reveal_by"]), told.get("beacon", {}).get("id", ""), named,
                 has_fallen(case), tuple(map(_fall, witnesses.folders_fallen(values))),
                 told["inspectors"]["count"], classes, drawn.get("randomness", ""), drawn.get("signature", ""),
                 tuple(results), number)


def _fall(kept: Mapping[str, str]) -> Fall:
    told = json_of(files.content_of(kept[DRAW]))
    return Fall(kept[COMMITMENT], moment(told["at"]), tuple(told["unrevealed"]), date.fromisoformat(told["next_date"]))


def commitment(case: Found) -> bytes:
    """The commitment as it is published, and hashed."""
    return files.content_of(case.board.values[COMMITMENT])


def archive(case: Found) -> bytes:
    """The folder of the draw as a ZIP archive, for ``plumb verify``; beside it those of draws that fell."""
    out, of = io.BytesIO(), plans.plan_id(case.number)
    folders = {of: case.board.values} if not has_fallen(case) else {}
    folders |= {f"{of}-fallen-{place}": each for place, each in enumerate(
        witnesses.folders_fallen(case.board.values), 1)}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for folder, kept in folders.items():
            for name in files.NAMES:
                if sha256 := kept.get(files.hash_of(name)):
                    packed.writestr(zipfile.ZipInfo(f"{folder}/{name}", LONG_AGO), files.content_of(sha256),
                                    zipfile.ZIP_DEFLATED)
    return out.getvalue()
