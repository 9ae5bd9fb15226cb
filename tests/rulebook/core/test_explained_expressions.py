"""What explanations of expressions show as refused is refused with that code, and what they show put right passes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from plumbline.errors import RulebookError
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.rulebook.core.error_codes import explanations
from plumbline.rulebook.indicators import expressions
from plumbline.rulebook.indicators.shapes import FieldShape, Path, follow

LINE = re.compile(r'(when|numerator|denominator)\s*=\s*"(.*)"\s*(#.*)?')
OF_UNITS = ("visits", "output")
"""Names that examples compute for each unit."""
KINDS = ("inspection", "finding", "published_grade", "statement")


def look(kind: str) -> Callable[[Path], FieldShape]:
    schema = schema_of_kinds()
    return lambda path: FieldShape("integer") if path[0] in OF_UNITS else follow(schema, kind, path)


def codes(key: str, text: str) -> set[str]:
    """What each kind of record says of an expression; empty where it is sound."""
    found = set()
    for kind in KINDS:
        try:
            (expressions.condition if key == "when" else expressions.aggregate)(text, look(kind))
            found.add("")
        except RulebookError as error:
            found.add(error.code)
    return found


def examples() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for code, each in explanations().items():
        lines = [(found[1], found[2]) for found in map(LINE.fullmatch, each.example.splitlines()) if found]
        if code.startswith("expression.") and code != "expression.too_large" and lines:
            yield code, lines


@pytest.mark.parametrize(("code", "lines"), list(examples()))
def test_the_first_line_is_refused_and_the_last_is_sound(code: str, lines: list[tuple[str, str]]) -> None:
    assert code in codes(*lines[0])
    assert len(lines) == 1 or "" in codes(*lines[-1])
