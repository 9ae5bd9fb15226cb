"""One record as one person may see it: every version, the personal fields of the newest, and what its leaf covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plumbline.methods.shared.trust import canonical, leaf
from plumbline.records.core import store
from plumbline.records.core.fields import INTERNAL, PERSONAL, PUBLIC
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import about_record, visible
from plumbline.records.intake.personal import key_of
from plumbline.records.query.conditions import typed


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a record: the row, with its journal entry, and the values that may be shown."""

    row: Any
    shown: dict[str, Any]


def versions(kind: Kind, key: tuple[str, ...], user: Any) -> list[Version]:
    """The versions that ``user`` (None: the public) may know of, newest first; none where there is no such record.

    The newest one is shown with its personal fields, where they are open to ``user``.
    """
    values = {part: typed(kind.by_name[part], given) for part, given in zip(kind.key, key, strict=False)}
    if len(key) != len(kind.key) or None in values.values():
        return []
    seen = [Version(row, _shown(kind, row, user)) for row in store.versions(kind, values)]
    seen = [each for each in seen if each.shown]
    if seen:
        seen[0] = Version(seen[0].row, seen[0].shown | _personal(kind, seen[0].row, user))
    return seen


def region_of(kind: Kind, row: Any) -> str | None:
    """The region that decides who may see ``row``."""
    return getattr(row, kind.region) if kind.region else None


def open_fields(kind: Kind, row: Any, user: Any) -> frozenset[str]:
    """The fields of the record ``row`` that ``user`` (None: the public) may read; empty: not even that it exists."""
    return visible(user, kind, region_of(kind, row), about=about_record(kind, row))


def personal_key(kind: Kind, row: Any) -> str:
    """Under which key personal fields of the record ``row`` is a version of are kept."""
    return key_of(kind, {name: getattr(row, name) for name in kind.key})


def opening(kind: Kind, row: Any) -> dict[str, str]:
    """What a reader needs to check the leaf of ``row``: ``leaf`` = SHA-256(0x00 || ``salt`` || ``canonical``).

    The internal fields stand in the canonical text as a commitment under a second salt, which is not given: nothing of
    them can be found out by trying.
    """
    salts = bytes(row.salt)
    commitment = None
    if kind.names(INTERNAL):
        hidden = {name: getattr(row, name) for name in kind.names(INTERNAL)}
        commitment = leaf.internal_commitment(salts[leaf.SALT_BYTES:], canonical.canonical_fields(hidden))
    public = {name: getattr(row, name) for name in kind.names(PUBLIC)}
    return {"leaf": bytes(row.leaf).hex(), "salt": salts[:leaf.SALT_BYTES].hex(),
            "canonical": canonical.canonical(kind.name, public, commitment).decode()}


def _shown(kind: Kind, row: Any, user: Any) -> dict[str, Any]:
    fields = open_fields(kind, row, user)
    return {name: getattr(row, name) for name in fields if hasattr(row, name)}


def _personal(kind: Kind, row: Any, user: Any) -> dict[str, Any]:
    fields = open_fields(kind, row, user)
    names = [name for name in kind.names(PERSONAL) if name in fields]
    if not names:
        return {}
    held = kind.personal.objects.filter(key=personal_key(kind, row)).values(*names).first()
    return held or dict.fromkeys(names)
