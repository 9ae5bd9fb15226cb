"""``plumb designation``: results in the order of what was asked, whatever is refused; files of offices."""

from __future__ import annotations

import gzip
import json

import pytest
import typer

from plumbline.interfaces.cli.standards import designation
from tests.commands import plumb


def results(*arguments: str) -> tuple[int, list[dict]]:
    ended = plumb("designation", "parse", *arguments, "--json")
    return ended.status, json.loads(ended.out)["results"]


def test_each_text_has_its_result_in_its_place():
    status, found = results("GB/T 19001-2016/ISO 9001:2015", "XY/T 1-2000", "Q/HY 001-2020")
    assert (status, [each["ok"] for each in found]) == (1, [True, False, True])
    assert (found[0]["year"], found[0]["number"], found[0]["dual"]) == (2016, "19001", ["ISO 9001:2015"])
    assert set(found[1]["error"]) == {"code", "at", "message", "next_step", "zh"}
    assert found[2]["issuer"] == "HY"


def test_all_that_is_sound_ends_well():
    assert results("GB 7718-2011")[0] == 0


@pytest.mark.parametrize(("encoding", "packed"), [("utf-8", False), ("utf-8-sig", False), ("gb18030", False),
                                                  ("utf-8-sig", True), ("gb18030", True)])
def test_a_file_may_be_in_any_encoding_and_packed(tmp_path, encoding, packed):
    text = "GB/T 19001－2016《质量管理体系　要求》\r\n\r\n第二行不是标准编号\r\nGB/T 4728（所有部分）\r\n"
    text += "DB11/T 1234—2015"
    content = text.encode(encoding)
    file = tmp_path / ("list.txt.gz" if packed else "list.txt")
    file.write_bytes(gzip.compress(content) if packed else content)
    status, found = results("--file", str(file))
    assert (status, [each.get("canonical", each.get("error", {}).get("code")) for each in found]) == (1, [
        "GB/T 19001-2016", "designation.empty", "designation.no_prefix", "GB/T 4728 (all parts)", "DB11/T 1234-2015"])
    assert [each["input"] for each in found] == text.split("\r\n")


def test_refused_lines_stop_no_file(tmp_path):
    file = tmp_path / "list.txt"
    file.write_text("GB 1-2000\n" + "9" * 10_000 + "\nGB\x00 2\nISO 9001\n", encoding="utf-8")
    status, found = results("--file", str(file))
    assert (status, [each["ok"] for each in found]) == (1, [True, False, False, True])


def test_nothing_asked_and_no_file_are_told(tmp_path):
    none = str(tmp_path / "none.txt")
    asked = (("designation", "parse"), ("designation", "parse", "--file", none),
             ("designation", "parse", "GB 1", "--on", "soon"))
    assert [plumb(*words).error["code"] for words in asked] == [
        "designation.nothing_asked", "designation.unreadable", "designation.not_day"]


@pytest.mark.parametrize(("one", "other", "how"), [
    ("GB 5296.1-2012", "GB/T 5296.1-2012", "edition"), ("GB/T 19001", "GB/T 19001-2016", "document"),
    ("GB/T 2828.1", "GB/T 2828.4", "series"), ("T/CAS 1-2020", "T/ZZB 1-2020", "no")])
def test_two_are_compared(one, other, how):
    assert json.loads(plumb("designation", "same", one, other, "--json").out)["same"] == how


def test_what_is_none_cannot_be_compared():
    ended = plumb("designation", "same", "GB 1-2000", "GB/X 1-2000")
    assert (ended.status, ended.error["code"]) == (1, "designation.number_missing")


def test_words_are_for_people(capsys):
    with pytest.raises(typer.Exit):
        designation.parse(["GB/T 19001-2016", "YYY/T 1-2000"], None, "", "", None, False)
    told = capsys.readouterr().out
    assert "number 19001" in told
    assert "Did you mean" in told
