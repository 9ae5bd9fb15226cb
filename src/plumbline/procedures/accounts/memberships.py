"""Letting people act for organisations: invited with a code, added, or after a claim that an officer confirms; handed
over, ended, and closed by the authority. Each is an entry of the journal, and holds from the person's next click.

Who may: an officer over the organisation's region, and, for colleagues, whoever manages there. ``by`` None is whoever
runs commands on this machine.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.accounts import people
from plumbline.records.accounts import account_leaves
from plumbline.records.core import kinds, locks, store
from plumbline.records.core.memberships import (
    CAPACITIES,
    CLAIMED,
    HELD,
    MOST_PROOF,
    REFUSED,
    Invitation,
    Membership,
    holding_on,
)
from plumbline.records.core.people import User, may_act
from plumbline.records.core.visibility import is_narrowed, may_keep
from plumbline.text import Text

INVITE, JOIN, ADD, CLAIM, CONFIRM, REFUSE, END, HAND_OVER, REVOKE = (
    "invite", "join", "add", "claim", "confirm", "refuse", "end", "hand over", "revoke")
DAYS, MOST_DAYS = 30, 366
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters and digits that nobody takes for one another on paper."""
GROUPS, GROUP = 4, 4
MOST_CLAIMS = 5
"""Claims of one person that may wait at a time."""


def register_row(organisation: str, *, gone: bool = False) -> Any:
    """The organisation as the register has it; with ``gone`` also one that was taken out of it. :raises RecordError: if
    it is not there."""
    kind = kinds.get("organisation")
    rows = kind.model.objects.filter(superseded=None) if gone else store.current(kind)
    row = rows.filter(code=organisation).first() if organisation.isprintable() else None
    if row is None:
        raise organisation_unknown(organisation)
    return row


def organisation_unknown(organisation: str) -> RecordError:
    """That the register has no such organisation."""
    return RecordError("membership.organisation_unknown", Text(
        f"there is no organisation '{organisation[:80]}' in the register",
        f"登记中没有单位“{organisation[:80]}”"),
        next_step=Text("Check its code, or enter it in the register first", "请核对代码，或先将其录入登记"))


def sees_to(user: Any, organisation: str) -> bool:
    """Whether ``user`` is an officer who settles who acts for the organisation."""
    return may_act(user) and may_keep(user, kinds.get("organisation"), register_row(organisation, gone=True).region)


def manages(user: Any, organisation: str, on: date) -> bool:
    """Whether ``user`` manages who acts for the organisation, as one of its own people; never by a token that is
    narrowed to a region."""
    held = holding_on(on).filter(user=user, organisation=organisation, manages=True)
    return may_act(user) and not is_narrowed(user) and held.exists()


def invite(organisation: str, capacity: str, *, by: Any, at: datetime, managing: bool = False, days: int = DAYS,
           ) -> tuple[Invitation, str]:
    """A code by which one person comes to act for the organisation, shown this once and kept nowhere.

    :raises NotAllowed: to who neither sees to the organisation nor manages in it, or, in it, has not that capacity.
    :raises RecordError: for an organisation, a capacity or a number of days that cannot be."""
    _must_be_capacity(capacity)
    if not 1 <= days <= MOST_DAYS:
        raise RecordError("membership.days_unfit", Text(f"a code lives 1 to {MOST_DAYS} days, not {days}",
                                                        f"邀请码有效期为1至{MOST_DAYS}天，不能是{days}天"),
                          next_step=Text("Give out a new one when it ends", "到期后请另发新邀请码"))
    on = timezone.localdate(at)
    register_row(organisation)
    _must_settle(by, organisation, on, capacity)
    code = "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    with transaction.atomic():
        locks.journal()
        row = Invitation(organisation=organisation, capacity=capacity, manages=managing, sha256=_hash(code),
                         until=on + timedelta(days=days), given_by=_number(by) or 0, made_at=at)
        account_leaves.seal(row, INVITE, actor=_number(by), at=at)
    return row, code


def revoke(number: int, *, by: Any, at: datetime) -> Invitation:
    """Take a code back that nobody used. Doing so again changes nothing."""
    with transaction.atomic():
        locks.journal()
        row = Invitation.objects.select_for_update().filter(pk=number).first()
        if row is None:
            raise unknown()
        _must_settle(by, row.organisation, timezone.localdate(at), row.capacity)
        take_back([row], at=at, actor=_number(by))
    return row


