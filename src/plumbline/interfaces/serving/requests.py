"""A request as it comes in: what is kept of it, and what is said where it cannot be one."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser
from waitress.task import ErrorTask

from plumbline.errors import Code
from plumbline.text import Text

STRANGERS_BODY = 3_000_000
"""Bytes that are kept of what somebody sends whom nobody knows: more than any form that is open to all."""
DISCARDED_BODY = 256 << 20
"""Bytes that such a one may send at all. Taken in and thrown away, so that they read our answer: to sign in."""

Known = Callable[[Mapping[str, str]], bool]
"""Whether the headers of a request (names upper case, ``_`` for ``-``) are of somebody signed in, or with a token."""

REFUSALS = {
    400: (Code("request.not_http"),
          Text("The request is not HTTP as it should be.", "该请求不符合HTTP规范。")),
    413: (Code("request.too_large"),
          Text("The request is too large. Send large files in parts, after signing in.",
               "请求内容过大。请登录后分批上传大文件。")),
    431: (Code("request.head_too_large"),
          Text("The head of the request is too large. Shorten the address, or remove cookies of this site.",
               "请求头过大。请缩短网址，或清除本站的Cookie。")),
    500: (Code("request.failed"),
          Text("Something went wrong on our side. Try again in a minute.", "服务器出现错误，请稍后重试。")),
    501: (Code("request.unknown_transfer"),
          Text("The body is encoded in a way that is not taken here.", "不支持该传输编码方式。")),
}


class Little:
    """A buffer that keeps what it is given while that is not long, and else nothing of it."""

    def __init__(self, kept: Any) -> None:
        self.kept = kept
        self.over = False

    def append(self, data: bytes) -> None:
        """Take more."""
        if not self.over and len(self) + len(data) >= STRANGERS_BODY:
            self.over = True
            self.kept.close()
        if not self.over:
            self.kept.append(data)

    def __len__(self) -> int:
        return 0 if self.over else len(self.kept)

    def getfile(self) -> BinaryIO:
        """What is kept, as a file."""
        return io.BytesIO() if self.over else self.kept.getfile()

    def close(self) -> None:
        """Let go of it."""
        self.kept.close()


class Request(HTTPRequestParser):  # type: ignore[misc]  # waitress has no types
    """A request. A long one whose sender nobody knows would wait on our disk: its body is taken for empty."""

    known: Known = staticmethod(lambda _headers: True)
    strangers: Adjustments

    def parse_header(self, header_plus: bytes) -> None:
        """See the parent."""
        super().parse_header(header_plus)
        if (self.chunked or self.content_length >= STRANGERS_BODY) and not self.known(self.headers):
            self.adj = self.strangers
            self.body_rcv.buf = Little(self.body_rcv.buf)
            if not self.chunked:
                self.headers["CONTENT_LENGTH"] = "0"


class Refusal(ErrorTask):  # type: ignore[misc]
    """What is said of a request that never reached the application, in both languages."""

    def execute(self) -> None:
        """See the parent."""
        error: Any = self.request.error
        code, said = REFUSALS.get(error.code, REFUSALS[500])
        body = f"{said.en}\n{said.zh}\n[{code}]\n".encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
