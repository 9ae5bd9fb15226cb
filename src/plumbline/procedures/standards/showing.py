"""One standard as of a day: which edition is meant, what state it was in, and what it has to do with others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.standards import lifecycle
from plumbline.methods.standards.designation_parsing import readable
from plumbline.methods.standards.designations import Designation
from plumbline.methods.standards.documents import documents as documents_of
from plumbline.methods.standards.lifecycle import Edition, State
from plumbline.procedures.standards.adopting import edition_of, rows_of
from plumbline.procedures.standards.editions import STANDARD, Editions, public
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.text import Text

PARTICIPATION, ORGANISATION = "participation", "organisation"
TOWARDS = {"replaces": "replaced-by", "replaced-by": "replaces", "amends": "amended-by", "amended-by": "amends",
           "adopts": "adopted-by", "adopted-by": "adopts", "part-of": "has-part", "has-part": "part-of",
           "instance-of": "has-instance", "has-instance": "instance-of"}
"""What a relation is from the other's side."""
TOLD = ("replaces", "replaced-by", "amends", "amended-by", "adopts", "adopted-by")
"""What is told by names of its own; other relations stand in one list."""
MOST = 500
NAMING = {"certificate": "standard", "test": "method"}
"""Kinds of records that name a standard, and the field that does."""
MOST_NAMED = 10_000


