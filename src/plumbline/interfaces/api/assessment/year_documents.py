"""The documents of the assessment year: what is read of it, and what each act of it is sent."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from plumbline.interfaces.api.casework.own import Sent
from plumbline.interfaces.api.core.documents import Words
from plumbline.methods.assessment.year.board import MOST_TEXT
from plumbline.methods.assessment.year.orders import MOST_DAYS

SHORT = 120


def said(english: str, chinese: str, *, most: int = SHORT, least: int = 0, default: Any = ...) -> Any:
    """A text that is sent, with its help in both languages."""
    return Field(default, min_length=least, max_length=most, description=english, json_schema_extra={"x-zh": chinese})


def why(default: Any = ...) -> Any:
    """The reason of an act."""
    return said("Why; it stays beside the act.", "理由，与该事项一并保存。", most=MOST_TEXT,
                least=0 if default == "" else 1, default=default)


def of_order() -> Any:
    """The order to rectify that something is about."""
    return Field(default=None, ge=1, description="Of a report: which order it is of, where several wait.",
                 json_schema_extra={"x-zh": "整改报告所对应的整改通知（有多份时须指明）。"})


def in_days() -> Any:
    """The days that an order gives."""
    return Field(default=None, ge=1, le=MOST_DAYS, description="Days from today in which to report; null: the flow's.",
                 json_schema_extra={"x-zh": "自今日起的报告期限（天）；空为流程规定的期限。"})


class YearLine(BaseModel):
    """One year in the list: its number, where it stands, the caller's parts, and how much waits for the caller."""

    number: str
    scheme: str
    year: str
    top: str
    phase: str
    parts: list[str]
    waiting: int


class Years(BaseModel):
    """The years in which the caller has a part, newest first."""

    years: list[YearLine]


class Duty(BaseModel):
    """One thing that waits. ``due`` is null where it rests on a day that is not known yet; ``order`` is the order to
    rectify that it is about."""

    year: str
    stage: str
    part: str
    region: str
    item: str
    due: str | None
    late: bool
    soon: bool
    order: int | None = None


class Today(BaseModel):
    """What waits for the caller, in any year."""

    today: list[Duty]


class Done(BaseModel):
    """How far one region is in one stage."""

    done: int
    of: int
    late: int
    overdue: bool


class BoardRegion(BaseModel):
    """One region with its stages."""

    code: str
    stages: dict[str, Done]


class BoardStage(BaseModel):
    """One stage of the flow, with its days."""

    id: str
    title: Words
    part: str
    opens: str | None
    due: str | None


class BoardFlow(BaseModel):
    """The flow of a year."""

    id: str
    stages: list[BoardStage]


class OrderLine(BaseModel):
    """One order to rectify. ``due`` is its own last day; ``state`` is due, reported, accepted or returned, and
    ``reason`` why it was returned; ``report`` is the number of the newest report."""

    number: int
    region: str
    text: str
    ordered: str
    due: str | None
    state: str
    overdue: bool
    report: int | None
    late: bool
    reason: str


class Board(BaseModel):
    """Where a year stands, as far as the caller may know it. ``against`` says what stands against an evaluation, to who
    leads or approves. ``changed``: the scheme or the flow is not the text that the year was opened with."""

    number: str
    scheme: str
    year: str
    phase: str
    changed: bool
    top: str
    versions: int
    flow: BoardFlow
    regions: list[BoardRegion]
    orders: list[OrderLine]
    against: list[str]


class YearEvent(BaseModel):
    """One thing that happened. ``counts`` is null where the caller may not know it yet; ``by`` and ``person`` are names
    to sign in with; ``evidence`` holds SHA-256 values; ``gaps`` says how many answers and values an evaluation was made
    without, knowingly."""

    number: int
    act: str
    stage: str
    region: str
    item: str
    answer: str
    reason: str
    clause: str
    evidence: list[str]
    evidence_changed: bool
    by: str | None
    person: str | None
    about: int | None
    late: bool
    counts: bool | None
    gaps: int = 0
    at: str
    journal: int
    leaf: str


class YearEvents(BaseModel):
    """What happened in a year and is open to the caller, oldest first."""

    events: list[YearEvent]
    next: str | None


class YearPart(BaseModel):
    """One part of one person; ``regions`` and ``items`` are empty for all."""

    person: str
    part: str
    regions: list[str]
    items: list[str]
    conflicts: list[str]


class YearParts(BaseModel):
    """Everybody's parts for who leads or approves, the caller's own for all others."""

    parts: list[YearPart]


class ResultRegion(BaseModel):
    """One region of one version."""

    code: str
    score: int | float | None
    grade: str | None
    rank: int | None


class ResultVersion(BaseModel):
    """One version of the result; before publication for who leads or approves."""

    number: int
    at: str
    root: str
    cut: str
    published: bool
    regions: list[ResultRegion]


class Result(BaseModel):
    """The versions of a year's result, oldest first."""

    versions: list[ResultVersion]


class YearOpening(Sent):
    """A year to open."""

    scheme: str = said("The scheme.", "考核方案。", most=80, least=1)
    year: str = said("The year, as the scheme writes it.", "年度，按方案的写法。", most=20, least=1)
    region: str = said("The region whose authority assesses.", "考核主体所在地区。", most=80, least=1)


class Evaluation(Sent):
    """That an evaluation is made although answers or values are missing."""

    with_gaps: bool = Field(default=False, description="Whether the gaps that the problem document lists are known.",
                            json_schema_extra={"x-zh": "是否已知悉问题文档所列的缺失项。"})
