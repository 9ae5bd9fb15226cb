"""The documents of evidence."""

from __future__ import annotations

from pydantic import BaseModel, Field

from plumbline.records.evidence.evidence import MOST_NOTE


class EvidenceVersion(BaseModel):
    """One act on a piece of evidence: attach, withdraw or reinstate. ``reason`` and ``by`` are for officers."""

    journal: int
    at: str
    act: str
    withdrawn: bool
    reason: str | None
    by: int | None


class Evidence(BaseModel):
    """One piece of evidence. ``file`` is the address of its bytes, null where they are not open to the caller; ``note``
    and ``attached_by`` are for officers; the latter is an account or, below zero, the link by which somebody came."""

    number: str
    address: str
    file: str | None
    kind: str
    key: str
    region: str
    public: bool
    name: str
    media_type: str
    size: int
    sha256: str
    pages: int
    attached_at: str
    attached_by: int | None
    note: str | None
    withdrawn: bool
    versions: list[EvidenceVersion]


class EvidenceList(BaseModel):
    """What is attached to one thing. ``state`` changes when evidence that counts is added, withdrawn or brought back;
    null for who may not see all of it."""

    evidence: list[Evidence]
    state: str | None
    journal: int


class Withdrawal(BaseModel):
    """Why evidence counts no more."""

    reason: str = Field(min_length=1, max_length=MOST_NOTE, pattern=r"\S",
                        description="Kept beside the evidence; for officers.", json_schema_extra={"x-zh": "撤回理由。"})

    model_config = {"extra": "forbid"}
