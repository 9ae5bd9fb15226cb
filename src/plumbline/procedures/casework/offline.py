"""Acts that are sent after they were done: an inspector without a network answers, and the device sends it later.

Such an act says when it was done (``given``). It is kept with both times, and days and lateness are judged by when it
was done. Of several answers to the same - to one stay in one state - the one that was done first decides, in whatever
order they arrive; the others are kept beside it, and whoever sees to the case reads that there are several. Once
somebody acted on an answer it is settled, and what arrives then is kept beside it too. Nothing is lost in silence:
what cannot be kept is refused, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from plumbline.home import Home
from plumbline.methods.shared.moments import in_utc
from plumbline.procedures.casework import holding, refusals, summaries
from plumbline.procedures.casework.declaration import Act, Part
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.casework.perform import acting, acts_as, acts_for, checked, in_time, link_of, possible
from plumbline.procedures.casework.registry import procedure as procedure_called
from plumbline.procedures.casework.standing import ALSO, BESIDE, GIVEN_AT, INSTEAD, Standing, order_of
from plumbline.procedures.casework.telling import webhooks
from plumbline.records.core import cases
from plumbline.records.core.cases import CaseEvent, CasePersonal
from plumbline.text import Text


def act(home: Home, user: Any, name: str, number: str, act_name: str, values: Mapping[str, Any], *, given: datetime,
        member: str = "", organisation: str = "", at: datetime) -> CaseEvent:
    """Do an act that was done at ``given`` and is sent at ``at``; its event. Sent once more, it is kept once.

    :raises RecordError: for an act that is done when it is sent; a time in the future, before it was its turn, or more
    days ago than the act may be sent later; and as :func:`~plumbline.procedures.casework.perform.act`, but for what
    others did meanwhile. :raises NotAllowed: to who does not hold its part."""
    procedure = procedure_called(name)
    found = procedure.by_name.get(act_name)
    if found is None or found in procedure.opening:
        raise refusals.act_unknown(procedure, act_name)
    if not found.offline:
        raise refusals.not_offline(procedure, found)
    said, personal = checked(procedure, act_name, found.specs, values)
    try:
        said |= link_of(user) | {GIVEN_AT: in_utc(given).isoformat(timespec="microseconds")}
    except ValueError:
        raise refusals.given_unfit(procedure, number, member, Text("There is no such moment", "没有该时刻")) from None
    if bool(member) is not bool(found.of):
        raise refusals.member_unknown(procedure, number, member, ())
    with transaction.atomic():
        case = acting(home, user, procedure, number, member, whole=False, at=at)
        procedure, found = case.procedure, case.procedure.by_name[act_name]
        if case.changed:
            raise refusals.rules_changed(procedure, number)
        if member:
            case.must_know(user, member)
        part = next((each for each in found.by if case.holds(user, each, member)), None)
        if part is None:
            raise refusals.not_theirs(procedure, number, member, found.by)
        again = _sent_before(case, found, user, said, personal, member)
        if again is not None:
            return again
        stay = _answered(case, user, found, member, given, at)
        late = _late(case, found, part, member, stay, given)
        beside = _beside(case, found, user, said, member, stay)
        own = holding.organisations(procedure, case.board, user, part, member)
        event = cases.add(CaseEvent(
            case=case.row, act=found.name, member=member, said=said | ({BESIDE: beside} if beside else {}),
            state="" if beside == ALSO else found.target, part=part.name, late=late, actor=user.pk,
            organisation=acts_for(own, organisation, procedure, number)), at)
        if personal:
            CasePersonal.objects.create(event=event, said=dict(personal))
        webhooks.note(event, at)
        summaries.renew(case.after(event), member)
    return event


def _sent_before(case: Found, act: Act, user: Any, said: Mapping[str, str], personal: Mapping[str, str], member: str,
                 ) -> CaseEvent | None:
    """The event that this very answer made when it was sent before: a device without a network sends until it hears
    that it arrived."""
    rows = CaseEvent.objects.filter(case=case.row, member=member, act=act.name, actor=user.pk)
    for row in rows.select_related("personal").order_by("pk"):
        known = {name: text for name, text in row.said.items() if name != BESIDE}
        if (known, row.personal.said if hasattr(row, "personal") else {}) == (dict(said), dict(personal)):
            return row
    return None


def _answered(case: Found, user: Any, act: Act, member: str, given: datetime, at: datetime) -> Standing:
    """The stay in a state that was answered: the last that had begun when the act was done, and in which it is done."""
    procedure, number, now = case.procedure, case.number, case.board.at(member)

    def unfit(en: str, zh: str) -> Exception:
        return refusals.given_unfit(procedure, number, member, Text(en, zh))

    if given > at:
        raise unfit("It lies in the future", "该时间晚于现在")
    if given < at - timedelta(days=act.offline):
        raise unfit(f"It may be sent at most {act.offline} days after it was done", f"须在办理后{act.offline}天内补传")
    stays = [each for each in (*now.left, now) if each.state in act.source]
    if not stays:
        raise refusals.not_its_turn(procedure, number, member, act, now.state, possible(case, user, member))
    begun = [each for each in stays if each.since is not None and each.since <= given]
    if not begun:
        raise unfit("It was not its turn yet", "当时尚未轮到该动作")
    if begun[-1] is now and member and case.state().ends:
        raise refusals.ended(procedure, number)
    return begun[-1]


def _late(case: Found, act: Act, part: Part, member: str, stay: Standing, given: datetime) -> bool:
    """Whether it was done after the last day of the stay that it answers. :raises RecordError: as of any act."""
    members = case.board.members | {member: stay} if member else case.board.members
    board = replace(case.board, members=members, case=case.board.case if member else stay)
    return in_time(replace(case, board=board, on=timezone.localdate(given)), act, part, member)


def _beside(case: Found, act: Act, user: Any, said: Mapping[str, str], member: str, stay: Standing) -> str:
    """What it is to another answer to the same; empty: there is none yet."""
    now = case.board.at(member)
    if stay is now:
        return ""
    over = bool(member) and case.state().ends
    rival = now.answer if now.left and now.left[-1] is stay and not over else None
    first = rival is not None and order_of(act.name, acts_as(user), said) < rival.order
    return INSTEAD if first else ALSO
