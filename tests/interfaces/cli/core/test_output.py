"""The one JSON document of a command: laid out as Python lays it out, and always valid."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.interfaces.cli.core import output

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def printed(document: object) -> str:
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(output.sys, "stdout", type("Kept", (), {"write": staticmethod(lines.append)}))
        output.json(document)
    return "".join(lines)


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
def test_a_document_is_laid_out_as_python_does(document: object) -> None:
    assert printed(document) == json.dumps(document, indent=1) + "\n"


def test_numbers_days_times_and_paths_are_texts() -> None:
    assert json.loads(printed([Decimal("1.50"), date(2026, 1, 2), datetime(2026, 1, 2, tzinfo=UTC), Path("a")])) == [
        "1.50", "2026-01-02", "2026-01-02T00:00:00+00:00", "a"]


@pytest.mark.parametrize("document", [float("nan"), {"a": [float("inf")]}])
def test_what_is_no_json_is_never_printed(document: object) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        printed(document)
