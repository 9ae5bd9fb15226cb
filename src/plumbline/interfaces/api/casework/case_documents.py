"""The documents of cases: what is read of them, and what an act is sent."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from plumbline.interfaces.api.core.documents import Citation, JobError, Words
from plumbline.procedures.casework.links import DAYS as LINK_DAYS
from plumbline.procedures.casework.members.given import MOST as MOST_ROWS
from plumbline.records.core.cases import MOST_KEY

MOST_VALUE, MOST_VALUES, MOST_TARGETS = 10_000, 100, 500


class DeclaredField(BaseModel):
    """One field of an act: what may be sent, and whether it must be."""

    name: str
    type: str
    title: Words
    exposure: str
    required: bool
    max_length: int
    vocabulary: str
    refers: str


class DeclaredAct(BaseModel):
    """One act: by which parts, from which states, to which; about the case (``of`` is empty) or about a member;
    ``offline``: it may be sent so many days after it was done."""

    name: str
    title: Words
    by: list[str]
    source: list[str]
    target: str
    of: str
    opens: bool
    second_person: bool
    approvals: int
    after_days: bool
    offline: int
    fields: list[DeclaredField]


class DeclaredProcedure(BaseModel):
    """One procedure as it is declared. ``rules_sha256`` tells two declarations that rule differently."""

    name: str
    title: Words
    column: str
    rules_sha256: str
    states: list[str]
    member_states: list[str]
    acts: list[DeclaredAct]


class Procedures(BaseModel):
    """Every procedure there is."""

    procedures: list[DeclaredProcedure]


class CaseLine(BaseModel):
    """One case in a list."""

    number: str
    title: str
    region: str
    state: str
    due: str | None
    provisional: bool
    ended: bool


class Cases(BaseModel):
    """Cases that are open to the caller, those that are due first before the others, and the token of the page that
    follows."""

    cases: list[CaseLine]
    next: str | None


class Stands(BaseModel):
    """Where a case, or one of its members, stands. ``version`` is its newest event: send it as ``seen`` with an act.
    ``beside``: so many answers that were sent later are kept beside the one that decides; told to the authority.
    ``contested``: somebody says that what followed by itself here should not have."""

    state: str
    state_title: Words
    since: str | None
    due: str | None
    provisional: bool
    late: bool
    version: int
    acts: list[str]
    values: dict[str, str]
    beside: int
    contested: bool


class Member(Stands):
    """One member of a case."""

    member: str


class NamedRecords(BaseModel):
    """The records to which one field refers: their ``kind``, and what each key is called."""

    kind: str
    names: dict[str, str]


class Case(Stands):
    """One case: the document of plumb case show --json. ``ends_on`` is the day with which a case ends by itself that
    followed from something else. ``named`` says what the records are called to which its fields refer: as they were at
    ``named_as_of``, once the case is settled; null: as they are now."""

    procedure: str
    number: str
    region: str
    rules_changed: bool
    away: str
    ends_on: str | None
    named: dict[str, NamedRecords]
    named_as_of: str | None
    members: list[Member]


class ThreadStep(BaseModel):
    """One step of what led to a case or followed: a record (``kind``, the parts of its ``key``) or a case, by which
    consequence and where its rule is written. ``act``: what was done in a case that there was; empty: the case was
    opened. ``cause``: the record was corrected or withdrawn since; else empty.
    ``ends_on`` is the day with which the case ends by itself."""

    kind: str
    key: list[str]
    procedure: str
    number: str
    state: str
    contested: bool
    ends_on: str | None
    consequence: str
    title: Words
    cites: Citation
    act: str
    cause: str


class Background(BaseModel):
    """What takes long after an act of a case, done in the background: ``state`` is waiting, running, done or failed;
    ``done`` of ``of`` steps; ``outcome`` what came of it, ``error`` why it failed, for the authority. The act
    retry-effect has it tried again, by the number of its ``event``."""

    event: int
    act: str
    member: str
    title: Words
    state: str
    done: int
    of: int
    outcome: dict[str, str]
    error: JobError | None
    changed_at: str


class Thread(BaseModel):
    """What led to a case, what it led to as far as both are open to the caller, and what is done in the background."""

    came_of: list[ThreadStep]
    led_to: list[ThreadStep]
    background: list[Background]


class Followed(BaseModel):
    """The cases that came of a record, as far as both are open to the caller."""

    led_to: list[ThreadStep]


class Elsewhere(BaseModel):
    """Where an event happened that another instance told: its entry and its leaf there."""

    instance: str
    journal: int
    leaf: str


class Event(BaseModel):
    """One thing that happened in a case, with its entry of the journal and its leaf. ``by`` is null where the caller
    may not know who it was; ``inside`` is for the authority alone; ``wrote`` names the records that the act made.
    ``given`` is when it was done, of what was sent later; ``beside``: another answer to the same decides."""

    number: int
    act: str
    title: Words
    member: str
    state: str
    part: str
    organisation: str
    by: str | None
    late: bool
    inside: bool
    wrote: list[str]
    at: str
    given: str | None
    beside: bool
    said: dict[str, str]
    journal: int
    leaf: str
    elsewhere: Elsewhere | None


class Events(BaseModel):
    """What happened in a case, in order, and the token of the page that follows."""

    events: list[Event]
    next: str | None


class CaseDuty(BaseModel):
    """One thing that waits for the caller."""

    procedure: str
    number: str
    member: str
    title: str
    state: str
    due: str | None
    provisional: bool
    late: bool
    soon: bool
    acts: list[str]


class CaseDuties(BaseModel):
    """What waits for the caller in any case, the nearest last day first."""

    waiting: list[CaseDuty]


class Doing(BaseModel):
    """What an act is sent: its fields as texts, the member it is about, and the version that was seen."""

    model_config = ConfigDict(extra="forbid")

    values: dict[str, str] = Field(
        default_factory=dict, description="The fields of the act by name, each as a text; days are written 2013-01-31.",
        json_schema_extra={"x-zh": "动作的各字段，按名称填写文本；日期写作2013-01-31。", "maxProperties": MOST_VALUES})
    member: str = Field("", max_length=MOST_KEY, description="The member that it is about; empty: the case itself.",
                        json_schema_extra={"x-zh": "所针对的成员；空为事项本身。"})
    organisation: str = Field(
        "", max_length=80, description="The organisation it is done for, where you act for several that take part.",
        json_schema_extra={"x-zh": "代表多个参与单位时，说明代表哪一个单位。"})
    given: AwareDatetime | None = Field(
        None, description="When it was done, of an act that may be sent later: with its offset from UTC. Days are "
        "judged by it.", json_schema_extra={"x-zh": "可事后补传的动作，其实际办理时间（须含时区偏移），期限据此判断。"})
    seen: int | None = Field(
        None, ge=1, description="The version you saw. If somebody acted since, nothing is done and the answer is 409; "
        "the same act sent again by the same person is done once.",
        json_schema_extra={"x-zh": "您所见的版本。此后他人已办理的，不予办理并返回409；"
                                   "同一人重复发送同一动作只办理一次。"})


class Target(BaseModel):
    """One case, or one member of it."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(max_length=MOST_KEY, description="The case's number.", json_schema_extra={"x-zh": "事项编号。"})
    member: str = Field("", max_length=MOST_KEY, description="The member that it is about; empty: the case itself.",
                        json_schema_extra={"x-zh": "所针对的成员；空为事项本身。"})


