"""What a reader sees when something cannot be done: what happened, why, and what to do now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from plumbline import errors
from plumbline.errors import Code, PlumblineError
from plumbline.interfaces.shared.refusals import BEGIN_AGAIN, NOT_OPEN, NOT_UNDERSTOOD, Closed, Missing
from plumbline.interfaces.web.core import resuming
from plumbline.text import UNSAID, Text

logger = logging.getLogger(__name__)
TEMPLATE = "plumbline/mistake.html"

NO_ADDRESS = PlumblineError(
    "request.no_address", Text("there is no page at this address", "此网址没有页面"), next_step=BEGIN_AGAIN)
OUTDATED_FORM = PlumblineError(
    "request.outdated_form",
    Text("it was opened in another session, or the browser does not keep cookies; nothing was saved",
         "它是在另一次会话中打开的，或者浏览器未保存Cookie；没有保存任何内容"),
    next_step=Text("Go back, load the page anew and send the form again", "请返回，重新载入页面后再次提交"))
KEEPER_NEEDED = PlumblineError(
    "request.keeper_needed",
    Text("something in this authority's data directory needs its keeper", "本单位的数据目录需要管理人员处理"),
    why=Text("Nothing was changed by your visit", "您的访问没有改动任何内容"),
    next_step=Text("Tell the people who run this server; its log names the file",
                   "请告知本服务器的运维人员；服务器日志中写明了是哪个文件"))
FAILED = PlumblineError(
    "request.failed", Text("the page could not be made; nothing was changed", "页面未能生成，没有改动任何内容"),
    next_step=Text("Try again in a minute; if it stays, tell the people who run this server",
                   "请过一会儿再试；如仍不行，请告知本服务器的运维人员"))
ASK = Text("Ask whoever administers your region for the role you need", "请向本地区的管理员申请所需权限")
SIGN_IN = Text("Sign in, if you work for the authority", "如果您是主管部门工作人员，请先登录")


@dataclass(frozen=True, slots=True)
class Mistake:
    """One page's worth of explanation: what ``error`` says, and below it the ``cause``, for who may read that."""

    title: str
    error: PlumblineError
    cause: PlumblineError | None = None


def show(request: HttpRequest, status: int, mistake: Mistake) -> HttpResponse:
    """The page for ``mistake``; a JSON document where JSON was asked for."""
    if request.path.endswith(".json"):
        return JsonResponse({"error": mistake.error.as_dict()}, status=status)
    return render(request, TEMPLATE, {"mistake": mistake, "status": status}, status=status)


class Explain:
    """Turns the project's own errors into pages with the right status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Called by Django with whatever a view raised."""
        if isinstance(error, Closed):
            return show(request, 403, Mistake(_("This is not open to you"), error))
        if isinstance(error, Missing):
            said = Missing.of(error, next_step=error.next_step or BEGIN_AGAIN)
            return show(request, 404, Mistake(_("Not found"), said))
        if isinstance(error, errors.NotAllowed):
            return forbidden(request, error)
        if isinstance(error, PlumblineError):
            return _explained(request, error)
        if isinstance(error, UnicodeEncodeError):  # half of a sign: the store cannot write it
            return bad_request(request, error)
        return None


def _explained(request: HttpRequest, error: PlumblineError) -> HttpResponse:
    if isinstance(error, (errors.HomeError, errors.CutError, errors.RulebookError)):
        logger.error("%s", error)
        # Where and why may name files of the server: they are for its keeper, in the log.
        cause = PlumblineError.of(error, where="", why=UNSAID) if _is_known(request) else None
        return show(request, 503, Mistake(_("This cannot be shown at the moment"), KEEPER_NEEDED, cause))
    if isinstance(error, errors.ConflictError):
        return show(request, 409, Mistake(_("Someone else changed this meanwhile"), error))
    return show(request, 400, Mistake(_("This cannot be done as asked"), error))


def _is_known(request: HttpRequest) -> bool:
    return bool(getattr(getattr(request, "user", None), "is_authenticated", False))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return show(request, 400, Mistake(_("The request could not be read"), NOT_UNDERSTOOD))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this person may not do this."""
    error = exception if isinstance(exception, errors.NotAllowed) else NOT_OPEN
    next_step = error.next_step or ASK if _is_known(request) else SIGN_IN
    return show(request, 403, Mistake(_("This is not open to you"), PlumblineError.of(error, next_step=next_step)))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token does not fit. One that a page of ours sent is not lost: its sender signed in or out
    since, perhaps in another window."""
    if resuming.is_ours(request):
        return resuming.ask_again(request)
    return show(request, 403, Mistake(_("This form is too old to be taken"), OUTDATED_FORM))


def too_many(request: HttpRequest, seconds: int, code: Code | str, what: Text) -> HttpResponse:
    """429: what is asked costs too much to be asked so often. ``what`` says why."""
    answer = show(request, 429, Mistake(_("Too many requests"), PlumblineError(code, what, next_step=Text(
        f"Wait {seconds} seconds, then load the page again; whoever is signed in is not held up",
        f"请等待{seconds}秒后重新载入页面；已登录的人员不受此限"))))
    answer["Retry-After"] = str(seconds)
    answer["Cache-Control"] = "no-store"
    return answer


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return show(request, 404, Mistake(_("Not found"), NO_ADDRESS))


def server_error(request: HttpRequest) -> HttpResponse:
    """500. Nothing of the page's frame is trusted here: the store itself may be what failed."""
    context = {"mistake": Mistake(_("Something went wrong on our side"), FAILED), "language": get_language()}
    return HttpResponse(loader.render_to_string("plumbline/broken.html", context), status=500)
