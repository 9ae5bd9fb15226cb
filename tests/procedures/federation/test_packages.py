"""Cuts handed up: what they hold, what the level above shows of them, and everything that is refused."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from plumbline.figures.joint.packages import DOCUMENT, FORMAT, SIGNATURE
from plumbline.home import VARIABLE, Home
from plumbline.procedures.federation import keys
from tests import federations
from tests.commands import plumb, well
from tests.federations import COUNTIES, EACH, SECRET_GROUP, Federation, inspections, name_of, repacked, take

pytestmark = pytest.mark.store("sqlite")  # four homes at once, each with the store that lies in it

ASK = ("figure", "inspection.pass_rate", "--period", "2013")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Federation:
    """The federation before anything was received. Not to be changed."""
    return federations.build(tmp_path_factory.mktemp("federation"))


@pytest.fixture(scope="module")
def joined(made: Federation, tmp_path_factory: pytest.TempPathFactory) -> Federation:
    """The same after the province received all three and froze a cut. Not to be changed."""
    here = federations.copied(made, tmp_path_factory.mktemp("joined") / "federation")
    for county in COUNTIES:
        well("cut", "receive", here.package(county), home=here.home("p"))
    well("cut", home=here.home("p"))
    return here


@pytest.fixture
def again(joined: Federation, tmp_path: Path) -> Federation:
    """The joined one, to be gone on with."""
    return federations.copied(joined, tmp_path / "again")


@pytest.fixture
def spoiled(made: Federation, tmp_path: Path) -> Federation:
    """One to be spoiled."""
    return federations.copied(made, tmp_path / "federation")


def refused(here: Federation, package: Path) -> dict[str, str]:
    """The error of receiving, which must leave nothing behind."""
    before = kept(here)
    error = plumb("cut", "receive", package, home=here.home("p")).error
    assert kept(here) == before
    assert error["type"] == "IntakeError"
    assert error["next_step"]
    return error


def kept(here: Federation) -> list[str]:
    folder = here.home("p") / "received"
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.name != ".lock")


def signed_by(home: Path, folder: Path, document: dict) -> None:
    """Write the document anew, with the hashes of the files there, and sign it with a home's key."""
    for parts in document["kinds"].values():
        for part in parts:
            part["sha256"] = hashlib.sha256((folder / part["file"]).read_bytes()).hexdigest()
    raw = json.dumps(document).encode()
    (folder / DOCUMENT).write_bytes(raw)
    (folder / SIGNATURE).write_text(keys.sign(Home(home), FORMAT, raw).hex())


# -------------------------------------------------------------------------------------------------- what is handed up
def test_a_package_holds_public_fields_only(made):
    with zipfile.ZipFile(made.package("a")) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        with archive.open("home/inspection.parquet") as stream:
            table = pq.read_table(pa.BufferReader(stream.read()))
    assert SECRET_GROUP.encode() not in everything
    assert "inspector_group" not in table.schema.names
    assert table.schema.names[-1] == "leaf"
    assert table.num_rows == EACH["a"]
    assert not any("determination" in name for name in federations.members(made.package("a")))


def test_its_document_says_whose_it_is_and_is_signed(made):
    with zipfile.ZipFile(made.package("b")) as archive:
        raw, signature = archive.read(f"home/{DOCUMENT}"), archive.read(f"home/{SIGNATURE}")
    document = json.loads(raw)
    cut = well("cut", "describe", home=made.home("b"))
    assert (document["instance"], document["region"], document["cut"]) == ("county-b", "b", cut["id"])
    assert document["journal"] == cut["journal"]
    from plumbline.methods.shared.trust import signing

    key = well("key", "show", home=made.home("b"))["key"]
    assert signing.verify(key, FORMAT, raw, bytes.fromhex(signature.decode().strip()))


@pytest.mark.skipif(os.name == "nt", reason="permissions are others there")
def test_the_private_key_is_for_its_owner_alone_and_is_made_once(made):
    folder = made.home("a") / "keys"
    assert (folder.stat().st_mode & 0o777, (folder / "instance.key").stat().st_mode & 0o777) == (0o700, 0o600)
    assert [path.name for path in folder.iterdir()] == ["instance.key"]
    shown = well("key", "show", home=made.home("a"))
    assert shown == well("key", "show", home=made.home("a"))
    assert (folder / "instance.key").read_text().strip() not in json.dumps(shown)


