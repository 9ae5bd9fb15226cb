"""Every error is a problem document, whoever made it, and none tells how the server works inside."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from plumbline import errors
from plumbline.interfaces.api import problems
from plumbline.interfaces.api.shape import Shape
from plumbline.interfaces.web.demo import refusal
from tests.interfaces.api.programs import BASE, Program
from tests.interfaces.web.world import World

MEMBERS = {"type", "title", "status", "detail", "instance", "what", "where", "why", "next_step", "faults"}


@pytest.mark.parametrize(("method", "path", "headers", "status"), [
    ("GET", "/nothing", {}, 404),
    ("GET", "/records/inspection/", {}, 404),
    ("PUT", "/kinds", {}, 405),
    ("OPTIONS", "/kinds", {}, 405),
    ("GET", "/kinds", {"Accept": "text/html"}, 406),
    ("GET", "/kinds", {"Authorization": "Basic bGk6bGk="}, 401),
    ("GET", "/kinds", {"Authorization": "Bearer plumb_x"}, 401),
    ("GET", "/kinds", {"Authorization": ""}, 401),
    ("GET", "/kinds?x=1", {}, 422),
    ("GET", "/kinds", {"Host": "elsewhere.example"}, 400),
])
def test_a_refusal_is_a_problem_document(city: World, db: None, method: str, path: str, headers: dict[str, str],
                                         status: int) -> None:
    answer = Program().client.generic(method, BASE + path, headers=headers)
    document = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert set(document) == MEMBERS
    assert (document["status"], document["instance"]) == (status, BASE + path.partition("?")[0])
    assert document["type"].startswith("/api/v1/docs#")
    assert document["what"]
    assert document["next_step"]
    assert (status == 405) == ("Allow" in answer)
    assert (status == 401) == ("WWW-Authenticate" in answer)


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json", "text/html, */*;q=0.1"])
def test_json_is_given_to_whoever_takes_it(city: World, db: None, accept: str) -> None:
    assert Program().get("/kinds", Accept=accept).status_code == 200


@pytest.mark.parametrize(("error", "known", "status"), [
    (errors.NotAllowed("no"), True, 403), (errors.NotAllowed("no"), False, 401),
    (errors.ConflictError("late"), True, 409), (errors.RecordError("odd"), True, 422),
    (errors.FigureError("odd"), True, 422), (errors.MethodError("odd"), True, 422),
    (errors.IntakeError("odd"), True, 422), (errors.CutError("gone", where="cuts/x"), True, 503),
    (errors.HomeError("gone"), True, 503), (errors.RulebookError("odd"), True, 503),
    (OperationalError("database is locked"), True, 503), (ZeroDivisionError("secret"), True, 500),
])
def test_each_error_has_its_status(error: Exception, known: bool, status: int) -> None:
    assert problems.problem_of(error, known=known).status == status


@pytest.mark.parametrize("error", [ZeroDivisionError("a secret of the server"), errors.CutError(
    "the file a secret of the server is gone", where="cuts/a secret of the server")])
def test_what_is_for_the_keeper_stays_in_the_log(error: Exception) -> None:
    request = HttpRequest()
    request.path = "/api/v1/x"
    answer = problems.explain(request, error)
    assert "a secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()


def shaped(inner: HttpResponse, path: str = "/api/v1/x") -> Any:
    """What becomes of an answer that something other than the API made."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", path, path
    return Shape(lambda _: inner)(request)


def test_another_s_refusal_is_put_into_the_same_shape() -> None:
    answer = shaped(HttpResponse("<h1>Broken</h1>", status=500, headers={"X-Request-ID": "7"}))
    assert (answer.status_code, answer["Content-Type"], answer["X-Request-ID"]) == (
        500, "application/problem+json", "7")
    assert b"Broken" not in answer.content


def test_pages_keep_their_own() -> None:
    assert shaped(HttpResponse("<h1>Broken</h1>", status=500), "/records/").content == b"<h1>Broken</h1>"


def test_the_guard_of_a_demonstration_says_why() -> None:
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "localhost"}
    why = refusal(request)
    answer = shaped(HttpResponse(why, status=403, content_type="text/plain; charset=utf-8"))
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    assert why in answer.content.decode()


def test_every_status_has_its_words_on_the_page(city: World, db: None) -> None:
    text = Program().client.get("/api/v1/docs").content.decode()
    assert [slug for slug, _ in problems.TITLES.values() if f'id="{slug}"' not in text] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_for_people_names_every_operation_and_loads_nothing_from_elsewhere(
    city: World, db: None, language: str,
) -> None:
    from plumbline.interfaces.api.app import api
    from plumbline.interfaces.api.declare import SAID

    text = Program().client.get("/api/v1/docs", headers={"Accept-Language": language}).content.decode()
    ids = {each["operationId"] for methods in api.described["paths"].values() for each in methods.values()}
    assert [each for each in ids if f'id="{each}"' not in text] == []
    said = {each.summary.say(language) for each in SAID.values()}
    assert [each for each in said if each.replace("'", "&#x27;") not in text] == []
    assert 'src="http' not in text
    assert 'href="http' not in text
