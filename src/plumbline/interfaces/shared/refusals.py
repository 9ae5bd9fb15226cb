"""What is refused to a reader, whoever answers: a page or a program's document."""

from __future__ import annotations

from django.urls import reverse

from plumbline.errors import PlumblineError
from plumbline.text import Text

BEGIN_AGAIN = Text("Check the address, or begin again from the overview", "请核对网址，或从总览重新开始")
NOT_UNDERSTOOD = PlumblineError(
    "request.not_understood", Text("the server did not understand what was sent", "服务器无法识别所发送的内容"),
    next_step=BEGIN_AGAIN)
NOT_OPEN = PlumblineError(
    "request.not_open", Text("what you asked for is not open to you", "您无权查看所请求的内容"))


class Missing(PlumblineError):
    """There is no such thing to show, or it is not for this reader: the two look alike on purpose."""


class Closed(Missing):
    """What the reader knows to be there, and closed to themselves."""


def explained_at(code: str) -> str:
    """The address of the page that explains ``code``."""
    return reverse("error", args=(code,))
