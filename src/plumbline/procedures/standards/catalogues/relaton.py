"""Relaton's form: one object a line with id, alt, title, date, stage, rel, ics, tc, doctype."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from plumbline.procedures.standards.catalogues.lines import objects
from plumbline.procedures.standards.catalogues.told import (
    Broken,
    Reader,
    Related,
    Told,
    clean,
    first_day,
    joined,
    titles,
)

UPDATES = "updates"
MODELLED = frozenset({"id", "title", "rel", "ics", "tc", "doctype", "edition", "lang", "alt", "stage",
                      "substage"})
"""What has a field of its own; the rest is kept as it is told."""
OUT = ("published", "issued", "created")
encoded = msgspec.json.Encoder().encode
DAYS = {"confirmed_on": ("confirmed",), "withdrawn_on": ("obsoleted", "withdrawn")}


def read(path: Path, reader: Reader) -> Iterator[tuple[int, Told | Broken]]:
    """Each entry of the catalogue ``path`` with the number of its line."""
    for number, one in objects(path):
        if isinstance(one, Broken):
            yield number, one
            continue
        try:
            yield number, entry(one, reader)
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            text = msgspec.json.encode(one).decode()[:2_000]
            yield number, Broken(number, text, f"{type(error).__name__}: {error}"[:200])


def entry(one: dict[str, Any], reader: Reader) -> Told:
    """One object. :raises ValueError: for one without a designation."""
    name = clean(one.get("id"))
    if not name:
        raise ValueError("it has no id")
    read = reader.read(name)
    dates = one.get("date") or {}
    stage, second = _stage(one), clean(one.get("standard_status"))
    fields = titles(one.get("title"))
    if dates:
        fields["published_on"] = _out(dates, read.year if read is not None else None)
        for field, told in DAYS.items():
            fields[field] = next(filter(None, [first_day(dates.get(each)) for each in told]), "")
    fields |= {
        "stage": stage or second, "status": _status(reader, stage, second), "ics": joined(one.get("ics")),
        "committee": joined(one.get("tc")), "doctype": clean(one.get("doctype")), "edition": clean(one.get("edition")),
        "languages": joined(one.get("lang")),
    }
    if alt := one.get("alt"):
        fields["aliases"] = "\n".join(f"{clean(sort)}: {clean(text)}" for text, sort in alt)
    if more := one.keys() - MODELLED:
        fields["particulars"] = "\n".join(
            f"{key}: {encoded(one[key]).decode()}" for key in sorted(more) if one[key] is not None)
    return Told(reader.standard(name, read, fields),
                tuple([_related(name, each, reader) for each in one.get("rel") or ()]))


def _stage(one: dict[str, Any]) -> str:
    stage, second = one.get("stage"), one.get("substage")
    return ".".join([clean(each) for each in (stage, second) if each]) if second else clean(stage)


def _out(dates: dict[str, Any], year: int | None) -> str:
    """The day on which it came out: the one that fits its year, since some catalogues tell when it was put on sale."""
    known = [day for day in [first_day(dates.get(each)) for each in OUT] if day]
    if len(known) < 2:
        return known[0] if known else ""
    return min(known, key=lambda day: abs(int(day[:4]) - (year or int(known[0][:4]))))


def _status(reader: Reader, stage: str, second: str) -> str:
    """A publisher that tells the stage of a text and the state of the document beside it: a draft stays one."""
    first = reader.form.status(stage) if stage else ""
    return first if first not in ("", "in-force") or not second else reader.form.status(second) or first


def _related(name: str, told: list[Any], reader: Reader) -> Related:
    word, target, *more = [clean(each) for each in told]
    said = " ".join((word, *more)) if more else word
    kind = reader.form.relations.get(more[0] if more and more[0] in reader.form.relations else word, "related")
    if word == UPDATES:
        kind = reader.updated(name, target)  # said of the old and the new alike
    return Related(kind, target, said, reader.form.degrees.get(word, ""))


def written(row: dict[str, Any], relations: list[dict[str, Any]]) -> dict[str, Any]:
    """A record with its relations as an object of this form."""
    kept = dict(line.partition(": ")[::2] for line in (row["particulars"] or "").split("\n") if ": " in line)
    found = {key: msgspec.json.decode(value) for key, value in kept.items()}
    title = {"en": row["title_en"], "zh": row["title_zh"]}
    title |= dict(line.partition(": ")[::2] for line in (row["titles"] or "").split("\n") if line)
    days = {name: str(row[field]) for field, name in (
        ("published_on", "published"), ("confirmed_on", "confirmed"), ("withdrawn_on", "obsoleted")) if row[field]}
    stage = (row["stage"] or "").partition(".")
    document: dict[str, Any] = {
        "id": row["designation"], "alt": [[text, sort] for sort, text in (
            line.split(": ", 1) for line in (row["aliases"] or "").split("\n") if ": " in line)],
        "title": {language: text for language, text in title.items() if text}, "date": days}
    if stage[0]:
        document["stage"] = stage[0]
    if stage[2]:
        document["substage"] = stage[2]
    if relations:
        document["rel"] = [_word(each, said) for each in relations for said in (each["said"] or "").split("; ")]
    return document | {
        "ics": _split(row["ics"]), "tc": _split(row["committee"]), "doctype": row["doctype"],
        "edition": row["edition"], "lang": _split(row["languages"])} | found


def _split(text: str | None) -> list[str]:
    return text.split(";") if text else []


WORDS = {"replaces": "obsoletes", "replaced-by": "obsoletedBy", "amends": "updates", "amended-by": "updatedBy",
         "adopts": "adoptedFrom", "adopted-by": "adoptedAs", "part-of": "partOf", "has-part": "hasPart",
         "translation-of": "translatedFrom", "instance-of": "instanceOf", "has-instance": "hasInstance",
         "cites": "cites", "merges": "merges", "splits": "splits", "replaces-partly": "updates", "related": "related"}
DEGREES = {"IDT": "identical", "MOD": "equivalent", "NEQ": "nonequivalent"}


def _word(relation: dict[str, Any], told: str) -> list[str]:
    said = told.split(" ")
    word = said[0] or DEGREES.get(relation["degree"] or "", "") or WORDS[relation["type"]]
    return [word, relation["target"], *said[1:]]
