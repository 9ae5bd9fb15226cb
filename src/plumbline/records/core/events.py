"""Events of procedures: rows that are only ever added, each one entry of the journal whose root is the row's leaf.

What an event says is hashed under salts, as an internal field of a record is; only the number of what it belongs to is
not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from plumbline.methods.shared.trust import canonical, leaf
from plumbline.records.core import hashing, store
from plumbline.records.core.journal import Entry

EMPTY: Mapping[str, Any] = MappingProxyType({})


def leaf_over(kind: str, number: str, said: Mapping[str, Any], salts: bytes) -> bytes:
    """The leaf of an event of ``kind`` that belongs to ``number`` and says ``said``."""
    commitment = leaf.internal_commitment(salts[leaf.SALT_BYTES:], canonical.canonical_fields(said))
    return leaf.leaf_hash(salts[:leaf.SALT_BYTES], canonical.canonical(kind, {"number": number}, commitment))


def add(row: Any, kind: str, leaf_of: Callable[[Any], bytes], at: datetime, detail: Mapping[str, Any] = EMPTY) -> Any:
    """Keep ``row`` with its entry of the journal, and ``detail`` in that; returns it. Must run in the transaction of
    the act."""
    row.at = at
    row.salt = hashing.salts(1, internal=True)[0]
    row.leaf = leaf_of(row)
    entry = Entry.objects.create(act=row.act, kind=kind, actor=row.actor, begun_at=at, rows=1, root=row.leaf.hex(),
                                 detail=dict(detail))
    row.entry = entry
    row.save(force_insert=True)
    store.seal(entry, at)
    return row


def add_all(rows: Sequence[Any], kind: str, leaf_of: Callable[[Any], bytes], at: datetime) -> None:
    """Keep many ``rows`` of one table in their order, as :func:`add` does one after the other at the same moment: each
    with an entry of its own, and each sealed. Must run in the transaction of the act."""
    if not rows:
        return
    for row, salts in zip(rows, hashing.salts(len(rows), internal=True), strict=True):
        row.at, row.salt = at, salts
        row.leaf = leaf_of(row)
    entries = [Entry(act=row.act, kind=kind, actor=row.actor, begun_at=at, rows=1, root=row.leaf.hex()) for row in rows]
    store.seal_all(entries, at)
    for row, entry in zip(rows, entries, strict=True):
        row.entry = entry
    type(rows[0]).objects.bulk_create(rows)


def is_altered(row: Any, leaf_of: Callable[[Any], bytes]) -> bool:
    """Whether ``row`` is not what its entry in the journal sealed."""
    found = leaf_of(row)
    return found.hex() != str(row.entry.root) or bytes(row.leaf) != found
