"""What is published at the end of a project: the record of the standard, who drafted it, what it replaces and adopts.

The number is read as every designation is (``methods/standards``), must be one of the level of the project, and may
belong to no other document. Two who publish one number at the same moment wait for each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from plumbline.errors import MethodError, RecordError
from plumbline.home import Home
from plumbline.methods.standards.designation_parsing import designation, readable
from plumbline.methods.standards.designations import Designation
from plumbline.methods.standards.documents import document, documents
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.writing import NUMBER, Situation, Writes
from plumbline.procedures.standards.projects import acts
from plumbline.records.core import kinds, locks, store
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.standards.designation_files import grammar, load_designations
from plumbline.text import Text, written_day

STANDARD, RELATION, PARTICIPATION, ORGANISATION = "standard", "relation", "participation", "organisation"
CODE, DOCUMENT = "code", "document"
IN_FORCE, WITHDRAWN = "in-force", "withdrawn"
BELOW = ("group", "enterprise")
"""Levels of which the record's code begins with the issuer's: two issuers may use one number."""


@dataclass(frozen=True, slots=True)
class Other:
    """A standard that a new one replaces or adopts: as it is written, and its record, where that is held."""

    type: str
    target: str
    held: str | None
    degree: str | None


def as_published(asked: Asked) -> Mapping[str, str]:
    """The number in its normal form, the code and document of its record, and the day. :raises RecordError: for a
    number that is none, is of another level, names no edition or a supplement, or is taken; and for days that cannot
    be."""
    said, values, home, on = asked.said, asked.case.board.values, asked.case.home, asked.case.on
    read = _number(home, said["designation"], on)
    level = load_designations(home)[read.prefix.family.id].level
    if level != values["level"]:
        raise RecordError("project.other_level", Text(
            f"'{read.canonical}' is the number of another level: {vocabularies.title('standard-level', level).en}",
            f"“{read.canonical}”属{vocabularies.title('standard-level', level).zh}编号，与项目级别不符"),
            where="designation", next_step=Text("Give a number of the project's level", "请填写与项目级别一致的编号"))
    if read.undated or read.tail.supplements:
        raise RecordError("project.no_edition", Text(f"'{read.canonical}' does not name an edition",
                                                     f"“{read.canonical}”不是标准的版本编号"), where="designation",
                          next_step=Text("Give prefix, number and year", "请填写代号、顺序号和年代号"))
    published = _published(said, on)
    code = _code(read.canonical, values)
    _must_be_free(home, read, code, values, on)
    return {"designation": read.canonical, CODE: code, DOCUMENT: document(read), "published_on": published.isoformat()}


def _number(home: Home, text: str, on: date) -> Designation:
    try:
        return designation(grammar(home, on), text)
    except MethodError as error:
        raise RecordError.of(error, where="designation") from error


def _published(said: Mapping[str, str], on: date) -> date:
    published = date.fromisoformat(said["published_on"]) if said.get("published_on") else on
    if published > on:
        raise RecordError("project.published_later", Text(
            f"it cannot have been published on {written_day(published, 'en')}",
            f"发布日期{written_day(published, 'zh')}晚于今日"), where="published_on",
            next_step=Text("Give today, or the day on which it was published", "请填写今日或实际发布日期"))
    if date.fromisoformat(said["effective_on"]) < published:
        raise RecordError("project.effective_before", Text("it would be in force before it is published",
                                                           "实施日期早于发布日期"), where="effective_on",
                          next_step=Text("Give the day of publication, or a later one", "请填写发布日期或更晚的日期"))
    return published


def _code(canonical: str, values: Mapping[str, str]) -> str:
    first = next(iter(acts.drafters(values)), "")
    return f"{first} {canonical}" if values["level"] in BELOW and first else canonical


def _must_be_free(home: Home, read: Designation, code: str, values: Mapping[str, str], on: date) -> None:
    # Whoever publishes an edition of this document at the same moment waits here, then finds this one.
    locks.record(STANDARD, f"~document {document(read)}")
    own = {name for line in _lines(values.get("replaces"))
           if (old := readable(grammar(home, on), line)) is not None for name in documents(old)}
    rows = store.current(kinds.get(STANDARD)).exclude(supplement__gt="")
    same = rows.filter(code=code) | rows.filter(designation=read.canonical)
    if values["level"] in BELOW:  # the numbers of others are their own
        taken = rows.filter(code=code).first()
    elif own & documents(read):  # a revision keeps the number, and has another year
        taken = same.first()
    else:
        taken = (same | rows.filter(document__in=documents(read))).first()
    if taken is not None:
        raise RecordError("project.number_taken", Text(f"the number is taken: {taken.designation}",
                                                       f"该编号已被使用：{taken.designation}"), where="designation",
                          why=Text(str(taken.title_en or taken.title_zh or ""), str(taken.title_zh or "")),
                          next_step=Text("Give another number; of a revision, say which standard it replaces",
                                         "请改用其他编号；属修订的，请写明代替的标准"))


def _lines(text: str | None) -> list[str]:
    return [each.strip() for each in (text or "").replace("；", ";").replace("\n", ";").split(";") if each.strip()]


def others(here: Situation) -> Iterator[Other]:
    """What a new standard replaces and adopts."""
    for type, field, degree in (("replaces", "replaces", None), ("adopts", "adopts", here.values.get("degree"))):
        for line in dict.fromkeys(_lines(here.values.get(field))):
            yield Other(type, line, held_as(line), degree)


def held_as(text: str) -> str | None:
    """The code of the record that a designation names; None where it is not held."""
    rows = store.current(kinds.get(STANDARD))
    found = rows.filter(code=text).first() or rows.filter(designation=text).order_by(CODE).first()
    return str(found.code) if found is not None else None


def known_standard(text: str) -> Any:
    """The current record that a code or designation names. :raises RecordError: where none is held."""
    code = held_as(text.strip()) if text.isprintable() else None
    row = store.current(kinds.get(STANDARD)).filter(code=code).first() if code is not None else None
    if row is None:
        raise RecordError("project.standard_unknown", Text(f"no standard '{text[:80]}' is held",
                                                           f"标准库中没有“{text[:80]}”"), where="standard",
                          next_step=Text("Give its number as it stands in the register", "请按标准库中的编号填写"))
    return row


@dataclass(frozen=True, slots=True)
class Drafter:
    """An organisation that drafted: its rank, its role, and the region where it is registered."""

    organisation: str
    rank: int
    role: str
    region: str


def who_drafted(here: Situation) -> list[Drafter]:
    """The organisations that drafted, by their rank."""
    named = acts.roles(here.values)
    rows = store.current(kinds.get(ORGANISATION)).filter(code__in=[code for code, _, _ in named])
    regions = dict(rows.values_list("code", "region"))
    own = here.board.region or here.values["region"]
    return [Drafter(code, rank, role, regions.get(code) or own) for code, rank, role in named]


def _item(name: str) -> Any:
    return lambda here: getattr(here.item, name)


def _evidence(here: Situation) -> str:
    return f"standard-project {here.number}"


WRITES = (
    Writes(STANDARD, {
        "code": CODE, "designation": "designation", "title_en": "title_en", "title_zh": "title_zh", "level": "level",
        "status": lambda _here: IN_FORCE, "published_on": "published_on", "effective_on": "effective_on",
        "issuer": "issuer", "region": lambda here: here.board.region or here.values["region"], "document": DOCUMENT,
        "ics": "ics", "ccs": "ccs", "committee": "committee", "scope": "scope"}),
    Writes(RELATION, {
        "standard": CODE, "type": _item("type"), "target": _item("target"), "target_standard": _item("held"),
        "degree": _item("degree"), "evidence": _evidence, "confirmed_on": "published_on",
        "region": lambda here: here.board.region or here.values["region"]}, each=others),
    Writes(PARTICIPATION, {
        "standard": CODE, "organisation": _item("organisation"), "role": _item("role"), "rank": _item("rank"),
        "region": _item("region"), "published_on": "published_on"}, each=who_drafted))


def once_more(changed: Mapping[str, Any]) -> Writes:
    """The record of the standard that a case names, as it counts, with what an act changes of it."""
    names = kinds.get(STANDARD).names()
    kept: dict[str, Any] = {name: _as_it_is(name) for name in names if name not in changed}
    return Writes(STANDARD, {**kept, **changed})


def _as_it_is(name: str) -> Any:
    return lambda here: getattr(known_standard(here.values["standard"]), name)


__all__ = ["CODE", "DOCUMENT", "NUMBER", "WRITES", "as_published", "held_as", "known_standard", "once_more"]
