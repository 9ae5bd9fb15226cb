"""The page of a round: narrowed, decided about in bulk, open to everybody once it is published, closed before."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from plumbline import home as homes
from plumbline.records.core.people import User
from tests.interfaces.web.test_pages import LATIN, outline
from tests.procedures.standards import reform_rounds as rounds
from tests.procedures.standards.reform_rounds import ADOPTS, BARE, OTHER, PUMP, SAFE, SOUND, UNUSED, Round
from tests.records.samples import Office


@pytest.fixture
def played(office: Office) -> Round:
    rounds.begun(office)
    played = Round(office)
    played.home = homes.current()  # where pages look for rules
    played.open(level="local")
    return played


def browser(user: User | None, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if user is not None:
        client.force_login(user)
    return client


def read(played: Round, user: User | None, language: str = "en", **query: Any) -> str:
    answer = browser(user, language).get(reverse("reform-round", args=(played.number,)), query)
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def ticks(page: str) -> dict[str, str]:
    """The standards that can be ticked, with what is sent for each."""
    return {value.partition("\x1f")[0]: value for value in re.findall(r'name="on" value="([^"]+)"', page)}


def deciding(played: Round) -> None:
    played.act("hear", until="2026-03-02")
    played.act("object", UNUSED, objection="三家企业仍在使用", wanted="keep", objector=OTHER)
    played.act("end-hearing", reason="各部门均已反馈")


def test_the_inventory_and_how_it_is_narrowed(played: Round) -> None:
    page = read(played, played.who("ann"))
    assert "8 of 8 standards" in page
    assert "Decide about those that you ticked" not in page
    assert "Propose otherwise" in page
    narrowed = read(played, played.who("ann"), proposal="merge")
    assert "2 of 8 standards" in narrowed
    assert SOUND not in narrowed
    assert "1 of 8 standards" in read(played, played.who("ann"), finding="base")
    assert "1 of 8 standards" in read(played, played.who("ann"), department=OTHER)
    assert "1 of 8 standards" in read(played, played.who("ann"), word="电动自行车")
    assert "No standard fits." in read(played, played.who("ann"), word="没有" * 80, page="99999999999999999999")
    assert "“乱、低、软”情况" in read(played, played.who("ann"), "zh-hans")


def test_what_is_ticked_is_decided_about(played: Round) -> None:
    deciding(played)
    assert not ticks(read(played, played.who("ann"))), "who proposed all of them ticks none"
    bea = played.who("bea")
    values = ticks(read(played, bea))
    assert set(values) == set(played.proposals())
    answer = browser(bea).post(reverse("reform-round", args=(played.number,)), {
        "on": [values[SOUND], values[ADOPTS], values[UNUSED]], "outcome": "", "reason": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "1 standard was left as it is" in page
    assert "is not answered" in page
    states = played.states()
    assert (states[SOUND], states[ADOPTS], states[UNUSED]) == ("kept", "to-revise", "objected")
    answer = browser(bea).post(reverse("reform-round", args=(played.number,)), {
        "on": [values[UNUSED], values[SAFE]], "outcome": "keep", "reason": "采纳意见"})
    assert answer.status_code == 302
    # The very page that was old by then.
    again = browser(bea).post(reverse("reform-round", args=(played.number,)), {
        "on": [values[SAFE]], "outcome": "revise", "reason": "另有考虑"})
    assert again.status_code == 422
    assert played.states()[SAFE] == "kept"


@pytest.mark.parametrize("sent", [{}, {"on": "x"}, {"on": "\x1f\x1f"}, {"on": "DB33/T 6-2025\x1f９\x1fkeep"},
                                  {"on": f"{SOUND}\x1f1\x1fkeep", "outcome": "burn"}])
def test_what_nobody_would_send(played: Round, sent: dict[str, str]) -> None:
    deciding(played)
    answer = browser(played.who("bea")).post(reverse("reform-round", args=(played.number,)), sent)
    assert answer.status_code in (409, 422), answer.status_code
    assert set(played.states().values()) == {"proposed", "objected"}


def test_bulk_leads_to_the_form_that_asks_once_more(played: Round) -> None:
    deciding(played)
    bea = played.who("bea")
    address = reverse("case-act", args=(rounds.NAME, played.number, "decide-all")) + "?proposal=merge"
    assert address in read(played, bea)
    form = browser(bea).get(address).content.decode()
    assert '<option value="merge" selected>' in form
    shown = browser(bea).post(address, {"proposal": "merge", "department": "", "rule": ""})
    assert shown.status_code == 200
    assert played.states()[PUMP] == "proposed", "it is asked once more"


def test_closed_before_it_is_published_and_open_after(played: Round) -> None:
    address = reverse("reform-round", args=(played.number,))
    file = reverse("reform-outcome", args=(played.number, "csv"))
    assert browser(None).get(address).status_code == 302
    assert browser(None).get(file).status_code in (302, 404)
    wes = played.who("wes", "1")
    assert browser(wes).get(address).status_code == 404
    deciding(played)
    played.decide_all()
    played.act("keep", UNUSED, by="bea", reason="采纳意见")
    played.act("publish", by="bea")
    played.run()
    for user in (None, wes):
        page = read(played, user)
        assert "Outcome of the round" in page
        assert "三家企业仍在使用" not in page
        assert "Decide about" not in page
        assert "When its outcome was published" in page
    rows = list(csv.DictReader(io.StringIO(browser(None).get(
        file, {"on": "2026-03-05"}).content.decode("utf-8-sig"))))
    assert len(rows) == 8
    assert {row["standard"]: row["outcome_zh"] for row in rows}[BARE] == "转化为推荐性标准"
    assert next(row for row in rows if row["standard"] == UNUSED)["reason"] == "采纳意见"
    assert "三家企业" not in str(rows)
    assert browser(None).get(file, {"on": "2026-03-01"}).status_code in (302, 404)
    assert browser(played.who("ann")).get(file, {"on": "someday"}).status_code == 404
    assert browser(played.who("ann")).get(file.replace("csv", "exe")).status_code == 404


def test_a_number_opens_to_its_standards(played: Round) -> None:
    page = read(played, played.who("ann"))
    address = next(each for each in re.findall(r'href="(/records/health_count/[^"]*)"', page) if "list=low" in each)
    listed = browser(played.who("ann")).get(address.replace("&amp;", "&"))
    assert listed.status_code == 200
    assert "none of the choices" not in listed.content.decode()


def test_a_department_sees_its_own_and_no_other(played: Round) -> None:
    played.give_department("dan", UNUSED)
    played.act("hear", until="2026-03-02")
    page = read(played, played.who("dan"))
    assert UNUSED in page
    assert SOUND not in page
    assert "1 of 1 standards" in page
    assert ">Object<" in page


def must_be_well_made(page: str) -> None:
    found = outline(page)
    assert (found.faults, found.open) == ([], [])
    assert len(found.ids) == len(set(found.ids))
    assert found.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert found.tables == found.captions
    assert [each for each in found.fields if not (each.get("aria-label") or each.get("id") in found.labels)] == []


def test_well_made_in_every_state(played: Round) -> None:
    must_be_well_made(read(played, played.who("ann"), "zh-hans"))
    deciding(played)
    must_be_well_made(read(played, played.who("bea")))
    played.decide_all()
    played.act("keep", UNUSED, by="bea", reason="采纳意见")
    played.act("publish", by="bea")
    played.run()
    must_be_well_made(read(played, None, "zh-hans"))
    assert LATIN.findall(re.sub(r"<[^>]*>", " | ", re.sub(
        r'<(\w+)[^>]*(lang="en"|class="mono)[^>]*>.*?</\1>', "", read(played, None, "zh-hans")))) == []


def test_questions_asked_do_not_grow_with_the_standards(played: Round, django_assert_max_num_queries: Any) -> None:
    more = [rounds.standard(f"DB33/T {number}-2025", f"第{number}号产品规范", "2025-01-01")
            for number in range(100, 140)]
    played.office.take("standard", more, name="more.csv")
    played.open(level="local")
    read(played, played.who("ann"))
    with django_assert_max_num_queries(24):
        read(played, played.who("ann"))
