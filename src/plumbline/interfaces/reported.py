"""What the operating system says of a file or an address, put into a sentence of ours."""

from __future__ import annotations

from plumbline.text import Text


def reported(error: Exception) -> Text:
    """The words of an error of the system. They are its own, in whatever language it speaks, so Chinese quotes them."""
    words = getattr(error, "strerror", None) or str(error)
    return Text(words, f"系统提示“{words}”")
