"""The documents of published results."""

from __future__ import annotations

from pydantic import BaseModel

from plumbline.interfaces.api.core.documents import Words


class RankedRegion(BaseModel):
    """One region in the ranking of an assessment; without a rank where ``withheld`` says why."""

    code: str
    names: Words
    score: float | None
    grade: str | None
    rank: int | None
    veto: str | None
    withheld: Words | None


class Ranking(BaseModel):
    """The regions of an assessment, best first; ``count`` is how many there are in all."""

    regions: list[RankedRegion]
    count: int
    next: str | None
