"""A case goes from a county to its city and back, between two homes: signed packages, receipts, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from plumbline.home import Home
from plumbline.procedures.federation import keys
from plumbline.procedures.federation.case_packages import FORMAT, RECEIPT_FORMAT
from tests.commands import Ran, plumb, well
from tests.needs import ROOT

REGIONS = """code,name_en,name_zh,level,parent,valid_from
city,City,市,city,,1900-01-01
1,County 1,县1,county,city,1900-01-01
"""
NAME = "example-recall"
FIELDS = ("--producer", "F1", "--region", "1", "--product", "Kettle")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the module of the worked example lies, for commands to find it."""
    place = tmp_path_factory.mktemp("instances")
    page = (ROOT / "docs" / "extending.md").read_text("utf-8")
    code = re.search(r"<!-- file: example_recall.py -->\n```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    (place / "example_recall.py").write_text(code[1], encoding="utf-8")
    (place / "regions.csv").write_text(REGIONS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(place))
        yield place


def made(place: Path, name: str, region: str) -> Path:
    home = place / name
    well("init", home=home)
    file = home / "plumbline.toml"
    own = f'instance = "{name}"\nregion = "{region}"\nextensions = ["example_recall"]\n'
    file.write_text(f"{file.read_text('utf-8')}\n{own}", encoding="utf-8")
    well("import", "region", place / "regions.csv", home=home)
    well("user", "add", f"ann-{name}", "--region", region, "--no-sign-in", home=home)
    return home


@pytest.fixture(scope="module")
def homes(places: Path) -> tuple[Path, Path]:
    """The county and the city, which know each other's keys."""
    county, city = made(places, "county-1", "1"), made(places, "city", "city")
    for home, name, other, region in ((county, "city", city, "city"), (city, "county-1", county, "1")):
        well("trust", "add", name, well("key", "show", home=other)["key"], "--region", region, home=home)
    return county, city


def act(home: Path, number: str, name: str, *words: str) -> Ran:
    return plumb(NAME, name, number, "--as", f"ann-{home.name}", *words, home=home)


def shown(home: Path, number: str) -> dict[str, Any]:
    return well("case", "show", NAME, number, "--as", f"ann-{home.name}", home=home)


def sent(home: Path, number: str, to: str, region: str, file: Path) -> None:
    well("case", "send", NAME, number, to, region, file, "--as", f"ann-{home.name}", "--reason", "In two", home=home)


def test_a_case_goes_up_and_comes_back_with_what_was_done(places: Path, homes: tuple[Path, Path]) -> None:
    county, city = homes
    number = well(NAME, "open", "--as", "ann-county-1", *FIELDS, home=county)["number"]
    away, up, mirror, back, receipt = f"county-1.{number}", *(places / f"{name}.plumb" for name in (
        "up", "mirror", "back", "receipt"))
    for lot in ("L1", "L2"):
        assert act(county, number, "add-lot", "--lot", lot).status == 0
    assert act(county, number, "notify", "--reason", "It burns", "--due", "2099-01-31").status == 0
    sent(county, number, "city", "city", up)
    assert act(county, number, "account", "--member", "L1", "--how", "x").error["code"] == "case.away"
    assert (shown(county, number)["away"], shown(county, number)["acts"]) == ("city", [])
    assert well("case", "today", "--as", "ann-county-1", home=county)["waiting"] == []
    taken = well("case", "take", up, "--receipt", receipt, home=city)
    assert (taken["number"], taken["new"], taken["from"]) == (away, 5, "county-1")
    assert well("case", "take", up, home=city)["new"] == 0
    assert well("case", "receipt", receipt, home=county)["act"] == "receipt"
    there = shown(city, away)
    assert (there["state"], there["due"], there["region"], there["away"]) == ("notified", "2099-01-31", "city", "")
    assert [each["member"] for each in there["members"]] == ["L1", "L2"]
    events = well("case", "history", NAME, away, "--as", "ann-city", home=city)["events"]
    own = {each["journal"]: each for each in well(
        "case", "history", NAME, number, "--as", "ann-county-1", home=county)["events"]}
    assert [each["elsewhere"] and each["elsewhere"]["instance"] for each in events] == ["county-1"] * 5 + [None]
    assert all(own[each["elsewhere"]["journal"]]["leaf"] == each["elsewhere"]["leaf"] for each in events[:5])
    assert act(city, away, "account", "--member", "L1", "--how", "Melted").status == 0
    well("case", "mirror", NAME, away, "county-1", mirror, home=city)
    assert well("case", "take", mirror, home=county)["new"] == 2
    here = shown(county, number)
    assert ([each["state"] for each in here["members"]], here["away"]) == (["accounted", "on-sale"], "city")
    sent(city, away, "county-1", "1", back)
    assert well("case", "take", back, home=county)["new"] == 1
    assert (shown(county, number)["away"], shown(city, away)["away"]) == ("", "county-1")
    assert act(city, away, "account", "--member", "L2", "--how", "x").error["code"] == "case.away"
    assert act(county, number, "account", "--member", "L2", "--how", "Here again").status == 0
    told = well("case", "history", NAME, number, "--as", "ann-county-1", home=county)["events"]
    assert [each["act"] for each in told] == [
        "open", "add-lot", "add-lot", "notify", "send", "receipt", "take-over", "account", "send", "take-over",
        "account"]
    assert plumb("case", "take", mirror, home=county).error["code"] == "case.package_older"
    for home in homes:
        checks = {each["check"]: each["status"] for each in well("doctor", "--port", "0", home=home)["checks"]}
        assert (checks["cases"], checks["journal"]) == ("ok", "ok")


def test_a_package_is_written_again_for_who_saw_to_the_case_alone(places: Path, homes: tuple[Path, Path]) -> None:
    county, _city = homes
    number = well(NAME, "open", "--as", "ann-county-1", *FIELDS, home=county)["number"]
    sent(county, number, "city", "city", places / "written.plumb")
    well("user", "add", "eve", "--region", "1", "--role", "auditor", "--no-sign-in", home=county)
    again = places / "anew.plumb"
    refused = plumb("case", "send", NAME, number, "city", "city", again, "--as", "eve", "--reason", "x", home=county)
    assert (refused.status != 0, again.exists()) == (True, False)
    sent(county, number, "city", "city", again)
    acts = well("case", "history", NAME, number, "--as", "ann-county-1", home=county)["events"]
    assert [each["act"] for each in acts] == ["open", "send"]
    assert well("case", "take", again, home=homes[1])["new"] == 2


def test_a_receipt_is_kept_from_who_was_sent_the_case_alone(places: Path, homes: tuple[Path, Path]) -> None:
    county, city = homes
    number = well(NAME, "open", "--as", "ann-county-1", *FIELDS, home=county)["number"]
    document = {"format": RECEIPT_FORMAT, "instance": "city", "to": "county-1", "package": "0" * 64, "procedure": NAME,
                "origin": "county-1", "number": number, "at": "2026-03-02T10:00:00Z"}
    text = msgspec.json.encode(document, order="sorted")
    file = places / "never-sent.plumb"
    file.write_bytes(msgspec.json.encode({"document": text.decode(), "signature": keys.sign(
        Home(city), RECEIPT_FORMAT, text).hex()}))
    assert plumb("case", "receipt", file, home=county).error["code"] == "case.package_case"


def signed(home: Path, change: Callable[[dict[str, Any]], None], file: Path, to: Path) -> Path:
    """A package that ``home`` signed, with something in it changed before."""
    document = msgspec.json.decode(msgspec.json.decode(file.read_bytes())["document"])
    change(document)
    text = msgspec.json.encode(document, order="sorted")
    to.write_bytes(msgspec.json.encode({"document": text.decode(), "signature": keys.sign(
        Home(home), FORMAT, text).hex()}))
    return to


def test_what_is_forged_late_or_not_theirs_is_refused_and_nothing_is_kept(
        places: Path, homes: tuple[Path, Path]) -> None:
    county, city = homes
    number = well(NAME, "open", "--as", "ann-county-1", *FIELDS, home=county)["number"]
    up, bad = places / "second.plumb", places / "bad.plumb"
    sent(county, number, "city", "city", up)

    def refused(home: Path = city) -> str:
        return plumb("case", "take", bad, home=home).error["code"]

    content = up.read_bytes()
    for changed in (content.replace(b"Kettle", b"Kottle"), content.replace(b'"signature":"', b'"signature":"00')):
        assert changed != content
        bad.write_bytes(changed)
        assert refused() == "case.package_forged"
    for nonsense in (b"", b"{}", content[:-20], b"[" * 100_000):
        bad.write_bytes(nonsense)
        assert refused() == "case.package_unreadable"

    def forge(change: Callable[[dict[str, Any]], None], home: Path = county, taker: Path = city) -> str:
        bad.unlink(missing_ok=True)
        signed(home, change, up, bad)
        return refused(taker)

    def acts(name: str, **said: str) -> Callable[[dict[str, Any]], None]:
        def change(document: dict[str, Any]) -> None:
            document["events"].append(dict(document["events"][-1], key="county-1:999", act=name, said=said, state=""))
        return change

    def first(member: str, value: Any) -> Callable[[dict[str, Any]], None]:
        return lambda document: document["events"][0].update({member: value})

    def whole(member: str, value: Any) -> Callable[[dict[str, Any]], None]:
        return lambda document: document.update({member: value})

    assert forge(lambda document: document.update(to="city-2")) == "case.package_not_ours"
    assert forge(lambda document: document.update(instance="county-2")) == "instance.not_trusted"
    assert forge(lambda document: document.update(procedure="other")) == "case.package_procedure"
    assert forge(lambda document: document.update(rules="0" * 64)) == "case.package_rules"
    assert forge(lambda document: document.update(origin="city")) == "case.package_not_theirs"
    assert forge(acts("assign", person="1", part="officer")) == "case.package_otherwise"
    assert forge(acts("declare-conflict", reason="x")) == "case.package_otherwise"
    assert forge(lambda document: document["events"].append(
        dict(document["events"][-1], key="city:1"))) == "case.package_otherwise"
    assert forge(lambda document: document["events"].pop()) == "case.package_not_theirs"
    assert forge(lambda document: document["events"][0]["said"].update(region="city")) == "case.package_not_theirs"
    assert forge(acts("consult", to="city", due="soon", text="x")) == "case.package_unreadable"
    for member, value in (("key", "county-1:x"), ("key", "county-1:9:9"), ("key", "county-1:9\n"), ("leaf", "0"),
                          ("at", "2026-03-02T10:00:00"), ("at", "9999-12-31T23:59:59Z"), ("act", "x" * 41),
                          ("organisation", "x" * 81), ("member", "\0"), ("said", {"x": "a\0"})):
        assert forge(first(member, value)) in {"case.package_unreadable", "case.package_otherwise"}, (member, value)
    for member, value in (("number", "../2026-0001"), ("number", "2026-0001\n"), ("origin", "county-1:2"),
                          ("events", [])):
        assert forge(whole(member, value)) == "case.package_unreadable"
    assert forge(lambda document: document["events"].append(document["events"][-1])) == "case.package_otherwise"
    assert forge(lambda document: document["events"][-1]["said"].update(region="no-region")) == "case.package_case"
    assert forge(lambda document: document.update(origin="county-2")) == "case.package_not_theirs"
    assert well("case", "list", NAME, "--as", "ann-city", home=city)["cases"] == [
        each for each in well("case", "list", NAME, "--as", "ann-city", home=city)["cases"]
        if each["number"] != f"county-1.{number}"]
    assert well("case", "take", up, home=city)["new"] == 2
    # The county gave it away: it tells nothing more of it, until it has it again.
    assert forge(acts("comment", text="More")) == "case.package_not_theirs"
    assert forge(lambda document: document["events"][0].update(leaf="0" * 64)) == "case.package_otherwise"
    unknown = plumb("case", "send", NAME, number, "nowhere", "city", places / "x.plumb", "--as", "ann-county-1",
                    "--reason", "x", home=county)
    assert unknown.error["code"] == "instance.not_trusted"


def test_a_package_that_was_lost_is_written_again_and_a_region_must_be_there(
        places: Path, homes: tuple[Path, Path]) -> None:
    county, city = homes
    number = well(NAME, "open", "--as", "ann-county-1", *FIELDS, home=county)["number"]
    gone = plumb("case", "send", NAME, number, "city", "no-region", places / "y.plumb", "--as", "ann-county-1",
                 "--reason", "x", home=county)
    assert gone.error["code"] == "case.region_unknown"
    first, again = places / "first.plumb", places / "again.plumb"
    sent(county, number, "city", "city", first)
    sent(county, number, "city", "city", again)
    told = well("case", "history", NAME, number, "--as", "ann-county-1", home=county)["events"]
    assert [each["act"] for each in told] == ["open", "send"]
    first.unlink()
    assert well("case", "take", again, home=city)["new"] == 2


def test_a_case_comes_back_through_every_attack_on_its_way(places: Path, homes: tuple[Path, Path]) -> None:
    county, city = homes
    number = well(NAME, "open", "--as", "ann-county-1", *FIELDS, home=county)["number"]
    other = well(NAME, "open", "--as", "ann-county-1", *FIELDS, home=county)["number"]
    away, bad = f"county-1.{number}", places / "attacked.plumb"
    up, up_other, back, late = (places / f"played-{each}.plumb" for each in ("up", "other", "back", "late"))
    sent(county, number, "city", "city", up)
    sent(county, other, "city", "city", up_other)

    def takes(content: bytes, home: Path) -> Ran:
        bad.write_bytes(content)
        return plumb("case", "take", bad, home=home)

    # Two packages of one sender, one with the signature of the other.
    one, two = (msgspec.json.decode(each.read_bytes()) for each in (up, up_other))
    assert takes(msgspec.json.encode(one | {"signature": two["signature"]}), city).error["code"] == (
        "case.package_forged")
    # Each byte of what was signed counts: a dozen of them are changed, each by one bit.
    text = one["document"].encode()
    for place in range(0, len(text), max(1, len(text) // 12)):
        changed = bytearray(text)
        changed[place] ^= 1
        told = takes(msgspec.json.encode({"document": changed.decode("utf-8", "replace"),
                                          "signature": one["signature"]}), city)
        assert told.error["code"] in {"case.package_forged", "case.package_unreadable", "instance.not_trusted"}, place
    # The county's key was given up: what it signed is taken no more, until the city knows its new one.
    known = {each["name"]: each for each in well("trust", "list", home=city)["trusted"]}["county-1"]
    well("trust", "remove", "county-1", home=city)
    assert takes(up.read_bytes(), city).error["code"] == "instance.not_trusted"
    stranger = well("key", "show", home=city)["key"]
    well("trust", "add", "county-1", stranger, "--region", "1", home=city)
    assert takes(up.read_bytes(), city).error["code"] == "case.package_forged"
    assert away not in [each["number"] for each in well("case", "list", NAME, "--as", "ann-city", home=city)["cases"]]
    well("trust", "add", "county-1", known["key"], "--region", "1", "--replace", home=city)
    assert [well("case", "take", up, home=city)["new"] for _ in range(3)] == [2, 0, 0]
    assert takes(up.read_bytes(), county).error["code"] in {"instance.not_trusted", "case.package_not_ours"}

    assert act(city, away, "add-lot", "--lot", "L1").status == 0
    well("case", "mirror", NAME, away, "county-1", late, home=city)  # and it lies in somebody's tray
    sent(city, away, "county-1", "1", back)
    assert well("case", "take", back, home=county)["new"] == 3
    assert act(county, number, "add-lot", "--lot", "L2").status == 0
    before = shown(county, number)
    assert takes(late.read_bytes(), county).error["code"] == "case.package_older"
    assert plumb("case", "take", up, home=county).status != 0
    assert well("case", "take", back, home=county)["new"] == 0
    assert shown(county, number) == before
    assert [each["member"] for each in before["members"]] == ["L1", "L2"]
    assert (before["away"], shown(city, away)["away"]) == ("", "county-1")
    for home in homes:
        checks = {each["check"]: each["status"] for each in well("doctor", "--port", "0", home=home)["checks"]}
        assert (checks["cases"], checks["journal"]) == ("ok", "ok")
