"""What a background job leaves beside its files."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, connections

from plumbline.home import Home
from plumbline.interfaces.shared import cut_jobs, import_jobs


def beside(begin: Any) -> list[BaseException]:
    """What ``begin`` raises on a connection of its own that waits for no lock."""
    met: list[BaseException] = []

    def run() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA query_only = ON")
            begin()
        except OperationalError as error:
            met.append(error)
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return met


@pytest.mark.store("sqlite")
@pytest.mark.django_db(transaction=True)
def test_a_job_that_cannot_be_queued_leaves_none_that_waits_for_ever(home: Home) -> None:
    file = SimpleUploadedFile("rows.csv", b"code\n1\n")
    assert len(beside(lambda: import_jobs.begin(home, file, kind="region", mapping="", actor=None))) == 1
    assert len(beside(lambda: cut_jobs.begin(home, actor=None))) == 1
    assert list(home.inbox.iterdir()) == []
    assert [each for each in (home.cache / cut_jobs.FOLDER).iterdir() if each.is_dir()] == []
