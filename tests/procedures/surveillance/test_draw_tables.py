"""Frames as offices send them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from plumbline.errors import PlumblineError
from plumbline.methods.surveillance.draw_frames import frame_of
from plumbline.procedures.surveillance.draw_tables import read_frame

SAME = frame_of(["a", "b 1", "甲店"], ["A", "B", "A"])


@pytest.mark.parametrize("content", [
    "id,class\na,A\nb 1,B\n甲店,A\n".encode(),
    "甲店,A\nb 1,B\na,A".encode(),
    "\ufeffid,class\r\na,A\r\nb 1,B\r\n甲店,A\r\n".encode(),
    "ID,name,Class\na,Smith,A\n\"b 1\",\"Jones, J.\",B\n甲店,丙,A\n".encode(),
    "编号,类别\n甲店,A\na,A\nb 1,B\n".encode("gb18030"),
    "id,class\ra,A\rb 1,B\r甲店,A\r".encode(),
    "class,id\nA,a\n\nB,b 1\nA,甲店\n\n".encode(),
    "id\tclass\tname\na\tA\tSmith, J.\nb 1\tB\t\n甲店\tA\t\n".encode(),  # pasted from a spreadsheet
    "编号，类别\na，A\nb 1，B\n甲店，A\n".encode(), "a，A\nb 1，B\n甲店，A".encode(),
    "id;class\na;A\nb 1;B\n甲店;A\n".encode(), "a;A\nb 1;B\n甲店;A\n".encode(),
    "id,note,class\na,\"two\nlines, and \"\"one\"\"\",A\nb 1,,B\n甲店,,A\n".encode(),
    "id,class\n a , A\nb 1,B\n甲店,A\n".encode(),  # spaces at the ends, which nobody means
    gzip.compress("id,class\na,A\nb 1,B\n甲店,A\n".encode(), mtime=0),
])
def test_the_same_frame_has_the_same_hash_however_it_is_written(tmp_path: Path, content: bytes):
    (tmp_path / "F.csv").write_bytes(content)
    assert read_frame(tmp_path / "F.csv", "gb18030" if content.startswith("编".encode("gb18030")) else ""
                      ).sha256 == SAME.sha256


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file.empty"), (b"id,class\n", "table.empty"), (b"number,grade\na,A\n", ""),
    (b"id,grade\na,A\n", "table.column_missing"), (b"number,name,grade\na,x,A\n", "table.column_missing"),
    (b"id,class\na,A\nb\n", "table.row_spoilt"), (b'id,class\n"a,A\n', "table.row_spoilt"),
    (b'id,class\n"a,1",A\n', "draw_frame.unfit_sign"), (b"id,class\na,A\na,B\n", "draw_frame.twice"),
    (b"id,class\n,A\n", "draw_frame.nothing"), ("id,class\na,A\n合计,1\n".encode(), "table.row_of_none"),
    (b"\x1f\x8b\x08\x00", "file.cut_short")])
def test_what_is_no_frame_is_refused(tmp_path: Path, content: bytes, code: str):
    (tmp_path / "F.csv").write_bytes(content)
    if not code:  # a heading by other names is an object of a class that no ratio knows
        assert read_frame(tmp_path / "F.csv").counts == {"A": 1, "grade": 1}
        return
    with pytest.raises(PlumblineError) as refused:
        read_frame(tmp_path / "F.csv")
    assert refused.value.code == code


@pytest.mark.parametrize(("text", "where"), [
    ("id,class\na,A\nb,\n", ("F.csv, row 3, column class", "F.csv，第3行“类别”列")),
    ("id,class\na,A\n,B\n", ("F.csv, row 3, column id", "F.csv，第3行“编号”列")),
    ("id,class\na,A\nb,A\na,A\n", ("F.csv, row 4, column id", "F.csv，第4行“编号”列")),
    ("a,A\nb,A\na,A\n", ("F.csv, row 3, column id", "F.csv，第3行“编号”列")),  # without headings
    ("id,class\na,A\nb\n", ("F.csv, row 3", "F.csv，第3行")), ("a，A\nb\n", ("F.csv, row 2", "F.csv，第2行"))])
def test_a_fault_says_its_row_and_column(tmp_path: Path, text: str, where: tuple[str, str]):
    (tmp_path / "F.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PlumblineError) as refused:
        read_frame(tmp_path / "F.csv")
    assert tuple(each.replace(f"{tmp_path}/", "") for each in (refused.value.where.en, refused.value.where.zh)) == where


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(PlumblineError) as refused:
        read_frame(tmp_path / "F.csv")
    assert refused.value.code == "disk.file_missing"
