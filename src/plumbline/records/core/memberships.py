"""Who belongs to which organisation, and acts for it. Personal data, like accounts: erased with the person.

A membership is sealed as a role is (``records/accounts/account_leaves.py``), and never deleted while the person is
known: one that ended keeps the day on which it did, so that it stays clear who could act for whom when.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from plumbline.methods.shared.trust.leaf import SALT_BYTES
from plumbline.records.core.people import User, may_act

ENTERPRISE, LABORATORY, CERTIFIER, OPERATOR = "enterprise", "laboratory", "certifier", "operator"
CAPACITIES = (ENTERPRISE, LABORATORY, CERTIFIER, OPERATOR)
"""As what an organisation takes part in quality work."""
CLAIMED, HELD, REFUSED = "claimed", "held", "refused"
MOST_CODE, MOST_PROOF = 80, 500


class Membership(models.Model):
    """One person in one organisation, named by the code it is registered under.

    ``state``: ``claimed`` by the person with a ``proof``, ``held``, or ``refused`` by the authority. Held from
    ``since`` to ``until`` (none: until it is ended), both days included. Who ``manages`` brings in colleagues and lets
    them go.
    ``given_by`` is the account that settled it; none: whoever runs commands on this machine."""

    user: Any = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation: Any = models.CharField(max_length=MOST_CODE, db_index=True)
    capacity: Any = models.CharField(max_length=20)
    manages: Any = models.BooleanField(default=False)
    state: Any = models.CharField(max_length=10, default=HELD)
    since: Any = models.DateField()
    until: Any = models.DateField(null=True)
    proof: Any = models.CharField(max_length=MOST_PROOF, blank=True, default="")
    given_by: Any = models.BigIntegerField(null=True)
    made_at: Any = models.DateTimeField()
    salt: Any = models.BinaryField(max_length=SALT_BYTES, default=b"")

    objects: models.Manager[Membership]

    def __str__(self) -> str:
        return f"{self.capacity} {self.organisation}"

    def holds(self, on: date) -> bool:
        """Whether the person acts for the organisation on that day."""
        return bool(self.state == HELD and self.since <= on and (self.until is None or on <= self.until))


class Invitation(models.Model):
    """A code by which one person comes to act for an organisation, once: in a letter of the authority, or from a
    colleague who manages. Only a hash of the code is kept. ``given_by`` is 0 for whoever runs commands on this
    machine."""

    organisation: Any = models.CharField(max_length=MOST_CODE, db_index=True)
    capacity: Any = models.CharField(max_length=20)
    manages: Any = models.BooleanField(default=False)
    sha256: Any = models.CharField(max_length=64, unique=True)
    until: Any = models.DateField()
    given_by: Any = models.BigIntegerField(default=0)
    made_at: Any = models.DateTimeField()
    used_at: Any = models.DateTimeField(null=True)
    revoked_at: Any = models.DateTimeField(null=True)
    salt: Any = models.BinaryField(max_length=SALT_BYTES, default=b"")

    objects: models.Manager[Invitation]

    def __str__(self) -> str:
        return f"invitation of {self.organisation}"


def holding_on(on: date) -> models.QuerySet[Membership]:
    """The memberships that are held on a day, by people whose account is open."""
    return Membership.objects.filter(Q(until=None) | Q(until__gte=on), state=HELD, since__lte=on, user__is_active=True)


def organisations_of(user: Any) -> frozenset[str]:
    """The organisations that ``user`` acts for now; none for the public, and for a token narrowed to a region."""
    return frozenset(capacities_of(user))


def capacities_of(user: Any) -> Mapping[str, frozenset[str]]:
    """The same, each with as what the person acts for it."""
    if not may_act(user):
        return {}
    known: dict[str, frozenset[str]] | None = getattr(user, "_plumbline_organisations", None)
    if known is None:
        # Who may see is asked of the moment it is asked in, as it is with roles: both ride on the request's user.
        held = holding_on(timezone.localdate()).filter(user=user)
        known = {}
        for organisation, capacity in held.values_list("organisation", "capacity"):
            known[organisation] = known.get(organisation, frozenset()) | {capacity}
        user._plumbline_organisations = known
    return known
