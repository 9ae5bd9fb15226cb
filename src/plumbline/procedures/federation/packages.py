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
from plumbline import home as homes
from plumbline import unfinished
from plumbline.errors import CutError, HomeError, IntakeError
from plumbline.figures.cuts.cut import open_cut
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.joint import inspecting, packages, received
from plumbline.figures.joint.exporting import show
from plumbline.figures.joint.packages import DOCUMENT, FORMAT, NAME, SIGNATURE, Package
from plumbline.figures.joint.received import RECEIPT
from plumbline.home import Home, sync
from plumbline.methods.shared.trust import signing
from plumbline.procedures.common.archive import Reader, Writer, must_be_new, plain_errors
from plumbline.procedures.federation import keys, trusting
from plumbline.procedures.federation.trusting import Trusted
from plumbline.records.core import store
from plumbline.records.core.kinds import KINDS
from plumbline.text import UNSAID, Text, written_day

DOCUMENT_BYTES = 16 << 20
AHEAD = timedelta(days=1)
THE_PACKAGE = Text("the package", "上报文件")
EXPORT_AGAIN = Text("Ask the instance to export it again", "请让该实例重新导出")
NEWER = Text("Ask for a newer one", "请索取更新的上报文件")


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
        raise HomeError(
            "instance.unnamed", Text("this instance has no name or no region yet", "本实例尚未设置名称或地区"),
            where=str(home.config_file),
            why=Text("Whoever receives its cuts must know whose they are", "接收快照的一方须知道快照来自何处"),
            next_step=Text('Set instance = "some-name" and region = "a code" in that file',
                           '请在该文件中设置instance = "some-name"和region = "地区编号"'))
    must_be_new(target)
    cut = open_cut(home, cut_id)
    with plain_errors(THE_PACKAGE, target), unfinished.aside("cut export", target, home=home) as aside:
        aside.mkdir()
        shown = show(cut, region, schema_of_kinds(), aside)
        package = Package(instance, region, cut.id, cut.held.as_of, cut.held.journal, shown.kinds,
                          plumbline.__version__, cut.held.received)
        raw = package.text()
        (aside / DOCUMENT).write_bytes(raw)
        (aside / SIGNATURE).write_text(keys.sign(home, FORMAT, raw).hex() + "\n", encoding="ascii")
        _pack(aside, target, package)
        return Handed(package, hashlib.sha256(raw).hexdigest(), target, shown.left_out)


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
    if not target.absolute().is_relative_to(homes.current().path):
        homes.as_the_user_has_it(made)  # it holds nothing that is not public, and is made to be handed on
    made.rename(target)
    sync(target.absolute().parent)


def receive(home: Home, file: Path, *, at: datetime, actor: int | None = None) -> Handed:
    """Take in a package that an instance below handed up. Every check comes before anything is kept.

    :raises IntakeError: if it is damaged, not signed with the key that is trusted for its name and region, older than
        what that instance handed up before, or holds what a package may not hold.
    """
    home.received.mkdir(exist_ok=True)
    with _alone(home), _as_intake(file), plain_errors(THE_PACKAGE, file), Reader(file, FORMAT) as archive:
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
            raise IntakeError("instance.package_incomplete",
                              Text(f"the package has no {name}", f"上报文件中没有{name}"), next_step=EXPORT_AGAIN)
    raw = b"".join(archive.pieces(DOCUMENT))
    package = packages.parse(raw)
    listed = {DOCUMENT, SIGNATURE, *(part.file for part in package.parts)}
    if set(archive.files) != listed:
        odd = sorted(set(archive.files) ^ listed)
        raise IntakeError("instance.package_incomplete",
                          Text(f"the package's files are not those of its document: {', '.join(odd[:3])}",
                               f"上报文件所含的文件与其说明文档不符：{'、'.join(odd[:3])}"), next_step=EXPORT_AGAIN)
    return raw, package


def _signed_by(home: Home, archive: Reader, package: Package, raw: bytes) -> Trusted:
    known = trusting.known(home)
    if package.instance not in known:
        command = f"plumb trust add {package.instance} KEY --region {package.region}"
        raise IntakeError.of(trusting.not_trusted(package.instance), next_step=Text(
            f"If you know its key, say so: {command}", f"如已知其公钥，请运行：{command}"))
    trusted = known[package.instance]
    try:
        signature = bytes.fromhex(b"".join(archive.pieces(SIGNATURE)).decode("ascii").strip())
    except ValueError:
        signature = b""
    if not signing.verify(trusted.key, FORMAT, raw, signature):
        raise IntakeError(
            "instance.signature_wrong", Text(f"the package is not signed with the key of {package.instance}",
                                             f"上报文件不是用{package.instance}的密钥签名的"),
            why=Text(f"The key that is trusted here is {trusted.key}", f"此处信任的公钥为{trusted.key}"),
            next_step=Text("Ask them for their key by another way. If it is new: plumb trust add --replace",
                           "请通过其他途径核实对方的公钥；如已更换，请运行plumb trust add --replace"))
    if package.region != trusted.region:
        raise IntakeError(
            "instance.region_differs",
            Text(f"the package is for region '{package.region}', and {package.instance} is trusted for "
                 f"'{trusted.region}'",
                 f"上报文件的地区为“{package.region}”，而{package.instance}受信任的地区为“{trusted.region}”"),
            why=Text("An instance may speak for its own region only", "实例只能代表其自身的地区"),
            next_step=Text("Ask them to set 'region' in their plumbline.toml, or trust them for another region",
                           "请让对方在其plumbline.toml中设置“region”，或改为信任其代表另一地区"))
    return trusted


