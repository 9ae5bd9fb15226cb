"""Tables of the national platform: a row a standard, headings in Chinese; CSV, workbooks, or any other table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from plumbline import unfinished
from plumbline.errors import IntakeError
from plumbline.procedures.standards.catalogues.told import Broken, Reader, Related, Told, clean, first_day
from plumbline.records.intake.reading.reader import open_source
from plumbline.records.intake.reading.source import Source
from plumbline.text import Text

BETWEEN = re.compile(r"[;；、\n]|[,，](?!\s*(?:idt|mod|neq|eqv)\b)", re.IGNORECASE)
"""A comma before a degree parts nothing."""
DEGREE = re.compile(r"[(（]\s*(?:idt|mod|neq|eqv|等同采用|修改采用|非等效采用|等效采用|等同)\s*[)）]|"
                    r"[,，]?\s*\b(?:IDT|MOD|NEQ|EQV)\b", re.IGNORECASE)
WRITTEN_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})?[-/.月]?(\d{1,2})?日?(?:[ T]00:00(?::00)?)?")


def read(path: Path, reader: Reader) -> Iterator[tuple[int, Told | Broken]]:
    """Each row of the table ``path`` with its number. :raises IntakeError: for a table without designations."""
    with unfinished.scratch_folder() as scratch:
        source = open_source(path, scratch)
        fields = [reader.form.columns.get(clean(head), "") for head in source.headers]
        if "designation" not in fields:
            known = [head for head, field in reader.form.columns.items() if field == "designation"]
            raise IntakeError(
                "catalogue.no_designations", Text("the table has no column of designations", "表格没有标准编号列"),
                where=str(path), next_step=Text(f"Give the column one of the headings {', '.join(known)}",
                                                f"请将该列标题写为{'、'.join(known)}之一"))
        for rows, batch, _ in source.batches():
            columns = [batch.column(place).to_pylist() for place in range(len(source.headers))]
            for number, values in zip(rows, zip(*columns, strict=True), strict=True):
                if any(clean(value) for value in values):
                    yield number, _row(number, values, source, fields, reader)
            yield from _broken(source)
        yield from _broken(source)


def _broken(source: Source) -> Iterator[tuple[int, Broken]]:
    for each in source.take_malformed():
        yield each.row, Broken(each.row, each.text, each.reason)


def _row(number: int, values: tuple[str | None, ...], source: Source, fields: list[str], reader: Reader,
         ) -> Told | Broken:
    told: dict[str, str] = {}
    relations: list[Related] = []
    for head, field, value in zip(source.headers, fields, map(clean, values), strict=True):
        if not value:
            continue
        if field:
            told.setdefault(field, _day(value) if field.endswith("_on") else value)
        elif (kind := reader.form.relations.get(clean(head))) is not None:
            relations += [_related(kind, head, each, reader) for each in BETWEEN.split(value) if clean(each)]
    name = told.pop("designation", "")
    if not name:
        return Broken(number, " ".join(clean(value) for value in values)[:2_000], "no designation")
    degree = reader.form.degrees.get(told.pop("degree", ""), "")
    read = reader.read(name)
    standard = reader.standard(name, read, {"status": reader.form.status(told.get("stage", "")), **told})
    standard["code"] = name if read is None else read.canonical
    return Told(standard, tuple(
        Related(each.type, each.target, each.said, each.degree or degree) if each.type == "adopts" else each
        for each in relations))


def _related(kind: str, head: str, text: str, reader: Reader) -> Related:
    found = DEGREE.search(text)
    word = re.sub(r"[(（）),， ]", "", found.group()) if found else ""
    degree = reader.form.degrees.get(word, reader.form.degrees.get(word.upper(), ""))
    return Related(kind, clean(DEGREE.sub("", text)), clean(head), degree)


def _day(text: str) -> str:
    found = WRITTEN_DAY.fullmatch(text)
    return (first_day("-".join(each.zfill(2) for each in found.groups() if each)) if found else "") or text
