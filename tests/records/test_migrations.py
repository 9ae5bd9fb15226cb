"""What an upgrade makes of records that were sealed before it, on either store."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from plumbline.interfaces.shared import import_jobs
from plumbline.procedures.records.save import keep
from plumbline.records.assessment import drafts  # noqa: F401 - says what leaves of drafts cover that are older
from plumbline.records.core import cases, events, kinds, store
from plumbline.records.verifying.verification import Verification
from tests.records.samples import Clock

FINDING = kinds.get("finding")


def shape(name: str) -> None:
    MigrationExecutor(connection).migrate([("records", name)])


@pytest.mark.django_db(transaction=True)
def test_clauses_that_were_numbers_keep_their_leaves() -> None:
    clock = Clock()
    keep("region", {"code": "1", "name_en": "One", "level": "ward", "valid_from": "1900-01-01"}, at=clock())
    for clause in ("10", "9"):
        keep("finding", {"inspection": "i1", "clause": clause, "region": "1", "found_on": "2013-01-05"}, at=clock())
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("records")[0][1]
    try:
        shape("0016_several_successors")
        with connection.cursor() as cursor:
            cursor.execute("SELECT clause FROM records_finding ORDER BY clause")
            assert cursor.fetchall() == [(9,), (10,)]
    finally:
        shape(newest)
    assert sorted(store.current(FINDING).values_list("clause", flat=True)) == ["10", "9"]
    assert Verification(FINDING).read() == []


@pytest.mark.django_db(transaction=True)
def test_what_waits_in_the_queue_is_found_where_its_module_lies_now() -> None:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes("records")[0][1]
    result = import_jobs.take_in.enqueue("nowhere")
    try:
        shape("0019_service_platforms")
        DBTaskResult.objects.filter(id=result.id).update(task_path="plumbline.interfaces.web.jobs.take_in")
    finally:
        shape(newest)
    assert DBTaskResult.objects.get(id=result.id).task == import_jobs.take_in


@pytest.mark.django_db(transaction=True)
def test_drafts_of_rules_become_cases_with_the_leaves_they_had() -> None:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes("records")[0][1]
    at, salt = datetime(2026, 11, 1, 9, tzinfo=UTC), bytes(range(32))
    said = {"act": "begin", "text": "a = 1\n", "day": None, "reason": "", "actor": 7, "at": at.isoformat()}
    try:
        shape("0023_years_ground_and_cards")
        old = MigrationExecutor(connection).loader.project_state([("records", "0023_years_ground_and_cards")]).apps
        draft = old.get_model("records", "Draft").objects.create(
            pk=3, what="scheme", target="city", file="schemes/city.toml")
        leaf = events.leaf_over("draft", "3", said, salt)
        entry = old.get_model("records", "Entry").objects.create(
            act="begin", kind="draft", actor=7, begun_at=at, rows=1, root=leaf.hex(), detail={})
        old.get_model("records", "DraftEvent").objects.create(
            draft=draft, entry=entry, act="begin", text="a = 1\n", actor=7, at=at, salt=salt, leaf=leaf)
    finally:
        shape(newest)
    case = cases.Case.objects.get()
    assert (case.procedure, case.number, case.region) == ("draft", "3", "*")
    event = cases.CaseEvent.objects.select_related("entry", "case").get()
    assert event.said == {"what": "scheme", "target": "city", "file": "schemes/city.toml", "base": "a = 1\n"}
    assert (bytes(event.leaf), event.state, event.entry.root) == (leaf, "draft", leaf.hex())
    assert not cases.is_altered(event)
    assert [(row.state, row.title, row.ended) for row in cases.CaseSummary.objects.all()] == [("draft", "city", False)]
