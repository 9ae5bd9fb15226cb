"""Every fault a row can have is set aside alone, with row, column, value, reason and remedy; its neighbours count."""

from __future__ import annotations

import pytest

from tests.records.samples import INSPECTION, Office, current, inspection, read_csv

NEAR = inspection(number="before"), inspection(number="after")

FAULTS = {
    "missing": ("inspected_on", "", "Date of inspection is missing", "Fill it in"),
    "missing, a word for unknown": ("inspected_on", "NA", "Date of inspection is missing", "Fill it in"),
    "missing, a space": ("inspected_on", "  ", "Date of inspection is missing", "Fill it in"),
    "not an integer": ("critical_count", "two", "Critical findings is not a whole number",
                       "Write digits only, such as 12"),
    "a fraction": ("critical_count", "1.5", "Critical findings is not a whole number",
                   "Write digits only, such as 12"),
    "too small": ("critical_count", "-1", "Critical findings is below 0", "Correct the number"),
    "too large": ("critical_count", "10001", "Critical findings is above 10000", "Correct the number"),
    "beyond 64 bits": ("critical_count", "9" * 20,
                       "Critical findings has more digits than can be kept, which are 18 before the point",
                       "Correct the number, or write it in a larger unit"),
    "impossible day": ("inspected_on", "2013-02-30", "Date of inspection is not a day of the calendar",
                       "Write an existing day as 2013-01-31"),
    "no day": ("inspected_on", "yesterday", "Date of inspection is not a day of the calendar",
               "Write an existing day as 2013-01-31"),
    "a word the engine knows": ("inspected_on", "epoch", "Date of inspection is not a day of the calendar",
                                "Write an existing day as 2013-01-31"),
    "month first": ("inspected_on", "01/31/2013",
                    "Date of inspection does not begin with its year: day and month may be mistaken",
                    "Write the year first, as 2013-01-31; or say in a mapping how days are written"),
    "day or month first": ("inspected_on", "5.4.2013",
                           "Date of inspection does not begin with its year: day and month may be mistaken",
                           "Write the year first, as 2013-01-31; or say in a mapping how days are written"),
    "a serial number outside a workbook": ("inspected_on", "41305", "Date of inspection is not a day of the calendar",
                                           "Write an existing day as 2013-01-31"),
    "with an hour": ("inspected_on", "2013-01-31 10:30:00", "Date of inspection is not a day of the calendar",
                     "Write an existing day as 2013-01-31"),
    "far day": ("inspected_on", "1013-01-31", "Date of inspection lies outside 1800 to 2200", "Correct the year"),
    "not in the list": ("result", "excellent", "Result is not in the list",
                        "Write one of: Pass, Pass with conditions, Fail"),
    "other case": ("result", "PASS", "Result is not in the list", "Write one of: Pass, Pass with conditions, Fail"),
    "no such region": ("region", "77", "This region is not in the tree",
                       "Import the region first, or correct its code"),
    "region not begun": ("region", "9", "This region did not exist on that day",
                         "Use the region's code of that day, or correct the day"),
    "too long": ("number", "x" * 161, "Inspection number is longer than 160 characters", "Shorten it"),
    "reference too long": ("establishment", "x" * 161, "Establishment is longer than 160 characters", "Shorten it"),
    "control character": ("address", "1 Main\x07 Street", "Address on the day holds a control character",
                          "Type the value anew"),
    "escape": ("address", "\x1b[31mred", "Address on the day holds a control character", "Type the value anew"),
}
DAY = {"region not begun": "2012-12-31"}


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_value_sets_its_row_aside(office: Office, name: str) -> None:
    field, value, reason, remedy = FAULTS[name]
    day = {"inspected_on": DAY[name]} if name in DAY else {}
    bad = inspection(number="bad", **day) | {field: value}
    done = office.inspections(NEAR[0] | {"establishment": "", "address": ""}, bad, NEAR[1])
    assert (done.rows, done.quarantined) == (2, 1)
    assert current("inspection", "number") == [("after",), ("before",)]
    found = next(one for one in read_csv(done.reasons_file) if one["column"] == field)
    known = "" if value in ("NA", "  ") else value
    assert (found["file"], found["row"], found["column"], found["value"]) == ("rows.csv", "3", field, known)
    assert (found["reason"], found["remedy"]) == (reason, remedy)
    assert found["reason_zh"]
    assert found["remedy_zh"]
    sample = next(one for one in done.sample if one["column"] == field)
    assert (sample["row"], sample["column"], sample["reason"]["en"]) == (3, field, reason)


def test_a_region_that_has_ended_takes_no_later_record(office: Office) -> None:
    done = office.inspections(inspection(number="a", region="8", inspected_on="2012-12-31"),
                              inspection(number="b", region="8", inspected_on="2013-01-01"))
    assert current("inspection", "number") == [("a",)]
    [found] = read_csv(done.reasons_file)
    assert (found["row"], found["value"], found["reason"]) == ("3", "8", "This region did not exist on that day")


