"""Giving people accounts and roles."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.records import locks, store
from plumbline.records.people import COLUMNS, Role, User
from plumbline.records.regiontrees import parents_now

DEMO_PEOPLE = (
    ("city", "City", "officer", "chicago"),
    ("ward-1", "Ward 1", "officer", "1"),
    ("ward-2", "Ward 2", "officer", "2"),
)


def exists(name: str) -> bool:
    """Whether somebody signs in as ``name``."""
    return User.objects.filter(username=name).exists()


def grant(home: Home, name: str, *, role: str, region: str, at: datetime, column: str = "*",
          password: str | None = None, sign_in: bool = True, actor: int | None = None) -> User:
    """Give ``name`` a role, making the account first if there is none, without a password unless somebody is to
    ``sign_in`` with it. The journal keeps numbers, not names."""
    if role not in dict(Role.NAMES):
        raise RecordError(f"there is no role '{role}'", next_step=f"Choose one of: {', '.join(dict(Role.NAMES))}")
    if column not in ("*", *COLUMNS):
        raise RecordError(f"there is no column '{column}'", next_step=f"Choose * or one of: {', '.join(COLUMNS)}")
    if region not in parents_now():
        raise RecordError(f"the region '{region}' is not in the tree", next_step="Import the regions first")
    with transaction.atomic():
        locks.journal()  # two who give one new account its first roles make one account
        user = User.objects.filter(username=name).first()
        if user is None:
            user = _account(name, password, sign_in)
        held, new = Role.objects.get_or_create(user=user, name=role, region=region, column=column)
        if new:
            store.write_entry("grant", "role", actor=actor, at=at, rows=1, detail={"role": held.pk, "user": user.pk})
    return user


def _account(name: str, password: str | None, sign_in: bool) -> User:
    user = User(username=name)
    if password is None and sign_in:
        raise NotAllowed(f"a new account needs a password: {name}")
    try:
        User._meta.get_field("username").run_validators(name)
        if not name:
            raise ValidationError("It is empty.")
    except ValidationError as error:
        raise RecordError(f"'{name}' cannot be a name to sign in with", why=" ".join(error.messages),
                          next_step="Choose another") from None
    if password is None:
        user.set_unusable_password()
        user.save()
        return user
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RecordError("this password is too weak", why=" ".join(error.messages),
                          next_step="Choose a longer one that is not common") from None
    user.set_password(password)
    user.save()
    return user


def seed_demo(home: Home) -> None:
    """The people of a demonstration home: no passwords, so nobody can sign in as them anywhere else."""
    for name, shown, role, region in DEMO_PEOPLE:
        user, new = User.objects.get_or_create(username=name, defaults={"first_name": shown})
        if new:
            user.set_unusable_password()
            user.save()
        Role.objects.get_or_create(user=user, name=role, region=region, column="*")
