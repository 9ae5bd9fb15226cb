"""The documents of the register of standards, as the OpenAPI document describes them; each is that of a command."""

from __future__ import annotations

from typing import Any, TypeAlias

from pydantic import BaseModel

from plumbline.interfaces.api.core.documents import Words


class State(BaseModel):
    """The state of an edition on a day, since when, why, and what its source says of today."""

    state: str
    since: str | None
    why: Words
    today: str | None


class RegisterEdition(BaseModel):
    """One edition or supplement of the document."""

    designation: str
    code: str
    published_on: str | None
    supplement: str | None
    state: str
    since: str | None
    in_force_from: str | None
    until: str | None
    confirmed_on: str | None
    catalogues: list[str]


class Related(BaseModel):
    """Another standard. ``code`` is null where it is not held. ``edition``: of what is adopted, whether that edition is
    the current one. ``type``: of relations that have no list of their own."""

    designation: str
    code: str | None
    held: bool
    degree: str | None
    confirmed_on: str | None
    evidence: str | None
    said: str | None
    edition: str | None = None
    type: str | None = None


class Drafter(BaseModel):
    """An organisation that had a part in it."""

    organisation: str
    name: str | None
    role: str
    rank: int | None
    region: str


class Standard(BaseModel):
    """Everything about one standard as of a day: the document of ``plumb standards show``."""

    asked: str
    on: str
    match: str
    designation: str
    code: str
    document: str | None
    supplement: str | None
    titles: dict[str, str]
    level: str
    issuer: str | None
    doctype: str | None
    edition: str | None
    stage: str | None
    ics: list[str]
    ccs: list[str]
    committees: list[str]
    scope: str | None
    published_on: str | None
    effective_on: str | None
    confirmed_on: str | None
    withdrawn_on: str | None
    catalogue: str | None
    status: State
    newest_live: str | None
    editions: list[RegisterEdition]
    supplements: list[RegisterEdition]
    replaces: list[Related]
    replaced_by: list[Related]
    amends: list[Related]
    amended_by: list[Related]
    adopts: list[Related]
    adopted_by: list[Related]
    relations: list[Related]
    drafted_by: list[Drafter]
    named_by: dict[str, int]
    also_told_by: list[str]


class RegisterHit(BaseModel):
    """One standard that was found, and why."""

    designation: str
    code: str
    titles: dict[str, str]
    status: str | None
    issuer: str | None
    level: str
    published_on: str | None
    why: list[str]


class Value(BaseModel):
    """One value of a facet, and how many have it."""

    value: str
    count: int


class Meant(BaseModel):
    """A document whose number differs by one slip from the one asked for."""

    document: str
    designation: str
    title_en: str | None
    title_zh: str | None


class RegisterFound(BaseModel):
    """What a search of the register found: the document of ``plumb standards search``."""

    query: str
    total: int
    hits: list[RegisterHit]
    facets: dict[str, list[Value]]
    did_you_mean: list[Meant]
    near: bool
    behind: int


class Type(BaseModel):
    """How many relations of one type have no record at their other end."""

    type: str
    relations: int


class RegisterTarget(BaseModel):
    """What is referred to and not held, how often, and by what for example."""

    target: str
    relations: int
    of: str


class RegisterMissing(BaseModel):
    """What is referred to and not held: the document of ``plumb standards missing``."""

    relations: int
    targets: int
    by_type: list[Type]
    listed: list[RegisterTarget]


Lines = list[dict[str, Any]]


class Health(BaseModel):
    """One list of the health of the system: the document of ``plumb standards health``."""

    list: str
    on: str
    rules: str
    source: dict[str, Any]
    looked_at: int
    total: int
    counts: dict[str, int]
    decided: Lines
    decided_total: int
    near_left_out: bool
    ranked: Lines


class RegisterAdopted(BaseModel):
    """One adoption of a standard of a basket."""

    target: str
    degree: str | None
    edition: str
    counts: bool


class Counted(BaseModel):
    """One standard of a basket that counts in the denominator."""

    designation: str
    code: str | None
    held: bool
    adopts: list[RegisterAdopted]


class LeftOut(BaseModel):
    """One that does not, and why."""

    designation: str
    why: Words


AllCounted: TypeAlias = list[Counted]
AllLeftOut: TypeAlias = list[LeftOut]


class Rate(BaseModel):
    """How many of a basket adopt on a day: the document of ``plumb adoption rate``."""

    basket: str | None
    source: dict[str, Any] | None
    on: str
    numerator: int
    denominator: int
    value: str | None
    unit: str
    split: dict[str, int]
    degrees: dict[str, int]
    left_out: AllLeftOut
    list: AllCounted


class Candidate(BaseModel):
    """A standard that may adopt another without anybody having said so."""

    standard: str
    target: str
    reasons: list[str]
    title: str | None
    target_title: str | None


class Candidates(BaseModel):
    """The document of ``plumb adoption candidates``."""

    on: str
    catalogue: str | None
    level: str | None
    counts: dict[str, int]
    total: int
    candidates: list[Candidate]


class CommitteeLine(BaseModel):
    """One committee of a list."""

    code: str
    titles: dict[str, str]
    status: str | None
    parent: str | None
    created_on: str | None


class Committees(BaseModel):
    """The document of ``plumb standards committees``."""

    text: str
    total: int
    committees: list[CommitteeLine]
    next: str | None


class Committee(BaseModel):
    """One committee on a day: the document of ``plumb standards committee``."""

    code: str
    on: str
    held: bool
    titles: dict[str, str]
    status: str | None
    scope: str | None
    created_on: str | None
    region: str | None
    parent: CommitteeLine | None
    children: list[CommitteeLine]
    secretariats: list[dict[str, Any]]
    standards: dict[str, Any]
    work: list[dict[str, Any]]
    participants: dict[str, Any]


class Announcement(BaseModel):
    """One thing that became known of one standard. ``id`` never changes; ``journal`` is the entry that announced it."""

    id: str
    what: str
    day: str | None
    told_at: str
    designation: str
    code: str
    document: str | None
    titles: dict[str, str]
    level: str | None
    issuer: str | None
    replaced_by: list[str]
    journal: int


class Announcements(BaseModel):
    """What was announced, the newest first: the document of ``plumb standards feed``."""

    narrowed: dict[str, str]
    announcements: list[Announcement]
    next: str | None
    behind: bool


class RegisterParts(BaseModel):
    """The part of a region or an organisation in standards: the document of ``plumb standards parts``; each number is
    a figure."""

    region: str
    organisation: str | None
    name: str | None
    year: str
    years: list[str]
    levels: list[dict[str, Any]]
    roles: list[dict[str, Any]]
    by_year: list[dict[str, Any]]
    against_economy: dict[str, Any] | None
