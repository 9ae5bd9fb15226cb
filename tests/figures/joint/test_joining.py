"""Joint cuts: received files are linked as they were signed, and nothing is counted twice."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from plumbline.errors import CutError
from plumbline.figures.cuts.comparing import compare
from plumbline.figures.cuts.cut import cut_ids, open_cut
from plumbline.figures.cuts.manifest import FORMAT, JOINT, NAME
from plumbline.home import Home
from tests.figures.joints import KEY, handed_up, joint_of
from tests.figures.tables import AS_OF, cut_of, region

REGIONS = [region("province"), region("a", "province"), region("b", "province")]


def inspection(number, place):
    return {"number": str(number), "region": place, "inspected_on": date(2013, 1, 2), "purpose": "canvass",
            "result": "pass", "critical_count": 0, "inspector_group": "green"}


OWN = {"region": REGIONS, "inspection": [inspection(1, "province")]}
GIVEN = {name: (top, {"region": [region(top), region(f"{top}1", top)], "inspection": [inspection(1, f"{top}1")]})
         for name, top in (("county-a", "a"), ("county-b", "b"))}


def test_the_manifest_tells_who_handed_what_up(home: Home):
    cut = joint_of(home, OWN, GIVEN)
    document = json.loads((cut.folder / NAME).read_text("utf-8"))
    assert document == cut.manifest
    assert document["format"] == JOINT
    held = document["kinds"]["inspection"]
    assert [(part["file"], part["rows"], part["instance"]) for part in held["parts"]] == [
        ("inspection.parquet", 1, ""), ("inspection.county-a.parquet", 1, "county-a"),
        ("inspection.county-b.parquet", 1, "county-b")]
    assert held["rows"] == cut.rows("inspection") == 3
    assert document["received"]["county-a"] == {
        "region": "a", "cut": "20260102T030405000Z-000000000000", "as_of": AS_OF.isoformat(), "key": KEY,
        "journal": {"number": 1, "hash": "1"}, "received_at": AS_OF.isoformat(),
        "package": document["received"]["county-a"]["package"]}
    assert cut.joint
    assert [path.name for path in cut.paths("inspection")] == [part["file"] for part in held["parts"]]
    assert open_cut(home) == cut
    cut.check()


def test_received_files_are_the_same_files(home: Home):
    cut = joint_of(home, OWN, GIVEN)
    given = next((home.received / "county-a").glob("*/inspection.parquet"))
    assert given.stat().st_ino == (cut.folder / "inspection.county-a.parquet").stat().st_ino


def test_there_is_one_tree(home: Home):
    cut = joint_of(home, OWN, GIVEN)
    assert cut.tree_at(date(2013, 1, 1)).codes == ("province", "a", "a1", "b", "b1")
    assert len(cut.paths("region")) == 1


def test_own_files_are_shared_with_cuts_before_and_after(home: Home):
    first = cut_of(home, OWN)
    joint = joint_of(home, OWN, GIVEN, as_of=AS_OF + timedelta(days=1))
    last = cut_of(home, OWN, as_of=AS_OF + timedelta(days=2))
    assert len({cut.own_paths("inspection")[0].stat().st_ino for cut in (first, joint, last)}) == 1
    assert first.path("region").read_bytes() == last.path("region").read_bytes() != joint.path("region").read_bytes()
    assert (first.manifest["format"], "received" in first.manifest) == (FORMAT, False)


def test_a_received_file_that_was_altered_is_not_joined(home: Home):
    handed_up(home, "county-a", "a", GIVEN["county-a"][1])
    from plumbline.figures.cuts.freezing import write_cut
    from plumbline.figures.joint import received
    from plumbline.figures.joint.joining import joined_with
    from tests.figures.tables import Tables

    (given,) = received.of_instance(home, "county-a")
    path = given.folder / "inspection.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(CutError, match="the file is not the one that was frozen") as caught:
        write_cut(home, Tables(OWN), as_of=AS_OF, made_at=AS_OF, joined=joined_with([given]))
    assert caught.value.code == "cut.file_altered"
    assert cut_ids(home) == []


def test_a_record_that_two_keep_is_told(home: Home):
    own = {**OWN, "inspection": [inspection(1, "a1")]}
    with pytest.raises(CutError) as caught:
        joint_of(home, own, GIVEN)
    assert caught.value.code == "joint.kept_twice"
    assert caught.value.what.en == "county-a and this instance both keep the same inspection: 1"
    assert caught.value.next_step.en == "Withdraw it here, or leave the instance out: plumb cut --without county-a"
    assert cut_ids(home) == []


def test_a_joint_manifest_that_was_altered_is_told(home: Home):
    cut = joint_of(home, OWN, GIVEN)
    text = (cut.folder / NAME).read_text("utf-8")
    (cut.folder / NAME).write_text(text.replace('"region": "a"', '"region": "b"'), "utf-8")
    with pytest.raises(CutError, match="the manifest was altered") as caught:
        open_cut(home)
    assert caught.value.code == "cut.manifest_altered"


def test_joint_cuts_are_compared_instance_by_instance(home: Home):
    first = joint_of(home, OWN, {"county-a": GIVEN["county-a"]})
    second = joint_of(home, OWN, {"county-b": GIVEN["county-b"]}, as_of=AS_OF + timedelta(days=1))
    assert compare(first, second).kinds["inspection"].as_dict() == {
        "added": 1, "removed": 1, "changed": 0, "same": 1}
    plain = cut_of(home, OWN, as_of=AS_OF + timedelta(days=2))
    assert compare(plain, first).kinds["inspection"].as_dict() == {
        "added": 1, "removed": 0, "changed": 0, "same": 1}
