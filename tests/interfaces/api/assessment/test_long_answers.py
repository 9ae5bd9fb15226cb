"""A whole assessment is sent as it is read: what a reader does not take is not read, and nothing is held meanwhile."""

from __future__ import annotations

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.procedures.assessment.scoring.reading import latest, read_assessment
from plumbline.records.assessment import results
from tests.interfaces.api.programs import BASE, Program
from tests.interfaces.web.world import World

ADDRESS = f"{BASE}/assessments/local/2013"


def test_it_comes_in_pieces_and_is_the_whole(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "AT_HAND", 1)
    answer = Program().client.get(ADDRESS)
    assert answer.streaming
    assert answer["Content-Type"] == "application/json"
    pieces = list(answer.streaming_content)
    assert len(pieces) == 7  # head, two regions and what stands before each, two ends
    assert b"".join(pieces) == msgspec.json.encode(read_assessment(city.home, "local", "2013"))


def test_a_reader_that_goes_leaves_nothing_behind(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(results, "AT_HAND", 1)
    found = latest("local", "2013")
    assert found is not None
    regions = found.lines.count()
    assert regions == 2
    answer = Program().client.get(ADDRESS)
    with CaptureQueriesContext(connection) as asked:
        pieces = iter(answer.streaming_content)
        for _ in range(3):  # the head, what stands before the first region, the first region
            next(pieces)
        answer.close()
        assert list(pieces) == []
    assert sum('"content"' in one["sql"] for one in asked.captured_queries) == 1


def test_its_head_alone_says_no_length_that_nobody_knows(city: World, db: None) -> None:
    answer = Program().client.head(ADDRESS)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, b"")
