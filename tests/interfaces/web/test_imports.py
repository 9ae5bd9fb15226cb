"""Importing on pages: who may, what is followed, what comes of it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

from plumbline.home import Home
from plumbline.interfaces.web import jobs
from plumbline.records.journal import Entry
from plumbline.records.models import Inspection
from tests.interfaces.web.world import CITY, WARD_1, World, looking_as

HEAD = "number,region,inspected_on,purpose,result,critical_count\n"
GOOD = HEAD + "9001,1,2013-05-01,canvass,pass,0\n9002,2,2013-05-02,canvass,fail,1\n"
BAD = HEAD + "9101,1,2013-05-01,canvass,pass,0\n9102,77,2013-05-02,canvass,fail,1\n9103,1,someday,canvass,fail,=1+1\n"
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def at_once() -> Any:
    """Background work done in the request, as no worker runs in tests."""
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}):
        yield


@pytest.fixture
def later() -> Any:
    """Background work that waits for a worker."""
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}):
        yield


def upload(client: Client, text: str, name: str = "visits.csv", **more: str) -> Any:
    """Send a file by the form."""
    file = SimpleUploadedFile(name, text.encode(), "text/csv")
    return client.post("/imports/new", {"file": file, "kind": "inspection", "mapping": "", **more})


def test_a_good_file_is_taken_in_and_told(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    answer = upload(client, GOOD)
    followed = client.get(answer["Location"])
    text = client.get(followed["Location"]).content.decode()
    assert "Taken in: 2 (Inspections)." in text
    assert "visits.csv" in text
    assert "by their names" in text
    assert Inspection.objects.filter(number__in=("9001", "9002")).count() == 2
    assert "visits.csv" in client.get("/imports/").content.decode()
    entry = Entry.objects.filter(act="import").latest("pk")
    assert entry.actor == client.get("/me/").wsgi_request.user.pk


def test_bad_rows_are_set_aside_with_reason_and_remedy(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    path = client.get(upload(client, BAD)["Location"])["Location"]
    text = client.get(path).content.decode()
    assert "2 rows were set aside." in text
    assert "This region is not in the tree" in text
    assert "Write an existing day as 2013-01-31" in text
    reasons = b"".join(client.get(f"{path}reasons.csv").streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    rows = b"".join(client.get(f"{path}rows.csv").streaming_content).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "'=1+1" in reasons
    assert rows.splitlines()[0].startswith("number,region")
    assert "9102" in rows
    assert "9101" not in rows
    chinese = client.get(path, HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "地区树中没有该地区" in chinese


def test_the_same_file_again_changes_nothing(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    upload(client, GOOD)
    path = client.get(upload(client, GOOD)["Location"])["Location"]
    assert "Nothing in it was new" in client.get(path).content.decode()


def test_a_file_that_cannot_be_read_says_why_and_leaves_nothing(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    before = Inspection.objects.count()
    answer = upload(client, "number,region,colour\n1,1,blue\n")
    text = client.get(answer["Location"]).content.decode()
    assert "Nothing was taken in" in text
    assert "unknown column" in text
    assert str(city.home.path) not in text
    assert Inspection.objects.count() == before


def test_one_follows_an_import_that_runs(city: World, db: None, later: None) -> None:
    client = looking_as(CITY)
    path = upload(client, GOOD)["Location"]
    waiting = client.get(path).content.decode()
    assert "Waiting for the worker" in waiting
    assert f'hx-get="{path}"' in waiting
    part = client.get(path, **HTMX).content.decode()
    assert "<html" not in part
    token = path.rpartition("/")[2]
    _change(city.home, token, state=jobs.RUNNING, step="publishing", share=0.42, rows=1234, changed=time.time())
    running = client.get(path, **HTMX).content.decode()
    assert "Publishing, in short steps" in running
    assert "1,234 rows" in running
    assert 'value="42"' in running
    _change(city.home, token, changed=time.time() - 10 * jobs.SILENT_SECONDS)
    lost = client.get(path, **HTMX).content.decode()
    assert "The import was cut short" in lost
    assert "hx-get" not in lost
    _change(city.home, token, state=jobs.WAITING, changed=time.time())
    jobs.run(city.home, token)
    done = client.get(path, **HTMX)
    assert done["HX-Redirect"].startswith("/imports/")
    assert not list((city.home.inbox / token).glob("upload*"))


def _change(home: Home, token: str, **values: Any) -> None:
    note: Path = home.inbox / token / jobs.NOTE
    note.write_text(json.dumps({**json.loads(note.read_text("utf-8")), **values}), "utf-8")


@pytest.mark.parametrize(("changed", "said"), [
    ({"kind": "unicorn"}, "Choose the kind of record"),
    ({"mapping": "no-such"}, "This mapping is for another kind"),
    ({"mapping": "chicago-inspections", "kind": "region"}, "This mapping is for another kind"),
])
def test_a_form_that_does_not_fit_says_so(
    city: World, db: None, at_once: None, changed: dict[str, str], said: str,
) -> None:
    answer = upload(looking_as(CITY), GOOD, **changed)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize("name", ["empty.csv"])
def test_an_empty_or_missing_file_is_asked_for_again(city: World, db: None, at_once: None, name: str) -> None:
    client = looking_as(CITY)
    for answer in (upload(client, "", name), client.post("/imports/new", {"kind": "inspection"})):
        assert answer.status_code == 422
        assert "Choose a file that is not empty." in answer.content.decode()


@pytest.mark.parametrize("name", ["../../evil.csv", "..\\evil.csv", "/etc/passwd", "x" * 300 + ".csv", ".csv"])
def test_a_file_s_name_leads_nowhere(city: World, db: None, later: None, name: str) -> None:
    client = looking_as(CITY)
    token = upload(client, GOOD, name)["Location"].rpartition("/")[2]
    kept = [path.name for path in (city.home.inbox / token).iterdir()]
    assert sorted(kept) == ["job.json", "upload.csv"]


def test_who_may_not_import_uploads_nothing(city: World, db: None, later: None) -> None:
    before = set(city.home.inbox.iterdir())
    for client in (Client(), looking_as(WARD_1)):
        answer = upload(client, GOOD)
        assert answer.status_code in (302, 403)
    assert set(city.home.inbox.iterdir()) == before


def test_the_form_needs_its_token(city: World, db: None, later: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(looking_as(CITY).get("/me/").wsgi_request.user,
                       "django.contrib.auth.backends.ModelBackend")
    assert upload(client, GOOD).status_code == 403


def test_jobs_of_long_ago_are_forgotten(city: World, db: None, later: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = looking_as(CITY)
    token = upload(client, GOOD)["Location"].rpartition("/")[2]
    monkeypatch.setattr(jobs, "KEEP_SECONDS", -60)
    upload(client, GOOD)
    assert not (city.home.inbox / token).exists()


@pytest.mark.parametrize("token", ["0" * 24, "..", "zz", "%2e%2e", "0" * 23 + "/"])
def test_a_job_that_is_not_there_is_not_found(city: World, db: None, token: str) -> None:
    assert looking_as(CITY).get(f"/imports/job/{token}").status_code == 404
