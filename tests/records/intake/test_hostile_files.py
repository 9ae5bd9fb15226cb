"""Files with what is no text, or turns its order: such rows are set aside with their reason, the rest counts."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plumbline.errors import IntakeError
from tests.records.samples import Office, current, inspection, read_csv

RLO, SURROGATE = "\u202e", "\ud800"
GOOD = inspection(number="7")


def jsonl(*objects: object) -> str:
    return "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in (GOOD, *objects))


def reasons(outcome) -> list[tuple[str, str, str]]:
    return [(one["row"], one["column"], one["reason"]) for one in read_csv(outcome.reasons_file)]


@pytest.mark.parametrize("text", [
    pytest.param('{"number": "1", "number": "2", "region": "1"}\n', id="a key twice"),
    pytest.param(json.dumps(inspection(number=SURROGATE)) + "\n", id="half of a sign"),
    pytest.param('{"number": "1", "region": NaN}\n', id="no number"),
    pytest.param('{"number": ' + "9" * 5000 + "}\n", id="five thousand digits"),
    pytest.param('{"number": ' + "[" * 3000 + "}\n", id="deep"),
    pytest.param('{"number": "1", "region": "1", "inspected_on": "10000-01-01"}\n', id="a far year"),
    pytest.param('{"number": "1", "critical_count": 1e400}\n', id="a vast exponent"),
    pytest.param(json.dumps(inspection(number="\x00")) + "\n", id="nul"),
])
def test_json_lines(office: Office, text: str) -> None:
    done = office.take("inspection", jsonl(text, inspection(number="8")), name="rows.jsonl")
    assert current("inspection", "number") == [("7",), ("8",)]
    assert done.quarantined == 1
    assert {one[0] for one in reasons(done)} == {"2"}


@pytest.mark.parametrize(("sign", "field"), [(RLO, "number"), ("\u2066", "number"), ("\u202b", "number"),
                                             (RLO, "region"), (RLO, "establishment")])
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_keys_and_codes_that_turn_the_order_are_set_aside(office: Office, sign: str, field: str, form: str) -> None:
    bad = inspection(number="104") | {field: f"1{sign}"}
    good = GOOD | {field: GOOD.get(field, "")}
    done = (office.inspections(good, bad) if form == "csv"
            else office.take("inspection", jsonl(bad), name="rows.jsonl"))
    assert current("inspection", "number") == [("7",)]
    (found,) = read_csv(done.reasons_file)
    assert found["reason"].endswith("holds a sign that turns the order in which it is read")
    assert found["reason_zh"].endswith("含有改变显示方向的不可见字符")


def test_ordinary_text_keeps_such_signs(office: Office) -> None:
    office.take("establishment", f"code,name,region\n1,a{RLO}b,1\n")
    assert current("establishment", "name") == [(f"a{RLO}b",)]


def test_a_workbook_with_the_escape_of_half_a_sign_is_read_as_a_spreadsheet_reads_it(office: Office) -> None:
    book = openpyxl.Workbook()
    for row in (list(GOOD), list(GOOD.values()), list(inspection(number="a_xD800_b").values()),
                list(inspection(number="a_x005F_xD800_b").values())):
        book.active.append(row)
    path = office.inbox / "rows.xlsx"
    book.save(path)
    done = office.take("inspection", path)
    assert current("inspection", "number") == [("7",), ("a_xD800_b",)]
    assert [(one["row"], one["reason"]) for one in read_csv(done.reasons_file)] == [
        ("3", "Half of a sign stands in number, which is no text")]


def test_a_csv_with_bytes_of_a_surrogate_is_never_taken_in_silence(office: Office) -> None:
    """The bytes are no UTF-8; as GB18030 they are cut short within the row."""
    head = ",".join(GOOD) + "\n" + ",".join(GOOD.values()) + "\n"
    bad = ",".join(inspection(number="NUMBER").values()) + "\n"
    with pytest.raises(IntakeError):
        office.take("inspection", (head + bad).encode().replace(b"NUMBER", b"\xed\xa0\x80"))
    assert current("inspection", "number") == []


def test_parquet_that_is_no_utf8(office: Office, tmp_path: Path) -> None:
    columns = {name: pa.array([value, value]) for name, value in GOOD.items()}
    raw = pa.array([b"7", b"\xed\xa0\x80"], pa.binary())
    columns["number"] = pa.Array.from_buffers(pa.string(), 2, raw.buffers())
    path = office.inbox / "rows.parquet"
    pq.write_table(pa.table(columns), path)
    with pytest.raises(IntakeError):
        office.take("inspection", path)
    assert current("inspection", "number") == []
