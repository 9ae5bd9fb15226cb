"""``plumb search`` as people run it: what was saved a moment ago is found, by who may read it."""

from __future__ import annotations

from pathlib import Path

from tests.commands import plumb, well
from tests.interfaces.cli.runs import run

ORGANISATION = "code,name,region,contact_name\nA-1,海盐钱江阀门有限公司,1,张秋实\nA-2,平湖阀门厂,2,李冬至\n"


def keys(document: dict[str, object]) -> dict[str, list[str]]:
    return {group["name"]: [hit["key"] for hit in group["hits"]] for group in document["groups"]}  # type: ignore[attr-defined]


def test_what_was_saved_a_moment_ago_is_found(office_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "organisations.csv"
    file.write_text(ORGANISATION, encoding="utf-8")
    well("import", "organisation", file, home=office_home)
    found = well("search", "阀门", home=office_home)
    assert keys(found) == {"organisation": ["A-2", "A-1"]} or keys(found) == {"organisation": ["A-1", "A-2"]}
    assert (found["behind"], found["index"], found["near"], found["asked"]) == (0, True, False, "阀门")
    well("withdraw", "organisation", "A-2", home=office_home)
    assert keys(well("search", "阀门", "--in", "organisation", home=office_home)) == {"organisation": ["A-1"]}
    well("user", "add", "ann", "--region", "1", "--no-sign-in", home=office_home)
    assert keys(well("search", "张秋实", "--as", "ann", home=office_home)) == {"personal": ["A-1"]}
    assert keys(well("search", "李冬至", "--as", "ann", home=office_home)) == {}
    assert keys(well("search", "张秋实", home=office_home)) == {}
    assert not [path for path in (office_home / "cache" / "search").rglob("*")
                if path.is_file() and "张秋实".encode() in path.read_bytes()]
    made = well("search", "--rebuild", home=office_home)
    assert (made["rebuilt"], made["behind"]) == (True, 0)
    assert keys(well("search", "阀门", home=office_home)) == {"organisation": ["A-1"]}


def test_it_says_what_it_found(office_home: Path) -> None:
    done = run("search", "pass", "rate", home=office_home)
    assert (done.returncode, "Inspection pass rate" in done.stdout.decode()) == (0, True), done.stderr
    assert "Nothing was found." in run("search", "qqzzqq", home=office_home).stdout.decode()
    refused = plumb("search", "x", "--in", "nobody", home=office_home)
    assert (refused.status, refused.document["error"]["code"]) == (1, "search.no_group")