class RowTarget(Target):
    """One case or member on which an act on many is done, with the fields in which it differs from the others."""

    values: dict[str, str] = Field(
        default_factory=dict, description="The fields that are this one's own; they stand over those for all.",
        json_schema_extra={"x-zh": "该项单独填写的字段，优先于统一填写的字段。", "maxProperties": MOST_VALUES})


class CaseLinkDocument(BaseModel):
    """A link that was handed out: for which part, of the case or of a member, and the last day on which it opens."""

    link: int
    part: str
    member: str
    until: str


class GivenLink(CaseLinkDocument):
    """A link that was handed out just now. Its address and its code are shown this once, and go by two ways."""

    address: str
    code: str


class CaseLinks(BaseModel):
    """The links of a case that were not taken back."""

    links: list[CaseLinkDocument]


class GivingLink(BaseModel):
    """What a link is handed out with."""

    model_config = ConfigDict(extra="forbid")

    part: str = Field(max_length=40, description="The part, one that is held by a link.",
                      json_schema_extra={"x-zh": "所给予的职责，须为以链接办理的职责。"})
    member: str = Field("", max_length=MOST_KEY, description="The member that it is about; empty: the case itself.",
                        json_schema_extra={"x-zh": "所针对的成员；空为事项本身。"})
    days: int = Field(LINK_DAYS, description="So many days it opens.", json_schema_extra={"x-zh": "有效天数。"})


