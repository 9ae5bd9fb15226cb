"""The texts that lie beside the events of a case, as they go along in its package: each is named by an event with its
SHA-256, so that what is signed and sealed of the events holds for them too."""

from __future__ import annotations

import base64
import binascii
import gzip
import zlib
from collections.abc import Iterable, Mapping
from hashlib import sha256

from plumbline.errors import IntakeError, RecordError
from plumbline.procedures.casework.declaration import Beside, Procedure
from plumbline.text import Text

MOST_UNPACKED = 64 << 20
"""Bytes of one text, unpacked: far more than the list of a draw has."""


def of(procedure: Procedure, events: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """The texts that ``events``, by what they say, name. :raises RecordError: where one is gone, or is not what was
    named: a case does not go on its way without what it rests on."""
    found: dict[str, str] = {}
    for digest in _named(procedure, events):
        assert procedure.beside is not None
        text = _here(procedure.beside, digest)
        if text is None or sha256(text).hexdigest() != digest:
            raise RecordError("case.file_altered", Text("a file that the case rests on is gone or was altered",
                                                        "事项所依据的文件缺失或已被改动"), where=digest[:16],
                              why=Text("It is not the one that the event of the case names", "与事项记载的校验值不符"),
                              next_step=Text("See what plumb doctor says, and look for it in a backup",
                                             "请运行plumb doctor查看，并从备份中查找"))
        found[digest] = base64.b64encode(gzip.compress(text, mtime=0)).decode()
    return found


def keep(procedure: Procedure, files: Mapping[str, str], events: Iterable[Mapping[str, str]], sender: str) -> None:
    """Keep the texts that ``events``, which are new here, name. In a transaction. :raises IntakeError: where one of
    them is missing in ``files`` and not here either, or is not what its event names."""
    for digest in _named(procedure, events):
        assert procedure.beside is not None
        text = _unpacked(files[digest]) if digest in files else _here(procedure.beside, digest)
        if text is None or sha256(text).hexdigest() != digest:
            raise IntakeError("case.package_file", Text(
                "a file that this case rests on is missing in the package, or is not what the case names",
                "移交文件缺少事项所依据的文件，或文件与事项记载不符"), where=f"{sender} {digest[:16]}",
                next_step=Text("Ask who sent it to write it again; the doctor there names the file",
                               "请让发送单位重新生成；对方可运行plumb doctor查明"))
        procedure.beside.keep(text)


def _named(procedure: Procedure, events: Iterable[Mapping[str, str]]) -> list[str]:
    if procedure.beside is None:
        return []
    return sorted({digest for said in events for digest in procedure.beside.named(said)})


def _here(beside: Beside, digest: str) -> bytes | None:
    """The text that lies here; None where there is none, or it cannot be unpacked."""
    try:
        return beside.read(digest)
    except (OSError, EOFError, zlib.error):
        return None


def _unpacked(text: str) -> bytes | None:
    """The bytes that ``text`` stands for; None where it stands for none, or for too many."""
    try:
        unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        found = unpacking.decompress(base64.b64decode(text, validate=True), MOST_UNPACKED)
    except (binascii.Error, ValueError, zlib.error):
        return None
    return found if unpacking.eof else None
