"""What the columns of a field are called: by the field itself, by other mappings, by offices."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache

from plumbline.records.core.kinds import Kind
from plumbline.records.intake.reading.headings import plain
from plumbline.rulebook.core.files import shipped
from plumbline.rulebook.mappings import mappings
from plumbline.text import Text

_SIGNS = re.compile(r"[._:：#/'’-]+")


def bare(heading: str) -> str:
    """A heading as guesses compare it: without the signs between its words."""
    return _SIGNS.sub("", plain(heading)) or plain(heading)


@cache
def words() -> dict[str, tuple[str, ...]]:
    """Field -> what offices call its column, beside its name and its titles."""
    raw = tomllib.loads(shipped("column_words.toml").read_text("utf-8"))
    return {name: tuple(found) for name, found in raw.items()}


def called(kind: Kind, known: Iterable[mappings.Mapping]) -> dict[str, list[tuple[str, float, Text]]]:
    """A heading, as it is compared, and the fields it may mean, each with how sure that is and why."""
    found: dict[str, list[tuple[str, float, Text]]] = {}

    def say(word: str, field: str, sure: float, why: Text) -> None:
        found.setdefault(bare(word), []).append((field, sure, why))

    for spec in kind.fields:
        for word in (spec.name, spec.name.replace("_", " "), spec.title.en, spec.title.zh):
            say(word, spec.name, 1.0, Text("it has the name of the field", "列名即字段名称"))
    for mapping in (one for several in known for one in several.each if one.kind == kind.name):
        for column, field in mapping.columns.items():
            if field in kind.by_name:
                say(column, field, 0.95, Text(f"the mapping '{mapping.name}' reads this column so",
                                              f"映射“{mapping.name}”如此读取该列"))
    for spec in kind.fields:
        for word in words().get(spec.name, ()):
            say(word.replace("_", " "), spec.name, 0.85, Text("offices call this field so", "常用的同义列名"))
    return found
