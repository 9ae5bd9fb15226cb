"""Every decision is a note of one shape."""

from __future__ import annotations

import re

import pytest

from tests.needs import ROOT

NOTES = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
SECTIONS = ("Context", "Choice", "Rejected", "Measured")


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.stem)
def test_a_decision_has_its_sections_in_order(note):
    text = note.read_text(encoding="utf-8")
    number = int(note.stem.partition("-")[0])
    headings = re.findall(r"^## (\w+)", text, re.MULTILINE)
    assert text.startswith(f"# {number}. ")
    assert [heading for heading in headings if heading in SECTIONS] == list(SECTIONS)


def test_numbers_are_given_once():
    numbers = [note.stem.partition("-")[0] for note in NOTES]
    assert len(set(numbers)) == len(numbers)
    assert {len(number) for number in numbers} == {4}
