"""Long lists are written in the background, and are for whoever asked."""

from __future__ import annotations

import os
import shutil
import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django_tasks_db.models import DBTaskResult

from plumbline.interfaces.shared import export_jobs
from plumbline.interfaces.shared.export_jobs import find, run
from plumbline.procedures.accounts.people import grant
from plumbline.records.core.people import Role
from tests.interfaces.web.records.test_file_pages import body
from tests.interfaces.web.world import CITY, WARD_1, World

LIST = "/records/inspection.csv"


@pytest.fixture(autouse=True)
def long_from_three(city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of more than two rows is long, and nobody has asked for any."""
    shutil.rmtree(city.home.exports, ignore_errors=True)
    monkeypatch.setattr(export_jobs, "AT_ONCE", 2)


def signed_in(name: str) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(get_user_model().objects.get(username=name), "plumbline.interfaces.web.core.signing_in.Backend")
    return client


def asked(client: Client, path: str = LIST, **query: Any) -> str:
    """Ask for a list that is long; the address of its page."""
    answer = client.get(path, query)
    assert answer.status_code == 303, answer.content
    return str(answer["Location"])


def token_of(address: str) -> str:
    return address.rpartition("/")[2]


@pytest.mark.parametrize("name", ["", CITY, WARD_1])
def test_the_file_is_the_one_that_a_short_list_would_be(city: World, db: None, monkeypatch: pytest.MonkeyPatch,
                                                       name: str) -> None:
    client = signed_in(name) if name else Client()
    address = asked(client, sort="number")
    page = client.get(address)
    assert (page.status_code, page["Cache-Control"], 'hx-get="' in page.content.decode()) == (200, "no-store", True)
    assert "Waiting for the worker" in page.content.decode()
    assert client.get(f"{address}/file").status_code == 404
    run(city.home, token_of(address))
    page = client.get(address).content.decode()
    assert "The list is written: 6 rows." in page
    assert (f"{address}/file" in page, 'hx-get="' in page) == (True, False)
    sent = client.get(f"{address}/file")
    assert (sent["Content-Disposition"], sent["Cache-Control"]) == ('attachment; filename="inspection.csv"', "no-store")
    written = body(sent)
    monkeypatch.setattr(export_jobs, "AT_ONCE", 100)
    assert written == body(client.get(LIST, {"sort": "number"}))


def test_nobody_else_gets_it(city: World, db: None) -> None:
    public, officer = Client(), signed_in(CITY)
    for mine, others in ((public, (Client(), officer)), (officer, (Client(), signed_in(WARD_1), public))):
        address = asked(mine)
        run(city.home, token_of(address))
        for other in others:
            assert [other.get(address).status_code, other.get(f"{address}/file").status_code] == [404, 404]
        assert body(mine.get(f"{address}/file"))
    forged = Client()
    forged.cookies["plumb_export"] = token_of(address)
    assert forged.get(f"{address}/file").status_code == 404
    assert public.get(f"/exports/{'0' * 32}").status_code == public.get("/exports/..%2f..").status_code == 404


def test_a_role_that_changed_closes_it(city: World, db: None) -> None:
    person = get_user_model().objects.get(username=WARD_1)
    written, waiting = asked(signed_in(WARD_1)), asked(signed_in(WARD_1))
    run(city.home, token_of(written))
    Role.objects.filter(user=person).delete()
    assert signed_in(WARD_1).get(f"{written}/file").status_code == 404
    run(city.home, token_of(waiting))
    job = find(city.home, token_of(waiting))
    assert job is not None
    assert (job.state, job.error["code"], export_jobs.file_of(city.home, job).exists()) == (
        "failed", "job.roles_changed", False)
    grant(city.home, WARD_1, role="auditor", region="2", at=city.clock(), column="*")


def test_there_is_an_end_to_what_one_may_ask_for(city: World, db: None) -> None:
    client, other = signed_in(CITY), Client()
    first, _second = asked(client), asked(client)
    busy = client.get(LIST)
    assert (busy.status_code, busy["Retry-After"]) == (429, "60")
    assert "Several lists are being written already." in busy.content.decode()
    asked(other)
    run(city.home, token_of(first))
    asked(client)


def test_files_go_after_a_day_and_at_once_in_a_heap(city: World, db: None) -> None:
    client = signed_in(CITY)
    address = asked(client)
    run(city.home, token_of(address))
    old = time.time() - export_jobs.KEEP_SECONDS - 1
    os.utime(city.home.exports / token_of(address), (old, old))
    export_jobs.sweep(city.home)
    assert client.get(address).status_code == 404


def test_what_cannot_be_written_is_told(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(CITY)
    address = asked(client)

    def full(*_: Any) -> Any:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(export_jobs, "written", full)
        run(city.home, token_of(address))
    assert "The disk of the server is full." in client.get(address).content.decode()
    address = asked(client)
    export_jobs.give_up(city.home, token_of(address))
    assert "The worker came to its end each time it wrote this list." in client.get(address).content.decode()


def test_the_job_has_a_queue_of_its_own(city: World, db: None) -> None:
    asked(signed_in(CITY))
    assert DBTaskResult.objects.order_by("enqueued_at").last().queue_name == "exports"  # type: ignore[union-attr]


def test_chinese(city: World, db: None) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-hans")
    address = asked(client)
    run(city.home, token_of(address))
    page = client.get(address).content.decode()
    assert "清单已生成，共6行。" in page
    assert "下载清单" in page
