"""What followed from a record, on its page and on the page of the case: for who may read both, in both languages;
contested and decided there, over HTTP, and by command."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.procedures.casework import consequences
from plumbline.procedures.casework.consequences import declared
from plumbline.procedures.casework.declaration import Days
from plumbline.procedures.records import save
from plumbline.records.core.cases import Case, CaseSummary
from tests.interfaces.api.programs import of
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as
from tests.procedures.casework.consequences.followed import following
from tests.procedures.casework.recalls import NAME
from tests.records.samples import inspection

KEY = ("FAILED-1",)


@pytest.fixture
def number(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """A recall that followed from an inspection in ward 1."""
    monkeypatch.setattr(declared, "_declared", {})
    following(opens=NAME, lasts=Days(90, working=False), fields={
        "region": "region", "producer": lambda _: "F1", "product": lambda each: f"Of {each.key}"})
    home = homes.current()
    consequences.run(home, at=timezone.now())
    written(result="fail")
    assert consequences.run(home, at=timezone.now()) == 1
    return str(Case.objects.order_by("-pk")[0].number)


def written(**changed: str) -> None:
    save.keep("inspection", inspection(number=KEY[0], **changed), at=timezone.now())


def record(client: Client) -> str:
    response = client.get(reverse("record", args=("inspection", KEY)))
    assert response.status_code == 200
    return str(response.content.decode())


def case(client: Client, number: str) -> str:
    response = client.get(reverse("case", args=(NAME, number)))
    assert response.status_code == 200
    return str(response.content.decode())


def do(client: Client, number: str, act: str, **values: str) -> Any:
    return client.post(reverse("case-act", args=(NAME, number, act)), values)


def test_both_pages_tell_it_to_who_may_read_both_and_nobody_else(number: str) -> None:
    officer = looking_as(WARD_1)
    address = f"/cases/{NAME}/{number}/"
    assert address in record(officer)
    assert "What failed is looked into" in record(officer)
    assert reverse("record", args=("inspection", KEY)) in case(officer, number)
    for other in (WARD_2, PUBLIC_PERSONA):
        told = record(looking_as(other))
        assert (address in told, "looked into" in told, "followed" in told) == (False, False, False)
    written(result="pass")
    assert "the record was corrected since" in record(officer)
    assert "the record was corrected since" in case(officer, number)


def test_it_is_contested_and_decided_on_the_page(number: str) -> None:
    officer, chief = looking_as(WARD_1), looking_as(CITY)
    assert "Contest this case" in case(officer, number)
    assert "It ends by itself with" in case(officer, number)
    assert do(officer, number, "contest", reason="A mistake").status_code == 302
    told = case(officer, number)
    assert ("Contested since" in told, "A mistake" in told, "uphold-contest" in told) == (True, True, False)
    assert "contested, not decided yet" in record(officer)
    assert do(officer, number, "uphold-contest", reason="x").status_code == 403
    assert "uphold-contest" in case(chief, number)
    assert do(chief, number, "uphold-contest", reason="So it is").status_code == 302
    assert "lifted" in record(officer)
    assert "Contest this case" not in case(officer, number)


def test_an_act_about_a_lot_is_contested_on_the_page_and_taken_back(number: str) -> None:
    officer, chief = looking_as(WARD_1), looking_as(CITY)
    for name in ("L1", "L2"):
        assert officer.post(reverse("case-act", args=(NAME, number, "add-lot")), {"lot": name}).status_code == 302
    declared._declared.clear()
    following(name="accounted", opens="", acts_in=NAME, does="account", case=lambda each: each.key.split("/")[0],
              member=lambda each: each.key.split("/")[1], fields={"how": lambda each: f"By {each.key}"})
    home = homes.current()
    consequences.run(home, at=timezone.now())
    save.keep("inspection", inspection(number=f"{number}/L1", result="fail"), at=timezone.now())
    assert consequences.run(home, at=timezone.now()) == 1
    assert "By " in case(officer, number)
    assert do(officer, number, "contest", reason="Another lot", member="L1").status_code == 302
    told = case(chief, number)
    assert ("Another lot" in told, "Uphold it: take the act back" in told) == (True, True)
    assert do(chief, number, "uphold-contest", reason="So it was", member="L1").status_code == 302
    rows = dict(CaseSummary.objects.filter(case__number=number, member__startswith="L").values_list("member", "state"))
    assert rows == {"L1": "on-sale", "L2": "on-sale"}


def test_over_http_too(number: str) -> None:
    officer, other = of(WARD_1, write=True), of(WARD_2)
    thread = officer.get(f"/cases/{NAME}/{number}/thread").json()
    [came] = thread["came_of"]
    assert (came["kind"], came["key"], came["consequence"], came["cause"], thread["led_to"]) == (
        "inspection", list(KEY), "failed", "", [])
    [led] = officer.get(f"/followed/inspection/{KEY[0]}").json()["led_to"]
    assert (led["procedure"], led["number"], led["state"], led["contested"]) == (NAME, number, "opened", False)
    assert led["ends_on"] is not None
    assert other.get(f"/followed/inspection/{KEY[0]}").json() == {"led_to": []}
    assert other.get(f"/cases/{NAME}/{number}/thread").status_code == 404
    assert officer.get("/followed/nothing/x").status_code == 404
    told = officer.send("POST", f"/cases/{NAME}/{number}/acts/contest", {"values": {"reason": "A mistake"}}).json()
    assert (told["contested"], told["ends_on"]) == (True, led["ends_on"])
