"""Declaring an operation once: its address, its words in both languages, what it answers, and what comes before it.

Before an operation runs it is settled, in this order, that the caller takes JSON, who they are, that the body is of a
type that is taken here, and that every parameter of the address is known: a misspelt one would else be left out in
silence, and the answer would be to another question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, wraps
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Router, Schema
from ninja.decorators import decorate_view
from ninja.operation import Operation

from plumbline.errors import Code
from plumbline.interfaces.api.core.caller import Caller, reader, writer
from plumbline.interfaces.api.core.documents import Problem as ProblemDocument
from plumbline.interfaces.api.core.faults import Fault
from plumbline.interfaces.api.core.problems import TOO_LARGE, Problem, unfit
from plumbline.methods.shared.suggesting import suggest
from plumbline.text import Text

JSON, MERGE_PATCH, FORM = "application/json", "application/merge-patch+json", "multipart/form-data"
READ_SECURITY: list[dict[str, list[str]]] = [{}, {"token": []}, {"session": []}]
WRITE_SECURITY: list[dict[str, list[str]]] = [{"token": []}]
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Said:
    """What the human page says of one operation: its group and its purpose, in both languages."""

    group: Text
    summary: Text


SAID: dict[str, Said] = {}
"""By operation id."""


@dataclass(frozen=True, slots=True)
class Group:
    """Operations under one heading. ``router`` is mounted by app.py."""

    title: Text
    router: Router = field(default_factory=Router)

    def operation(
        self, method: str, path: str, id: str, summary: Text, answer: Any, *, status: int = 200,
        also: tuple[int, ...] = (), writes: bool = False, takes: tuple[str, ...] = (),
        header: dict[str, Any] | None = None, about: str = "", gives: tuple[str, ...] = (),
        most: Callable[[], int] | None = None,
    ) -> Callable[[View], View]:
        """Declare the decorated view. ``answer`` is the document it gives with ``status``; ``also`` are the statuses of
        its problems beyond those any operation has; ``takes`` are the media types of its body; ``header`` a header it
        reads; ``about`` says more than its docstring; ``gives`` are the media types of an answer that is a file;
        ``most`` tells how many bytes its body may have, asked before any is read."""
        refusals = {400, 401, 406, 422, 429, 503, *also, *((403,) if writes else ()), *((413, 415) if takes else ())}
        SAID[id] = Said(self.title, summary)
        extra: dict[str, Any] = {"security": WRITE_SECURITY if writes else READ_SECURITY}
        extra |= ({"parameters": [header]} if header else {}) | ({"x-gives": gives} if gives else {})

        def declare(view: View) -> View:
            self.router.api_operation(
                [method], path, auth=None, operation_id=id, summary=summary.en, tags=[self.title.en], url_name=id,
                response={status: answer}, openapi_extra=extra, description=about or None, by_alias=True,
            )(decorate_view(_refusing(refusals), _before(writes, takes, bool(gives), most))(view))
            return view

        return declare


def given_as(model: Any, source: Callable[[], Any]) -> Any:
    """The annotation of a view's parameter whose model was made from a declaration, and so has no name in code.
    ``source`` is ninja's Query or Body."""
    annotated: Any = Annotated
    return annotated[model, source()]


def caller_of(request: HttpRequest) -> Caller:
    """Who calls; settled before the operation began."""
    found: Caller = request.auth  # type: ignore[attr-defined]
    return found


def give(document: Any, status: int = 200, **headers: str) -> HttpResponse:
    """A document as JSON. Decimals are strings, days and times ISO 8601."""
    response = HttpResponse(msgspec.json.encode(document), status=status, content_type=JSON)
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def stream(pieces: Iterable[bytes]) -> StreamingHttpResponse:
    """A long document as JSON, sent as it is written; whatever can refuse it must have been asked before."""
    return StreamingHttpResponse(pieces, content_type=JSON)


class _Refusal(Schema):
    """The answer of every status that refuses, as ninja keeps it. Made and described anew for each status of each
    operation, it took a third of the time in which a program that serves the API begins, and nearly all of that in
    which the description is made."""

    response: ProblemDocument

    @classmethod
    @cache
    def model_json_schema(cls, **how: Any) -> dict[str, Any]:  # type: ignore[override]
        """The same as that of any model; ninja copies what it changes of it."""
        return super().model_json_schema(**how)


def _refusing(statuses: set[int]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def around(run: Callable[..., Any]) -> Callable[..., Any]:
        operation: Operation = run.__self__  # type: ignore[attr-defined]
        operation.response_models |= dict.fromkeys(sorted(statuses), _Refusal)
        return run

    return around


def _before(writes: bool, takes: tuple[str, ...], gives: bool, most: Callable[[], int] | None,
            ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def around(run: Callable[..., Any]) -> Callable[..., Any]:
        operation: Operation = run.__self__  # type: ignore[attr-defined]

        @wraps(run)
        def checked(request: HttpRequest, **values: Any) -> HttpResponseBase:
            try:
                if not gives:
                    _must_take_json(request)
                if most is not None:
                    _must_fit(request, most())
                request.auth = (writer if writes else reader)(request)  # type: ignore[attr-defined]
                _must_be_of(request, takes)
                _must_be_known(request, operation)
            except Exception as error:  # noqa: BLE001 - the API puts whatever it is into words
                return operation.api.on_exception(request, error)
            try:
                answer: HttpResponseBase = run(request, **values)
            finally:
                request.close()  # an upload is kept or refused by now; its scratch file need not wait for the reader
            return answer

        return checked

    return around


def _must_take_json(request: HttpRequest) -> None:
    if not request.accepts(JSON):
        raise Problem(406, "request.not_json", Text("answers are JSON", "只提供JSON格式的回答"), where="Accept",
                      next_step=Text(f"Accept {JSON}, or leave the header out", f"请接受{JSON}，或不发送该请求头"))


def _must_fit(request: HttpRequest, most: int) -> None:
    given = request.META.get("CONTENT_LENGTH") or "0"
    if given.isdecimal() and int(given) > most:
        raise Problem(413, TOO_LARGE, Text(f"the body is larger than {most >> 20} MB", f"请求体超过{most >> 20} MB"),
                      where="Content-Length",
                      next_step=Text("Make the file smaller, or divide it", "请压缩或拆分文件"))


def _must_be_of(request: HttpRequest, takes: tuple[str, ...]) -> None:
    if takes and request.content_type not in takes:
        given = (request.content_type or "none")[:80]
        raise Problem(415, "request.unsupported_type", Text(f"a body of type '{given}' is not taken here",
                                                            f"此处不接受“{given}”类型的请求体"), where="Content-Type",
                      next_step=Text(f"Send {' or '.join(takes)}", f"请发送{'或'.join(takes)}"))


def _must_be_known(request: HttpRequest, operation: Operation) -> None:
    known = {name for model in operation.models if model.__ninja_param_source__ == "query"
             for name in getattr(model, "__ninja_flatten_map__", {})}
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        raise unfit(*(_unknown(name, known) for name in unknown))


def _unknown(name: str, known: set[str]) -> Fault:
    return Fault("query", name[:60], Code("request.unknown_parameter"),
                 Text(f"there is no parameter '{name[:60]}'", f"没有参数“{name[:60]}”"),
                 suggest(name, sorted(known)) or Text("Leave it out", "请删除该参数"))
