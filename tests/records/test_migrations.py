"""What an upgrade makes of records that were sealed before it, on either store."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_tasks_db.models import DBTaskResult

from plumbline.interfaces.shared import import_jobs
from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds, store
from plumbline.records.core.verification import Verification
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