def test_records_of_other_regions_stay_at_home(spoiled):
    home = spoiled.home("a")
    take(home, "region", "code,name_en,level,valid_from\nelsewhere,Elsewhere,county,1900-01-01\n")
    take(home, "inspection", inspections("elsewhere", 2, first=900).replace("elsewhere1", "elsewhere").replace(
        "elsewhere2", "elsewhere"))
    well("cut", home=home)
    told = well("cut", "export", "latest", spoiled.place / "more.zip", home=home)
    assert (told["left_out"], told["kinds"]["inspection"], told["kinds"]["region"]) == (2, EACH["a"], 3)


def test_an_instance_without_a_name_hands_nothing_on(spoiled):
    config = spoiled.home("a") / "plumbline.toml"
    config.write_text(config.read_text().replace('instance = "county-a"', ""))
    error = plumb("cut", "export", "latest", spoiled.place / "x.zip", home=spoiled.home("a")).error
    assert (error["code"], error["what"]) == ("instance.unnamed", "this instance has no name or no region yet")
    assert not (spoiled.place / "x.zip").exists()


# ------------------------------------------------------------------------------------------- what the level above shows
def test_the_province_shows_a_figure_over_three_counties(joined):
    figure = well(*ASK, "--region", "p", "--records", "100", home=joined.home("p"))
    total = sum(EACH.values())
    failed = sum(count // 5 for count in EACH.values())
    assert (figure["numerator"], figure["denominator"]) == (total - failed, total)
    assert {(row["instance"], row["region"][0]) for row in figure["records"]} == {
        (name_of(county), county) for county in COUNTIES}
    assert len(figure["records"]) == total
    assert figure["records"][0]["establishment"] is not None
    assert "inspector_group" not in figure["records"][0]


@pytest.mark.parametrize("county", COUNTIES)
def test_a_countys_figure_is_the_same_above_and_at_home(joined, county):
    above = well(*ASK, "--region", county, "--records", "100", home=joined.home("p"))
    below = well(*ASK, "--region", county, "--records", "100", home=joined.home(county))
    same = ("numerator", "denominator", "value", "interval", "root", "definition_sha256")
    assert {name: above[name] for name in same} == {name: below[name] for name in same}
    assert [{name: value for name, value in row.items() if name != "instance"} for row in above["records"]] == \
        below["records"]


def test_the_pages_show_it_and_open_it(joined, db, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(joined.home("p")))
    browser = Client()
    page = browser.get("/figures/inspection.pass_rate/p/2013").content.decode()
    assert "Province" in page
    assert "County a" in page
    rows = browser.get("/figures/inspection.pass_rate/p/2013/records").content.decode()
    assert [name_of(county) for county in COUNTIES if name_of(county) not in rows] == []
    assert "Town a1" in rows
    assert "/records/inspection/1/" not in rows  # what another instance keeps has no page here
    assert SECRET_GROUP not in rows
    town = browser.get("/figures/inspection.pass_rate/c2/2013").content.decode()
    assert "Town c2" in town
    document = browser.get("/figures/inspection.pass_rate/p/2013.json?records=500").json()
    assert {row["instance"] for row in document["records"]} == {name_of(county) for county in COUNTIES}
    assert browser.get("/figures/inspection.pass_rate/p/2013/proof").status_code == 200
    assert browser.get("/cuts/").status_code == 200
    assert browser.get(f"/cuts/{document['cut']}/").status_code == 200


def test_provenance_is_kept(joined):
    home = joined.home("p")
    manifest = well("cut", "describe", home=home)
    folder = next((home / "received" / "county-c").iterdir())
    receipt = json.loads((folder / "receipt.json").read_text())
    given = manifest["received"]["county-c"]
    assert (given["cut"], given["region"], given["key"]) == (folder.name, "c", receipt["key"])
    assert given["package"] == receipt["package"] == hashlib.sha256((folder / DOCUMENT).read_bytes()).hexdigest()
    entries = [one for one in well("journal", home=home)["entries"] if one["act"] == "receive"]
    assert given["package"] in {one["root"] for one in entries}
    assert [one["name"] for one in well("trust", "list", home=home)["trusted"]] == [name_of(one) for one in COUNTIES]


def test_own_records_and_fewer_instances_on_request(again):
    home = again.home("p")
    own = well("cut", "--own", home=home)
    assert "received" not in own
    fewer = well("cut", "--without", "county-a", home=home)
    assert (set(fewer["received"]), fewer["kinds"]["inspection"]["rows"]) == (
        {"county-b", "county-c"}, EACH["b"] + EACH["c"])
    assert plumb("cut", "--without", "nobody", home=home).error["what"] == "no instance 'nobody' is trusted here"


def test_the_doctor_and_a_backup_know_what_was_received(joined, tmp_path):
    document = well("doctor", home=joined.home("p"))
    said = {one["check"]: one["what"] for one in document["checks"]}
    assert said["received"] == "3 received cuts, each file as it was signed"
    well("backup", tmp_path / "p.zip", home=joined.home("p"))
    well("restore", tmp_path / "p.zip", home=tmp_path / "back")
    assert well(*ASK, "--region", "p", home=tmp_path / "back")["root"] == \
        well(*ASK, "--region", "p", home=joined.home("p"))["root"]


def test_a_newer_cut_takes_the_place_of_the_last(spoiled):
    home, county = spoiled.home("p"), spoiled.home("a")
    well("cut", "receive", spoiled.package("a"), home=home)
    take(county, "inspection", inspections("a", 5, first=500))
    well("cut", home=county)
    well("cut", "export", "latest", spoiled.place / "newer.zip", home=county)
    well("cut", "receive", spoiled.place / "newer.zip", home=home)
    assert well("cut", home=home)["kinds"]["inspection"]["rows"] == EACH["a"] + 5
    error = refused(spoiled, spoiled.package("a"))
    assert (error["code"], error["what"]) == (
        "instance.older", "the package is older than what county-a handed up before")
    assert refused(spoiled, spoiled.place / "newer.zip")["what"] == "this cut of county-a was received before"


def test_a_province_hands_on_what_it_received(again, tmp_path):
    home = again.home("p")
    well("cut", "--without", "county-a", home=home)
    well("cut", "export", "latest", tmp_path / "p.zip", home=home)
    nation = tmp_path / "nation"
    well("init", home=nation)
    tree = ("n,Nation,国,country,,1900-01-01", "p,Province,省,province,n,1900-01-01")
    take(nation, "region", "\n".join([federations.HEAD, *tree, ""]))
    well("trust", "add", "province", well("key", "show", home=home)["key"], "--region", "p", home=nation)
    told = well("cut", "receive", tmp_path / "p.zip", home=nation)
    assert set(told["received"]) == {"county-b", "county-c"}
    well("cut", home=nation)
    figure = well(*ASK, "--region", "n", "--records", "1", home=nation)
    assert figure["denominator"] == EACH["b"] + EACH["c"]
    assert figure["records"][0]["instance"] in ("province~county-b", "province~county-c")


# ------------------------------------------------------------------------------------------------------ what is refused
def test_a_changed_byte(spoiled, tmp_path):
    data = spoiled.package("a").read_bytes()
    at = data.index(b"PAR1") + 40
    (tmp_path / "changed.zip").write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1:])
    assert refused(spoiled, tmp_path / "changed.zip")["what"] == "the archive is damaged or was cut short"


