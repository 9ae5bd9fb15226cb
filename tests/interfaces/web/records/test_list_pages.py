"""Lists of records: the sentence, the order, the pages, the totals, the export; and one record."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client

from plumbline.interfaces.web.records import listing
from plumbline.procedures.records import save
from plumbline.records.core.kinds import KINDS
from plumbline.records.query import index_paths
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, World, looking_as

RESERVED = {"region", "period", "where", "is", "sort", "column", "totals", "after", "nowhere"}


def numbers(text: str) -> list[str]:
    """The records a list page shows, by their links."""
    return re.findall(r'<td><a href="/records/inspection/([^/]+)/">', text)


def page(path: str, reader: str = PUBLIC_PERSONA) -> str:
    """The text of a page."""
    return looking_as(reader).get(path).content.decode()


def table(response: Any) -> list[list[str]]:
    """An exported file, read as a spreadsheet would."""
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_no_field_is_called_like_a_part_of_the_address() -> None:
    for kind in KINDS.values():
        closed = {spec.name for spec in kind.fields if spec.type in ("choice", "flag")}
        assert not closed & RESERVED, kind.name


def test_a_region_takes_all_below_it(city: World, db: None) -> None:
    assert len(numbers(page("/records/inspection/?region=chicago"))) == 6
    assert sorted(numbers(page("/records/inspection/?region=1"))) == ["1001", "1002", "1003"]
    assert numbers(page("/records/inspection/?region=nowhere")) == []


@pytest.mark.parametrize(("query", "found"), [
    ("period=2013", 6), ("period=2013-01", 3), ("period=2013-02..2014-01", 3), ("period=2012", 0),
    ("result=fail", 2), ("result=fail&risk_class=high", 0), ("result=fail&region=1", 1),
    ("where=number&is=2001", 1), ("where=number&is=200", 0), ("where=establishment_name&is=name+1", 3),
    ("where=critical_count&is=2", 2), ("where=inspected_on&is=2013-01-02", 1), ("where=critical_count&is=two", 0),
    ("where=critical_count&is=99999999999999999999999999", 0),
])
def test_the_sentence_narrows(city: World, db: None, query: str, found: int) -> None:
    assert len(numbers(page(f"/records/inspection/?{query}"))) == found


def test_what_does_not_fit_is_said_and_left_out(city: World, db: None) -> None:
    text = page("/records/inspection/?period=soon&result=splendid")
    assert len(numbers(text)) == 6
    assert "“soon” does not fit" in text
    assert "“splendid” is none of the choices here" in text


def test_the_sentence_stays_as_it_was_written(city: World, db: None) -> None:
    text = page("/records/inspection/?region=1&period=2013-01&result=fail&where=establishment_name&is=%22%3Cb%3E")
    assert '<option value="1" selected>Ward 1</option>' in text
    assert '<option value="fail" selected>Fail</option>' in text
    assert 'name="period" value="2013-01"' in text
    assert "<b>" not in re.sub(r"<b>[A-D–]</b>", "", text)


def test_a_field_chosen_before_typing_stays_chosen(city: World, db: None) -> None:
    answer = Client().get("/records/inspection/?region=&where=establishment_name&is=", follow=True)
    assert answer.redirect_chain == [("/records/inspection/?where=establishment_name", 302)]
    assert '<option value="establishment_name" selected>' in answer.content.decode()
    assert "where" not in Client().get("/records/inspection/?where=result&is=", follow=True).redirect_chain[-1][0]


def test_the_address_of_a_list_holds_only_what_was_asked(city: World, db: None) -> None:
    answer = Client().get("/records/inspection/?region=1&period=&result=&where=number&is=")
    assert (answer.status_code, answer["Location"]) == (302, "/records/inspection/?region=1")
    assert Client().get("/records/inspection/?region=")["Location"] == "/records/inspection/"
    text = page("/records/inspection/?region=1&column=number")
    assert text.count('<input type="hidden" name="column" value="number">') == 1
    assert text.count('<input type="hidden" name="region" value="1">') == 1


def test_columns_are_chosen_and_ordered_by(city: World, db: None) -> None:
    text = page("/records/inspection/?column=number&column=address&sort=-address")
    heads = re.findall(r"<th scope=\"col\"[^>]*><a [^>]*>([^<↑↓]+)", text)
    assert [head.strip() for head in heads] == ["Inspection number", "Address on the day"]
    assert 'aria-sort="descending"' in text
    assert numbers(text) == ["2003", "2002", "2001", "1003", "1002", "1001"]


@pytest.mark.parametrize("sort", ["entered", "-entered", "number", "-inspected_on", "risk_class", "-risk_class"])
def test_pages_hold_every_record_once(city: World, db: None, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr(listing, "ROWS", 2)
    client, path, seen = Client(), f"/records/inspection/?sort={sort}", []
    for _ in range(5):
        text = client.get(path).content.decode()
        seen += numbers(text)
        following = re.search(r'<a href="(\?[^"]+)" rel="next"', text)
        if following is None:
            break
        path = "/records/inspection/" + following[1].replace("&amp;", "&")
    assert sorted(seen) == ["1001", "1002", "1003", "2001", "2002", "2003"]


@pytest.mark.parametrize("after", ["x", "eyJ4Ijox:forged", "W10:1:x"])
def test_a_place_in_the_list_that_nobody_gave_is_the_first(city: World, db: None, after: str) -> None:
    assert len(numbers(page(f"/records/inspection/?after={after}"))) == 6


def test_totals_are_counted_when_asked(city: World, db: None) -> None:
    assert "Total:" not in page("/records/inspection/")
    text = page("/records/inspection/?totals=1&region=1")
    assert "Total: 3 records" in text
    assert re.search(r'<td class="n">6</td>\s*</tr></tfoot>', text)


def test_totals_stop_where_counting_would_take_long(
    city: World, db: None, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "COUNT_UP_TO", 4)
    from plumbline.interfaces.web.records import list_pages

    monkeypatch.setattr(list_pages, "COUNT_UP_TO", 4)
    text = page("/records/inspection/?totals=1")
    assert "Counted up to 4; there are more." in text


def test_the_export_holds_what_the_list_holds(city: World, db: None) -> None:
    rows = table(Client().get("/records/inspection.csv?region=1&sort=-number&column=number&column=inspected_on"))
    assert rows == [["number", "inspected_on"], ["1003", "2013-01-03"], ["1002", "2013-01-02"], ["1001", "2013-01-01"]]


def test_the_export_leaves_out_what_is_not_the_reader_s(city: World, db: None) -> None:
    path = "/records/inspection.csv?sort=number&column=number&column=inspector_group"
    assert table(looking_as(PUBLIC_PERSONA).get(path))[0] == ["number"]
    held = {row[0]: bool(row[1]) for row in table(looking_as(WARD_1).get(path))[1:]}
    assert held == {"1001": True, "1002": True, "1003": True, "2001": False, "2002": False, "2003": False}


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1"])
def test_the_export_runs_nothing_in_a_spreadsheet(city: World, db: None, name: str) -> None:
    values = {"number": "77", "region": "1", "inspected_on": "2013-05-01", "purpose": "canvass", "result": "pass",
              "critical_count": "0", "establishment_name": name.replace("\t", " ").strip() if "\t" in name else name}
    save.keep("inspection", values, at=city.clock())
    rows = table(Client().get("/records/inspection.csv?where=number&is=77&column=establishment_name"))
    assert rows[1] == ["'" + values["establishment_name"]]


def test_a_record_shows_its_versions_and_its_leaf(city: World, db: None) -> None:
    values = {name: str(value) for name, value in city.records["inspection"][0].items()}
    row = save.keep("inspection", {**values, "result": "fail"}, at=city.clock())
    text = page("/records/inspection/1001/")
    assert bytes(row.leaf).hex() in text
    assert "Result: Pass with conditions → Fail" in text
    assert "first taken in" in text
    assert "Inspector group" not in text
    assert "1 more field is internal" in text
    assert "Inspector group" in page("/records/inspection/1001/", WARD_1)


def test_a_withdrawn_record_says_so_and_leaves_the_list(city: World, db: None) -> None:
    from plumbline.records.surveillance.inspections import Inspection

    save.withdraw("inspection", Inspection.objects.get(number="1002").pk, at=city.clock())
    assert "Withdrawn: it counts no more" in page("/records/inspection/1002/")
    assert "1002" not in numbers(page("/records/inspection/"))


def test_personal_data_is_shown_to_the_region_s_officers_and_on_no_list(city: World, db: None) -> None:
    name = city.records["organisation"][0]["contact_name"]
    assert name in page("/records/organisation/1001/", WARD_1)
    assert name not in page("/records/organisation/2001/", WARD_1)
    assert name not in page("/records/organisation/?column=contact_name", CITY)


def test_a_key_of_several_parts_and_odd_letters_has_an_address(city: World, db: None) -> None:
    values = {"number": "a/b~c?d#e %1", "region": "1", "inspected_on": "2013-05-01", "purpose": "canvass",
              "result": "pass", "critical_count": "0"}
    save.keep("inspection", values, at=city.clock())
    text = page("/records/inspection/?where=number&is=a/b~c%3Fd%23e+%251")
    address = re.search(r'<td><a href="(/records/inspection/[^"]+)"', text)
    assert address is not None
    assert "a/b~c?d#e %1" in page(address[1])
    region = page("/records/region/1/1923-01-01/")
    assert "Ward 1" in region


@pytest.mark.parametrize(("small", "asked"), [(50_000, ""), (-1, "&amp;region=1")])
def test_a_record_leads_to_what_refers_to_it(city: World, db: None, monkeypatch: pytest.MonkeyPatch, small: int,
                                             asked: str) -> None:
    # Where a register is large and no index leads to the field, the one of the region does.
    save.keep("establishment", {"code": "e9", "name": "Kitchen", "region": "1"}, at=city.clock())
    monkeypatch.setattr(index_paths, "SMALL", small)
    text = page("/records/establishment/e9/")
    assert f'href="/records/inspection/?where=establishment&amp;is=e9{asked}"' in text