class DoingMany(BaseModel):
    """What an act on many is sent: on which, the fields that are the same for all, and those that each has of its own.
    All are checked before anything is done."""

    model_config = ConfigDict(extra="forbid")

    targets: list[RowTarget] = Field(min_length=1, max_length=MOST_TARGETS,
                                  description="On which it is done, each by itself.",
                                  json_schema_extra={"x-zh": "办理对象，逐项独立办理。"})
    values: dict[str, str] = Field(
        default_factory=dict, description="The fields of the act by name, each as a text.",
        json_schema_extra={"x-zh": "动作的各字段，按名称填写文本。", "maxProperties": MOST_VALUES})


MemberRow = Annotated[dict[str, str], Field(json_schema_extra={"maxProperties": MOST_VALUES})]


class AddingMembers(BaseModel):
    """What many members are added with: a row for each, the fields of the act by name."""

    model_config = ConfigDict(extra="forbid")

    rows: list[MemberRow] = Field(
        min_length=1, max_length=MOST_ROWS, description="Of each new member the fields of the act, each as a text.",
        json_schema_extra={"x-zh": "每个新成员一行，按名称填写该动作的各字段。"})
    organisation: str = Field(
        "", max_length=80, description="The organisation it is done for, where you act for several that take part.",
        json_schema_extra={"x-zh": "代表多个参与单位时，说明代表哪一个单位。"})
    seen: int | None = Field(
        None, ge=1, description="The version of the case that you saw: the same rows sent again by the same person are "
        "added once.", json_schema_extra={"x-zh": "您所见的事项版本；同一人重复发送相同的行只增加一次。"})


class GivenMember(BaseModel):
    """Who is given the part of which member."""

    model_config = ConfigDict(extra="forbid")

    member: str = Field(max_length=MOST_KEY, description="The member.", json_schema_extra={"x-zh": "成员。"})
    person: str = Field(max_length=150, description="The name the person signs in with.",
                        json_schema_extra={"x-zh": "人员的登录名。"})


class GivingMembers(BaseModel):
    """What a part of many members is given with."""

    model_config = ConfigDict(extra="forbid")

    rows: list[GivenMember] = Field(min_length=1, max_length=MOST_ROWS, description="A row for each member and person.",
                                    json_schema_extra={"x-zh": "每个成员和人员一行。"})


class MembersDone(BaseModel):
    """The members on which it was done, in the order they were sent."""

    done: list[str]


class Outcome(BaseModel):
    """What became of one: the state it came to (empty: it stays), or the problem that left it alone."""

    number: str
    member: str
    event: int | None
    state: str
    code: str | None
    what: Words | None
    why: Words | None
    next_step: Words | None


class Outcomes(BaseModel):
    """What became of each, in the order they were sent."""

    done: int
    outcomes: list[Outcome]


class Opening(BaseModel):
    """What a case is opened with: the act that opens it (empty: the first), and its fields."""

    model_config = ConfigDict(extra="forbid")

    organisation: str = Field(
        "", max_length=80, description="The organisation it is opened for, where you act for several that it names.",
        json_schema_extra={"x-zh": "代表多个所列单位时，说明代表哪一个单位立案。"})
    act: str = Field("", max_length=40, description="The act that opens it; empty: the only or first one.",
                     json_schema_extra={"x-zh": "立案动作；空为唯一或第一个。"})
    values: dict[str, str] = Field(
        default_factory=dict, description="The fields a case is opened with, by name, each as a text.",
        json_schema_extra={"x-zh": "立案字段，按名称填写文本。", "maxProperties": MOST_VALUES})
