"""The document of a package: what one instance says of a cut it hands to the level above, and signs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from plumbline.documents import json_of
from plumbline.errors import CutError, reported
from plumbline.figures.cuts.manifest import Part
from plumbline.methods.shared.moments import in_utc
from plumbline.text import Text

FORMAT = "plumbline-package/1"
DOCUMENT, SIGNATURE = "package.json", "package.sig"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""The names of instances. They stand in file names, so no dot is in them."""
PASSED_ON = re.compile(rf"{NAME.pattern}(~{NAME.pattern})*")
"""Who keeps what an instance passes on: the instance below it, and after each tilde one below that."""
KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
CUT = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{12}")
DIGEST = re.compile(r"[0-9a-f]{64}")
UPGRADE = Text("If the instance below runs a newer Plumbline, upgrade this one first",
               "如下级实例的版本较新，请先升级本实例")


@dataclass(frozen=True, slots=True)
class Package:
    """``cut`` is the id of the cut at ``instance``, ``as_of`` its time, ``journal`` number and hash of the last entry
    it knew. ``kinds`` has files of public fields: one of the instance's own records (``Part.instance`` empty), and one
    for each instance whose records it passes on. ``received`` tells which cuts of those went into it."""

    instance: str
    region: str
    cut: str
    as_of: datetime
    journal: dict[str, Any]
    kinds: dict[str, tuple[Part, ...]]
    plumbline: str
    received: dict[str, dict[str, Any]]

    @property
    def rows(self) -> int:
        """How many records it holds."""
        return sum(part.rows for part in self.parts)

    @property
    def parts(self) -> list[Part]:
        """Every file."""
        return [part for parts in self.kinds.values() for part in parts]

    def text(self) -> bytes:
        """The bytes that are signed."""
        return (json.dumps(self.as_dict(), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    def as_dict(self) -> dict[str, Any]:
        """The document."""
        return {
            "format": FORMAT, "instance": self.instance, "region": self.region, "cut": self.cut,
            "as_of": self.as_of.astimezone(UTC).isoformat(), "journal": self.journal, "plumbline": self.plumbline,
            "kinds": {name: [part.as_dict() for part in parts] for name, parts in self.kinds.items()},
            "received": self.received,
        }


def parse(raw: bytes) -> Package:
    """The document in ``raw``. :raises CutError: if it is not of this format, whatever it holds instead."""
    try:
        given = json_of(raw)
    except ValueError as error:
        raise faulty(reported(error)) from error
    if not isinstance(given, dict) or given.get("format") != FORMAT:
        raise faulty(Text(f"its format is not {FORMAT}", f"其格式不是{FORMAT}"))
    try:
        kinds = {_must(KIND, name): tuple(_part(name, each) for each in parts)
                 for name, parts in given["kinds"].items()}
        journal = {"number": int(given["journal"]["number"]), "hash": str(given["journal"]["hash"])}
        as_of = datetime.fromisoformat(given["as_of"])
        in_utc(as_of)
        found = Package(
            instance=_must(NAME, given["instance"]), region=str(given["region"]), cut=_must(CUT, given["cut"]),
            as_of=as_of, journal=journal, kinds=kinds, plumbline=str(given["plumbline"]),
            received=dict(given["received"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise faulty(Text(f"a part of it is missing or has another form: {error}",
                          f"其中某一部分缺失或格式不符：{error}")) from error
    if as_of.tzinfo is None:
        raise faulty(Text("its time has no zone", "其时间没有时区"))
    return found


def faulty(why: Text) -> CutError:
    """That the document of a package cannot be used."""
    return CutError("joint.document_faulty", Text("the package's document cannot be read",
                                                  "无法读取上报文件的说明文档"),
                    why=why, next_step=UPGRADE)


def _must(form: re.Pattern[str], text: Any) -> str:
    if not isinstance(text, str) or not form.fullmatch(text):
        raise faulty(Text(f"{text!r} has not the form of a name", f"{text!r}不是名称的写法"))
    return text


def _part(kind: str, raw: dict[str, Any]) -> Part:
    instance = raw["instance"] and _must(PASSED_ON, raw["instance"])
    part = Part(file_of(kind, instance), int(raw["rows"]), _must(DIGEST, raw["sha256"]), instance)
    if raw["file"] != part.file:
        raise faulty(Text(f"{raw['file']!r} is not the file of {kind}", f"{raw['file']!r}不是{kind}的文件"))
    return part


def file_of(kind: str, instance: str) -> str:
    """The name of the file with the records of ``kind`` that ``instance`` keeps (empty: whoever writes it)."""
    return f"{kind}.{instance}.parquet" if instance else f"{kind}.parquet"


def passed_on(by: str, instance: str) -> str:
    """How an instance calls what ``by`` handed up of ``instance``."""
    return f"{by}~{instance}" if instance else by
