"""What the pages of an assessment year say in words of their own."""

from __future__ import annotations

from django.utils.translation import gettext as _

from plumbline.errors import MethodError, NotAllowed, RecordError, RulebookError

REFUSABLE = (RecordError, NotAllowed, RulebookError, MethodError)
"""Errors that a form of a year answers with what to do."""


def verdict(upheld: bool) -> str:
    """What came of an objection, in words."""
    return _("upheld") if upheld else _("dismissed")
