"""Archives: what went in comes out, and whatever happened to one in between is noticed."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from plumbline.errors import HomeError
from plumbline.procedures.common.archive import MANIFEST, Reader, Writer, safe
from tests.refusals import refuses

FORMAT = "test/1"


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """An archive of three files, two of them links of one another."""
    folder = tmp_path / "given"
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("plumb line " * 500)
    (folder / "deep" / "b.parquet").write_bytes(bytes(range(256)) * 40)
    os.link(folder / "deep" / "b.parquet", folder / "c.parquet")
    (folder / "a.txt").chmod(0o600)
    return pack(folder, tmp_path / "packed.zip")


def pack(folder: Path, target: Path) -> Path:
    writer = Writer(target)
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        writer.add(path.relative_to(folder).as_posix(), path)
    writer.close({"format": FORMAT, "about": "测试"})
    return target


def content(path: Path) -> dict[str, bytes]:
    with Reader(path, FORMAT) as archive:
        archive.verify()
        return {name: b"".join(archive.pieces(name)) for name in archive.files}


def rewritten(path: Path, change) -> Path:
    """The same archive with its members changed: a dictionary of names and contents."""
    with zipfile.ZipFile(path) as archive:
        members = {one.filename: archive.read(one) for one in archive.infolist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def listing(change):
    """A change of the manifest."""

    def changed(members: dict[str, bytes]) -> None:
        document = json.loads(members[MANIFEST])
        change(document)
        members[MANIFEST] = json.dumps(document).encode()

    return changed


def test_what_went_in_comes_out(packed):
    found = content(packed)
    assert found == {"a.txt": b"plumb line " * 500, "c.parquet": bytes(range(256)) * 40,
                     "deep/b.parquet": bytes(range(256)) * 40}
    with Reader(packed, FORMAT) as archive:
        assert archive.about["about"] == "测试"
        assert archive.files["a.txt"].mode == 0o600


def test_one_content_is_held_once_and_parquet_is_not_packed_again(packed):
    with zipfile.ZipFile(packed) as archive:
        members = {one.filename: one.compress_type for one in archive.infolist()}
    assert members == {"home/a.txt": zipfile.ZIP_DEFLATED, "home/c.parquet": zipfile.ZIP_STORED,
                       MANIFEST: zipfile.ZIP_DEFLATED}


def test_only_its_owner_may_read_it(packed):
    assert os.name == "nt" or packed.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("part", range(24))
def test_a_changed_byte_is_noticed_or_does_not_matter(packed, part):
    good = content(packed)
    data = bytearray(packed.read_bytes())
    data[len(data) * part // 24] ^= 0x41
    packed.write_bytes(data)
    try:
        found = content(packed)
    except HomeError as error:
        found = error.what.en
    # It does not matter in a time stamp, say.
    assert found in (good, "the archive is damaged or was cut short",
                     f"this archive has the format 'None', not '{FORMAT}'")


def test_a_changed_byte_of_a_file_is_noticed(packed):
    data = packed.read_bytes()
    at = data.index(bytes(range(100, 200)))
    packed.write_bytes(data[:at] + b"\x00" + data[at + 1:])
    with refuses(HomeError, "integrity.archive_damaged", "the archive is damaged or was cut short"):
        content(packed)


@pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.9, 0.999])
def test_one_cut_short_is_noticed(packed, share):
    data = packed.read_bytes()
    packed.write_bytes(data[:int(len(data) * share)])
    with refuses(HomeError, "integrity.archive_damaged", "the archive is damaged or was cut short"):
        content(packed)


def test_a_file_that_is_not_the_one_that_was_packed_is_noticed(packed):
    rewritten(packed, lambda members: members.update({"home/a.txt": b"plumb lime " * 500}))
    with refuses(HomeError, "integrity.archive_damaged",
                 r"packed.zip: the archive is damaged .* a.txt is not the file that was packed"):
        content(packed)


@pytest.mark.parametrize("change", [
    lambda members: members.update({"home/more": b"x"}),
    lambda members: members.pop("home/a.txt"),
    lambda members: members.pop(MANIFEST),
    listing(lambda document: document["files"].pop("a.txt")),
    listing(lambda document: document["files"]["a.txt"].pop("sha256")),
    listing(lambda document: document.update(files=[])),
])
def test_a_list_that_is_not_that_of_the_files_is_noticed(packed, change):
    with refuses(HomeError, "integrity.archive_damaged", "the archive is damaged or was cut short"):
        content(rewritten(packed, change))


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "C:/x", "a\\..\\x", ".", "a//b", "", "a\x00b", "a/./b"])
def test_a_name_that_leads_outside_is_refused(packed, name):
    assert not safe(name)
    change = listing(lambda document: document["files"].update({name: document["files"].pop("a.txt")}))
    with refuses(HomeError, "integrity.archive_damaged", "names a file outside the data directory"):
        content(rewritten(packed, change))


def test_ordinary_names_are_safe():
    assert all(safe(name) for name in ("a", "cuts/2026/region.parquet", "rulebook/考核.toml", "a..b", ".hidden"))


def test_another_format_is_named(packed):
    with refuses(HomeError, "integrity.archive_foreign", "this archive has the format 'test/1', not 'other/1'"):
        Reader(packed, "other/1")


def test_no_file_is_no_archive(tmp_path):
    with refuses(HomeError, "disk.file_missing", "there is no such file"):
        Reader(tmp_path / "nothing.zip", FORMAT)


def test_an_archive_is_never_overwritten(packed):
    with pytest.raises(FileExistsError):
        Writer(packed)
    shutil.copy(packed, packed.with_name("kept.zip"))
    assert content(packed) == content(packed.with_name("kept.zip"))
