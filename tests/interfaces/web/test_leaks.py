"""Nothing internal leaves its region: every kind, every address, every reader, with data that could leak."""

from __future__ import annotations

import base64
import html
import io
import re
import zipfile
from typing import Any
from urllib.parse import quote, unquote

import pyarrow.parquet as pq
import pytest
from django.test import Client

from plumbline.interfaces.web import urls
from plumbline.interfaces.web.core import public_pages
from plumbline.interfaces.web.figures import drill_down_pages
from plumbline.interfaces.web.records import listing
from plumbline.procedures.search import following
from plumbline.records.core import changes
from plumbline.records.core.fields import INTERNAL, PUBLIC
from plumbline.records.core.kinds import KINDS, Kind
from tests import pdfs
from tests.interfaces.web.addresses import ADDRESSES, Ask, get, record_path
from tests.interfaces.web.world import (
    CITY,
    FIRM_1,
    FIRM_2,
    FIRMS,
    OF_FIRM,
    PUBLIC_PERSONA,
    SIGN,
    WARD_1,
    WARD_2,
    World,
    looking_as,
)

# Asks everything for every reader: what it runs is counted in the tests of each page and operation.
pytestmark = pytest.mark.no_cover
READERS = (PUBLIC_PERSONA, WARD_1, WARD_2, CITY)
FOREIGN = {PUBLIC_PERSONA: ("1", "2", "3", "4"), WARD_1: ("2", "4"), WARD_2: ("1", "3"), CITY: (),
           FIRM_1: ("1", "2", "4"), FIRM_2: ("1", "2", "3")}
INTERNAL_FIELDS = [(kind, spec) for kind in KINDS.values() for spec in kind.fields if spec.exposure is not PUBLIC]
# Fields whose last value in a ward is a mark of its own: the scheme's name is one that both wards share.
MARKED = [(kind, spec) for kind, spec in INTERNAL_FIELDS
          if spec.type in ("text", "date") and (kind.name, spec.name) != ("determination", "scheme")]


def answer(client: Client, ask: Ask) -> Any:
    """The response to one request."""
    return getattr(client, ask.method)(ask.path, ask.data) if ask.method == "post" else client.get(ask.path)


def read(response: Any) -> str:
    """All that a response tells: headers, cookies, body; with entities, escapes and tokens opened."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = "\n".join([*(f"{name}: {value}" for name, value in response.items()), response.cookies.output(),
                      _unpacked(body)])
    text = html.unescape(unquote(text))
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    tokens = [_opened(found) for found in re.findall(r"after=([\w.:-]+)", text)]
    return "\n".join([text, *tokens])


def _unpacked(body: bytes) -> str:
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if body.startswith(b"%PDF"):
        return pdfs.text(body)
    if body.startswith(b"PAR1"):
        return str(pq.read_table(io.BytesIO(body)).to_pylist())
    return body.decode("utf-8", "replace")


def _opened(token: str) -> str:
    packed = token.split(":", maxsplit=1)[0]
    padded = packed + "=" * (-len(packed) % 4)
    opened = base64.urlsafe_b64decode(padded).decode("utf-8", "replace")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), opened)


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows a page, so that lists have following pages and tokens that lead to them."""
    monkeypatch.setattr(listing, "ROWS", 2)
    monkeypatch.setattr(drill_down_pages, "ROWS", 2)


def test_every_address_is_asked() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == set(ADDRESSES)


def test_every_kind_has_records_that_could_leak(city: World) -> None:
    assert set(city.records) | {"region"} == set(KINDS)
    for kind, spec in INTERNAL_FIELDS:
        if spec.type in ("text", "date"):
            values = {str(record[spec.name]) for record in city.records[kind.name]}
            assert len(values) > 1, f"{kind.name}.{spec.name} holds nothing to recognise"


@pytest.mark.parametrize("reader", [reader for reader, foreign in FOREIGN.items() if foreign])
@pytest.mark.parametrize("name", ADDRESSES)
def test_no_page_tells_another_region_s_internal_fields_nor_another_organisation_s(
    city: World, db: None, short_pages: None, name: str, reader: str,
) -> None:
    client = looking_as(reader)
    for ask in ADDRESSES[name](city):
        text = read(answer(client, ask))
        for ward in FOREIGN[reader]:
            told = city.told(ward, text)
            assert not told, f"{reader} at {ask.path}: {sorted(told)}"


