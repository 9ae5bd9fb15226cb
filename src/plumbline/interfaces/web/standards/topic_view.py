"""A topic and a way to a market as pages show them: in the reader's language, with addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from plumbline.interfaces.shared import words
from plumbline.procedures.standards import showing
from plumbline.procedures.standards.topics.reading import named
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

ABSENT = {"none-known": Text("No requirement known", "未见要求"), "not-read": Text("Not read yet", "尚未研读"),
          "not-covered": Text("Not covered", "尚未覆盖")}
EDITIONS = {
    "current": Text("current edition", "现行版本"), "superseded": Text("edition was replaced", "所采版本已被代替"),
    "undated": Text("without a year", "不注日期"), "not_held": Text("edition not held", "版本未入库")}
LANGUAGES = {"pt": Text("Portuguese", "葡萄牙语"), "ru": Text("Russian", "俄语"), "hi": Text("Hindi", "印地语"),
             "en": Text("English", "英语"), "zh": Text("Chinese", "汉语"), "fr": Text("French", "法语")}


def called(titles: Mapping[str, str], code: str) -> tuple[str, str]:
    """What something is called in the reader's language, and in the other of the two; its code where it has none."""
    first, second = ("zh", "en") if words.chinese() else ("en", "zh")
    name, other = titles.get(first) or titles.get(second) or code, titles.get(second) or ""
    return name, other if other != name else ""


def topic(each: dict[str, Any]) -> dict[str, Any]:
    """A topic in a list."""
    name, other = called(each["titles"], each["code"])
    return {**each, "key": (each["code"],), "name": name, "other": other,
            "said": [words.say(named(code)) for code in each["countries"]]}


def say(text: Mapping[str, str]) -> str:
    """A text of a document, in the reader's language."""
    return words.say(Text.of(text))


def day(text: str | None) -> str:
    """A day of a document, as the reader writes it."""
    return words.day(date.fromisoformat(text)) if text else ""


def row(each: dict[str, Any], base: str) -> dict[str, Any]:
    """One parameter with a cell for each country."""
    name, other = called(each["titles"], each["parameter"])
    others = [(words.say(LANGUAGES.get(language, Text.of(language))), text)
              for language, text in each["titles"].items() if language not in ("en", "zh")]
    return {"name": name, "other": other, "others": others, "unit": each["unit"], "code": each["parameter"],
            "meaning": called(each["meaning"], "")[0], "cells": [
                cell(code, one, code == base) for code, one in each["cells"].items()]}


def cell(country: str, found: dict[str, Any], base: bool) -> dict[str, Any]:
    """What one country requires."""
    return {"country": words.say(named(country)), "base": base, "state": found["state"],
            "absent": words.say(ABSENT.get(found["state"], Text())), "why": say(found["why"]),
            "requirements": [requirement(each) for each in found["requirements"]]}


def requirement(each: dict[str, Any]) -> dict[str, Any]:
    """One requirement: what it says, in the common unit too, where it stands, and how it stands to the base."""
    common, edition = each["common"], each["edition"]
    told = ""
    if common and common["unit"] != each["unit"]:
        told = "–".join(filter(None, (common["value"], common["value_to"]))) + f" {common['unit']}".rstrip()
    return {"says": say(each["says"]), "common": told, "about": common is not None and not common["exact"],
            "applies": each["applies_to"], "document": each["document"], "clause": each["clause"],
            "address": address(each), "method": each["method"], "method_adopts": each["method_adopts"],
            "stands": words.say(showing.status_title(edition["state"])) if edition and not edition["live"] else "",
            "newer": edition["newer"] if edition else None, "code": each["code"],
            "record": reverse("record", args=("requirement", (each["code"],))),
            "since": day(each["valid_from"]), "until": day(each["valid_to"]),
            "verdict": _verdict(each["verdict"]) if each["verdict"] else None}


def address(each: Mapping[str, Any]) -> str:
    """The page of the document in which a requirement stands; empty where none is held."""
    if each.get("edition"):
        return reverse("standard", args=((each["edition"]["code"],),))
    if each.get("regulation"):
        return reverse("record", args=("technical_regulation", (each["regulation"],)))
    return ""


def _verdict(found: dict[str, Any]) -> dict[str, Any]:
    def title(code: str) -> str:
        return words.say(vocabularies.title("requirement-verdict", code))

    confirmed = found["confirmed"]
    return {"said": title(confirmed["verdict"] if confirmed else found["computed"]), "why": say(found["why"]),
            "code": confirmed["verdict"] if confirmed else found["computed"], "computed": title(found["computed"]),
            "confirmed": confirmed and {**confirmed, "day": day(confirmed["on"])}}


def document(each: dict[str, Any]) -> dict[str, Any]:
    """One document with what it adopts."""
    name, other = called(each["titles"], "")
    edition = each["edition"]
    return {**each, "name": name, "other": other, "role": words.say(vocabularies.title("topic-document", each["role"])),
            "address": address(each), "read": day(each["read_on"]), "since": day(each["valid_from"]),
            "stands": words.say(showing.status_title(edition["state"])) if edition else "",
            "adopts": [adoption(one) for one in each["adopts"]]}


def adoption(one: dict[str, Any]) -> dict[str, Any]:
    """What is adopted, in which degree, and how that edition stands."""
    return {**one, "said": words.say(vocabularies.title("adoption-degree", one["degree"])) if one["degree"] else "",
            "stands": words.say(EDITIONS[one["edition"]])}


def bases(found: Iterable[dict[str, Any]], countries: Iterable[str]) -> list[dict[str, Any]]:
    """International documents, with which country adopts which edition of each."""
    of = list(countries)
    return [{**each, "name": called(each["titles"], "")[0], "cells": [
        {"country": words.say(named(code)), "adopts": [adoption(one) for one in each["adopted_by"].get(code, ())]}
        for code in of]} for each in found]


def query(**values: Any) -> str:
    """An address's question, without what is empty."""
    return "?" + urlencode({name: value for name, value in values.items() if value}, doseq=True)
