"""The people of a demonstration home, as its world names them. They have no passwords: nobody signs in as them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from plumbline.home import Home
from plumbline.procedures.accounts import memberships, people, roles
from plumbline.records.accounts import account_leaves
from plumbline.records.core import locks
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import User
from plumbline.worlds import Persona, personas_in


def seed(home: Home, *, at: datetime) -> None:
    """Make those who are missing, with their roles and the organisations they act for."""
    with transaction.atomic():
        locks.journal()
        for each in personas_in(home):
            if each.role or each.organisation:
                _seed(each, at)


def _seed(each: Persona, at: datetime) -> None:
    user = User.objects.filter(username=each.name).first()
    if user is None:
        user = User(username=each.name, first_name=each.title.en)
        user.set_unusable_password()
        account_leaves.seal(user, people.MAKE, actor=None, at=at)
    if each.role:
        roles.give(user, each.role, each.region, "*", at=at)
    if each.organisation and not Membership.objects.filter(user=user, organisation=each.organisation).exists():
        memberships.add(user, each.organisation, each.capacity, by=None, at=at, managing=True)
