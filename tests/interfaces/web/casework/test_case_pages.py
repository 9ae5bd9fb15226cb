"""A recall played on its pages: opened, acted in, refused, returned, closed by a second person; in both languages."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plumbline import home as homes
from plumbline.interfaces.web.casework import case_pages
from plumbline.interfaces.web.core import context
from plumbline.procedures.casework import registry
from plumbline.procedures.casework.members import adding
from plumbline.records.core.cases import Case, CaseEvent
from plumbline.records.core.people import Role, User
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as
from tests.procedures.casework.recalls import NAME

ABOUT = {"producer": "F1", "region": "1", "product": "Kettle", "act": "open"}


def page(client: Client, *args: Any, of: str = "case", **query: str) -> str:
    response = client.get(reverse(of, args=args), query)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def opened(client: Client, **about: str) -> str:
    response: Any = client.post(reverse("case-new", args=(NAME,)), ABOUT | about)
    assert response.status_code == 302, response.content.decode()
    return str(Case.objects.order_by("-pk").first())[len(NAME) + 1:]


def do(client: Client, number: str, act: str, **values: str) -> Any:
    return client.post(reverse("case-act", args=(NAME, number, act)), values)


def test_a_recall_from_its_opening_to_its_end(city: World, db: None) -> None:
    officer, chief = looking_as(WARD_1), looking_as(CITY)
    number = opened(officer)
    assert do(officer, number, "add-lot", lot="L1").status_code == 302
    assert do(officer, number, "notify", reason="It burns", due="2014-03-20").status_code == 302
    told = page(officer, NAME, number)
    assert "Kettle" in told
    assert "It burns" in told
    assert "20 Mar 2014" in told
    assert f"/cases/{NAME}/{number}/account?member=L1" in told
    assert do(officer, number, "report-for").status_code == 302
    for sent in ({}, {"sure": "1"}):
        refused = do(chief, number, "close", **sent)
        assert (refused.status_code, "Not accounted for: L1" in refused.content.decode()) == (422, True)
    assert do(officer, number, "account", member="L1", how="Sent back").status_code == 302
    sure = do(chief, number, "close")
    assert (sure.status_code, "Check your answers" in sure.content.decode()) == (200, True)
    assert do(officer, number, "close", sure="1").status_code == 403
    assert do(chief, number, "close", sure="1").status_code == 302
    assert "closed" in page(chief, NAME, number)
    assert [event.act for event in CaseEvent.objects.filter(case__number=number).order_by("pk")] == [
        "open", "add-lot", "notify", "report-for", "account", "close"]


def test_what_waits_stands_in_today_s_work_and_what_cannot_be_done_yet_says_why(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    assert f"/cases/{NAME}/{number}/" in page(officer, of="today")
    assert f"/cases/{NAME}/{number}/" not in page(looking_as(WARD_2), of="today")
    do(officer, number, "add-lot", lot="L1")
    do(officer, number, "notify", reason="It burns", due="2199-03-20")
    assert "Report for the producer" not in page(officer, NAME, number)
    CaseEvent.objects.filter(act="notify").update(said={"reason": "It burns", "due": "2014-03-20"})
    do(officer, number, "report-for")
    told = page(officer, NAME, number)
    assert f"/cases/{NAME}/{number}/close" not in told
    assert "Who did the act before does not do this one too" in told


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    before = Case.objects.count()
    response: Any = officer.post(reverse("case-new", args=(NAME,)), {"product": "Kettle", "region": "1"})
    assert response.status_code == 422
    assert "Producer is missing" in response.content.decode()
    assert 'value="Kettle"' in response.content.decode()
    number = opened(officer)
    refused = do(officer, number, "notify", reason="It burns", due="soon")
    assert (refused.status_code, 'value="It burns"' in refused.content.decode()) == (422, True)
    assert Case.objects.count() == before + 1


def test_a_form_that_was_open_while_somebody_acted_is_refused_and_one_sent_twice_is_done_once(
        city: World, db: None) -> None:
    officer, chief = looking_as(WARD_1), looking_as(CITY)
    number = opened(officer)
    seen = str(CaseEvent.objects.order_by("-pk").values_list("pk", flat=True)[0])
    values = {"reason": "It burns", "due": "2014-03-20", "seen": seen}
    assert do(officer, number, "notify", **values).status_code == 302
    assert do(officer, number, "notify", **values).status_code == 302
    assert do(chief, number, "notify", **values).status_code == 409
    assert CaseEvent.objects.filter(case__number=number, act="notify").count() == 1


def test_common_acts_by_their_forms(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    assert do(officer, number, "comment", text="Who makes it?").status_code == 302
    assert "Who makes it?" in page(officer, NAME, number)
    refused = do(officer, number, "withdraw", reason="")
    assert (refused.status_code, "Nothing was kept." in refused.content.decode()) == (422, True)
    assert do(officer, number, "withdraw", reason="A mistake").status_code == 302
    assert "withdrawn" in page(officer, NAME, number)
    other = opened(officer)
    gone = do(officer, other, "declare-conflict", reason="My brother’s")
    assert gone["Location"] == reverse("case-list", args=(NAME,))
    assert officer.get(reverse("case", args=(NAME, other))).status_code == 404
    assert other not in page(officer, NAME, of="case-list")


def test_who_may_not_know_of_a_case_finds_none_at_its_address(city: World, db: None) -> None:
    number = opened(looking_as(WARD_1))
    other = looking_as(WARD_2)
    for address in (reverse("case", args=(NAME, number)), reverse("case-act", args=(NAME, number, "notify"))):
        assert other.get(address).status_code == other.post(address).status_code == 404
        assert looking_as(PUBLIC_PERSONA).get(address).status_code == 302
    assert number not in page(other, NAME, of="case-list")


def test_auditors_read_and_find_nothing_to_do(city: World, db: None) -> None:
    number = opened(looking_as(WARD_1))
    auditor = User.objects.create_user("auditor")
    Role.objects.create(user=auditor, name=Role.AUDITOR, region="1")
    client = Client()
    client.force_login(auditor)
    assert "What you can do now</h2>" not in page(client, NAME, number)
    assert do(client, number, "notify", reason="x", due="2014-03-20").status_code == 403
    assert client.get(reverse("case-new", args=(NAME,))).status_code == 403


@pytest.mark.parametrize("act", ["nothing", "open"])
def test_an_act_there_is_not(city: World, db: None, act: str) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    assert officer.get(reverse("case-act", args=(NAME, number, act))).status_code == 404
    assert officer.get(reverse("case-act", args=(NAME, number, "comment"))).status_code == 302
    assert officer.get(reverse("case-act", args=(NAME, number, "account"))).status_code == 404


def test_the_page_speaks_chinese(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    officer.cookies["plumb_language"] = "zh-hans"
    told = page(officer, NAME, number)
    assert all(words in told for words in ("现在可办理", "已知信息", "声明利益冲突", "第1选区"))
    assert "What you can do" not in told


def test_an_extension_that_cannot_be_loaded_stops_no_other_page(
        city: World, db: None, settings: Any) -> None:
    settings.EXTENSIONS = ("no_such_module_of_ours",)
    registry._find.cache_clear()
    try:
        officer = looking_as(WARD_1)
        assert officer.get(reverse("records")).status_code == 200
        assert "no_such_module_of_ours" in officer.get(reverse("cases")).content.decode()
        assert context._has_procedures()
    finally:
        settings.EXTENSIONS = ()
        registry._find.cache_clear()


def test_one_act_on_several_is_done_on_each_and_says_what_was_left_alone(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    first, second = opened(officer), opened(officer)
    address = reverse("case-many", args=(NAME, "notify"))
    assert f"{address}" in page(officer, NAME, of="case-list")
    told = page(officer, NAME, "notify", of="case-many")
    assert (first in told, second in told) == (True, True)
    values = {"reason": "It burns", "due": "2014-03-20"}
    faulty: Any = officer.post(address, {"on": [f"{first}\x1f"], "reason": "It burns", "due": "soon"})
    assert (faulty.status_code, 'value="It burns"' in faulty.content.decode()) == (422, True)
    assert officer.post(address, values).status_code == 422
    chosen = [f"{first}\x1f", f"{second}\x1f", "2099-0001\x1f"]
    done: Any = officer.post(address, {"on": chosen, **values})
    assert (done.status_code, "Done on 2 of 3." in done.content.decode()) == (200, True)
    assert CaseEvent.objects.filter(case__number__in=(first, second), act="notify").count() == 2
    for act in ("open", "add-lot", "nothing"):
        assert officer.get(reverse("case-many", args=(NAME, act))).status_code == 404


def test_a_form_is_put_aside_found_again_and_gone_once_it_is_sent(city: World, db: None) -> None:
    officer, other = looking_as(WARD_1), looking_as(CITY)
    half = {"product": "Half a kettle", "act": "open", "keep": "1"}
    kept: Any = officer.post(reverse("case-new", args=(NAME,)), half)
    assert (kept.status_code, kept["Location"]) == (302, reverse("cases"))
    assert "Your drafts" in page(officer, of="cases")
    assert 'value="Half a kettle"' in page(officer, NAME, of="case-new")
    assert "Half a kettle" not in page(other, NAME, of="case-new") + page(other, of="cases")
    number = opened(officer)
    assert "Your drafts" not in page(officer, of="cases")
    address = reverse("case-act", args=(NAME, number, "notify"))
    assert officer.post(address, {"reason": "It bur", "due": "so", "keep": "1"}).status_code == 302
    told = officer.get(address).content.decode()
    assert ('value="It bur"' in told, 'value="so"' in told) == (True, True)
    assert f"/cases/{NAME}/{number}/notify" in page(officer, of="cases")
    do(officer, number, "notify", reason="It burns", due="2014-03-20")
    assert "Your drafts" not in page(officer, of="cases")


def test_the_list_goes_on_by_key_and_back_to_its_beginning(
        city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_pages, "ROWS", 1)
    officer = looking_as(WARD_1)
    numbers = {opened(officer), opened(officer), city.cases["1"]}
    address, seen = reverse("case-list", args=(NAME,)), []
    while address:
        told = officer.get(address).content.decode()
        (number,) = [each for each in numbers if f"/{each}/" in told]
        seen.append(number)
        assert ("Back to the first" in told) is (len(seen) > 1)
        found = re.search(r'href="(\?after=[^"]+)"', told)
        address = reverse("case-list", args=(NAME,)) + html.unescape(found[1]) if found is not None else ""
    assert (len(seen), set(seen)) == (3, numbers)
    forged: Any = officer.get(reverse("case-list", args=(NAME,)), {"after": "x", "state": "opened"})
    assert (forged.status_code, forged["Location"]) == (302, f"{reverse('case-list', args=(NAME,))}?state=opened")


def test_an_act_on_several_takes_values_of_its_own_for_each_and_checks_all_rows_first(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    first, second = opened(officer), opened(officer)
    address = reverse("case-many", args=(NAME, "notify"))
    told = page(officer, NAME, "notify", of="case-many", rows="1")
    assert told.count('name="due~') == told.count('name="on"') >= 2
    sent = {"rows": "1", "on": [f"{first}\x1f", f"{second}\x1f"], f"reason~{first}\x1f": "It burns",
            f"due~{first}\x1f": "2014-03-20", f"reason~{second}\x1f": "It leaks", f"due~{second}\x1f": "soon"}
    faulty: Any = officer.post(address, sent)
    told = faulty.content.decode()
    assert (faulty.status_code, told.count('class="error"'), 'value="It leaks"' in told) == (422, 1, True)
    assert not CaseEvent.objects.filter(case__number__in=(first, second), act="notify").exists()
    done: Any = officer.post(address, sent | {f"due~{second}\x1f": "2014-03-21"})
    assert (done.status_code, "Done on 2 of 2." in done.content.decode()) == (200, True)
    rows = CaseEvent.objects.filter(case__number__in=(first, second), act="notify").order_by("pk")
    assert [each.said["due"] for each in rows] == ["2014-03-20", "2014-03-21"]


def test_hundreds_of_members_are_shown_some_at_a_time_and_found_by_a_word(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number, other = opened(officer), opened(officer)
    assert do(officer, other, "add-lot", lot="Lot").status_code == 302
    adding.add(homes.current(), User.objects.get(username=WARD_1), NAME, number, "add-lot",
               [{"lot": f"Lot {each:03}"} for each in range(120)], at=timezone.now())
    assert do(officer, number, "account", member="Lot 117", how="Sent back").status_code == 302
    page(officer, NAME, other)  # what a process asks once
    asked = []
    for each in (other, number):
        with CaptureQueriesContext(connection) as queries:
            told = page(officer, NAME, each)
        asked.append(len(queries))
    assert asked[1] <= asked[0]  # however many members there are
    assert told.count('<tr id="m-') == 50
    assert "50 of 120 are shown" in told
    assert told.count('<li id="e') == 100
    rest = page(officer, NAME, number, after="Lot 099")
    assert (rest.count('<tr id="m-'), 'id="m-Lot 119"' in rest) == (20, True)
    assert page(officer, NAME, number, q="lot 117").count('<tr id="m-') == 1
    assert 'id="m-Lot 117"' in page(officer, NAME, number, **{"member-state": "accounted"})
    assert "Nothing fits." in page(officer, NAME, number, q="kettle")
    first = re.search(r"\?before=([0-9]+)", told)
    assert first is not None
    assert page(officer, NAME, number, before=first[1]).count('<li id="e') == 22


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "9" * 40}, {"after": "nobody"},
                                   {"member-state": "'"}, {"q": "x" * 5000}], ids=str)
def test_an_address_that_asks_for_nothing_there_is_opens_the_page(city: World, db: None, query: dict[str, str]) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    assert do(officer, number, "add-lot", lot="L1").status_code == 302
    assert "Kettle" in page(officer, NAME, number, **query)
