"""How accounts, roles, tokens and memberships stand, sealed: each change is a journal entry over the leaf of the row.

``root`` of the entry is SHA-256(0x00 || salt || canonical row), the salt 16 random bytes, new at each change, beside
the row. ``detail`` holds numbers, and for each field a commitment made with the same salt, so that what does not fit
can be named. With the row its salt is gone, and neither says anything about anybody any more.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from plumbline.methods.shared.trust.canonical import Value, canonical, canonical_fields
from plumbline.methods.shared.trust.leaf import SALT_BYTES, internal_commitment, leaf_hash
from plumbline.records.accounts.tokens import Token
from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from plumbline.records.core.memberships import Invitation, Membership
from plumbline.records.core.people import Role, User

ACCOUNT, ROLE, TOKEN, MEMBERSHIP, INVITATION = "account", "role", "token", "membership", "invitation"
ADOPT, ACCEPT, ERASE, TAKE = "adopt", "accept", "erase", "take"
ENDING = frozenset({(ACCOUNT, ERASE), (ROLE, TAKE), (TOKEN, ERASE), (MEMBERSHIP, ERASE), (INVITATION, ERASE)})
"""Entries after which the row is gone (of an account: emptied)."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What of a table is sealed: ``fields`` as they are called in the leaf, each with where its value stands."""

    kind: str
    model: type[models.Model]
    owner: str
    fields: Mapping[str, str]

    def number(self, row: Any) -> dict[str, int]:
        """What tells the row from all others, as numbers."""
        own = {"user": row.pk} if self.kind == ACCOUNT else {self.kind: row.pk}
        return own | {"user": getattr(row, self.owner)}

    def values(self, row: Any) -> dict[str, Value]:
        """The row as its leaf covers it. What it holds none of is left out."""
        found = {name: _value(getattr(row, place)) for name, place in self.fields.items()}
        return {name: value for name, value in found.items() if value not in ("", None)}


KINDS = {each.kind: each for each in (
    Sealed(ACCOUNT, User, "pk", {
        "number": "pk", "name": "username", "first name": "first_name", "last name": "last_name", "e-mail": "email",
        "password": "password", "open": "is_active", "staff": "is_staff", "superuser": "is_superuser"}),
    Sealed(ROLE, Role, "user_id", {
        "number": "pk", "person": "user_id", "role": "name", "region": "region", "column": "column"}),
    Sealed(TOKEN, Token, "user_id", {
        "number": "pk", "person": "user_id", "secret": "sha256", "write": "write", "region": "region",
        "until": "expires_at", "revoked": "revoked_at"}),
    Sealed(MEMBERSHIP, Membership, "user_id", {
        "number": "pk", "person": "user_id", "organisation": "organisation", "capacity": "capacity",
        "manages": "manages", "state": "state", "since": "since", "until": "until", "given by": "given_by"}),
    Sealed(INVITATION, Invitation, "given_by", {
        "number": "pk", "organisation": "organisation", "capacity": "capacity", "manages": "manages",
        "secret": "sha256", "until": "until", "given by": "given_by", "used": "used_at", "revoked": "revoked_at"}),
)}


@dataclass(frozen=True, slots=True)
class Altered:
    """One row that is not what the journal last sealed.

    ``fault``: ``unknown`` (no entry made it), ``gone``, ``differs`` (``fields`` says where), ``left`` (an entry ended
    it, and it is there), ``late`` (it was adopted as found although others had been sealed before), ``foreign`` (a
    right of a kind that Plumbline never gives).
    """

    kind: str
    number: int
    account: int
    fault: str
    fields: tuple[str, ...] = ()


def _value(value: Any) -> Value:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


def leaf(kind: Sealed, row: Any, salt: bytes) -> bytes:
    """The leaf of ``row``."""
    return leaf_hash(salt, canonical(kind.kind, kind.values(row)))


def parts(kind: Sealed, row: Any, salt: bytes) -> dict[str, str]:
    """A commitment to each field of ``row``, hex."""
    values = dict.fromkeys(kind.fields, "") | kind.values(row)
    return {name: internal_commitment(salt, canonical_fields({name: value})).hex() for name, value in values.items()}


def sealed_values(kind: Sealed, row: Any, salt: bytes) -> dict[str, Any]:
    """What a journal entry holds of ``row``."""
    return {"rows": 1, "root": leaf(kind, row, salt).hex(),
            "detail": {**kind.number(row), "parts": parts(kind, row, salt)}}


def seal(row: Any, act: str, *, actor: int | None, at: datetime) -> Entry:
    """Save ``row`` with a new salt, and seal how it stands now. In the transaction of the change, after
    ``locks.journal()``."""
    kind = _kind_of(row)
    if row.pk is None:
        row.save()
    row.salt = secrets.token_bytes(SALT_BYTES)
    row.save(update_fields=[*{place for place in kind.fields.values() if place != "pk"}, "salt"])
    return store.write_entry(act, kind.kind, actor=actor, at=at, **sealed_values(kind, row, row.salt))


def seal_end(row: Any, act: str, *, actor: int | None, at: datetime) -> Entry:
    """Seal that ``row`` is no more; the leaf is of how it stood, and nobody knows its salt. Does not remove it."""
    return seal_gone(_kind_of(row).kind, _kind_of(row).number(row), act, actor=actor, at=at)


def seal_gone(kind: str, number: dict[str, int], act: str, *, actor: int | None, at: datetime) -> Entry:
    """Seal that the row of ``kind`` with this ``number`` is no more."""
    values: dict[str, Value] = dict(number)
    root = leaf_hash(secrets.token_bytes(SALT_BYTES), canonical(kind, values)).hex()
    return store.write_entry(act, kind, actor=actor, at=at, rows=1, root=root, detail=number)


