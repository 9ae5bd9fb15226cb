"""The documents that do not depend on the kinds of record, as the OpenAPI document describes them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Number = int | str
"""An integer, or a decimal in a string so that no digit is lost."""
Stratum = str | int | bool | None


class Words(BaseModel):
    """One phrase in English and Simplified Chinese."""

    en: str
    zh: str


class Citation(BaseModel):
    """Where a rule or a meaning is written. ``status``: verified, partial or unverified."""

    text: str
    article: str
    effective: str
    status: str
    read_at: str
    ours: bool


class Fault(BaseModel):
    """One thing that does not fit."""

    place: Literal["query", "path", "header", "body", "form", "file"] = Field(alias="in")
    field: str
    code: str
    reason: Words
    remedy: Words


class Told(BaseModel):
    """What is wrong, where, why, and what to do now, in one language."""

    what: str
    where: str
    why: str
    next_step: str


class Problem(BaseModel):
    """RFC 9457, with what is wrong, where, why, and what to do now: in English, and under ``zh`` in Chinese. ``code``
    is the stable name of what is wrong, and ``type`` the address of the page that explains it."""

    type: str
    code: str
    title: str
    status: int
    detail: str
    instance: str
    what: str
    where: str
    why: str
    next_step: str
    zh: Told
    faults: list[Fault]
    gaps: list[dict[str, Any]] = []
    gaps_hidden: int = 0


class Error(BaseModel):
    """What an error code means, with an example of what brings it about and how it is put right."""

    code: str
    meaning: Words
    example: str


class Errors(BaseModel):
    """Every error code."""

    errors: list[Error]


class IndicatorLine(BaseModel):
    """One indicator in the list."""

    id: str
    title: Words
    unit: str
    of: str
    exposure: Literal["public", "internal"]
    definition_sha256: str


class Indicators(BaseModel):
    """Every indicator that can be asked for."""

    indicators: list[IndicatorLine]


class Indicator(IndicatorLine):
    """One indicator with its definition, as the rulebook holds it."""

    meaning: Words
    better: str
    citation: Citation
    numerator_words: Words
    denominator_words: Words
    exclusions: Words
    fields_used: list[str]
    definition: dict[str, Any]


class SchemeLine(BaseModel):
    """One version of one scheme in the list."""

    id: str
    file: str
    title: Words
    illustrative: bool
    valid_from: str
    valid_to: str | None
    level: str
    within: str | None
    sha256: str
    above: dict[str, Any] | None


class Schemes(BaseModel):
    """Every scheme, its versions in order of validity."""

    schemes: list[SchemeLine]


class RolledUp(BaseModel):
    """The scheme of the units below whose scores an item joins ``by`` mean, median or lowest, with its versions."""

    scheme: str
    by: str
    versions: list[dict[str, Any]]


class SchemeItem(BaseModel):
    """One line of a scheme: what it is scored on, the rule in words, and under ``declared`` as the file states it: with
    its tiers, evaluators, weights, peers and caps. ``over`` joins several years."""

    id: str
    title: Words
    meaning: Words
    points: str
    figure: str | None
    determination: str | None
    rule: Words
    no_data: str
    not_applicable: bool
    number: dict[str, str] | None
    declared: dict[str, Any] | None
    over: dict[str, Any] | None
    rolled_up: RolledUp | None
    owner: Words
    clause: str
    citation: Citation
    inherited: str


class SchemeBlock(BaseModel):
    """Items under one heading. One ``outside`` full marks (bonus, deduction) has a ``cap`` in place of points."""

    id: str
    title: Words
    points: str
    outside: str | None
    cap: str | None
    inherited: str
    items: list[SchemeItem]


class Band(BaseModel):
    """One grade and the scores it is given for."""

    grade: str
    low: str | None = Field(alias="from")
    high: str | None = Field(alias="to")
    when: Words | None
    title: Words


class Scheme(SchemeLine):
    """One version of one scheme, whole. ``better`` is lower in a scheme of demerits; ``caps`` bar the better grades,
    ``consequences`` follow from ranks and grades; below the ``minimum`` there is no grade."""

    meaning: Words
    label: Words
    citation: Citation
    partial: Words | None
    year: str
    flow: str | None
    full: str
    better: Literal["higher", "lower"]
    above_full: bool
    rounding: dict[str, Any]
    bands_rounding: dict[str, Any] | None
    bands_citation: Citation
    minimum: dict[str, Any] | None
    caps: list[dict[str, Any]]
    consequences: list[dict[str, Any]]
    figures: list[str]
    blocks: list[SchemeBlock]
    bands: list[Band]


class RegionLine(BaseModel):
    """One region on one day."""

    code: str
    name: Words
    level: str
    parent: str | None
    valid_from: str
    valid_to: str | None


class Regions(BaseModel):
    """The tree on one day, each region before its parts."""

    on: str
    regions: list[RegionLine]


class Region(RegionLine):
    """One region with those above it (nearest first) and directly below it."""

    on: str
    ancestors: list[str]
    children: list[str]


class ProcedureCounts(BaseModel):
    """Of one procedure: its cases, those that are open, late, due within seven days and wait for the caller, and the
    number of the one whose state changed last."""

    procedure: str
    total: int
    open: int
    late: int
    due: int
    waiting: int
    latest: str | None


class KindCount(BaseModel):
    """How many records of one kind there are, or ``more``."""

    kind: str
    count: int | None
    more: bool


class RegionOverview(BaseModel):
    """What there is of a region and all below it, as far as the caller may know of it; what there is none of is left
    out."""

    region: str
    procedures: list[ProcedureCounts]
    kinds: list[KindCount]


class AssessmentLine(BaseModel):
    """One kept assessment in the list."""

    scheme: str
    year: str
    cut: str
    made_at: str
    scheme_sha256: str


class Assessments(BaseModel):
    """The kept assessments, newest first."""

    assessments: list[AssessmentLine]
    next: str | None


class Assessed(BaseModel):
    """One item of one region: what it was scored on, and why it got these points. What an officer determined, and
    figures made of internal fields, are given to officers of the region only."""

    id: str
    title: Words
    meaning: Words | None
    points: int | float | None
    of: int | float
    bonus: int | float | None
    clause: str
    citation: Citation
    rule: Words
    explanation: Words | None
    owner: Words
    figure: dict[str, Any] | None
    before: dict[str, Any] | None
    determination: dict[str, Any] | None


class Graded(BaseModel):
    """One region in an assessment."""

    code: str
    name: str
    names: Words
    score: int | float | None
    grade: str | None
    rank: int | None
    withheld: str | None
    withheld_words: Words | None
    veto: str | None
    cap: str | None = None
    consequences: list[str] | None = None
    items: list[Assessed]


class Assessment(BaseModel):
    """One scheme applied to every region of its level in one year: the document of ``plumb assess --json``."""

    scheme: str
    year: str
    cut: str
    period: str
    title: Words
    meaning: Words
    illustrative: bool
    label: Words
    partial: Words | None = None
    citation: Citation
    scheme_sha256: str
    above: dict[str, Any] | None = None
    level: str
    within: str | None = None
    full: int | float
    rounding: dict[str, Any]
    minimum: dict[str, Any] | None
    blocks: list[dict[str, Any]]
    bands: list[dict[str, Any]]
    bands_rounding: dict[str, Any] | None
    bands_citation: Citation
    better: str | None = None
    above_full: bool | None = None
    caps: list[dict[str, Any]] | None = None
    consequences: list[dict[str, Any]] | None = None
    rolled_up: list[dict[str, Any]] | None = None
    gaps: dict[str, list[str]] | None = None
    regions: list[Graded]


class KindFile(BaseModel):
    """One kind in a cut: its ``file``, or its ``parts`` where it has several, each with file, rows, sha256, instance
    (empty: frozen here) and, of several frozen here, the journal's entry up to which its rows are."""

    file: str | None = None
    rows: int
    sha256: str
    state: str
    parts: list[dict[str, Any]] | None = None


