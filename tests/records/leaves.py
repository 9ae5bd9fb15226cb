"""Leaves worked out anew from stored rows by methods/trust, one record at a time: what the intake must equal."""

from __future__ import annotations

from typing import Any

from plumbline.methods.shared.trust.canonical import canonical, canonical_fields
from plumbline.methods.shared.trust.leaf import SALT_BYTES, internal_commitment, leaf_hash
from plumbline.records.core.fields import INTERNAL, PUBLIC
from plumbline.records.core.kinds import Kind


def canonical_of(kind: Kind, row: Any) -> bytes:
    """The canonical JSON of a stored row."""
    public = {name: getattr(row, name) for name in kind.names(PUBLIC)}
    return canonical(kind.name, public, _commitment(kind, row))


def leaf_of(kind: Kind, row: Any) -> bytes:
    """The leaf of a stored row, from its fields and its salt."""
    return leaf_hash(bytes(row.salt)[:SALT_BYTES], canonical_of(kind, row))


def _commitment(kind: Kind, row: Any) -> bytes | None:
    internal = {name: getattr(row, name) for name in kind.names(INTERNAL)}
    salt = bytes(row.salt)
    assert len(salt) == SALT_BYTES * (2 if internal else 1)
    return internal_commitment(salt[SALT_BYTES:], canonical_fields(internal)) if internal else None
