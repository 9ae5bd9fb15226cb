"""Figures and what stands behind them: the documents of the command line, and proofs that hold without this server."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.methods.shared.trust import merkle
from plumbline.procedures.figures.reading import read_figure
from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import CITY, WARD_1, World

FIGURE = "/figures/local.pass_rate/1/2013"
INTERNAL = "/figures/local.group_share/{}/2013"


def test_a_figure_is_the_document_of_the_command(city: World, db: None) -> None:
    assert city.cut is not None
    document = read_figure(city.cut, city.home, "local.pass_rate", "1", "2013", records=2, of="numerator")
    assert Program().get(FIGURE, {"records": 2, "of": "numerator"}).json() == document
    assert len(document["records"]) == 2


def test_every_region_at_once(city: World, db: None) -> None:
    found = Program().get("/figures/local.pass_rate/2013").json()["figures"]
    assert [each["region"] for each in found] == ["chicago", "1", "2"]
    one = Program().get(FIGURE).json()
    assert found[1] == one | {"root": None, "records": None}


def test_the_records_behind_a_figure_give_its_root(city: World, db: None) -> None:
    leaves: list[str] = []
    after = ""
    while after is not None:
        page = Program().get(f"{FIGURE}/records", {"limit": 2, "after": after}).json()
        leaves += [each["leaf"] for each in page["records"]]
        after = page["next"]
    root = merkle.root(sorted(bytes.fromhex(leaf) for leaf in leaves)).hex()
    assert len(leaves) == page["count"] == 3
    assert root == Program().get(FIGURE).json()["root"]
    assert Program().get(f"{FIGURE}/root").json() == {
        "indicator": "local.pass_rate", "region": "1", "period": "2013", "cut": page["cut"], "root": root, "size": 3}


def test_a_proof_climbs_to_the_root(city: World, db: None) -> None:
    leaf = Program().get(f"{FIGURE}/records").json()["records"][0]["leaf"]
    proof = Program().get(f"{FIGURE}/proof", {"leaf": leaf}).json()
    assert merkle.verify_inclusion(bytes.fromhex(leaf), proof["index"], proof["size"],
                                   [bytes.fromhex(each) for each in proof["path"]], bytes.fromhex(proof["root"]))
    assert proof["root"] == Program().get(FIGURE).json()["root"]


def test_a_leaf_of_another_figure_has_no_proof(city: World, db: None) -> None:
    leaf = Program().get("/figures/local.pass_rate/2/2013/records").json()["records"][0]["leaf"]
    assert Program().get(f"{FIGURE}/proof", {"leaf": leaf}).status_code == 404


@pytest.mark.parametrize("tail", ["", "/records", "/root", "/proof"])
def test_a_figure_of_internal_fields_is_for_officers_of_the_region(city: World, db: None, tail: str) -> None:
    query = {"leaf": "0" * 64} if tail == "/proof" else None
    found = {(person, place): of(person).get(INTERNAL.format(place) + tail, query).status_code
             for person in (WARD_1, CITY) for place in ("1", "2", "chicago")}
    seen = 404 if tail == "/proof" else 200
    assert found == {(WARD_1, "1"): seen, (WARD_1, "2"): 403, (WARD_1, "chicago"): 403,
                     (CITY, "1"): seen, (CITY, "2"): seen, (CITY, "chicago"): seen}
    assert Program().get(INTERNAL.format("1") + tail, query).status_code == 401


def test_of_every_region_only_the_open_ones_are_given(city: World, db: None) -> None:
    found = [each["region"] for each in of(WARD_1).get("/figures/local.group_share/2013").json()["figures"]]
    assert found == ["1"]
    assert Program().get("/figures/local.group_share/2013").json()["figures"] == []


def test_internal_fields_are_shown_of_the_own_records(city: World, db: None) -> None:
    rows = of(WARD_1).get("/figures/local.pass_rate/chicago/2013/records").json()["records"]
    assert {row["region"]: "inspector_group" in row for row in rows} == {"1": True, "2": False}


def test_order_by_an_internal_field_takes_the_whole_region(city: World, db: None) -> None:
    path = "/figures/local.pass_rate/{}/2013/records"
    assert of(WARD_1).get(path.format("chicago"), {"sort": "inspector_group"}).status_code == 403
    assert of(WARD_1).get(path.format("1"), {"sort": "-inspector_group"}).status_code == 200


@pytest.mark.parametrize(("path", "status"), [
    ("/figures/local.nothing/1/2013", 404), ("/figures/local.pass_rate/77/2013", 404),
    ("/figures/local.pass_rate/1/soon", 404), (f"{FIGURE}?cut=none", 404), (f"{FIGURE}?records=x", 422),
    (f"{FIGURE}?of=most", 422), (f"{FIGURE}/records?sort=nothing", 422), (f"{FIGURE}/records?after=x", 422),
    (f"{FIGURE}/proof?leaf=x", 422), (f"{FIGURE}/proof", 422), ("/figures/local.pass_rate@colour=red/1/2013", 404),
])
def test_what_cannot_be_computed_is_said(city: World, db: None, path: str, status: int) -> None:
    answer = Program().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["what"]


def items(person: str) -> dict[str, Any]:
    """What the assessment's determined item tells of ward 1."""
    document = (of(person) if person else Program()).get("/assessments/local/2013").json()
    region = next(each for each in document["regions"] if each["code"] == "1")
    return next(item for item in region["items"] if item["determination"] or not item["figure"])


def test_what_an_officer_determined_is_for_officers_and_its_points_for_all(city: World, db: None) -> None:
    public, officer = items(""), items(WARD_1)
    assert (public["determination"], public["explanation"]) == (None, None)
    assert officer["determination"]["value"] == "whole"
    assert public["points"] == officer["points"]
