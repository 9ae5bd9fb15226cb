"""Who acts for one organisation, as those read it who settle that: its region's officers, and who manages there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.procedures.accounts import memberships
from plumbline.records.core.memberships import CLAIMED, HELD, Invitation, Membership


@dataclass(frozen=True, slots=True)
class People:
    """The people of an organisation as ``user`` reads them. ``settles``: as an officer, who reads claims and those that
    ended or were refused too; else as one of its own people, who reads those that are held."""

    organisation: Any
    user: Any
    settles: bool
    on: date

    def memberships(self) -> list[Membership]:
        """Each with its person, the oldest first."""
        rows = Membership.objects.filter(organisation=self.organisation.code).select_related("user").order_by("pk")
        return [each for each in rows if self.settles or each.state == HELD]

    def invitations(self) -> list[Invitation]:
        """The codes that nobody used yet and that still open; never the codes themselves, which nobody keeps."""
        return list(Invitation.objects.filter(organisation=self.organisation.code, used_at=None, revoked_at=None,
                                              until__gte=self.on).order_by("pk"))

    def must_have(self, model: type[Membership] | type[Invitation], number: int) -> None:
        """:raises RecordError: where this is no membership or code of the organisation that is open to the reader."""
        rows: Any = model.objects
        row = rows.filter(pk=number, organisation=self.organisation.code).first()
        if row is None or (model is Membership and not self.settles and row.state == CLAIMED):
            raise memberships.unknown()


def people_of(user: Any, organisation: str, on: date) -> People:
    """The people of an organisation. :raises RecordError: where the register has none under this code, and for who may
    not read them: alike."""
    row = memberships.register_row(organisation, gone=True)
    settles = memberships.sees_to(user, organisation)
    if not settles and not memberships.manages(user, organisation, on):
        raise memberships.organisation_unknown(organisation)
    return People(row, user, settles, on)
