"""One committee with the standards that it keeps, which the index finds."""

from __future__ import annotations

from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.procedures.search import standards_register
from plumbline.procedures.standards import committee_showing


def committee(home: Home, code: str, on: date, *, limit: int = 500) -> dict[str, Any]:
    """The ``--json`` document of ``plumb standards committee``: see :func:`committee_showing.committee`.
    :raises RecordError: for a committee that is neither held nor named by a standard."""
    kept = standards_register.kept_by(home, code, limit=limit)
    return committee_showing.committee(
        code, on, kept=kept.rows if kept else (), counts=kept.by_status if kept else {},
        total=kept.total if kept else 0, whole=kept is not None)
