"""The search as programs ask it."""

from __future__ import annotations

from plumbline.procedures.search import following
from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import SIGN, WARD_1, World


def test_a_group_page_by_page(city: World, db: None) -> None:
    following.follow(city.home, on=city.clock.now.date())
    program, seen, after = Program(), [], "0"
    while after:
        found = program.get("/search", {"q": "Chicago", "in": "inspection", "limit": 4, "after": after}).json()
        (group,) = found["groups"]
        seen += [hit["address"] for hit in group["hits"]]
        after = group["next"]
    assert sorted(seen) == sorted(f"/records/inspection/{row['number']}/" for row in city.records["inspection"])
    assert (found["behind"], found["index"], found["near"], found["cut"]) == (0, True, False, False)


def test_a_token_finds_what_its_person_may_read(city: World, db: None) -> None:
    following.follow(city.home, on=city.clock.now.date())
    found = of(WARD_1).get("/search", {"q": f"{SIGN}1"}).json()
    assert {hit["region"] for group in found["groups"] for hit in group["hits"]
            if hit["sort"] == "record"} <= {"1", ""}
    assert found["groups"]
    assert Program().get("/search", {"q": f"{SIGN}1"}).json()["groups"] == []


def test_what_cannot_be_asked_is_a_problem(city: World, db: None) -> None:
    answer = Program().get("/search", {"q": "x", "in": "nobody"})
    assert (answer.status_code, answer.json()["code"]) == (404, "search.no_group")
    for query in ({"q": "x" * 2_001}, {"after": -1}, {"limit": 0}, {"limit": 101}, {"where": "x"}):
        assert Program().get("/search", query).status_code == 422
    assert Program().get("/search").json()["groups"] == []
