"""Outlets are drawn so that anybody can repeat it, noted without a network, and told with an interval."""

from __future__ import annotations

from hashlib import sha256

import pytest

from plumbline.errors import PlumblineError, RecordError
from plumbline.procedures.casework import offline
from plumbline.procedures.casework.consequences import effects
from plumbline.procedures.surveillance.recalls import sampling
from plumbline.procedures.surveillance.recalls.showing import show
from tests.procedures.surveillance.recall_cases import RecallWorld
from tests.records.samples import current

CHECK = sampling.PROCEDURE
SHOPS = [f"S{number:02d}" for number in range(1, 9)]


def drawn(recalls: RecallWorld, **changed: str) -> str:
    """A round of checks of the running recall, its outlets handed out."""
    recalls.running()
    number = sampling.begin(recalls.home, recalls.who("ann"), {
        "recall": "2026-0001", "region": "1", "size": "5", "seed": "2026-03-05", **changed}, at=recalls.later())
    effects.run(recalls.home, clock=recalls.later)
    return number


def test_the_lowest_ranks_are_drawn_whatever_the_order_of_the_outlets() -> None:
    randomness = sha256(b"2026-03-05").digest()
    ranked = sorted(SHOPS, key=lambda code: sha256(randomness + code.encode()).digest())
    for outlets in (SHOPS, SHOPS[::-1]):
        found = sampling.drawn(outlets, 5, "2026-03-05")
        assert (found.outlets, found.of) == (tuple(ranked[:5]), 8)
    assert sampling.drawn(SHOPS, 50, "x").of == len(sampling.drawn(SHOPS, 50, "x").outlets)


def test_a_round_draws_from_the_outlets_of_its_region_and_hands_them_out(recalls: RecallWorld) -> None:
    number = drawn(recalls)
    found = recalls.found(number, of=CHECK)
    assert sorted(found.board.members) == sorted(sampling.drawn(SHOPS, 5, "2026-03-05").outlets)
    assert found.board.values["recall"] == "1-2026-0001"
    effects.run(recalls.home, clock=recalls.later)
    assert len(recalls.found(number, of=CHECK).board.members) == 5


def test_an_outlet_that_was_not_drawn_is_not_checked(recalls: RecallWorld) -> None:
    number = drawn(recalls, outlets="S01;S02;S03;S04;S05;S06", size="2", seed="a")
    other = next(each for each in SHOPS if each not in sampling.drawn(SHOPS[:6], 2, "a").outlets)
    with pytest.raises(RecordError) as caught:
        recalls.act(number, "hand-out", of=CHECK, outlet=other)
    assert caught.value.code == "recall.outlet_not_drawn"


@pytest.mark.parametrize(("said", "code"), [
    ({"recall": "R9"}, "recall.unknown"), ({"region": "9"}, "recall.no_outlets"),
    ({"outlets": "S01;S,2"}, "draw_frame.unfit_sign"),
])
def test_a_round_that_cannot_be_drawn_is_told(recalls: RecallWorld, said: dict[str, str], code: str) -> None:
    with pytest.raises(PlumblineError) as caught:
        drawn(recalls, **said)
    assert caught.value.code == code


def test_a_closed_recall_is_not_checked(recalls: RecallWorld) -> None:
    number = recalls.running()
    recalls.act(number, "propose-closing", conclusion="完成")
    for lot in recalls.found(number).board.members:
        recalls.act(number, "except-lot", member=lot, reason="已售罄")
    recalls.act(number, "close", recalls.who("bea"))
    with pytest.raises(RecordError) as caught:
        sampling.begin(recalls.home, recalls.who("ann"), {"recall": number, "region": "1", "size": "5", "seed": "a"},
                       at=recalls.later())
    assert caught.value.code == "recall.not_running"


def test_what_was_seen_without_a_network_counts_from_the_day_on_which_it_was(recalls: RecallWorld) -> None:
    number = drawn(recalls)
    outlets = sorted(recalls.found(number, of=CHECK).board.members)
    when = recalls.later(1)
    recalls.later(3)
    seen = [("yes", "no", "0"), ("yes", "yes", "4"), ("no", "yes", "2")]
    for outlet, (told, shelf, units) in zip(outlets, seen, strict=False):
        offline.act(recalls.home, recalls.who("ann"), CHECK, number, "note",
                    {"told": told, "on_shelf": shelf, "units_seen": units}, member=outlet, given=when,
                    at=recalls.later())
        recalls.act(number, "take-up", of=CHECK, member=outlet)
    for outlet in outlets[3:]:
        recalls.act(number, "give-up", of=CHECK, member=outlet, reason="已停业")
    recalls.act(number, "finish", of=CHECK)
    assert current("recall_check", "outlet", "checked_on") == [(each, when.date()) for each in outlets[:3]]
    found = show(recalls.home, None, "2026-0001", at=recalls.later()).as_dict()["checks"]
    assert (found["outlets"], found["units_seen"]) == (3, 6)
    assert (found["told"]["count"], found["told"]["of"], found["told"]["share"]) == (2, 3, "66.67")
    assert found["told"]["interval"] == {"low": "20.77", "high": "93.85", "level": "0.95", "method": "wilson"}


def test_a_round_is_not_finished_while_an_outlet_is_open(recalls: RecallWorld) -> None:
    number = drawn(recalls)
    with pytest.raises(RecordError) as caught:
        recalls.act(number, "finish", of=CHECK)
    assert caught.value.code == "case.condition"
