"""Links by which somebody without an account has one part of one case: handed out, opened, taken back.

A link is two things: an address that nobody can guess, and a short code said apart, so that who comes by the address
alone - it was forwarded, or read over a shoulder - opens nothing. Both are shown once; the event that hands the link
out holds a hash of each, is sealed like every event, and says for which part, of what, until when. Nothing else opens
by it.
"""

from __future__ import annotations

import base64
import hmac
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures.casework import refusals, summaries
from plumbline.procedures.casework.common_acts import must_lead
from plumbline.procedures.casework.declaration import LINK, Act, Procedure
from plumbline.procedures.casework.finding import Asked, Found, assembled, find, find_some
from plumbline.procedures.casework.flow_over import ruled
from plumbline.procedures.casework.perform import (
    acting,
    checked,
    event_of,
    keep_beside,
    must_meet,
    open_in,
    with_more,
    wrote_of,
)
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.casework.standing import GIVE_LINK, LINK_CODE, LINK_SHA256, REVOKE_LINK, take
from plumbline.procedures.casework.writing import write
from plumbline.records.core import cases, locks
from plumbline.records.core.cases import CaseEvent, CaseLink
from plumbline.records.core.visibility import Bearer
from plumbline.text import Text

DAYS, MOST_DAYS = 90, 366
SECRET_BYTES = 24
DIGITS = 8
OWN_SECRET_BYTES = 10
"""Of the secret of who opens a case themselves, which they may write down: 16 letters and digits, 80 bits."""


def give(home: Home, user: Any, name: str, number: str, part: str, *, member: str = "", days: int = DAYS, at: datetime,
         ) -> tuple[CaseEvent, str, str]:
    """Hand out a link for ``part`` of the case, or of one ``member``: its event, the secret of its address and its
    code, which are shown this once. :raises NotAllowed: to who does not see to the case. :raises RecordError: for a
    part that is not held by a link, a number of days that cannot be, or a case that has ended."""
    procedure = procedure_called(name)
    of = procedure.part.get(part)
    if of is None or of.held != LINK:
        raise refusals.part_not_given(procedure, part, LINK)
    if not 1 <= days <= MOST_DAYS:
        raise RecordError("case.link_days", Text(f"a link lives 1 to {MOST_DAYS} days, not {days}",
                                                 f"链接有效期为1至{MOST_DAYS}天，不能是{days}天"),
                          where=refusals.place(procedure, number),
                          next_step=Text("Hand out a new one when it ends", "到期后请另发新链接"))
    secret, code = secrets.token_urlsafe(SECRET_BYTES), "".join(secrets.choice("0123456789") for _ in range(DIGITS))
    with transaction.atomic():
        found = acting(home, user, procedure, number, member, whole=False, at=at)
        if member:
            found.must_know(user, member)
        must_lead(found, user)
        if found.state().ends:
            raise refusals.ended(procedure, number)
        said = {"part": part, "until": (found.on + timedelta(days=days)).isoformat(), LINK_SHA256: _hash(secret),
                LINK_CODE: _hash(secret + code)}
        event = cases.add(CaseEvent(case=found.row, act=GIVE_LINK, member=member, said=said, part=procedure.lead.name,
                                    actor=user.pk), at)
        CaseLink.objects.create(sha256=said[LINK_SHA256], event=event)
        summaries.renew(found.after(event), member)
    return event, secret, code


