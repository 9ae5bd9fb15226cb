"""The documents of topics across borders, as the OpenAPI document describes them; each is that of a command."""

from __future__ import annotations

from pydantic import BaseModel, Field

from plumbline.interfaces.api.core.documents import Words


class Country(BaseModel):
    """A country by its code of ISO 3166-1 and its name."""

    code: str
    title: Words


class Looked(Country):
    """A country of a topic: whether any document of it is known, which are, and which of them nobody has read."""

    covered: bool
    documents: list[str]
    not_read: list[str]


class TopicEdition(BaseModel):
    """The edition that a document is, and its state on the day. ``newer``: the code of one that is in force instead."""

    designation: str
    code: str
    edition: str | None
    state: str
    live: bool
    since: str | None
    newer: str | None


class Common(BaseModel):
    """The values in the unit that is common to a parameter; to twelve digits where they are not ``exact``."""

    value: str
    value_to: str | None
    unit: str
    exact: bool


class Confirmed(BaseModel):
    """What a researcher and a second reader found. ``changed``: the rule has come to another verdict since."""

    verdict: str
    reason: str
    on: str
    changed: bool


class Verdict(BaseModel):
    """How a requirement stands to that of the base: by the rule, and as two people confirmed it."""

    against: str
    computed: str
    why: Words
    confirmed: Confirmed | None


class Requirement(BaseModel):
    """What one clause of one document requires."""

    code: str
    document: str
    edition: TopicEdition | None
    regulation: str | None
    clause: str | None
    applies_to: str | None
    operator: str
    value: str | None
    value_to: str | None
    unit: str
    says: Words
    common: Common | None
    method: str | None
    method_adopts: str | None
    note: str | None
    valid_from: str
    valid_to: str | None
    verdict: Verdict | None


class Cell(BaseModel):
    """What one country requires of one parameter. ``state`` is ``required``, or how it is missing: ``none-known`` in
    what was read, ``not-read``, ``not-covered``."""

    state: str
    why: Words
    requirements: list[Requirement]


class Row(BaseModel):
    """One parameter: its terms by language, the unit in which values are compared, and a cell for each country."""

    parameter: str
    titles: dict[str, str]
    unit: str
    meaning: dict[str, str]
    cells: dict[str, Cell]


class TopicMissing(BaseModel):
    """A parameter of which a country has no requirement, and how that is known."""

    country: str
    parameter: str
    titles: dict[str, str]
    state: str
    why: Words


class TopicFault(BaseModel):
    """A requirement that says nothing that can be read."""

    requirement: str
    country: str | None
    why: Words


class Topic(BaseModel):
    """What a topic is called."""

    code: str
    titles: dict[str, str]


class WholeTopic(Topic):
    """With its scope and goods."""

    scope: dict[str, str]
    products: list[str]


class Matrix(BaseModel):
    """A topic as of a day: the document of ``plumb topic show``."""

    topic: WholeTopic
    on: str
    base: str
    countries: list[Looked]
    rows: list[Row]
    missing: list[TopicMissing]
    faults: list[TopicFault]
    requirements: int
    more: bool


class Listed(BaseModel):
    """One topic in the list."""

    code: str
    titles: dict[str, str]
    products: list[str]
    countries: list[str]
    base: str | None
    valid_from: str
    requirements: int
    documents: int
    not_read: int


class Topics(BaseModel):
    """The topics of a day: the document of ``plumb topic list``."""

    on: str
    topics: list[Listed]


class TopicAdopted(BaseModel):
    """What a document adopts, in which degree, and how that edition stands on the day."""

    target: str
    degree: str | None
    edition: str
    counts: bool


class AdoptedBy(TopicAdopted):
    """The same, with the document that adopts it."""

    document: str


class Document(BaseModel):
    """One document of a topic. ``read_on`` is null as long as nobody has read it."""

    country: str
    document: str
    role: str
    titles: dict[str, str]
    languages: str | None
    edition: TopicEdition | None
    regulation: str | None
    adopts: list[TopicAdopted]
    read_on: str | None
    valid_from: str
    valid_to: str | None


class Base(BaseModel):
    """What is adopted, with its newest edition in force, and which country adopts which edition of it."""

    document: str
    newest: str | None
    titles: dict[str, str]
    adopted_by: dict[str, list[AdoptedBy]]


class Documents(BaseModel):
    """The documents of a topic side by side: the document of ``plumb topic documents``."""

    topic: Topic
    on: str
    countries: list[Country]
    documents: list[Document]
    bases: list[Base]


class Route(BaseModel):
    """A recorded way to a market."""

    code: str
    titles: dict[str, str]
    checked_on: str | None
    valid_from: str
    valid_to: str | None
    from_everywhere: bool


class AccessPart(BaseModel):
    """One thing on the way."""

    number: str
    titles: dict[str, str]
    document: str | None
    edition: TopicEdition | None
    body: str | None
    days: int | None
    after: list[str]
    source: str | None


class Regulation(BaseModel):
    """A technical regulation."""

    code: str
    titles: dict[str, str]
    force: str
    text: str | None
    valid_from: str
    valid_to: str | None
    notified_on: str | None
    notification: str | None


class Compared(BaseModel):
    """One parameter: what is required there, and at home."""

    parameter: str
    titles: dict[str, str]
    there: Cell
    at_home: Cell


class Required(BaseModel):
    """What a topic requires there."""

    topic: str
    titles: dict[str, str]
    rows: list[Compared]


class Days(BaseModel):
    """The longest chain of steps; ``at_least`` where the days of some are ``unknown``."""

    total: int | None
    order: list[str]
    at_least: bool
    unknown: list[str]


class Access(BaseModel):
    """What goods must meet on a market: the document of ``plumb topic access``."""

    product: Topic
    start: Country = Field(alias="from")
    to: Country
    on: str
    route: Route | None
    parts: dict[str, list[AccessPart]]
    regulations: list[Regulation]
    coming: list[Regulation]
    requirements: list[Required]
    days: Days
    open: list[Words]
