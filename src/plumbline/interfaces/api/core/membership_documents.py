"""The documents of people who act for organisations."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from plumbline.procedures.accounts.memberships import DAYS
from plumbline.records.core.memberships import CAPACITIES, ENTERPRISE, MOST_PROOF


class MembershipDocument(BaseModel):
    """One person in one organisation. ``state``: claimed, held or refused; ``holds``: whether they act for it today.
    ``proof`` is what they say of a claim, for who settles it."""

    membership: int
    organisation: str
    name: str
    capacity: str
    state: str
    holds: bool
    manages: bool
    since: str
    until: str | None
    proof: str


class InvitationDocument(BaseModel):
    """A code that nobody used yet. The code itself is kept nowhere."""

    invitation: int
    organisation: str
    capacity: str
    manages: bool
    until: str


class InvitedDocument(InvitationDocument):
    """A code that was given out just now, shown this once."""

    code: str


class PeopleDocument(BaseModel):
    """Who acts for an organisation, and the codes that nobody used yet."""

    organisation: str
    memberships: list[MembershipDocument]
    invitations: list[InvitationDocument]


class ClaimsDocument(BaseModel):
    """Claims that wait for the caller, the oldest first."""

    claims: list[MembershipDocument]


class Inviting(BaseModel):
    """What an invitation is sent."""

    model_config = ConfigDict(extra="forbid")

    capacity: str = Field(ENTERPRISE, max_length=40, description=f"As what: {', '.join(CAPACITIES)}.",
                          json_schema_extra={"x-zh": "以何种身份参与。"})
    manages: bool = Field(False, description="Whether who uses it brings in colleagues and lets them go.",
                          json_schema_extra={"x-zh": "使用者是否可管理本单位人员。"})
    days: int = Field(DAYS, description="So many days it opens.", json_schema_extra={"x-zh": "有效天数。"})


class Claiming(BaseModel):
    """What a claim is sent."""

    model_config = ConfigDict(extra="forbid")

    capacity: str = Field(ENTERPRISE, max_length=40, description=f"As what: {', '.join(CAPACITIES)}.",
                          json_schema_extra={"x-zh": "以何种身份参与。"})
    proof: str = Field(max_length=MOST_PROOF, description="How an officer can make sure of it.",
                       json_schema_extra={"x-zh": "工作人员如何核实。"})


class Settling(BaseModel):
    """How a claim is settled."""

    model_config = ConfigDict(extra="forbid")

    confirmed: bool = Field(description="Whether it is confirmed; else it is refused.",
                            json_schema_extra={"x-zh": "是否确认；否则为拒绝。"})
    manages: bool = Field(False, description="Whether they bring in colleagues and let them go.",
                          json_schema_extra={"x-zh": "是否可管理本单位人员。"})


class Managing(BaseModel):
    """Whether somebody manages who acts for the organisation."""

    model_config = ConfigDict(extra="forbid")

    manages: bool = Field(description="Whether they bring in colleagues and let them go.",
                          json_schema_extra={"x-zh": "是否可管理本单位人员。"})
