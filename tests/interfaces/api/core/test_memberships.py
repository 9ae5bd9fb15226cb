"""Who acts for an organisation, over HTTP: as on the pages, by whom it is on the pages, and codes told once."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.procedures.accounts import memberships
from plumbline.records.core.memberships import ENTERPRISE, Invitation, Membership
from plumbline.records.core.people import User
from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import CITY, FIRM_1, FIRM_2, WARD_1, WARD_2, World


def send(program: Program, method: str, path: str, body: Any = None, status: int = 201) -> Any:
    response = program.send(method, path, body)
    assert response.status_code == status, response.content.decode()
    return response.json()


def place(city: World, tail: str = "people", ward: str = "1") -> str:
    return f"/organisations/{city.firm(ward)}/{tail}"


def claimed(city: World) -> Membership:
    return Membership.objects.get(user__username="claims-1")


@pytest.mark.parametrize("who", [WARD_1, CITY, FIRM_1])
def test_a_code_is_given_out_once_and_never_listed(city: World, db: None, who: str) -> None:
    program = of(who)
    response = program.send("POST", place(city, "invitations"), {"days": 3})
    made = response.json()
    assert (response.status_code, response["Cache-Control"]) == (201, "no-store")
    assert (made["capacity"], made["manages"], len(made["code"])) == ("enterprise", False, 19)
    told = program.get(place(city)).content.decode()
    assert made["code"] not in told
    assert [each["invitation"] for each in program.get(place(city)).json()["invitations"]] == [made["invitation"]]
    row = memberships.join(made["code"], None, at=city.clock(), name="zhao", password="a plumb line hangs true")
    assert (row.organisation, row.given_by) == (city.firm("1"), User.objects.get(username=who).pk)
    assert program.get(place(city)).json()["invitations"] == []


def test_a_code_taken_back_opens_nothing(city: World, db: None) -> None:
    manager = of(FIRM_1)
    made = send(manager, "POST", place(city, "invitations"), {})
    other = place(city, f"invitations/{made['invitation']}", "2")
    assert send(of(FIRM_2), "DELETE", other, status=404)["code"] == "membership.unknown"
    send(manager, "DELETE", place(city, f"invitations/{made['invitation']}"), status=200)
    assert Invitation.objects.get(pk=made["invitation"]).revoked_at is not None


def test_a_claim_is_made_and_settled_by_an_officer_of_the_region(city: World, db: None) -> None:
    User.objects.create_user("wang")
    row = send(of("wang"), "POST", place(city, "claims"), {"proof": "Ring me"})
    assert (row["state"], row["holds"]) == ("claimed", False)
    waiting = {person: [each["membership"] for each in of(person).get("/claims").json()["claims"]]
               for person in (WARD_1, WARD_2, FIRM_1, "wang")}
    assert waiting == {WARD_1: [claimed(city).pk, row["membership"]], FIRM_1: [], "wang": [],
                       WARD_2: [Membership.objects.get(user__username="claims-2").pk]}
    settlement = place(city, f"people/{row['membership']}/settlement")
    for person, status in ((WARD_2, 404), ("wang", 404), (FIRM_1, 404)):
        send(of(person), "POST", settlement, {"confirmed": True}, status)
    done = send(of(WARD_1), "POST", settlement, {"confirmed": True, "manages": True})
    assert (done["state"], done["holds"], done["manages"], done["proof"]) == ("held", True, True, "Ring me")
    assert send(of(WARD_1), "POST", settlement, {"confirmed": False}, 409)["code"] == "membership.settled"
    refused = send(of(WARD_1), "POST", place(city, f"people/{claimed(city).pk}/settlement"), {"confirmed": False})
    assert (refused["state"], refused["manages"]) == ("refused", False)


def test_a_membership_ends_and_is_handed_over(city: World, db: None) -> None:
    row = memberships.add(User.objects.create_user("zhao"), city.firm("1"), ENTERPRISE, by=None, at=city.clock())
    manager, own = of(FIRM_1), place(city, f"people/{row.pk}")
    assert send(manager, "PUT", f"{own}/managing", {"manages": True}, 200)["manages"] is True
    assert send(of("zhao"), "PUT", f"{own}/managing", {"manages": False}, 200)["manages"] is False
    assert of("zhao").get(place(city)).status_code == 404
    ended = send(manager, "DELETE", own, status=200)
    assert (ended["holds"], ended["manages"]) == (False, False)
    assert send(of(WARD_1), "DELETE", own, status=200) == ended
    assert send(manager, "DELETE", place(city, f"people/{row.pk + 99}"), status=404)["code"] == "membership.unknown"


def test_a_manager_reads_neither_claims_nor_proofs_and_others_nothing(city: World, db: None) -> None:
    names = {person: {each["name"] for each in of(person).get(place(city)).json()["memberships"]}
             for person in (WARD_1, FIRM_1)}
    assert names == {WARD_1: {FIRM_1, "claims-1"}, FIRM_1: {FIRM_1}}
    unknown = of(WARD_2).get("/organisations/none/people").json()
    for person in (WARD_2, FIRM_2):
        hidden = of(person).get(place(city))
        assert (hidden.status_code, hidden.json()["what"]) == (404, unknown["what"].replace("none", city.firm("1")))
    assert Program().get(place(city)).status_code == 404


def test_a_token_narrowed_to_a_region_speaks_for_no_organisation(city: World, db: None) -> None:
    user = User.objects.get(username=WARD_1)
    memberships.add(user, city.firm("2"), ENTERPRISE, by=None, at=city.clock(), managing=True)
    assert of(WARD_1).get(place(city, ward="2")).status_code == 200
    narrowed = of(WARD_1, region="1")
    assert narrowed.get(place(city, ward="2")).status_code == 404
    assert send(narrowed, "POST", place(city, "invitations", "2"), {}, 404)["code"] == (
        "membership.organisation_unknown")
    assert narrowed.get(place(city)).status_code == 200


def test_who_only_reads_writes_nothing(city: World, db: None) -> None:
    assert of(FIRM_1, write=False).send("POST", place(city, "invitations"), {}).status_code == 403
    for wrong, code in (({"capacity": "king"}, "membership.capacity_unknown"), ({"days": 0}, "membership.days_unfit"),
                        ({"capacity": "laboratory"}, "membership.not_theirs")):
        told = of(FIRM_1).send("POST", place(city, "invitations"), wrong)
        assert (told.status_code in (403, 422), told.json()["code"]) == (True, code)
