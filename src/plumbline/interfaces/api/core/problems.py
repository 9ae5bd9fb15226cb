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
from plumbline.interfaces.api.core.faults import NOT_UNICODE, Fault, fault
from plumbline.interfaces.shared.refusals import NOT_OPEN, NOT_UNDERSTOOD, Missing, explained_at
from plumbline.procedures.common.archive import DISK_FULL, FULL, NO_ROOM
from plumbline.records.evidence.scanning.words import Refused
from plumbline.records.intake.staging.single import Faults
from plumbline.rulebook.core.error_codes import ROWS
from plumbline.text import UNSAID, Text

logger = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
TOO_LARGE = errors.Code("request.too_large")
SEND = Text("Send a token: Authorization: Bearer plumb_…", "请发送令牌：“Authorization: Bearer plumb_…”")
LOOK = Text("Look for it in the list", "请在列表中查找")
SOON = Text("Try again in a few seconds", "请几秒后再试")
TELL = Text("Tell the people who run this server; nothing was kept", "请告知本服务器的运维人员；未保存任何内容")

TITLES: dict[int, Text] = {
    400: Text("The request could not be read", "无法读取该请求"),
    401: Text("This needs a valid token", "需要有效的令牌"),
    403: Text("This is not open to you", "您无权进行此操作"),
    404: Text("There is no such thing, or it is not open to you", "不存在，或您无权查看"),
    405: Text("This cannot be done at this address", "该地址不支持此方法"),
    406: Text("Answers are JSON", "只提供JSON格式的回答"),
    409: Text("Someone else changed this meanwhile", "他人已在此期间作出修改"),
    413: Text("The request is too large", "请求过大"),
    415: Text("The body is of a type that is not taken here", "不接受该类型的内容"),
    422: Text("The request was read, and does not fit", "请求已读取，但内容不符合要求"),
    428: Text("Say which version you saw", "请说明您所见的版本"),
    429: Text("Too many requests", "请求过于频繁"),
    500: Text("Something went wrong on our side", "服务器出现错误"),
    503: Text("This cannot be answered at the moment", "暂时无法回答"),
}


class Problem(Exception):
    """An error that is known by its HTTP status."""

    def __init__(self, status: int, code: errors.Code | str, what: Text, *, where: Text | str = UNSAID,
                 why: Text = UNSAID, next_step: Text = UNSAID, faults: Iterable[Fault] = (),
                 headers: dict[str, str] | None = None, more: dict[str, Any] | None = None) -> None:
        self.status = status
        self.error = errors.PlumblineError(code, what, where=where, why=why, next_step=next_step)
        self.faults = tuple(faults)
        self.headers = headers or {}
        self.more = more or {}
        super().__init__(self.error.what.en)

    @classmethod
    def of(cls, status: int, error: errors.PlumblineError, *, next_step: Text = UNSAID,
           more: dict[str, Any] | None = None) -> Problem:
        """An error of the floors below, with what an answer over HTTP adds."""
        return cls(status, error.code, error.what, where=error.where, why=error.why,
                   next_step=next_step or error.next_step, more=more)


def unfit(*faults: Fault) -> Problem:
    """422 with every fault; the first one speaks for all."""
    first = faults[0]
    return Problem(422, first.code, first.reason, where=first.field, next_step=first.remedy, faults=faults)


def absent(code: errors.Code | str, what: Text, next_step: Text) -> Problem:
    """404."""
    return Problem(404, code, what, next_step=next_step)


def unauthorized(code: errors.Code | str, what: Text, next_step: Text) -> Problem:
    """401, with the challenge that RFC 6750 asks for."""
    return challenged(Problem(401, code, what, next_step=next_step))


