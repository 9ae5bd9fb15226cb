"""Handing a cut to the level above: a signed package of public fields, verified before anything of it is kept."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import filelock
from django.db import transaction

import plumbline
from plumbline.errors import CutError, HomeError, IntakeError
from plumbline.figures import inspecting, packages, received
from plumbline.figures.cut import open_cut
from plumbline.figures.exporting import show
from plumbline.figures.packages import DOCUMENT, FORMAT, NAME, SIGNATURE, Package
from plumbline.figures.received import RECEIPT
from plumbline.figures.schema import schema_of_kinds
from plumbline.home import Home, sync
from plumbline.methods.trust import signing
from plumbline.procedures import keys, trusting
from plumbline.procedures.archive import Reader, Writer, plain_errors
from plumbline.procedures.trusting import Trusted
from plumbline.records import store
from plumbline.records.kinds import KINDS

DOCUMENT_BYTES = 16 << 20
AHEAD = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Handed:
    """A package that was written or taken in. ``sha256`` is that of the signed document."""

    package: Package
    sha256: str
    place: Path
    left_out: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document."""
        of = self.package
        return {
            "instance": of.instance, "region": of.region, "cut": of.cut, "as_of": of.as_of.isoformat(),
            "journal": of.journal, "package": self.sha256, "place": str(self.place),
            "kinds": {name: sum(part.rows for part in parts) for name, parts in of.kinds.items()},
            "left_out": self.left_out, "received": of.received,
        }


def export(home: Home, cut_id: str | None, target: Path, *, instance: str, region: str) -> Handed:
    """Write the public part of a cut of ``home`` to the new file ``target``, signed as ``instance`` for ``region``.

    :raises HomeError: if the instance has no name or region, or the file cannot be written.
    """
    if not NAME.fullmatch(instance) or not region:
        raise HomeError("this instance has no name or no region yet", where=str(home.config_file),
                        why="Whoever receives its cuts must know whose they are",
                        next_step='Set instance = "some-name" and region = "a code" in that file')
    if target.exists():
        raise HomeError("a file of this name is there already", where=str(target), next_step="Choose another name")
    cut = open_cut(home, cut_id)
    aside = target.absolute().with_name(f".{target.name}.{uuid4().hex[:8]}.partial")
    with plain_errors("the package", target):
        try:
            aside.mkdir(mode=0o700)
            shown = show(cut, region, schema_of_kinds(), aside)
            package = Package(instance, region, cut.id, cut.held.as_of, cut.held.journal, shown.kinds,
                              plumbline.__version__, cut.held.received)
            raw = package.text()
            (aside / DOCUMENT).write_bytes(raw)
            (aside / SIGNATURE).write_text(keys.sign(home, FORMAT, raw).hex() + "\n", encoding="ascii")
            _pack(aside, target, package)
            return Handed(package, hashlib.sha256(raw).hexdigest(), target, shown.left_out)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _pack(folder: Path, target: Path, package: Package) -> None:
    made = folder / "package.zip"
    writer = Writer(made)
    try:
        for name in (DOCUMENT, SIGNATURE, *(part.file for part in package.parts)):
            writer.add(name, folder / name)
        writer.close({"format": FORMAT, "instance": package.instance, "cut": package.cut})
    except BaseException:
        writer.abandon()
        raise
    made.rename(target)
    sync(target.absolute().parent)


def receive(home: Home, file: Path, *, at: datetime, actor: int | None = None) -> Handed:
    """Take in a package that an instance below handed up. Every check comes before anything is kept.

    :raises IntakeError: if it is damaged, not signed with the key that is trusted for its name and region, older than
        what that instance handed up before, or holds what a package may not hold.
    """
    home.received.mkdir(exist_ok=True)
    with _alone(home), _as_intake(file), plain_errors("the package", file), Reader(file, FORMAT) as archive:
        archive.verify()
        raw, package = _document(archive)
        trusted = _signed_by(home, archive, package, raw)
        sha256 = hashlib.sha256(raw).hexdigest()
        _must_be_newer(home, package, sha256, at)
        aside = home.received / f".{package.instance}.{uuid4().hex[:8]}.partial"
        try:
            _unpack(archive, package, aside)
            inspecting.inspect(package, aside, schema_of_kinds(), _required())
            _receipt(aside, package, trusted, sha256, at, actor, file.name)
            return Handed(package, sha256, _keep(home, aside, package, sha256, at, actor))
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _document(archive: Reader) -> tuple[bytes, Package]:
    for name in (DOCUMENT, SIGNATURE):
        if name not in archive.files or archive.files[name].bytes > DOCUMENT_BYTES:
            raise IntakeError(f"the package has no {name}", next_step="Ask the instance to export it again")
    raw = b"".join(archive.pieces(DOCUMENT))
    try:
        package = packages.parse(raw)
    except ValueError as error:
        raise IntakeError("the package's document cannot be read", why=str(error),
                          next_step="If the instance below runs a newer Plumbline, upgrade this one first") from error
    listed = {DOCUMENT, SIGNATURE, *(part.file for part in package.parts)}
    if set(archive.files) != listed:
        odd = sorted(set(archive.files) ^ listed)
        raise IntakeError(f"the package's files are not those of its document: {', '.join(odd[:3])}",
                          next_step="Ask the instance to export it again")
    return raw, package


