"""The rate of adoption: numbers by hand, and India's published totals."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plumbline.methods.standards.adoption import Adopted, letters_and_digits, rate


def test_india_s_published_totals() -> None:
    found = rate([(Adopted("x", "IDT"),)] * 7805 + [(Adopted("x", "MOD"),)] * 754 + [(Adopted("x", "NEQ"),)] * 640
                 + [()] * 12968)
    assert (found.numerator, found.denominator, found.value) == (8559, 22167, Decimal("38.61"))
    assert found.degrees == {"IDT": 7805, "MOD": 754, "NEQ": 640, "EQV": 0, "none": 12968}


def test_each_counts_once_by_the_best_it_says() -> None:
    found = rate([
        (Adopted("a", "IDT", "superseded"), Adopted("b", "MOD", "current")), (Adopted("a", "NEQ", "current"),),
        (Adopted("a", "EQV", "current"), Adopted("b", "IDT", "superseded")), (Adopted("a", "IDT", "undated"),),
        (Adopted("a", "MOD"),), (Adopted("a", ""),)])
    assert (found.numerator, found.denominator) == (4, 6)
    assert found.split == {"any_edition": 4, "current_edition": 2, "superseded_edition": 1, "edition_not_known": 1}


def test_an_empty_basket_has_no_rate() -> None:
    assert (rate([]).numerator, rate([]).denominator, rate([]).value) == (0, 0, None)


@pytest.mark.parametrize(("one", "other"), [
    ("Quality management systems -- Requirements", "Quality management systems - Requirements"),
    ("Plugs, Part 1: general", "PLUGS - PART 1 - GENERAL"), ("质量 管理—要求", "质量管理 要求"), (None, "--")])
def test_titles_are_compared_by_letters_and_digits(one: str | None, other: str) -> None:
    assert letters_and_digits(one) == letters_and_digits(other)
