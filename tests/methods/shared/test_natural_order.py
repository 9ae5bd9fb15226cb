"""Codes in the order in which people count."""

import re

from hypothesis import given
from hypothesis import strategies as st

from plumbline.methods.shared import natural_order


def by_replacements(code: str) -> str:
    """The key as a store makes it."""
    found, before = natural_order.PADDED
    return re.sub(natural_order.CUT_SHORT, r"\1", re.sub(found, rf"{before}\1", code))


def test_numbers_within_codes_count_as_numbers() -> None:
    codes = ["2", "3-501.9", "3-501.16", "10", "10F", "12", "A10"]
    assert sorted(set(codes), key=natural_order.key) == ["2", "3-501.9", "3-501.16", "10", "10F", "12", "A10"]


@given(st.text(alphabet="0012389AF.- ", max_size=natural_order.WIDTH))
def test_two_replacements_make_the_same_key(code: str) -> None:
    assert by_replacements(code) == natural_order.key(code)


def test_what_is_unknown_has_no_key() -> None:
    assert (natural_order.key_if_known(None), natural_order.key_if_known("7")) == (None, natural_order.key("07"))
