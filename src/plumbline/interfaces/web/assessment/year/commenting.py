"""Comments on the pages of a year: what was said, and the form to say something."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.interfaces.web.assessment.year.year_room import Act, Done, Room
from plumbline.methods.assessment.flows.flow import ASSESSED
from plumbline.methods.assessment.year import board as acts
from plumbline.procedures.assessment.year import comments


def act(region: str, item: str, address: str) -> Act:
    """What the form does, and where one is after it."""
    def comment(room: Room, sent: QueryDict) -> Done:
        comments.comment(homes.current(), room.user, room.number, sent.get("text", ""), region=region, item=item,
                         inside="inside" in sent, at=timezone.now())
        return _("Your comment is kept."), f"{address}#comments"

    return comment


def shown(room: Room, region: str, item: str, events: list[dict[str, Any]]) -> dict[str, Any]:
    """What the template of comments takes: those among ``events``, the newest first, and whether this person may say
    something, and inside the authority."""
    own = comments.parts_over(room.year, room.user, region, item)
    return {"lines": [each | {"inside": each["clause"] == comments.INSIDE}
                      for each in reversed(events) if each["act"] == acts.COMMENT],
            "may": bool(own) and not room.year.board.conflicted(room.user.pk, region),
            "may_inside": bool(own - {ASSESSED})}