def open_by_anybody(home: Home, name: str, act: str, values: Mapping[str, str], *, once: str, days: int = MOST_DAYS,
                    at: datetime) -> tuple[CaseEvent, str]:
    """Open a case as somebody without an account, by an act that is for anybody; its first event, and the secret of the
    link that they have from then on, whose code is the digits of the case's number. ``once`` is a text that nobody else
    was given: what is sent once more with the same opens nothing more, and gets the same answer. :raises RecordError:
    with every fault of the values."""
    procedure = ruled(home, procedure_called(name), timezone.localdate(at))
    found = next((each for each in procedure.opening if each.name == act and each.anybody), None)
    if found is None:
        raise refusals.act_unknown(procedure, act)
    secret = _own_secret(name, once, values)
    mine = CaseLink.objects.select_related("event__case").filter(sha256=_hash(secret))
    if (row := mine.first()) is not None:
        return row.event, secret
    try:
        return _opened_with_link(home, procedure, found, values, secret, days, at), secret
    except IntegrityError:  # sent twice in the same moment: one of them opened the case
        return mine.get().event, secret


def join_by_anybody(home: Home, user: Any, name: str, number: str, act: str, values: Mapping[str, str], *, member: str,
                    once: str, organisation: str = "", days: int = MOST_DAYS, at: datetime) -> tuple[CaseEvent, str]:
    """Add a member to a case that is open to everybody, by an act that is for anybody; the event that hands out a link
    for that member, and its secret, whose code is the digits of the case's number and the member's. ``user`` is who
    looks, None: nobody who signed in; ``organisation`` the one that they act for, which the caller has made sure of.
    ``once`` as of :func:`open_by_anybody`. In the transaction of the caller, who names the ``member``.

    :raises RecordError: for a case that is not open to everybody, and with every fault of the values. :raises
    ConflictError: for a member that is there already."""
    procedure = procedure_called(name)
    found = procedure.by_name.get(act)
    if found is None or not (found.anybody and found.adds):
        raise refusals.act_unknown(procedure, act)
    secret = _own_secret(f"{name} {number}", once, values)
    if (row := CaseLink.objects.select_related("event__case").filter(sha256=_hash(secret)).first()) is not None:
        return row.event, secret
    locks.shared(procedure.name, number)
    locks.record(procedure.name, f"{number}\x1f{member}")
    case = find_some(home, user, procedure, number, None if found.guard is not None else [member], at=at)
    procedure, found = case.procedure, case.procedure.by_name[act]
    if case.away:
        raise refusals.away(procedure, number, case.away)
    if case.changed:
        raise refusals.rules_changed(procedure, number)
    if case.lapsed or case.state().ends:
        raise refusals.ended(procedure, number)
    if member in case.board.members:
        raise refusals.member_twice(procedure, number, member)
    said, personal = checked(procedure, act, found.specs, {**values, found.adds: member})
    asked = Asked(case, user, said, at, member)
    if found.guard is not None:
        must_meet(found.guard, asked, found.title)
    said = with_more(found, asked)
    said |= wrote_of(write(found, case.board, number, member, {**said, **personal}, at=at, actor=user and user.pk))
    event = cases.add(event_of(case.row, found, user, said, part=found.by[0], state=found.target, member=member,
                               organisation=organisation), at)
    keep_beside(event, found, personal, at)
    digits = "".join(filter(str.isdigit, f"{number}{member}"))
    told = {"part": found.by[0].name, "until": (case.on + timedelta(days=days)).isoformat(),
            LINK_SHA256: _hash(secret), LINK_CODE: _hash(secret + digits)}
    given = cases.add(CaseEvent(case=case.row, act=GIVE_LINK, member=member, said=told, part=found.by[0].name), at)
    CaseLink.objects.create(sha256=told[LINK_SHA256], event=given)
    for each in (event, given):
        take(procedure, case.board, each)
    summaries.renew_some(case, [member])
    return given, secret


def _own_secret(what: str, once: str, values: Mapping[str, str]) -> str:
    """The secret of who begins something without an account: the same for what is sent once more."""
    said = "\x1f".join(f"{key}={text}" for key, text in sorted(values.items()))
    sent = f"{what}\x1f{once}\x1f{said}".encode("utf-8", "replace")
    spoken = hmac.digest(settings.SECRET_KEY.encode(), sent, "sha256")
    return base64.b32encode(spoken[:OWN_SECRET_BYTES]).decode()


