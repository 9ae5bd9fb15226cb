"""The fields of a form over a table of a rulebook file, and how one of them is read from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from plumbline.methods.assessment.scoring.per_point import LAST_YEAR
from plumbline.methods.assessment.scoring.wording import number
from plumbline.text import Text

TEXT, CODE, NUMBER, DAY, CHOICE, FLAG = "text", "code", "number", "day", "choice", "flag"
LIMITS, NUMBERS, GROUPS = "limits", "numbers", "groups"
"""What blocks and items must reach, ``1.1 = 15, total = 350``; numbers set apart by commas; groups of codes."""
WORDS, LONG_WORDS, LIST, THRESHOLD, AGAINST, ROWS = "words", "long-words", "list", "threshold", "against", "rows"
SUFFIXES = {WORDS: (".en", ".zh"), LONG_WORDS: (".en", ".zh"), THRESHOLD: (".which", ".value"),
            AGAINST: (".which", ".value")}
AT_LEAST, AT_MOST = "at_least", "at_most"
BLANK_ROWS = 2
"""Empty rows below those that are there: what is typed into them is added."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field. ``path`` leads to its value from the table of its part; ``options`` names a list of choices that the
    page looks up, or holds the choices themselves; ``columns`` are the fields of each row, where it has rows. What is
    ``seldom`` filled in stands apart while it is empty."""

    path: tuple[str, ...]
    kind: str
    title: Text
    help: Text = Text()
    needed: bool = False
    options: str | tuple[tuple[str, Text], ...] = ""
    columns: tuple[Field, ...] = ()
    seldom: bool = False

    @property
    def name(self) -> str:
        """What the browser sends it as."""
        return ".".join(("f", *self.path))

    @property
    def seldom_list(self) -> bool:
        """Whether it is a list that a rule need not have: emptied, it is left out."""
        return self.kind == ROWS and self.path[-1] in ("consequence", "cap")

    @property
    def suffixes(self) -> tuple[str, ...]:
        """What follows the name in what the browser sends: a field may have two inputs."""
        return SUFFIXES.get(self.kind, ("",))


def field(path: str, kind: str, en: str, zh: str, help: tuple[str, str] = ("", ""), **more: Any) -> Field:
    """A field whose ``path`` is written with points."""
    return Field(tuple(path.split(".")), kind, Text(en, zh), Text(*help), **more)


def dig(table: Any, path: tuple[str, ...]) -> Any:
    """What stands at ``path`` in a table; None where there is nothing."""
    for key in path:
        if not isinstance(table, Mapping) or key not in table:
            return None
        table = table[key]
    return table


def shown(of: Field, table: Any) -> dict[str, str]:
    """What stands in the inputs of a field that has no rows, by suffix."""
    value = dig(table, of.path[:-1] if of.kind == THRESHOLD else of.path)
    if of.kind in (WORDS, LONG_WORDS):
        both = value if isinstance(value, Mapping) else {"en": value or "", "zh": value or ""}
        return {".en": written(both.get("en")), ".zh": written(both.get("zh"))}
    if of.kind == THRESHOLD:
        which = AT_MOST if isinstance(value, Mapping) and AT_MOST in value else AT_LEAST
        return {".which": which, ".value": written(value.get(which)) if isinstance(value, Mapping) else ""}
    if of.kind == AGAINST:
        last = value == LAST_YEAR
        return {".which": LAST_YEAR if last else "number", ".value": "" if last else written(value)}
    if of.kind == LIMITS:
        return {"": ", ".join(f"{key} = {written(each)}" for key, each in value.items())
                if isinstance(value, Mapping) else written(value)}
    if of.kind == GROUPS and isinstance(value, list):
        return {"": "; ".join(" ".join(map(written, each)) if isinstance(each, list) else written(each)
                              for each in value)}
    if of.kind in (LIST, NUMBERS):
        return {"": ", ".join(map(written, value)) if isinstance(value, list) else written(value)}
    if of.kind == FLAG:
        return {"": "on" if value is True else ""}
    return {"": written(value)}


def written(value: Any) -> str:
    """A value of a file as an input holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