def test_a_changed_file_in_an_archive_that_is_whole(spoiled, tmp_path):
    def change(folder, _document):
        path = folder / "inspection.parquet"
        table = pq.read_table(path)
        pq.write_table(table.slice(1), path)

    error = refused(spoiled, repacked(spoiled.package("a"), tmp_path / "changed.zip", change))
    assert (error["code"], error["what"]) == (
        "instance.file_altered", "inspection.parquet is not the file that was signed")


def test_a_changed_document(spoiled, tmp_path):
    def change(folder, document):
        (folder / DOCUMENT).write_text(json.dumps(document | {"plumbline": "9"}))

    error = refused(spoiled, repacked(spoiled.package("a"), tmp_path / "changed.zip", change))
    assert (error["code"], error["what"]) == (
        "instance.signature_wrong", "the package is not signed with the key of county-a")


@pytest.mark.parametrize("signature", ["", "zz", "00" * 64])
def test_a_wrong_signature(spoiled, tmp_path, signature):
    bad = repacked(spoiled.package("a"), tmp_path / "bad.zip",
                   lambda folder, _: (folder / SIGNATURE).write_text(signature))
    assert refused(spoiled, bad)["what"] == "the package is not signed with the key of county-a"


def test_a_signature_of_another_instance(spoiled, tmp_path):
    bad = repacked(spoiled.package("a"), tmp_path / "bad.zip",
                   lambda folder, document: signed_by(spoiled.home("b"), folder, document))
    error = refused(spoiled, bad)
    assert (error["code"], error["what"]) == (
        "instance.signature_wrong", "the package is not signed with the key of county-a")
    assert error["why"].startswith("The key that is trusted here is ed25519:")


def test_an_untrusted_instance(spoiled):
    well("trust", "remove", "county-a", home=spoiled.home("p"))
    error = refused(spoiled, spoiled.package("a"))
    assert (error["code"], error["what"]) == ("instance.not_trusted", "no instance 'county-a' is trusted here")
    assert error["next_step"].endswith("plumb trust add county-a KEY --region a")


