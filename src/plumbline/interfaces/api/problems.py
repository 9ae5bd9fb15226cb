"""Problem documents (RFC 9457): what went wrong, where, why, and what to do now. Nothing else leaves on an error."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

import msgspec
import ninja.errors
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse

from plumbline import errors
from plumbline.interfaces.api.faults import Fault, fault
from plumbline.interfaces.web.mistakes import Missing
from plumbline.procedures.archive import DISK_FULL, NO_ROOM
from plumbline.records.intake.single import Faults
from plumbline.records.scanning.words import Refused
from plumbline.text import Text

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
PAGE = "/api/v1/docs"
RETRY_SECONDS = 5

TITLES: dict[int, tuple[str, Text]] = {
    400: ("bad-request", Text("The request could not be read", "无法读取该请求")),
    401: ("unauthorized", Text("This needs a valid token", "需要有效的令牌")),
    403: ("forbidden", Text("This is not open to you", "您无权进行此操作")),
    404: ("not-found", Text("There is no such thing, or it is not open to you", "不存在，或您无权查看")),
    405: ("method-not-allowed", Text("This cannot be done at this address", "该地址不支持此方法")),
    406: ("not-acceptable", Text("Answers are JSON", "只提供JSON格式的回答")),
    409: ("conflict", Text("Someone else changed this meanwhile", "他人已在此期间作出修改")),
    413: ("too-large", Text("The request is too large", "请求过大")),
    415: ("unsupported-type", Text("The body is of a type that is not taken here", "不接受该类型的内容")),
    422: ("unfit", Text("The request was read, and does not fit", "请求已读取，但内容不符合要求")),
    428: ("version-missing", Text("Say which version you saw", "请说明您所见的版本")),
    429: ("too-many", Text("Too many requests", "请求过于频繁")),
    500: ("our-fault", Text("Something went wrong on our side", "服务器出现错误")),
    503: ("not-now", Text("This cannot be answered at the moment", "暂时无法回答")),
}


class Problem(Exception):
    """An error that is known by its HTTP status."""

    def __init__(self, status: int, what: str, *, where: str = "", why: str = "", next_step: str = "",
                 faults: Iterable[Fault] = (), headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.error = errors.PlumblineError(what, where=where, why=why, next_step=next_step)
        self.faults = tuple(faults)
        self.headers = headers or {}
        super().__init__(what)


def unfit(*faults: Fault) -> Problem:
    """422 with every fault; the first one speaks for all."""
    first = faults[0]
    return Problem(422, first.reason.en, where=first.field, next_step=first.remedy.en, faults=faults)


def missing(what: str, next_step: str) -> Problem:
    """404."""
    return Problem(404, what, next_step=next_step)


def unauthorized(what: str, next_step: str, *, where: str = "", why: str = "") -> Problem:
    """401, with the challenge that RFC 6750 asks for."""
    return Problem(401, what, where=where, why=why, next_step=next_step,
                   headers={"WWW-Authenticate": 'Bearer realm="Plumbline"'})


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The response for ``problem``."""
    slug, title = TITLES.get(problem.status) or TITLES[500 if problem.status >= 500 else 400]
    error = problem.error
    document = {
        "type": f"{PAGE}#{slug}", "title": title.en, "status": problem.status, "detail": str(error),
        "instance": request.path, "what": error.what, "where": error.where, "why": error.why,
        "next_step": error.next_step, "faults": [each.as_dict() for each in problem.faults],
    }
    return HttpResponse(msgspec.json.encode(document), status=problem.status, content_type=MEDIA_TYPE,
                        headers=problem.headers)


def of_status(status: int) -> Problem:
    """A problem of which only the status is known."""
    said = {
        400: ("the server did not understand what was sent", "Read the address and the headers again"),
        403: ("what you asked for is not open to you", "Send a token of somebody who may"),
        404: ("there is nothing at this address", "The document /api/v1/openapi.json lists every address"),
        405: ("this address does not take this method", "The header Allow names those it takes"),
    }
    what, next_step = said.get(status, ("the request could not be answered", "Try again in a minute"))
    return Problem(status, what, next_step=next_step)


def explain(request: HttpRequest, error: Exception) -> HttpResponse:
    """The response for whatever an operation raised."""
    return answer(request, problem_of(error, known=_is_known(request)))


def problem_of(error: Exception, *, known: bool) -> Problem:
    """``error`` as a problem. ``known``: whether the caller said who they are."""
    match error:
        case Problem():
            return error
        case Missing():
            return missing(error.what, error.next_step or "Look for it in the list")
        case Http404():
            return of_status(404)
        case ninja.errors.ValidationError():
            return unfit(*(fault(each) for each in error.errors))
        case ninja.errors.HttpError():
            return Problem(error.status_code, "the body could not be read", next_step="Send one JSON object in UTF-8")
        case Refused():
            return unfit(Fault("file", "file", error.reason, error.remedy))
        case OSError() if error.errno in NO_ROOM:
            logger.error("the disk is full")
            return _later(DISK_FULL, "Make room on the server, and send it again; nothing was kept")
        case Faults():
            return unfit(*(Fault("body", name, reason, remedy) for name, reason, remedy in error.faults))
        case RequestDataTooBig():
            return Problem(413, "the body is too large", next_step="Send single records here, and files to /imports")
        case SuspiciousOperation():
            return of_status(400)
        case OperationalError():
            logger.error("%s", error)
            return _later("the store is busy", "Try again in a few seconds")
        case errors.PlumblineError():
            return _ours(error, known)
    logger.error("an operation failed", exc_info=error)
    return Problem(500, "the answer could not be made; nothing was changed",
                   next_step="Try again in a minute; if it stays, tell the people who run this server")


def _ours(error: errors.PlumblineError, known: bool) -> Problem:
    said: dict[str, Any] = {"where": error.where, "why": error.why, "next_step": error.next_step}
    match error:
        case errors.NotAllowed() if not known:
            return unauthorized(error.what, "Send a token: Authorization: Bearer plumb_…", where=error.where,
                                why=error.why)
        case errors.NotAllowed():
            return Problem(403, error.what, **said)
        case errors.ConflictError():
            return Problem(409, error.what, **said)
        case errors.HomeError() if error.what == DISK_FULL:
            logger.error("%s", error)
            return _later(DISK_FULL, "Tell the people who run this server; nothing was kept")
        case errors.HomeError() | errors.CutError() | errors.RulebookError():
            # It names files of the server: for its keeper, in the log.
            logger.error("%s", error)
            return _later("something in this authority's data directory needs its keeper",
                          "Tell the people who run this server; its log names the file")
    return Problem(422, error.what, **said)


def _later(what: str, next_step: str) -> Problem:
    return Problem(503, what, next_step=next_step, headers={"Retry-After": str(RETRY_SECONDS)})


def _is_known(request: HttpRequest) -> bool:
    return getattr(getattr(request, "auth", None), "user", None) is not None
