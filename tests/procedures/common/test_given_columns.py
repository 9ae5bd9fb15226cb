"""Tables that are given by hand: whatever form they come in, and what is refused."""

from __future__ import annotations

import gzip

import pytest

from plumbline.errors import IntakeError
from plumbline.procedures.common import given_columns
from plumbline.records.intake.reading import textfile

WANTED = (("name", "名称"), ("n", "数量", "count"))
ROWS = [["香肠, 散装", "3"], ["豆腐干", "14"], ["line\nend", "0"]]
TEXT = '名称,备注,数量\n"香肠, 散装",甲,3\n豆腐干,,14\n"line\nend",乙,0\n'


def given(tmp_path, content, name="table.csv", encoding=""):
    file = tmp_path / name
    file.write_bytes(content)
    found = given_columns.read(file, WANTED, encoding)
    return [list(row) for row in zip(*(each.to_pylist() for each in found.values), strict=True)]


def refused(tmp_path, content, name="table.csv"):
    with pytest.raises(IntakeError) as caught:
        given(tmp_path, content, name)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
@pytest.mark.parametrize("packed", [False, True])
def test_any_encoding_that_can_be_told(tmp_path, encoding, packed):
    content = (TEXT + "".join(f"市场监督管理局抽样检验的食品{number},,1\n" for number in range(20))).encode(encoding)
    assert given(tmp_path, gzip.compress(content) if packed else content)[:3] == ROWS


def test_an_encoding_that_is_said(tmp_path):
    assert given(tmp_path, "name,n\nKäse,1\n".encode("windows-1252"), encoding="windows-1252") == [["Käse", "1"]]


@pytest.mark.parametrize("sign", [";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_other_separators_and_ends_of_lines(tmp_path, sign, end):
    lines = [f"name{sign}other{sign}n", f"a{sign}x{sign}1", f"b, c{sign}{sign}2", ""]
    assert given(tmp_path, end.join(lines).encode()) == [["a", "1"], ["b, c", "2"]]


def test_headings_are_found_behind_titles_whatever_their_case_and_spaces(tmp_path):
    assert given(tmp_path, "2026年统计表,,\n\n NAME ,x, Count\na,1,2\n".encode()) == [["a", "2"]]


def test_a_column_of_its_own_name_goes_before_others(tmp_path):
    assert given(tmp_path, b"name,count,n\na,1,2\n") == [["a", "2"]]
    assert refused(tmp_path, "name,count,数量\na,1,2\n".encode()).code == "table.column_twice"


def test_empty_rows_and_totals_are_passed_over_and_told(tmp_path):
    file = tmp_path / "table.csv"
    file.write_text("name,n,x\na,1,\n,,\n\nb,2,\n合计,3,\n", encoding="utf-8")
    found = given_columns.read(file, WANTED)
    assert [each.to_pylist() for each in found.values] == [["a", "b"], ["1", "2"]]
    assert [each["code"] for each in found.notes] == ["footer"]
    assert (found.place(0).en, found.place(1).en) == (f"{file}, row 2", f"{file}, row 5")


def test_a_row_with_something_under_another_heading_is_not_empty(tmp_path):
    assert given(tmp_path, b"name,n,x\na,1,\n,,y\n") == [["a", "1"], ["", ""]]


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file.empty"), (b"\n\n", "file.empty"), (b"name,n\n", "table.empty"), (b"name,n", "table.empty"),
    (b"name,n\n\n\n", "table.empty"), (b"name,cases\na,1\n", "table.column_missing"),
    (b"name,n,n\na,1,2\n", "file.column_twice"), (b"name,n\na,1,2\n", "table.row_spoilt"),
    (b"name,n\na\n", "table.row_spoilt"), (b'name,n\n"a"b,1\nc,2\n', "table.row_spoilt"),
    (b'name,n\n"a,1\nb,2\n', "file.quote_open"), (b"\x1f\x8bxx", "file.cut_short"),
    (gzip.compress(TEXT.encode(), mtime=0)[:-9], "file.cut_short"), (b"%PDF-1.7\n", "file.not_table"),
    (b"<html><table>", "file.web_page"), (b"name,n\n" + b"a" * (2 << 20), "file.line_too_long"),
])
def test_what_is_no_such_table(tmp_path, content, code):
    assert refused(tmp_path, content).code == code


def test_a_file_made_to_fill_the_disk_is_not_unpacked(tmp_path, monkeypatch):
    bomb = gzip.compress(b"name,n\n" + b"a,1\n" * 3_000_000)
    assert len(bomb) * 200 < 12_000_000
    monkeypatch.setattr(textfile, "UNPACKED_FREE", 1 << 20)
    error = refused(tmp_path, bomb)
    assert (error.code, len(list(tmp_path.iterdir()))) == ("file.unpacks_too_far", 1)
    monkeypatch.setattr(textfile, "UNPACKED_FREE", 1 << 30)
    assert len(given(tmp_path, bomb)) == 3_000_000


def test_a_row_is_named_as_a_spreadsheet_shows_it(tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes('名称,n\n"a\nb",1\nc,2\n'.encode())
    found = given_columns.read(file, WANTED)
    assert found.place(1).zh == f"{file}，第3行"
