"""Text files as offices write them: encodings, gzip, and what no reader should be asked to hold."""

from __future__ import annotations

import gzip
import hashlib
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plumbline.errors import IntakeError
from plumbline.records.intake.reading import textfile
from tests.needs import require

TEXT = "编号,名称\n1,重庆小面\n2,\U00020bb7野家\n"   # the second name begins with a character outside the basic plane
LINE_1_GB = 1 << 30


def prepared(tmp_path: Path, content: bytes, name: str = "a.csv") -> tuple[textfile.TextFile, str]:
    path = tmp_path / name
    path.write_bytes(content)
    found = textfile.prepare(path, tmp_path)
    return found, found.path.read_text(encoding="utf-8-sig")


def refused(path: Path) -> str:
    with pytest.raises(IntakeError) as caught:
        textfile.prepare(path, path.parent)
    return str(caught.value)


@pytest.mark.parametrize(("codec", "name"), [
    ("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("gb18030", "gb18030"), ("utf-16", "utf-16"),
    ("utf-16-be", "utf-16"), ("utf-16-le", "utf-16"),
])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings(tmp_path: Path, codec: str, name: str, packed: bool) -> None:
    mark = {"utf-16-be": b"\xfe\xff", "utf-16-le": b"\xff\xfe"}.get(codec, b"")
    raw = mark + TEXT.encode(codec)
    found, text = prepared(tmp_path, gzip.compress(raw) if packed else raw)
    assert (text, found.encoding, found.sha256) == (TEXT, name, hashlib.sha256(raw).hexdigest())


def test_gbk_without_wider_characters(tmp_path: Path) -> None:
    text = "编号,名称\n1,重庆小面\n"
    assert prepared(tmp_path, text.encode("gbk"))[1] == text


def test_gb18030_with_its_own_mark(tmp_path: Path) -> None:
    assert prepared(tmp_path, ("\ufeff" + TEXT).encode("gb18030"))[1] == TEXT


def test_a_character_cut_by_the_end_of_a_chunk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textfile, "CHUNK", 5)
    for codec in ("utf-8", "gb18030", "utf-16"):
        assert prepared(tmp_path, TEXT.encode(codec))[1] == TEXT


def test_a_plain_utf8_file_is_used_where_it_is(tmp_path: Path) -> None:
    found, _ = prepared(tmp_path, TEXT.encode())
    assert found.path == tmp_path / "a.csv"
    assert list(tmp_path.iterdir()) == [found.path]


@pytest.mark.parametrize(("text", "controls"), [
    ("a,b\n1,2\n", False), ("a,b\r\n1,2\t3\r\n", False), ("a\n\x07\n", True), ("a\n\x00\n", True), ("a\n\x1f\n", True),
])
def test_control_characters_are_noticed(tmp_path: Path, text: str, controls: bool) -> None:
    assert prepared(tmp_path, text.encode())[0].controls is controls


def test_a_truncated_gzip(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TEXT.encode() * 1000)[:-20])
    assert refused(path) == (
        f"{path}: the gzip file is cut short or damaged. Unpacking stopped: Compressed file ended before the "
        "end-of-stream marker was reached. Copy or download it again; nothing of it was taken in."
    )


@pytest.mark.parametrize("damage", ["in the middle", "checksum", "behind the end"])
def test_a_damaged_gzip(tmp_path: Path, damage: str) -> None:
    noise = random.Random(1).randbytes(2_000).hex() + "\n"
    packed = bytearray(gzip.compress(noise.encode()))
    if damage == "in the middle":
        packed[len(packed) // 2] ^= 0xFF
    elif damage == "checksum":
        packed[-6] ^= 0xFF
    else:
        packed += b"rubbish"
    path = tmp_path / "a.csv.gz"
    path.write_bytes(packed)
    assert refused(path).startswith(f"{path}: the gzip file is cut short or damaged. Unpacking stopped: ")


def test_bytes_in_no_known_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"number,name\n1,\xff\xfe\xff\n")
    assert refused(path) == (
        f"{path}: the text is neither UTF-8 nor GB18030. Byte 0xff does not fit. "
        "Save the file as CSV UTF-8 and import it again."
    )


def test_utf16_that_ends_within_a_character(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("a\n1\n".encode("utf-16") + b"\x00")
    assert refused(path) == (
        f"{path}: the text is not the UTF-16 its first bytes promise. Byte 0x00 does not fit. "
        "Save the file as CSV UTF-8 and import it again."
    )


def test_a_line_may_be_long_but_not_endless(tmp_path: Path) -> None:
    longest = b"x" * textfile.LONGEST_LINE
    assert prepared(tmp_path, b"a\n" + longest + b"\n")[0].encoding == "utf-8"
    path = tmp_path / "b.csv"
    path.write_bytes(b"a\n" + longest + b"x\nb\n")
    assert refused(path) == (
        f"{path}: line 2 is longer than 1,048,576 bytes. No record of any kind is that long; a quotation mark may "
        "never have been closed. Look at the file near that line; nothing of it was taken in."
    )


@pytest.mark.parametrize("chunk", [1 << 19, 1 << 20, 3 << 20])
def test_a_long_line_is_counted_over_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    monkeypatch.setattr(textfile, "CHUNK", chunk)
    path = tmp_path / "a.csv"
    path.write_bytes(b"a\n" * 700_000 + b"x" * (textfile.LONGEST_LINE + 1) + b"\n")
    assert refused(path).startswith(f"{path}: line 700,001 is longer than ")


SMALL = 1 << 30  # of address space, libraries included: a line held whole would not fit
PROGRAM = """
import resource, sys
from pathlib import Path
from plumbline.errors import IntakeError
from plumbline.records.intake.reading import textfile
resource.setrlimit(resource.RLIMIT_AS, ({small}, {small}))
try:
    textfile.prepare(Path(sys.argv[1]), Path(sys.argv[2]))
except IntakeError as error:
    peak = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
    print(error.what.en, *peak)
"""


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_of_one_gigabyte_fails_at_once_and_in_little_memory(tmp_path: Path, packed: bool) -> None:
    path = tmp_path / "long.csv"
    if packed:
        piece = gzip.compress(b"x" * (LINE_1_GB // 64), compresslevel=1)
        path.write_bytes(gzip.compress(b"number\n") + piece * 64)
    else:
        with path.open("wb") as file:   # sparse: a gigabyte of NUL after the header
            file.write(b"number\n")
            file.truncate(LINE_1_GB)
    require(Path("/proc/self/status").exists(), "needs Linux, which tells a process's largest memory")
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", PROGRAM.format(small=SMALL), str(path), str(tmp_path)], check=True,
                          capture_output=True, text=True)
    what, peak = done.stdout.rsplit(" ", 1)
    assert what == "line 2 is longer than 1,048,576 bytes"
    assert int(peak) * 1024 < 250 << 20
    assert time.monotonic() - began < 20
