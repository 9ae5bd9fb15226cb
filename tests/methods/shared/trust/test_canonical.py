"""The canonical bytes of a record are pinned: a change of one byte would change every leaf ever made."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.shared.trust.canonical import Value, canonical, canonical_fields, plain


@pytest.mark.parametrize(("value", "text"), [
    (None, None),
    ("", ""),
    ("合格", "合格"),
    (0, "0"),
    (-7, "-7"),
    (2**70, "1180591620717411303424"),
    (True, "true"),
    (False, "false"),
    (Decimal("1234567890123456.78"), "1234567890123456.78"),
    (Decimal("1E+3"), "1000"),
    (Decimal("1E-7"), "0.0000001"),
    (Decimal("2.50"), "2.50"),
    (Decimal("-0.00"), "0.00"),
    (Decimal("-41.9"), "-41.9"),
    (date(2013, 1, 31), "2013-01-31"),
])
def test_plain(value: Value, text: str | None) -> None:
    assert plain(value) == text


@pytest.mark.parametrize("value", [1.5, b"x", datetime(2013, 1, 31, tzinfo=UTC), ["a"]])
def test_what_has_no_one_text_is_refused(value: Any) -> None:
    with pytest.raises(MethodError, match="has no canonical text") as caught:
        plain(value)
    assert caught.value.code == "proof.no_canonical_text"


def test_a_decimal_must_be_finite() -> None:
    with pytest.raises(MethodError, match="NaN is not a number a record can hold") as caught:
        plain(Decimal("NaN"))
    assert caught.value.code == "proof.number_endless"


def test_the_bytes_are_these() -> None:
    fields: dict[str, Value] = {
        "zeta": None, "number": "269961", "inspected_on": date(2013, 1, 31), "critical_count": 0,
        "name": 'Zum "Löwen" \\ 狮子\n', "open": True,
    }
    assert canonical("inspection", fields, bytes(range(32))) == (
        r'{"critical_count":"0","inspected_on":"2013-01-31","name":"Zum \"Löwen\" \\ 狮子\n","number":"269961",'
        r'"open":"true","~internal":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",'
        r'"~kind":"inspection"}'
    ).encode()
    assert canonical("region", {"code": "chicago"}) == b'{"code":"chicago","~kind":"region"}'
    assert canonical_fields({"inspector_group": "blue", "again": None}) == b'{"inspector_group":"blue"}'


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(MethodError, match="the text is not valid Unicode") as caught:
        canonical("region", {"code": "\ud800"})
    assert caught.value.code == "proof.not_unicode"


NAMES = st.from_regex(r"[a-z][a-z_0-9]{0,8}", fullmatch=True)
VALUES = st.one_of(
    st.none(), st.text(st.characters(codec="utf-8")), st.integers(), st.booleans(), st.dates(),
    st.decimals(allow_nan=False, allow_infinity=False),
)


@given(st.dictionaries(NAMES, VALUES))
def test_any_record_is_json_that_reads_back_whatever_the_order(fields: dict[str, Value]) -> None:
    bytes_ = canonical("k", fields)
    assert canonical("k", dict(reversed(list(fields.items())))) == bytes_
    known = {name: plain(value) for name, value in fields.items() if value is not None}
    assert json.loads(bytes_) == {**known, "~kind": "k"}
    assert list(json.loads(bytes_)) == sorted([*known, "~kind"])


@given(st.dictionaries(NAMES, VALUES))
def test_a_field_that_is_declared_later_changes_no_leaf_made_before(fields: dict[str, Value]) -> None:
    known = {name: value for name, value in fields.items() if name != "later"}
    assert canonical("k", {**known, "later": None}) == canonical("k", known)
