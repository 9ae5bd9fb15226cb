"""A spot check goes from a county to its city with the files that its draw rests on, and is refused without them."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import msgspec
import pytest

from plumbline.home import Home
from plumbline.procedures.federation import keys
from plumbline.procedures.federation.case_packages import FORMAT
from tests.commands import plumb, well
from tests.procedures.federation.test_case_packages import REGIONS

NAME = "spot-check"
FIRMS = "id,class,name\nF-001,A,Corner shop\nF-002,B,Ironmonger\n"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """The county and the city, which know each other's keys, and a folder."""
    place = tmp_path_factory.mktemp("files")
    (place / "regions.csv").write_text(REGIONS, encoding="utf-8")
    (place / "firms.csv").write_text(FIRMS, encoding="utf-8")
    found = []
    for name, region in (("county-1", "1"), ("city", "city")):
        home = place / name
        well("init", home=home)
        file = home / "plumbline.toml"
        file.write_text(f'{file.read_text("utf-8")}\ninstance = "{name}"\nregion = "{region}"\n', encoding="utf-8")
        well("import", "region", place / "regions.csv", home=home)
        well("user", "add", "ann", "--region", region, "--no-sign-in", home=home)
        found.append(home)
    for home, name, other, region in ((found[0], "city", found[1], "city"), (found[1], "county-1", found[0], "1")):
        well("trust", "add", name, well("key", "show", home=other)["key"], "--region", region, home=home)
    return found[0], found[1], place


def spot_check(home: Path, place: Path, title: str) -> str:
    number = str(well(NAME, "open", "--as", "ann", "--region", "1", "--plan", "P 1", "--sort", "key", "--items", "x",
                      "--ratios", "A=1 B=1", "--title", title, home=home)["number"])
    well(NAME, "objects", number, "--as", "ann", "--directory", f"@{place / 'firms.csv'}", home=home)
    return number


def spoil(home: Path, content: bytes | None) -> None:
    """Put other bytes in the place of every file, or none."""
    with sqlite3.connect(home / "plumbline.sqlite3") as store:
        table = next(name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE name LIKE '%drawfile'"))
        if content is None:
            store.execute(f"DELETE FROM {table}")
        else:
            store.execute(f"UPDATE {table} SET content = ?", (content,))


def status(home: Path) -> tuple[str, str]:
    told = plumb("doctor", "--port", "0", "--json", home=home)
    return next((each["status"], each["what"]) for each in json.loads(told.out)["checks"]
                if each["check"] == "files of cases")


def test_its_files_go_along_and_are_verified(homes: tuple[Path, Path, Path]) -> None:
    county, city, place = homes
    number = spot_check(county, place, "First")
    well("case", "send", NAME, number, "city", "city", place / "up.plumb", "--as", "ann", "--reason", "x", home=county)
    signed = msgspec.json.decode((place / "up.plumb").read_bytes())
    document = msgspec.json.decode(signed["document"])
    (digest,) = document["files"]
    # Signed by who has the case, and still another text under the hash, or none.
    for name, files in (("none", {}), ("other", {digest: "H4sIAAAAAAACAwMAAAAAAAAAAAA="}), ("no gzip", {digest: "x"})):
        text = msgspec.json.encode({**document, "files": files}, order="sorted")
        file = place / f"{name}.plumb"
        file.write_bytes(msgspec.json.encode({"document": text.decode(), "signature": keys.sign(
            Home(county), FORMAT, text).hex()}))
        assert plumb("case", "take", file, home=city).error["code"] == "case.package_file"
    away = well("case", "take", place / "up.plumb", home=city)["number"]
    assert status(city) == ("ok", "1 files, each as its event names it")
    again = plumb(NAME, "objects", away, "--as", "ann", "--directory", f"@{place / 'firms.csv'}", home=city)
    assert again.status == 0


def test_a_file_that_was_altered_or_removed_is_told_and_does_not_go(homes: tuple[Path, Path, Path]) -> None:
    county, _, place = homes
    number = spot_check(county, place, "Second")
    assert status(county)[0] == "ok"
    for content, what in ((gzip.compress(FIRMS.replace("F-002", "F-003").encode()),
                           "a file of a case is not the one that its event names"),
                          (b"\x1f\x8bxx", "a file of a case cannot be read any more"),
                          (None, "a file of a case is gone")):
        spoil(county, content)
        assert status(county) == ("fault", what)
    refused = plumb("case", "send", NAME, number, "city", "city", place / "second.plumb", "--as", "ann", "--reason",
                    "x", home=county)
    assert (refused.error["code"], (place / "second.plumb").exists()) == ("case.file_altered", False)
    acts = well("case", "history", NAME, number, "--as", "ann", home=county)["events"]
    assert [each["act"] for each in acts] == ["open", "objects"]  # it is here still
