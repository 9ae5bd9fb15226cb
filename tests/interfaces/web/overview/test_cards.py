"""The home page and the pages of regions, made of cards: to each what is theirs, in the order that somebody chose."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plumbline.errors import RecordError, RulebookError
from plumbline.interfaces.shared import cards
from plumbline.interfaces.shared.cards import HOME, SMALL, Card
from plumbline.procedures.casework import common_acts, perform, registry
from plumbline.records.core.people import Role
from plumbline.text import Text
from tests.interfaces.web.world import CITY, FIRM_1, FIRM_2, PUBLIC_PERSONA, ROOT, WARD_1, WARD_2, World, looking_as
from tests.needs import ROOT as ROOT_FOLDER
from tests.procedures.casework.procedures import tender
from tests.procedures.casework.recalls import NAME

pytestmark = pytest.mark.store("sqlite", "postgresql")
HEADINGS = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)
CASES = "Recalls"


def headings(client: Client, path: str = "/") -> list[str]:
    """The headings of a page's cards."""
    page = client.get(path)
    assert page.status_code == 200, path
    return [unescape(re.sub(r"<[^>]+>", "", each)).strip() for each in HEADINGS.findall(page.content.decode())]


def section(client: Client, heading: str, path: str = "/") -> str:
    """One card, as text without tags; empty where it is not there."""
    text = client.get(path).content.decode()
    for each in re.findall(r"<section.*?</section>", text, re.DOTALL):
        if heading in [unescape(re.sub(r"<[^>]+>", "", one)).strip() for one in HEADINGS.findall(each)]:
            return " ".join(unescape(re.sub(r"<[^>]+>", " ", each)).split())
    return ""


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards that a test declares are known to it alone."""
    cards.cards()
    monkeypatch.setattr(cards, "_declared", dict(cards._declared))


# -- what they say, and to whom ---------------------------------------------------------------------------------------
def test_nothing_of_the_home_page_of_before_is_lost(city: World, db: None) -> None:
    for reader in (PUBLIC_PERSONA, CITY):
        found = headings(looking_as(reader))
        assert [each for each in found if each in ("Figures", "The grades")] == ["Figures", "The grades"]
    wanted = ["Where did the points go?", "Figures", "Neighbours in rank", "The records"]
    found = headings(looking_as(PUBLIC_PERSONA), "/regions/1/")
    assert [each for each in found if each in wanted] == wanted


@pytest.mark.parametrize(("reader", "told"), [
    (CITY, "2 in progress"), (WARD_1, "1 in progress"), (WARD_2, "1 in progress"), (FIRM_1, "1 in progress"),
    (FIRM_2, "1 in progress"), (PUBLIC_PERSONA, "")])
def test_a_procedure_has_a_card_for_who_may_read_its_cases(city: World, db: None, reader: str, told: str) -> None:
    card = section(looking_as(reader), CASES)
    assert (told in card) if told else not card


def test_a_region_counts_its_own(city: World, db: None) -> None:
    assert "1 in progress" in section(looking_as(CITY), CASES, "/regions/1/")
    assert "2 in progress" in section(looking_as(CITY), CASES, f"/regions/{ROOT}/")
    assert section(looking_as(WARD_1), CASES, "/regions/2/") == ""
    assert section(looking_as(FIRM_1), CASES, "/regions/2/") == ""


def test_every_number_opens_the_list_that_it_counted(city: World, db: None) -> None:
    for reader in (CITY, WARD_1, FIRM_1):
        client = looking_as(reader)
        for page in ("/", "/regions/1/"):
            text = client.get(page).content.decode()
            lines = re.findall(r'<li><a href="(/cases/[^"]+)"><b>([\d,]+)</b>', text)
            assert lines or (reader, page) == (PUBLIC_PERSONA, "/")
            for address, count in lines:
                listed = client.get(unescape(address)).content.decode()
                assert listed.count('<tr><th scope="row">') == int(count), (reader, address)
            for address, count in re.findall(r'<li><a href="(/records/[^"]+)"><b>([\d,]+)</b>', text):
                listed = client.get(unescape(address)).content.decode()
                assert listed.count('type="checkbox" name="row"') in (0, int(count))
                body = listed.split("<tbody>")[-1].split("</tbody>")[0]
                assert body.count("<tr") == int(count), (reader, address)


def test_a_declared_conflict_takes_a_case_off_every_card(city: World, db: None) -> None:
    user = get_user_model().objects.get(username=WARD_1)
    assert CASES in headings(looking_as(WARD_1))
    assert NAME in looking_as(WARD_1).get("/").content.decode()
    common_acts.declare_conflict(city.home, user, NAME, city.cases["1"], "Mine", at=timezone.now())
    for page in ("/", "/regions/1/"):
        text = looking_as(WARD_1).get(page).content.decode()
        assert section(looking_as(WARD_1), CASES, page) == ""
        assert f"/cases/{NAME}/" not in text
    assert "2 in progress" in section(looking_as(CITY), CASES)


def test_kinds_that_are_not_public_are_counted_for_their_region_alone(city: World, db: None) -> None:
    card = "Records: quality-work assessment"
    assert "Determinations" not in section(looking_as(PUBLIC_PERSONA), card)
    assert "Determinations" not in section(looking_as(FIRM_1), card)
    one, two = (section(looking_as(reader), card) for reader in (WARD_1, CITY))
    counts = [int(re.findall(r"(\d+) Determinations", each)[0]) for each in (one, two)]
    assert counts[1] == 2 * counts[0] > 0
    assert "Determinations" not in section(looking_as(WARD_1), card, "/regions/2/")


def test_somebody_of_an_enterprise_has_their_cases(city: World, db: None) -> None:
    card = section(looking_as(FIRM_1), "My cases")
    assert "Recall" in card
    assert section(looking_as(FIRM_2), "My cases") != card
    assert "My cases" not in headings(looking_as(PUBLIC_PERSONA))
    assert "My cases" not in headings(looking_as(FIRM_1), "/regions/1/")


def test_a_juror_sees_the_case_in_which_they_were_given_a_part(city: World, db: None) -> None:
    before = dict(registry._declared)
    try:
        award = registry.declare(tender())
        ann, jo = get_user_model().objects.get(username=CITY), get_user_model().objects.create_user("jo")
        Role.objects.create(user=jo, name=Role.JUROR, region=ROOT)
        numbers = [perform.open_case(city.home, ann, award.name, "open", {"region": "1", "name": name},
                                     at=city.clock()).case.number for name in ("Best", "Other")]
        perform.act(city.home, ann, award.name, numbers[0], "enter", {
            "key": "A", "applicant": city.firm("1")}, at=city.clock())
        assert not {"My cases", "Tenders"} & set(headings(looking_as("jo")))
        common_acts.assign(city.home, ann, award.name, numbers[0], "jo", "juror", member="A", at=city.clock())
        assert "Tender" in section(looking_as("jo"), "My cases")
        assert "Other" not in looking_as("jo").get("/").content.decode()
        assert CASES not in headings(looking_as("jo"))
    finally:
        registry._declared.clear()
        registry._declared.update(before)


# -- how much it costs ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/regions/1/"])
@pytest.mark.parametrize("reader", [CITY, FIRM_1, PUBLIC_PERSONA])
def test_a_page_asks_as_often_for_three_procedures_as_for_one(city: World, db: None, reader: str, path: str) -> None:
    before, counts = dict(registry._declared), []
    ann = get_user_model().objects.get(username=CITY)
    try:
        for name in ("", "test-second", "test-third"):
            if name:
                made = tender()
                object.__setattr__(made, "name", name)
                object.__setattr__(made, "column", "surveillance")
                registry.declare(made)
                for each in ("Best", "Other"):
                    perform.open_case(city.home, ann, name, "open", {"region": "1", "name": each}, at=city.clock())
            client = looking_as(reader)
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
    finally:
        registry._declared.clear()
        registry._declared.update(before)
    assert counts[0] == counts[1] == counts[2]


# -- what is declared elsewhere ---------------------------------------------------------------------------------------
def test_the_card_of_the_documentation_stands_on_the_page(city: World, db: None, declared: None) -> None:
    page = (ROOT_FOLDER / "docs" / "extending.md").read_text("utf-8")
    code = re.findall(r"<!-- file: example_card.py -->\n```python\n(.*?)```", page, re.DOTALL)[0]
    exec(compile(code, "example_card.py", "exec"), {"__name__": "example_card"})
    assert section(looking_as(CITY), "What is late") == "What is late 4"
    assert section(looking_as(WARD_1), "What is late", "/regions/1/") == "What is late 2"
    assert section(looking_as(WARD_1), "What is late", "/regions/2/") == ""
    assert section(looking_as(PUBLIC_PERSONA), "What is late") == ""
    assert "example-late" in form(looking_as(WARD_1))["card"]


# -- what fails -------------------------------------------------------------------------------------------------------
def failing(error: Exception, **more: Any) -> Card:
    def build(_asked: Any) -> None:
        raise error

    return Card("broken", Text("Broken", "损坏"), "surveillance", Text("x", "x"), "x.html", build, SMALL, **more)


@pytest.mark.parametrize(("language", "said", "code"), [
    ("en", "This part of the page could not be made.", "card.failed"),
    ("zh-hans", "页面的这一部分未能生成。", "card.failed")])
def test_a_card_that_fails_says_so_in_its_place(
    city: World, db: None, declared: None, caplog: pytest.LogCaptureFixture, language: str, said: str, code: str,
) -> None:
    cards.declare(failing(ValueError("a secret of the server"), after="figures", places=(HOME,)))
    page = Client(headers={"accept-language": language}).get("/")
    text = page.content.decode()
    assert page.status_code == 200
    assert said in text
    assert f"/errors/{code}" in text
    assert "a secret" not in text
    assert 'id="grades"' in text
    assert "a secret of the server" in caplog.text
    assert "the card broken failed" in caplog.text


def test_a_template_that_fails_says_so_too(city: World, db: None, declared: None, caplog: pytest.LogCaptureFixture,
                                           ) -> None:
    cards.declare(Card("broken", Text("Broken", "损坏"), "surveillance", Text("x", "x"), "plumbline/no-such.html",
                       lambda _: {}, SMALL))
    for path in ("/", "/regions/1/"):
        text = looking_as(CITY).get(path).content.decode()
        assert "/errors/card.failed" in text
        assert "</html>" in text
    assert "no-such.html" in caplog.text


def test_faults_in_files_are_told_to_their_keepers_alone(city: World, db: None, declared: None) -> None:
    error = RulebookError("rule.not_toml", Text("this is not valid TOML", "文本不符合TOML格式"),
                          where="/srv/home/secret.toml", why=Text("line 1", "第1行"))
    cards.declare(failing(error))
    public, officer = (looking_as(reader).get("/").content.decode() for reader in (PUBLIC_PERSONA, CITY))
    assert "/errors/rule.not_toml" in public
    assert "/errors/rule.not_toml" in officer
    assert "This is not valid TOML." in officer
    assert "valid TOML" not in public
    assert [word for word in ("secret.toml", "line 1") if word in public + officer] == []


def test_what_the_reader_did_is_said_as_it_is(city: World, db: None, declared: None) -> None:
    error = RecordError("list.too_many", Text("this list holds too many", "列表中的记录过多"))
    cards.declare(failing(error))
    assert "This list holds too many." in looking_as(PUBLIC_PERSONA).get("/").content.decode()


def test_procedures_that_cannot_be_loaded_leave_the_page_standing(city: World, db: None,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    def fails() -> Any:
        raise RulebookError("procedure.no_module", Text("the module cannot be loaded", "模块无法加载"))

    monkeypatch.setattr(registry, "procedures", fails)
    text = looking_as(CITY).get("/").content.decode()
    assert text.count("/errors/procedure.no_module") == 2  # what waits, and the cards of procedures
    assert 'id="grades"' in text


# -- choosing ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def administrator(city: World, db: None) -> Client:
    user = get_user_model().objects.create_user("ada", password="x")
    Role.objects.create(user=user, name=Role.ADMINISTRATOR, region=ROOT)
    return looking_as("ada")


def form(client: Client, path: str = "/cards/") -> dict[str, Any]:
    """What the form would send as it stands."""
    text = client.get(path).content.decode()
    return {"card": re.findall(r'name="card" value="([^"]+)"', text),
            "seen": re.findall(r'name="seen" value="(\d+)"', text)[0],
            "show": re.findall(r'name="show" value="([^"]+)" checked', text), "act": "save"}


def test_one_s_own_page_is_as_one_chose_it(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    filled = form(client)
    filled["show"].remove("grades")
    filled["card"].remove("figures")
    filled["card"].append("figures")
    answer = client.post("/cards/", filled, follow=True)
    assert answer.redirect_chain == [("/cards/", 302)]
    found = headings(client)
    assert "The grades" not in found
    assert found[-1] == "Figures"
    assert "The grades" in headings(looking_as(WARD_2))
    assert client.post("/cards/", {**form(client), "act": "undo"}).status_code == 302
    assert "The grades" in headings(client)
    assert client.post("/cards/", {**form(client), "act": "undo"}).status_code == 302
    assert "The grades" not in headings(client)
    assert client.post("/cards/", {**form(client), "act": "back"}).status_code == 302
    assert headings(client)[:2] == headings(looking_as(WARD_2))[:2]


def test_an_office_s_choice_is_seen_by_its_people_and_the_top_s_by_the_public(administrator: Client) -> None:
    for path, see, others in (("/cards/1/", (WARD_1,), (WARD_2, PUBLIC_PERSONA, CITY, FIRM_1)),
                              (f"/cards/{ROOT}/", (WARD_1, WARD_2, PUBLIC_PERSONA, CITY, FIRM_1), ())):
        filled = form(administrator, path)
        filled["show"] = [each for each in filled["show"] if each != "grades"]
        assert administrator.post(path, filled).status_code == 302
        assert ["The grades" in headings(looking_as(reader)) for reader in see] == [False] * len(see)
        assert ["The grades" in headings(looking_as(reader)) for reader in others] == [True] * len(others)
    assert "The public sees it too." in administrator.get(f"/cards/{ROOT}/").content.decode()
    assert "The public sees it too." not in administrator.get("/cards/1/").content.decode()


def test_moving_keeps_what_was_ticked_and_saves_nothing(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    filled = form(client)
    filled["show"].remove("changes")
    second = filled["card"][1]
    for move, place in ((f"up:{second}", 0), (f"down:{second}", 2), (f"up:{filled['card'][0]}", 0), ("up:none", None),
                        ("", None), ("sideways", None)):
        answer = client.post("/cards/", {**filled, "act": "", "move": move} if move else {**filled, "move": ""})
        if not move:
            assert answer.status_code == 302
            continue
        text = answer.content.decode()
        order = re.findall(r'name="card" value="([^"]+)"', text)
        assert answer.status_code == 200
        assert "Not saved yet." in text
        assert 'name="show" value="changes">' in text
        if place is not None:
            assert order[place] == move.partition(":")[2]


@pytest.mark.parametrize(("data", "status", "code"), [
    ({"card": ["figures", "alarms"], "show": ["figures"]}, 422, "card.unknown"),
    ({"card": ["figures"], "show": ["alarms"]}, 422, "card.unknown"),
    ({"card": ["figures"], "seen": "7"}, 409, "card.changed_meanwhile"),
    ({"card": ["figures"], "seen": ""}, 409, "card.changed_meanwhile"),
    ({"card": ["figures"], "seen": "9" * 400}, 409, "card.changed_meanwhile"),
    ({"card": ["figures"], "seen": "x"}, 409, "card.changed_meanwhile"),
    ({"act": "undo"}, 422, "card.nothing_to_undo"),
])
def test_what_cannot_be_chosen_is_refused_with_its_code(city: World, db: None, data: dict[str, Any], status: int,
                                                        code: str) -> None:
    answer = looking_as(WARD_1).post("/cards/", {"act": "save", "seen": "0", **data})
    assert answer.status_code == status
    assert f"/errors/{code}" in answer.content.decode()
    assert "The grades" in headings(looking_as(WARD_1))


def test_whoever_saves_second_keeps_their_ticks_and_may_save_again(administrator: Client) -> None:
    path = f"/cards/{ROOT}/"
    first, second = form(administrator, path), form(administrator, path)
    first["show"].remove("grades")
    second["show"].remove("changes")
    assert administrator.post(path, first).status_code == 302
    answer = administrator.post(path, second)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody chose other cards meanwhile." in text
    assert 'value="grades" checked' in text
    assert 'value="changes">' in text
    seen = re.findall(r'name="seen" value="(\d+)"', text)[0]
    assert administrator.post(path, {**second, "seen": seen}).status_code == 302
    assert "The grades" in headings(looking_as(PUBLIC_PERSONA))


@pytest.mark.parametrize("reader", [CITY, WARD_1, FIRM_1])
def test_no_other_chooses_for_an_office(city: World, db: None, reader: str) -> None:
    for path in (f"/cards/{ROOT}/", "/cards/1/", "/cards/none/"):
        for answer in (looking_as(reader).get(path), looking_as(reader).post(path, {"act": "save", "card": "figures"})):
            assert answer.status_code == 403
            assert "card.office_not_administered" in answer.content.decode()


def test_choosing_asks_who_it_is_and_that_the_form_is_ours(city: World, db: None) -> None:
    for path in ("/cards/", "/cards/1/"):
        assert Client().get(path).status_code == 302
        assert Client().post(path, {"act": "save"}).status_code == 302
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(username=WARD_1))
    assert client.post("/cards/", {"act": "save", "card": "figures", "seen": "0"}).status_code == 403
    assert "The grades" in headings(looking_as(WARD_1))


def test_only_cards_of_use_are_offered_and_the_others_stay_as_they_were(administrator: Client) -> None:
    assert f"cases.{NAME}" in form(looking_as(FIRM_1))["card"]
    user = get_user_model().objects.create_user("new")
    assert f"cases.{NAME}" not in form(looking_as("new"))["card"]
    assert "my-cases" not in form(looking_as("new"))["card"]
    path = f"/cards/{ROOT}/"
    filled = form(administrator, path)
    filled["show"].remove(f"cases.{NAME}")
    assert administrator.post(path, filled).status_code == 302
    assert looking_as("new").post("/cards/", form(looking_as("new"))).status_code == 302
    Role.objects.create(user=user, name=Role.OFFICER, region="1")
    assert CASES not in headings(looking_as("new"))