class Cut(BaseModel):
    """The manifest of a cut. Kinds that are not open to the caller are left out; the file's own manifest has them."""

    format: str
    id: str
    as_of: str
    made_at: str
    journal: dict[str, Any]
    kinds: dict[str, KindFile]
    plumbline: str


class Cuts(BaseModel):
    """Cuts, newest first."""

    cuts: list[Cut]
    next: str | None


class FieldDeclared(BaseModel):
    """One field of a kind, as it is declared."""

    name: str
    type: Literal["text", "choice", "integer", "decimal", "date", "flag", "ref"]
    title: Words
    help: Words
    exposure: Literal["public", "internal", "personal"]
    required: bool
    max_length: int
    vocabulary: str
    codes: dict[str, Words]
    refers: str
    several: bool
    places: int
    minimum: int | None
    maximum: int | None


class KindDeclared(BaseModel):
    """One kind of record, as it is declared."""

    name: str
    title: Words
    plural: Words
    meaning: Words
    citation: Citation
    key: list[str]
    region: str
    date: str
    column: str
    public: bool
    fields: list[FieldDeclared]


class KindsDeclared(BaseModel):
    """Every kind of record that the caller may list."""

    kinds: list[KindDeclared]


class JobError(Told):
    """Why a job failed."""

    type: str
    code: str
    zh: Told


class Job(BaseModel):
    """An import that was asked for. ``state``: waiting, running, done or failed. ``kind`` is empty where the mapping
    names what the file holds. ``draft`` is a draft of a mapping, where the columns of the file are not known."""

    job: str
    kind: str
    mapping: str
    file: str
    state: Literal["waiting", "running", "done", "failed"]
    step: str
    share: float
    rows: int
    lost: bool
    error: JobError | None
    draft: str | None
    outcome: dict[str, Any] | None


class Exporting(BaseModel):
    """Which list, and as what. ``query`` is what stands after the ``?`` in the address of the list, without paging."""

    model_config = ConfigDict(extra="forbid")

    kind: str = Field(max_length=60)
    format: Literal["csv", "xlsx", "parquet"] = "csv"
    query: str = Field("", max_length=4000)


class Export(BaseModel):
    """A list that was asked for as a file. ``state``: waiting, running, done or failed."""

    job: str
    kind: str
    format: Literal["csv", "xlsx", "parquet"]
    state: Literal["waiting", "running", "done", "failed"]
    rows: int
    total: int
    error: JobError | None


class Me(BaseModel):
    """Who the caller is here."""

    name: str | None
    roles: list[dict[str, str]]
    token: dict[str, Any] | None


class Entrance(BaseModel):
    """Where to begin."""

    name: str
    version: str
    documents: dict[str, str]