def challenged(problem: Problem) -> Problem:
    """``problem`` with the challenge that RFC 6750 asks for."""
    problem.headers["WWW-Authenticate"] = 'Bearer realm="Plumbline"'
    return problem


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The response for ``problem``."""
    title = TITLES.get(problem.status) or TITLES[500 if problem.status >= 500 else 400]
    error = problem.error
    document = {
        "type": explained_at(error.code), "title": title.en, "status": problem.status,
        "detail": str(error), "instance": request.path, "faults": [each.as_dict() for each in problem.faults],
    } | {name: value for name, value in error.as_dict().items() if name != "type"} | problem.more
    return HttpResponse(msgspec.json.encode(document), status=problem.status, content_type=MEDIA_TYPE,
                        headers=problem.headers)


def of_status(status: int) -> Problem:
    """A problem of which only the status is known."""
    match status:
        case 400:
            return Problem.of(400, NOT_UNDERSTOOD, next_step=Text("Read the address and the headers again",
                                                                  "请核对网址和请求头"))
        case 403:
            return Problem.of(403, NOT_OPEN, next_step=Text("Send a token of somebody who may", "请使用有权人员的令牌"))
        case 404:
            return Problem(404, "request.no_address", Text("there is nothing at this address", "此网址没有内容"),
                           next_step=Text("The document /api/v1/openapi.json lists every address",
                                          "全部网址列于/api/v1/openapi.json"))
        case 405:
            what = Text("this address does not take this method", "该网址不支持此方法")
            return Problem(405, "request.no_method", what, next_step=Text("The header Allow names those it takes",
                                                                          "可用的方法见响应头Allow"))
    return Problem(status, "request.unanswered", Text("the request could not be answered", "无法回答该请求"),
                   next_step=Text("Try again in a minute", "请稍后再试"))


def explain(request: HttpRequest, error: Exception) -> HttpResponse:
    """The response for whatever an operation raised."""
    return answer(request, problem_of(error, known=_is_known(request)))


def problem_of(error: Exception, *, known: bool) -> Problem:
    """``error`` as a problem. ``known``: whether the caller said who they are."""
    match error:
        case Problem():
            return error
        case Missing():
            return Problem.of(404, error, next_step=error.next_step or LOOK)
        case Http404():
            return of_status(404)
        case ninja.errors.ValidationError():
            return unfit(*(fault(each) for each in error.errors))
        case ninja.errors.HttpError() if isinstance(error.__cause__, Problem):
            return error.__cause__
        case UnicodeEncodeError():
            return Problem(400, NOT_UNICODE, Text("the request holds text that is none", "请求含有不是文本的内容"),
                           why=Text("Half of a sign (a lone surrogate) stands in it",
                                    "其中含有不完整的字符（单个代理码）"),
                           next_step=Text("Send text in UTF-8", "请以UTF-8发送文本"))
        case ninja.errors.HttpError():
            return Problem(error.status_code, "request.unreadable_body", Text("the body could not be read",
                                                                              "无法读取请求体"),
                           next_step=Text("Send one JSON object in UTF-8", "请以UTF-8发送一个JSON对象"))
        case Refused():
            return unfit(Fault("file", "file", error.code, error.what, error.next_step))
        case OSError() if error.errno in NO_ROOM:
            logger.error("the disk is full")
            return _full(Text("Make room on the server, and send it again; nothing was kept",
                              "请在服务器上清理出空间后重新发送；未保存任何内容"))
        case Faults():
            return unfit(*(Fault("body", name, f"{ROWS}.{code}", reason, remedy)
                           for name, reason, remedy, code in error.faults))
        case RequestDataTooBig():
            return Problem(413, TOO_LARGE, Text("the body is too large", "请求体过大"),
                           next_step=Text("Send single records here, and files to /imports",
                                          "此处只接受单条记录，文件请发送至/imports"))
        case SuspiciousOperation():
            return of_status(400)
        case OperationalError():
            logger.error("%s", error)
            return _later("machine.store_busy", Text("the store is busy", "数据库正忙"), SOON)
        case errors.PlumblineError():
            return _ours(error, known)
    logger.error("an operation failed", exc_info=error)
    return Problem(500, "request.failed",
                   Text("the answer could not be made; nothing was changed", "未能作出回答；没有改动任何内容"),
                   next_step=Text("Try again in a minute; if it stays, tell the people who run this server",
                                  "请稍后再试；如仍不行，请告知本服务器的运维人员"))


def _ours(error: errors.PlumblineError, known: bool) -> Problem:
    match error:
        case errors.NotAllowed() if not known:
            return challenged(Problem.of(401, error, next_step=SEND))
        case errors.NotAllowed():
            return Problem.of(403, error)
        case errors.GapsError():
            return Problem.of(422, error, more={
                "gaps": [each.as_dict() for each in error.gaps], "gaps_hidden": error.hidden})
        case errors.ConflictError():
            return Problem.of(409, error)
        case errors.HomeError() if error.code == DISK_FULL:
            logger.error("%s", error)
            return _full(TELL)
        case errors.HomeError() | errors.CutError() | errors.RulebookError():
            # It names files of the server: for its keeper, in the log.
            logger.error("%s", error)
            return _later("request.keeper_needed", Text("something in this authority's data directory needs its keeper",
                                                        "本单位的数据目录需要管理人员处理"),
                          Text("Tell the people who run this server; its log names the file",
                               "请告知本服务器的运维人员；服务器日志中写明了是哪个文件"))
    return Problem.of(422, error)


def _full(next_step: Text) -> Problem:
    return _later(DISK_FULL, FULL, next_step)


def _later(code: errors.Code | str, what: Text, next_step: Text) -> Problem:
    return Problem(503, code, what, next_step=next_step, headers={"Retry-After": str(RETRY_SECONDS)})


def _is_known(request: HttpRequest) -> bool:
    return getattr(getattr(request, "auth", None), "user", None) is not None
