"""Which column is which field is settled before any row is read; a file that does not fit is refused."""

from __future__ import annotations

import pytest

from plumbline.errors import IntakeError
from plumbline.records.core import kinds
from plumbline.records.intake.reading.columns import by_names, settle
from plumbline.rulebook.mappings.mappings import Mapping
from tests.records.samples import INSPECTION, Office, current, inspection

KIND = kinds.get("inspection")
HEADERS = list(INSPECTION)
FIELDS = ", ".join(KIND.by_name)


def refused(headers: list[str], mapping: Mapping | None = None) -> str:
    with pytest.raises(IntakeError) as caught:
        settle(KIND, headers, mapping, "a.csv")
    return str(caught.value)


def test_an_unknown_column_with_a_near_name() -> None:
    assert refused([*HEADERS, "addres"]) == (
        f"a.csv, row 1: unknown column 'addres'. The fields are: {FIELDS}. "
        "Did you mean 'address'? Rename the column, map it, or list it under 'ignore' in a mapping file."
    )


def test_an_unknown_column_like_nothing() -> None:
    assert refused([*HEADERS, "备注"]) == (
        f"a.csv, row 1: unknown column '备注'. The fields are: {FIELDS}. "
        "Rename the column, map it, or list it under 'ignore' in a mapping file."
    )


def test_a_column_without_a_name() -> None:
    assert refused([*HEADERS, ""]) == (
        "a.csv, row 1: column 7 has no name. Every column is taken in by its name. "
        "Name it, or delete the column if it is empty."
    )


def test_an_endless_name_is_cut_short() -> None:
    assert len(refused([*HEADERS, "x" * 100_000])) < 1_000


def test_a_second_column_for_one_field() -> None:
    assert "unknown column 'Inspection number'" in refused([*HEADERS, "Inspection number"])


def test_a_required_field_that_nothing_fills() -> None:
    assert refused([name for name in HEADERS if name != "inspected_on"]) == (
        "a.csv, row 1: no column gives 'inspected_on' (Date of inspection). Every record of this kind needs it. "
        "Add the column, or a default in the mapping."
    )


def test_a_mapping_for_another_kind() -> None:
    assert refused(HEADERS, Mapping("m", "finding")) == (
        "a.csv: the mapping 'm' is for finding, not inspection. Choose a mapping for this kind."
    )


def test_a_mapped_column_that_is_not_there() -> None:
    assert refused(HEADERS, Mapping("m", "inspection", columns={"No.": "number"})) == (
        "a.csv, row 1: the column 'No.' is missing. The mapping 'm' takes inspection number from it. "
        "Give the column its name, or use another mapping."
    )


@pytest.mark.parametrize(("changed", "message"), [
    ({"columns": {"number": "numbr"}}, "the mapping sends 'number' to 'numbr', which is no field of inspection"),
    ({"columns": {"number": "number", "region": "number"}},
     "the mapping sends both 'number' and 'region' to 'number'"),
    ({"defaults": {"purpos": "canvass"}}, "the mapping gives a default to 'purpos', which is no field of inspection"),
    ({"values": {"reslt": {"OK": "pass"}}}, "the mapping lists values of 'reslt', which is no field of inspection"),
    ({"round": ("latitude",)}, "the mapping rounds 'latitude', which is no field of inspection"),
    ({"values": {"result": {"OK": "passed"}}}, "the mapping reads 'OK' as 'passed', which result does not know"),
    ({"values": {"number": {"1": "2"}}}, "the mapping lists values of 'number', which has no list of values"),
])
def test_a_mapping_with_a_typo_is_refused_whole(changed: dict[str, object], message: str) -> None:
    mapping = Mapping("m", "inspection", **{"columns": {name: name for name in HEADERS}, **changed})  # type: ignore[arg-type]
    assert refused(HEADERS, mapping).startswith(f"a.csv: {message}. ")


def test_a_pattern_for_days_that_nobody_can_read() -> None:
    mapping = Mapping("m", "inspection", columns={name: name for name in HEADERS}, dates="%Q")
    assert refused(HEADERS, mapping).startswith("a.csv: the mapping writes days as '%Q', which cannot be read. ")


def test_names_and_titles_in_either_language_need_no_mapping() -> None:
    headers = ["Inspection number", "地区", "INSPECTED_ON", "purpose", "检查结果", "critical count", "检查日期 "]
    found = by_names(KIND, headers)
    assert dict(found.columns) == {
        "Inspection number": "number", "地区": "region", "INSPECTED_ON": "inspected_on", "purpose": "purpose",
        "检查结果": "result", "critical count": "critical_count",
    }


def test_a_mapping_does_what_it_says(office: Office) -> None:
    mapping = Mapping(
        "county", "inspection", empty=("", "-"), ignore=("remark",), dates="%d/%m/%Y",
        columns={"No.": "number", "Date": "inspected_on", "Result": "result", "Ward": "region",
                 "Crit": "critical_count"},
        values={"result": {"OK": "pass", "Rejected": "fail"}}, defaults={"purpose": "canvass", "critical_count": "0"},
    )
    rows = [
        {"No.": "a", "Date": "31/01/2013", "Result": "OK", "Ward": "1", "Crit": "2", "remark": "left out"},
        {"No.": "b", "Date": "30/02/2013", "Result": "OK", "Ward": "1", "Crit": "2", "remark": ""},
        {"No.": "c", "Date": "01/02/2013", "Result": "Rejected", "Ward": "1", "Crit": "-", "remark": ""},
        {"No.": "d", "Date": "01/02/2013", "Result": "Fail", "Ward": "2", "Crit": "", "remark": ""},
    ]
    done = office.take("inspection", rows, mapping=mapping)
    assert (done.mapping, done.rows) == ("county", 3)
    assert [(fault["row"], fault["column"], fault["value"]) for fault in done.sample] == [(3, "Date", "30/02/2013")]
    names = ("number", "inspected_on", "result", "region", "critical_count", "purpose")
    assert [tuple(map(str, row)) for row in current("inspection", *names)] == [
        ("a", "2013-01-31", "pass", "1", "2", "canvass"), ("c", "2013-02-01", "fail", "1", "0", "canvass"),
        ("d", "2013-02-01", "fail", "2", "0", "canvass"),
    ]


def test_round_lets_a_decimal_lose_places(office: Office) -> None:
    headers = ("code", "name", "region", "latitude")
    mapping = Mapping("r", "establishment", columns={name: name for name in headers}, round=("latitude",))
    row = dict(zip(headers, ("a", "n", "1", "41.9433595"), strict=True))
    assert office.take("establishment", [row], mapping=mapping).quarantined == 0
    assert [str(latitude) for (latitude,) in current("establishment", "latitude")] == ["41.943360"]


def test_the_order_of_columns_does_not_matter(office: Office) -> None:
    row = inspection()
    assert office.inspections(dict(reversed(row.items()))).rows == 1
    assert current("inspection", *row)[0][0] == "1"
