"""With --json a command prints one JSON document and nothing else, and its exit status tells success."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.commands import plumb, well
from tests.interfaces.cli.runs import run

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FIGURE = ["figure", "inspection.pass_rate", "--region", "city", "--period", "2013"]
ERROR = {"type", "code", "what", "where", "why", "next_step", "zh"}

# Commands on the small office, with the keys their documents have.
WELL: dict[str, tuple[list[str], set[str]]] = {
    "version": (["version"], {"plumbline"}),
    "kinds": (["kinds"], {"kinds"}),
    "mappings": (["mappings"], {"mappings"}),
    "indicators": (["indicators"], {"indicators"}),
    "journal": (["journal"], {"entries", "whole"}),
    "journal, none": (["journal", "--last", "0"], {"entries", "whole"}),
    "cut": (["cut"], {"format", "id", "as_of", "made_at", "journal", "kinds", "plumbline"}),
    "cut, as of": (["cut", "--as-of", "2030-01-01"], {"format", "id", "as_of", "made_at", "journal", "kinds",
                                                      "plumbline"}),
    "cut list": (["cut", "list"], {"cuts"}),
    "cut describe": (["cut", "describe"], {"format", "id", "as_of", "made_at", "journal", "kinds", "plumbline"}),
    "cut compare": (["cut", "compare", "latest", "latest"], {"first", "second", "kinds"}),
    "user list": (["user", "list"], {"accounts", "roles"}),
    "init": (["init"], {"home", "new"}),
    "evidence list": (["evidence", "list"], {"evidence"}),
    "evidence verify": (["evidence", "verify"], {"attachments", "files", "bytes", "whole", "wrong", "spare",
                                                 "leftovers"}),
}
FIGURE_KEYS = {"indicator", "region", "period", "numerator", "denominator", "value", "unit", "interval", "cut",
               "definition_sha256", "root", "records"}

# What goes wrong, with the status and the type of the error told.
WRONG: dict[str, tuple[list[str], int, str, str]] = {
    "no such command": (["fly"], 2, "UsageError", "No such command 'fly'"),
    "no such option": (["journal", "--colour"], 2, "UsageError", "No such option: --colour"),
    "a missing argument": (["import"], 2, "UsageError", "Missing argument"),
    "a missing option": (["figure", "inspection.pass_rate"], 2, "UsageError", "Missing option '--region'"),
    "a number out of range": (["journal", "--last", "-5"], 2, "UsageError", "Invalid value for '--last'"),
    "options before the second word": (["cut", "--json", "list"], 2, "UsageError",
                                       "Invalid value: Write the options after 'list'."),
    "no such kind": (["import", "inspektion", "x.csv"], 1, "RecordError", "there is no record kind 'inspektion'"),
    "no such file": (["import", "inspection", "none.csv"], 1, "IntakeError", "there is no such file"),
    "no such mapping": (["import", "inspection", "x.csv", "--mapping", "none"], 1, "IntakeError",
                        "there is no mapping 'none'"),
    "no such indicator": (["figure", "inspection.pas_rate", *FIGURE[2:]], 1, "FigureError",
                          "there is no indicator 'inspection.pas_rate'"),
    "no such region": ([*FIGURE[:3], "77", *FIGURE[4:]], 1, "FigureError", "there is no region '77' on 2013-12-31"),
    "no such period": ([*FIGURE[:5], "someday"], 1, "FigureError", ""),
    "no such part": ([*FIGURE, "--records", "1", "--of", "all"], 1, "FigureError", "a figure has no part 'all'"),
    "no such cut": ([*FIGURE, "--cut", "none"], 1, "CutError", "there is no cut 'none'"),
    "nobody of this name": ([*FIGURE, "--as", "nobody"], 1, "NotAllowed", "there is nobody called 'nobody' here"),
    "no such time": (["cut", "--as-of", "someday"], 1, "CutError", "'someday' is not a time"),
    "no such scheme": (["assess", "none", "--year", "2013"], 1, "RulebookError", ""),
    "no such world": (["world", "load", "atlantis"], 1, "HomeError", "there is no world 'atlantis'"),
    "no such measurement": (["bench", "none"], 1, "PlumblineError", "there is no measurement 'none'"),
    "no such role": (["user", "add", "somebody", "--region", "1", "--role", "boss"], 1, "NotAllowed",
                     "a new account needs a password: somebody"),
    "no such file of evidence": (["evidence", "add", "none.pdf", "inspection", "1"], 1, "IntakeError",
                                 "there is no such file"),
    "no such evidence": (["evidence", "withdraw", "none", "--reason", "x"], 1, "RecordError",
                         "there is no such evidence"),
    "a name for a mapping that is a path": (["import", "inspection", "x.csv", "--save-mapping", "../x"], 2,
                                            "UsageError", "Invalid value: '../x' is no name for a mapping"),
}


@pytest.mark.parametrize("name", WELL)
def test_one_document_and_nothing_else(name: str, made_office: Path, office_home: Path) -> None:
    words, keys = WELL[name]
    done = plumb(*words, home=office_home if words[0] in ("cut", "init") else made_office)
    assert (done.status, done.err) == (0, "")
    assert set(done.document) == keys
    assert done.out.isascii()
    assert done.out.endswith("}\n")


@pytest.mark.parametrize("name", WRONG)
def test_an_error_is_one_document_too(name: str, office_home: Path) -> None:
    words, status, kind, what = WRONG[name]
    done = plumb(*words, home=office_home)
    assert (done.status, done.err) == (status, "")
    assert set(done.document) == {"error"}
    assert set(done.error) == ERROR
    assert set(done.error["zh"]) == {"what", "where", "why", "next_step"}
    assert done.error["type"] == kind
    assert done.error["what"].startswith(what)


@pytest.mark.parametrize("name", [name for name, (_words, _status, kind, _what) in WRONG.items()
                                  if kind == "UsageError"])
def test_wrong_usage_is_told_in_both_languages(name: str, office_home: Path) -> None:
    words, *_rest = WRONG[name]
    done = plumb(*words, home=office_home)
    assert done.error["code"] == "command.usage"
    assert done.error["next_step"].endswith("--help")
    assert CHINESE.search(done.error["zh"]["what"])
    assert done.error["zh"]["next_step"].startswith("请查看：")


def test_what_a_command_refuses_has_its_code_and_chinese(office_home: Path) -> None:
    error = plumb(*FIGURE, "--as", "nobody", home=office_home).error
    assert (error["code"], error["zh"]["what"]) == ("account.unknown", "没有名为“nobody”的用户")


@pytest.mark.parametrize("words", [["journal"], FIGURE, ["cut"], ["assess", "chicago-canvass", "--year", "2013"],
                                   ["user", "list"]])
def test_a_home_that_is_not_there(words: list[str], tmp_path: Path) -> None:
    done = plumb(*words, home=tmp_path / "none")
    assert (done.status, done.error["type"], done.error["what"]) == (1, "HomeError", "there is no Plumbline data here")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(("words", "code", "said"), [
    (["figure", "inspection.pas_rate", *FIGURE[2:]], "indicator.unknown", "没有指标“inspection.pas_rate”"),
    ([*FIGURE[:3], "77", *FIGURE[4:]], "region.unknown", "2013年12月31日没有地区“77”"),
    ([*FIGURE[:5], "2013-Q5"], "period.not_period", "“2013-Q5”不是期间"),
    ([*FIGURE, "--cut", "none"], "cut.unknown", "没有快照“none”"),
])
def test_an_error_has_its_code_and_its_chinese(made_office: Path, words: list[str], code: str, said: str) -> None:
    error = plumb(*words, home=made_office).error
    assert (error["code"], error["zh"]["what"]) == (code, said)


def test_a_figure_has_the_agreed_keys(made_office: Path) -> None:
    document = well(*FIGURE, "--records", "3", home=made_office)
    assert FIGURE_KEYS <= set(document)
    assert (document["numerator"], document["denominator"], document["value"]) == (48, 60, "80.00")
    assert set(document["interval"]) == {"low", "high", "level", "method"}
    assert len(document["records"]) == 3
    assert "inspector_group" not in document["records"][0]


def test_an_import_tells_what_it_did(office_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("number,region,inspected_on,purpose,result,critical_count\n"
                    "a,1,2013-01-31,canvass,pass,0\nb,77,2013-01-31,canvass,pass,0\n", encoding="utf-8")
    done = plumb("import", "inspection", file, "--save-mapping", "mine", home=office_home)
    assert (done.status, done.err) == (0, "")
    told = done.document
    assert (told["taken_in"], told["quarantined"], told["faults"][0]["row"]) == (1, 1, 3)
    assert Path(told["quarantine"]).is_file()
    assert "mine" in [one["name"] for one in well("mappings", home=office_home)["mappings"]]
    again = well("import", "inspection", file, "--mapping", "mine", home=office_home)
    assert (again["taken_in"], again["unchanged"], again["mapping"]) == (0, 1, "mine")


def test_people_and_what_they_see(office_home: Path) -> None:
    def add(name: str, region: str) -> dict[str, Any]:
        done = run("user", "add", name, "--region", region, "--password-stdin", "--json", home=office_home,
                   given=b"correct horse battery\r\n")
        assert (done.returncode, done.stderr) == (0, b"")
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    assert add("one", "1") == {"name": "one", "role": "officer", "region": "1", "column": "*", "new": True}
    add("two", "2")
    assert [one["name"] for one in well("user", "list", home=office_home)["roles"]] == ["one", "two"]
    of_one = ["figure", "inspection.pass_rate", "--region", "1", "--period", "2013", "--records", "5"]
    for name, sees in (("one", True), ("two", False)):
        records = well(*of_one, "--as", name, home=office_home)["records"]
        assert len(records) == 5
        assert all(("inspector_group" in record) is sees for record in records)
    assert all("inspector_group" not in record for record in well(*of_one, home=office_home)["records"])


def test_a_broken_chain_is_an_error(office_home: Path) -> None:
    import sqlite3

    store = sqlite3.connect(office_home / "plumbline.sqlite3")
    store.execute("UPDATE records_entry SET rows = rows + 1 WHERE number = 2")
    store.commit()
    store.close()
    done = plumb("journal", home=office_home)
    assert (done.status, done.error["what"]) == (1, "the journal's chain is broken at entry 2")


@pytest.mark.parametrize("content", [b"rubbish" * 999, b"SQLite format 3\x00" + b"\xff" * 9_000])
def test_a_damaged_store_is_said_in_words(office_home: Path, content: bytes) -> None:
    for extra in office_home.glob("plumbline.sqlite3-*"):
        extra.unlink()
    (office_home / "plumbline.sqlite3").write_bytes(content)
    done = plumb("journal", home=office_home)
    assert (done.status, done.err, done.error["what"]) == (1, "", "the store cannot be opened")


def test_a_reader_that_goes_away_is_no_fault(made_office: Path) -> None:
    import subprocess

    from tests.interfaces.cli.runs import PROGRAM

    with subprocess.Popen([*PROGRAM, "kinds", "--json", "--home", str(made_office)], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert b"Traceback" not in child.stderr.read()
        assert child.wait(60) == 1
