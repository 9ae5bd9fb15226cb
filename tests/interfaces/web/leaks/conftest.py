"""Lists in pieces, so that what leads to the next one could tell something too."""

from __future__ import annotations

import pytest

from plumbline.interfaces.web.figures import drill_down_pages
from plumbline.interfaces.web.records import listing


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows a page, so that lists have following pages and tokens that lead to them."""
    monkeypatch.setattr(listing, "ROWS", 2)
    monkeypatch.setattr(drill_down_pages, "ROWS", 2)
