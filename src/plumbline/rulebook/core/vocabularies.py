"""Closed lists of codes with their titles, and what offices write instead of the code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from plumbline.errors import RulebookError
from plumbline.rulebook.core.files import shipped
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Term:
    """One code of a vocabulary. ``also`` holds other ways it is written in files."""

    code: str
    title: Text
    also: tuple[str, ...] = ()

    def spellings(self) -> tuple[str, ...]:
        """Everything that means this code in a file: the code, both titles and the other ways."""
        return tuple(dict.fromkeys((self.code, self.title.en, self.title.zh, *self.also)))


@cache
def vocabularies() -> dict[str, dict[str, Term]]:
    """All shipped vocabularies: name -> code -> term."""
    raw = tomllib.loads(shipped("vocabularies.toml").read_text("utf-8"))
    return {
        name: {
            code: Term(code, Text(entry["en"], entry["zh"]), tuple(entry.get("also", ())))
            for code, entry in terms.items()
        }
        for name, terms in raw.items()
    }


def vocabulary(name: str) -> dict[str, Term]:
    """The vocabulary called ``name``."""
    try:
        return vocabularies()[name]
    except KeyError:
        known = sorted(vocabularies())
        raise RulebookError(
            "vocabulary.unknown", Text(f"there is no vocabulary '{name}'", f"没有词表“{name}”"),
            where="vocabularies.toml",
            next_step=Text(f"Choose one of: {', '.join(known)}", f"可选：{'、'.join(known)}"),
        ) from None


def title(name: str, code: str | None) -> Text:
    """The title of ``code``; an unknown code stands for itself, an empty one for nothing."""
    if not code:
        return Text()
    term = vocabulary(name).get(code)
    return term.title if term else Text(code, code)
