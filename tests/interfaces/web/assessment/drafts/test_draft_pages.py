"""Drafts on pages: written by form or as text, tried, proposed, decided on; what is said when something is wrong."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from plumbline.procedures.assessment.drafts import drafting
from plumbline.records.core.people import Role
from tests.interfaces.web.addresses import get
from tests.interfaces.web.rules import SCHEME
from tests.interfaces.web.test_queries import MOST, asked
from tests.interfaces.web.world import PUBLIC_PERSONA, ROOT, WARD_1, World, looking_as


def begun(client: Client, **more: str) -> str:
    """The address of a new draft."""
    answer = client.post("/rules/drafts/new", {"what": "scheme", "target": "local", **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def sent(client: Client, address: str, part: str = "") -> dict[str, str]:
    """What a browser would send of the page, as it stands."""
    return fields(client.get(f"{address}?part={part}").content.decode())


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the editor on a page."""
    form = page[page.index('id="editor"'):]
    form = form[:form.index("</form>")]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        named = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if "name" in named and (named.get("type") not in ("checkbox", "radio") or " checked" in tag):
            found[named["name"]] = html.unescape(named.get("value", ""))
    for name, body in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = html.unescape(body.removeprefix("\n"))
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = html.unescape(chosen[1]) if chosen else ""
    return found


def post(client: Client, address: str, part: str = "", **changes: str) -> Any:
    given = {name.replace("__", "."): value for name, value in changes.items()}
    return client.post(address, sent(client, address, part) | given)


def text_of(address: str) -> str:
    return drafting.load(int(address.strip("/").split("/")[-1])).text


def test_the_form_writes_the_text_and_the_text_the_form(officer: Client) -> None:
    address = begun(officer)
    assert post(officer, address).status_code == 302
    assert text_of(address) == SCHEME  # untouched
    assert post(officer, address, "head", f__title__en="New name").status_code == 302
    assert text_of(address) == SCHEME.replace("Local scheme", "New name")
    assert post(officer, address, text=text_of(address).replace("New name", "Newer name")).status_code == 302
    assert 'value="Newer name"' in officer.get(address).content.decode()


def test_parts_are_walked_and_items_added_without_scripts(officer: Client) -> None:
    address = begun(officer)
    answer = post(officer, address, "head", do="go block.1.item.0")
    assert answer.url.endswith("?part=block.1.item.0")
    assert "How it is scored" in officer.get(answer.url).content.decode()
    assert post(officer, address, "block.1", do="add-item block.1").status_code == 302
    assert "items 21" in officer.get(address).content.decode()
    assert post(officer, address, "block.1.item.1", do="remove block.1.item.1").status_code == 302
    assert drafting.load(int(address.split("/")[-2])).text.strip() == SCHEME.strip()


def test_what_is_wrong_is_said_with_line_and_remedy_in_both_languages(officer: Client) -> None:
    address = begun(officer)
    post(officer, address, "block.1", f__points="21")
    page = officer.get(f"{address}?part=block.1").content.decode()
    assert "21 points are stated, and the parts add up to 20" in page
    assert "Change the points until they agree" in page
    assert "scheme.points_differ" in page
    assert f"line {text_of(address).splitlines().index('points = 21') + 1}" in page
    assert "It can be proposed once it has no fault." in page
    page = officer.get(address, headers={"accept-language": "zh-hans"}).content.decode()
    assert "写明21分，而各部分合计20分" in page
    assert "请调整分值，使其一致" in page
    assert "scheme.points_differ" in page
    post(officer, address, "block.1", f__points="20")
    post(officer, address, "block.1.item.0", f__clause="")
    page = officer.get(f"{address}?part=block.1.item.0").content.decode()
    assert re.search(r'id="f-clause"[^>]*aria-invalid="true"', page)


def test_a_check_saves_nothing_and_mirrors_the_form(officer: Client) -> None:
    address = begun(officer)
    given = sent(officer, address, "block.1") | {"f.points": "21"}
    answer = officer.post(f"{address}check", given).content.decode()
    assert "21 points are stated, and the parts add up to 20" in answer
    assert 'id="text"' in answer
    assert "points = 21" in answer
    assert text_of(address) == SCHEME
    given |= {"text": given["text"] + "full = 1"}
    answer = officer.post(f"{address}check", given | {"f.points": "20"}).content.decode()
    assert 'id="text"' not in answer  # what is typed into the text is not taken away


