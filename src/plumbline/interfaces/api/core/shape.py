"""Every answer under /api/ has the API's shape: errors are problem documents, whoever made them; HEAD is GET."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from plumbline.interfaces.api.core import problems
from plumbline.interfaces.shared.demo import Refusal

PREFIX = "/api/"
NOT_MODIFIED = 304
OWN = ("content-type", "content-length", "content-encoding", "content-language")


def _unchanged(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """``response``, or only that the program has it already; what is somebody's own is told whole. What has an ETag of
    its own, the version that an act is sent with, keeps it, and is told whole too."""
    if (response.status_code != 200 or not isinstance(response, HttpResponse) or "ETag" in response
            or "no-store" in response.get("Cache-Control", "")):
        return response
    response["ETag"] = etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag, response=response)
    return response if answer is None else answer


class Shape:
    """Stands before all other middleware, so that their refusals too are put into words a program can read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        read = request.method == "GET"
        response = self._shaped(request, self.get_response(request))
        patch_vary_headers(response, ("Accept", "Authorization", "Cookie"))
        if read:
            response = _unchanged(request, response)
        if head and response.status_code != NOT_MODIFIED:
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = ()  # a file, whose length is told, or what is made as it is sent
                return response
            content = getattr(response, "content", b"")
            response["Content-Length"] = str(len(content))
            response.content = b""  # type: ignore[attr-defined]
        return response

    def _shaped(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code < 400 or response.get("Content-Type") == problems.MEDIA_TYPE:
            return response
        problem = (problems.Problem.of(403, response.error) if isinstance(response, Refusal)
                   else problems.of_status(response.status_code))
        shaped = problems.answer(request, problem)
        for name, value in response.items():
            if name.lower() not in OWN:
                shaped[name] = f"{value}, HEAD" if name == "Allow" and "GET" in value else value
        return shaped
