"""``plumb erase`` as people run it: what is known of a person goes, and the record stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import plumb, well
from tests.interfaces.cli.runs import run

MARK = "Zaphod-7Q-marker"
ORGANISATION = f"code,name,region,contact_name,contact_phone\nA-1,One,1,{MARK},000\nA-2,Two,2,B. Nobody,\n"


@pytest.fixture
def home(office_home: Path, tmp_path: Path) -> Path:
    """The office, with two organisations."""
    file = tmp_path / "organisations.csv"
    file.write_text(ORGANISATION, encoding="utf-8")
    well("import", "organisation", file, home=office_home)
    return office_home


def holding(home: Path) -> list[str]:
    """The files of the home in which the name stands."""
    return [path.name for path in sorted(home.rglob("*")) if path.is_file() and MARK.encode() in path.read_bytes()]


def test_it_goes_from_every_file_of_the_home(home: Path) -> None:
    assert holding(home)
    assert well("erase", "organisation", "A-1", "--yes", home=home) == {
        "kind": "organisation", "key": {"code": "A-1"}, "erased": True}
    assert holding(home) == []
    assert well("erase", "organisation", "A-1", "--yes", home=home)["erased"] is False
    last = well("journal", "--last", "1", home=home)["entries"][0]
    assert (last["act"], last["kind"], last["rows"]) == ("erase", "organisation", "1")
    assert {one["status"] for one in well("doctor", "--deep", home=home)["checks"]
            if one["check"] in ("journal", "records", "tables")} == {"ok"}


def test_it_says_what_it_did(home: Path) -> None:
    for said in ("The personal data of organisation A-2 was erased, for good.",
                 "There was no personal data of organisation A-2 to erase."):
        done = run("erase", "organisation", "A-2", "--yes", home=home)
        assert (done.returncode, said in " ".join(done.stdout.decode().split())) == (0, True), done.stderr
    assert holding(home)


@pytest.mark.parametrize(("words", "code", "what", "chinese"), [
    (["organisation", "A-1"], "command.unconfirmed", "nothing was erased", "未清除任何内容"),
    (["organisation", "A-9", "--yes"], "keep.unknown", "there is no organisation with this key",
     "没有该编号的“单位”记录"),
    (["inspection", "7", "--yes"], "keep.nothing_personal", "inspection holds no personal data",
     "“检查”记录不含个人信息"),
    (["organisation", "A", "1", "--yes"], "keep.key_incomplete",
     "the key of organisation has 1 parts, and 2 were given", "“单位”的编号由1部分组成，给出了2部分"),
])
def test_a_refusal_is_told_in_both_languages(home: Path, words: list[str], code: str, what: str, chinese: str) -> None:
    error = plumb("erase", *words, home=home).error
    assert (error["code"], error["what"], error["zh"]["what"]) == (code, what, chinese)  # type: ignore[index]
    assert holding(home)
