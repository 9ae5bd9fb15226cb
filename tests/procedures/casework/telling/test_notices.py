"""What is new, the mail of the day and days counted anew: to each their own, and no personal data in a mail."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from plumbline.procedures.accounts import accounts
from plumbline.procedures.casework import common_acts, renewing
from plumbline.procedures.notices import digest, news
from plumbline.records.accounts import account_leaves
from plumbline.records.accounts.notices import Digest, Seen
from plumbline.records.core.cases import CaseSummary
from plumbline.records.core.people import User
from tests.procedures.casework.recalls import NAME, Recalls, colleague, done, notified

SECRETS = ("Kettle", "It burns", "Melted", "ann", "li", "zhao")


def fresh(recalls: Recalls, user: Any) -> list[tuple[str, bool]]:
    return [(each.act, each.unread) for each in news.told(recalls.home, user, at=recalls.later())]


def test_what_others_did_in_ones_cases_is_new_until_it_is_seen(recalls: Recalls) -> None:
    number, other = notified(recalls), notified(recalls, producer="F2")
    li, ann, bea = colleague(recalls, "li", "F1"), recalls.who("ann"), recalls.who("bea")
    assert fresh(recalls, li) == [("notify", True), ("add-lot", True), ("open", True)]
    assert (fresh(recalls, ann), fresh(recalls, bea), fresh(recalls, None)) == ([], [], [])
    event = done(recalls, li, number, "report", text="Melted")
    common_acts.comment(recalls.home, bea, NAME, number, "Among us", "yes", at=recalls.later())
    assert fresh(recalls, ann) == [("comment", True), ("report", True)]
    news.see(ann, event.entry.number)
    assert fresh(recalls, ann) == [("comment", True), ("report", False)]
    assert news.unread(recalls.home, ann, at=recalls.later()) == 1
    news.see(ann, event.entry.number - 1)
    assert Seen.objects.get(user=ann).entry == event.entry.number
    assert [act for act, _ in fresh(recalls, li)] == ["notify", "add-lot", "open"]
    common_acts.declare_conflict(recalls.home, ann, NAME, number, "Mine", at=recalls.later())
    assert fresh(recalls, ann) == []
    assert other not in str([each.name for each in news.told(recalls.home, li, at=recalls.later())])


def addressed(recalls: Recalls, user: User, email: str = "someone@example.org") -> User:
    account_leaves.seal(user, "make", actor=None, at=recalls.later())
    accounts.set_email(user, email, at=recalls.later())
    return user


def sent(recalls: Recalls, day: int) -> digest.Sent:
    return digest.send(recalls.home, at=datetime(2026, 3, day, 9, tzinfo=UTC), address="https://q.example.org")


def test_a_mail_says_what_is_due_and_new_once_a_day_and_nobody_s_name(recalls: Recalls) -> None:
    number = notified(recalls)
    li, ann = addressed(recalls, colleague(recalls, "li", "F1")), addressed(recalls, recalls.who("ann"), "")
    assert (sent(recalls, 3).sent, sent(recalls, 3)) == (1, digest.Sent(0, 1, ()))
    [message] = mail.outbox
    assert (message.subject, message.to) == ("Plumbline: 1 due, 3 new", ["someone@example.org"])
    assert f"- Recall: Report ({number}), by 10 Mar 2026: 7 days left" in message.body
    assert f"https://q.example.org/cases/{NAME}/{number}/" in message.body
    assert [word for word in SECRETS if word in message.body.replace("https", "")] == []
    User.objects.filter(pk=li.pk).update(language="zh-hans")
    account_leaves.seal(User.objects.get(pk=li.pk), "make", actor=None, at=recalls.later())
    assert sent(recalls, 12).sent == 1
    assert mail.outbox[1].subject == "Plumbline：2项临期或逾期，0项新动态"
    assert f"- 召回：报告（{number}），截止日2026年3月10日：已逾期2天" in mail.outbox[1].body
    done(recalls, li, number, "account", member="L1", how="Melted")
    recalls.later(20)
    recalls.act(number, "report-for")
    accounts.set_email(User.objects.get(pk=li.pk), "", at=recalls.later())
    assert sent(recalls, 29) == digest.Sent(0, 0, ())
    assert ann.email == ""


def test_a_mail_server_that_is_down_loses_nothing(recalls: Recalls, monkeypatch: pytest.MonkeyPatch) -> None:
    notified(recalls)
    li = addressed(recalls, colleague(recalls, "li", "F1"))
    outside = connection.in_atomic_block, len(connection.savepoint_ids)

    def refuses(*_args: Any, **_more: Any) -> int:
        assert (connection.in_atomic_block, len(connection.savepoint_ids)) == outside, "others write meanwhile"
        raise ConnectionRefusedError(111, "Connection refused")

    with monkeypatch.context() as down:
        down.setattr(mail.EmailMessage, "send", refuses)
        told = sent(recalls, 3)
    assert (told.sent, told.failed[0][0]) == (0, li.pk)
    assert "refused" in told.failed[0][1].lower()
    assert not Digest.objects.exists()
    assert sent(recalls, 3).sent == 1


def test_days_that_rested_on_a_year_without_a_calendar_are_counted_anew(recalls: Recalls) -> None:
    recalls.now = datetime(2026, 12, 30, 9, tzinfo=UTC)
    number = recalls.open()
    row = CaseSummary.objects.get(case__number=number)
    assert (row.provisional, row.due) == (True, date(2027, 1, 6))
    folder = recalls.home.rulebook / "calendars"
    folder.mkdir(parents=True)
    (folder / "china-2027.toml").write_text("""id = "china"
year = 2027
title = { en = "China, 2027", zh = "中国，2027年" }
source = { text = "A notice", ours = true }
off = [2027-01-01]
worked = []
""", encoding="utf-8")
    assert renewing.recount(recalls.home, on=date(2026, 12, 31)) == 1
    row.refresh_from_db()
    assert (row.provisional, row.due) == (False, date(2027, 1, 7))
    assert renewing.recount(recalls.home, on=date(2026, 12, 31)) == 0
