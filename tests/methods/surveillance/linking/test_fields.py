"""Fields and their levels; references with their noughts; agreement; components."""

from __future__ import annotations

import pytest

from plumbline.methods.surveillance.linking.agreement import agree
from plumbline.methods.surveillance.linking.fields import LinkField, Reference
from plumbline.methods.surveillance.linking.groups import components
from plumbline.text import Text


@pytest.mark.parametrize(("given", "whole"), [
    ("2024.927", "2024.9270"), ("2024.9", "2024.9000"), ("2024.9652", "2024.9652"), ("2024", "2024.0000"),
    ("2024.10001", "2024.10001"), ("", ""), ("n/a", "n/a"), ("2024.9e3", "2024.9e3"), ("A12/01.5", "A12/01.5"),
])
def test_a_reference_read_as_a_number_gets_its_noughts_back(given: str, whole: str):
    assert Reference("reference", 4).restored(given) == whole


def test_a_reference_without_digits_is_left_alone():
    assert Reference("number").restored("12.5") == "12.5"


def test_each_field_has_as_many_levels_as_chances():
    for compare, at, many in (("days", (0, 1), 3), ("words", (90,), 2), ("same", (), 2), ("sets", (), 4)):
        found = LinkField("x", Text("x", "x"), "word", compare, at, (), ()).levels
        assert len({code for code, _ in found}) == many
        assert all(words.en and words.zh for _, words in found)


def test_precision_and_recall_are_exact_counts():
    found = agree({("a", "1"), ("b", "2")}, {("a", "1"), ("c", "3"), ("d", "4")})
    assert (found.found, found.true, found.both, found.precision, found.recall) == (2, 3, 1, 0.5, 1 / 3)
    assert (agree(set(), set()).precision, agree(set(), set()).recall) == (None, None)


def test_what_hangs_together_by_either_side_is_one_component():
    assert components([1, 1, 2, 9], [1, 2, 2, 9]) == [[0, 1, 2], [3]]
    assert components([], []) == []
