"""Salts and leaf hashes for a batch of rows whose canonical JSON the checks have written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

from plumbline.methods.shared.trust.canonical import Value, canonical_fields
from plumbline.methods.shared.trust.leaf import HASH_BYTES, SALT_BYTES

if TYPE_CHECKING:
    import pyarrow as pa

# The functions of methods/trust state these hashes one record at a time; tests hold the two together.


def salts(count: int, internal: bool) -> list[bytes]:
    """Fresh random salts, twice as long where the kind has internal fields."""
    width = SALT_BYTES * (2 if internal else 1)
    pool = os.urandom(width * count)
    return [pool[start:start + width] for start in range(0, width * count, width)]


def opened(fields: Mapping[str, Value]) -> str:
    """The canonical object of ``fields``, left open as the checks leave it: each field ends with a comma."""
    text = canonical_fields(fields)[:-1].decode()
    return text + "," if fields and text != "{" else text


def leaves(kind: str, public: Sequence[str], internal: Sequence[str], salts_of: Sequence[bytes]) -> list[bytes]:
    """Leaf hashes from the open canonical objects ``public`` and ``internal``: ``{``, then each field that is known
    with a comma after it. ``internal`` is empty where the kind has no such fields."""
    tail = f'"~kind":"{kind}"}}'.encode()
    if not internal[:1] or not internal[0]:
        return [sha256(b"\x00" + salt + row.encode() + tail).digest()
                for row, salt in zip(public, salts_of, strict=True)]
    found = []
    for row, hidden, salt in zip(public, internal, salts_of, strict=True):
        commitment = sha256(b"\x02" + salt[SALT_BYTES:] + hidden.rstrip(",").encode() + b"}").hexdigest()
        found.append(sha256(b"\x00" + salt[:SALT_BYTES] + row.encode() + b'"~internal":"'
                            + commitment.encode() + b'",' + tail).digest())
    return found


def column(leaves: Sequence[bytes]) -> pa.FixedSizeBinaryArray:
    """``leaves`` as a column."""
    # Only now: this module is loaded wherever models are.
    import pyarrow as pa

    kind = pa.binary(HASH_BYTES)
    return pa.FixedSizeBinaryArray.from_buffers(kind, len(leaves), [None, pa.py_buffer(b"".join(leaves))])


def packed(column: pa.FixedSizeBinaryArray) -> memoryview:
    """The leaf hashes of a column, one after another, as they lie in memory: none is made an object."""
    if not len(column):
        return memoryview(b"")
    start, end = column.offset, column.offset + len(column)
    return memoryview(column.buffers()[1])[start * HASH_BYTES:end * HASH_BYTES]


def whole_leaf(leaf: bytes) -> bytes:
    """``leaf`` as it is; zeros, which are nothing's hash, for what somebody made longer or shorter than a hash."""
    return leaf if len(leaf) == HASH_BYTES else bytes(HASH_BYTES)
