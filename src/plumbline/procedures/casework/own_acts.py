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

from plumbline.text import Text

REQUIRED = object()
"""The default of a value that must be given."""
TEXT, WHOLE, FLAG, DAY, SEVERAL = "text", "whole number", "flag", "day", "several texts"
PYTHON: Mapping[str, Any] = {TEXT: str, WHOLE: int, FLAG: bool, DAY: date, SEVERAL: list[str]}
"""What a value of each type is in code."""


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
    told: Callable[[Mapping[str, Any], Any], str]
    operation: str
    path: str
    body: str = ""
    values: tuple[Value, ...] = ()
    about: str = ""

    def do(self, home: Any, user: Any, number: Any, given: Mapping[str, Any], at: datetime) -> Any:
        """Do it; what its function returns."""
        module, _colon, name = self.run.partition(":")
        return getattr(importlib.import_module(module), name)(home, user, number, **given, at=at)


def reason(default: Any = REQUIRED, *, most: int) -> Value:
    """Why something is done."""
    return Value("reason", Text("Why; it stays beside the act.", "理由，与该事项一并保存。"), default=default,
                 least=0 if default == "" else 1, most=most)
