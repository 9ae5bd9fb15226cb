"""Kinds, rules, regions, cuts and assessments: what they tell, and what is not there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from plumbline.figures.cuts.freezing import freeze
from plumbline.interfaces.api.core import documents
from plumbline.records.core.kinds import KINDS
from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import CITY, FIRM_1, PUBLIC_PERSONA, WARD_1, World
from tests.procedures.casework.recalls import NAME


def get(path: str, **query: Any) -> Any:
    """What the public is told."""
    return Program().get(path, query or None).json()


def test_the_entrance_leads_to_documents_that_are_there(city: World, db: None) -> None:
    places = get("/")["documents"].values()
    assert {Program().client.get(place).status_code for place in places} == {200}


def test_kinds_are_told_as_they_are_declared(city: World, db: None) -> None:
    public = {each["name"]: each for each in get("/kinds")["kinds"]}
    assert set(public) == {kind.name for kind in KINDS.values() if kind.public}
    assert set(KINDS) == {each["name"] for each in of(WARD_1).get("/kinds").json()["kinds"]}
    for name, told in public.items():
        assert [(each["name"], each["type"], each["exposure"]) for each in told["fields"]] == [
            (each.name, each.type, each.exposure.value) for each in KINDS[name].fields]
        assert get(f"/kinds/{name}") == told


def test_every_shipped_scheme_is_told_whole(city: World, db: None) -> None:
    for line in get("/schemes")["schemes"]:
        told = get(f"/schemes/{line['id']}", file=line["file"])
        assert documents.Scheme.model_validate(told).model_dump(by_alias=True) == told
        assert set(documents.Scheme.model_json_schema()["properties"]) == set(told)
    demerits, local = get("/schemes/nyc-restaurant-grade"), get("/schemes/dazhou-county-score")
    assert (demerits["better"], local["better"]) == ("lower", "higher")
    rules = [item["declared"] for block in demerits["blocks"] for item in block["items"]]
    assert {"id", "points", "title"} <= set(rules[0]["demerits"][0])
    (bonus,) = [block for block in local["blocks"] if block["outside"]]
    assert (bonus["outside"], bonus["points"]) == ("bonus", "0")
    assert bonus["cap"] not in (None, "0")
    (consequence, *_) = get("/schemes/gansu-quality-work")["consequences"]
    assert consequence["for"]["zh"]
    assert get("/schemes/local")["rounding"]["words"]["en"]


def test_an_indicator_and_a_scheme_are_told_whole(city: World, db: None) -> None:
    indicator = get("/indicators/local.pass_rate")
    assert indicator["definition"]["numerator"] == "COUNT(*) FILTER (WHERE result <> 'fail')"
    assert indicator["definition_sha256"] == get("/figures/local.pass_rate/1/2013")["definition_sha256"]
    scheme = get("/schemes/local")
    assert scheme["sha256"] == get("/assessments/local/2013")["scheme_sha256"]
    assert get("/schemes/local", file=scheme["file"]) == scheme
    assert scheme["id"] in {each["id"] for each in get("/schemes")["schemes"]}


def test_regions_are_those_of_a_day(city: World, db: None) -> None:
    assert [each["code"] for each in get("/regions", on="2013-12-31")["regions"]] == ["chicago", "1", "2"]
    assert [each["code"] for each in get("/regions", on="1900-01-01")["regions"]] == ["chicago"]
    ward = get("/regions/1", on="2013-12-31")
    assert (ward["parent"], ward["ancestors"], ward["children"]) == ("chicago", ["chicago"], [])


def test_what_there_is_of_a_region_is_what_its_lists_hold(city: World, db: None) -> None:
    for reader, open_ in ((CITY, {"chicago": 2, "1": 1, "2": 1}), (WARD_1, {"chicago": 1, "1": 1}),
                          (FIRM_1, {"chicago": 1, "1": 1}), (PUBLIC_PERSONA, {})):
        program = of(reader) if reader != PUBLIC_PERSONA else Program()
        for place in ("chicago", "1", "2"):
            told = program.get(f"/regions/{place}/overview").json()
            counts = {each["procedure"]: each for each in told["procedures"]}
            assert counts.get(NAME, {}).get("open", 0) == open_.get(place, 0), (reader, place)
            for each in told["procedures"]:
                for which, name in (("open", "open"), ("late", "late"), ("due", "due"), ("mine", "waiting")):
                    listed = program.get(f"/cases/{each['procedure']}", {"which": which, "region": place}).json()
                    assert len(listed["cases"]) == each[name], (reader, place, which)
            kinds = {each["kind"]: each["count"] for each in told["kinds"]}
            assert kinds["inspection"] == len(city.records["inspection"]) // (1 if place == "chicago" else 2)
            assert ("determination" in kinds) is (reader == CITY or (reader == WARD_1 and place != "2"))
    refused = Program().get("/regions/none/overview")
    assert (refused.status_code, refused.json()["code"]) == (404, "region.unknown")
    assert Program().get(f"/cases/{NAME}", {"which": "nonsense"}).status_code == 422


def test_cuts_come_newest_first_in_pages(city: World, db: None) -> None:
    assert city.cut is not None
    newer = freeze(city.home, at=datetime.now(UTC))
    first = get("/cuts", limit=1)
    assert ([each["id"] for each in first["cuts"]], first["next"]) == ([newer.id], newer.id)
    second = get("/cuts", limit=1, after=first["next"])
    assert ([each["id"] for each in second["cuts"]], second["next"]) == ([city.cut.id], None)


def test_a_manifest_leaves_out_kinds_that_are_not_open(city: World, db: None) -> None:
    assert city.cut is not None
    path = f"/cuts/{city.cut.id}"
    assert set(of(WARD_1).get(path).json()["kinds"]) - set(get(path)["kinds"]) == {
        kind.name for kind in KINDS.values() if not kind.public}
    # How many are classed is no firm's business, though it lists its own class.
    assert set(of(FIRM_1).get(path).json()["kinds"]) == set(get(path)["kinds"])
    assert of(WARD_1).get(path).json() == city.cut.manifest


def test_assessments_come_newest_first_in_pages(city: World, db: None) -> None:
    first = get("/assessments", scheme="local", limit=1)
    second = get("/assessments", scheme="local", limit=1, after=first["next"])
    assert [each["year"] for page in (first, second) for each in page["assessments"]] == ["2013", "2012"]
    assert second["next"] is None
    assert get("/assessments", scheme="nothing") == {"assessments": [], "next": None}


def test_the_regions_of_an_assessment_in_pages_and_one_by_one(city: World, db: None) -> None:
    whole = get("/assessments/local/2013")["regions"]
    first = get("/assessments/local/2013/regions", limit=1)
    second = get("/assessments/local/2013/regions", limit=1, after=first["next"])
    assert (first["count"], second["next"]) == (2, None)
    assert [(each["code"], each["score"], each["grade"], each["rank"]) for each in
            (*first["regions"], *second["regions"])] == [
        (each["code"], each["score"], each["grade"], each["rank"]) for each in whole]
    assert [get(f"/assessments/local/2013/regions/{each['code']}") for each in whole] == whole


def test_an_assessment_of_a_named_cut(city: World, db: None) -> None:
    assert city.cut is not None
    assert get("/assessments/local/2013", cut=city.cut.id)["cut"] == city.cut.id


@pytest.mark.parametrize(("path", "status"), [
    ("/kinds/nothing", 404), ("/indicators/nothing", 404), ("/schemes/nothing", 404), ("/schemes/local?file=x", 404),
    ("/regions/77", 404), ("/regions?on=2013-02-30", 422), ("/regions?on=soon", 422), ("/cuts/nothing", 404),
    ("/assessments/local/1999/regions", 404), ("/assessments/local/2013/regions/none", 404),
    ("/assessments/local/1999", 404), ("/assessments/local/2013?cut=none", 404), ("/assessments?after=x", 422),
    ("/kinds/determination", 404),
])
def test_what_is_not_there_is_said(city: World, db: None, path: str, status: int) -> None:
    answer = Program().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_a_home_without_a_cut_has_no_figures_yet(empty_home: Any) -> None:
    answer = Program().get("/figures/inspection.pass_rate/1/2013")
    assert (answer.status_code, answer.json()["what"]) == (404, "nothing has been frozen yet, so there are no figures")
    assert get("/cuts") == {"cuts": [], "next": None}
