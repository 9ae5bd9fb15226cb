"""The register for programs: each answer is the document of its command, and what is not there is said."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from plumbline import home as homes
from plumbline.home import Home
from plumbline.procedures.accounts.tokens import issue
from plumbline.procedures.search import committee_register, following, standards_register
from plumbline.procedures.standards import (
    adopting,
    adoption_candidates,
    announcing,
    committee_showing,
    health,
    missing,
    showing,
)
from plumbline.procedures.standards.catalogues.importing import take_in
from plumbline.records.core.people import User
from tests.procedures.standards.catalogues import ISO, lines
from tests.records.samples import Clock

TODAY, AT = date(2026, 12, 1), datetime(2026, 12, 1, 3, tzinfo=UTC)
SC = "ISO/TC 176/SC 2"


@pytest.fixture
def held(tmp_path: Path, transactional_db: None) -> Home:
    home = homes.current()
    take_in(home, lines(tmp_path / "iso.jsonl", ISO), "relaton", on=TODAY, clock=Clock())
    announcing.follow(at=AT)
    following.follow(home, on=TODAY, wait=20)
    return home


def asked(path: str, gives: int = 200, token: str = "", **query: Any) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    answer = Client(headers=headers).get(f"/api/v1/standards/{path}", query)
    assert answer.status_code == gives, answer.content[:500]
    return answer.json()


def plain(document: Any) -> Any:
    return json.loads(json.dumps(document, default=str))


def test_each_answer_is_the_document_of_its_command(held: Home) -> None:
    on = {"on": "2005-06-01"}
    day = date(2005, 6, 1)
    assert asked("show", designation="ISO 9001", **on) == plain(showing.show(held, "ISO 9001", day).as_dict())
    found = standards_register.search(held, None, "quality", on=TODAY, facets={"status": ["in-force"]}, limit=5)
    assert asked("search", q="quality", status="in-force", limit=5) == plain(found.as_dict())
    assert asked("search", q="quality", committee=SC)["hits"][0]["code"] == "ISO 9001:2015"
    assert asked("committees", q="176") == plain(committee_showing.committees("176"))
    assert asked("committee", code=SC, **on) == plain(committee_register.committee(held, SC, day))
    assert asked("feed", ics="03") == plain(announcing.page({"ics": "03"}).as_dict({"ics": "03"}))
    basket = "example-toys-and-luminaires"
    assert asked("adoption/rate", basket=basket, **on) == plain(adopting.rate_named(held, basket, day))


def test_what_reads_the_whole_register_needs_a_token(held: Home) -> None:
    User.objects.create_user("wang")
    _, secret = issue("wang", label="reads", at=timezone.now())
    for path in ("missing", "health/low", "adoption/candidates"):
        assert asked(path, 401)["code"] == "request.token_needed"
    assert asked("missing", token=secret) == plain(missing.missing())
    assert asked("health/low", token=secret, on="2026-12-01") == plain(health.health(held, "low", TODAY))
    assert asked("adoption/candidates", token=secret, on="2026-12-01") == plain(
        adoption_candidates.candidates(held, TODAY))
    assert asked("health/none", 404, token=secret)["code"] == "health.unknown"


@pytest.mark.parametrize(("path", "query", "status", "code"), [
    ("show", {"designation": "ISO 77"}, 404, "standard.not_held"),
    ("show", {"designation": "ISO 9001:1999"}, 404, "standard.no_edition"),
    ("show", {"designation": "ISO 9001", "on": "2005-02-30"}, 422, "request.not_day"),
    ("committee", {"code": "SAC/TC 404"}, 404, "standard.no_committee"),
    ("adoption/rate", {"basket": "/etc/passwd"}, 404, "adoption.no_basket"),
    ("feed", {"what": "sold"}, 404, "feed.no_kind"),
    ("feed", {"colour": "red"}, 422, "request.unknown_parameter"),
])
def test_what_is_not_there_is_said(held: Home, path: str, query: dict[str, str], status: int, code: str) -> None:
    told = asked(path, status, **query)
    assert told["code"] == code
    assert told["zh"]["what"]