CLOSED_HERE = {"spot-check", "case", "case-list", "cases", "case-feed", "case-feed-json", "sheet"}
"""No case of the city is open to everybody, and it has no sheet."""


@pytest.fixture
def pages_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are kept as in a home that is served, though the tests' store is one transaction; they live for ever."""
    monkeypatch.setattr(changes, "number", lambda: "one")
    monkeypatch.setattr(public_pages, "LONGEST_SECONDS", 3600.0)
    monkeypatch.setattr(public_pages, "RENEWED_SECONDS", 3600.0)


@pytest.mark.parametrize("name", sorted(public_pages.NAMES))
def test_a_page_that_is_kept_shows_nobody_what_is_another_s(
    city: World, db: None, short_pages: None, pages_kept: None, name: str,
) -> None:
    kept = 0
    for ask in ADDRESSES[name](city):
        officer, public, after, again = (answer(looking_as(reader), ask)
                                         for reader in (CITY, PUBLIC_PERSONA, CITY, PUBLIC_PERSONA))
        # What leads to a next page is signed with the second in which it was made.
        said = [re.sub(r"after=[\w.:-]+", "after=", _without(read(each), "\0"))
                for each in (officer, public, after, again)]
        assert (said[0], said[1]) == (said[2], said[3]), ask.path
        assert not any(city.told(ward, said[3]) for ward in FOREIGN[PUBLIC_PERSONA]), ask.path
        assert not officer.has_header("ETag"), ask.path
        kept += public.has_header("ETag")
    assert kept or name in CLOSED_HERE, "nothing was kept, so nothing is proved"


@pytest.mark.parametrize("name", ["record-list", "records-export", "record", "figure", "figure-records", "figure-json",
                                  "case", "case-list", "cases", "search"])
def test_the_officers_of_a_region_do_see_its_internal_fields(city: World, db: None, name: str) -> None:
    # Without this the test above could pass on pages that show nothing at all.
    for reader, ward in ((WARD_1, "1"), (WARD_2, "2"), (CITY, "1"), (CITY, "2")):
        client = looking_as(reader)
        signs = {f"{SIGN}{ward}", f"{SIGN}{OF_FIRM[ward]}"}
        assert any(sign in read(answer(client, ask)) for ask in ADDRESSES[name](city) for sign in signs), (reader, ward)


@pytest.mark.parametrize("name", ["record", "record-list", "records-export", "case", "case-list", "cases", "today",
                                  "search"])