def test_decimal_places_and_ranges(office: Office) -> None:
    def place(code: str, latitude: str) -> dict[str, str]:
        return {"code": code, "name": "n", "region": "1", "latitude": latitude}

    done = office.take("establishment", [
        place("a", "41.943359"), place("b", "41.9433590"), place("c", "41.9433595"), place("d", "90.000001"),
        place("e", "-90"), place("f", "N41"), place("g", "+1.5"), place("h", "1e1"), place("i", "90"),
    ])
    kept = {code: str(latitude) for code, latitude in current("establishment", "code", "latitude")}
    assert kept == {"a": "41.943359", "b": "41.943359", "e": "-90.000000", "g": "1.500000", "i": "90.000000"}
    assert [(found["row"], found["reason"], found["remedy"]) for found in read_csv(done.reasons_file)] == [
        ("4", "Latitude has more than 6 decimal places", "Round it, or list the field under 'round' in the mapping"),
        ("5", "Latitude is above 90", "Correct the number"),
        ("7", "Latitude is not a number", "Write it like 12.50, without units or commas"),
        ("9", "Latitude is not a number", "Write it like 12.50, without units or commas"),
    ]


def test_digits_that_cannot_be_kept_are_told_and_those_that_can_come_back(office: Office) -> None:
    most, many = "9999999999999999.99", "has more digits than can be kept, which are 16 before the point"
    given = {"a": most, "b": f"-{most}", "c": f"9{most}", "d": "1" * 40, "e": "0" * 30 + "12.50",
             "f": "0.10" + "0" * 30, "g": "1e400", "h": "NaN", "i": f"{most}9"}
    done = office.take("statistic", [
        {"series": series, "region": "1", "period": "2013", "span": "year", "ends_on": "2013-12-31", "value": value,
         "unit": "CNY", "source": "t"} for series, value in given.items()])
    kept = {series: str(value) for series, value in current("statistic", "series", "value")}
    assert kept == {"a": most, "b": f"-{most}", "e": "12.50", "f": "0.10"}
    assert {found["row"]: found["reason"].removeprefix("Value ") for found in read_csv(done.reasons_file)} == {
        "4": many, "5": many, "8": "is not a number", "9": "is not a number", "10": "has more than 2 decimal places"}


def test_every_fault_of_a_row_is_told(office: Office) -> None:
    done = office.inspections(inspection(region="77", inspected_on="2013-02-30", result="excellent"))
    assert done.quarantined == 1
    assert [(found["row"], found["column"]) for found in read_csv(done.reasons_file)] == [
        ("2", "region"), ("2", "inspected_on"), ("2", "result"),
    ]


@pytest.mark.parametrize("written", ["2013-1-31", "2013/01/31", "2013.1.31", "2013年1月31日", "2013-01-31 00:00:00",
                                     "2013-01-31T00:00", " 2013-01-31 "])
def test_ways_to_write_a_day(office: Office, written: str) -> None:
    assert office.inspections(inspection(inspected_on=written)).quarantined == 0
    assert [str(day) for (day,) in current("inspection", "inspected_on")] == ["2013-01-31"]


@pytest.mark.parametrize("written", ["fail", "Fail", "不合格", " fail "])
def test_ways_to_write_a_choice(office: Office, written: str) -> None:
    office.inspections(inspection(result=written))
    assert current("inspection", "result") == [("fail",)]


def test_the_lengths_that_just_fit(office: Office) -> None:
    done = office.inspections(inspection(number="狮" * 40, establishment="🏪" * 80))
    assert done.quarantined == 0
    assert current("inspection", "number", "establishment") == [("狮" * 40, "🏪" * 80)]


def test_tabs_and_line_breaks_are_no_control_characters(office: Office) -> None:
    address = "1 Main Street\tUnit 2\nrear\r\nyard"
    assert office.inspections(inspection(address=address)).quarantined == 0
    assert current("inspection", "address") == [(address,)]


def test_the_good_example_is_good(office: Office) -> None:
    done = office.inspections(INSPECTION)
    assert done.as_dict() | {"root": ""} == {
        "import": done.entry, "journal": 2, "kind": "inspection", "file": "rows.csv", "mapping": "inspection by names",
        "taken_in": 1, "unchanged": 0, "corrections": 0, "quarantined": 0, "root": "", "quarantine": None,
        "quarantine_rows": None, "faults": [], "encoding": "utf-8", "reasons": [],
        "notes": [{"code": "encoding", "detail": "UTF-8", "count": 1,
                   "text": {"en": "The text was read as UTF-8", "zh": "文本按UTF-8编码读取"}}],
        "repeated": 0, "kinds": [{
            "kind": "inspection", "import": done.entry, "journal": 2, "taken_in": 1, "unchanged": 0, "repeated": 0,
            "corrections": 0, "quarantined": 0, "root": done.root}],
    }
