"""Adoption measured as of a day from the register and from baskets; candidates proposed, and confirmed by people."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import IntakeError, NotAllowed, RecordError, RulebookError
from plumbline.home import Home
from plumbline.procedures.standards import adopting, adoption_candidates
from plumbline.procedures.standards.catalogues.importing import take_in
from plumbline.records.core import kinds, store
from plumbline.records.core.people import Role, User
from tests.procedures.standards.catalogues import ISO, lines
from tests.records.samples import AT, Clock, Office

TODAY = date(2026, 12, 1)
NATIONAL = [
    {"id": "GB/T 19001-2016", "title": {"en": "Quality management systems—Requirements"}, "stage": "valid",
     "date": {"published": "2016-12-30"}, "rel": [["identical", "ISO 9001:2015"]]},
    {"id": "GB/T 19001-2008", "stage": "withdrawn", "date": {"published": "2008-12-30"},
     "rel": [["identical", "ISO 9001:2008"]]},
    {"id": "GB/T 9-2010", "stage": "valid", "date": {"published": "2010-01-01"},
     "rel": [["equivalent", "ISO 9001:2008"]]},
    {"id": "GB/T 8-2010", "stage": "valid", "date": {"published": "2010-01-01"},
     "rel": [["nonequivalent", "ISO 9001:2015"]]},
    {"id": "GB/T 7-2010/ISO 7:2009", "stage": "valid", "date": {"published": "2010-01-01"}},
    {"id": "GB/T 6-2010", "stage": "valid", "date": {"published": "2010-01-01"}},
    {"id": "JIS Q 9001:2015", "title": {"en": "Quality management systems -- Requirements"}, "stage": "valid",
     "date": {"issued": "2015-11-20"}},
    {"id": "JIS B 9001:1999", "title": {"en": "Shafts"}, "stage": "valid", "date": {"issued": "1999-11-20"}},
    {"id": "JIS C 9001:1989", "title": {"en": "Lamps"}, "stage": "withdrawn", "date": {"issued": "1989-11-20"}},
]
BASKET = ["GB/T 19001", "GB/T 9-2010", "GB/T 8-2010", "GB/T 7-2010/ISO 7:2009", "GB/T 6-2010", "GB/T 5-2001"]


@pytest.fixture
def held(home: Home, tmp_path: Path, transactional_db: None) -> Home:
    take_in(home, lines(tmp_path / "iso.jsonl", ISO), "relaton", on=TODAY, clock=Clock())
    take_in(home, lines(tmp_path / "national.jsonl", NATIONAL), "relaton", on=TODAY, clock=Clock())
    return home


def basket(tmp_path: Path, rows: list[str], head: str = "designation") -> str:
    file = tmp_path / "goods.csv"
    file.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    return str(file)


def test_the_rate_of_a_day(held: Home, tmp_path: Path) -> None:
    found = adopting.rate(held, basket(tmp_path, BASKET), TODAY)
    assert (found["numerator"], found["denominator"], found["value"]) == (3, 5, "60.00")
    assert found["split"] == {"any_edition": 3, "current_edition": 1, "superseded_edition": 1, "edition_not_known": 1}
    assert found["degrees"] == {"IDT": 2, "MOD": 1, "NEQ": 1, "EQV": 0, "none": 1}
    assert [each["designation"] for each in found["left_out"]] == ["GB/T 5-2001"]
    assert found["list"][0] == {"designation": "GB/T 19001", "code": "GB/T 19001-2016", "held": True, "adopts": [
        {"target": "ISO 9001:2015", "degree": "IDT", "edition": "current", "counts": True}]}


def test_of_another_day_another_edition_holds(held: Home, tmp_path: Path) -> None:
    found = adopting.rate(held, basket(tmp_path, ["GB/T 19001", "GB/T 9-2010"]), date(2012, 6, 1))
    assert [(each["code"], each["adopts"][0]["target"], each["adopts"][0]["edition"]) for each in found["list"]] == [
        ("GB/T 19001-2008", "ISO 9001:2008", "current"), ("GB/T 9-2010", "ISO 9001:2008", "current")]
    early = adopting.rate(held, basket(tmp_path, ["GB/T 9-2010"]), date(2009, 1, 1))
    assert (early["denominator"], early["value"], len(early["left_out"])) == (0, None, 1)


def test_a_basket_that_says_what_it_adopts_needs_no_register(home: Home, tmp_path: Path,
                                                             transactional_db: None) -> None:
    found = adopting.rate(home, basket(tmp_path, ["IS 1:2000,IDT", "IS 2:2000,修改采用", "IS 3:2000,neq", "IS 4:2000,",
                                                  "IS 5:2000,indigenous"], "标准编号,采用程度"), TODAY)
    assert (found["numerator"], found["denominator"], found["value"]) == (2, 5, "40.00")


def test_a_basket_of_the_rulebook(held: Home, tmp_path: Path) -> None:
    place = held.path / "rulebook" / "baskets"
    place.mkdir(parents=True)
    (place / "goods.toml").write_text(
        'id = "goods"\ntitle = { en = "Goods", zh = "商品" }\nsource = { text = "x", ours = true }\n'
        'valid_from = 2020-01-01\n[[standard]]\ndesignation = "GB/T 19001"\n'
        '[[standard]]\ndesignation = "GB/T 6-2010"\n', "utf-8")
    found = adopting.rate(held, "goods", TODAY)
    assert (found["numerator"], found["denominator"], found["source"]["text"]) == (1, 2, "x")
    with pytest.raises(RulebookError) as refused:
        adopting.rate(held, "toys", TODAY)
    assert refused.value.code == "adoption.no_basket"


@pytest.mark.parametrize(("content", "code"), [("name\nx\n", "adoption.no_designations"), ("", "file.empty")])
def test_what_is_no_basket_is_refused(held: Home, tmp_path: Path, content: str, code: str) -> None:
    (tmp_path / "no.csv").write_text(content, "utf-8")
    with pytest.raises(IntakeError) as refused:
        adopting.rate(held, str(tmp_path / "no.csv"), TODAY)
    assert refused.value.code == code


def test_equal_numbers_and_titles_are_reasons_and_no_adoption(held: Home, tmp_path: Path) -> None:
    found = adoption_candidates.candidates(held, TODAY, catalogue="national")
    assert found["counts"] == {"looked_at": 7, "stated": 3, "number": 2, "title": 1, "number_and_title": 1,
                               "number_and_title_in_one_case": 1, "ics": 0}
    assert [(each["standard"], each["target"], each["reasons"]) for each in found["candidates"]] == [
        ("JIS Q 9001:2015", "ISO 9001", ["number", "title"]), ("JIS B 9001:1999", "ISO 9001", ["number"])]
    rate = adopting.rate(held, basket(tmp_path, ["JIS Q 9001:2015"]), TODAY)
    assert (rate["numerator"], rate["denominator"]) == (0, 1)


def officer_of(region: str) -> Any:
    user = User.objects.create_user("officer")
    Role.objects.create(user=user, name=Role.OFFICER, region=region, column="standards")
    return user


def test_what_a_person_confirmed_counts(office: Office, held: Home, tmp_path: Path) -> None:
    officer = officer_of("city")
    done = adoption_candidates.confirm(officer, "JIS Q 9001:2015", "ISO 9001:2015", "IDT", "Foreword", at=AT, on=TODAY)
    assert done == {"standard": "JIS Q 9001:2015", "target": "ISO 9001:2015", "degree": "IDT", "held": True,
                    "confirmed_on": "2026-12-01"}
    [row] = store.current(kinds.get("relation")).filter(standard="JIS Q 9001:2015")
    assert (row.confirmed_by, row.evidence) == ("officer", "Foreword")
    rate = adopting.rate(held, basket(tmp_path, ["JIS Q 9001:2015"]), TODAY)
    assert (rate["numerator"], rate["split"]["current_edition"]) == (1, 1)
    assert adoption_candidates.candidates(held, TODAY, catalogue="national")["counts"]["stated"] == 4


def test_who_may_not_confirm_and_what_cannot_be(office: Office, held: Home) -> None:
    nobody, officer = User.objects.create_user("nobody"), officer_of("city")
    with pytest.raises(NotAllowed):
        adoption_candidates.confirm(nobody, "JIS Q 9001:2015", "ISO 9001:2015", "IDT", "x", at=AT, on=TODAY)
    for standard, degree, evidence, code in (("JIS X 1:2000", "IDT", "x", "standard.not_held"),
                                             ("JIS Q 9001:2015", "IDT", " ", "adoption.no_evidence"),
                                             ("JIS Q 9001:2015", "SAME", "x", "keep.refused")):
        with pytest.raises(RecordError) as refused:
            adoption_candidates.confirm(officer, standard, "ISO 9001:2015", degree, evidence, at=AT, on=TODAY)
        assert code in (refused.value.code, "keep.refused")
