"""Values of the command line that need no reading, taken as they are.

Typer reads every value by a schema of pydantic, whose loading is a third of what a small command costs. A text that is
a text, a path, a whole number in its digits, what is not given: of these there is nothing to read. Everything else -
and whatever is refused - is Typer's to read, as before, and to say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

import typer.core
from typer import _coercion, _param_types

LONGEST = 18
"""Digits of a whole number that is taken as it is."""


@dataclass(frozen=True)
class Plain(_coercion.RuntimeParam):
    """One parameter: ``descriptor`` says what Typer knows of it."""

    descriptor: _coercion.TypeDescriptor

    def _coerce_value(self, value: Any, param: Any, ctx: Any) -> Any:
        parts = value if isinstance(value, list | tuple) and self.descriptor.is_list else [value]
        kind = get_args(self.annotation)[0] if self.descriptor.is_list else self.annotation
        if all(self._plain(kind, each) for each in parts):
            read = [self._read(kind, each, param, ctx) for each in parts]
            return read if self.descriptor.is_list else read[0]
        return _typers(self.descriptor)._coerce_value(value, param=param, ctx=ctx)

    def _plain(self, kind: Any, value: Any) -> bool:
        about = self.parameter_info
        if about.parser is not None or about.path_type is not None:
            return False
        if kind in (int, float):
            digits = type(value) is str and value.isascii() and value.isdigit() and len(value) <= LONGEST
            known = type(value) is kind or (kind is int and digits)
            return known and _within(kind(value), about.min, about.max)
        return kind in (str, Path) and type(value) is str

    def _read(self, kind: Any, value: Any, param: Any, ctx: Any) -> Any:
        if kind is Path:  # whether it must be there, and be a file
            return _param_types.coerce_cli_path(Path(value), self.parameter_info, path_type=Path, param=param, ctx=ctx)
        return int(value) if kind is int else value


def _within(number: float, least: float | None, most: float | None) -> bool:
    return (least is None or least <= number) and (most is None or number <= most)


_typers = _coercion.build_runtime_param


def _build(descriptor: _coercion.TypeDescriptor) -> _coercion.RuntimeParam:
    if descriptor.file_annotation is not None:
        return _typers(descriptor)
    return Plain(descriptor.parameter_info, descriptor.annotation, descriptor)


def take() -> None:
    """From now on, in this process."""
    cast(Any, typer.core).build_runtime_param = _build