def test_form_and_text_that_were_both_changed_wait_for_a_choice(officer: Client) -> None:
    address = begun(officer)
    changed = {"f__title__en": "By form", "text": SCHEME.replace("Local scheme", "By text")}
    answer = post(officer, address, "head", **changed)
    assert answer.status_code == 422
    assert "Which of the two counts?" in answer.content.decode()
    shown = fields(answer.content.decode())
    assert (shown["f.title.en"], "By text" in shown["text"]) == ("By form", True)
    assert officer.post(address, shown).status_code == 422  # without a choice
    assert officer.post(address, shown | {"keep": "form"}).status_code == 302
    assert "By form" in text_of(address)
    shown = fields(post(officer, address, "head", f__title__en="Again", text="full = 3").content.decode())
    assert officer.post(address, shown | {"keep": "text"}).status_code == 302
    assert text_of(address) == "full = 3"


def test_two_who_write_at_once_lose_nothing(officer: Client) -> None:
    address = begun(officer)
    stale = sent(officer, address, "head")
    assert post(looking_as("second"), address, "head", f__title__zh="他人名称").status_code == 302
    answer = officer.post(address, stale | {"f.title.en": "Mine"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else wrote into this draft while you did." in page
    assert "他人名称" in page
    assert officer.post(address, fields(page)).status_code == 302
    assert text_of(address) == SCHEME.replace("Local scheme", "Mine").replace("本地方案", "他人名称")


def test_a_text_that_was_typed_while_somebody_else_wrote_counts_whole_when_it_is_saved_again(officer: Client) -> None:
    address = begun(officer)
    stale = sent(officer, address, "head")
    assert post(looking_as("second"), address, "head", f__title__zh="他人名称").status_code == 302
    answer = officer.post(address, stale | {"text": SCHEME.replace("Local scheme", "Mine")})
    assert answer.status_code == 409
    assert officer.post(address, fields(answer.content.decode())).status_code == 302
    assert text_of(address) == SCHEME.replace("Local scheme", "Mine")


def test_from_the_first_line_to_the_rulebook(officer: Client, city: World) -> None:
    address = begun(officer)
    post(officer, address, "head", f__valid_from="2014-01-01")
    post(officer, address, "grades", f__grades__band__0__from="95", f__grades__band__1__to="94")
    waits = f'<a href="{address}"><strong>%s</strong> · local</a>'
    assert waits % "Writing and proposing" in officer.get("/today/").content.decode()
    tried = officer.get(f"{address}try?period=2013").content.decode()
    assert "Region by region" in tried
    assert "Ward 1" in tried
    seen = sent(officer, address)["seen"]
    assert officer.post(f"{address}propose", {"seen": seen, "reason": ""}).status_code == 422
    assert officer.post(f"{address}propose", {"seen": seen, "reason": "Every year."}).status_code == 302
    refused = officer.post(f"{address}approve", {"seen": seen})
    assert refused.status_code == 403
    assert "nobody decides on what they wrote or proposed" in refused.content.decode()
    other = looking_as("second")
    assert waits % "Approving or sending back" in other.get("/today/").content.decode()
    assert address not in officer.get("/today/").content.decode() + looking_as(WARD_1).get("/today/").content.decode()
    page = other.get(address).content.decode()
    assert "Approve it" in page
    assert ">None<" not in page
    assert "<fieldset class=\"whole\" disabled>" in page
    assert '<a href="?part=grades"' in page
    assert other.post(f"{address}approve", {"seen": seen}).status_code == 302
    try:
        rules = officer.get("/rules/schemes/local/").content.decode()
        assert "schemes/local-2014-01-01.toml" in rules
        assert "In force" in officer.get(address).content.decode()
    finally:
        (city.home.rulebook / "schemes" / "local-2014-01-01.toml").unlink()
        (city.home.rulebook / "schemes" / "local.toml").write_text(SCHEME, "utf-8")


def test_a_new_figure_from_a_pattern_is_edited_and_tried(officer: Client) -> None:
    address = begun(officer, what="indicator", target="local.visits", pattern="count")
    assert post(officer, address, f__title__en="Visits", f__numerator="AVG(1)").status_code == 302
    page = officer.get(address, headers={"accept-language": "zh-hans"}).content.decode()
    assert "指标定义中不能使用“AVG(1)”" in page
    assert post(officer, address, f__numerator="COUNT(*)").status_code == 302
    page = officer.get(f"{address}try?period=2013").content.decode()
    assert "There is no rule in force to compare with" in page
    assert "Chicago" in page
    assert post(officer, address, text="[visits").status_code == 302
    assert "there is no form" in officer.get(address).content.decode()


ITEM = "[[block]]\n[[block.item]]\n"
ODD = ["", "block = 5", "block = [1]", "block = [{ item = 3 }]", "[[block]]", "title = []", "grades = 5", "grades = []",
       "grades = { band = 3 }", f"{ITEM}rule = 3", f"{ITEM}rule = {{ steps = 3 }}", f"{ITEM}rule = {{ steps = [3] }}",
       f"{ITEM}rule = {{ binary = 3 }}", "extends = 3", "rounding = 3", "id = 2013-01-01", "full = nan", "full = 1e999"]


@pytest.mark.parametrize("what", ["scheme", "indicator"])
def test_any_text_can_be_kept_and_is_told_what_is_wrong_with_it(officer: Client, what: str) -> None:
    address = begun(officer, what=what, target="local" if what == "scheme" else "local.pass_rate")
    item = "block.0.item.0"
    for text in ODD if what == "scheme" else ODD[:4]:
        given = {"seen": sent(officer, address)["seen"], "was": "", "part": "head",
                 "text": text if what == "scheme" else f"[pass_rate]\n{text}"}
        assert officer.post(address, given).status_code == 302, text
        for part in ("grades", item):
            page = officer.get(f"{address}?part={part}")
            assert page.status_code == 200
            assert 'class="error"' in page.content.decode()
        for do in ("add-item block.0", f"rule {item}", "extend 1"):
            status = post(officer, address, item, do=do, rule="steps").status_code
            assert status in (302, 422), (text, do)
    assert officer.post(f"{address}check", sent(officer, address)).status_code == 200
    assert officer.get(f"{address}try?period=2013").status_code == 422


def test_a_scheme_that_takes_over_the_one_above_is_made_by_form(officer: Client) -> None:
    address = begun(officer, target="below", pattern="below")
    post(officer, address, "head", f__extends="local", f__level="ward")
    page = officer.get(address).content.decode()
    assert "Taken over from above" in page
    assert "2.1 Plan" in page
    assert post(officer, address, "head", do="extend 2").status_code == 302
    assert "20 points are stated" not in officer.get(address).content.decode()
    post(officer, address, "head", f__full="101")
    post(officer, address, "grades", f__grades__band__0__to="101")
    assert "No fault is known" in officer.get(address).content.decode()


@pytest.mark.parametrize("reader", [PUBLIC_PERSONA, WARD_1])
def test_drafts_are_for_those_who_write_rules(officer: Client, reader: str) -> None:
    address = begun(officer)
    client = looking_as(reader)
    for place in ("/rules/drafts/", address, f"{address}try?period=2013", "/rules/drafts/new"):
        assert client.get(place).status_code == (302 if reader == PUBLIC_PERSONA else 404), place
    for act in ("", "check", "propose", "approve", "reject", "withdraw"):
        answer = client.post(address + act, {"reason": "x"})
        assert answer.status_code == (302 if reader == PUBLIC_PERSONA else 404), act
    assert "drafts" not in client.get("/rules/").content.decode()


def test_an_auditor_reads_and_writes_nothing(officer: Client) -> None:
    address = begun(officer)
    user = get_user_model().objects.create_user("auditor", password="x")
    Role.objects.create(user=user, name=Role.AUDITOR, region=ROOT, column="assessment")
    client = looking_as("auditor")
    page = client.get(f"{address}?part=grades").content.decode()
    assert '<a href="?part=block.0"' in page
    assert "Save" not in page
    assert post(client, address, f__title__en="Mine").status_code == 403
    assert client.get("/rules/drafts/new").status_code == 403


def test_the_list_asks_as_often_for_three_as_for_one(officer: Client) -> None:
    begun(officer)
    asked(officer, get("drafts").path)
    counts = [asked(officer, get("drafts").path)]
    begun(officer)
    begun(officer, what="indicator", target="local.pass_rate")
    counts.append(asked(officer, get("drafts").path))
    assert counts[0] == counts[1] <= MOST
