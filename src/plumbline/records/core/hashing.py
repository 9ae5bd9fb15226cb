"""Salts and leaf hashes for a batch of rows whose canonical JSON the checks have written."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hashlib import sha256

from plumbline.methods.shared.trust.canonical import Value, canonical_fields
from plumbline.methods.shared.trust.leaf import SALT_BYTES

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
