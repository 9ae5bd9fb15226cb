"""The register given out as a catalogue, in a form in which catalogues are handed around."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import msgspec

from plumbline import unfinished
from plumbline.errors import IntakeError
from plumbline.home import Home
from plumbline.procedures.standards.catalogues import iso_open_data, relaton
from plumbline.records.core import kinds, store
from plumbline.records.core.defusing import defused
from plumbline.records.core.fields import PUBLIC
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.standards.catalogue_files import catalogue as form_of
from plumbline.text import Text

BATCH = 2_000
SAMR = (("标准编号", "designation"), ("标准名称", "title_zh"), ("英文名称", "title_en"), ("标准状态", "status"),
        ("发布日期", "published_on"), ("实施日期", "effective_on"), ("废止日期", "withdrawn_on"),
        ("复审日期", "confirmed_on"), ("ICS分类号", "ics"), ("CCS分类号", "ccs"), ("标准性质", "doctype"),
        ("归口单位", "committee"), ("发布单位", "issuer"), ("适用范围", "scope"))
SAMR_RELATIONS = (("代替标准", "replaces"), ("部分代替标准", "replaces-partly"), ("被代替标准", "replaced-by"),
                  ("采用标准", "adopts"), ("规范性引用文件", "cites"))
SAMR_WORDS = {"in-force": "现行", "replaced": "被代替", "withdrawn": "废止", "draft": "在研", "cancelled": "终止"}


@dataclass(frozen=True, slots=True)
class Given:
    """A catalogue that was written: its form, its entries, and whose they are."""

    file: str
    form: str
    catalogue: str
    standards: int

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb standards export``."""
        return asdict(self)


def give_out(home: Home, path: Path, form: str, *, catalogue: str = "") -> Given:
    """Write the standards of ``catalogue`` (all, where it is empty) with their relations to ``path``, in ``form``.

    :raises IntakeError: for a form that cannot be written. :raises RulebookError: for one that is not known."""
    form_of(home, form)
    if form not in WRITERS:
        raise IntakeError("catalogue.no_writer", Text(f"nothing writes the form '{form}'", f"无法输出格式“{form}”"),
                          next_step=Text(f"Choose one of: {', '.join(WRITERS)}", f"可选：{'、'.join(WRITERS)}"))
    counted = 0
    with unfinished.handed_out("standards export", path) as aside, aside.open("wb") as file:
        for line in WRITERS[form](_entries(catalogue)):
            file.write(line)
            counted += 1
    return Given(str(path), form, catalogue, counted - (1 if form == "samr" else 0))


Entry = tuple[dict[str, Any], list[dict[str, Any]]]


def _entries(catalogue: str) -> Iterator[Entry]:
    """Every standard with its relations, in the order in which they were taken in. Public fields alone."""
    kind, related = kinds.get("standard"), kinds.get("relation")
    names, of = kind.names(PUBLIC), related.names(PUBLIC)
    rows = store.current(kind).order_by("pk").values("pk", *names)
    if catalogue:
        rows = rows.filter(catalogue=catalogue)
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        last = batch[-1]["pk"]
        relations: dict[str, list[dict[str, Any]]] = defaultdict(list)
        told = store.current(related).filter(standard__in=[row["code"] for row in batch])
        for each in told.order_by("pk").values(*of):
            relations[each["standard"]].append(each)
        for row in batch:
            yield row, relations[row["code"]]


def _relaton(entries: Iterator[Entry]) -> Iterator[bytes]:
    for row, relations in entries:
        yield msgspec.json.encode(relaton.written(row, relations)) + b"\n"


def _iso(entries: Iterator[Entry]) -> Iterator[bytes]:
    for row, relations in entries:
        yield msgspec.json.encode(iso_open_data.written(row, relations)) + b"\n"


def _samr(entries: Iterator[Entry]) -> Iterator[bytes]:
    yield "\ufeff".encode() + _csv([head for head, _ in (*SAMR, *SAMR_RELATIONS)])
    for row, relations in entries:
        told = row | {"status": row["stage"] if row["catalogue"] == "samr" and row["stage"] else
                      SAMR_WORDS.get(row["status"] or "", "")}
        yield _csv([str(told[name] or "") for _, name in SAMR] + [
            "；".join(each["target"] + _degree(each["degree"]) for each in relations if each["type"] == of)
            for _, of in SAMR_RELATIONS])


def _degree(code: str | None) -> str:
    return f"({code})" if code and code in vocabularies.vocabulary("adoption-degree") else ""


def _csv(values: Sequence[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([defused(value) for value in values])
    return text.getvalue().encode()


WRITERS = {"relaton": _relaton, "iso-open-data": _iso, "samr": _samr}
