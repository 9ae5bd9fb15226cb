"""The shipped grammar of designations, for the tests of reading."""

from __future__ import annotations

from datetime import date
from functools import cache

from plumbline.methods.standards import designation_parsing
from plumbline.methods.standards.designation_grammar import Grammar
from plumbline.methods.standards.designations import Designation, Refusal
from plumbline.rulebook.standards.designation_files import grammar


@cache
def shipped() -> Grammar:
    return grammar(None, date(2026, 1, 1))


def parsed(text: str) -> Designation | Refusal:
    return designation_parsing.parse(shipped(), text)


def read(text: str) -> Designation:
    return designation_parsing.designation(shipped(), text)


def refused(text: str) -> str:
    """The code with which ``text`` is refused."""
    found = parsed(text)
    assert isinstance(found, Refusal), f"{text} was read as {found.canonical}"
    return str(found.error.code).removeprefix("designation.")
