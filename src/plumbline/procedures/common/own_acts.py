"""An act of a procedure that keeps its events in a store of its own, declared once: a command and an operation come
from it.

The assessment year and the drafts of rules are older than the engine, and have tables and a fold of their own. What
their acts have in common with those of every other procedure is how they are offered: what each is called, which values
it takes, what it does. Nothing here asks for Django or the store: commands are listed before either is there."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from plumbline.errors import RecordError
from plumbline.text import Text

REQUIRED = object()
"""The default of a value that must be given."""
TEXT, WHOLE, FLAG, DAY, SEVERAL, FILE = "text", "whole number", "flag", "day", "several texts", "file"
PYTHON: Mapping[str, Any] = {TEXT: str, WHOLE: int, FLAG: bool, DAY: str, SEVERAL: list[str], FILE: str}
"""How a value of each type is given: a day as ISO 8601, a file as its text, which a command reads from one."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value that an act takes. A text has from ``least`` to ``most`` characters, several texts are at most so many,
    a whole number is ``least`` or more; ``choices`` are all there are. ``address``: it stands in the address of the
    operation. ``argument``: a command takes it by its place; else as ``option``, which is its name if none is given.
    ``hint`` is what a command says of it, where that is not what the description says."""

    name: str
    help: Text
    type: str = TEXT
    default: Any = REQUIRED
    least: int = 0
    most: int = 0
    choices: tuple[str, ...] = ()
    address: bool = False
    argument: bool = False
    option: str = ""
    hint: str = ""

    @property
    def required(self) -> bool:
        """Whether it must be given."""
        return self.default is REQUIRED


@dataclass(frozen=True, slots=True)
class OwnAct:
    """One act. ``run`` names what does it, as ``module:function``, called with the data directory, who acts, the number
    of what is acted in, the values by name, and the time as ``at``. ``told`` says what was done, from the values and
    what ``run`` returned. The operation is called ``operation`` and stands at ``path``; its body is a document called
    ``body``; ``about`` is what its description says besides."""

    name: str
    title: Text
    help: str
    run: str
    operation: str
    path: str
    body: str = ""
    values: tuple[Value, ...] = ()
    about: str = ""
    told: Callable[[Mapping[str, Any], Any], str] = lambda _given, _made: ""

    def do(self, home: Any, user: Any, number: Any, given: Mapping[str, Any], at: datetime) -> Any:
        """Do it; what its function returns."""
        module, _colon, name = self.run.partition(":")
        taken = {value.name: _day(given[value.name], value) if value.type == DAY else given[value.name]
                 for value in self.values}
        return getattr(importlib.import_module(module), name)(home, user, number, **taken, at=at)


def _day(text: str | None, value: Value) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise RecordError("request.not_day", Text(f"'{text}' is not a day", f"“{text}”不是日期"),
                          where=value.option or value.name,
                          next_step=Text("Write 2026-01-31", "请按2026-01-31的格式填写")) from error


def reason(default: Any = REQUIRED, *, most: int) -> Value:
    """Why something is done."""
    return Value("reason", Text("Why; it stays beside the act.", "理由，与该事项一并保存。"), default=default,
                 least=0 if default == "" else 1, most=most)
