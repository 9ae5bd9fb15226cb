"""Opening cuts: whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import pyarrow.parquet as pq
import pytest

from plumbline.errors import CutError
from plumbline.figures.cuts.cut import cut_ids, list_cuts, open_cut
from plumbline.figures.cuts.manifest import NAME, SEAL
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.home import Home
from tests.figures.tables import AS_OF, cut_of, region

ROWS = {
    "region": [region("city"), region("ward", "city")],
    "inspection": [{"number": "1", "region": "ward", "inspected_on": date(2013, 1, 2), "purpose": "canvass",
                    "result": "pass", "critical_count": 0}],
}


def alter(path):
    """Change one byte in the middle, leaving size and times as they are."""
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_cut_says_what_it_holds(home: Home):
    cut = cut_of(home, ROWS)
    document = json.loads((cut.folder / NAME).read_text(encoding="utf-8"))
    assert document == cut.manifest
    assert list(document) == ["format", "id", "as_of", "made_at", "journal", "kinds", "plumbline"]
    assert document["id"] == cut.id == cut.folder.name
    assert cut.id.startswith("20260102T030405678Z-")
    assert document["as_of"] == "2026-01-02T03:04:05.678901+00:00"
    assert document["journal"] == {"number": 1, "hash": f"{1:064x}"}
    held = document["kinds"]["inspection"]
    assert (held["file"], held["rows"], held["sha256"]) == (
        "inspection.parquet", 1, sha256_of(cut.folder / "inspection.parquet"))


def test_a_file_holds_the_kept_fields_and_the_leaf(home: Home):
    cut = cut_of(home, {**ROWS, "organisation": []})
    schema = pq.read_schema(cut.path("organisation"))
    assert schema.names == ["code", "name", "region", "lei", "registered_on", "credit_class", "leaf"]
    assert str(schema.field("leaf").type) == "fixed_size_binary[32]"
    assert "contact_name" not in schema.names
    assert str(pq.read_schema(cut.path("establishment")).field("latitude").type) == "decimal128(18, 6)"


def test_the_latest_is_the_one_known_last(home: Home):
    later = cut_of(home, ROWS, as_of=AS_OF)
    earlier = cut_of(home, ROWS, as_of=datetime(2020, 1, 1, tzinfo=UTC))
    assert open_cut(home) == later
    assert [cut.id for cut in list_cuts(home)] == [later.id, earlier.id]
    assert open_cut(home, earlier.id) == earlier


def test_without_a_cut_the_next_step_is_told(home: Home):
    with pytest.raises(CutError, match="there is no cut yet") as caught:
        open_cut(home)
    assert caught.value.code == "cut.none_yet"
    assert caught.value.next_step.en == "Freeze one with: plumb cut"
    assert cut_ids(Home(home.path / "nowhere")) == []


def test_an_unknown_cut_or_kind_is_told_with_what_there_is(home: Home):
    cut = cut_of(home, ROWS)
    with pytest.raises(CutError) as caught:
        open_cut(home, cut.id[:-1])
    assert caught.value.code == "cut.unknown"
    assert caught.value.next_step.en == f"Did you mean {cut.id}?"
    with pytest.raises(CutError, match="holds no records of kind 'inspektion'. Did you mean inspection?") as caught:
        cut.path("inspektion")
    assert caught.value.code == "cut.kind_not_held"


def test_one_altered_byte_is_found(home: Home):
    cut = cut_of(home, ROWS)
    path = cut.path("inspection")
    expected = cut.held.kinds["inspection"].sha256
    alter(path)
    with pytest.raises(CutError) as caught:
        open_cut(home).path("inspection")
    assert caught.value.code == "cut.file_altered"
    error = caught.value
    assert error.what.en == "the file is not the one that was frozen"
    assert error.where.en == f"{cut.id}/inspection.parquet"
    assert error.why.en == f"Expected SHA-256 {expected}, found {sha256_of(path)}"
    assert error.next_step.en == "Restore the folder from a backup, or freeze again with: plumb cut"
    open_cut(home).path("region")  # the others are whole
    with pytest.raises(CutError) as caught:
        open_cut(home).check()
    assert caught.value.code == "cut.file_altered"


def test_verification_can_be_left_out(home: Home):
    cut = cut_of(home, ROWS)
    alter(cut.folder / "inspection.parquet")
    assert open_cut(home, verify=False).path("inspection").exists()


def test_a_missing_file_is_told(home: Home):
    cut = cut_of(home, ROWS)
    (cut.folder / "inspection.parquet").unlink()
    with pytest.raises(CutError, match="the file is missing from the cut") as caught:
        cut.path("inspection")
    assert caught.value.code == "cut.file_missing"


def change_rows(document):
    document["kinds"]["inspection"]["rows"] = 7


def change_hash(document):
    document["kinds"]["inspection"]["sha256"] = "0" * 64


def change_time(document):
    document["as_of"] = "2027-01-01T00:00:00+00:00"


@pytest.mark.parametrize("change", [change_rows, change_hash, change_time])
def test_an_altered_manifest_is_found(home: Home, change):
    cut = cut_of(home, ROWS)
    document = cut.manifest
    change(document)
    (cut.folder / NAME).write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CutError, match="the manifest was altered") as caught:
        open_cut(home)
    assert caught.value.code == "cut.manifest_altered"


def every_value(document, path=()):
    """The path of each value in a document, nested ones too."""
    for name, value in document.items() if isinstance(document, dict) else enumerate(document):
        if isinstance(value, dict | list):
            yield from every_value(value, (*path, name))
        else:
            yield (*path, name)


def changed(document, path):
    """A copy of ``document`` with another value at ``path``, of the same type."""
    copy = json.loads(json.dumps(document))
    place = copy
    for name in path[:-1]:
        place = place[name]
    value = place[path[-1]]
    place[path[-1]] = value + 1 if isinstance(value, int) else value + "0" if value else "x"
    return copy


def test_every_value_of_a_manifest_is_covered(home: Home):
    cut = cut_of(home, ROWS)
    (cut.folder / NAME).chmod(0o600)
    written = (cut.folder / NAME).read_text("utf-8")
    paths = list(every_value(json.loads(written)))
    assert {path[0] for path in paths} == set(cut.manifest)
    for path in paths:
        (cut.folder / NAME).write_text(json.dumps(changed(cut.manifest, path)), encoding="utf-8")
        with pytest.raises(CutError) as caught:
            open_cut(home, cut.id)
        assert caught.value.next_step.en, path
    for more in ({"more": 1}, {"received": {"x": {}}}, {"kinds": {}}):
        (cut.folder / NAME).write_text(json.dumps(cut.manifest | more), encoding="utf-8")
        with pytest.raises(CutError, match="the manifest was altered") as caught:
            open_cut(home, cut.id)
        assert caught.value.code == "cut.manifest_altered"
    (cut.folder / NAME).write_text(written, encoding="utf-8")
    assert open_cut(home) == cut
    (cut.folder / SEAL).unlink()
    with pytest.raises(CutError, match="the manifest was altered") as caught:
        open_cut(home)
    assert caught.value.code == "cut.manifest_altered"


def test_a_cut_of_before_is_read_and_what_it_covers_is_held(home: Home):
    """As Plumbline 0.1 wrote it: an id over what was frozen, and no seal."""
    cut = cut_of(home, ROWS)
    older = replace(cut.held, sealed=False)
    folder = cut.folder.rename(home.cuts / older.id)
    (folder / SEAL).unlink()
    (folder / NAME).write_text(older.text(), encoding="utf-8")
    found = open_cut(home)
    found.check()
    assert (found.id, found.held) == (older.id, older)
    for path in (("kinds", "region", "rows"), ("journal", "number"), ("as_of",), ("id",), ("format",)):
        (folder / NAME).write_text(json.dumps(changed(older.as_dict(), path)), encoding="utf-8")
        with pytest.raises(CutError):
            open_cut(home, older.id)
    (folder / NAME).write_text(json.dumps(older.as_dict() | {"more": 1}), encoding="utf-8")
    with pytest.raises(CutError, match="the manifest was altered") as caught:
        open_cut(home, older.id)
    assert caught.value.code == "cut.manifest_altered"


@pytest.mark.parametrize(("content", "what", "code"), [
    (None, "the cut has no manifest", "cut.no_manifest"),
    ("{", "the manifest cannot be read", "cut.manifest_unreadable"),
    ("[]", "the manifest cannot be read", "cut.manifest_unreadable"),
    ('{"format": "plumbline-cut/1"}', "the manifest cannot be read", "cut.manifest_unreadable"),
])
def test_a_manifest_that_cannot_be_read_is_told(home: Home, content, what, code: str):
    cut = cut_of(home, ROWS)
    (cut.folder / NAME).unlink()
    if content is not None:
        (cut.folder / NAME).write_text(content, encoding="utf-8")
    with pytest.raises(CutError, match=what) as caught:
        open_cut(home)
    assert caught.value.code == code


def test_a_file_outside_the_folder_is_not_followed(home: Home):
    cut = cut_of(home, ROWS)
    document = cut.manifest
    document["kinds"]["inspection"]["file"] = "../../secret"
    (cut.folder / NAME).write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CutError, match="is not a name of a file beside it") as caught:
        open_cut(home)
    assert caught.value.code == "cut.manifest_unreadable"


def test_a_cut_of_another_format_is_told(home: Home):
    cut = cut_of(home, ROWS)
    text = (cut.folder / NAME).read_text(encoding="utf-8").replace("plumbline-cut/1", "plumbline-cut/9")
    (cut.folder / NAME).write_text(text, encoding="utf-8")
    with pytest.raises(CutError, match="has format 'plumbline-cut/9'") as caught:
        open_cut(home)
    assert caught.value.code == "cut.format_unknown"


def test_moving_the_home_breaks_nothing(home: Home, tmp_path):
    cut = cut_of(home, ROWS)
    moved = Home(tmp_path / "elsewhere")
    shutil.move(home.path, moved.path)
    again = open_cut(moved)
    assert again.id == cut.id
    again.check()
    for path in again.folder.iterdir():
        assert str(home.path).encode() not in path.read_bytes()


def test_the_cut_gives_its_region_tree(home: Home):
    tree = cut_of(home, ROWS).tree_at(date(2013, 12, 31))
    assert tree.codes == ("city", "ward")
    assert tree.parent("ward") == "city"