def _signed_by(home: Home, archive: Reader, package: Package, raw: bytes) -> Trusted:
    known = trusting.known(home)
    if package.instance not in known:
        raise IntakeError(f"no instance '{package.instance}' is trusted here",
                          next_step=f"If you know its key, say so: plumb trust add {package.instance} KEY "
                                    f"--region {package.region}")
    trusted = known[package.instance]
    try:
        signature = bytes.fromhex(b"".join(archive.pieces(SIGNATURE)).decode("ascii").strip())
    except ValueError:
        signature = b""
    if not signing.verify(trusted.key, FORMAT, raw, signature):
        raise IntakeError(f"the package is not signed with the key of {package.instance}",
                          why=f"The key that is trusted here is {trusted.key}",
                          next_step="Ask them for their key by another way. If it is new: plumb trust add --replace")
    if package.region != trusted.region:
        raise IntakeError(
            f"the package is for region '{package.region}', and {package.instance} is trusted for '{trusted.region}'",
            why="An instance may speak for its own region only",
            next_step="Ask them to set 'region' in their plumbline.toml, or trust them for another region")
    return trusted


def _must_be_newer(home: Home, package: Package, sha256: str, at: datetime) -> None:
    if package.as_of > at + AHEAD:
        raise IntakeError(f"the package is of {package.as_of:%Y-%m-%d %H:%M} UTC, in the future",
                          next_step="Set the clock there, or here, and export again")
    last = received.latest(home, package.instance)
    if last is None:
        return
    before = last.package
    if last.sha256 == sha256 or before.cut == package.cut:
        raise IntakeError(f"this cut of {package.instance} was received before",
                          why=f"On {last.received_at:%Y-%m-%d %H:%M} UTC", next_step="Ask for a newer one")
    if package.as_of <= before.as_of:
        raise IntakeError(
            f"the package is older than what {package.instance} handed up before",
            why=f"It is of {package.as_of:%Y-%m-%d %H:%M} UTC, the last one of {before.as_of:%Y-%m-%d %H:%M} UTC",
            next_step="Ask for a newer one")
    number, then = int(package.journal["number"]), int(before.journal["number"])
    if number < then or (number == then and package.journal["hash"] != before.journal["hash"]):
        raise IntakeError(
            f"the journal of {package.instance} is not the one it was",
            why=f"Its last entry was {then}, and is now {number}" if number < then else
            f"Its entry {number} has another hash than before",
            next_step=f"Ask what happened there. To begin anew with it, move {last.folder.parent.name} out of the "
                      "home's folder 'received'")


def _unpack(archive: Reader, package: Package, aside: Path) -> None:
    aside.mkdir(mode=0o700)
    signed = {part.file: part.sha256 for part in package.parts}
    for name in archive.files:
        if name in signed and archive.files[name].sha256 != signed[name]:
            raise IntakeError(f"{name} is not the file that was signed",
                              next_step="Ask the instance for the package again")
        with (aside / name).open("xb") as stream:
            for piece in archive.pieces(name):
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())


def _required() -> dict[str, tuple[str, ...]]:
    return {kind.name: tuple(field.name for field in kind.kept if field.required and field.exposure.value == "public")
            for kind in KINDS.values()}


def _receipt(aside: Path, package: Package, trusted: Trusted, sha256: str, at: datetime, actor: int | None,
             file: str) -> None:
    document = {"package": sha256, "key": trusted.key, "received_at": at.astimezone(UTC).isoformat(), "actor": actor,
                "file": file, "instance": package.instance, "region": package.region, "cut": package.cut}
    with (aside / RECEIPT).open("x", encoding="utf-8") as stream:
        stream.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def _keep(home: Home, aside: Path, package: Package, sha256: str, at: datetime, actor: int | None) -> Path:
    target = home.received / package.instance / package.cut
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        raise IntakeError(f"this cut of {package.instance} was received before", next_step="Ask for a newer one")
    try:
        with transaction.atomic():
            # The journal's chain holds what was received: the hash of the signed document stands where a root does.
            store.write_entry("receive", "cut", actor=actor, at=at, rows=package.rows, root=sha256, detail={
                "instance": package.instance, "region": package.region, "cut": package.cut})
            aside.rename(target)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    sync(target.parent)
    return target


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    lock = filelock.FileLock(str(home.received / ".lock"), timeout=30)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise IntakeError("another package is being received", where=str(home.received),
                          next_step="Try again when it is done") from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _as_intake(file: Path) -> Iterator[None]:
    """Damage and forbidden content, found below, are told of the file that was handed up."""
    try:
        yield
    except IntakeError as error:
        error.where = error.where or file.name
        raise
    except (HomeError, CutError) as error:
        raise IntakeError(
            error.what, where=error.where or file.name, why=error.why,
            next_step=error.next_step or "Nothing of it was kept. Ask the instance for it again") from error

