"""What a worker left is taken up again, or given up with words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from plumbline.home import VARIABLE, Home
from plumbline.interfaces.serving import worker
from plumbline.interfaces.shared import cut_jobs, export_jobs, import_jobs

MARK = "0123456789abcdef"


@pytest.fixture
def left(home: Home, db: None, monkeypatch: pytest.MonkeyPatch) -> DBTaskResult:
    """An import that a worker was at when it was killed."""
    monkeypatch.setenv(VARIABLE, str(home.path))
    file = SimpleUploadedFile("regions.csv", b"code,name_en,name_zh,level,parent,valid_from\nc,C,C,city,,2000-01-01\n")
    import_jobs.begin(home, file, kind="region", mapping="", actor=None)
    job = DBTaskResult.objects.get()
    job.claim(f"{MARK}-1")
    return job


def test_a_job_that_was_running_is_put_back_and_done(home: Home, left: DBTaskResult) -> None:
    assert worker.take_up(home, MARK) == (1, 0)
    left.refresh_from_db()
    assert left.status == "READY"
    worker._worker("default", MARK).run_task(left)
    left.refresh_from_db()
    token = left.args_kwargs["args"][0]
    done = import_jobs.find(home, token)
    assert (left.status, done and done.state, done and done.rows) == ("SUCCESSFUL", import_jobs.DONE, 1)


def test_one_that_ends_every_worker_is_given_up_with_words(home: Home, left: DBTaskResult) -> None:
    for number in range(2, worker.MOST_TRIES + 1):
        assert worker.take_up(home, MARK) == (1, 0)
        left.refresh_from_db()
        left.claim(f"{MARK}-{number}")
    assert worker.take_up(home, MARK) == (0, 1)
    left.refresh_from_db()
    told = import_jobs.find(home, left.args_kwargs["args"][0])
    assert left.status == "FAILED"
    assert told is not None
    assert (told.state, told.error and told.error["what"]) == (
        import_jobs.FAILED, "the worker came to its end each time it took this file in")
    assert worker.take_up(home, MARK) == (0, 0)


@pytest.mark.store("postgresql")
def test_another_home_s_job_on_the_same_database_is_left_alone(home: Home, left: DBTaskResult) -> None:
    assert worker.take_up(home, "fedcba9876543210") == (0, 0)
    left.refresh_from_db()
    assert left.status == "RUNNING"


def test_every_kind_of_job_has_a_queue_and_words_for_its_end(settings: Any) -> None:
    queues = {import_jobs.take_in.queue_name, export_jobs.write.queue_name}
    assert queues == set(worker.QUEUES) == set(settings.TASKS["default"]["QUEUES"])
    assert set(worker.GIVE_UP) == {
        import_jobs.take_in.module_path, export_jobs.write.module_path, cut_jobs.write_cut.module_path}


def test_a_home_s_workers_have_one_mark(home: Home) -> None:
    assert worker._mark(home) == worker._mark(home)
    assert len(worker._mark(home)) == 16
