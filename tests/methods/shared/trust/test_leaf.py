"""Leaf hashes, computed a second time here from the words of the contract."""

from __future__ import annotations

from hashlib import sha256

import pytest

from plumbline.errors import MethodError
from plumbline.methods.shared.trust.leaf import internal_commitment, leaf_hash

SALT = bytes(range(16))


def test_a_leaf_is_the_salted_hash() -> None:
    assert leaf_hash(SALT, b'{"~kind":"region"}') == sha256(b"\x00" + SALT + b'{"~kind":"region"}').digest()


def test_a_commitment_is_separated_from_a_leaf() -> None:
    assert internal_commitment(SALT, b"{}") == sha256(b"\x02" + SALT + b"{}").digest()
    assert internal_commitment(SALT, b"{}") != leaf_hash(SALT, b"{}")


@pytest.mark.parametrize("make", [leaf_hash, internal_commitment])
def test_a_salt_of_another_length_is_refused(make: object) -> None:
    with pytest.raises(MethodError, match="a salt has 16 bytes, this one 15") as caught:
        make(SALT[:15], b"{}")  # type: ignore[operator]
    assert caught.value.code == "proof.salt_length"
