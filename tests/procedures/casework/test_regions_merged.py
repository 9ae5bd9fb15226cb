"""A region was merged while its case was open and a part was held in it: the case goes on with whom it went to."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import NotAllowed, PlumblineError
from plumbline.procedures.casework import common_acts, perform, reading, registry
from plumbline.procedures.casework.members import adding
from plumbline.procedures.casework.stuck import stuck
from plumbline.records.core.people import Role, User
from tests.procedures.casework.procedures import TENDER, tender
from tests.procedures.casework.recalls import Recalls, done, found

ON = date(2026, 3, 3)


def test_a_case_whose_region_was_merged_while_a_part_was_held_is_not_stuck(recalls: Recalls) -> None:
    # Ward 8 went into ward 2. Ann opened the case over both; the juror held a role over ward 8 alone.
    of = registry.declare(tender())
    ann, juror, new = recalls.who("ann"), recalls.who("juror"), recalls.who("new", region="2")
    event = perform.open_case(recalls.home, ann, TENDER, "open", {"region": "8", "name": "Best"}, at=recalls.later())
    number = str(event.case.number)
    adding.add(recalls.home, ann, TENDER, number, "enter", [
        {"key": "A", "applicant": "F1"}, {"key": "B", "applicant": "F2"}], at=recalls.later())
    adding.give(recalls.home, ann, TENDER, number, "juror", [("A", "juror"), ("B", "juror")], at=recalls.later())
    Role.objects.filter(user=juror).update(region="8")
    juror = User.objects.get(pk=juror.pk)
    # Who holds the part reads and does nothing of what went to another authority, by any road.
    assert reading.waiting(juror, on=ON, of=[of]) == []
    assert reading.listed(of, juror) == []
    with pytest.raises(PlumblineError) as refused:
        done(recalls, juror, number, "score", "A", of=TENDER, score="7")
    assert refused.value.code == "case.unknown"
    # And it is nobody's dead end: the authority it went to sees it wait, gives the part anew, or acts itself.
    waits = [(each.member, [act.name for act in each.acts]) for each in reading.waiting(new, on=ON, of=[of])]
    assert waits == [("", ["decide"]), ("A", ["score"]), ("B", ["score"])]
    assert not [each for each in stuck(ON) if each.number == number and each.procedure.name == TENDER]
    recalls.who("old", region="8")
    with pytest.raises(NotAllowed) as unreached:
        common_acts.assign(recalls.home, new, TENDER, number, "old", "juror", member="A", at=recalls.later())
    assert unreached.value.code == "case.no_reach"
    common_acts.assign(recalls.home, new, TENDER, number, recalls.who("two", region="2").username, "juror", member="A",
                       at=recalls.later())
    done(recalls, recalls.who("two"), number, "score", "A", of=TENDER, score="7")
    done(recalls, new, number, "score", "B", of=TENDER, score="6")
    done(recalls, new, number, "decide", of=TENDER, winner="F1")
    assert found(recalls, new, number, TENDER).state().ends


def test_vacancy_conflict_and_a_second_person_at_once_are_told_and_a_role_frees_the_case(recalls: Recalls) -> None:
    ann, bob = recalls.who("ann"), recalls.who("bob")
    number = recalls.reported()
    recalls.act(number, "account", member="L1", how="Melted")
    recalls.act(number, "account", member="L2", how="Melted")
    common_acts.declare_conflict(recalls.home, bob, "test-recall", number, "My own", at=recalls.later())

    def told() -> list[tuple[str, bool]]:
        return [(each.number, each.alone) for each in stuck(recalls.now.date()) if not each.member]

    # Ann reported for the producer, and a second one is asked for; Bob may not: nobody is left.
    assert told() == [(number, True)]
    Role.objects.filter(user=ann).delete()
    assert told() == [(number, False)]
    eve = recalls.who("eve")
    assert told() == []
    recalls.act(number, "close", by=eve.username)
    assert recalls.found(number, by="eve").state().ends
