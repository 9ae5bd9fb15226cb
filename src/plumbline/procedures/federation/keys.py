"""The key with which this instance signs what it hands on: made on first use, kept in the home, never handed out."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from plumbline.errors import HomeError, reported
from plumbline.home import Home
from plumbline.methods.shared.trust import signing
from plumbline.text import Text

FILE = "instance.key"


def public(home: Home) -> str:
    """The public key of ``home``, which gets a private one if it has none."""
    return signing.public_key(_seed(home))


def sign(home: Home, domain: str, message: bytes) -> bytes:
    """Sign ``message`` as a document of the format ``domain``."""
    return signing.sign(_seed(home), domain, message)


def _seed(home: Home) -> bytes:
    path = home.keys / FILE
    if not path.exists():
        _make(home, path)
    try:
        return bytes.fromhex(path.read_text("ascii").strip())
    except (OSError, ValueError) as error:
        raise HomeError("instance.key_unreadable", Text("the private key cannot be read", "无法读取私钥"),
                        where=str(path), why=reported(error),
                        next_step=Text("Bring it back from a backup; those above must trust a new key anew",
                                       "请从备份恢复；如更换密钥，上级须重新信任")) from error


def _make(home: Home, path: Path) -> None:
    home.keys.mkdir(mode=0o700, exist_ok=True)
    # Written aside and linked, so that two processes at once end with one key, and a full disk with none.
    aside = path.with_name(f".{FILE}.{secrets.token_hex(4)}")
    handle = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_bytes(signing.SEED_BYTES).hex() + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
