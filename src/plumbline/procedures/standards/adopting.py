"""How much of a basket of standards adopts international ones, on a day, and the standards that make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from plumbline import unfinished
from plumbline.errors import IntakeError
from plumbline.home import Home
from plumbline.methods.standards import adoption
from plumbline.methods.standards.adoption import Adopted
from plumbline.methods.standards.designation_grammar import Grammar
from plumbline.methods.standards.designation_parsing import readable
from plumbline.methods.standards.designations import Designation
from plumbline.methods.standards.documents import documents
from plumbline.procedures.standards.editions import STANDARD, Editions, asked_for
from plumbline.records.intake.reading.reader import open_source
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.standards.basket_files import basket_named
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.text import Text

HEADS = {"designation": ("designation", "standard", "标准编号", "标准号", "standard number", "code"),
         "adopts": ("adopts", "adopted", "采用标准", "采标号", "采用国际标准号"),
         "degree": ("degree", "adoption_degree", "采用程度", "采标程度", "一致性程度")}
DUAL = "IDT"
"""What a dual number says: GB/T 20000.2 gives one to identical adoptions alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One line of a basket: a designation, and what the basket itself says of its adoption, if it ``says`` any."""

    designation: str
    adopts: str = ""
    degree: str = ""
    says: bool = False


def rate(home: Home, basket: str, on: date) -> dict[str, Any]:
    """The rate of a basket on a day: a file with a column of designations, or the name of one in the rulebook. The
    ``--json`` document of ``plumb adoption rate``. :raises IntakeError: for a file without designations."""
    lines, source = _lines(home, basket)
    return rate_of(home, lines, on) | {"basket": basket, "source": source}


def rate_named(home: Home, basket: str, on: date) -> dict[str, Any]:
    """The same of a basket of the rulebook alone: whoever asks by a page or a program names no file of this machine.
    :raises RulebookError: for one that there is not."""
    lines, source = _of_rulebook(home, basket)
    return rate_of(home, lines, on) | {"basket": basket, "source": source}


def listed(text: str) -> list[Wanted]:
    """A basket as somebody typed it: a designation a line."""
    return [Wanted(each) for each in dict.fromkeys(line.strip() for line in text.splitlines()) if each]


def rate_of(home: Home, lines: list[Wanted], on: date) -> dict[str, Any]:
    """The rate of the standards in ``lines``: the document of :func:`rate`, of a basket without a name."""
    rules = grammar(home, on)
    read = {each.designation: readable(rules, each.designation) for each in lines}
    rows = [*rows_of(read)]
    targets = {target for row in rows for target in _targets_of(row, rules)} | {each.adopts for each in lines}
    known = Editions.of(rows)
    targets |= {each.target for related in known.relations.values() for each in related}
    others = Editions.of(rows_of({each: readable(rules, each) for each in targets if each}))
    counted: list[tuple[Adopted, ...]] = []
    told: list[dict[str, Any]] = []
    left_out: list[dict[str, Any]] = []
    for each in lines:
        row, why = _held(each, read[each.designation], known, on)
        if why is not None:
            left_out.append({"designation": each.designation, "why": why.as_dict()})
            continue
        adoptions = tuple(adoptions_of(each, row, known, others, rules, on))
        counted.append(adoptions)
        told.append({"designation": each.designation, "code": row.code if row is not None else None,
                     "held": row is not None, "adopts": [
                         {"target": one.target, "degree": one.degree or None, "edition": one.edition,
                          "counts": one.counts} for one in adoptions]})
    found = adoption.rate(counted)
    return {"basket": None, "source": None, "on": str(on), "numerator": found.numerator,
            "denominator": found.denominator, "value": str(found.value) if found.value is not None else None,
            "unit": "%", "split": found.split, "degrees": found.degrees, "left_out": left_out, "list": told}


def _lines(home: Home, basket: str) -> tuple[list[Wanted], dict[str, Any] | None]:
    path = Path(basket)
    if not path.suffix and not path.is_file():
        return _of_rulebook(home, basket)
    with unfinished.scratch_folder() as scratch:
        source = open_source(path, scratch)
        heads = [head.strip().casefold() for head in source.headers]
        places = {name: next((heads.index(each) for each in known if each in heads), None)
                  for name, known in HEADS.items()}
        if places["designation"] is None:
            raise IntakeError(
                "adoption.no_designations", Text("the basket has no column of designations", "篮子文件没有标准编号列"),
                where=basket, next_step=Text("Call the column designation", "请将该列标题写为“标准编号”"))
        lines, says = [], places["adopts"] is not None or places["degree"] is not None
        for _, batch, _ in source.batches():
            columns = {name: batch.column(at).to_pylist() if at is not None else [None] * batch.num_rows
                       for name, at in places.items()}
            for row in zip(*(columns[name] for name in HEADS), strict=True):
                designation, adopts, degree = (str(each or "").strip() for each in row)
                if designation:
                    lines.append(Wanted(designation, adopts, degree, says))
    return list({each.designation: each for each in lines}.values()), None


def _of_rulebook(home: Home, basket: str) -> tuple[list[Wanted], dict[str, Any]]:
    found = basket_named(home, basket)
    says = any(adopts or degree for _, adopts, degree in found.standards)
    return [Wanted(*each, says) for each in found.standards], found.dated.cites.as_dict()


def rows_of(read: dict[str, Designation | None]) -> Iterator[Any]:
    """The records of all editions of the documents that are ``read``."""
    names = {name for each in read.values() if each is not None for name in documents(each)}
    yield from asked_for(STANDARD, "document", names)
    yield from asked_for(STANDARD, "code", read)


def _held(asked: Wanted, read: Designation | None, known: Editions, on: date) -> tuple[Any, Text | None]:
    """The record that is meant, and why it is not counted, if so. What is not held is counted by what the basket says
    of it, since a basket is a list of what there is."""
    row = known.rows.get(asked.designation) or (known.rows.get(read.canonical) if read is not None else None)
    if row is None and read is not None:
        if read.undated:
            row = known.live(documents(read), on)
        else:
            same = [each for name in documents(read) for each in known.by_document.get(name, ())
                    if not each.supplement and each.designation.replace(" ", "").endswith(str(read.year))]
            row = same[0] if same else None
    if row is None:
        held = read is not None and any(name in known.by_document for name in documents(read))
        if held and read is not None and read.undated:
            return None, Text("no edition of it is in force on that day", "该日没有现行版本")
        if asked.says:
            return None, None
        return None, Text("it is not held, and the basket does not say what it adopts",
                          "标准库中没有，篮子也未说明采用情况")
    state = known.state(row, on)
    if not state.live:
        return row, Text(f"it was not in force on that day: {state.why.en}", f"该日并非现行：{state.why.zh}")
    return row, None


def _targets_of(row: Any, rules: Grammar) -> list[str]:
    read = readable(rules, row.designation)
    return list(read.tail.dual) if read is not None else []


def adoptions_of(asked: Wanted, row: Any, known: Editions, others: Editions, rules: Grammar,
                 on: date) -> Iterator[Adopted]:
    """What a standard adopts: what the basket says of it, else what relations and its dual number say. ``known`` are
    the editions of what was asked for, ``others`` those of what is adopted."""
    if asked.says and (asked.degree or asked.adopts):
        degree = _degree(asked.degree) or (DUAL if asked.adopts and not asked.degree else "")
        yield Adopted(asked.adopts, degree, edition_of(asked.adopts, others, rules, on))
        return
    if row is None:
        return
    for each in known.relations[row.code]:
        if each.standard == row.code and each.type == "adopts":
            yield Adopted(each.target, each.degree or "", edition_of(each.target, others, rules, on))
        elif each.target_standard == row.code and each.type == "adopted-by":
            yield Adopted(each.standard, each.degree or "", edition_of(each.standard, others, rules, on))
    read = readable(rules, row.designation)
    for target in read.tail.dual if read is not None else ():
        yield Adopted(target, read.tail.adoption or DUAL if read is not None else DUAL,
                      edition_of(target, others, rules, on))


def _degree(said: str) -> str:
    terms = vocabularies.vocabulary("adoption-degree")
    return next((code for code, term in terms.items() if said.casefold() in {
        each.casefold() for each in term.spellings()}), "")


def edition_of(target: str, others: Editions, rules: Grammar, on: date) -> str:
    """Whether the edition that is adopted is the current one on the day, in the words of
    ``methods.standards.adoption``; ``others`` are the editions of all that is adopted."""
    read = readable(rules, target) if target else None
    if read is None:
        return adoption.NOT_HELD
    if read.undated:
        return adoption.UNDATED
    live = others.live(documents(read), on)
    row = others.rows.get(target) or others.rows.get(read.canonical)
    if row is None:
        return adoption.NOT_HELD
    if live is not None and live.code != row.code and live.designation != row.designation:
        return adoption.SUPERSEDED
    return adoption.CURRENT if others.state(row, on).live else adoption.SUPERSEDED
