"""The documents of figures: their values, what they are made of, the records behind them, their roots."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from plumbline.interfaces.api.core.documents import Citation, Number, Stratum, Words


class Interval(BaseModel):
    """Bounds of the value, in its unit, at confidence ``level``."""

    low: str
    high: str
    level: str
    method: str


class Layer(BaseModel):
    """One stratum of a figure."""

    stratum: Stratum
    numerator: Number
    denominator: Number
    value: str | None
    weight: Number | None
    share: str


class Parted(BaseModel):
    """Records of a region of which a part lies here and parts elsewhere: they count in ``counted_in`` (null: nowhere)
    and above."""

    region: str
    name: Words
    into: list[str]
    counted_in: str | None
    records: int
    words: Words


class Excluded(BaseModel):
    """Records of the region and period that the figure does not rest on, by reason."""

    total: int
    when: int
    unit: int
    uncounted: int
    split: int = 0
    parted: list[Parted] = []


class Change(BaseModel):
    """Against the period before."""

    period: str
    numerator: Number
    denominator: Number
    value: str | None
    difference: str | None


class Part(BaseModel):
    """One figure that another is made of."""

    role: str
    name: Words
    indicator: str
    region: str
    period: str
    value: str | None
    unit: str


class Named(BaseModel):
    """A unit of a list, or a region."""

    code: str
    name: Words


class Made(BaseModel):
    """What a figure of figures rests on; ``listed`` are those of equal rank or grade, or the units that have none."""

    form: Literal["ratio", "rank", "streak", "coverage", "trend"]
    parts: list[Part]
    among: int | None
    listed: list[Named]
    unknown: list[Named]
    holds: dict[str, bool | None] | None


class Figure(BaseModel):
    """One indicator in one region and period: the document of ``plumb figure --json``."""

    indicator: str
    region: str
    period: str
    numerator: Number
    denominator: Number
    value: str | None
    unit: str
    interval: Interval | None
    cut: str
    definition_sha256: str
    root: str | None
    records: list[dict[str, Any]] | None
    record_count: int = 0
    title: Words
    meaning: Words
    citation: Citation
    n: Number
    population: Number | None
    behind: int
    own: int
    excluded: Excluded
    strata: list[Layer]
    unobserved: list[Stratum]
    unweighted: list[Stratum] = []
    missing: Words | None = None
    made: Made | None = None
    se: str | None = None
    note: Words | None = None
    change: Change | None
    exposure: Literal["public", "internal"]


class Figures(BaseModel):
    """One indicator in every region of a period that is open to the caller, each region before its parts."""

    indicator: str
    period: str
    cut: str
    figures: list[Figure]


class Behind(BaseModel):
    """Some of the records behind a figure, each with its leaf, as they were frozen."""

    indicator: str
    region: str
    period: str
    cut: str
    of: str
    count: int
    records: list[dict[str, Any]]
    next: str | None


class Proof(BaseModel):
    """That one record is among those a figure rests on: an inclusion proof of RFC 6962, section 2.1."""

    leaf: str
    index: int
    size: int
    path: list[str]
    root: str


class Root(BaseModel):
    """The Merkle root over the sorted leaves of the records a figure rests on."""

    indicator: str
    region: str
    period: str
    cut: str
    root: str
    size: int
