"""Importing on pages: who may, what is followed, what comes of it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from plumbline.home import Home
from plumbline.interfaces.shared import import_jobs, job_notes
from plumbline.records.core.journal import Entry
from plumbline.records.surveillance.inspections import Inspection
from tests.interfaces.web.world import CITY, WARD_1, World, looking_as

HEAD = "number,region,inspected_on,purpose,result,critical_count\n"
GOOD = HEAD + "9001,1,2013-05-01,canvass,pass,0\n9002,2,2013-05-02,canvass,fail,1\n"
BAD = HEAD + "9101,1,2013-05-01,canvass,pass,0\n9102,77,2013-05-02,canvass,fail,1\n9103,1,someday,canvass,fail,=1+1\n"
HTMX = {"HTTP_HX_REQUEST": "true"}


def upload(client: Client, text: str, name: str = "visits.csv", **more: Any) -> Any:
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
    assert "The text was read as UTF-8" in text
    assert "文本按UTF-8编码读取" in chinese
    assert "1 × <span class=\"mono\">region</span>: This region is not in the tree" in text


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
    assert "Unknown column" in text
    assert str(city.home.path) not in text
    chinese = client.get(answer["Location"], HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    assert "无法识别列“colour”" in chinese
    assert "nknown column" not in chinese
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
    _change(city.home, token, state=job_notes.RUNNING, step="publishing", share=0.42, rows=1234, changed=time.time())
    running = client.get(path, **HTMX).content.decode()
    assert "Publishing, in short steps" in running
    assert "1,234 rows" in running
    assert 'value="42"' in running
    _change(city.home, token, changed=time.time() - 10 * job_notes.SILENT_SECONDS)
    lost = client.get(path, **HTMX).content.decode()
    assert "The import was cut short" in lost
    assert "hx-get" not in lost
    _change(city.home, token, state=job_notes.WAITING, changed=time.time())
    import_jobs.run(city.home, token)
    done = client.get(path, **HTMX)
    assert done["HX-Redirect"].startswith("/imports/")
    assert not list((city.home.inbox / token).glob("upload*"))


def _change(home: Home, token: str, **values: Any) -> None:
    note: Path = home.inbox / token / job_notes.NOTE
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


@pytest.mark.parametrize(("reader", "may"), [(CITY, True), (WARD_1, False)])
def test_who_may_not_import_is_not_led_there(city: World, db: None, reader: str, may: bool) -> None:
    client = looking_as(reader)
    assert ('href="/imports/"' in client.get("/about/").content.decode()) is may
    assert (client.get("/imports/").status_code == 200) is may


def test_who_may_not_import_uploads_nothing(city: World, db: None, later: None) -> None:
    before = set(city.home.inbox.iterdir())
    for client in (Client(), looking_as(WARD_1)):
        answer = upload(client, GOOD)
        assert answer.status_code in (302, 403)
    assert set(city.home.inbox.iterdir()) == before


def test_the_form_needs_its_token(city: World, db: None, later: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(looking_as(CITY).get("/me/").wsgi_request.user)
    assert upload(client, GOOD).status_code == 403


def test_jobs_of_long_ago_are_forgotten(city: World, db: None, later: None, monkeypatch: pytest.MonkeyPatch) -> None:
    client = looking_as(CITY)
    token = upload(client, GOOD)["Location"].rpartition("/")[2]
    monkeypatch.setattr(import_jobs, "KEEP_SECONDS", -60)
    upload(client, GOOD)
    assert not (city.home.inbox / token).exists()


@pytest.mark.parametrize("token", ["0" * 24, "..", "zz", "%2e%2e", "0" * 23 + "/"])
def test_a_job_that_is_not_there_is_not_found(city: World, db: None, token: str) -> None:
    assert looking_as(CITY).get(f"/imports/job/{token}").status_code == 404


BOTH = """
ignore = ["*"]
[defaults]
region = "1"
[kinds.inspection.columns]
visit = "number"
day = "inspected_on"
[kinds.inspection.bands.result]
column = "score"
">= 90" = "pass"
"< 90" = "fail"
[kinds.finding]
when = "violation"
[kinds.finding.columns]
visit = "inspection"
day = "found_on"
violation = "clause"
"""
VISITS = "visit,day,score,violation\nB1,2013-05-01,91,3-501.16\nB1,2013-05-01,91,10F\nB2,2013-05-02,,\n"


def own(text: str, name: str = "both.toml") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), "application/toml")


def test_one_file_gives_several_kinds_by_a_mapping_of_ones_own(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    followed = client.get(upload(client, VISITS, kind="", mapping_file=own(BOTH))["Location"])
    text = client.get(followed["Location"]).content.decode()
    assert "Taken in: 2 (Inspections)." in text
    assert "All that the file gave" in text
    entries = Entry.objects.filter(detail__has_key="together").order_by("pk")
    assert [(one.kind, one.rows, one.detail.get("repeated", 0)) for one in entries] == [
        ("inspection", 2, 1), ("finding", 2, 0)]
    assert f'<a href="/imports/{entries[1].pk}/">Findings</a>' in text
    assert dict(Inspection.objects.filter(number__in=("B1", "B2")).values_list("number", "result")) == {
        "B1": "pass", "B2": None}
    assert "该文件产生的全部记录" in client.get(followed["Location"], HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()


@pytest.mark.parametrize(("more", "said"), [
    ({"encoding": "latin-klingon"}, "This encoding is not known"),
    ({"heading": "0"}, "This must be a whole number from 1"),
    ({"year": "13"}, "This must be a whole number from 1800 to 2200"),
    ({"kind": ""}, "Choose the kind of record that the file holds."),
    ({"kind": "certificate", "mapping_file": BOTH}, "This mapping is for another kind of record."),
    ({"mapping_file": "kind = 7"}, "This mapping file is faulty: m.toml: the key &#x27;kind&#x27; is missing. Write"),
    ({"mapping_file": "\udcff"}, "This is no mapping file"),
])
def test_what_is_asked_of_the_reading_is_looked_at_first(
        city: World, db: None, later: None, more: dict[str, Any], said: str) -> None:
    if "mapping_file" in more:
        content = more["mapping_file"].encode("utf-8", "surrogateescape")
        more = more | {"mapping_file": SimpleUploadedFile("m.toml", content)}
    answer = upload(looking_as(CITY), GOOD, **more)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_page_says_how_the_file_is_read(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    path = client.get(upload(client, "a title,\nand another,\n" + GOOD, heading="3", encoding="gb18030")["Location"])
    text = client.get(path["Location"]).content.decode()
    assert "The text was read as GB18030" in text
    assert "Taken in: 2 (Inspections)." in text


def test_a_draft_is_offered_where_the_columns_are_not_known(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    given = "Case No.,Ward,Visit Date,Verdict,Colour\n7001,1,31/05/2013,合格,blue\n"
    path = upload(client, given)["Location"]
    text = client.get(path).content.decode()
    assert "A draft of a mapping" in text
    assert "&quot;Visit Date&quot; = &quot;inspected_on&quot;" in text
    draft = client.get(f"{path}/mapping.toml")
    assert draft["Content-Disposition"] == 'attachment; filename="mapping.toml"'
    assert "依据其列名" in client.get(f"{path}/mapping.toml", HTTP_ACCEPT_LANGUAGE="zh-CN").content.decode()
    # What was offered is chosen beside the same file.
    followed = client.get(upload(client, given, mapping_file=own(draft.content.decode(), "mapping.toml"))["Location"])
    assert "Taken in: 1 (Inspections)." in client.get(followed["Location"]).content.decode()
    assert list(Inspection.objects.filter(number="7001").values_list("result", flat=True)) == ["pass"]
    assert client.get(f"/imports/job/{'0' * 24}/mapping.toml").status_code == 404


def test_no_draft_is_offered_for_other_faults(city: World, db: None, at_once: None) -> None:
    client = looking_as(CITY)
    path = upload(client, "<html><body>sign in</body></html>", "a.xls")["Location"]
    assert "A draft of a mapping" not in client.get(path).content.decode()
