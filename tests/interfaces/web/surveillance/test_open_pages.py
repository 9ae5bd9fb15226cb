"""Open data: what changed since, as JSON, CSV and Atom; withdrawn and corrected records are changes."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from plumbline.procedures.records import save
from plumbline.procedures.surveillance import open_data
from plumbline.records.core import kinds, store
from tests.records.samples import Office

ATOM = "{http://www.w3.org/2005/Atom}"


def recall(number: str, **changed: str) -> dict[str, str]:
    return {"number": number, "title": f"召回{number}", "goods": "consumer", "affected": "10",
            "published_on": "2026-01-05", "region": "1", **changed}


def got(path: str, status: int = 200) -> Any:
    response = Client().get(path)
    assert response.status_code == status, path
    return response


def told(path: str) -> list[tuple[str, str]]:
    return [(each["key"], each["change"]) for each in got(path).json()["changes"]]


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00%2B08:00", "9999-12-31T23:59:59-08:00", "2026-02-29", "NaN"])
def test_a_moment_that_is_none_is_refused(office: Office, since: str) -> None:
    assert "open_data.no_day" in got(f"/open/recalls.json?since={since}", 400).content.decode()


def test_a_day_is_that_of_the_authority(office: Office) -> None:
    with timezone.override("Asia/Shanghai"):
        for given in ("2026-03-01", "2026-03-01T00:00:00", "2026-02-28T16:00:00Z"):
            assert got(f"/open/recalls.json?since={given}").json()["since"] == "2026-02-28T16:00:00+00:00"
        got("/open/recalls.json?since=0001-01-01", 400)


@pytest.fixture
def since(office: Office) -> str:
    """Four recalls, and the moment after which one was corrected, one withdrawn and one added."""
    office.take("recall", [recall("R1"), recall("R2"), recall("R3")])
    moment = office.clock()
    save.keep("recall", recall("R2", affected="99"), at=office.clock())
    row = store.current(kinds.get("recall")).get(number="R3")
    save.withdraw("recall", row.pk, at=office.clock(), reason="误报")
    save.keep("recall", recall("R4"), at=office.clock())
    return moment.isoformat().replace("+00:00", "Z")


def test_all_of_a_set_is_told_once_and_then_what_changed(since: str) -> None:
    assert told("/open/recalls.json") == [("R1", "added"), ("R2", "corrected"), ("R3", "withdrawn"), ("R4", "added")]
    assert told(f"/open/recalls.json?since={since}") == [("R2", "corrected"), ("R3", "withdrawn"), ("R4", "added")]
    assert told("/open/recalls.json?since=2099-01-01") == []
    found = {each["key"]: each["record"] for each in got(f"/open/recalls.json?since={since}").json()["changes"]}
    assert (found["R3"], found["R2"]["affected"], found["R2"]["title"]) == (None, "99", "召回R2")


def test_csv_holds_the_same(since: str) -> None:
    rows = list(csv.DictReader(io.StringIO(got(f"/open/recalls.csv?since={since}").content.decode("utf-8-sig"))))
    assert [(row["number"], row["change"], row["affected"]) for row in rows] == [
        ("R2", "corrected", "99"), ("R3", "withdrawn", ""), ("R4", "added", "10")]


def test_atom_is_a_feed_as_rfc_4287_asks_for_it(since: str) -> None:
    response = got(f"/open/recalls.atom?since={since}")
    assert response["Content-Type"].startswith("application/atom+xml")
    root = etree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    for of in (root, *root.findall(f"{ATOM}entry")):
        assert [len(of.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert datetime.fromisoformat(of.findtext(f"{ATOM}updated")).tzinfo is not None
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    entries = root.findall(f"{ATOM}entry")
    assert len({each.findtext(f"{ATOM}id") for each in entries}) == 3
    assert [each.find(f"{ATOM}category").get("term") for each in entries] == ["corrected", "withdrawn", "added"]
    assert max(each.findtext(f"{ATOM}updated") for each in entries) == root.findtext(f"{ATOM}updated")
    assert {link.get("rel") for link in root.findall(f"{ATOM}link")} == {"alternate", "self"}


def test_an_empty_feed_is_the_same_each_time(office: Office) -> None:
    texts = {got("/open/recalls.atom?since=2026-05-05").content for _ in range(2)}
    assert len(texts) == 1


@pytest.mark.parametrize("form", ["json", "csv", "atom"])
def test_more_than_one_answer_holds_goes_on_elsewhere(since: str, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(open_data.changes, "__kwdefaults__", {"most": 2})
    path, seen = f"/open/recalls.{form}", []
    while path:
        response = got(path)
        seen.append(response.content.decode())
        link = response.get("Link", "")
        path = "?".join(filter(None, urlsplit(link[1:link.index(">")])[2:4])) if link else ""
    assert len(seen) == 2
    assert ["R1" in seen[0], "R4" in seen[0], "R1" in seen[1], "R4" in seen[1]] == [True, False, False, True]


def test_nothing_internal_is_open(office: Office) -> None:
    office.take("sampling", [{"number": "S1", "subject": "goods", "item": "电水壶", "result": "fail",
                              "sampled_on": "2026-01-05", "region": "1", "seal": "SEAL-1", "custodian": "李"}])
    for form in ("json", "csv", "atom"):
        text = got(f"/open/results.{form}").content.decode()
        assert "S1" in text
        assert "SEAL-1" not in text
        assert "李" not in text


def test_what_cannot_be_asked_is_told(office: Office) -> None:
    assert got("/open/recalls.json?since=yesterday", 400).json()["error"]["code"] == "open_data.no_day"
    assert got("/open/complaints.json", 404).json()["error"]["code"] == "open_data.no_set"
    got("/open/recalls.xml", 404)
    assert "recalls.json?since=" in got("/open/").content.decode()


def test_an_import_that_began_before_and_ended_after_is_told(office: Office) -> None:
    """The rows of an import stand before those of a form that was sent while it ran."""
    office.take("recall", [recall(f"R{number}") for number in range(1, 4)])
    assert len(told("/open/recalls.json?since=2026-01-01")) == 3
