"""The documents of a topic side by side: which country's adopts which edition of what, in which degree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.methods.standards.adoption import Adopted
from plumbline.methods.standards.designation_grammar import Grammar
from plumbline.methods.standards.designation_parsing import readable
from plumbline.methods.standards.documents import document as document_of
from plumbline.procedures.standards.adopting import Wanted, adoptions_of
from plumbline.procedures.standards.editions import asked_for
from plumbline.procedures.standards.topics.matrix import asked_of
from plumbline.procedures.standards.topics.reading import DOCUMENT, REGULATION, Held, in_force, iso, named, titles
from plumbline.rulebook.standards.designation_files import grammar


def documents(home: Home, code: str, on: date, wanted: str = "") -> dict[str, Any]:
    """The documents of the topic ``code`` on a day: the ``--json`` document of ``plumb topic documents``.
    :raises RecordError: for a topic or country that there is not."""
    asked = asked_of(code, on, wanted, "")
    rows = sorted(in_force(DOCUMENT, on, topic=asked.topic.code, country__in=asked.countries),
                  key=lambda row: (asked.countries.index(row.country), row.document))
    rules = grammar(home, on)
    held = Held.of(row.standard or row.document for row in rows)
    others = Held.of(_named(_targets(rows, held), rules))
    rules_held = {each.code for each in asked_for(REGULATION, "code", [row.document for row in rows])}
    lines = [_line(row, held, rules_held, list(_adoptions(row, held, others, rules, on)), on) for row in rows]
    return {"topic": {"code": asked.topic.code, "titles": titles(asked.topic)}, "on": str(on),
            "countries": [{"code": each, "title": named(each).as_dict()} for each in asked.countries],
            "documents": lines, "bases": _bases(lines, others, rules, on)}


def _targets(rows: Sequence[Any], held: Held) -> set[str]:
    found = set()
    for row in rows:
        record = held.row(row.standard or row.document)
        for each in held.known.relations[record.code] if record is not None else ():
            found.add(each.target if each.standard == record.code else each.standard)
    return found


def _named(targets: set[str], rules: Grammar) -> Iterator[str]:
    for each in targets:
        yield each
        read = readable(rules, each)
        if read is not None:
            yield read.canonical


def _adoptions(row: Any, held: Held, others: Held, rules: Grammar, on: date) -> Iterator[Adopted]:
    record = held.row(row.standard or row.document)
    if record is not None:
        yield from adoptions_of(Wanted(record.designation), record, held.known, others.known, rules, on)


def _line(row: Any, held: Held, regulations: Container[str], adopts: Sequence[Adopted], on: date) -> dict[str, Any]:
    record = held.row(row.standard or row.document)
    return {"country": row.country, "document": row.document, "role": row.role,
            "titles": titles(row) or (titles(record) if record is not None else {}), "languages": row.languages,
            "edition": held.edition(row.standard or row.document, on),
            "regulation": row.document if row.document in regulations else None,
            "adopts": [{"target": each.target, "degree": each.degree or None, "edition": each.edition,
                        "counts": each.counts} for each in adopts],
            "read_on": iso(row.read_on),
            "valid_from": iso(row.valid_from), "valid_to": iso(row.valid_to)}


def _bases(lines: Sequence[dict[str, Any]], others: Held, rules: Grammar, on: date) -> list[dict[str, Any]]:
    """What is adopted, each with the edition in force on the day and which country adopts which of its editions."""
    by: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        for each in line["adopts"]:
            read = readable(rules, each["target"])
            by[document_of(read) if read is not None else each["target"]][line["country"]].append(
                {"document": line["document"], **each})
    found = []
    for base in sorted(by):
        live = others.known.live([base], on)
        found.append({"document": base, "newest": live.designation if live is not None else None,
                      "titles": titles(live) if live is not None else {}, "adopted_by": dict(by[base])})
    return found
