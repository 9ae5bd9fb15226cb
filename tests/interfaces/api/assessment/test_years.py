"""The assessment year for programs: read as far as each may, acted in by one POST for each act."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.year_city import NUMBER, YearCity

PLACE = f"/years/{NUMBER}"
FOREIGN = ("target of north", "word of north", "seen in", "found in", "expert1", "planning", "market", '"85"')


def done(answer: Any) -> dict[str, Any]:
    """The document of an act that was kept."""
    assert answer.status_code == 201, answer.content.decode()
    return dict(answer.json())


def test_who_is_assessed_reads_itself_alone(year: YearCity) -> None:
    north, south = of("north"), of("south")
    read = [PLACE, f"{PLACE}/events", f"{PLACE}/events?region=north", f"{PLACE}/parts", f"{PLACE}/result", "/today",
            "/years"]
    told = "\n".join(south.get(path).content.decode() for path in read)
    assert [mark for mark in FOREIGN if mark in told] == []
    assert '"code":"north"' not in told
    own = north.get(f"{PLACE}/events").json()["events"]
    assert {(row["stage"], row["by"], row["counts"]) for row in own if row["act"] == "state"} == {
        ("target", "north", None), ("self", "north", None)}
    assert south.get(f"{PLACE}/result").json() == {"versions": []}


@pytest.mark.parametrize("who", ["", "stranger"])
def test_a_year_that_is_not_open_looks_as_if_it_were_not_there(year: YearCity, who: str) -> None:
    program = of(who) if who else Program()
    assert program.get("/years").json() == {"years": []}
    assert program.get("/today").json() == {"today": []}
    for tail in ("", "/events", "/parts", "/result"):
        real, none = program.get(f"{PLACE}{tail}"), program.get(f"/years/no-such{tail}")
        assert real.status_code == none.status_code == 404
        assert real.content.decode().replace(NUMBER, "…") == none.content.decode().replace("no-such", "…")
    if who:
        sent = program.send("POST", f"{PLACE}/statements", {"stage": "self", "region": "north", "answer": "x"})
        assert sent.status_code == 404
    else:
        assert program.send("POST", f"{PLACE}/evaluation").status_code == 401


def test_events_come_in_pages(year: YearCity) -> None:
    program = of("lead")
    whole = program.get(f"{PLACE}/events", {"limit": 200}).json()["events"]
    first = program.get(f"{PLACE}/events", {"limit": 5}).json()
    second = program.get(f"{PLACE}/events", {"limit": 5, "after": first["next"]}).json()
    assert first["events"] + second["events"] == whole[:10]
    assert whole[0]["act"] == "open"


def test_a_year_is_run_by_programs(year: YearCity) -> None:
    lead, south = of("lead"), of("south")
    assert south.get("/today").json()["today"][0] | {"due": ""} == {
        "year": NUMBER, "stage": "target", "part": "assessed", "region": "south", "item": "", "due": "", "late": False,
        "soon": False}
    own = done(south.send("POST", f"{PLACE}/statements", {
        "stage": "self", "region": "south", "item": "1.1", "answer": "yes", "reason": "adopted"}))
    assert (own["act"], own["by"], own["clause"], own["counts"]) == ("state", "south", "1.1", None)
    for expert, score in (("expert1", "40"), ("expert2", "90")):
        done(of(expert).send("POST", f"{PLACE}/statements", {
            "stage": "panel", "region": "south", "item": "1.4", "answer": score}))
    assert lead.get(PLACE).json()["against"] == [
        "south 1.4: the experts are 50 apart, and 20 is allowed"]
    refused = lead.send("POST", f"{PLACE}/evaluation")
    assert (refused.status_code, refused.json()["what"].startswith("1 thing stands against")) == (422, True)
    done(lead.send("POST", f"{PLACE}/panels/agree", {
        "region": "south", "item": "1.4", "answer": "70", "reason": "conferred"}))
    asked = lead.send("POST", f"{PLACE}/evaluation")
    assert (asked.status_code, asked.json()["what"]) == (422, "6 answers or values are missing")
    assert asked.json()["gaps"][0] == {
        "region": "south", "item": "1.2", "lost": "10",
        "what": {"en": "Nothing was determined", "zh": "尚无认定"},
        "cost": {"en": "10 of 10 points lost", "zh": "失10分（满分10分）"},
        "owes": {"en": "Self-evaluation: south; Department scoring: planning",
                 "zh": "自查自评：south；部门评分：planning"},
        "owed": [{"stage": "self", "part": "assessed", "people": ["south"]},
                 {"stage": "department", "part": "department", "people": ["planning"]}]}
    evaluated = done(lead.send("POST", f"{PLACE}/evaluation", {"with_gaps": True}))
    assert evaluated["gaps"] == 6
    assert of("chief").get(f"{PLACE}/result").json()["versions"][0]["published"] is False
    assert lead.send("POST", f"{PLACE}/approval", {}).status_code == 403
    for who in ("chief", "deputy"):
        done(of(who).send("POST", f"{PLACE}/approval", {"reason": "seen"}))
    done(lead.send("POST", f"{PLACE}/publication"))
    objection = done(south.send("POST", f"{PLACE}/objections", {"region": "south", "text": "Look again.",
                                                               "item": "1.1"}))
    ruled = done(lead.send("POST", f"{PLACE}/objections/{objection['number']}/answer", {
        "upheld": False, "reason": "it was seen"}))
    assert (ruled["answer"], ruled["about"]) == ("dismissed", objection["number"])
    done(lead.send("POST", f"{PLACE}/orders", {"region": "south", "text": "Write it down."}))
    second = done(lead.send("POST", f"{PLACE}/orders", {"region": "south", "text": "Publish it.", "days": 5}))
    told = {"stage": "report", "region": "south", "answer": "Published."}
    assert "2 orders wait for a report" in south.send("POST", f"{PLACE}/statements", told).json()["what"]
    done(south.send("POST", f"{PLACE}/statements", told | {"order": second["number"]}))
    done(south.send("POST", f"{PLACE}/statements", told | {"answer": "Written."}))
    judging = f"{PLACE}/orders/{second['number']}/judgement"
    assert south.send("POST", judging, {"accepted": True}).status_code == 403
    assert lead.send("POST", judging, {"accepted": False}).status_code == 422
    done(lead.send("POST", judging, {"accepted": False, "reason": "Where?", "days": 9}))
    assert [each["state"] for each in south.get(PLACE).json()["orders"]] == ["reported", "returned"]
    regions = south.get(f"{PLACE}/result").json()["versions"][0]["regions"]
    assert {one["code"]: (one["score"], one["grade"]) for one in regions} == {"north": (79, "A"), "south": (34, "B")}


def test_parts_are_given_and_taken_back_by_programs(year: YearCity) -> None:
    lead = of("lead")
    opened = lead.send("POST", "/years", {"scheme": "all-rules", "year": "2014", "region": "prov"})
    assert (opened.status_code, opened["Location"]) == (201, "/api/v1/years/all-rules-2014")
    assert lead.send("POST", "/years", {"scheme": "none", "year": "2014", "region": "prov"}).status_code == 422
    place = "/years/all-rules-2014"
    done(lead.send("POST", f"{place}/parts", {"person": "chief", "part": "lead"}))
    done(lead.send("POST", f"{place}/parts", {"person": "market", "part": "department", "owner": "Market",
                                              "regions": ["south"]}))
    parts = {one["person"]: one for one in lead.get(f"{place}/parts").json()["parts"]}
    assert parts["market"] == {"person": "market", "part": "department", "regions": ["south"], "conflicts": [],
                               "items": ["1.3", "1.4", "1.5", "1.7", "1.8", "1.9"]}
    done(of("market").send("POST", f"{place}/conflicts", {"region": "south", "reason": "was mayor"}))
    done(lead.send("POST", f"{place}/late", {"region": "south", "stage": "self", "reason": "a flood"}))
    assert lead.send("POST", f"{place}/going-on", {"reason": "so"}).status_code == 422
    last = done(lead.send("POST", f"{place}/parts/release", {"person": "lead", "part": "lead", "reason": "retired"}))
    assert (last["act"], last["person"]) == ("release", "lead")
    assert lead.get(place).status_code == 404


def test_a_year_opened_by_mistake_is_cancelled_by_who_leads_it(year: YearCity) -> None:
    lead = of("lead")
    done(lead.send("POST", "/years", {"scheme": "all-rules", "year": "2015", "region": "prov"}))
    place = "/years/all-rules-2015"
    done(lead.send("POST", f"{place}/parts", {"person": "chief", "part": "approver"}))
    assert of("stranger").send("POST", f"{place}/cancellation", {"reason": "so"}).status_code == 404
    assert Program().send("POST", f"{place}/cancellation", {"reason": "so"}).status_code == 401
    assert of("chief").send("POST", f"{place}/cancellation", {"reason": "so"}).status_code == 403
    assert lead.send("POST", f"{place}/cancellation", {"reason": " "}).status_code == 422
    assert lead.send("POST", f"{place}/cancellation", {}).status_code == 422
    event = done(lead.send("POST", f"{place}/cancellation", {"reason": "the wrong year"}))
    assert (event["act"], event["reason"], event["by"]) == ("cancel", "the wrong year", "lead")
    assert lead.get(place).json()["phase"] == "cancelled"
    again = lead.send("POST", f"{place}/cancellation", {"reason": "twice"})
    assert (again.status_code, again.json()["what"]) == (422, "this year was cancelled")
    assert lead.send("POST", "/years", {"scheme": "all-rules", "year": "2015", "region": "prov"}).status_code == 201


@pytest.mark.parametrize(("body", "what"), [
    ({"stage": "self", "region": "south", "answer": "a\x00b"}, "holds the character NUL"),
    ({"stage": "self", "region": "south", "item": "1.1", "answer": "yes", "reason": "a\x00b"},
     "holds the character NUL"),
    ({"stage": "self", "region": "south", "item": "1.1", "answer": "maybe"}, "is not an answer to this item"),
    ({"stage": "dance", "region": "south", "answer": "x"}, "this year has no stage"),
])
def test_what_cannot_be_kept_is_refused(year: YearCity, body: dict[str, Any], what: str) -> None:
    answer = of("south").send("POST", f"{PLACE}/statements", body)
    assert answer.status_code == 422
    assert what in json.loads(answer.content)["what"]
