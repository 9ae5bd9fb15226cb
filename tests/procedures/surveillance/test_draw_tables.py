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
    gzip.compress("id,class\na,A\nb 1,B\n甲店,A\n".encode(), mtime=0),
])
def test_the_same_frame_has_the_same_hash_however_it_is_written(tmp_path: Path, content: bytes):
    (tmp_path / "F.csv").write_bytes(content)
    assert read_frame(tmp_path / "F.csv", "gb18030" if content.startswith("编".encode("gb18030")) else ""
                      ).sha256 == SAME.sha256


@pytest.mark.parametrize(("content", "code"), [
    (b"", "file.empty"), (b"id,class\n", "draw_frame.empty"), (b"id,grade\na,A\n", ""),
    (b"number,name,class\na,x,A\n", "draw_frame.columns"), (b"id,class\na,A\nb\n", "draw_frame.ragged"),
    (b'id,class\n"a,A\n', "draw_frame.no_csv"), (b'id,class\n"a,1",A\n', "draw_frame.unfit_sign"),
    (b"id,class\na ,A\n", "draw_frame.unfit_sign"), (b"id,class\na,A\na,B\n", "draw_frame.twice"),
    (b"id,class\n,A\n", "draw_frame.nothing"), (b"\x1f\x8b\x08\x00", "file.cut_short")])
def test_what_is_no_frame_is_refused(tmp_path: Path, content: bytes, code: str):
    (tmp_path / "F.csv").write_bytes(content)
    if not code:  # a heading by other names is an object of a class that no ratio knows
        assert read_frame(tmp_path / "F.csv").counts == {"A": 1, "grade": 1}
        return
    with pytest.raises(PlumblineError) as refused:
        read_frame(tmp_path / "F.csv")
    assert refused.value.code == code


def test_a_file_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(PlumblineError) as refused:
        read_frame(tmp_path / "F.csv")
    assert refused.value.code == "disk.file_missing"
