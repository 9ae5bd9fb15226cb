"""Projects on pages: the list, one project, comments by everybody, comments and decisions by tables."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from html import unescape
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.procedures.standards.projects import comments
from plumbline.records.core.cases import CaseEvent, CasePersonal
from tests.procedures.standards.projects.plays import VOTE, Projects
from tests.records.samples import Office

ORIGIN = {"origin": "http://testserver"}
SAID = {"text": "Too loud", "type": "general", "person": "Zhuangyuan", "contact": "13900001111"}


@pytest.fixture
def projects(transactional_db: None) -> Iterator[Projects]:
    """An office in the home of the pages, now."""
    office = Office(homes.current())
    office.regions()
    made = Projects(office)
    made.now = timezone.now()
    yield made
    shutil.rmtree(office.inbox)


def browser(projects: Projects, who: str = "", language: str = "en") -> Client:
    client = Client(headers={**ORIGIN, "accept-language": language})
    if who:
        client.force_login(projects.li if who == "li" else projects.who(who))
    return client


def page(client: Client, name: str, *args: str, status: int = 200, **query: Any) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == status, answer.content.decode()[:800]
    return answer.content.decode()


def send(client: Client, number: str, **said: str) -> Any:
    return client.post(reverse("project-comment", args=(number,)), {**SAID, "once": "a", **said})


def test_everybody_comments_without_an_account_and_follows_it(projects: Projects) -> None:
    hidden, number = projects.planned(), projects.commented()
    client = browser(projects)
    listed = page(client, "projects")
    assert (number in listed, hidden in listed, "Open for comments" in listed) == (True, False, True)
    page(client, "project", hidden, status=404)
    told = page(client, "project", number)
    assert ("Everybody may comment until" in told, "draft.jpg" in told) == (True, True)
    assert "Send the comment" in page(client, "project-comment", number)
    answer = send(client, number)
    assert answer.status_code == 302, answer.content.decode()
    assert send(client, number)["Location"] == answer["Location"]  # an impatient click is one comment
    sent = page(client, "project-comment-sent", number)
    code, address = re.findall(r'<dd class="mono">(?:<a href=")?([^<"]+)', sent)
    assert code == f"{number}-1"
    assert CaseEvent.objects.filter(act="send-comment").count() == 1
    assert CasePersonal.objects.get().said == {"person": "Zhuangyuan", "contact": "13900001111"}
    path = address.removeprefix("http://testserver")
    assert "Too loud" in client.get(path).content.decode()
    other = browser(projects)
    assert "Too loud" not in other.get(path).content.decode()
    assert other.post(path, {"code": "1"}).status_code != 302
    opened = other.post(path, {"code": code})
    assert "Too loud" in other.get(opened["Location"]).content.decode()
    assert "Too loud" not in page(browser(projects), "project", number)  # not public before it is approved


@pytest.mark.parametrize(("said", "words"), [
    ({"text": ""}, "Comments"), ({"clause": "5" * 61}, "Clause/Subclause"), ({"website": "x"}, "people do not see")])
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(projects: Projects, said: dict[str, str], words: str) -> None:
    number = projects.commented()
    answer = send(browser(projects), number, **said)
    told = answer.content.decode()
    assert (answer.status_code, words in told, "13900001111" in told) == (422, True, True)
    assert not CaseEvent.objects.filter(act="send-comment").exists()


def test_who_acts_for_an_organisation_comments_for_it(projects: Projects) -> None:
    number = projects.commented()
    client = browser(projects, "li")
    assert "Kettle works" in page(client, "project-comment", number)
    assert send(client, number, **{"for": "F1"}).status_code == 302
    event = CaseEvent.objects.get(act="send-comment")
    assert (event.organisation, event.said["body"], event.actor) == ("F1", "Kettle works", projects.li.pk)
    assert send(client, number, **{"for": "F2", "once": "b"}).status_code == 302
    assert CaseEvent.objects.filter(act="send-comment").last().organisation == ""  # type: ignore[union-attr]


def test_before_and_after_its_days_nobody_comments(projects: Projects) -> None:
    number = projects.planned()
    projects.drafted(number)
    assert browser(projects).get(reverse("project-comment", args=(number,))).status_code == 404
    projects.now = projects.now.replace(year=projects.now.year - 1)
    over = projects.commented()
    client = browser(projects)
    assert "Comments are not taken now" in page(client, "project-comment", over)
    assert send(client, over).status_code == 422
    assert "Comment on it" not in page(client, "project", over)


def upload(client: Client, number: str, what: str, content: bytes, name: str) -> Any:
    return client.post(reverse("project-table", args=(number, what)), {"file": SimpleUploadedFile(name, content)})


def table(rows: list[tuple[str, ...]]) -> bytes:
    document = docx.Document()
    made = document.add_table(rows=0, cols=4)
    for row in (("MB/NC", "Clause", "Type of comment", "Comments"), *rows):
        for cell, text in zip(made.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_comments_and_decisions_come_by_tables_that_are_looked_at_first(projects: Projects) -> None:
    number = projects.commented()
    client = browser(projects, "ann")
    assert "Take comments from a table" in page(client, "project", number)
    wrong = upload(client, number, "comments", table([("DE", "5.1", "zz", "Yes"), ("FR", "", "te", "")]), "c.docx")
    told = wrong.content.decode()
    assert (wrong.status_code, "table 1, row 2, column Type of comment" in told,
            "table 1, row 3, column Comments" in told) == (422, True, True)
    good = table([("DE", "5.10", "te", "Yes"), ("FR", "5.2", "ed", 'A "comma", here')])
    looked = upload(client, number, "comments", good, "c.docx")
    rows = re.search(r'name="rows" value="([^"]*)"', looked.content.decode())
    assert rows is not None
    assert "2 comments are new" in looked.content.decode()
    done = client.post(reverse("project-table", args=(number, "comments")), {"rows": unescape(rows[1]), "sure": "1"})
    assert done.status_code == 302, done.content.decode()
    told = page(client, "project", number)
    assert told.index("Clause 5.2") < told.index("Clause 5.10")
    assert "A &quot;comma&quot;, here" in told
    again = upload(client, number, "comments", good, "c.docx").content.decode()
    assert "0 comments are new; 2 stand there already" in again
    assert 'name="sure"' not in again
    content = client.get(reverse("project-file", args=(number, "docx"))).content
    filled = docx.Document(io.BytesIO(content))
    for row in filled.tables[0].rows[1:]:
        row.cells[-2].text = "Adopted"
    out = io.BytesIO()
    filled.save(out)
    looked = upload(client, number, "decisions", out.getvalue(), "d.docx")
    rows = re.search(r'name="rows" value="([^"]*)"', looked.content.decode())
    assert rows is not None, looked.content.decode()
    client.post(reverse("project-table", args=(number, "decisions")), {"rows": unescape(rows[1]), "sure": "1"})
    assert [each.as_dict()["decision"] for each in comments.collation(
        projects.at(number), projects.who("ann"))] == ["adopted", "adopted"]
    only = page(client, "project", number, state="decided", q="comma")
    assert ("Clause 5.2" in only, "Clause 5.10" in only) == (True, False)
    page(browser(projects, "zhao"), "project-table", number, "other", status=404)
    assert client.post(reverse("project-table", args=(number, "comments")), {}).status_code == 422


def test_the_collation_is_public_once_the_standard_is_approved(projects: Projects) -> None:
    projects.now = projects.now.replace(year=projects.now.year - 1)
    number = projects.commented()
    projects.comment(number, person="Zhuangyuan")
    public = browser(projects)
    assert "Fifty is too low" not in page(public, "project", number)
    page(public, "project-file", number, "xlsx", status=404)
    assert "Fifty is too low" in page(browser(projects, "li"), "project", number)
    projects.later(days=62)
    projects.do(number, "close-comments")
    projects.do(number, "decide", member="1", decision="rejected", reason="It is enough")
    projects.do(number, "submit-review")
    projects.do(number, "pass-review", **VOTE)
    projects.do(number, "approve", "bea")
    told = page(public, "project", number)
    assert ("Fifty is too low" in told, "It is enough" in told, "Zhuangyuan" in told) == (True, True, False)
    assert public.get(reverse("project-file", args=(number, "docx"))).status_code == 200
    assert "未采纳" in page(browser(projects, language="zh-hans"), "project", number)


@pytest.mark.parametrize("form", ["xlsx", "docx", "pdf"])
def test_the_empty_form_is_for_everybody(projects: Projects, form: str) -> None:
    answer = browser(projects).get(reverse("project-form", args=(form,)))
    assert answer.status_code == (404 if form == "pdf" else 200)
