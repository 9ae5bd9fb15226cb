"""What the pages of an assessment year say in words of their own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from plumbline.errors import MethodError, NotAllowed, RecordError, RulebookError
from plumbline.interfaces.shared import words

REFUSABLE = (RecordError, NotAllowed, RulebookError, MethodError)
"""Errors that a form of a year answers with what to do."""


def verdict(upheld: bool) -> str:
    """What came of an objection, in words."""
    return _("upheld") if upheld else _("dismissed")


def days_left(days: int | None) -> str:
    """How far a last day is, in words."""
    if days is None:
        return ""
    if days == 0:
        return _("today")
    if days < 0:
        return _("1 day ago") if days == -1 else _("%(n)s days ago") % {"n": words.number(-days)}
    return _("1 day left") if days == 1 else _("%(n)s days left") % {"n": words.number(days)}
