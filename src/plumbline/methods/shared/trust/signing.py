"""Ed25519 signatures (RFC 8032) and how public keys are written: ``ed25519:`` and 64 hexadecimal digits.

What is signed begins with the name of its format, so that a signature over one kind of document can never pass for one
over another.
"""

from __future__ import annotations

import re
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from plumbline.errors import MethodError
from plumbline.text import Text

SEED_BYTES = 32
SIGNATURE_BYTES = 64
PREFIX = "ed25519:"
WRITTEN = re.compile(rf"{PREFIX}[0-9a-f]{{64}}")


def public_key(seed: bytes) -> str:
    """The public key that belongs to the private ``seed`` of 32 random bytes. :raises MethodError: for another
    length."""
    return PREFIX + _private(seed).public_key().public_bytes_raw().hex()


def sign(seed: bytes, domain: str, message: bytes) -> bytes:
    """The signature of ``message`` as a document of the format ``domain``, 64 bytes."""
    return _private(seed).sign(_bound(domain, message))


def verify(key: str, domain: str, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` over ``message``, as a document of the format ``domain``, was made with the private half of
    ``key``. A signature that has not even the right form is False. :raises MethodError: for a ``key`` that is none."""
    try:
        _public(key).verify(signature, _bound(domain, message))
    except InvalidSignature:
        return False
    return True


def fingerprint(key: str) -> str:
    """Eight groups of four digits for comparing a key by telephone: the first half of SHA-256 of its bytes.
    :raises MethodError: for a text that is no key."""
    digits = sha256(_raw(key)).hexdigest()[:32]
    return " ".join(digits[at:at + 4] for at in range(0, 32, 4))


def _private(seed: bytes) -> Ed25519PrivateKey:
    if len(seed) != SEED_BYTES:
        raise MethodError("proof.private_key_length", Text(
            f"a private key has {SEED_BYTES} bytes, this one {len(seed)}",
            f"私钥应为{SEED_BYTES}个字节，此处为{len(seed)}个"))
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public(key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_raw(key))


def _raw(key: str) -> bytes:
    if not WRITTEN.fullmatch(key):
        raise MethodError("proof.not_public_key", Text("this is not a public key", "不是公钥"),
                          why=Text(f"A key is {PREFIX} and 64 digits from 0 to f",
                                   f"公钥由{PREFIX}和64位十六进制数字（0至f）组成"),
                          next_step=Text("Ask the instance for it: plumb key show", "请向该实例索取：plumb key show"))
    return bytes.fromhex(key.removeprefix(PREFIX))


def _bound(domain: str, message: bytes) -> bytes:
    return domain.encode() + b"\n" + message
