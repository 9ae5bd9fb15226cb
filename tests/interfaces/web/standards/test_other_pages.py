"""Pages beside the register: committees, what was announced, watching, adoption, parts; as their users meet them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plumbline import home as homes
from plumbline.home import Home
from plumbline.procedures.records import save
from plumbline.procedures.search import following
from plumbline.procedures.standards import announcing
from plumbline.procedures.standards.catalogues.importing import take_in
from plumbline.records.accounts.watches import Watch
from plumbline.records.core import kinds, store
from plumbline.records.core.people import Role, User
from tests.procedures.standards.catalogues import ISO, lines
from tests.records.samples import Clock

TODAY, AT = date(2026, 12, 1), datetime(2026, 12, 1, 3, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
MORE = [{"id": "GB/T 19001-2016",
         "title": {"zh": "质量管理体系 要求", "en": "Quality management systems - Requirements"},
         "stage": "valid", "date": {"published": "2016-12-30"}, "tc": ["SAC/TC 151"],
         "rel": [["identical", "ISO 9001:2008"]]},
        {"id": "GB/T 9001-2018", "title": {"en": "Quality management systems - Requirements"}, "stage": "valid",
         "date": {"published": "2018-01-01"}}]
SC = "ISO/TC 176/SC 2"


@pytest.fixture
def held(tmp_path: Path, transactional_db: None) -> Home:
    home = homes.current()
    take_in(home, lines(tmp_path / "iso.jsonl", ISO), "relaton", on=TODAY, clock=Clock())
    take_in(home, lines(tmp_path / "samr.jsonl", MORE), "relaton", on=TODAY, clock=Clock())
    save.keep("region", {"code": "33", "name_zh": "浙江", "name_en": "Zhejiang", "level": "province",
                         "valid_from": "1949-10-01"}, at=AT)
    save.keep("organisation", {"code": "A1", "name": "Works A", "region": "33"}, at=AT)
    save.keep("committee", {"code": "ISO/TC 176", "title_en": "Quality management", "status": "active"}, at=AT)
    save.keep("committee", {"code": SC, "title_en": "Quality systems", "title_zh": "质量体系", "parent": "ISO/TC 176",
                            "status": "active", "created_on": "1980-01-01"}, at=AT)
    save.keep("secretariat", {"committee": SC, "organisation": "A1", "region": "33", "valid_from": "2010-01-01"},
              at=AT)
    save.keep("participation", {"standard": "ISO 9001:2015", "organisation": "A1", "role": "led", "rank": 1,
                                "region": "33", "published_on": "2015-09-01"}, at=AT)
    save.keep("certificate", {"number": "C-1", "scheme": "quality-management", "organisation": "A1", "region": "33",
                              "standard": "ISO 9001:2015", "valid_from": "2024-01-01", "status": "valid"}, at=AT)
    following.follow(home, on=TODAY, wait=20)
    announcing.follow(at=AT)
    return home


def page(address: str, language: str = "en", client: Client | None = None, status: int = 200, **query: Any) -> str:
    answer = (client or Client()).get(address, query, headers={"accept-language": language})
    assert answer.status_code == status, answer.content[:500]
    return answer.content.decode()


def signed_in(name: str = "wang", role: str = "", region: str = "33") -> Client:
    user = User.objects.create_user(name)
    if role:
        Role.objects.create(user=user, name=role, region=region, column="*")
    client = Client()
    client.force_login(user)
    return client


def one(code: str) -> str:
    return reverse("standard", args=((code,),))


def test_one_document_shows_its_line_and_all_there_is_about_it(held: Home) -> None:
    shown = page(one("ISO 9001:2015"))
    for each in ("The line of its editions", "published 1 Sep 2015", "until 1 Nov 2008", 'aria-current="true"',
                 "/standards/committees/ISO~1TC%20176~1SC%202/", "Works A", "rank 1",
                 "/records/certificate/?standard=ISO+9001%3A2015", "/standards/parts/?organisation=A1",
                 "/standards/feed/?document=ISO+9001"):
        assert each in shown, each
    then = page(one("ISO 9001:2015"), on="2005-06-01")
    assert then.index("ISO 9001:2000") < then.index("ISO 9001:2008")
    assert 'class="later"' in then  # of what was still to come
    adopting = page(one("GB/T 19001-2016"), "zh-hans")
    assert "所采用版本已失效" in adopting
    assert "版本沿革" in adopting


def test_a_committee_shows_what_it_keeps_and_who_takes_part(held: Home) -> None:
    listed = page(reverse("standard-committees"))
    assert listed.index("ISO/TC 176") < listed.index(SC)
    assert SC not in page(reverse("standard-committees"), q="management")
    assert "Nothing was found" in page(reverse("standard-committees"), q="zzz")
    address = reverse("standard-committee", args=((SC,),))
    shown = page(address)
    for each in ("Quality systems", "ISO 9001:2015", "Works A", "since 1 Jan 2010", "set up on 1 Jan 1980", "led 1",
                 "/standards/committees/ISO~1TC%20176/"):
        assert each in shown, each
    assert SC in page(reverse("standard-committee", args=(("ISO/TC 176",),)))
    named = page(reverse("standard-committee", args=(("SAC/TC 151",),)))  # no record tells of it
    assert "GB/T 19001-2016" in named
    assert "No record of this committee" in named
    for code in ("SAC/TC 404", "x" * 300, "<b>"):
        page(reverse("standard-committee", args=((code,),)), status=404)


def test_what_was_announced_as_page_atom_and_json(held: Home) -> None:
    save.keep("standard", {name: getattr(store.current(kinds.get("standard")).get(code="GB/T 19001-2016"), name)
                           for name in kinds.get("standard").names()} | {"status": "withdrawn"}, at=AT)
    announcing.follow(at=AT)
    shown = page(reverse("standards-feed-page"))
    assert shown.index("GB/T 19001-2016") < shown.index("GB/T 9001-2018")
    assert "Withdrawn" in shown
    assert "ISO 9001:2015" not in page(reverse("standards-feed-page"), document="GB/T 19001")
    assert "is not announced" in page(reverse("standards-feed-page"), what="sold")
    tree = ET.fromstring(page(reverse("standards-feed-atom"), ics="03"))
    [entry] = tree.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Published: ISO 9001:2015 Quality management systems - Requirements"
    ids = [each["id"] for each in json.loads(page(reverse("standards-feed-json")))["items"]]
    assert len(ids) == len(set(ids)) == 6
    assert entry.findtext(f"{ATOM}id") in ids
    page(reverse("standards-feed-atom"), what="sold", status=400)


def test_who_is_signed_in_watches_and_stops(held: Home) -> None:
    assert "Sign in to watch" in page(one("ISO 9001:2015"))
    client, address = signed_in(), reverse("standard-watch")
    assert "Stop watching" not in page(one("ISO 9001:2015"), client=client)
    for sort, name in (("document", "ISO 9001"), ("committee", SC), ("ics", "03.120")):
        answer = client.post(address, {"sort": sort, "name": name, "next": one("ISO 9001:2015")})
        assert answer.headers["Location"] == one("ISO 9001:2015")
    assert "Stop watching" in page(one("ISO 9001:2015"), client=client)
    mine = page(reverse("standards-watched"), client=client)
    assert mine.index("ISO 9001") < mine.index(SC) < mine.index("03.120")
    assert client.post(address, {"sort": "document", "name": "ISO 9001", "next": "https://evil.example/"}
                       ).headers["Location"] == reverse("standards-watched")
    other = signed_in("li")
    assert "Nothing yet" in page(reverse("standards-watched"), client=other)
    other.post(address, {"stop": "document:ISO 9001"})
    assert Watch.objects.count() == 3
    client.post(address, {"stop": "document:ISO 9001"})
    assert Watch.objects.count() == 2
    assert Client().post(address, {"sort": "document", "name": "ISO 9001"}).status_code == 302  # to signing in
    assert "ISO 404" in page(reverse("standards-watched"), client=_tried(client, "ISO 404"))
    assert Client(enforce_csrf_checks=True).get(address).status_code in (302, 405)


def _tried(client: Client, name: str) -> Client:
    client.post(reverse("standard-watch"), {"sort": "document", "name": name})
    return client


def test_the_rate_of_a_basket_and_a_candidate_that_is_confirmed(held: Home) -> None:
    address = reverse("standards-adoption")
    shown = page(address, list="GB/T 19001\nGB/T 9001\nGB/T 404\nISO 9001")
    assert "1 of 3" in shown
    assert "it is not held" in shown
    assert "ISO 9001</a>" in shown.partition("May adopt one")[2]
    assert "I have seen" not in shown
    assert "Toys" in page(address) or "toys" in page(address)
    page(address, basket="../../etc/passwd", status=404)
    officer = signed_in(role="officer")
    assert "I have seen" in page(address, client=officer, list="GB/T 9001")
    told = {"standard": "GB/T 9001-2018", "target": "ISO 9001:2015", "degree": "IDT", "evidence": "Foreword"}
    post = reverse("standards-adoption-confirm")
    signed_in("li").post(post, told)
    officer.post(post, told | {"evidence": " "})
    assert not store.current(kinds.get("relation")).filter(standard="GB/T 9001-2018").exists()
    assert officer.post(post, told).status_code == 302
    [row] = store.current(kinds.get("relation")).filter(standard="GB/T 9001-2018")
    assert (row.confirmed_by, row.degree) == ("wang", "IDT")
    assert "2 of 3" in page(address, list="GB/T 19001\nGB/T 9001\nISO 9001")


@pytest.mark.parametrize("name", ["standards-feed-page", "standard-committees"])
def test_a_list_asks_the_store_as_often_for_many(held: Home, name: str) -> None:
    counts = []
    for number in (0, 5):
        for each in range(number):
            save.keep("committee", {"code": f"SAC/TC {each}", "title_zh": "委员会"}, at=AT)
            save.keep("standard", {"code": f"GB/T {each}-2026", "designation": f"GB/T {each}-2026", "level": "national",
                                   "document": f"GB/T {each}", "published_on": "2026-11-01", "status": "in-force"},
                      at=AT)
        announcing.follow(at=AT)
        page(reverse(name))
        with CaptureQueriesContext(connection) as queries:
            page(reverse(name), client=Client(), q="", after="")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_document_asks_the_store_as_often_for_many_editions(held: Home) -> None:
    counts = []
    for number in (0, 6):
        for each in range(number):
            code = f"ISO 9001:{2030 + each}"
            save.keep("standard", {"code": code, "designation": code, "document": "ISO 9001", "level": "international",
                                   "published_on": f"{2030 + each}-01-01", "status": "draft"}, at=AT)
        page(one("ISO 9001:2015"))
        with CaptureQueriesContext(connection) as queries:
            page(one("ISO 9001:2015"), on="2026-01-01")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30, counts
