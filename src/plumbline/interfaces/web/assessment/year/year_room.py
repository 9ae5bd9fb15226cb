"""What every page of an assessment year shares: the year, who looks, names and addresses, and doing an act by form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import ConflictError, GapsError, NotAllowed, PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name
from plumbline.interfaces.shared.refusals import Closed, Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.year import year_words
from plumbline.interfaces.web.core import day_words
from plumbline.methods.assessment.flows import flow as flows
from plumbline.procedures.assessment.year import reading, year_status, year_titles
from plumbline.procedures.assessment.year.loading import OVERVIEW, Read, Year
from plumbline.text import Text

Done = tuple[str, str]
"""What is said after an act, and the address to go to."""
Act = Callable[["Room", QueryDict], Done]
WHERE = {flows.TARGET: "target", flows.REPORT: "orders", flows.ANSWER: "objections", flows.OBJECT: "objections",
         flows.ORDER: "orders"}
"""Where on a region's page the form of a stage stands."""


@dataclass(frozen=True)
class Room:
    """One year as one person is in it. ``on`` is today."""

    request: HttpRequest
    user: Any
    year: Year
    on: date

    @property
    def number(self) -> str:
        """The year's number."""
        return str(self.year.round.number)

    @property
    def leads(self) -> bool:
        """Whether this person leads or approves the year."""
        return reading.leading(self.year, self.user)

    @property
    def may_lead(self) -> bool:
        """Whether this person leads the year."""
        return self.year.board.holds(self.user.pk, flows.LEAD)

    @property
    def title(self) -> str:
        """The year's title: its scheme and its period."""
        return f"{words.say(self.year.scheme.title)} · {words.period(self.year.period)}"

    def region(self, code: str) -> str:
        """A region's name."""
        return words.say(region_name(self.year.here, code))

    def stage(self, id: str) -> str:
        """A stage's title."""
        found = self.year.flow.stage(id)
        return words.say(found.title) if found is not None else id

    def regions(self) -> list[tuple[str, str]]:
        """The regions that this person may choose: code and name."""
        board = self.year.board
        return [(code, self.region(code)) for code in board.regions if not board.conflicted(self.user.pk, code)]

    def address(self) -> str:
        """The year's page."""
        return reverse("year", args=(self.number,))


def enter(request: HttpRequest, number: str, read: Read = OVERVIEW) -> Room:
    """The year called ``number``, as far as it is ``read``. One that is not open to whoever asks looks as if it were
    not there."""
    user = Viewer.of(request).user
    try:
        year = reading.open_to(homes.current(), number, user, read)
    except RecordError:
        raise Missing("year.unknown", Text("there is no such year, or it is not open to you",
                                              "没有该年度考核，或未对您开放"),
                      next_step=Text("Choose one from the list of years", "请从年度列表中选择")) from None
    return Room(request, user, year, today())


def enter_region(request: HttpRequest, number: str, region: str) -> Room:
    """The year, and that ``region`` of it is open to whoever asks."""
    room = enter(request, number, Read((region,), marks=True))
    try:
        year_status.region_open_to(room.year, room.user, region)
    except NotAllowed as error:
        raise Closed.of(error) from None
    except RecordError:
        raise Missing("region.unknown", Text("there is no such region in this year, or it is not open to you",
                                                "本年度考核没有该地区，或未对您开放"),
                      next_step=Text("Choose one from the year’s page", "请从年度页面中选择")) from None
    return room


def today() -> date:
    """The day it is in the authority's time zone."""
    return timezone.localdate()


def perform(room: Room, acts: Mapping[str, Act]) -> HttpResponseRedirect | tuple[PlumblineError, int]:
    """Do the act that a form sent. Returns where to go on, or what refused it and the status of the page that says so.
    """
    act = acts.get(room.request.POST.get("act", ""))
    if act is None:
        raise Missing("request.no_act", Text("there is no such act on this page", "本页没有该操作"))
    try:
        said, address = act(room, room.request.POST)
    except GapsError:
        raise  # a question, which the page puts
    except year_words.REFUSABLE as error:
        status = 403 if isinstance(error, NotAllowed) else 409 if isinstance(error, ConflictError) else 422
        return error, status
    messages.success(room.request, said)
    return HttpResponseRedirect(address)


def duty_address(number: str, stage: str, region: str, item: str, order: int | None = None) -> str:
    """The form that does what waits."""
    if item:
        return reverse("year-item", args=(number, region, item))
    if order is not None:
        return f"{reverse('year-region', args=(number, region))}#order-{order}"
    if region:
        return f"{reverse('year-region', args=(number, region))}#{WHERE.get(stage, 'items')}"
    return f"{reverse('year', args=(number,))}#act"


def state(room: Room) -> dict[str, Any]:
    """Where the year stands, since when, who must act, by when, what follows (PAGES.md, component 3)."""
    found = year_status.standing(room.year, room.user, on=room.on)
    stage = found.stage
    return {
        "phase": words.say(year_titles.phase(found.phase)), "since": found.since,
        "stage": words.say(stage.title) if stage else "",
        "who": words.say(year_titles.part(stage.part)) if stage else "", "people": words.listed(list(found.people)),
        "due": found.due, "left": day_words.days_left(found.days), "late": found.days is not None and found.days < 0,
        "waiting": found.waiting, "follows": _follows(room, found.phase),
    }


def _follows(room: Room, phase: str) -> str:
    said = {"needed": words.number(room.year.flow.approvals), "have": words.number(len(room.year.board.approvers))}
    return {
        "running": _("Evaluation, then approval by %(needed)s people, then publication.") % said,
        "evaluated": _("Publication, once %(needed)s people have approved; %(have)s have so far.") % said,
        "approved": _("Publication: everyone then reads the result, and the year is locked."),
        "published": _("Who was assessed may object. An objection that is upheld gives a new version of the result."),
        "correcting": _("Evaluation and approval anew, then a new version beside the old one."),
        "cancelled": _("Nothing more. What was stated stays to be read."),
    }[phase]


def titles(text: Any) -> str:
    """A phrase of a document in the page's language."""
    return words.say(Text.of(text)) if text else ""
