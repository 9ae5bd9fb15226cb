"""What becomes known of standards is announced once, whichever way they were written, and never taken away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.procedures.records import save
from plumbline.procedures.standards import announcing
from plumbline.procedures.standards.catalogues.importing import take_in
from plumbline.records.core import kinds, store
from plumbline.records.core.cases import RecordsFollowed
from plumbline.records.core.journal import Entry
from plumbline.records.standards.announcements import AnnouncedUnder, Announcement
from tests.procedures.standards.catalogues import ISO, lines
from tests.records.samples import Clock

pytestmark = pytest.mark.store("sqlite", "postgresql")
AT = datetime(2026, 12, 1, 3, tzinfo=UTC)
TODAY = date(2026, 12, 1)
NEW = {"code": "GB/T 1-2026", "designation": "GB/T 1-2026", "document": "GB/T 1", "level": "national",
       "title_zh": "标准一", "status": "in-force", "published_on": "2026-11-20", "issuer": "国家标准委",
       "ics": "03.120.10;01.040", "committee": "SAC/TC 1;SAC/TC 2"}


def kept(at: datetime = AT, **values: Any) -> None:
    save.keep("standard", NEW | values, at=at)


def told(**narrowed: str) -> list[tuple[str, str, str | None]]:
    return [(each["what"], each["code"], each["day"]) for each in announcing.page(narrowed).documents]


@pytest.fixture
def begun(transactional_db: None, home: Home) -> None:
    announcing.follow(at=AT)


def test_what_was_there_before_begins_the_feed_with_its_newest(home: Home, tmp_path: Path, transactional_db: None,
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "FIRST", 2)
    take_in(home, lines(tmp_path / "iso.jsonl", ISO), "relaton", on=TODAY, clock=Clock())
    assert announcing.behind()
    assert announcing.follow(at=AT) == 2
    assert told() == [("published", "ISO 9001:2015", "2015-09-01"), ("published", "ISO 9001:2008", "2008-11-01")]
    assert announcing.follow(at=AT) == 0
    assert not announcing.behind()


def test_a_new_record_announces_what_is_recent(begun: None) -> None:
    kept()
    kept(code="GB/T 2-1999", designation="GB/T 2-1999", document="GB/T 2", published_on="1999-01-01")
    kept(code="GB/T 3-2027", designation="GB/T 3-2027", document="GB/T 3", published_on="2027-03-01")
    kept(code="GB/T 1-2026/XG1-2026", designation="GB/T 1-2026/XG1-2026", supplement="XG1-2026")
    kept(code="20261234-T-1", designation="20261234-T-1", document="GB/T 4", status="draft", published_on=None)
    assert announcing.follow(at=AT) == 3
    assert told() == [("amended", "GB/T 1-2026/XG1-2026", "2026-11-20"), ("published", "GB/T 3-2027", "2027-03-01"),
                      ("published", "GB/T 1-2026", "2026-11-20")]


def test_a_change_announces_what_changed_and_nothing_twice(begun: None) -> None:
    kept()
    announcing.follow(at=AT)
    kept(title_zh="标准一（更正）")
    assert announcing.follow(at=AT) == 0
    kept(title_zh="标准一（更正）", confirmed_on="2026-11-30")
    kept(status="replaced", confirmed_on="2026-11-30")
    kept(status="withdrawn", withdrawn_on="2026-12-01", confirmed_on="2026-11-30")
    kept(status="in-force", confirmed_on="2026-11-30")
    announcing.follow(at=AT)
    assert [what for what, _, _ in told()] == ["restored", "replaced", "confirmed", "published"]


def test_a_draft_that_comes_out_is_published_and_what_was_wrong_is_taken_out(begun: None) -> None:
    kept(status="draft", published_on=None)
    assert announcing.follow(at=AT) == 0
    kept()
    announcing.follow(at=AT)
    row = store.current(kinds.get("standard")).get()
    save.withdraw("standard", row.pk, at=AT)
    announcing.follow(at=AT)
    assert [what for what, _, _ in told()] == ["taken-out", "published"]  # what was announced stays


def test_a_follower_that_was_stopped_goes_on_and_tells_nothing_twice(begun: None) -> None:
    kept()
    kept(code="GB/T 2-2026", designation="GB/T 2-2026", document="GB/T 2")
    before = RecordsFollowed.objects.get(pk=announcing.NAME).number
    announcing.follow(at=AT)
    ids = [each["id"] for each in announcing.page({}).documents]
    RecordsFollowed.objects.filter(pk=announcing.NAME).update(number=before)  # stopped before it kept how far it was
    assert announcing.follow(at=AT) == 0
    assert [each["id"] for each in announcing.page({}).documents] == ids
    assert Entry.objects.filter(act="announce").count() == 1


def test_the_entry_of_an_announcement_is_newer_than_all_that_was_there(begun: None) -> None:
    kept()
    head = int(store.journal_head()["number"])
    announcing.follow(at=AT + timedelta(hours=1))
    [row] = Announcement.objects.all()
    assert (row.number, row.written) == (head + 1, head)


def test_it_is_asked_for_by_what_the_record_said(begun: None) -> None:
    kept()
    kept(code="ISO 1:2026", designation="ISO 1:2026", document="ISO 1", level="international", issuer="ISO",
         ics="25.040", committee="ISO/TC 213")
    announcing.follow(at=AT)
    for narrowed in ({"document": "GB/T 1"}, {"committee": "SAC/TC 2"}, {"ics": "03"}, {"ics": "03.120"},
                     {"ics": "03.120.10"}, {"level": "national"}, {"issuer": "国家标准委"},
                     {"level": "national", "what": "published", "ics": "01"}):
        assert [code for _, code, _ in told(**narrowed)] == ["GB/T 1-2026"], narrowed
    assert told(ics="03.12") == told(level="national", committee="ISO/TC 213") == []
    for wrong in ({"colour": "red"}, {"what": "sold"}):
        with pytest.raises(RecordError):
            told(**wrong)


def test_what_took_its_place_is_told(begun: None) -> None:
    kept()
    kept(code="GB/T 1-2027", designation="GB/T 1-2027")
    kept(status="replaced")
    save.keep("relation", {"standard": "GB/T 1-2027", "type": "replaces", "target": "GB/T 1-2026",
                           "target_standard": "GB/T 1-2026"}, at=AT)
    announcing.follow(at=AT)
    [first, *_] = announcing.page({"what": "replaced"}).documents
    assert first["replaced_by"] == ["GB/T 1-2027"]


def test_a_page_goes_on_and_asks_the_store_as_often_for_many(begun: None) -> None:
    for number in range(7):
        kept(code=f"GB/T {number}-2026", designation=f"GB/T {number}-2026", document=f"GB/T {number}")
    announcing.follow(at=AT)
    seen, after = [], 0
    while True:
        page = announcing.page({"level": "national"}, before=after, limit=3)
        seen += [each["code"] for each in page.documents]
        if not (after := page.next):
            break
    assert seen == [f"GB/T {number}-2026" for number in reversed(range(7))]
    counts = []
    for limit in (1, 5):
        with CaptureQueriesContext(connection) as queries:
            announcing.page({"ics": "03"}, limit=limit)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
    assert AnnouncedUnder.objects.filter(announcement__isnull=True).count() == 0