def test_an_organisation_does_see_what_is_shared_with_it(city: World, db: None, name: str) -> None:
    for reader, ward in FIRMS.items():
        client, sign = looking_as(reader), f"{SIGN}{OF_FIRM[ward]}"
        assert any(sign in read(answer(client, ask)) for ask in ADDRESSES[name](city)), reader


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1])
@pytest.mark.parametrize(("kind", "spec"), MARKED, ids=lambda each: getattr(each, "name", None))
def test_searching_for_a_value_does_not_tell_whether_it_is_there(
    city: World, db: None, kind: Kind, spec: Any, reader: str,
) -> None:
    client = looking_as(reader)
    real = str(city.records[kind.name][-1][spec.name])
    assert real in city.marks["2"]
    fake = f"{SIGN}9zz" if spec.type == "text" else "1949-01-01"
    every = [each.name for each in kind.fields]
    for name, *form in (("record-list",), ("records-export", "csv")):
        asks = (get(name, kind.name, *form, column=every, where=spec.name, **{"is": value}) for value in (real, fake))
        said = [_without(read(answer(client, ask)), value) for ask, value in zip(asks, (real, fake), strict=True)]
        assert said[0] == said[1], (name, real)
    following.follow(city.home, on=city.clock.now.date())
    # Of a day whose month is somewhere else something is near, and of another day something else.
    for more in ({"in": kind.name}, *([{}] if spec.type == "text" else [])):
        said = [_without(read(answer(client, get("search", q=value, **more))), value) for value in (real, fake)]
        assert said[0] == said[1], ("search", more, real)


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1])
@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.public], ids=lambda kind: kind.name)
def test_a_record_nobody_may_know_of_looks_like_one_that_is_not_there(
    city: World, db: None, kind: Kind, reader: str,
) -> None:
    client = looking_as(reader)
    for values in city.records[kind.name]:
        if values[kind.region] == "2":
            fake = {**values, kind.key[-1]: f"{SIGN}9zz"}
            real_answer, fake_answer = (client.get(record_path(kind, each)) for each in (values, fake))
            assert real_answer.status_code == fake_answer.status_code == 404
            alike = []
            for answer in (real_answer, fake_answer):
                text = _without(read(answer), str(fake[kind.key[-1]]))
                alike.append(_without(text, str(values[kind.key[-1]])))  # another part of the key may be the same
            assert alike[0] == alike[1]


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if not kind.public], ids=lambda kind: kind.name)
def test_an_organisation_finds_of_closed_records_its_own_and_those_alone(city: World, db: None, kind: Kind) -> None:
    for reader, ward in FIRMS.items():
        client = looking_as(reader)
        own = [each for each in city.records[kind.name] if any(each[name] == city.firm(ward) for name in kind.parties)]
        assert bool(own) == bool(kind.parties)
        asks = (get("record-list", kind.name, totals="1"), get("records-export", kind.name, "csv"))
        page, file = (client.get(ask.path) for ask in asks)
        if not own:
            assert page.status_code == file.status_code == 404
            continue
        assert len(_rows(client, asks[1])) == 1 + len(own)
        for each in city.records[kind.name]:
            address = record_path(kind, each)
            assert (address in read(page), client.get(address).status_code) == ((True, 200) if each in own
                                                                               else (False, 404))


@pytest.mark.parametrize(("kind", "spec"), INTERNAL_FIELDS, ids=lambda each: getattr(each, "name", None))
def test_sorting_by_an_internal_field_orders_only_what_may_be_seen(
    city: World, db: None, kind: Kind, spec: Any,
) -> None:
    public, officer = looking_as(PUBLIC_PERSONA), looking_as(WARD_1)
    if not kind.public:
        assert public.get(get("record-list", kind.name, sort=spec.name).path).status_code == 404
    else:
        plain, ordered = (_rows(public, get("records-export", kind.name, "csv", **query))
                          for query in ({}, {"sort": spec.name}))
        assert ordered == plain
    if spec.exposure is INTERNAL:
        rows = _rows(officer, get("records-export", kind.name, "csv", sort=spec.name, column=[kind.region]))
        assert rows
        assert set(rows[1:]) <= {"1"}


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1])
def test_a_figure_over_internal_fields_is_not_there_for_others(city: World, db: None, reader: str) -> None:
    client = looking_as(reader)
    for name in ("figure", "figure-json", "figure-records", "figure-proof"):
        for place in ("2", "chicago"):
            hidden = client.get(get(name, "local.group_share", place, "2013").path)
            absent = client.get(get(name, "local.no_such_thing", place, "2013").path)
            assert hidden.status_code == absent.status_code == 404
            assert (_without(read(hidden), "local.group_share")
                    == _without(read(absent), "local.no_such_thing")), (name, place)


def test_an_officer_sees_the_figure_of_the_own_region_only(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    page = client.get(get("figure", "local.group_share", "1", "2013").path)
    assert page.status_code == 200
    assert "/figures/local.group_share/2/" not in page.content.decode()


def test_what_an_officer_determined_is_told_to_officers_only(city: World, db: None) -> None:
    said = "whole"
    told = {reader: said in read(looking_as(reader).get(get("region", "1", year="2013").path)) for reader in READERS}
    assert told == {PUBLIC_PERSONA: False, WARD_1: True, WARD_2: False, CITY: True}


def _without(text: str, echo: str) -> str:
    """A page without what its reader typed, and without what changes at each request or, as the hash of the page, with
    what was typed."""
    for form in (echo, quote(echo), quote(echo, safe="")):
        text = text.replace(form, "…")
    text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r"(?m)^(Content-Length|ETag|Set-Cookie|csrf|X?-?Request-ID).*$", "", text)


def _rows(client: Client, ask: Ask) -> list[str]:
    response: Any = client.get(ask.path)
    return b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
