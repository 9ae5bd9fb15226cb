"""Asking before what cannot be undone."""

from __future__ import annotations

import sys

import typer

from plumbline.errors import NotAllowed
from plumbline.text import Text


def must_confirm(question: str, *, yes: bool, where: str | Text, next_step: Text) -> None:
    """Ask, unless ``yes`` was said already. :raises NotAllowed: if the answer is no, or nobody can be asked."""
    if not yes and not (sys.stdin.isatty() and typer.confirm(question, err=True)):
        raise NotAllowed("command.unconfirmed", Text("nothing was erased", "未清除任何内容"), where=where,
                         next_step=next_step)