@dataclass(frozen=True, slots=True)
class Shown:
    """What was found for a designation: the record that is meant, by what reading, and everything about it."""

    asked: str
    on: date
    row: Any
    match: str
    state: State
    document: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb standards show``."""
        return self.document


def show(home: Home, text: str, on: date) -> Shown:
    """What ``text`` names, as of the day ``on``. Whatever is told stands in public fields of public kinds.

    An undated designation means the newest edition in force on that day. :raises RecordError: for what is not held.
    """
    read = readable(grammar(home, on), text.strip())
    rows = _rows(text.strip(), read)
    if not rows:
        raise _not_held(text)
    known = Editions.of(rows)
    relations = list({each.pk: each for row in rows for each in known.relations[row.code]}.values())
    editions = {row.code: known.edition(row, rows) for row in rows}
    row, match = _meant(text.strip(), read, rows, editions, on)
    state = lifecycle.state(editions[row.code], on)
    document = _document(text, on, row, match, rows, editions, relations)
    _say_editions(home, document["adopts"], on)
    return Shown(text, on, row, match, state, document)


def _say_editions(home: Home, adopts: list[dict[str, Any]], on: date) -> None:
    """Say of what is adopted whether that edition is the current one on the day."""
    if adopts:
        rules = grammar(home, on)
        others = Editions.of(rows_of({each["designation"]: readable(rules, each["designation"]) for each in adopts}))
        for each in adopts:
            each["edition"] = edition_of(each["designation"], others, rules, on)


def _named_by(row: Any) -> dict[str, int]:
    """How many certificates are granted by it, and how many tests were made by it; at most :data:`MOST_NAMED` are
    counted."""
    names = {row.code, row.designation}
    return {kind: public(kind).filter(**{f"{field}__in": names}).order_by()[:MOST_NAMED].count()
            for kind, field in NAMING.items()}


def _rows(text: str, read: Designation | None) -> list[Any]:
    """The record of that code and all that share its document, oldest first."""
    documents = set(documents_of(read)) if read is not None else set()
    open_ = public(STANDARD)
    documents |= {each or "" for each in open_.filter(code=text).values_list("document", flat=True)}
    wanted = Q(document__in=documents - {""}) | Q(code__in={text, read.canonical if read else text})
    return sorted(open_.filter(wanted).select_related("entry")[:MOST],
                  key=lambda row: (row.published_on or date.min, row.code))


def _meant(text: str, read: Designation | None, rows: Sequence[Any], editions: dict[str, Edition],
           on: date) -> tuple[Any, str]:
    exact = [row for row in rows if row.code == text] or [
        row for row in rows if row.designation == text or (read is not None and row.code == read.canonical)]
    # Of what has no year its code names the very document: an article of a journal, a draft.
    if exact and (read is None or not read.undated or exact[0].code == text):
        return exact[0], "edition"
    if read is not None and not read.undated:
        same = [row for row in rows if _names(row, read)]
        if same:
            return same[0], "edition"
        raise _no_edition(text, rows)
    whole = [row for row in rows if not row.supplement] or list(rows)
    live = lifecycle.newest_live([editions[row.code] for row in whole], on)
    if live is not None:
        return next(row for row in whole if row.code == live.code), "newest edition in force"
    return whole[-1], "newest edition, of which none is in force"


def _names(row: Any, read: Designation) -> bool:
    return bool(row.designation.replace(" ", "") == read.canonical.replace(" ", "") or (
        row.supplement is None and not read.tail.supplements and row.designation.endswith(str(read.year))))


def _document(text: str, on: date, row: Any, match: str, rows: Sequence[Any], editions: dict[str, Edition],
              relations: Sequence[Any]) -> dict[str, Any]:
    state = lifecycle.state(editions[row.code], on)
    whole = [each for each in rows if not each.supplement]
    live = lifecycle.newest_live([editions[each.code] for each in whole], on)
    told = _told(row, relations, {each.code: each for each in rows})
    return {
        "asked": text, "on": str(on), "match": match, "designation": row.designation, "code": row.code,
        "document": row.document, "supplement": row.supplement, "titles": _titles(row), "level": row.level,
        "issuer": row.issuer, "doctype": row.doctype, "edition": row.edition, "stage": row.stage,
        "ics": _split(row.ics), "ccs": _split(row.ccs), "committees": _split(row.committee), "scope": row.scope,
        "published_on": _day(row.published_on), "effective_on": _day(row.effective_on),
        "confirmed_on": _day(row.confirmed_on), "withdrawn_on": _day(row.withdrawn_on), "catalogue": row.catalogue,
        "status": {"state": state.state, "since": _day(state.since), "why": state.why.as_dict(),
                   "today": row.status or None},
        "newest_live": live.code if live else None,
        "editions": _lines(whole, editions, on),
        "supplements": _lines([each for each in rows if each.supplement], editions, on),
        **{name.replace("-", "_"): told[name] for name in TOLD},
        "relations": told["other"], "drafted_by": _drafters(row), "named_by": _named_by(row),
        "also_told_by": [each.catalogue or each.code for each in rows
                         if each.designation == row.designation and each.code != row.code],
    }


def _told(row: Any, relations: Sequence[Any], near: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in relations:
        if each.standard == row.code:
            name, other, held = each.type, each.target, each.target_standard
        elif each.target_standard == row.code:
            name, other, held = TOWARDS.get(each.type, f"{each.type} (of it)"), each.standard, each.standard
        else:
            continue
        line = {"designation": other, "code": held, "held": held is not None, "degree": each.degree,
                "confirmed_on": _day(each.confirmed_on), "evidence": each.evidence, "said": each.said}
        if name not in TOLD:
            line["type"] = name
        group = found[name if name in TOLD else "other"]
        known = next((one for one in group if (one["designation"], one.get("type")) == (other, line.get("type"))), None)
        if known is None:
            group.append(line)
        elif not known["held"] or (line["degree"] and not known["degree"]):
            known |= {key: value for key, value in line.items() if value}
    return found


def _lines(rows: Sequence[Any], editions: dict[str, Edition], on: date) -> list[dict[str, Any]]:
    """A line an edition, though several catalogues tell of it: what the first of them says."""
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        state = lifecycle.state(editions[row.code], on)
        line = found.setdefault(row.designation, {
            "designation": row.designation, "code": row.code, "published_on": _day(row.published_on),
            "supplement": row.supplement, "state": state.state, "since": _day(state.since),
            "in_force_from": _day(row.effective_on or row.published_on),
            "until": _day(lifecycle.ended_on(editions[row.code])), "confirmed_on": _day(row.confirmed_on),
            "catalogues": []})
        line["catalogues"].append(row.catalogue or row.code)
    return list(found.values())


def _drafters(row: Any) -> list[dict[str, Any]]:
    found = list(public(PARTICIPATION).filter(standard__in=[row.code, row.designation])[:MOST])
    who = public(ORGANISATION).filter(code__in=[each.organisation for each in found])
    names = dict(who.values_list("code", "name"))
    return [{"organisation": each.organisation, "name": names.get(each.organisation), "role": each.role,
             "rank": each.rank, "region": each.region}
            for each in sorted(found, key=lambda each: (each.rank or 999, each.organisation))]


def _titles(row: Any) -> dict[str, str]:
    lines = (row.titles or "").split("\n")
    others = dict(line.split(": ", 1) for line in lines if ": " in line)
    return {name: text for name, text in (("en", row.title_en), ("zh", row.title_zh)) if text} | others


def _split(text: str | None) -> list[str]:
    return text.split(";") if text else []


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def status_title(code: str) -> Text:
    """What a state of an edition is called."""
    own = {lifecycle.PUBLISHED: Text("Published, not yet in force", "已发布，尚未实施"),
           lifecycle.UNKNOWN: Text("Not known", "不明")}
    return own.get(code) or vocabularies.title("standard-status", code)


def _not_held(text: str) -> RecordError:
    return RecordError("standard.not_held", Text(f"no standard '{text[:80]}' is held", f"标准库中没有“{text[:80]}”"),
                       next_step=Text("Look for it with: plumb standards search, or take in the catalogue that has it",
                                      "请用plumb standards search查找，或导入收录该标准的目录"))


def _no_edition(text: str, rows: Sequence[Any]) -> RecordError:
    known = ", ".join(row.designation for row in rows if not row.supplement)[:300]
    return RecordError("standard.no_edition", Text(f"of '{text[:80]}' this edition is not held",
                                                   f"标准库中没有“{text[:80]}”这一版本"),
                       next_step=Text(f"These are held: {known}", f"现有版本：{known}"))
