"""A file without a column says nothing of the field; an empty cell says that it is unknown."""

from __future__ import annotations

from plumbline.records.core import store
from plumbline.rulebook.mappings.mappings import Mapping
from tests.records.samples import Office, current, inspection

SHORT = inspection()
FULL = SHORT | {"inspector_group": "blue", "minor_count": "3", "facility_type": "Restaurant"}
SHOWN = ("number", "result", "inspector_group", "minor_count", "facility_type")


def test_what_is_known_stays(office: Office) -> None:
    office.inspections(FULL)
    done = office.inspections(SHORT)
    assert (done.rows, done.same, done.corrections) == (0, 1, 0)


def test_a_correction_changes_what_it_tells(office: Office) -> None:
    office.inspections(FULL, FULL | {"number": "2", "inspector_group": ""})
    done = office.inspections(SHORT | {"result": "fail"}, SHORT | {"number": "2", "result": "fail"},
                              SHORT | {"number": "3"})
    assert (done.rows, done.same, done.corrections) == (3, 0, 2)
    assert current("inspection", *SHOWN) == [
        ("1", "fail", "blue", 3, "Restaurant"), ("2", "fail", None, 3, "Restaurant"), ("3", "pass", None, None, None)]
    assert store.broken_links() == []


def test_an_empty_cell_says_unknown(office: Office) -> None:
    office.inspections(FULL)
    done = office.inspections(SHORT | {"inspector_group": "", "minor_count": "3", "facility_type": "Restaurant"})
    assert (done.rows, done.corrections) == (1, 1)
    assert current("inspection", *SHOWN) == [("1", "pass", None, 3, "Restaurant")]


def test_a_default_says_something(office: Office) -> None:
    office.inspections(FULL)
    mapping = Mapping("m", "inspection", columns={name: name for name in SHORT}, defaults={"inspector_group": "green"})
    office.take("inspection", [SHORT], mapping=mapping)
    assert current("inspection", *SHOWN) == [("1", "pass", "green", 3, "Restaurant")]


def test_numbers_days_and_places_are_hashed_as_they_were(office: Office) -> None:
    whole = {"code": "9", "name": "Kitchen", "region": "1", "latitude": "41.943359", "longitude": "-87.6"}
    office.take("establishment", [whole])
    done = office.take("establishment", [{"code": "9", "name": "Kitchen", "region": "1"}])
    assert (done.rows, done.same) == (0, 1)
    office.take("region", [{"code": "7", "name_en": "Seven", "name_zh": "七", "level": "ward", "parent": "",
                            "valid_from": "2001-02-03", "valid_to": "2020-12-31"}])
    done = office.take("region", [{"code": "7", "name_en": "Seven", "name_zh": "七", "level": "ward",
                                   "valid_from": "2001-02-03"}])
    assert (done.rows, done.same) == (0, 1)
