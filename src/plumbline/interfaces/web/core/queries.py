"""Addresses of the same list, with something asked otherwise."""

from __future__ import annotations

from django.http import QueryDict


def changed(query: QueryDict, **changes: str | None) -> str:
    """The query string of the same list with something changed; None takes a part away."""
    copy = query.copy()
    for name, value in changes.items():
        copy.pop(name, None)
        if value is not None:
            copy[name] = value
    text = copy.urlencode()
    return f"?{text}" if text else "?"
