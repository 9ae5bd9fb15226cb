"""Who watches is told once of what they watch, and of nothing else; what they watch is nobody else's business."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core import mail

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.procedures.accounts import accounts
from plumbline.procedures.notices import digest, news
from plumbline.procedures.records import save
from plumbline.procedures.standards import announcing, watching
from plumbline.records.accounts.watches import Watch
from plumbline.records.core.journal import Entry
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import User
from tests.procedures.standards.test_announcing import AT, kept

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.store("sqlite", "postgresql")]
NEXT = datetime(2026, 12, 2, 3, tzinfo=UTC)


@pytest.fixture
def wang(home: Home) -> User:
    announcing.follow(at=AT)
    kept(status="draft", published_on=None)
    kept(code="GB/T 9-2020", designation="GB/T 9-2020", document="GB/T 9", committee="SAC/TC 9", ics="25.040.10",
         published_on="2020-01-01")
    save.keep("committee", {"code": "SAC/TC 2", "title_zh": "二委"}, at=AT)
    announcing.follow(at=AT)
    return User.objects.create_user("wang", email="wang@example.org", language="en")


def told(home: Home, user: Any) -> list[tuple[str, str, str, bool]]:
    return [(each.act, each.name, each.part.en, each.unread) for each in news.told(home, user, at=AT)]


@pytest.mark.parametrize(("sort", "name"), [("document", "GB/T 1"), ("committee", "SAC/TC 2"), ("ics", "03.120")])
def test_what_is_watched_is_told_once(home: Home, wang: User, sort: str, name: str) -> None:
    watching.watch(wang, sort, name, at=AT)
    watching.watch(wang, sort, name, at=AT)
    assert told(home, wang) == []
    kept()
    kept(code="GB/T 9-2020", designation="GB/T 9-2020", document="GB/T 9", committee="SAC/TC 9", ics="25.040.10",
         published_on="2020-01-01", status="withdrawn")
    assert announcing.follow(at=AT) == 2
    assert told(home, wang) == [("published", "GB/T 1-2026", f"you watch {name}", True)]
    assert news.unread(home, wang, at=AT) == 1
    news.see(wang, next(news.told(home, wang, at=AT)).number)
    assert news.unread(home, wang, at=AT) == 0
    announcing.follow(at=NEXT)
    assert [unread for *_, unread in told(home, wang)] == [False]


def test_two_watches_of_one_thing_tell_it_once(home: Home, wang: User) -> None:
    for sort, name in (("document", "GB/T 1"), ("ics", "03"), ("committee", "SAC/TC 2")):
        watching.watch(wang, sort, name, at=AT)
    kept()
    announcing.follow(at=AT)
    assert len(told(home, wang)) == 1
    assert [(each.sort, each.name) for each in watching.watched(wang)] == [
        ("document", "GB/T 1"), ("committee", "SAC/TC 2"), ("ics", "03")]


def test_what_was_announced_before_is_no_news_nor_is_it_once_one_watches_no_longer(home: Home, wang: User) -> None:
    kept()
    announcing.follow(at=AT)
    under = watching.watch(wang, "document", "GB/T 1", at=AT)
    assert told(home, wang) == []
    kept(status="withdrawn")
    announcing.follow(at=AT)
    assert [act for act, *_ in told(home, wang)] == ["withdrawn"]
    assert watching.unwatch(wang, under)
    assert not watching.unwatch(wang, under)
    assert told(home, wang) == []
    watching.watch(wang, "document", "GB/T 1", at=AT)
    assert told(home, wang) == []  # it was told already


def test_a_watch_is_its_owner_s_alone_and_goes_with_the_account(home: Home, wang: User) -> None:
    before = Entry.objects.count()
    under = watching.watch(wang, "document", "GB/T 1", at=AT)
    assert Entry.objects.count() == before  # nobody reads in the journal what somebody watches
    li = User.objects.create_user("li")
    kept()
    announcing.follow(at=AT)
    assert told(home, li) == []
    assert (watching.watched(li), watching.is_watched(li, [under]), watching.unwatch(li, under)) == (
        [], frozenset(), False)
    accounts.erase(wang, at=AT)
    assert not Watch.objects.exists()
    for nobody in (None, User.objects.get(pk=wang.pk)):
        with pytest.raises(NotAllowed):
            watching.watch(nobody, "document", "GB/T 1", at=AT)
        assert told(home, nobody) == []


@pytest.mark.parametrize(("sort", "name"), [
    ("document", "GB/T 404"), ("document", ""), ("committee", "SAC/TC 404"), ("ics", "3.12"), ("ics", "03.120.1"),
    ("person", "wang"), ("document", "x" * 300), ("ics", "０３")])
def test_what_there_is_not_cannot_be_watched(wang: User, sort: str, name: str) -> None:
    with pytest.raises(RecordError):
        watching.watch(wang, sort, name, at=AT)


def test_nobody_watches_without_end(wang: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST", 2)
    for ics in ("01", "03"):
        watching.watch(wang, "ics", ics, at=AT)
    with pytest.raises(RecordError) as raised:
        watching.watch(wang, "ics", "05", at=AT)
    assert raised.value.code == "watching.too_many"
    watching.watch(wang, "ics", "03", at=AT)  # watched already


def test_who_acts_for_an_organisation_is_told_what_becomes_of_the_standards_on_its_certificates(
        home: Home, wang: User) -> None:
    save.keep("region", {"code": "33", "name_zh": "浙江", "name_en": "Zhejiang", "level": "province",
                         "valid_from": "1949-10-01"}, at=AT)
    for code in ("A1", "B1"):
        save.keep("organisation", {"code": code, "name": code, "region": "33"}, at=AT)
        save.keep("certificate", {"number": f"C-{code}", "scheme": "zhejiang-made", "organisation": code,
                                  "region": "33", "standard": "GB/T 9-2020", "valid_from": "2024-01-01",
                                  "status": "valid"}, at=AT)
    Membership.objects.create(user=wang, organisation="A1", capacity="enterprise",
                              since=date(2024, 1, 1), made_at=AT)
    stranger = User.objects.create_user("li")
    kept(code="GB/T 9-2020", designation="GB/T 9-2020", document="GB/T 9", published_on="2020-01-01",
         status="replaced")
    announcing.follow(at=AT)
    assert told(home, wang) == [("replaced", "GB/T 9-2020", "your certificate C-A1 names it", True)]
    assert told(home, stranger) == []


def test_the_mail_of_the_day_tells_it_once(home: Home, wang: User) -> None:
    watching.watch(wang, "document", "GB/T 1", at=AT)
    kept()
    announcing.follow(at=AT)
    assert digest.send(home, at=AT, address="https://example.org").sent == 1
    [sent] = mail.outbox
    assert "Standards that concern you: 1." in sent.body
    assert "- Published: GB/T 1-2026\n  https://example.org/standards/GB~1T%201-2026/" in sent.body
    assert "cases and years" not in sent.body
    assert digest.send(home, at=NEXT, address="https://example.org").sent == 0
    assert len(mail.outbox) == 1