def test_a_package_for_another_region(spoiled, tmp_path):
    def change(folder, document):
        signed_by(spoiled.home("a"), folder, document | {"region": "b"})

    error = refused(spoiled, repacked(spoiled.package("a"), tmp_path / "other.zip", change))
    assert (error["code"], error["what"]) == (
        "instance.region_differs", "the package is for region 'b', and county-a is trusted for 'a'")


def test_records_of_another_region_in_a_package_that_is_signed(spoiled, tmp_path):
    def change(folder, document):
        path = folder / "inspection.parquet"
        table = pq.read_table(path)
        place = table.schema.get_field_index("region")
        pq.write_table(table.set_column(place, "region", pa.array(["b1"] * table.num_rows)), path)
        signed_by(spoiled.home("a"), folder, document)

    error = refused(spoiled, repacked(spoiled.package("a"), tmp_path / "other.zip", change))
    assert error["what"] == "it has records of region 'b1', which is not below its own"


def test_a_field_that_is_not_public(spoiled, tmp_path):
    def change(folder, document):
        path = folder / "inspection.parquet"
        table = pq.read_table(path)
        pq.write_table(table.append_column("inspector_group", pa.array(["x"] * table.num_rows)), path)
        signed_by(spoiled.home("a"), folder, document)

    error = refused(spoiled, repacked(spoiled.package("a"), tmp_path / "more.zip", change))
    assert error["what"] == "it has a field 'inspector_group', which is not a public one here"


def test_a_kind_that_is_not_public(spoiled, tmp_path):
    def change(folder, document):
        (folder / "determination.parquet").write_bytes((folder / "inspection.parquet").read_bytes())
        document["kinds"]["determination"] = [
            {"file": "determination.parquet", "rows": 10, "sha256": "", "instance": ""}]
        signed_by(spoiled.home("a"), folder, document)

    error = refused(spoiled, repacked(spoiled.package("a"), tmp_path / "more.zip", change))
    assert error["what"] == "it holds records of kind 'determination', which this instance does not take"


def test_a_file_cut_short(spoiled, tmp_path):
    (tmp_path / "short.zip").write_bytes(spoiled.package("a").read_bytes()[:-500])
    assert refused(spoiled, tmp_path / "short.zip")["what"] == "the archive is damaged or was cut short"


def test_a_path_that_leads_outside(spoiled, tmp_path):
    with zipfile.ZipFile(spoiled.package("a")) as given:
        inside = {name: given.read(name) for name in given.namelist()}
    document = json.loads(inside["manifest.json"])
    document["files"]["../../outside.txt"] = document["files"]["package.sig"]
    inside["manifest.json"] = json.dumps(document).encode()
    with zipfile.ZipFile(tmp_path / "trick.zip", "w") as archive:
        for name, data in inside.items():
            archive.writestr(name, data)
    error = refused(spoiled, tmp_path / "trick.zip")
    assert "names a file outside the data directory: '../../outside.txt'" in error["why"]
    assert list(spoiled.place.rglob("outside.txt")) == []


def test_a_path_in_the_document_that_leads_outside(spoiled, tmp_path):
    def change(folder, document):
        raw = json.dumps(document).replace("inspection.parquet", "../inspection.parquet").encode()
        (folder / DOCUMENT).write_bytes(raw)
        (folder / SIGNATURE).write_text(keys.sign(Home(spoiled.home("a")), FORMAT, raw).hex())

    error = refused(spoiled, repacked(spoiled.package("a"), tmp_path / "trick.zip", change))
    assert error["what"] == "the package's document cannot be read"


@pytest.mark.parametrize(("hours", "words"), [
    (1, "the journal of county-a is not the one it was"),
    (48, "the package is of "),
    (-1, "the package is older than what county-a handed up before"),
])
def test_a_journal_or_a_time_that_cannot_be(spoiled, tmp_path, hours, words):
    well("cut", "receive", spoiled.package("a"), home=spoiled.home("p"))

    def change(folder, document):
        then = datetime.fromisoformat(document["as_of"]) + timedelta(hours=hours)
        signed_by(spoiled.home("a"), folder, document | {
            "cut": "20990101T000000000Z-000000000000", "journal": {"number": 1, "hash": "x"},
            "as_of": then.isoformat()})

    error = refused(spoiled, repacked(spoiled.package("a"), tmp_path / "back.zip", change))
    assert error["what"].startswith(words)


@pytest.mark.skipif(os.name == "nt", reason="file sizes cannot be limited there")
def test_a_full_disk_keeps_nothing(spoiled):
    before = kept(spoiled)
    error = plumb("cut", "receive", spoiled.package("a"), home=spoiled.home("p"), disk=3000).error
    assert error["what"]
    assert kept(spoiled) == before
