"""Evidence by commands: attached, listed, verified, withdrawn, backed up and brought back, whatever happens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import evidence
from tests.commands import plumb, well
from tests.interfaces.cli.runs import run

PHOTO = evidence.photo(200, 150)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "厨房.jpg"
    path.write_bytes(PHOTO)
    return path


def blobs(home: Path) -> list[Path]:
    """Every file in the folder of evidence but its lock."""
    return sorted(path for path in (home / "evidence").rglob("*") if path.is_file() and path.name != ".lock")


def test_a_file_is_attached_listed_and_withdrawn(office_home: Path, photo: Path) -> None:
    made = well("evidence", "add", photo, "inspection", "1", "--note", "the kitchen", home=office_home)
    assert (made["name"], made["kind"], made["key"], made["region"], made["size"], made["public"], made["note"]) == (
        "厨房.jpg", "inspection", ["1"], "2", len(PHOTO), False, "the kitchen")
    assert well("evidence", "list", home=office_home)["evidence"] == [made]
    assert well("evidence", "list", "inspection", "1", home=office_home)["evidence"] == [made]
    assert well("evidence", "list", "inspection", "2", home=office_home)["evidence"] == []
    gone = well("evidence", "withdraw", made["number"], "--reason", "the wrong kitchen", home=office_home)
    assert (gone["withdrawn"], gone["reason"]) == (True, "the wrong kitchen")
    back = well("evidence", "reinstate", made["number"], home=office_home)
    assert (back["withdrawn"], back["journal"]) == (False, gone["journal"] + 1)
    assert well("journal", home=office_home)["whole"] is True


def test_the_setting_is_the_limit(office_home: Path, tmp_path: Path) -> None:
    config = office_home / "plumbline.toml"
    config.write_text(config.read_text("utf-8") + "evidence_megabytes = 1\n", "utf-8")
    large = tmp_path / "large.pdf"
    large.write_bytes(evidence.pdf() + b"x" * (1 << 20))
    done = plumb("evidence", "add", large, "inspection", "1", home=office_home)
    assert (done.status, done.error["type"], done.error["what"]) == (1, "Refused", "the file is larger than 1 MB")


def test_a_changed_byte_is_told_with_its_record_by_everything_that_looks(
    office_home: Path, photo: Path, tmp_path: Path,
) -> None:
    made = well("evidence", "add", photo, "inspection", "7", home=office_home)
    assert well("evidence", "verify", home=office_home)["whole"] is True
    [blob] = blobs(office_home)
    blob.write_bytes(PHOTO[:-1] + b"\0")
    done = plumb("evidence", "verify", home=office_home)
    told = {"fault": "changed", "sha256": made["sha256"], "number": made["number"], "about": "inspection 7",
            "name": "厨房.jpg"}
    assert (done.status, done.document["wrong"]) == (1, [told])
    findings = [one for one in plumb("doctor", home=office_home).document["checks"] if one["check"] == "evidence"]
    assert [(one["status"], one["where"]) for one in findings] == [
        ("fault", f"evidence {made['number']} of inspection 7")]
    file = tmp_path / "backup.zip"
    name = blob.relative_to(office_home).as_posix()
    assert well("backup", file, home=office_home)["spoiled_evidence"] == [name]
    verified = plumb("backup", "verify", file)
    assert (verified.status, verified.document["spoiled_evidence"]) == (1, [name])
    said = f"Evidence {made['number']} of inspection 7 (厨房.jpg): changed"
    for words in (["backup", tmp_path / "again.zip", "--home", office_home], ["backup", "verify", file]):
        assert said in run(*words).stdout.decode()
    assert well("restore", file, home=tmp_path / "new")["spoiled_evidence"] == [told]


def test_a_backup_holds_the_evidence_and_brings_it_back(office_home: Path, photo: Path, tmp_path: Path) -> None:
    made = well("evidence", "add", photo, "inspection", "7", home=office_home)
    (office_home / "evidence" / ".arriving-half").write_bytes(b"half")
    file, home = tmp_path / "backup.zip", tmp_path / "new"
    assert well("backup", file, home=office_home)["spoiled_evidence"] == []
    assert well("restore", file, home=home)["spoiled_evidence"] == []
    assert [path.read_bytes() for path in blobs(home)] == [PHOTO]
    assert well("evidence", "list", home=home)["evidence"] == [made]
    assert well("evidence", "verify", home=home)["leftovers"] == 0


def test_a_full_disk_keeps_nothing(office_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "scan.pdf"
    file.write_bytes(evidence.pdf(more=(evidence.ballast(9 << 20),)))
    done = plumb("evidence", "add", file, "inspection", "7", home=office_home, disk=8 << 20)
    assert (done.status, done.error["what"], done.err) == (1, "the disk is full", "")
    assert done.error["next_step"] == "Make room and try again; nothing half-done is left"
    assert blobs(office_home) == []
    assert well("evidence", "list", home=office_home)["evidence"] == []
    assert well("evidence", "add", file, "inspection", "7", home=office_home)["name"] == "scan.pdf"


# A program that attaches a photograph and stands still at one point, saying so; {0} is what it does before.
STANDING = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from plumbline.interfaces.cli.core import boot
home = boot.start(Path(sys.argv[1]))
from plumbline.procedures.evidence import attaching as evidence
from plumbline.records.core import store
from plumbline.records.evidence import file_store as evidence_files
content = Path(sys.argv[2]).read_bytes()
def stand(*_, **__):
    print("here", flush=True)
    time.sleep(600)
def pieces():
    yield content[:1000]
    if "{0}" == "arriving":
        stand()
    yield content[1000:]
if "{0}" == "looking":
    evidence.sandbox.look = stand
if "{0}" == "placing":
    evidence._write = stand
if "{0}" == "drawing":
    evidence.previews.put = stand
evidence.attach(home, evidence.ANYBODY, "inspection", ("7",), pieces(), name="a.jpg", at=datetime.now(UTC))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize(("point", "attached", "left", "spare"), [
    ("arriving", 0, 1, 0), ("looking", 0, 1, 0), ("placing", 0, 0, 1), ("drawing", 1, 0, 0),
])
def test_killed_it_is_attached_or_not(
    office_home: Path, photo: Path, point: str, attached: int, left: int, spare: int,
) -> None:
    with subprocess.Popen([sys.executable, "-c", STANDING.replace("{0}", point), str(office_home), str(photo)],
                          stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"here\n"
        child.send_signal(signal.SIGKILL)
    found = well("evidence", "verify", home=office_home)
    assert (found["whole"], found["attachments"], found["leftovers"], found["spare"]) == (True, attached, left, spare)
    for path in blobs(office_home):
        os.utime(path, (0, 0))
    well("doctor", "--sweep", "--port", "0", home=office_home)
    assert len(blobs(office_home)) == attached
    if not attached:
        well("evidence", "add", photo, "inspection", "7", home=office_home)
    assert well("evidence", "verify", home=office_home)["attachments"] == 1
    assert well("journal", home=office_home)["whole"] is True
