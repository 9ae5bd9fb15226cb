"""Salted leaf hashes: a record's hash gives nothing away about the record.

Rows of public work are guessable (a ward, a day, pass or fail), so an unsalted hash could be undone by trying. With 16
random bytes before the row it cannot. The first byte separates the three uses of SHA-256: leaf 0x00 and node 0x01 as in
RFC 6962, section 2.1, and 0x02 for the commitment to internal fields.
"""

from __future__ import annotations

from hashlib import sha256

from plumbline.errors import MethodError
from plumbline.text import Text

SALT_BYTES = 16
HASH_BYTES = 32


def _salted(prefix: bytes, salt: bytes, content: bytes) -> bytes:
    if len(salt) != SALT_BYTES:
        raise MethodError("proof.salt_length", Text(f"a salt has {SALT_BYTES} bytes, this one {len(salt)}",
                                                    f"盐值应为{SALT_BYTES}个字节，此处为{len(salt)}个"))
    return sha256(prefix + salt + content).digest()


def leaf_hash(salt: bytes, canonical: bytes) -> bytes:
    """SHA-256(0x00 || salt || canonical), 32 bytes. :raises MethodError: if the salt is not 16 bytes."""
    return _salted(b"\x00", salt, canonical)


def internal_commitment(salt: bytes, canonical_internal: bytes) -> bytes:
    """SHA-256(0x02 || salt || canonical JSON of the internal fields), 32 bytes.

    It stands in the record's public canonical form, so that the record can be shown and checked without its internal
    fields. Its salt is not the leaf's: whoever is given the leaf's salt to check the public fields could otherwise try
    values of the internal ones. :raises MethodError: if the salt is not 16 bytes.
    """
    return _salted(b"\x02", salt, canonical_internal)
