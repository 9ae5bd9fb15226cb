"""Ed25519, by the vectors of RFC 8032, section 7.1, and what is put around it."""

from __future__ import annotations

import pytest

from plumbline.errors import MethodError
from plumbline.methods.shared.trust import signing

# RFC 8032, section 7.1, TEST 1: secret key and public key.
SECRET = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
PUBLIC = "ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"


def test_the_public_key_of_the_rfc():
    assert signing.public_key(SECRET) == PUBLIC


def test_what_was_signed_is_verified_and_nothing_else():
    signature = signing.sign(SECRET, "a/1", b"a letter")
    assert len(signature) == signing.SIGNATURE_BYTES
    assert signing.verify(PUBLIC, "a/1", b"a letter", signature)
    assert not signing.verify(PUBLIC, "a/1", b"a lettes", signature)
    assert not signing.verify(PUBLIC, "b/1", b"a letter", signature)
    assert not signing.verify(signing.public_key(bytes(32)), "a/1", b"a letter", signature)
    for wrong in (b"", signature[:-1], signature + b"0", bytes(64)):
        assert not signing.verify(PUBLIC, "a/1", b"a letter", wrong)


def test_a_fingerprint_is_short_enough_to_read_out():
    said = signing.fingerprint(PUBLIC)
    assert len(said.split()) == 8
    assert said != signing.fingerprint(signing.public_key(bytes(32)))


@pytest.mark.parametrize("key", ["", "ed25519:", "ed25519:00", PUBLIC.upper(), PUBLIC + "0", PUBLIC[8:]])
def test_what_is_no_key_is_told(key):
    with pytest.raises(MethodError, match="this is not a public key") as caught:
        signing.fingerprint(key)
    assert caught.value.code == "proof.not_public_key"


def test_a_private_key_has_32_bytes():
    with pytest.raises(MethodError, match="a private key has 32 bytes, this one 3") as caught:
        signing.sign(b"abc", "a/1", b"")
    assert caught.value.code == "proof.private_key_length"
