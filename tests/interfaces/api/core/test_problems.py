"""Every error is a problem document, whoever made it, and none tells how the server works inside."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse

from plumbline import errors
from plumbline.interfaces.api.core import faults, problems
from plumbline.interfaces.api.core.shape import Shape
from plumbline.interfaces.shared.demo import Refusal, refusal
from plumbline.rulebook.core.error_codes import explanations
from plumbline.text import Text
from tests.interfaces.api.programs import BASE, Program
from tests.interfaces.web.world import World

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "what", "where", "why", "next_step", "faults", "zh"}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


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
    assert document["what"]
    assert document["next_step"]
    assert set(document["zh"]) == {"what", "where", "why", "next_step"}
    assert CHINESE.search(document["zh"]["what"])
    assert CHINESE.search(document["zh"]["next_step"])
    assert document["type"] == f"/errors/{document['code']}"
    assert document["code"] in explanations()
    assert (status == 405) == ("Allow" in answer)
    assert (status == 401) == ("WWW-Authenticate" in answer)


@pytest.mark.parametrize("accept", ["*/*", "application/*", "application/json", "text/html, */*;q=0.1"])
def test_json_is_given_to_whoever_takes_it(city: World, db: None, accept: str) -> None:
    assert Program().get("/kinds", Accept=accept).status_code == 200


ODD = ("test.odd", Text("this is odd", "这不寻常"))


@pytest.mark.parametrize(("error", "known", "status"), [
    (errors.NotAllowed(*ODD), True, 403), (errors.NotAllowed(*ODD), False, 401),
    (errors.ConflictError(*ODD), True, 409), (errors.RecordError(*ODD), True, 422),
    (errors.FigureError(*ODD), True, 422), (errors.MethodError(*ODD), True, 422),
    (errors.IntakeError(*ODD), True, 422), (errors.CutError(*ODD, where="cuts/x"), True, 503),
    (errors.HomeError(*ODD), True, 503), (errors.RulebookError(*ODD), True, 503),
    (OperationalError("database is locked"), True, 503), (ZeroDivisionError("secret"), True, 500),
])
def test_each_error_has_its_status(error: Exception, known: bool, status: int) -> None:
    assert problems.problem_of(error, known=known).status == status


def test_faults_have_their_codes(city: World, db: None) -> None:
    document = Program().get("/records/inspection?result=fial&limit=0&sort=nothing").json()
    assert document["code"] == document["faults"][0]["code"]
    assert {each["field"]: each["code"] for each in document["faults"]} == {"limit": "request.out_of_range"}
    document = Program().get("/records/inspection?region=99&sort=nothing").json()
    assert {each["field"]: each["code"] for each in document["faults"]} == {
        "region": "region.unknown", "sort": "request.cannot_order"}
    assert (document["code"], document["zh"]["what"]) == ("region.unknown", "没有地区“99”")


@pytest.mark.parametrize("type_", faults.WORDS)
def test_whatever_a_model_refuses_has_a_code(type_: str) -> None:
    limits = {"ge": 1, "le": 2, "max_length": 3, "expected": "'a' or 'b'"}
    found = faults.fault({"type": type_, "loc": ("body", "x"), "msg": "", "ctx": limits})
    assert found.code in explanations()
    assert CHINESE.search(found.reason.zh)


@pytest.mark.parametrize("error", [ZeroDivisionError("a secret of the server"), errors.CutError(
    "test.gone", Text("the file a secret of the server is gone"), where="cuts/a secret of the server")])
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
    answer = shaped(Refusal(why))
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    document = json.loads(answer.content)
    assert (document["why"], document["zh"]["why"]) == (why.en, why.zh)


def test_every_status_has_its_words_on_the_page(city: World, db: None) -> None:
    text = Program().client.get("/api/v1/docs").content.decode()
    assert [title.en for title in problems.TITLES.values() if title.en not in text] == []


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_for_people_names_every_operation_and_loads_nothing_from_elsewhere(
    city: World, db: None, language: str,
) -> None:
    from plumbline.interfaces.api.app import api
    from plumbline.interfaces.api.core.declare import SAID

    text = Program().client.get("/api/v1/docs", headers={"Accept-Language": language}).content.decode()
    ids = {each["operationId"] for methods in api.described["paths"].values() for each in methods.values()}
    assert [each for each in ids if f'id="{each}"' not in text] == []
    said = {each.summary.say(language) for each in SAID.values()}
    assert [each for each in said if each.replace("'", "&#x27;") not in text] == []
    assert 'src="http' not in text
    assert 'href="http' not in text