def take_back(rows: Iterable[Invitation], *, at: datetime, actor: int | None) -> None:
    """Let codes that nobody used open nothing any more. In a transaction that holds the journal."""
    for row in rows:
        if row.used_at is None and row.revoked_at is None:
            row.revoked_at = at
            account_leaves.seal(row, REVOKE, actor=actor, at=at)


def join(code: str, user: Any, *, at: datetime, name: str = "", password: str | None = None) -> Membership:
    """Act for the organisation of an invitation from now on: ``user``, or a new account called ``name``.

    :raises NotAllowed: for a code that is unknown, used, taken back or over, all alike, and one that was put into the
        store past Plumbline. :raises RecordError: for a name or a password that cannot be. :raises ConflictError: for
        a name that somebody has."""
    on = timezone.localdate(at)
    with transaction.atomic():
        locks.journal()
        row = Invitation.objects.select_for_update().filter(sha256=_hash(code)).first()
        if row is None or row.used_at or row.revoked_at or on > row.until or not account_leaves.fits(row) or (
                not _is_registered(row.organisation)):
            raise NotAllowed("membership.code_unfit", Text("this code opens nothing", "该邀请码无效"), why=Text(
                "It was mistyped, used already, taken back, or its last day has passed",
                "可能输入有误、已被使用、已收回或已过期"), next_step=Text(
                "Look at the letter once more, or ask who sent it for a new one",
                "请核对来信，或向发放单位索取新的邀请码"))
        if may_act(user) and row.given_by == user.pk:
            raise _own_claim()
        if not may_act(user):
            if people.exists(name):
                raise ConflictError("membership.name_taken", Text(
                    f"somebody signs in as '{name[:60]}' already", f"登录名“{name[:60]}”已被使用"), next_step=Text(
                    "Sign in first, if it is you; else choose another name",
                    "如果是您本人，请先登录；否则请另选登录名"))
            user = people.make(name, password, at=at)
        made = _give(user, row.organisation, row.capacity, managing=row.manages, since=on, act=JOIN, by=row.given_by,
                     actor=user.pk, at=at)
        row.used_at = at
        account_leaves.seal(row, JOIN, actor=user.pk, at=at)
    return made


def add(user: User, organisation: str, capacity: str, *, by: Any, at: datetime, managing: bool = False) -> Membership:
    """Let ``user`` act for the organisation, from today. For the authority. :raises ConflictError: if they do."""
    _must_be_capacity(capacity)
    register_row(organisation)
    _must_see_to(by, organisation)
    with transaction.atomic():
        locks.journal()
        return _give(user, organisation, capacity, managing=managing, since=timezone.localdate(at), act=ADD,
                     by=_number(by), actor=_number(by), at=at)


def add_new(name: str, password: str | None, organisation: str, capacity: str, *, at: datetime, managing: bool = False,
            ) -> Membership:
    """The same, for somebody who has no account yet: it is made, without a password where none is given. For whoever
    runs commands on this machine."""
    register_row(organisation)
    with transaction.atomic():
        locks.journal()
        user = people.make(name, password, at=at, sign_in=password is not None)
        return add(user, organisation, capacity, by=None, at=at, managing=managing)


def claim(user: User, organisation: str, capacity: str, proof: str, *, at: datetime) -> Membership:
    """Say that one acts for an organisation, with what proves it. Nothing follows until an officer confirms it.
    :raises RecordError: for an organisation there is not, or without proof. :raises ConflictError: for what is claimed
    or held already."""
    _must_be_capacity(capacity)
    register_row(organisation)
    if not proof.strip() or len(proof) > MOST_PROOF:
        raise RecordError("membership.no_proof", Text(f"a proof has 1 to {MOST_PROOF} characters",
                                                      f"证明说明须为1至{MOST_PROOF}个字符"),
                          where=organisation, next_step=Text(
            "Say how the officer can make sure: your post, a telephone number, a document shown at the counter",
            "请说明工作人员如何核实：职务、电话，或在窗口出示的证件"))
    with transaction.atomic():
        locks.journal()
        if Membership.objects.filter(user=user, state=CLAIMED).count() >= MOST_CLAIMS:
            raise RecordError("membership.claims_waiting", Text(
                f"{MOST_CLAIMS} of your claims wait already", f"您已有{MOST_CLAIMS}项申请等待处理"),
                next_step=Text("Wait until an officer has settled them", "请等待工作人员处理"))
        return _give(user, organisation, capacity, managing=False, since=timezone.localdate(at), act=CLAIM, by=None,
                     actor=user.pk, at=at, state=CLAIMED, proof=proof.strip())


