"""People, and what they may do where. Personal data: never in a cut, a journal payload, a hash or a log.

How an account or a role stands is sealed: the newest journal entry about it holds the leaf of its row, salted with the
``salt`` beside it (:mod:`plumbline.records.accounts.account_leaves`), so that what is changed past Plumbline is found.
The salt goes with the row, and the leaf then says nothing about anybody.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import AbstractUser
from django.db import models

from plumbline.methods.shared.password_strength import normalised
from plumbline.methods.shared.trust.leaf import SALT_BYTES

COLUMNS = ("assessment", "surveillance", "standards", "conformity", "traceability", "programmes")


class User(AbstractUser):
    """A person who signs in. What they may see and do follows from their roles, not from flags here.

    ``salt`` is empty for an account that nothing sealed, which Plumbline never leaves behind.
    """

    language: Any = models.CharField(max_length=10, blank=True, default="")
    salt: Any = models.BinaryField(max_length=SALT_BYTES, default=b"")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def set_password(self, raw_password: str | None) -> None:
        """Take a password, in the one form that every keyboard's way of writing it comes to; None: none at all."""
        super().set_password(None if raw_password is None else normalised(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password. It never writes: a hash made anew is an act of its own, and sealed.

        A password of an older Plumbline was kept as it was typed, so that form counts too.
        """
        if raw_password is None:
            return False
        fits = [check_password(form, self.password) for form in _forms(raw_password)]
        return any(fits)


class Role(models.Model):
    """One role of one person in one region (and all below it) and one column (``*``: every column). A juror reads
    nothing by that alone, but may be given parts in cases of the region."""

    OFFICER, AUDITOR, ADMINISTRATOR, JUROR = "officer", "auditor", "administrator", "juror"
    NAMES = ((OFFICER, "Officer"), (AUDITOR, "Auditor"), (ADMINISTRATOR, "Administrator"), (JUROR, "Juror"))

    user: Any = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    name: Any = models.CharField(max_length=20, choices=NAMES)
    region: Any = models.CharField(max_length=80)
    column: Any = models.CharField(max_length=20, default="*")
    salt: Any = models.BinaryField(max_length=SALT_BYTES, default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name", "region", "column"], name="role_once"),
        ]

    objects: models.Manager[Role]

    def __str__(self) -> str:
        return f"{self.name} {self.column} {self.region}"


def may_act(user: Any) -> bool:
    """Whether this account may act now: whoever opens anything for a person asks here, whatever the person came with -
    a session, a token, or a secret address. False for the public and for an account that is closed."""
    return user is not None and bool(getattr(user, "is_authenticated", False)) and bool(user.is_active)


def open_accounts() -> models.QuerySet[User]:
    """The accounts that may act now: :func:`may_act`, asked of the store."""
    return User.objects.filter(is_active=True)


def hash_for_nobody(raw_password: str) -> None:
    """Take as long as looking at a password takes, for a name that nobody has."""
    for form in _forms(raw_password):
        make_password(form)


def _forms(raw_password: str) -> list[str]:
    # Each is looked at, whether or not the first one fits: how long it takes must not tell which did.
    return list(dict.fromkeys((normalised(raw_password), raw_password)))