def _must_be_newer(home: Home, package: Package, sha256: str, at: datetime) -> None:
    if package.as_of > at + AHEAD:
        said = _moment(package.as_of)
        raise IntakeError("instance.from_future", Text(f"the package is of {said.en}, in the future",
                                                       f"上报文件的时间为{said.zh}，尚未到来"),
                          next_step=Text("Set the clock there, or here, and export again",
                                         "请校准对方或本机的时钟后重新导出"))
    last = received.latest(home, package.instance)
    if last is None:
        return
    before = last.package
    if last.sha256 == sha256 or before.cut == package.cut:
        said = _moment(last.received_at)
        raise _received_before(package, Text(f"On {said.en}", f"接收时间为{said.zh}"))
    if package.as_of <= before.as_of:
        this, that = _moment(package.as_of), _moment(before.as_of)
        raise IntakeError(
            "instance.older", Text(f"the package is older than what {package.instance} handed up before",
                                   f"该上报文件早于{package.instance}此前上报的内容"),
            why=Text(f"It is of {this.en}, the last one of {that.en}",
                     f"其时间为{this.zh}，上一次为{that.zh}"), next_step=NEWER)
    number, then = int(package.journal["number"]), int(before.journal["number"])
    if number < then or (number == then and package.journal["hash"] != before.journal["hash"]):
        name = last.folder.parent.name
        raise IntakeError(
            "instance.journal_rewritten", Text(f"the journal of {package.instance} is not the one it was",
                                               f"{package.instance}的日志与此前不同"),
            why=Text(f"Its last entry was {then}, and is now {number}",
                     f"其末条原为第{then}条，现为第{number}条") if number < then else
            Text(f"Its entry {number} has another hash than before", f"其第{number}条的哈希与此前不同"),
            next_step=Text(f"Ask what happened there. To begin anew with it, move {name} out of the home's folder "
                           "'received'",
                           f"请向对方了解情况。如要重新开始接收，请将{name}移出数据目录的“received”文件夹"))


def _received_before(package: Package, why: Text = UNSAID) -> IntakeError:
    return IntakeError("instance.received_before", Text(f"this cut of {package.instance} was received before",
                                                        f"{package.instance}的该快照此前已接收"),
                       why=why, next_step=NEWER)


def _moment(at: datetime) -> Text:
    return Text(f"{at:%Y-%m-%d %H:%M} UTC", f"{written_day(at.date(), 'zh')}{at:%H:%M}（UTC）")


def _unpack(archive: Reader, package: Package, aside: Path) -> None:
    aside.mkdir(mode=0o700)
    signed = {part.file: part.sha256 for part in package.parts}
    for name in archive.files:
        if name in signed and archive.files[name].sha256 != signed[name]:
            raise IntakeError("instance.file_altered",
                              Text(f"{name} is not the file that was signed", f"{name}不是当初签名的文件"),
                              next_step=Text("Ask the instance for the package again", "请让该实例重新提供上报文件"))
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
        raise _received_before(package)
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


def left(home: Home) -> list[Path]:
    """What of packages is being taken in, or was left when that was cut short."""
    return sorted(home.received.glob(".*.partial"))


def sweep(home: Home) -> bool:
    """Remove what was left when packages were taken in. False while one is."""
    if not left(home):
        return True
    try:
        with _alone(home, wait=0):
            for each in left(home):
                shutil.rmtree(each)
    except IntakeError:
        return False
    return True


@contextmanager
def _alone(home: Home, wait: float = 30) -> Iterator[None]:
    lock = filelock.FileLock(str(home.received / ".lock"), timeout=wait)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise IntakeError("instance.busy", Text("another package is being received", "正在接收另一个上报文件"),
                          where=str(home.received),
                          next_step=Text("Try again when it is done", "请待其完成后重试")) from None
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
        error.where = error.where or Text.of(file.name)
        raise
    except (HomeError, CutError) as error:
        again = Text("Nothing of it was kept. Ask the instance for it again", "未保留其中任何内容。请让该实例重新上报")
        raise IntakeError.of(error, where=error.where or file.name, next_step=error.next_step or again) from error