def settle(number: int, *, confirmed: bool, by: Any, at: datetime, managing: bool = False) -> Membership:
    """Confirm a claim, or refuse it. :raises NotAllowed: to who does not see to the organisation, and to who made it.
    :raises ConflictError: if it was settled already."""
    with transaction.atomic():
        locks.journal()
        row = _held(number)
        _must_see_to(by, row.organisation)
        if by is not None and by.pk == row.user_id:
            raise _own_claim()
        if row.state != CLAIMED:
            raise ConflictError("membership.settled", Text("this claim is settled already", "该申请已处理"),
                                next_step=Text("Nothing is to be done", "无须办理"))
        row.state, row.given_by = (HELD, _number(by)) if confirmed else (REFUSED, _number(by))
        row.since, row.until, row.manages = timezone.localdate(at), None, managing and confirmed
        account_leaves.seal(row, CONFIRM if confirmed else REFUSE, actor=_number(by), at=at)
    return row


def hand_over(number: int, managing: bool, *, by: Any, at: datetime) -> Membership:
    """Let a colleague manage who acts for the organisation, or manage no more."""
    with transaction.atomic():
        locks.journal()
        row, on = _held(number), timezone.localdate(at)
        _must_settle(by, row.organisation, on, row.capacity)
        if not row.holds(on):
            raise unknown()
        if row.manages is not managing:
            row.manages = managing
            account_leaves.seal(row, HAND_OVER, actor=_number(by), at=at)
            if not managing:
                take_back(_given_by(row), at=at, actor=_number(by))
    return row


def end(number: int, *, by: Any, at: datetime) -> Membership:
    """Let the person act for the organisation no more: at once, today is the first day without; or take a claim back.
    What they did stays; codes that they gave out and nobody used open nothing. For whoever may settle it, and for the
    person. Doing so again changes nothing."""
    with transaction.atomic():
        locks.journal()
        row = _held(number)
        if by is None or by.pk != row.user_id:
            if row.state == CLAIMED:
                _must_see_to(by, row.organisation)
            _must_settle(by, row.organisation, timezone.localdate(at), row.capacity)
        _end(row, by, at)
    return row


def close(organisation: str, *, by: Any, at: datetime) -> int:
    """Let nobody act for the organisation any more, and take its codes back: for the authority, where it was dissolved,
    or its accounts fell into wrong hands. Returns how many people that were."""
    _must_see_to(by, organisation)
    with transaction.atomic():
        locks.journal()
        on = timezone.localdate(at)
        rows = list(Membership.objects.select_for_update().filter(
            Q(state=CLAIMED) | Q(until=None) | Q(until__gte=on), organisation=organisation).exclude(state=REFUSED))
        for row in rows:
            _end(row, by, at)
        take_back(Invitation.objects.filter(organisation=organisation), at=at, actor=_number(by))
    return sum(row.state == HELD for row in rows)


def claims_for(user: Any) -> list[Membership]:
    """The claims that wait for ``user``, the oldest first."""
    waiting = list(Membership.objects.filter(state=CLAIMED, user__is_active=True).select_related("user").order_by("pk"))
    rows = {row.code: row for row in store.current(kinds.get("organisation")).filter(
        code__in={each.organisation for each in waiting})}
    return [each for each in waiting if each.organisation in rows and each.user_id != getattr(user, "pk", None)
            and may_keep(user, kinds.get("organisation"), rows[each.organisation].region)]


def _end(row: Membership, by: Any, at: datetime) -> None:
    # "To" is the last day on which it holds: yesterday, so that it is over at once.
    last = timezone.localdate(at) - timedelta(days=1)
    if row.state == CLAIMED:
        row.state = REFUSED
        account_leaves.seal(row, REFUSE, actor=_number(by), at=at)
    elif row.until is None or row.until > last:
        row.until, row.manages = last, False
        account_leaves.seal(row, END, actor=_number(by), at=at)
        take_back(_given_by(row), at=at, actor=_number(by))


