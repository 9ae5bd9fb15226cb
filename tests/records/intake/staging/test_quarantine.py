"""The quarantine: one file explains each fault, the other holds the rows as given, to be mended and taken in again."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from plumbline.records.core import kinds
from plumbline.records.core.defusing import defused, quoted, undone
from plumbline.records.intake.reading.reasons import words
from plumbline.records.intake.staging.quarantine import Quarantine
from tests.records.samples import Office, csv_of, current, inspection, read_csv

COLUMNS = ["file", "row", "column", "value", "reason", "remedy", "reason_zh", "remedy_zh", "code"]


def test_nothing_is_written_while_nothing_is_wrong(office: Office) -> None:
    done = office.inspections(inspection())
    assert (done.reasons_file, done.rows_file) == (None, None)
    assert list(office.home.quarantine.iterdir()) == []


def test_the_reasons_file(office: Office) -> None:
    bad = inspection(number="2", result="excellent")
    done = office.inspections(inspection(), bad, name="三月.csv")
    path = Path(done.reasons_file or "")
    assert path.parent == office.home.quarantine
    assert path.name == f"{done.entry:06d}-三月-reasons.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")   # so that spreadsheets read it as UTF-8
    [found] = read_csv(path)
    assert list(found) == COLUMNS
    assert found == {
        "file": "三月.csv", "row": "3", "column": "result", "value": "excellent",
        "reason": "Result is not in the list", "remedy": "Write one of: Pass, Pass with conditions, Fail",
        "reason_zh": "检查结果不在可选值内", "remedy_zh": "可选值：合格、整改后合格、不合格",
        "code": "not_choice",
    }
    assert done.as_dict()["faults"] == [{
        "row": 3, "column": "result", "value": "excellent", "code": "not_choice",
        "reason": {"en": "Result is not in the list", "zh": "检查结果不在可选值内"},
        "remedy": {"en": "Write one of: Pass, Pass with conditions, Fail", "zh": "可选值：合格、整改后合格、不合格"},
    }]


def test_a_very_long_value_is_repeated_in_part_and_kept_whole(office: Office) -> None:
    long = "n" * 200_000  # longer than Python's reader of CSV takes
    done = office.inspections(inspection(), inspection(number="2", address=long))
    [found] = read_csv(done.reasons_file)
    assert (found["value"], done.sample[0]["value"]) == ("n" * 500 + "…", "n" * 500 + "…")
    assert long in Path(done.rows_file or "").read_text("utf-8-sig")


def test_the_rows_file_holds_the_rows_as_they_were_given(office: Office) -> None:
    bad = inspection(number=" 2", result="excellent", address='1 "Main"\nStreet', critical_count="=1+1")
    done = office.inspections(inspection(), bad)
    assert read_csv(done.rows_file) == [bad | {"critical_count": "'=1+1"}]  # which an import takes away again


def test_mended_rows_are_taken_in_again(office: Office) -> None:
    bad = [inspection(number="b", result="excellent"), inspection(number="c", region="77"),
           inspection(number="d", inspected_on="2013-02-30")]
    first = office.inspections(inspection(number="a"), *bad)
    assert (first.rows, first.quarantined) == (1, 3)
    rows = read_csv(first.rows_file)
    for row in rows:
        row |= {"result": "pass", "region": "2", "inspected_on": "2013-02-28"}
    second = office.take("inspection", rows, name="mended.csv")
    assert (second.rows, second.same, second.quarantined) == (3, 0, 0)
    assert [number for (number,) in current("inspection", "number")] == ["a", "b", "c", "d"]


def test_the_rows_file_itself_can_be_mended_with_its_mark(office: Office) -> None:
    first = office.inspections(inspection(result="excellent"))
    mended = Path(first.rows_file or "").read_bytes().replace(b"excellent", b"pass")
    assert office.take("inspection", mended).rows == 1


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_malformed_rows_are_kept_whole_to_be_mended(office: Office, delimiter: str) -> None:
    lines = csv_of([inspection(number="a"), inspection(number="b"), inspection(number="c")], delimiter).splitlines()
    lines[2] += delimiter + '"one, two"'
    lines[3] = lines[3].rsplit(delimiter, 1)[0]
    done = office.take("inspection", "\n".join(lines))
    assert (done.rows, done.quarantined) == (1, 2)
    assert [(found["row"], found["column"], found["value"], found["reason"], found["remedy"])
            for found in read_csv(done.reasons_file)] == [
        ("3", "", lines[2], "The row has 7 values where the header has 6",
         "Look for a missing or extra comma or quotation mark"),
        ("4", "", lines[3], "The row has 5 values where the header has 6",
         "Look for a missing or extra comma or quotation mark"),
    ]
    with Path(done.rows_file or "").open(encoding="utf-8-sig", newline="") as stream:
        kept = list(csv.reader(stream))
    good = inspection(number="b")
    assert kept == [list(good), [*good.values(), "one, two"], list(inspection(number="c").values())[:-1]]


def test_bad_and_malformed_rows_come_in_order(office: Office) -> None:
    rows = [",".join(inspection(number=str(row), region="77" if row % 2 else "1").values()) + ",x" * (row % 3 == 0)
            for row in range(2, 40)]
    done = office.take("inspection", "\n".join([",".join(inspection()), *rows]))
    told = [int(found["row"]) for found in read_csv(done.reasons_file)]
    assert told == sorted(told) == [row for row in range(2, 40) if row % 2 or row % 3 == 0]


def test_empty_lines_are_no_rows(office: Office) -> None:
    row = inspection(region="77")
    content = csv_of([inspection(number="a")]) + "\n,,,,,\n" + ",".join(row.values()) + "\n  ,,,,,\n\n\n"
    done = office.take("inspection", content)
    assert (done.rows, done.quarantined) == (1, 1)
    assert [found["row"] for found in read_csv(done.reasons_file)] == ["5"]


@pytest.mark.parametrize(("value", "written"), [
    ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("-x", "'-x"),
    ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), ("\n=1", "'\n=1"), ("\uff1d1+1", "'\uff1d1+1"),
    ("-5", "-5"), ("+1.5", "+1.5"), ("plain", "plain"), ("1=1", "1=1"), ("", ""), (None, None), (7, 7),
    ("'=1", "''=1"), ("'plain", "'plain"), ("'-5", "''-5"),
])
def test_what_a_spreadsheet_would_run_is_defused(value: Any, written: Any) -> None:
    assert defused(value) == written
    assert undone(written) == value


@pytest.mark.parametrize(("value", "written"), [("=1", "=1"), ("'=1", "''=1"), ("'x", "'x"), ("x", "x")])
def test_a_cell_marked_as_text_needs_no_apostrophe(value: str, written: str) -> None:
    # It runs nothing. Only what an apostrophe would be taken from on the way in gets one more.
    assert (quoted(value), undone(written)) == (written, value)


def test_the_reasons_file_runs_nothing(office: Office) -> None:
    formula = '=HYPERLINK("http://example.org","x")'
    done = office.inspections(inspection(result=formula), name="=1+1.csv")
    [found] = read_csv(done.reasons_file)
    assert (found["file"], found["value"]) == ("'=1+1.csv", "'" + formula)


def test_the_sample_is_bounded_and_the_files_are_not(office: Office) -> None:
    done = office.inspections(*(inspection(number=str(row), result="x") for row in range(300)))
    assert (done.quarantined, len(done.sample)) == (300, 200)
    assert len(read_csv(done.reasons_file)) == len(read_csv(done.rows_file)) == 300


def test_a_name_that_is_a_path_or_endless_stays_in_its_folder(tmp_path: Path) -> None:
    for name in ("../../etc/x.csv", "x" * 300 + ".csv", ".csv", "a.b.c.csv"):
        quarantine = Quarantine(tmp_path, 7, name, ["a"])
        quarantine.add(2, ["1"], [(None, "", "1", "malformed", "1 values where the header has 2")])
        quarantine.close()
        assert quarantine.reasons_path.parent == quarantine.rows_path.parent == tmp_path
        assert quarantine.reasons_path.is_file()


@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_every_reason_has_words_in_both_languages(kind: str) -> None:
    codes = ["missing", "too_long", "control", "too_small", "too_large", "far_date", "no_region", "not_then", "places",
             "malformed", "conflict"]
    for field in kinds.get(kind).fields:
        for code in [*codes, *([f"not_{field.type}"] if field.type not in ("text", "ref") else [])]:
            for text in words(code, field, "row 3"):
                assert text.en
                assert text.zh
