"""What a file names that is not known, and identifiers whose digits do not fit: taken in, counted by value, told."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.records.core import references
from plumbline.records.intake.staging.valued import KEPT
from tests.records.samples import Office, current

GOOD, BAD = "91110000600037341L", "91110000600037341M"


def noted(done: Any) -> dict[str, dict[str, Any]]:
    return {note["detail"]: note for note in done.notes if note["code"] in ("points_to_nothing", "check_digits")}


def organisation(code: str, **more: str) -> dict[str, str]:
    return {"code": code, "name": "n", "region": "1", **more}


def certificate(number: str, organisation: str, standard: str = "") -> dict[str, str]:
    return {"number": number, "scheme": "other", "organisation": organisation, "standard": standard,
            "valid_from": "2013-01-31", "status": "valid", "region": "1"}


def test_references_to_nothing_are_counted_by_value(office: Office) -> None:
    office.take("organisation", [organisation("A")])
    done = office.take("certificate", [certificate("1", "A", "GB 1"), certificate("2", "B", "GB 1"),
                                       certificate("3", "C"), certificate("4", "C", "GB 2")])
    assert (done.rows, done.quarantined) == (4, 0)
    found = noted(done)
    holder, standard = found["certificate.organisation"], found["certificate.standard"]
    assert holder["values"] == [{"value": "C", "count": 2}, {"value": "B", "count": 1}]
    assert (holder["count"], holder["distinct"]) == (3, 2)
    assert standard["values"] == [{"value": "GB 1", "count": 2}, {"value": "GB 2", "count": 1}]
    assert holder["text"]["en"].startswith("Holder: 3 rows name 2 organisations not known here: C (2), B (1).")
    assert holder["text"]["zh"].startswith("持有单位：3行引用了本库中没有的2个单位：C（2）、B（1）。")


def test_what_comes_later_is_found(office: Office) -> None:
    office.take("certificate", [certificate("1", "A")])
    office.take("organisation", [organisation("A")])
    assert noted(office.take("certificate", [certificate("2", "A")])) == {}


def test_records_of_one_file_may_refer_to_one_another(office: Office) -> None:
    def policy(number: str, implements: str) -> dict[str, str]:
        return {"number": number, "title": "t", "issuer": "i", "level": "city", "region": "1",
                "issued_on": "2013-01-31", "implements": implements}

    done = office.take("policy", [policy("1", "2"), policy("2", "3")])
    assert noted(done)["policy.implements"]["values"] == [{"value": "3", "count": 1}]


def test_a_tree_names_what_it_lacks(office: Office) -> None:
    region = {"level": "ward", "valid_from": "2000-01-01", "valid_to": "2001-12-31"}
    done = office.take("region", [region | {"code": "x", "name_en": "X", "name_zh": "", "successor": "y;1"},
                                  region | {"code": "y", "name_en": "", "name_zh": "某地", "successor": ""}])
    assert (done.rows, noted(done)) == (2, {})


def test_more_than_are_looked_up_one_by_one(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "FEW", 2)
    office.take("organisation", [organisation("A")])
    rows = [certificate(str(number), f"N{number:03d}") for number in range(KEPT + 50)]
    found = noted(office.take("certificate", [certificate("a", "A"), *rows]))["certificate.organisation"]
    assert (found["count"], found["distinct"], len(found["values"])) == (KEPT + 50, KEPT + 50, KEPT)
    assert "N009 (1), …" in found["text"]["en"]


def test_wrong_digits_are_told_and_kept(office: Office) -> None:
    done = office.take("organisation", [organisation(GOOD), organisation(BAD), organisation("REG-1"),
                                        organisation("R2", lei="213800kud8 lajwsq9d16")])
    assert (done.rows, done.quarantined) == (4, 0)
    found = noted(done)
    assert found["organisation.code"]["values"] == [{"value": BAD, "count": 1}]
    assert found["organisation.lei"]["values"] == [{"value": "213800KUD8LAJWSQ9D16", "count": 1}]
    assert "GB 32100-2015" in found["organisation.code"]["text"]["zh"]
    assert current("organisation", "code") == [(BAD,), (GOOD,), ("R2",), ("REG-1",)] or len(
        current("organisation", "code")) == 4


def test_one_identifier_however_it_is_spelled(office: Office) -> None:
    office.take("organisation", [organisation(GOOD)])
    again = office.take("organisation", [organisation("9111 0000 6000 3734 1l")])
    done = office.take("certificate", [certificate("1", GOOD.lower())])
    assert (again.same, again.rows, noted(done)) == (1, 0, {})


def test_a_bar_code_keeps_its_digits(office: Office) -> None:
    row = {"number": "1", "subject": "food", "item": "i", "result": "pass", "sampled_on": "2013-01-31", "region": "1"}
    done = office.take("sampling", [row | {"gtin": "0 36000 29145 2"}, row | {"number": "2", "gtin": "6291041500214"}])
    assert [gtin for (gtin,) in current("sampling", "gtin")] == ["036000291452", "6291041500214"]
    assert noted(done)["sampling.gtin"]["values"] == [{"value": "6291041500214", "count": 1}]