def _opened_with_link(home: Home, procedure: Procedure, found: Act, values: Mapping[str, str], secret: str, days: int,
                      at: datetime) -> CaseEvent:
    with transaction.atomic():
        event = open_in(home, procedure, found, None, values, part=found.by[0], at=at)
        case = assembled(home, procedure, event.case, [event], timezone.localdate(at))
        told = {"part": found.by[0].name, "until": (case.on + timedelta(days=days)).isoformat(),
                LINK_SHA256: _hash(secret), LINK_CODE: _hash(secret + "".join(filter(str.isdigit, case.number)))}
        given = cases.add(CaseEvent(case=event.case, act=GIVE_LINK, said=told, part=found.by[0].name), at)
        CaseLink.objects.create(sha256=told[LINK_SHA256], event=given)
        summaries.renew(case.after(given), "")
    return given


def revoke(home: Home, user: Any, name: str, number: str, link: int, *, at: datetime) -> CaseEvent:
    """Take a link back: it opens nothing from now on. What was done by it stays. :raises RecordError: for one that is
    not of this case, or was taken back before."""
    procedure = procedure_called(name)
    of = CaseEvent.objects.filter(pk=link, act=GIVE_LINK, case__procedure=name, case__number=number).first()
    member = of.member if of is not None else ""
    with transaction.atomic():
        found = acting(home, user, procedure, number, member, whole=False, at=at)
        if member:
            found.must_know(user, member)
        must_lead(found, user)
        if link not in found.board.links:
            raise RecordError("case.link_unknown", Text("there is no such link, or it was taken back",
                                                        "没有该链接，或已收回"),
                              where=refusals.place(procedure, number),
                              next_step=Text("Look at the page of the case", "请查看事项页面"))
        event = cases.add(CaseEvent(case=found.row, act=REVOKE_LINK, member=member, said={"link": str(link)},
                                    part=procedure.lead.name, actor=user.pk), at)
        summaries.renew(found.after(event), member)
    return event


def known(secret: str, *, on: date) -> CaseEvent:
    """The event that handed out the link with this secret. :raises NotAllowed: where there is none, its last day has
    passed, or what the store says of it is not what the journal sealed: all alike."""
    row = CaseLink.objects.select_related("event__case", "event__entry").filter(sha256=_hash(secret)).first()
    if row is None or not _holds(row.event, row.sha256, on):
        raise closed()
    event: CaseEvent = row.event
    return event


def bearer(home: Home, event: CaseEvent, *, at: datetime) -> tuple[Bearer, Found]:
    """Who comes by the link that ``event`` handed out, and the case. :raises NotAllowed: if it was taken back."""
    who = Bearer(event.pk, event.case_id, event.said["part"], event.member)
    try:
        found = find(home, who, procedure_called(event.case.procedure), event.case.number, at=at)
    except RecordError as error:
        raise closed() from error
    if event.pk not in found.board.links:
        raise closed()
    return who, found


def fits(event: CaseEvent, secret: str, code: str) -> bool:
    """Whether ``code`` is the one that was said with this link."""
    plain = "".join(each for each in code if each.isalnum())
    return secrets.compare_digest(str(event.said[LINK_CODE]), _hash(secret + plain))


def closed() -> NotAllowed:
    """That a link opens nothing."""
    return NotAllowed("case.link_closed", Text("this link opens nothing", "该链接无效"), why=Text(
        "It was copied in part, taken back, or its last day has passed", "可能复制不完整、已被收回或已过期"),
        next_step=Text("Ask who sent it for a new one", "请向发送链接的单位索取新链接"))


def _holds(event: CaseEvent, digest: str, on: date) -> bool:
    said = event.said
    return bool(event.act == GIVE_LINK and said.get(LINK_SHA256) == digest and on <= date.fromisoformat(said["until"])
                and not cases.is_altered(event))


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
