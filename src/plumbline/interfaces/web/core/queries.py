"""Addresses of the same list, with something asked otherwise."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import QueryDict


def changed(query: QueryDict, **changes: str | None) -> str:
    """The query string of the same list with something changed; None takes a part away."""
    # A long list has some dozens of such addresses, and to copy the query for each took longer than all else of them.
    parts = {name: values for name, values in query.lists() if name not in changes}
    text = urlencode(parts | {name: [value] for name, value in changes.items() if value is not None}, doseq=True)
    return f"?{text}" if text else "?"
