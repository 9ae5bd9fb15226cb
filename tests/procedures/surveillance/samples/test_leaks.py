"""Before a sample is published nobody reads of it but its authority and who takes part, each what is theirs."""

from __future__ import annotations

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import reading
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.casework.telling import feeds
from tests.procedures.surveillance.samples.lives import KIND, Lives, refused

OTHERS = ("cy", "wu", "tom")
SECRETS = ("F1", "0.35", "Market 7", "Kettle works", "S-1")


def _known(lives: Lives, number: str, by: str) -> str:
    """All that a reader is told of a case, by its page, its history, its lists."""
    user = lives.people[by]
    case = lives.found(number, by)
    return str([reading.document(case, user), reading.history(case, user),
                [(row.title, row.member) for row in reading.readable(case.procedure, user)],
                reading.waiting(user, on=case.on)])


@pytest.mark.parametrize("by", OTHERS)
def test_others_find_no_such_sample(lives: Lives, by: str) -> None:
    number = lives.decided()
    with refused("case.unknown"):
        lives.found(number, by)
    with refused("case.unknown"):
        lives.do(number, "object", by, grounds="x")
    user = lives.people[by]
    assert list(reading.readable(procedure(KIND), user)) == []
    assert (reading.counted(procedure(KIND), user), reading.waiting(user, on=lives.now.date())) == ({}, [])


def test_the_public_reads_nothing_before_it_is_published(lives: Lives) -> None:
    number = lives.decided()
    assert (list(reading.readable(procedure(KIND), None)), feeds.published(procedure(KIND))) == ([], [])
    lives.do(number, "publish", "bea")
    assert [each.number for each in feeds.published(procedure(KIND))] == [number]
    told = str(feeds.published(procedure(KIND)))
    assert not any(each in told for each in ("Market 7", "The limit is another one", "It is tested again"))


def test_a_firm_reads_nothing_before_it_is_told(lives: Lives) -> None:
    number = lives.tested()
    with refused("case.unknown"):
        lives.found(number, "li")
    lives.do(number, "notify", notified="F1")
    told = _known(lives, number, "li")
    assert "0.35" in told
    assert "Market 7" not in told


def test_a_laboratory_tests_blind(lives: Lives) -> None:
    number = lives.at_laboratory()
    told = _known(lives, number, "may")
    assert "Lead; Tin" in told
    assert not any(each in told for each in ("F1", "Kettle works", "Market 7"))


def test_the_second_laboratory_does_not_read_the_first_test(lives: Lives) -> None:
    number = lives.retested()
    told = _known(lives, number, "zoe")
    assert "0.18" in told
    assert not any(each in told for each in ("0.35", "LAB1", "F1", "The limit is another one", "It is tested again"))
    first = _known(lives, number, "may")
    assert "0.35" in first
    assert not any(each in first for each in ("0.18", "LAB2", "F1"))
    with pytest.raises(PlumblineError):
        lives.do(number, "result", "zoe", "A", parameter="Lead", verdict="pass", tested_on="2026-03-04")


def test_the_firm_does_not_read_the_portions_of_the_laboratories(lives: Lives) -> None:
    case = lives.found(lives.retested(), "li")
    assert reading.members(case, lives.people["li"]) == []


def test_who_acts_for_a_laboratory_in_another_capacity_tests_nothing(lives: Lives) -> None:
    number = lives.take()
    lives.do(number, "hand-over", member="A", laboratory="LAB1", parameters="Lead")
    lives.people["may"] = lives.member("mei", "LAB1", "enterprise")
    with refused("case.part_not_held"):
        lives.do(number, "receive", "may", "A")
