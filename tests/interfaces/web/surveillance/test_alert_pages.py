"""Officers write notices with the score beside the form, decide which product one is about, and everybody reads the
product's page."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from plumbline.procedures.surveillance.cases.product_alert import NAME
from plumbline.records.core import kinds, store
from tests.interfaces.web.world import CITY, FIRM_1, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as, take_in

SAID = {"product_name": "Kettle", "brand": "Acme", "hazard": "It burns"}


def begun(client: Client, **more: str) -> str:
    """The number of a notice that was begun on the page."""
    answer: Any = client.post(reverse("alert-new"), {"region": "1", **SAID, **more})
    assert answer.status_code == 302, answer.content.decode()
    found = re.fullmatch(r"/alerts/([\d-]+)/", answer["Location"])
    assert found is not None, answer["Location"]
    return found[1]


def act(client: Client, number: str, name: str, **values: str) -> int:
    return int(client.post(reverse("case-act", args=(NAME, number, name)), {"sure": "1", **values}).status_code)


def score(text: str) -> str:
    return "".join(re.findall(r'class="found-value num">(\d+)<', text))


def test_a_notice_is_written_scored_published_and_updated_on_the_pages(city: World, db: None) -> None:
    writer, second = looking_as(WARD_1), looking_as(CITY)
    number = begun(writer)
    page = reverse("alert", args=(number,))
    before = score(writer.get(page).content.decode())
    told = writer.post(reverse("alert-score"), {**SAID, "model": "K1", "codes": "L240101", "number": number})
    assert (before, score(told.content.decode()), "photograph" in told.content.decode()) == ("30", "65", True)
    assert score(writer.get(page).content.decode()) == before  # the score keeps nothing
    assert writer.post(page, {**SAID, "model": "K1", "codes": "L240101"}).status_code == 302
    assert (act(writer, number, "propose"), act(writer, number, "publish"), act(second, number, "publish")) == (
        302, 403, 302)
    record = reverse("record", args=("alert", ("own", number)))
    assert "L240101" in Client().get(record).content.decode()
    assert record in writer.get(page).content.decode()
    assert act(writer, number, "update", reason="The brand") == 302
    writer.post(page, {**SAID, "brand": "", "model": "K1"})
    assert (act(writer, number, "propose"), act(second, number, "publish")) == (302, 302)
    row = store.current(kinds.get("alert")).get(source="own", number=number)
    assert (row.brand, row.codes, row.model) == (None, None, "K1")


def test_a_fault_stands_beside_its_field_and_an_overtaken_form_is_refused(city: World, db: None) -> None:
    writer = looking_as(WARD_1)
    number = begun(writer)
    page = reverse("alert", args=(number,))
    seen = "".join(re.findall(r'name="seen" value="(\d+)"', writer.get(page).content.decode()))
    wrong: Any = writer.post(page, {**SAID, "hazard_class": "nonsense"})
    assert (wrong.status_code, 'href="#f-hazard_class"' in wrong.content.decode()) == (422, True)
    assert writer.post(page, {**SAID, "model": "K1", "seen": seen}).status_code == 302
    late: Any = looking_as(CITY).post(page, {**SAID, "model": "K9", "seen": seen})
    assert (late.status_code, "K9" in late.content.decode()) == (409, True)
    assert looking_as(WARD_1).post(reverse("alert-new"), {**SAID, "region": "2"}).status_code == 422


def test_only_officers_of_its_region_come_in_before_it_is_published(city: World, db: None) -> None:
    number = begun(looking_as(WARD_1))
    seen = {who: looking_as(who).get(reverse("alert", args=(number,))).status_code
            for who in (WARD_1, WARD_2, CITY, FIRM_1, PUBLIC_PERSONA)}
    assert seen == {WARD_1: 200, WARD_2: 404, CITY: 200, FIRM_1: 404, PUBLIC_PERSONA: 302}
    for address in ("alerts", "alert-new"):
        assert (looking_as(FIRM_1).get(reverse(address)).status_code,
                looking_as(PUBLIC_PERSONA).get(reverse(address)).status_code) == (403, 302)
    assert number not in looking_as(WARD_2).get(reverse("alerts")).content.decode()


def test_the_same_notice_is_told_while_it_is_written_and_on_the_overview(city: World, db: None) -> None:
    writer, second = looking_as(WARD_1), looking_as(CITY)
    first = begun(writer)
    act(writer, first, "propose")
    act(second, first, "publish")
    other = begun(writer, brand="ACME")
    told = writer.get(reverse("alert", args=(other,))).content.decode()
    assert ("Another notice says the same" in told, f"Own notice {first}" in told) == (True, True)
    act(writer, other, "propose")
    assert act(second, other, "publish") == 409
    assert act(second, other, "publish", all_the_same="true") == 302


def test_a_match_is_decided_shows_on_the_product_and_is_undone(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    take_in(city, "product", [{"code": "ACME-K1", "name": "Kettle", "brand": "Acme", "region": "1"}])
    take_in(city, "alert", [{"source": "rasff", "number": "N1", "published_on": "2026-01-01", "region": "1",
                             "product_name": "Acme kettle", "title": "Kettle burns"}])
    take_in(city, "alert_match", [{"source": "rasff", "number": "N1", "product": "ACME-K1", "probability": "0.9",
                                   "decision": "open", "matched_on": "2026-01-02", "region": "1"}])
    product = reverse("product", args=(("ACME-K1",),))

    def token(decision: str) -> str:
        told = officer.get(reverse("alert-matches")).content.decode()
        forms = re.findall(r'name="match" value="(rasff\x1fN1\x1f[^"]*)".*?</form>', told, re.DOTALL)
        return forms[0] if f'value="{decision}"' in told else ""

    def decide(client: Client, decision: str, match: str) -> int:
        return int(client.post(reverse("alert-decide"), {"match": match, "decision": decision}).status_code)

    first = token("same")
    assert ("Kettle burns" in Client().get(product).content.decode(), decide(looking_as(WARD_2), "same", first),
            decide(officer, "same", first), decide(officer, "different", first)) == (False, 422, 302, 409)
    assert "Kettle burns" in Client().get(product).content.decode()
    assert (decide(officer, "open", token("open")), "Kettle burns" in Client().get(product).content.decode()) == (
        302, False)
    history = officer.get(reverse("record", args=("alert_match", ("rasff", "N1", "ACME-K1")))).content.decode()
    assert history.count("Decision: ") == 2


def test_the_product_page_is_linked_and_warns_of_a_recall(city: World, db: None) -> None:
    take_in(city, "product", [{"code": "A/1", "name": "Kettle", "region": "1"}])
    take_in(city, "recall", [{"number": "R1", "title": "Kettles come back", "goods": "consumer", "product": "A/1",
                              "affected": "9", "published_on": "2026-01-01", "region": "1"}])
    page = reverse("product", args=(("A/1",),))
    told = Client().get(page).content.decode()
    assert ("This product is being recalled" in told, "Kettles come back" in told) == (True, True)
    assert page in Client().get(reverse("record", args=("product", ("A/1",)))).content.decode()
    assert Client().get(reverse("product", args=(("A/2",),))).status_code == 404
