"""Who inspects what was drawn: the second half of "double random", by the same randomness.

Object by object, in the order of rank: of the inspectors who are qualified for its class, not recused from it and below
their load, the ones with the lowest SHA-256(randomness || object || 0x1f || inspector). If there are fewer than an
object takes, it is named and has nobody: whom to send instead is no choice of the program's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plumbline.methods.surveillance.draw_frames import Frame
from plumbline.methods.surveillance.draws import Drawn

SEPARATOR = b"\x1f"
EVERY_CLASS = "*"
AT_LEAST = 2
"""Of them an inspection takes, by the rules of double random."""


@dataclass(frozen=True, slots=True)
class Inspector:
    """``classes``: of which objects they may inspect, or :data:`EVERY_CLASS`. ``load``: how many objects they may
    have. ``recused``: the objects they may not have."""

    id: str
    classes: frozenset[str]
    load: int
    recused: frozenset[str] = frozenset()

    def may(self, object: str, of: str) -> bool:
        """Whether they may inspect this object of this class, leaving their load aside."""
        return (of in self.classes or EVERY_CLASS in self.classes) and object not in self.recused


@dataclass(frozen=True, slots=True)
class Assigned:
    """``inspectors``: of each object whom it has, lowest hash first, in the order of rank. ``too_few``: the objects
    that have nobody, each with how many there were."""

    inspectors: dict[str, tuple[str, ...]]
    too_few: dict[str, int]


def assign(frame: Frame, drawn: Drawn, inspectors: Sequence[Inspector], randomness: bytes,
           each: int = AT_LEAST) -> Assigned:
    """Give each object that was drawn ``each`` inspectors."""
    class_of: Mapping[str, str] = dict(zip(frame.ids, frame.classes, strict=True))
    left = {one.id: one.load for one in inspectors}
    found: dict[str, tuple[str, ...]] = {}
    too_few: dict[str, int] = {}
    for object in drawn.order:
        before = randomness + object.encode() + SEPARATOR
        ranked = sorted((hashlib.sha256(before + one.id.encode()).digest(), one.id) for one in inspectors
                        if left[one.id] > 0 and one.may(object, class_of[object]))
        if len(ranked) < each:
            too_few[object] = len(ranked)
            continue
        found[object] = tuple(id for _, id in ranked[:each])
        for id in found[object]:
            left[id] -= 1
    return Assigned(found, too_few)
