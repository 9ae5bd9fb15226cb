"""The mail of the day: to each who has an address, what is due within a week or late, and how much is new. One a day at
most, and none where nothing is due or new. No personal data stands in it: procedures, numbers, acts, regions and days
alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.core import mail
from django.db import transaction
from django.utils import timezone

from plumbline.errors import PlumblineError, reported
from plumbline.home import Home
from plumbline.methods.assessment.year import draft_states
from plumbline.methods.assessment.year.duties import REMIND_DAYS
from plumbline.procedures.assessment.drafts import reading as drafts
from plumbline.procedures.assessment.year import reading as years
from plumbline.procedures.casework import reading
from plumbline.procedures.casework.consequences import days
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.telling.news import New
from plumbline.procedures.notices import news
from plumbline.procedures.standards.watching import OURS
from plumbline.records.accounts.notices import Digest
from plumbline.records.core.people import User, open_accounts
from plumbline.text import Text, written_day

logger = logging.getLogger(__name__)
MOST_LINES = 50
SUBJECT = Text("Plumbline: {due} due, {new} new", "Plumbline：{due}项临期或逾期，{new}项新动态")
SETTLE = Text("You are sent this because your account has this address. Take it out on the page about yourself.",
              "您的账号填写了此邮箱，因此收到本邮件。如不需要，请在个人页面删去邮箱。")


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits: what, of which case or year, until when."""

    what: Text
    number: str
    due: date | None
    late: bool
    soon: bool
    uid: str
    address: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the mails of a day: how many were sent, how many people had nothing due or were told today
    already, and to which accounts none could be sent, with why."""

    sent: int
    nothing: int
    failed: tuple[tuple[int, str], ...]


def waiting(home: Home, user: Any, *, on: date) -> Iterator[Due]:
    """Everything that waits for ``user``, in cases, in assessment years and in drafts of rules, with the address of its
    page."""
    for each in reading.waiting(user, on=on):
        acts = Text(", ".join(act.title.en for act in each.acts), "、".join(act.title.zh for act in each.acts))
        what = Text(f"{each.procedure.title.en}: {acts.en}", f"{each.procedure.title.zh}：{acts.zh}")
        yield Due(what, each.number, each.due, each.late, each.soon,
                  "-".join(filter(None, [each.procedure.name, each.number, each.member])),
                  f"/cases/{each.procedure.name}/{each.number}/")
    known = procedures()
    for row in days.soon(user, on=on):
        title, number = known[row.procedure].title, str(row.case.number)
        yield Due(Text(f"{title.en}: ends by its day", f"{title.zh}：到期终止"), number, row.ends_on, False, True,
                  f"{row.procedure}-{number}-ends", f"/cases/{row.procedure}/{number}/")
    for year in years.all_open_to(home, user):
        number = str(year.round.number)
        # What waits in one stage of one region is one thing to do, however many items it has.
        for (id, region, order), waits in groupby(years.waiting(year, user, on=on, most=MOST_LINES),
                                                  key=lambda duty: (duty.stage, duty.region, duty.order)):
            own, of = list(waits), year.flow.stage(id)
            duty, count = own[0], len(own)
            stage = of.title if of is not None else Text(id, id)
            name = year.here.past_name(region) if region else Text()
            what = Text(f"{year.scheme.title.en}: {stage.en}{f', {name.en}' if name else ''}"
                        f"{f', {count} items' if count > 1 else ''}",
                        f"{year.scheme.title.zh}：{stage.zh}{f'，{name.zh}' if name else ''}"
                        f"{f'，{count}项' if count > 1 else ''}")
            yield Due(what, number, duty.due, duty.late, duty.soon,
                      "-".join(filter(None, [number, id, region, str(order or "")])),
                      f"/years/{number}/{region}/" if region else f"/years/{number}/")
    for draft in drafts.waiting(user, on=on):
        at = draft.at
        turn = draft_states.TURN[at.state][0]
        late = at.day is not None and at.day < on
        soon = at.day is not None and not late and (at.day - on).days <= REMIND_DAYS
        yield Due(Text(f"Draft of a rule: {turn.en}, {draft.target}", f"规则草案：{turn.zh}，{draft.target}"),
                  str(draft.number), at.day, late, soon, f"draft-{draft.number}-{at.state}",
                  f"/rules/drafts/{draft.number}/")


def send(home: Home, *, at: datetime, address: str = "") -> Sent:
    """Send the mail of the day to each who has an address and was not sent it today. ``address`` is where the pages
    are, for links. A mail that cannot be sent is told, and tried again the next time."""
    on, sent, nothing, failed = timezone.localdate(at), 0, 0, list[tuple[int, str]]()
    for user in open_accounts().exclude(email="").order_by("pk"):
        try:
            if _send(home, user, on, at, address):
                sent += 1
            else:
                nothing += 1
        except Exception as error:  # noqa: BLE001 - a mail server may fail in any way; the others are sent theirs
            logger.warning("a mail could not be sent", extra={"fields": {"account": user.pk}})
            failed.append((user.pk, reported(error).en if isinstance(error, OSError | PlumblineError) else
                           type(error).__name__))
    return Sent(sent, nothing, tuple(failed))


def _send(home: Home, user: User, on: date, at: datetime, address: str) -> bool:
    row = Digest.objects.filter(user=user).first()
    if row is not None and row.day >= on:
        return False
    due = [each for each in waiting(home, user, on=on) if each.late or each.soon]
    fresh = list(news.told(home, user, at=at, only_unread=True, since=row.entry if row is not None else None))
    if not due and not fresh:
        return False
    newest = max((each.number for each in fresh), default=row.entry if row is not None else 0)
    language = user.language or "en"
    subject = SUBJECT.say(language).format(due=len(due), new=len(fresh))
    if not _noted(user, on, newest):
        return False
    try:  # in no transaction: a store of one file lets nobody else write while there is one, and a server may be slow
        mail.EmailMessage(subject, _body(due, fresh, on, language, address), to=[user.email]).send()
    except Exception:
        _take_back(user, row)
        raise
    return True


def _noted(user: User, on: date, newest: int) -> bool:
    """Keep that the mail of the day is sent; False where another process did."""
    with transaction.atomic():
        row = Digest.objects.select_for_update().filter(user=user).first()
        if row is not None and row.day >= on:
            return False
        Digest.objects.update_or_create(user=user, defaults={"day": on, "entry": newest})
    return True


def _take_back(user: User, before: Digest | None) -> None:
    rows = Digest.objects.filter(user=user)
    if before is None:
        rows.delete()
    else:
        rows.update(day=before.day, entry=before.entry)


def _body(due: list[Due], fresh: list[New], on: date, language: str, address: str) -> str:
    lines = [_line(each, on, language, address) for each in due[:MOST_LINES]]
    if len(due) > MOST_LINES:
        lines.append(Text(f"… and {len(due) - MOST_LINES} more.", f"……另有{len(due) - MOST_LINES}项。").say(language))
    standards = [each for each in fresh if each.of is OURS]
    if others := len(fresh) - len(standards):
        lines += ["", Text(f"New in your cases and years: {others}.",
                           f"您的事项和考核年度有{others}项新动态。").say(language)]
    if standards:
        lines += ["", Text(f"Standards that concern you: {len(standards)}.",
                           f"与您有关的标准有{len(standards)}项新动态。").say(language)]
        lines += [_of_standard(each, language, address) for each in standards[:MOST_LINES]]
    if address:
        lines += ["", f"{address}/today/"]
    return "\n".join([*lines, "", SETTLE.say(language)])


def _of_standard(each: New, language: str, address: str) -> str:
    """What became of a standard is public; of whom it concerns nothing is said."""
    told = Text(f"- {each.what.en}: {each.name} {each.state.en}".rstrip(),
                f"- {each.what.zh}：{each.name}{f'，{each.state.zh}' if each.state else ''}").say(language)
    return f"{told}\n  {address}{each.address}" if address else told


def _line(each: Due, on: date, language: str, address: str) -> str:
    days = (each.due - on).days if each.due is not None else 0
    left = Text(f"{-days} days late", f"已逾期{-days}天") if days < 0 else Text(f"{days} days left", f"剩余{days}天")
    told = Text(f"- {each.what.en} ({each.number}), by {written_day(each.due, 'en')}: {left.en}",
                f"- {each.what.zh}（{each.number}），截止日{written_day(each.due, 'zh')}：{left.zh}").say(language)
    return f"{told}\n  {address}{each.address}" if address else told
