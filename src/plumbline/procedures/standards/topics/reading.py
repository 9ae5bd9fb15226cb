"""Topics and what belongs to them, as of a day."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from plumbline.errors import RecordError
from plumbline.methods.shared import natural_order
from plumbline.methods.shared.succession import split
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.standards.editions import STANDARD, Editions, asked_for, public
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

TOPIC, REQUIREMENT, TERM, DOCUMENT, COMPARISON = "topic", "requirement", "term", "topic_document", "comparison"
REGULATION, ROUTE, PART = "technical_regulation", "access_route", "access_part"
COUNTRY = "country"
BETWEEN = re.compile("[,;、]")
MOST = 20_000
"""So many requirements of one topic are read; who has more sees that it is so."""


def in_force(name: str, on: date, **wanted: Any) -> Any:
    """The rows of a kind that hold on a day."""
    return public(name).filter(**wanted, valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on))


def topic(code: str, on: date) -> Any:
    """The topic that is looked at on the day. :raises RecordError: if there is none."""
    wanted = unicodedata.normalize("NFKC", code).strip()
    row = public(TOPIC).filter(code=wanted).first()
    if row is None:
        known = list(public(TOPIC).values_list("code", flat=True)[:200])
        raise RecordError("topic.unknown", Text(f"there is no topic '{wanted[:80]}'", f"没有专题“{wanted[:80]}”"),
                          next_step=suggest(wanted, sorted(known)))
    if row.valid_from > on or (row.valid_to is not None and row.valid_to < on):
        raise RecordError("topic.not_then", Text(f"the topic '{wanted}' was not looked at on {on}",
                                                 f"{on}专题“{wanted}”不在研究期内"),
                          next_step=Text(f"It is from {row.valid_from} on" + (
                              f", until {row.valid_to}" if row.valid_to else ""), f"研究期自{row.valid_from}起" + (
                              f"，至{row.valid_to}止" if row.valid_to else "")))
    return row


def topics(on: date) -> list[Any]:
    """The topics of a day, by code."""
    return sorted(in_force(TOPIC, on), key=lambda row: natural_order.key(row.code))


def countries(text: str) -> tuple[str, ...]:
    """Countries as they are written in one line, by code or by name, each once. :raises RecordError: for what is
    none."""
    spelt = {each.casefold(): code for code, term in vocabularies.vocabulary(COUNTRY).items()
             for each in (*term.spellings(), term.title.en.replace(",", ""))}
    plain = unicodedata.normalize("NFKC", text)
    if plain.strip().casefold() in spelt:
        return (spelt[plain.strip().casefold()],)
    found: dict[str, None] = {}
    for each in (one.strip() for one in BETWEEN.split(plain)):
        if not each:
            continue
        if each.casefold() not in spelt:
            raise RecordError("topic.no_country", Text(f"'{each[:60]}' is no country",
                                                           f"“{each[:60]}”不是国家（地区）"),
                              next_step=Text("Write codes of two letters as in ISO 3166, such as CN,BR,RU, or names",
                                             "请填写ISO 3166两字母代码（如CN,BR,RU）或名称"))
        found[spelt[each.casefold()]] = None
    return tuple(found)


def countries_of(row: Any) -> tuple[str, ...]:
    """The countries of a topic's record: those that it names, else those of which something is held. What it names and
    is none is passed over: its record is where that is put right."""
    known = vocabularies.vocabulary(COUNTRY)
    named_there = [each for each in split((row.countries or "").replace(",", ";")) if each in known]
    if named_there:
        return tuple(dict.fromkeys(named_there))
    held = [name for kind in (REQUIREMENT, DOCUMENT) for name in public(kind).filter(topic=row.code, country__in=known)
            .order_by("country").values_list("country", flat=True).distinct()]
    return tuple(dict.fromkeys(held))


def country(text: str) -> str:
    """The one country that ``text`` names. :raises RecordError: for none, or several."""
    found = countries(text)
    if len(found) != 1:
        raise RecordError("topic.one_country", Text("one country is asked for", "须指定一个国家（地区）"),
                          next_step=Text("Write a code of two letters as in ISO 3166, such as BR",
                                         "请填写一个ISO 3166两字母代码，如BR"))
    return found[0]


def named(code: str) -> Text:
    """What a country is called."""
    return vocabularies.title(COUNTRY, code)


def titles(row: Any) -> dict[str, str]:
    """What a row is called in each language that it tells."""
    others = dict(line.split(": ", 1) for line in (getattr(row, "titles", "") or "").split("\n") if ": " in line)
    return {name: text for name, text in (("en", row.title_en), ("zh", row.title_zh)) if text} | others


def iso(day: date | None) -> str | None:
    """A day as documents write it."""
    return day.isoformat() if day else None


@dataclass(frozen=True, slots=True)
class Held:
    """The standards that documents and methods name, with all editions of each."""

    known: Editions

    @classmethod
    def of(cls, names: Iterable[str]) -> Held:
        """Those that are held among ``names``: codes, or designations."""
        rows = {row.code: row for row in asked_for(STANDARD, "code", names)}
        found = {row.document for row in rows.values() if row.document}
        rows |= {row.code: row for row in asked_for(STANDARD, "document", found)}
        return cls(Editions.of(rows.values()))

    def row(self, name: str) -> Any:
        """The record of that name, or None."""
        return self.known.rows.get(name)

    def edition(self, name: str, on: date) -> dict[str, Any] | None:
        """The edition that ``name`` is, and its state on the day; None where it is not held."""
        row = self.row(name)
        if row is None:
            return None
        state = self.known.state(row, on)
        whole: Sequence[Any] = [each for each in self.known.by_document.get(row.document or row.code, ())
                                if not each.supplement]
        live = self.known.live([row.document or row.code], on) if whole else None
        return {"designation": row.designation, "code": row.code, "edition": row.edition, "state": state.state,
                "live": state.live, "since": iso(state.since),
                "newer": live.code if live is not None and live.code != row.code else None}

    def taken_from(self, name: str) -> str:
        """What ``name`` adopts identically; else ``name``: a method under two numbers is one method."""
        row = self.row(name)
        if row is None:
            return name
        for each in self.known.relations[row.code]:
            if each.degree != "IDT":
                continue
            if each.standard == row.code and each.type == "adopts":
                return str(each.target)
            if each.target_standard == row.code and each.type == "adopted-by":
                return str(each.standard)
        return name
