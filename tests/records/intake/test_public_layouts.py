"""Public layouts of other places load by a shipped mapping alone. The rows were made for these tests; the headings are
those of DataSF, "Restaurant Scores - LIVES Standard", and Delaware Open Data, "Restaurant Inspection Violations"."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest

from plumbline.procedures.records.imports import Outcome
from plumbline.rulebook.mappings.mappings import load_mappings
from tests.records.samples import Office, current, read_csv

REGIONS = """code,name_en,name_zh,level,parent,valid_from,valid_to,successor
san-francisco,San Francisco,,city,,1900-01-01,,
delaware,Delaware,,province,,1900-01-01,,
"""
SAN_FRANCISCO = [
    "business_id", "business_name", "business_address", "business_city", "business_state", "business_postal_code",
    "business_latitude", "business_longitude", "business_location", "business_phone_number", "inspection_id",
    "inspection_date", "inspection_score", "inspection_type", "violation_id", "violation_description", "risk_category"]
DELAWARE = ["Restaurant Name", "Restaurant Address", "Restaurant City", "Restaurant Zip Code", "Inspection Date",
            "Inspection Type", "Violation Code", "Violation Description", "Geocoded Location"]


@pytest.fixture(autouse=True)
def places(office: Office) -> None:
    office.take("region", REGIONS, name="places.csv")


def of_san_francisco(visit: str, score: str, violation: str = "", what: str = "", risk: str = "",
                     kind: str = "Routine - Unscheduled", name: str = "Made Up Noodles") -> list[str]:
    return ["101", name, "1 Example St", "San Francisco", "CA", "94100", "", "", "", "+14155550100", visit,
            "2019-05-01T00:00:00.000", score, kind, violation, what, risk]


def of_delaware(name: str, day: str, code: str = "", what: str = "", kind: str = "Routine") -> list[str]:
    return [name, "1 Example Ave", "Dover", "19901", day, kind, code, what, "(39.1, -75.5)"]


def take(office: Office, mapping: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Outcome:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return office.take("", text.getvalue(), mapping=load_mappings(None)[mapping], name="public.csv")


def counts(done: Outcome) -> list[tuple[str, int, int, int]]:
    return [(one["kind"], one["taken_in"], one["repeated"], one["quarantined"]) for one in done.of]


def test_san_francisco(office: Office) -> None:
    rows = [
        of_san_francisco("101_20190501", "82", "101_20190501_103124", "Inadequately cleaned surfaces", "Low Risk"),
        of_san_francisco("101_20190501", "82", "101_20190501_103114", "High risk food holding", "High Risk"),
        of_san_francisco("101_20190501", "82", "101_20190501_103114", "High risk food holding", "High Risk"),
        of_san_francisco("102_20190501", "100"),
        of_san_francisco("103_20190501", "", "103_20190501_103131", "Moderate risk vermin", "Moderate Risk",
                         "Complaint"),
    ]
    done = take(office, "san-francisco-inspections", SAN_FRANCISCO, rows)
    assert counts(done) == [("inspection", 3, 2, 0), ("finding", 3, 1, 0)]
    names = ("number", "region", "purpose", "result", "establishment", "establishment_name")
    assert current("inspection", *names) == [
        ("101_20190501", "san-francisco", "canvass", None, "101", "Made Up Noodles"),
        ("102_20190501", "san-francisco", "canvass", None, "101", "Made Up Noodles"),
        ("103_20190501", "san-francisco", "complaint", None, "101", "Made Up Noodles")]
    assert [str(score) for _, score in current("inspection", "number", "score")] == ["82.00", "100.00", "None"]
    assert {str(day) for (day,) in current("inspection", "inspected_on")} == {"2019-05-01"}
    assert current("finding", "inspection", "clause", "severity") == [
        ("101_20190501", "101_20190501_103114", "critical"), ("101_20190501", "101_20190501_103124", "minor"),
        ("103_20190501", "103_20190501_103131", "serious")]
    assert take(office, "san-francisco-inspections", SAN_FRANCISCO, rows).number is None


def test_san_francisco_rows_that_disagree(office: Office) -> None:
    done = take(office, "san-francisco-inspections", SAN_FRANCISCO, [
        of_san_francisco("101_1", "82", "a", "x", "Low Risk"), of_san_francisco("101_1", "83", "b", "x", "Low Risk"),
        of_san_francisco("102_1", "n/a?", "c", "x", "Low Risk"),
        of_san_francisco("103_1", "N/A", "d", "x", "New Risk")])
    assert [(one["row"], one["column"], one["reason"]) for one in read_csv(done.reasons_file)] == [
        ("4", "inspection_score", "Score is not a number"),
        ("2", "inspection_id",
         "Another row of this file gives the same record with other content: row 3, in inspection_score"),
        ("3", "inspection_id",
         "Another row of this file gives the same record with other content: row 2, in inspection_score"),
        ("5", "risk_category", "Severity is not in the list")]
    assert (done.quarantined, counts(done)) == (4, [("inspection", 1, 0, 3), ("finding", 0, 0, 4)])


def test_delaware_has_no_number_and_a_key_is_made(office: Office) -> None:
    done = take(office, "delaware-inspections", DELAWARE, [
        of_delaware("Made Up Diner", "05/01/2019", "3-501.16", "Cold holding"),
        of_delaware("Made Up Diner", "05/01/2019", "10F", "Floors"),
        of_delaware("Made Up Diner", "05/01/2019", "10F", "Floors"),
        of_delaware("Made Up Diner", "05/31/2019"),
        of_delaware("Made Up Diner", "05/01/2019", "3-501.16", "Cold holding", "Follow-up"),
        of_delaware("", "05/01/2019", "10F", "Floors"),
    ])
    assert counts(done) == [("inspection", 3, 2, 1), ("finding", 3, 1, 1)]
    place = "Made Up Diner, 1 Example Ave, Dover"
    assert current("inspection", "number", "establishment", "address") == [
        (f"{place}, {when}", place, "1 Example Ave, Dover") for when in (
            "05/01/2019, Follow-up", "05/01/2019, Routine", "05/31/2019, Routine")]
    assert current("finding", "inspection", "clause", "description") == [
        (f"{place}, 05/01/2019, Follow-up", "3-501.16", "Cold holding"),
        (f"{place}, 05/01/2019, Routine", "10F", "Floors"),
        (f"{place}, 05/01/2019, Routine", "3-501.16", "Cold holding")]
    assert {str(day) for (day,) in current("finding", "found_on")} == {"2019-05-01"}
    assert [(one["row"], one["column"]) for one in read_csv(done.reasons_file)] == [
        ("7", "number"), ("7", "inspection")]
