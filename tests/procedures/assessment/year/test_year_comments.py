"""Comments in an assessment year: who says and who reads them, and that nothing rests on one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import NotAllowed, PlumblineError
from plumbline.home import Home
from plumbline.procedures.assessment.year import comments, people, reading
from plumbline.procedures.assessment.year.loading import EVERYTHING, OVERVIEW, WHOLE, load
from plumbline.records.assessment import rounds
from plumbline.records.assessment.rounds import Round
from tests.procedures.year_world import AFTER, NUMBER, Province

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened",))


def say(province: Province, name: str, text: str, region: str = "", item: str = "", **more: Any) -> Any:
    return comments.comment(province.home, province.who(name), NUMBER, text, region=region, item=item, at=AFTER, **more)


def read(province: Province, name: str) -> list[str]:
    rows = reading.events(province.home, NUMBER, province.who(name))
    return [row["answer"] for row in rows if row["act"] == "comment"]


def readers(province: Province) -> dict[str, list[str]]:
    names = ("lead", "chief", "planning", "market", "visitor", "expert1", "expert2", "north", "south")
    return {name: found for name in names if (found := read(province, name))}


def test_a_comment_is_read_by_those_who_act_there(province: Province) -> None:
    say(province, "planning", "Which plan is meant?", "north", "1.1")
    assert readers(province) == {name: ["Which plan is meant?"]
                                 for name in ("lead", "chief", "planning", "visitor", "north")}


def test_a_comment_from_inside_is_not_read_by_who_is_assessed(province: Province) -> None:
    say(province, "planning", "Look twice", "north", inside=True)
    say(province, "north", "The plan is attached", "north")
    assert read(province, "north") == ["The plan is attached"]
    assert read(province, "planning") == ["Look twice", "The plan is attached"]
    assert read(province, "south") == []
    with pytest.raises(NotAllowed) as refused:
        say(province, "north", "Among us", "north", inside=True)
    assert refused.value.code == "year.comment_inside"


def test_a_comment_on_the_year_is_read_by_all_who_act_in_it(province: Province) -> None:
    say(province, "lead", "The visits begin in June")
    assert set(readers(province)) == {"lead", "chief", "planning", "market", "visitor", "expert1", "expert2", "north",
                                      "south"}


def test_what_an_expert_says_stays_closed_as_the_scores_do(province: Province) -> None:
    say(province, "expert1", "Worth eighty", "north", "1.3")
    assert set(readers(province)) == {"lead", "chief", "expert1"}
    province.state("expert1", "panel", "north", "85", "1.3")
    province.state("expert2", "panel", "north", "95", "1.3")
    assert {"expert2", "visitor"} <= set(readers(province))


@pytest.mark.parametrize(("name", "region", "item", "text", "code"), [
    ("planning", "north", "1.2", "Hm", "year.comment_not_here"), ("north", "south", "", "Hm", "year.comment_not_here"),
    ("north", "", "", "Hm", "year.comment_not_here"),
    ("stranger", "north", "", "Hm", "year.unknown"), ("lead", "west", "", "Hm", "assess.region_unknown"),
    ("lead", "prov", "", "Hm", "assess.region_unknown"), ("lead", "north", "9.9", "Hm", "assess.item_unknown"),
    ("lead", "north", "", "  \n", "answer.empty"), ("lead", "north", "", "x" * 2001, "answer.too_long"),
    ("lead", "north", "", "a\x07b", "answer.unshowable"),
])
def test_what_is_refused(province: Province, name: str, region: str, item: str, text: str, code: str) -> None:
    with pytest.raises(PlumblineError) as refused:
        say(province, name, text, region, item)
    assert refused.value.code == code
    assert readers(province) == {}


def test_a_conflict_of_interest_closes_comments_too(province: Province) -> None:
    say(province, "lead", "Careful here", "north")
    people.declare_conflict(province.home, province.who("planning"), NUMBER, region="north", reason="was mayor",
                            at=AFTER)
    assert "planning" not in readers(province)
    with pytest.raises(NotAllowed) as refused:
        say(province, "planning", "Still", "north")
    assert refused.value.code == "year.conflict_declared"


def test_nothing_rests_on_a_comment(province: Province) -> None:
    province.scored()
    round = Round.objects.get()
    before = rounds.told([round])
    newest = [load(province.home, NUMBER, each).newest for each in (EVERYTHING, WHOLE, OVERVIEW)]
    event = say(province, "lead", "Fine work", "north", "1.1")
    assert rounds.told([round]) == before
    assert [load(province.home, NUMBER, each).newest for each in (EVERYTHING, WHOLE, OVERVIEW)] == newest
    assert rounds.altered(event.round) == []
    assert event.entry.root == bytes(event.leaf).hex()
    province.evaluated()
