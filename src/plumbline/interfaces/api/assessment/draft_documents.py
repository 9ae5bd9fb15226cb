"""The documents of drafts of rules."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from plumbline.interfaces.api.assessment.year_documents import said
from plumbline.interfaces.api.casework.own import Sent
from plumbline.interfaces.api.core.documents import Words


class DraftLine(BaseModel):
    """One draft in a list. ``version`` is what an act names as ``seen``."""

    number: int
    what: str
    target: str
    file: str | None
    state: str
    since: str
    day: str | None
    version: int


class Drafts(BaseModel):
    """The newest drafts, newest first."""

    drafts: list[DraftLine]


class DraftFault(BaseModel):
    """What is wrong with the text; ``line`` counts from 1."""

    code: str
    where: str
    line: int | None
    what: str
    why: str
    next_step: str
    zh: dict[str, str]


class DraftEvent(BaseModel):
    """One thing that happened to a draft."""

    act: str
    at: str
    by: str | int | None
    reason: str


class Draft(DraftLine):
    """A draft: where it stands, its first fault, its text and the text that it begins from. ``stopping`` are the
    assessment years that it would stop; ``outdated``: the text in force changed since."""

    says: Words
    next: Words
    authors: list[str]
    approver: str | None
    fault: DraftFault | None
    stopping: list[str]
    outdated: bool
    text: str
    base: str
    history: list[DraftEvent]


class DraftBegun(Sent):
    """A draft to begin."""

    what: Literal["indicator", "scheme"]
    target: str = said("The rule's id.", "规则编号。", most=120, least=1)
    pattern: str = said("For a new rule: the pattern that it begins from.", "新规则所用模板。", most=40, default="")
    file: str = said("Of a scheme: the file to begin from; empty: the newest.", "方案所依据的文件；空为最新版本。",
                     most=200, default="")
    text: str = said("Its text; empty: the text in force, or the pattern.", "文本；空为现行文本或模板。", most=400_000,
                     default="")
