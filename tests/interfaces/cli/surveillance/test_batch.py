"""``--batch``: every line is read as if it stood on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import plumb
from tests.draws import SIGNATURE


def asked(tmp_path: Path, content: bytes, *words: object) -> list[str]:
    """The codes of the answers, empty where there is one."""
    (tmp_path / "b.jsonl").write_bytes(content)
    told = plumb("draw", "beacon", "--batch", tmp_path / "b.jsonl", *words)
    assert (told.status == 1) is ("error" in told.document)
    return [each.get("error", {}).get("code", "") for each in told.document["results"]]


def test_what_stands_beside_holds_for_each_line(tmp_path: Path):
    lines = b'\xef\xbb\xbf{"round": 1000}\r\n\r\n{"round": "1000"}\n{"ROUND": 1001}\n'
    assert asked(tmp_path, lines, "--signature", SIGNATURE) == ["", "", "beacon.not_of_round"]
    assert asked(tmp_path, b'{"round": 1000}\n', f"--signature={SIGNATURE}") == [""]


@pytest.mark.parametrize(("line", "code"), [
    (b"{", "batch.not_object"), (b"[1]", "batch.not_object"), (b'{"round": 1, "round": 2}', "batch.not_object"),
    (b'{"round": NaN}', "batch.not_object"), (b'{"rond": 1}', "batch.unknown_key"),
    (b'{"batch": "x"}', "batch.unknown_key"), (b'{"round": null}', "batch.not_value"),
    (b'{"round": {"a": 1}}', "batch.not_value"), (b'{"round": 1000}', "command.usage"),
    (b'{"round": 1e3, "signature": "00"}', "beacon.no_round")])
def test_a_line_that_is_none_keeps_its_place(tmp_path: Path, line: bytes, code: str):
    good = b'{"round": 1000, "signature": "%s"}' % SIGNATURE.encode()
    assert asked(tmp_path, good + b"\n" + line + b"\n" + good) == ["", code, ""]


@pytest.mark.parametrize(("content", "code"), [
    (b"", "batch.empty"), (b"\n\n", "batch.empty"), (b"\xff\xfe", "batch.unreadable"),
    (b"\x1f\x8b\x08", "batch.unreadable")])
def test_a_file_that_cannot_be_read_is_refused_whole(tmp_path: Path, content: bytes, code: str):
    (tmp_path / "b.jsonl").write_bytes(content)
    assert plumb("draw", "beacon", "--batch", tmp_path / "b.jsonl").error["code"] == code
    assert plumb("draw", "beacon", "--batch", tmp_path / "none").error["code"] == "batch.unreadable"
