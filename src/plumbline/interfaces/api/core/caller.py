"""Who calls: the holder of a token, somebody signed in on the pages, or the public."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja.utils import check_csrf

from plumbline.errors import Code
from plumbline.interfaces.api.core.problems import Problem, unauthorized
from plumbline.interfaces.shared.allowances import API, SIGN_IN
from plumbline.interfaces.shared.limits import Limiter
from plumbline.interfaces.shared.public_allowance import allowances
from plumbline.procedures.accounts import tokens
from plumbline.records.accounts.tokens import Token
from plumbline.text import Text

SCHEME = "bearer"
limiter = Limiter(settings.API_PER_MINUTE)
TOKEN_NEEDED, TOO_OFTEN = Code("request.token_needed"), Code("request.too_often")
NEXT_STEP = Text("Ask the people who run this server for a token: plumb token add NAME",
                 "请向本服务器的运维人员申请令牌：plumb token add NAME")
STATES = {
    "expired": (Code("request.token_expired"), Text("this token has expired", "该令牌已过期")),
    "revoked": (Code("request.token_revoked"), Text("this token was revoked", "该令牌已被吊销")),
    "closed": (Code("request.account_closed"), Text("this account is closed", "该账号已停用")),
}


@dataclass(frozen=True, slots=True)
class Caller:
    """``user`` is None for the public, and reaches no further than ``token``, where there is one."""

    user: Any
    token: Token | None = None


def reader(request: HttpRequest) -> Caller:
    """Whoever reads. :raises Problem: for a token that is not valid, and for one that asks too often."""
    given = request.headers.get("Authorization")
    if given is None:
        user = getattr(request, "user", None)
        if getattr(user, "is_authenticated", False):
            return Caller(user)
        _spend(request, API)
        return Caller(None)
    token = _token(request, given)
    wait = limiter.wait(token.sha256, time.monotonic())
    if wait:
        seconds = math.ceil(wait)
        raise Problem(429, TOO_OFTEN, Text(f"this token may ask {limiter.per_minute} times a minute",
                                           f"该令牌每分钟最多请求{limiter.per_minute}次"),
                      next_step=Text(f"Wait {seconds} seconds", f"请等待{seconds}秒"),
                      headers={"Retry-After": str(seconds)})
    return Caller(tokens.holder(token), token)


def writer(request: HttpRequest) -> Caller:
    """Whoever writes: by a token that may, or by a page of ours, which sends its form token along."""
    caller = reader(request)
    if caller.user is None:
        raise unauthorized(TOKEN_NEEDED, Text("writing needs a token", "写入须使用令牌"), NEXT_STEP)
    if caller.token is None and check_csrf(request) is not None:
        raise Problem(403, "request.form_token_missing",
                      Text("writing with a cookie needs the form token of a page of this server",
                           "以Cookie写入时，须附上本服务器页面的表单令牌"), where="X-CSRFToken",
                      next_step=Text("Programs send a token: Authorization: Bearer plumb_…",
                                     "程序请发送令牌：“Authorization: Bearer plumb_…”"))
    if caller.token is not None and not caller.token.write:
        raise Problem(403, "request.token_only_reads", Text("this token only reads", "该令牌只能读取"),
                      where="Authorization", next_step=Text("Ask for one that writes: plumb token add NAME --write",
                                                            "请申请可写入的令牌：plumb token add NAME --write"))
    return caller


def _spend(request: HttpRequest, cost: str) -> None:
    if not settings.DEMO and (seconds := allowances.wait(request, cost)):
        raise Problem(429, TOO_OFTEN, Text("too many requests came from your address", "来自您所在地址的请求过多"),
                      next_step=Text(f"Wait {seconds} seconds, or send a token", f"请等待{seconds}秒，或发送令牌"),
                      headers={"Retry-After": str(seconds)})


def _token(request: HttpRequest, given: str) -> Token:
    scheme, _, secret = given.partition(" ")
    token = tokens.known(secret.strip()) if scheme.lower() == SCHEME else None
    if token is None:
        _spend(request, SIGN_IN)
        raise unauthorized("request.token_unknown", Text("this is not a token of this server", "这不是本服务器的令牌"),
                           NEXT_STEP)
    state = tokens.state(token, datetime.now(UTC))
    if state != "valid":
        raise unauthorized(*STATES[state], NEXT_STEP)
    return token