def _given_by(row: Membership) -> QuerySet[Invitation]:
    """The codes of an organisation that somebody gave out who manages there no more."""
    return Invitation.objects.filter(organisation=row.organisation, given_by=row.user_id)


def _is_registered(organisation: str) -> bool:
    return bool(store.current(kinds.get("organisation")).filter(code=organisation).exists())


def _give(user: User, organisation: str, capacity: str, *, managing: bool, since: date, act: str, by: int | None,
          actor: int | None, at: datetime, state: str = HELD, proof: str = "") -> Membership:
    known = Membership.objects.filter(user=user, organisation=organisation, state__in=(HELD, CLAIMED))
    for each in known:
        if each.state == CLAIMED and state == HELD:
            each.state, each.since, each.manages, each.given_by = HELD, since, managing, by
            each.capacity, each.proof, each.until = capacity, "", None
            account_leaves.seal(each, act, actor=actor, at=at)
            return each
        if each.state == CLAIMED or each.until is None or each.until >= since:
            raise ConflictError("membership.held", Text(
                f"{user.username} acts for '{organisation}' already, or claims to",
                f"{user.username}已代表“{organisation}”或已提出申请"),
                next_step=Text("Nothing is to be done", "无须办理"))
    row = Membership(user=user, organisation=organisation, capacity=capacity, manages=managing, state=state,
                     since=since, proof=proof, given_by=by, made_at=at)
    account_leaves.seal(row, act, actor=actor, at=at)
    return row


def _held(number: int) -> Membership:
    row = Membership.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise unknown()
    if not account_leaves.fits(row):
        raise ConflictError("membership.altered", Text("this membership is not what the journal last sealed",
                                                       "该代表关系与日志最后封存的内容不一致"),
                            where=Text(f"account {row.user_id}", f"账号{row.user_id}"),
                            why=Text("Somebody changed it past Plumbline", "有人绕过Plumbline作了修改"),
                            next_step=Text("See what does not fit with: plumb doctor",
                                           "请运行plumb doctor查看不一致之处"))
    return row


def unknown() -> RecordError:
    """That there is no such membership or code."""
    return RecordError("membership.unknown", Text("there is no such membership or code", "没有该代表关系或邀请码"),
                       next_step=Text("Look at who acts for the organisation", "请查看代表该单位的人员"))


def _must_be_capacity(capacity: str) -> None:
    if capacity not in CAPACITIES:
        raise RecordError("membership.capacity_unknown", Text(
            f"an organisation is no '{capacity[:40]}' here", f"没有单位身份“{capacity[:40]}”"),
            next_step=suggest(capacity, CAPACITIES))


def _must_settle(by: Any, organisation: str, on: date, capacity: str = "") -> None:
    """Whoever sees to the organisation; and who manages in it, for the capacities that they have there themselves."""
    if by is None or sees_to(by, organisation):
        return
    own = holding_on(on).filter(user=by, organisation=organisation, manages=True)
    if not may_act(by) or not own.exists() or (capacity and not own.filter(capacity=capacity).exists()):
        raise _not_theirs(organisation)


def _must_see_to(by: Any, organisation: str) -> None:
    if by is not None and not sees_to(by, organisation):
        raise _not_theirs(organisation)


def _not_theirs(organisation: str) -> NotAllowed:
    return NotAllowed("membership.not_theirs", Text(
        f"this person does not settle who acts for '{organisation[:80]}'",
        f"本人无权决定由谁代表“{organisation[:80]}”"), next_step=Text(
        "Ask who manages there, or an officer of its region", "请联系该单位的管理人或其所在地区的工作人员"))


def _own_claim() -> NotAllowed:
    return NotAllowed("membership.own_claim", Text("nobody settles a claim of their own", "不得处理本人的申请"),
                      next_step=Text("Ask another officer", "请由其他工作人员办理"))


def _number(by: Any) -> int | None:
    return by.pk if by is not None else None


def _hash(code: str) -> str:
    plain = "".join(each for each in code.upper() if each.isalnum())
    return sha256(plain.encode("utf-8", "surrogateescape")).hexdigest()
