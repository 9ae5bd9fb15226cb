"""Catalogues of standards: taken in whole, what is broken set aside, what is not held kept as it is written."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import IntakeError, RecordError, RulebookError
from plumbline.home import Home
from plumbline.procedures.standards import missing, showing
from plumbline.procedures.standards.catalogues.exporting import give_out
from plumbline.procedures.standards.catalogues.importing import Taken, take_in
from plumbline.records.core import kinds, store
from tests.procedures.standards.catalogues import ISO, lines
from tests.records.samples import Clock

TODAY = date(2026, 12, 1)


def taken(home: Home, path: Path, form: str = "relaton", **more: Any) -> Taken:
    return take_in(home, path, form, on=TODAY, clock=Clock(), **more)


def rows(kind: str, *names: str) -> list[tuple[Any, ...]]:
    return list(store.current(kinds.get(kind)).order_by("pk").values_list(*names))


@pytest.fixture
def held(home: Home, tmp_path: Path, transactional_db: None) -> Home:
    taken(home, lines(tmp_path / "iso.jsonl.gz", ISO))
    return home


def test_each_entry_becomes_a_standard_and_each_word_a_relation(held: Home) -> None:
    assert rows("standard", "code", "document", "status", "stage", "level", "catalogue") == [
        ("ISO 9001:2000", "ISO 9001", "withdrawn", "95.99", "international", "iso"),
        ("ISO 9001:2008", "ISO 9001", "withdrawn", "95.99", "international", "iso"),
        ("ISO 9001:2015", "ISO 9001", "in-force", "90.93", "international", "iso"),
        ("ISO/CD 9001", "ISO 9001", "draft", "30.60", "international", "iso"),
        ("Metrologia 41 1 1", "Metrologia 41 1 1", "in-force", "60.60", "international", "iso")]
    assert sorted(rows("relation", "standard", "type", "target", "target_standard")) == [
        ("ISO 9001:2000", "replaced-by", "ISO 9001:2008", "ISO 9001:2008"),
        ("ISO 9001:2008", "amended-by", "ISO 9001:2008/Cor 1:2009", None),
        ("ISO 9001:2008", "replaces", "ISO 9001:2000", "ISO 9001:2000"),
        ("ISO 9001:2015", "replaces", "ISO 9001:2008", "ISO 9001:2008"),
        ("ISO 9001:2015", "replaces", "ISO/CD 9001.9", None)]
    [last] = store.current(kinds.get("standard")).filter(code="ISO 9001:2015")
    assert (last.title_en, last.titles, last.published_on, last.edition, last.ics, last.committee, last.aliases) == (
        "Quality management systems - Requirements", "fr: Systèmes de management de la qualité", date(2015, 9, 1), "5",
        "03.120.10;03.100.70", "ISO/TC 176/SC 2", "DOI: 10.1/x")


def test_taking_it_in_again_changes_nothing(held: Home, tmp_path: Path) -> None:
    again = taken(held, lines(tmp_path / "iso.jsonl", ISO))
    assert [(each["taken_in"], each["unchanged"]) for each in again.imports] == [(0, 5), (0, 5)]


def test_a_broken_line_is_set_aside_and_stops_nothing(home: Home, tmp_path: Path, transactional_db: None) -> None:
    found = taken(home, lines(tmp_path / "iso.jsonl", [
        ISO[0], '{"id": "ISO 1", \n', "\n", '{"title": {"en": "no id"}}\n', "[1]\n",
        {"id": "ISO 3:1973", "title": 5, "date": {}}, {"id": "ISO 4:1997", "rel": "x"}, ISO[2], '{"id": "\\ud800"}\n']))
    assert [each["taken_in"] for each in found.imports if each["kind"] == "standard"] == [2]
    assert [each["line"] for each in found.broken_lines] == [2, 4, 5, 6, 7, 9]
    assert found.broken_file is not None
    assert len(Path(found.broken_file).read_text("utf-8").splitlines()) == found.broken == 6


def test_two_catalogues_of_one_edition_stay_side_by_side(held: Home, tmp_path: Path) -> None:
    other = [{"id": "ISO 9001:2015", "title": {"en": "QMS"}, "stage": "PUBLISHED", "date": {"published": "2015-09-22"},
              "rel": [["obsoletes", "ISO 9001:2008"]]}]
    path = lines(tmp_path / "iec.jsonl", other)
    for _ in range(2):
        taken(held, path)
        assert [code for code, *_ in rows("standard", "code")] == [
            "ISO 9001:2000", "ISO 9001:2008", "ISO 9001:2015", "ISO/CD 9001", "Metrologia 41 1 1",
            "ISO 9001:2015 [iec]"]
    found = showing.show(held, "ISO 9001:2015", TODAY).document
    assert (found["code"], found["also_told_by"]) == ("ISO 9001:2015", ["iec"])
    assert [each["catalogues"] for each in found["editions"] if each["designation"] == "ISO 9001:2015"] == [
        ["iso", "iec"]]


def test_what_was_not_held_is_found_once_it_comes_in(held: Home, tmp_path: Path) -> None:
    told = missing.missing()
    assert (told["relations"], told["targets"], [each["target"] for each in told["listed"]]) == (
        2, 2, ["ISO 9001:2008/Cor 1:2009", "ISO/CD 9001.9"])
    found = taken(held, lines(tmp_path / "more.jsonl", [
        {"id": "ISO 9001:2008/Cor 1:2009", "date": {"published": "2009-07"}, "stage": "95", "substage": "99"}]))
    assert [(each["kind"], each["corrections"]) for each in found.imports] == [("standard", 0), ("relation", 1)]
    assert missing.missing()["relations"] == 1
    assert [each["designation"] for each in showing.show(held, "ISO 9001:2008", TODAY).document["amended_by"]] == [
        "ISO 9001:2008/Cor 1:2009"]


@pytest.mark.parametrize(("asked", "on", "code", "state", "match"), [
    ("ISO 9001", "2026-12-01", "ISO 9001:2015", "in-force", "newest edition in force"),
    ("ISO 9001", "2005-06-01", "ISO 9001:2000", "in-force", "newest edition in force"),
    ("iso 9001 ：2000", "2005-06-01", "ISO 9001:2000", "in-force", "edition"),
    ("ISO 9001:2000", "2026-12-01", "ISO 9001:2000", "replaced", "edition"),
    ("ISO 9001", "1999-01-01", "ISO 9001:2015", "draft", "newest edition, of which none is in force"),
    ("Metrologia 41 1 1", "2026-12-01", "Metrologia 41 1 1", "in-force", "edition"),
])
def test_a_standard_as_of_a_day(held: Home, asked: str, on: str, code: str, state: str, match: str) -> None:
    found = showing.show(held, asked, date.fromisoformat(on)).document
    assert (found["code"], found["status"]["state"], found["match"]) == (code, state, match)


@pytest.mark.parametrize(("asked", "code"), [("ISO 9001:2016", "standard.no_edition"), ("ISO 1", "standard.not_held"),
                                             ("", "standard.not_held"), ("x" * 5000, "standard.not_held")])
def test_what_is_not_held_is_said(held: Home, asked: str, code: str) -> None:
    with pytest.raises(RecordError) as found:
        showing.show(held, asked, TODAY)
    assert found.value.code == code


def test_what_is_given_out_comes_back_as_it_was(held: Home, tmp_path: Path) -> None:
    done = give_out(held, tmp_path / "out.jsonl", "relaton", catalogue="iso")
    assert done.standards == 5
    given = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert {key: value for key, value in given[2].items() if value} == ISO[2] | {"title": ISO[2]["title"]}
    again = taken(held, tmp_path / "out.jsonl", name="iso")
    assert [(each["taken_in"], each["unchanged"]) for each in again.imports] == [(0, 5), (0, 5)]


SAMR = ("标准号,中文标准名称,英文标准名称,状态,发布日期,实施日期,代替标准,采用标准,归口单位,ICS,CCS\r\n"
        "GB/T 19001—2016,质量管理体系 要求,Quality management systems—Requirements,现行,2016/12/30,2017-07-01,"
        "GB/T 19001-2008,\"ISO 9001:2015，IDT\",全国质量管理和质量保证标准化技术委员会,03.120.10,A00\r\n"
        "GB/T 19001—2008,质量管理体系 要求,,废止,2008年12月30日,2009年3月1日,,ISO 9001:2008(IDT),,,\r\n"
        "T/ZZB 0123-2017,智能马桶盖,,现行,20170901,20170930,,,,,\r\n"
        ",没有编号,,现行,,,,,,,\r\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_of_the_national_platform(held: Home, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "samr.csv"
    file.write_bytes(SAMR.encode(encoding))
    found = taken(held, file, "samr")
    assert [(each["line"], each["why"]) for each in found.broken_lines] == [(5, "no designation")]
    one = showing.show(held, "GB/T 19001", TODAY).document
    assert (one["designation"], one["code"], one["level"], one["status"]["state"], one["status"]["since"]) == (
        "GB/T 19001—2016", "GB/T 19001-2016", "national", "in-force", "2017-07-01")
    assert [(each["designation"], each["degree"], each["held"]) for each in one["adopts"]] == [
        ("ISO 9001:2015", "IDT", True)]
    assert showing.show(held, "GB/T 19001", date(2017, 1, 1)).document["code"] == "GB/T 19001-2008"
    group = showing.show(held, "T/ZZB 0123-2017", TODAY).document
    assert (group["level"], group["issuer"], group["published_on"]) == ("group", "ZZB", "2017-09-01")
    assert [each["designation"] for each in showing.show(held, "ISO 9001:2015", TODAY).document["adopted_by"]] == [
        "GB/T 19001-2016"]
    give_out(held, tmp_path / "out.csv", "samr", catalogue="samr")
    again = taken(held, tmp_path / "out.csv", "samr", name="samr")
    assert [each["taken_in"] for each in again.imports if each["kind"] == "relation"] == [0]


def test_iso_s_open_data(home: Home, tmp_path: Path, transactional_db: None) -> None:
    deliverables = [
        {"id": 1, "deliverableType": "IS", "reference": "ISO 9001:2008", "title": {"en": "QMS", "fr": "SMQ"},
         "publicationDate": "2008-11-14", "edition": 4, "icsCode": ["03.120.10"], "ownerCommittee": "ISO/TC 176/SC 2",
         "currentStage": 9599, "replaces": None, "replacedBy": [2], "languages": ["en"], "scope": None},
        {"id": 2, "deliverableType": "IS", "reference": "ISO 9001:2015", "title": {"en": "QMS"},
         "publicationDate": "2015-09-22", "edition": 5, "icsCode": None, "ownerCommittee": "ISO/TC 176/SC 2",
         "currentStage": 9093, "replaces": [1, 77], "scope": {"en": "<p>It says&nbsp;<b>what</b></p>"}}]
    taken(home, lines(tmp_path / "deliverables.jsonl", deliverables), "iso-open-data", name="iso")
    committees = [{"id": 5, "reference": "ISO/TC 176/SC 2", "status": "Active", "title": {"en": "Quality systems"},
                   "secretariat": {"id": 1, "acronym": "BSI"}, "creationDate": "1979-01-01",
                   "scope": {"en": "<p>x</p>"}}]
    taken(home, lines(tmp_path / "committees.jsonl", committees), "iso-open-data", name="iso")
    found = showing.show(home, "ISO 9001", TODAY).document
    assert (found["code"], found["stage"], found["scope"]) == ("ISO 9001:2015", "90.93", "It says what")
    assert [(each["designation"], each["held"]) for each in found["replaces"]] == [
        ("ISO 9001:2008", True), ("ISO:77", False)]
    assert rows("committee", "code", "parent", "status", "scope") == [("ISO/TC 176/SC 2", "ISO/TC 176", "active", "x")]
    give_out(home, tmp_path / "out.jsonl", "iso-open-data")
    again = taken(home, tmp_path / "out.jsonl", "iso-open-data", name="iso")
    assert [(each["taken_in"], each["unchanged"]) for each in again.imports] == [(0, 2), (0, 3)]


@pytest.mark.parametrize(("name", "content", "form", "code"), [
    ("a.jsonl", b"", "relaton", "catalogue.nothing"), ("a.jsonl", b"x\ny\n", "relaton", "catalogue.nothing"),
    ("a.jsonl", b"{}\n", "iso-open-data", "catalogue.nothing"),
    ("a.jsonl.gz", gzip.compress(b'{"id": "ISO 1"}\n' * 999, mtime=0)[:-9], "relaton", "catalogue.unreadable"),
    ("a.csv", "名称,日期\n甲,乙\n".encode(), "samr", "catalogue.no_designations"),
    ("a.jsonl", b"{}\n", "relatom", "catalogue.unknown"),
])
def test_a_file_of_another_form_is_refused(home: Home, tmp_path: Path, transactional_db: None, name: str,
                                           content: bytes, form: str, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises((IntakeError, RulebookError)) as found:
        taken(home, tmp_path / name, form)
    assert found.value.code == code
    assert rows("standard", "code") == []
