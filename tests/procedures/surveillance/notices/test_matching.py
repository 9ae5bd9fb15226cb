"""An officer decides which notice is about which product, undoes it, and both stand in the history."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.surveillance.notices import matching
from plumbline.procedures.surveillance.notices.matching import DIFFERENT, OPEN, SAME, to_decide
from plumbline.records.core.people import Role, User
from tests.records.samples import Office

KEY = ("rasff", "N1", "P1")


def match(number: str = "N1", product: str = "P1", **changed: str) -> dict[str, str]:
    return {"source": "rasff", "number": number, "product": product, "probability": "0.9", "decision": "open",
            "basis": "brand and model", "matched_on": "2026-01-02", "region": "1", **changed}


def notice(number: str) -> dict[str, str]:
    return {"source": "rasff", "number": number, "published_on": "2026-01-01", "product_name": "Tea", "region": "1"}


def officer(region: str = "1") -> User:
    user = User.objects.create_user(f"officer-{region}")
    Role.objects.create(user=user, name=Role.OFFICER, region=region)
    return user


@pytest.fixture
def candidates(office: Office) -> Office:
    """Two notices, and three products that they may be about."""
    office.take("product", [{"code": f"P{each}", "name": f"Tea {each}", "region": "1"} for each in "123"])
    office.take("alert", [notice("N1"), notice("N2")])
    office.take("alert_match", [match(), match(product="P2", probability="0.6"), match("N2", "P3", probability="0.95"),
                                match("N3", "P3", region="2")])
    return office


def seen(user: Any) -> dict[str, list[str]]:
    return {group.number: [each.match.product for each in group.candidates] for group in to_decide(user).groups}


def test_candidates_stand_by_notice_the_likeliest_first_and_only_those_of_the_region(candidates: Office) -> None:
    assert seen(officer()) == {"N2": ["P3"], "N1": ["P1", "P2"]}
    assert seen(officer("2")) == {"N3": ["P3"]}
    assert (seen(None), to_decide(officer("city"), most=1).more) == ({}, 2)


def test_a_decision_is_made_and_undone_and_both_stand_in_history(candidates: Office) -> None:
    user = officer()
    first = to_decide(user).groups[1].candidates[0].match
    row = matching.decide(user, KEY, SAME, seen=first.pk, reason="The label", at=candidates.clock())
    assert (row.decision, row.basis, seen(user)) == (SAME, "The label", {"N2": ["P3"], "N1": ["P2"]})
    with pytest.raises(ConflictError):
        matching.decide(user, KEY, DIFFERENT, seen=first.pk, at=candidates.clock())
    undone = matching.decide(user, KEY, OPEN, seen=row.pk, at=candidates.clock())
    assert (seen(user)["N1"], [each.row.decision for each in matching.history(user, KEY)], undone.basis) == (
        ["P1", "P2"], [OPEN, SAME, OPEN], "The label")


def test_what_is_not_theirs_or_no_decision_is_refused(candidates: Office) -> None:
    user, neighbour = officer(), officer("2")
    held = to_decide(user).groups[1].candidates[0].match.pk
    with pytest.raises(RecordError) as unknown:
        matching.decide(user, KEY, "perhaps", seen=held, at=candidates.clock())
    assert unknown.value.code == "notice.no_decision"
    for who in (neighbour, User.objects.create_user("nobody")):
        with pytest.raises((NotAllowed, RecordError)):
            matching.decide(who, KEY, SAME, seen=held, at=candidates.clock())
    assert seen(user)["N1"] == ["P1", "P2"]


def test_it_asks_as_often_whatever_waits(candidates: Office) -> None:
    def asked() -> int:
        user = User.objects.get(username="officer-city")
        with CaptureQueriesContext(connection, ) as found:
            to_decide(user)
        return len(found)

    officer("city")
    candidates.take("alert_match", [match(decision="same"), match(product="P2", decision="different"),
                                    match("N3", "P3", region="2", decision="different")])
    one = asked()
    candidates.take("alert_match", [match(), match(product="P2"), match("N3", "P3", region="2")])
    assert asked() == one
