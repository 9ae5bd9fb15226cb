"""What was drawn, led back from the numbers of a sealed list to the objects and inspectors they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from plumbline.documents import json_of
from plumbline.procedures.surveillance import draw_folders as folders
from plumbline.procedures.surveillance.spot_checks import directories, files, inspectors
from plumbline.procedures.surveillance.spot_checks.directories import Object, sealed
from plumbline.procedures.surveillance.spot_checks.files import DIRECTORY, SEAL

DRAW, COMMITMENT = files.hash_of(folders.DRAW), files.hash_of(folders.COMMITMENT)
"""Under which names a case says the hashes of both documents of its draw."""


@dataclass(frozen=True, slots=True)
class Task:
    """One object that was drawn: its place in the order of rank, and whom it was matched with."""

    object: Object
    rank: int
    inspectors: tuple[str, ...]

    @property
    def said(self) -> dict[str, str]:
        """What the case says of it."""
        of = self.object
        return {"name": of.name, "address": of.address, "place": of.region, "organisation": of.organisation,
                "of_class": of.of, "focus": of.focus, "market": of.market, "rank": str(self.rank),
                "inspectors": ";".join(self.inspectors)}


@dataclass(frozen=True, slots=True)
class Drawn:
    """``tasks`` in the order of rank; ``too_few`` of them have nobody, since too few inspectors were left."""

    tasks: Mapping[str, Task]
    too_few: int


def drawn_by(values: Mapping[str, str]) -> Drawn:
    """What was drawn in the case that is known by these ``values``; nothing before the draw."""
    if not values.get(DRAW):
        return Drawn({}, 0)
    return _drawn(values[DIRECTORY], values.get(SEAL, ""), values[DRAW], values[files.INSPECTORS_TABLE],
                  values[files.RECUSALS_TABLE])


@lru_cache(maxsize=16)
def _drawn(directory: str, seal: str, draw: str, table: str, recusals: str) -> Drawn:
    key = files.content_of(seal).decode() if seal else ""
    objects = {sealed(key, id): each for id, each in directories.kept(directory).objects.items()}
    people = {sealed(key, each.id): each.id for each in inspectors.kept(
        {files.INSPECTORS_TABLE: table, files.RECUSALS_TABLE: recusals})}
    document = json_of(files.content_of(draw))
    tasks = [Task(objects[id], rank, tuple(people[one] for one in document["inspectors"].get(id, ())))
             for rank, id in enumerate(document["order"], 1)]
    return Drawn({each.object.id: each for each in tasks}, len(document["too_few"]))
