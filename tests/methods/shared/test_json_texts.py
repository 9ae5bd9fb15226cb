"""JSON in pieces: whatever the form, it is what writing the whole at once gives."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.methods.shared.json_texts import CANONICAL, COMPACT, HOLE, LAID_OUT, canonical, laid_out

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-10**20, 10**20) | TEXTS | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=4)


@given(OBJECTS, st.lists(VALUES, max_size=3), TEXTS)
def test_a_document_in_pieces_is_the_whole(members: dict[str, Any], values: list[Any], name: str) -> None:
    whole = {**members, name: values}
    hollow = {**members, name: None}
    compact = COMPACT.stream(hollow, name, [COMPACT.write(value, 2) for value in values])
    assert b"".join(compact) == msgspec.json.encode(whole)
    pieces = CANONICAL.stream(hollow, name, [CANONICAL.write(value, 2) for value in values])
    assert b"".join(pieces) == json.dumps(
        whole, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode() == canonical(whole)
    lines = LAID_OUT.stream(hollow, name, [LAID_OUT.write(value, 2) for value in values])
    assert "".join(lines) == laid_out(whole) == msgspec.json.format(json.dumps(whole), indent=1)


WHOLE = st.recursive(
    st.none() | st.booleans() | st.integers(-10**20, 10**20) | TEXTS | st.text("质量é\x7f😀\u2028\n\\\"/", max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8)


@given(WHOLE, st.integers(0, 6))
def test_what_holds_no_fractions_is_written_alike_and_quicker(value: Any, depth: int) -> None:
    for form in (COMPACT, CANONICAL, LAID_OUT):
        assert form.whole(value, depth) == form.write(value, depth)


def test_laid_out_below_others() -> None:
    inner = {"a": [{"b": "é\x7f😀"}], "c": []}
    before, after = LAID_OUT.around({"x": 1, "inner": None}, ("inner",))
    found = before + "".join(LAID_OUT.stream(inner, "a", [laid_out(each, 3) for each in inner["a"]], depth=1)) + after
    assert found == laid_out({"x": 1, "inner": inner})
    assert found.isascii()


def test_holes_lie_in_the_order_of_the_form() -> None:
    members = {"z": None, "m": 1, "a": None}
    assert CANONICAL.around(members, ("z", "a")) == [b'{"a":', b',"m":1,"z":', b"}"]
    assert COMPACT.around(members, ("z", "a")) == [b'{"z":', b',"m":1,"a":', b"}"]
    assert (CANONICAL.order(members), COMPACT.order(members)) == (["a", "m", "z"], ["z", "m", "a"])


def test_a_text_that_stands_for_a_hole_is_refused() -> None:
    with pytest.raises(ValueError, match="stands for"):
        COMPACT.around({"a": HOLE, "b": None}, ("b",))
