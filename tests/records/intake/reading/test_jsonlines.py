"""JSON Lines: the same checks as CSV, exact numbers, and each bad line set aside by its number."""

from __future__ import annotations

import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import IntakeError
from plumbline.records.core.journal import Entry
from plumbline.records.intake.reading import jsonlines
from plumbline.records.intake.reading.reader import open_source
from plumbline.records.intake.reading.reasons import AND, LIST, OBJECT
from plumbline.records.intake.reading.source import Source
from plumbline.rulebook.mappings.mappings import Mapping
from tests.records.samples import INSPECTION, Office, current, inspection, read_csv, stored_rows


def lines(*objects: Any) -> str:
    return "".join(one + "\n" if isinstance(one, str) else json.dumps(one, ensure_ascii=False) + "\n"
                   for one in objects)


def opened(tmp_path: Path, content: str | bytes, name: str = "a.jsonl") -> Source:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_source(path, tmp_path / "work")


def rows_of(source: Source) -> dict[int, tuple[str, ...]]:
    return {number: values for numbers, batch, _ in source.batches()
            for number, values in zip(numbers, zip(*(column.to_pylist() for column in batch.columns), strict=True),
                                      strict=True)}


def refused(tmp_path: Path, content: str | bytes, name: str = "a.jsonl") -> str:
    with pytest.raises(IntakeError) as caught:
        rows_of(opened(tmp_path, content, name))
    return str(caught.value).removeprefix(str(tmp_path / name))


def test_values_as_the_checks_expect_them(tmp_path: Path) -> None:
    source = opened(tmp_path, '{"a": 1.10, "b": 12345678901234567890123, "c": null, "d": true}\n\n'
                              '{"e": "重庆", "b": 1e2, "d": false, "a": -0.000000001}\n')
    assert source.headers == ["a", "b", "c", "d", "e"]
    assert rows_of(source) == {1: ("1.10", "12345678901234567890123", "", "true", ""),
                               3: ("-0.000000001", "1e2", "", "false", "重庆")}
    assert rows_of(source)[3][0] == "-0.000000001"  # and again
    assert (len(source.sha256), source.encoding) == (64, "utf-8")


def test_a_key_may_come_late_and_rows_in_several_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "BATCH_ROWS", 3)
    source = opened(tmp_path, lines(*({"a": row} for row in range(1, 11)), {"b": "x"}))
    assert rows_of(source) == {row: (str(row), "") for row in range(1, 11)} | {11: ("", "x")}


@pytest.mark.parametrize(("line", "code", "reason"), [
    ('{"number": "2",', "not_json", "Input data was truncated"),
    ("[1, 2]", "not_json", "Expected `object`, got `array`"),
    ("<a>", "not_json", "JSON is malformed: invalid character (byte 0)"),
    ('{"number": {"a": 1}}', "nested", f"number{AND}{OBJECT}"),
    ('{"number": ["2"]}', "nested", f"number{AND}{LIST}"),
    ('{"number": "2", "number": "3"}', "twice", "number"),
    ("[" * 100_000, "not_json", None),
])
def test_a_bad_line_is_set_aside_whole(tmp_path: Path, line: str, code: str, reason: str | None) -> None:
    source = opened(tmp_path, lines({"number": "1"}, line, {"number": "a:b"}))
    assert rows_of(source) == {1: ("1",), 3: ("a:b",)}
    [found] = source.take_malformed()
    assert (found.row, found.values, found.code) == (2, [line], code)
    assert reason is None or found.reason == reason


def test_a_bad_line_does_not_stop_the_good_ones(office: Office) -> None:
    done = office.take("inspection", lines(inspection(), '{"number": "broken"', inspection(number="3") | {
        "critical_count": 4, "serious_count": None}, inspection(number="4", region="77")), name="rows.jsonl")
    assert (done.rows, done.quarantined) == (2, 2)
    assert current("inspection", "number", "critical_count", "serious_count") == [("1", 0, None), ("3", 4, None)]
    told = read_csv(done.reasons_file)
    assert [(row["row"], row["reason"], row["reason_zh"]) for row in told] == [
        ("2", "The line is no JSON object: Input data was truncated", "该行不是JSON对象：Input data was truncated"),
        ("4", "This region is not in the tree", "地区树中没有该地区")]
    assert read_csv(done.rows_file)[0]["number"] == '{"number": "broken"'


def test_decimals_are_exact(office: Office) -> None:
    office.take("establishment", '{"code": "1", "name": "A", "region": "1", "latitude": 41.943359, '
                                 '"longitude": -87.650000}\n', name="a.jsonl")
    assert current("establishment", "latitude", "longitude") == [(Decimal("41.943359"), Decimal("-87.650000"))]


def test_what_a_mapping_leaves_out_may_be_nested(office: Office) -> None:
    mapping = Mapping("m", "inspection", columns={name: name for name in INSPECTION}, ignore=("geo",))
    done = office.take("inspection", lines(inspection() | {"geo": {"type": "Point"}}), name="a.jsonl", mapping=mapping)
    assert (done.rows, done.quarantined) == (1, 0)


@pytest.mark.parametrize("name", ["rows.jsonl.gz", "rows.gz", "rows.csv"])
def test_it_is_known_by_its_content(office: Office, name: str) -> None:
    content = lines(inspection()).encode()
    assert office.take("inspection", gzip.compress(content), name=name).rows == 1
    assert office.take("inspection", b"\xef\xbb\xbf" + content, name=name).same == 1


@pytest.mark.parametrize(("content", "told"), [
    ("", ": the file is empty. Give a file with one JSON object a line."),
    ("<a>\n", (", line 1: the first line is no JSON object. JSON is malformed: invalid character (byte 0). "
                'Write one object a line, such as {"number": "1", "region": "9"}.')),
    ('[{"a": 1},\n{"a": 2}]\n', (", line 1: this is one JSON list, not JSON Lines. "
                                 "Write each object on a line of its own, without commas between them.")),
    ('{"a": 1}\n{"a": 2, "b', (", line 2: the file is cut short. The last line ends before its object does: Input data "
                               "was truncated. Copy or download it again; nothing of it was taken in.")),
])
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: str, told: str) -> None:
    assert refused(tmp_path, content) == told


def test_too_many_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonlines, "MOST_COLUMNS", 3)
    assert "the objects have more than 3 keys" in refused(tmp_path, lines({"a": 1}, {"b": 1, "c": 1, "d": 1}))


def test_a_file_cut_short_leaves_nothing(office: Office) -> None:
    packed = gzip.compress(lines(*(inspection(number=str(row)) for row in range(5_000))).encode())
    for content in (packed[:-2_000], lines(inspection()).encode()[:-20]):
        with pytest.raises(IntakeError):
            office.take("inspection", content, name="rows.jsonl.gz")
    assert list(stored_rows("inspection")) == []
    assert set(Entry.objects.filter(kind="inspection").values_list("state", flat=True)) == {Entry.ABANDONED}
    assert [path for path in office.home.imports.iterdir() if path.name != ".lock"] == []


def test_an_unknown_key_is_refused_by_name(office: Office) -> None:
    with pytest.raises(IntakeError) as caught:
        office.take("inspection", lines(inspection(), inspection() | {"adress": "x"}), name="a.jsonl")
    assert str(caught.value).startswith("a.jsonl, line 1: unknown column 'adress'. ")