def fits(row: Any) -> bool:
    """Whether ``row`` is what the newest entry about it sealed."""
    kind = _kind_of(row)
    entry = _entries(DEFAULT_DB_ALIAS).filter(kind=kind.kind, **{
        f"detail__{name}": number for name, number in kind.number(row).items()}).order_by("-number").first()
    return entry is not None and (kind.kind, entry.act) not in ENDING and _root(kind, row) == entry.root


def altered(using: str = DEFAULT_DB_ALIAS) -> list[Altered]:
    """Every account, role, token, membership and invitation of the store ``using`` that is not what its newest journal
    entry sealed.

    Whether the journal itself holds, :func:`plumbline.records.core.store.broken_links` tells. A store of a Plumbline
    that sealed no accounts yet gives an empty list.
    """
    if not seals(using):
        return []
    newest, found = _newest(using)
    for kind in kept_in(using):
        wanted = {number: entry for (name, number), entry in newest.items() if name == kind.kind}
        found += _of_kind(kind, kind.model._base_manager.using(using), wanted)
    return [*found, *_foreign(using)]


def _of_kind(kind: Sealed, rows: Any, wanted: dict[int, Entry]) -> Iterator[Altered]:
    seen = set()
    for row in rows.order_by("pk").iterator():
        seen.add(row.pk)
        told = _judge(kind, row, wanted.get(row.pk))
        if told is not None:
            yield told
    for number, entry in sorted(wanted.items()):
        if number not in seen and (kind.kind, entry.act) not in ENDING:
            yield Altered(kind.kind, number, entry.detail["user"], "gone")


def _judge(kind: Sealed, row: Any, entry: Entry | None) -> Altered | None:
    owner = kind.number(row)["user"]
    if entry is None:
        return Altered(kind.kind, row.pk, owner, "unknown")
    if (kind.kind, entry.act) in ENDING:
        return None if kind.kind == ACCOUNT and is_empty(row) else Altered(kind.kind, row.pk, owner, "left")
    if _root(kind, row) == entry.root:
        return None
    salt, were = bytes(row.salt), entry.detail.get("parts", {})
    differs: tuple[str, ...] = ("salt",)
    if len(salt) == SALT_BYTES:
        now = parts(kind, row, salt)
        differs = tuple(name for name in kind.fields if now[name] != were.get(name))
    # With another salt nothing fits, so nothing can be told apart.
    return Altered(kind.kind, row.pk, entry.detail["user"], "differs",
                   ("salt",) if len(differs) == len(kind.fields) else differs)


def _root(kind: Sealed, row: Any) -> str:
    salt = bytes(row.salt)
    return leaf(kind, row, salt).hex() if len(salt) == SALT_BYTES else ""


def _newest(using: str) -> tuple[dict[tuple[str, int], Entry], list[Altered]]:
    """The newest entry about each row, and what was adopted after something else had been sealed."""
    newest: dict[tuple[str, int], Entry] = {}
    late: dict[tuple[str, int], Altered] = {}
    begun = False
    for entry in _entries(using).filter(kind__in=KINDS).order_by("number").iterator():
        name = "user" if entry.kind == ACCOUNT else entry.kind
        number = entry.detail.get(name)
        if number is None:
            continue  # the chain tells that it was altered
        late.pop((entry.kind, number), None)
        if entry.act != ADOPT:
            begun = True
        elif begun:
            late[entry.kind, number] = Altered(entry.kind, number, entry.detail["user"], "late")
        newest[entry.kind, number] = entry
    return newest, list(late.values())


def _entries(using: str) -> Any:
    # Entries of an older Plumbline about roles and tokens have no root; they sealed nothing.
    return Entry.objects.using(using).filter(state=Entry.VISIBLE).exclude(root="")


def _foreign(using: str) -> Iterator[Altered]:
    """Rights of Django's own kind. Plumbline gives none and asks for none: whoever put them in did it by hand."""
    for links in (User.groups.through, User.user_permissions.through):
        for number in links._base_manager.using(using).order_by("user_id").values_list("user_id", flat=True).distinct():
            yield Altered(ACCOUNT, number, number, "foreign")


def seals(using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether the store ``using`` is one whose accounts are sealed: those of an older Plumbline are not."""
    connection = connections[using]
    if User._meta.db_table not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        names = {each.name for each in connection.introspection.get_table_description(cursor, User._meta.db_table)}
    return "salt" in names


def kept_in(using: str = DEFAULT_DB_ALIAS) -> list[Sealed]:
    """The kinds that the store ``using`` has: one of an older Plumbline knows no memberships."""
    names = set(connections[using].introspection.table_names())
    return [kind for kind in KINDS.values() if kind.model._meta.db_table in names]


def empty(row: User) -> User:
    """Take everything out of an account but its number, which stands in the journal. With the space in it, the name it
    has then is none that somebody could be given."""
    row.username, row.first_name, row.last_name, row.email, row.language = f"erased {row.pk}", "", "", "", ""
    row.password, row.last_login, row.salt = "!", None, b""
    row.is_active = row.is_staff = row.is_superuser = False
    return row


def is_empty(row: User) -> bool:
    """Whether an account holds nothing any more."""
    fields = ("username", "first_name", "last_name", "email", "password", "is_active", "is_staff", "is_superuser")
    bare = empty(User(pk=row.pk))
    return not bytes(row.salt) and all(getattr(row, name) == getattr(bare, name) for name in fields)


def _kind_of(row: Any) -> Sealed:
    return next(kind for kind in KINDS.values() if isinstance(row, kind.model))


