"""Days in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from plumbline.interfaces.shared import words


def days_left(days: int | None) -> str:
    """How far a last day is, in words."""
    if days is None:
        return ""
    if days == 0:
        return _("today")
    if days < 0:
        return _("1 day ago") if days == -1 else _("%(n)s days ago") % {"n": words.number(-days)}
    return _("1 day left") if days == 1 else _("%(n)s days left") % {"n": words.number(days)}
