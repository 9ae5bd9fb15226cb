"""The watch world, loaded once: what it holds, what its figures say, and that each record says what it is."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from plumbline.figures.cuts.freezing import freeze
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.figures.indicators.compute import figures
from plumbline.home import VARIABLE, Home
from plumbline.procedures.accounts import demo_people
from plumbline.procedures.casework import reading, registry
from plumbline.procedures.figures.sheets import read_sheet, sheet_named
from plumbline.procedures.surveillance.draw_verifying import verify
from plumbline.procedures.worlds import open_cases, worlds
from plumbline.procedures.worlds.watch import county, samples, watch
from plumbline.records.core import kinds, store
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from plumbline.worlds import personas_in
from tests.records.samples import AT, Clock

HELD = {
    "region": 10, "alert": 1056, "alert (us_recalls.csv.gz)": 418, "organisation": 300, "establishment": 308,
    "laboratory": 2, "product": 2000, "lot": 6012, "credit": 1200, "sampling": 2442, "test": 4344, "complaint": 882,
    "signal": 3, "draw": 5, "draw_task": 242, "alert (constructed-alert.csv)": 12, "alert_match": 48,
    "risk_assessment": 12, "corrective_measure": 24, "recall": 12, "recall_report": 180, "recall_check": 84,
}
TOLD = {"W1": ("95.66", 2336, 2442), "W1.stone_bridge": ("94.82", 183, 193), "W2": ("97.60", 163, 167),
        "W3": ("73650", 73650, 1), "W4": ("75.77", 9301, 12275)}
REAL = "H-1192-2026"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[
        tuple[Home, dict[str, int]]]:
    """The world in a home of its own, which pages run on, and how many rows each file gave; taken back at the end."""
    before = os.environ[VARIABLE]
    home = Home(tmp_path_factory.mktemp("watch") / "home").create()
    os.environ[VARIABLE] = str(home.path)
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            done = worlds.load(home, "watch", clock=Clock())
            assert {name: one.quarantined for name, one in done.items() if one.quarantined} == {}
            freeze(home)
            yield home, {name: one.rows for name, one in done.items()}
        finally:
            transaction.set_rollback(True)
            os.environ[VARIABLE] = before


def test_it_holds_what_was_asked_for(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    assert loaded[1] == HELD


def test_nothing_refers_to_what_is_not_there(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    for name in {each.partition(" ")[0] for each in HELD}:
        kind = kinds.get(name)
        for field, refers in kind.references.items():
            there = set(store.current(kinds.get(refers)).values_list(kinds.get(refers).key[0], flat=True))
            told = set(store.current(kind).exclude(**{field: ""}).values_list(field, flat=True)) - {None}
            assert told <= there, (name, field)


def test_the_figures_of_its_sheet(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    home = loaded[0]
    found = read_sheet(freeze(home), home, sheet_named("watch", home))["figures"]
    assert {one["id"]: (one["value"], one["numerator"], one["denominator"]) for one in found} == TOLD


def test_the_pass_rate_of_each_township_is_what_plain_counting_gives(loaded: tuple[Home, dict[str, int]],
                                                                     db: None) -> None:
    indicator = catalogue(None)["sampling.pass_rate"]
    found = figures(freeze(loaded[0]), indicator, "2025")
    taken = [each for each in samples.taken() if each.day.year == 2025]
    of = Counter(each.outlet.firm.region for each in taken)
    passed = Counter(each.outlet.firm.region for each in taken if each.passed)
    assert {region: (found[region].numerator, found[region].denominator) for region in county.TOWNSHIPS} == {
        region: (passed[region], of[region]) for region in county.TOWNSHIPS}


def test_each_constructed_record_says_so_in_its_own_words(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    for name in {each.partition(" ")[0] for each in HELD} - {"region"}:
        kind = kinds.get(name)
        rows = store.current(kind)
        if name == "alert":
            rows = rows.filter(source="own")
        texts = [field.name for field in kind.kept
                 if field.type in ("text", "ref", "refs") and field.name != kind.region]
        for row in rows.values(*texts):
            said = " ".join(text or "" for text in row.values())
            assert "CONSTRUCTED" in said or "构造" in said, (name, row)
    assert all("constructed" in row["name_en"] and "虚构" in row["name_zh"]
               for row in store.current(kinds.get("region")).values("name_en", "name_zh"))


def test_a_record_s_page_says_what_it_is(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    client = Client(headers={"accept-language": "en"})
    assert '<p class="label">Constructed for this demonstration: not a fact</p>' in client.get(
        "/records/recall/CONSTRUCTED-RECALL-10/").content.decode()
    real = client.get(f"/records/alert/openfda/{REAL}/").content.decode()
    assert "<p>Source: FDA, enforcement reports on food (openFDA), shortened</p>" in real
    assert "Constructed for this demonstration" not in real
    chinese = Client(headers={"accept-language": "zh-hans"})
    assert "演示用构造记录，并非事实" in chinese.get("/records/recall/CONSTRUCTED-RECALL-10/").content.decode()
    assert "来源：美国食品药品监督管理局（FDA）食品召回执行报告（openFDA），有删节" in chinese.get(
        f"/records/alert/openfda/{REAL}/").content.decode()


def test_a_list_says_it_of_each(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    mark = '<span class="origin">constructed</span>'
    client = Client(headers={"accept-language": "en"})
    assert client.get("/records/recall/").content.decode().count(mark) == 12
    assert client.get("/records/alert/?source=openfda").content.decode().count(mark) == 0
    assert client.get("/records/alert/?source=own").content.decode().count(mark) == 12


def test_a_file_says_it_of_each(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    def told(address: str) -> Counter[tuple[str, str]]:
        answer = Client().get(address)
        text = b"".join(answer).decode("utf-8-sig")
        return Counter((row.get("source", ""), row["constructed"]) for row in csv.DictReader(io.StringIO(text)))

    assert told("/records/recall_report.csv?column=remedied") == {("", "true"): 180}
    assert told("/records/alert.csv") == {
        ("openfda", "false"): 1056 + 210, ("cpsc", "false"): 197, ("nhtsa", "false"): 11, ("own", "true"): 12}


def test_the_api_says_it_of_each(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    page = Client().get("/api/v1/records/alert?source=own").json()
    assert {one["constructed"] for one in page["records"]} == {True}
    assert Client().get(f"/api/v1/records/alert/openfda/{REAL}").json()["constructed"] is False
    assert Client().get("/api/v1/records/recall/CONSTRUCTED-RECALL-01").json()["constructed"] is True


def test_the_folders_of_its_draws_are_in_the_home(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    place = loaded[0].path / watch.DRAWS
    assert len(list(place.iterdir())) == 5
    assert verify(loaded[0], place / "constructed-2023-08")["ok"]


def test_one_may_look_as_six_people(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    home = loaded[0]
    assert [each.name for each in personas_in(home)] == [
        "officer", "inspector", "laboratory", "maker", "leader", "public"]
    for _ in range(2):
        demo_people.seed(home, at=AT)
    assert sorted(Role.objects.values_list("user__username", "name", "region")) == [
        ("inspector", "officer", "990123001"), ("leader", "auditor", "990100"), ("officer", "officer", "990123")]
    told = dict(Membership.objects.values_list("user__username", "organisation"))
    recalled = store.current(kinds.get("recall")).get(number="CONSTRUCTED-RECALL-10").organisation
    tests_for = store.current(kinds.get("laboratory")).get(code="CONSTRUCTED-LAB-1").organisation
    assert told == {"maker": recalled, "laboratory": tests_for}


def test_its_people_have_something_to_do(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    home = loaded[0]
    demo_people.seed(home, at=AT)
    assert [open_cases.begin(home, "watch", at=AT) for _ in range(2)] == [11, 0]
    assert open_cases.begin(home, "chicago", at=AT) == 0
    waits = {name: sorted((each.procedure.name, each.state) for each in reading.waiting(
        User.objects.get(username=name), on=AT.date())) for name in ("officer", "laboratory", "maker", "inspector")}
    assert waits["laboratory"] == [("sample", "handed-over")]
    assert waits["officer"] == [
        ("product-alert", "draft"), ("product-complaint", "mediation"), ("product-complaint", "received"),
        ("product-recall", "affected"), ("product-recall", "planned"), ("product-risk", "drafting"),
        ("sample", "testing")]
    assert waits["maker"] == [("product-recall", "affected")]
    assert waits["inspector"] == []
    own = reading.listed(registry.procedure("product-recall"), User.objects.get(username="maker"))
    assert [each.state for each in own] == ["planned"]
    assert not reading.listed(registry.procedure("product-recall"), None)  # what is not published yet


def test_loading_again_changes_nothing(loaded: tuple[Home, dict[str, int]], db: None) -> None:
    again = worlds.load(loaded[0], "watch", clock=Clock())
    assert {name: (one.rows, one.same) for name, one in again.items()} == {
        name: (0, rows) for name, rows in HELD.items()}
