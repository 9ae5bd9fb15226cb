"""What is written down of requests and tasks: that they happened, never who or what."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django_tasks.signals import task_finished

from plumbline.interfaces.shared.logs import request_id

requests = logging.getLogger("plumbline.requests")
tasks = logging.getLogger("plumbline.tasks")
HEADER = "X-Request-ID"


class Requests:
    """Gives each request a number and writes one line about its answer: method, pattern of the address, status, time.

    The pattern stands for the address because an address can name a person's search, a token or a record.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        number = secrets.token_hex(8)
        token = request_id.set(number)
        try:
            response = self.get_response(request)
            response.headers[HEADER] = number
            match = request.resolver_match
            route = match.route if match else getattr(request, "_plumbline_route", "")  # of a page that was kept
            fields = {"method": request.method, "route": route, "status": response.status_code,
                      "ms": round((time.perf_counter() - began) * 1000)}
            requests.info("answered", extra={"fields": fields})
            return response
        finally:
            request_id.reset(token)


def _task_finished(task_result: Any, **_: Any) -> None:
    errors = [error.exception_class_path for error in getattr(task_result, "errors", ())]
    fields = {"task": task_result.task.module_path, "status": str(task_result.status)}
    if errors:
        tasks.error("a task failed", extra={"fields": {**fields, "errors": errors}})
    else:
        tasks.info("a task ended", extra={"fields": fields})


def listen() -> None:
    """Begin to write down tasks that ended."""
    task_finished.connect(_task_finished, dispatch_uid="plumbline.tasks")
