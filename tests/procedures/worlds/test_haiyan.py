"""The published figures of Haiyan county, recomputed from constructed records, each open to its records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.freezing import freeze
from plumbline.figures.indicators import catalogue, compute
from plumbline.home import Home
from plumbline.methods.shared.trust import merkle
from plumbline.procedures.figures.reading import read_figure
from plumbline.procedures.figures.sheets import read_sheet, sheet_named
from plumbline.procedures.records import save
from plumbline.procedures.records.by_key import withdraw_by_key
from plumbline.procedures.worlds import haiyan, worlds
from plumbline.records.core import kinds, store
from tests.records.samples import AT, Clock

CUMULATIVE = "2000-01-01..2022-11-28"
# Value, unit, qualifier, numerator and denominator, by hand.
FIGURES: dict[str, tuple[str, str, str, int, int]] = {
    "H1.county": ("28", "1", "exact", 28, 1),
    "H1.city": ("6", "1", "exact", 6, 1),
    "H1.province": ("1", "1", "exact", 1, 1),
    "H2.all": ("434", "1", "exact", 434, 1),
    "H2.international": ("3", "1", "exact", 3, 1),
    "H2.national": ("182", "1", "exact", 182, 1),
    "H2.industry": ("166", "1", "exact", 166, 1),
    "H2.other": ("83", "1", "exact", 83, 1),
    "H3.led": ("25", "1", "exact", 25, 1),
    "H3.authorised": ("29", "1", "exact", 29, 1),
    "H4.farm": ("98.88", "%", "exact", 88, 89),
    "H4.drugs": ("100.00", "%", "exact", 30, 30),
    "H4.projects": ("100.00", "%", "exact", 20, 20),
    "H5": ("3.9", "%", "exact", 390_000_000, 10_000_000_000),
    "H6.standards": ("15", "1", "exact", 15, 1),
    "H6.patents": ("21", "1", "over", 21, 1),
    "H6.output": ("510000000", "CNY", "exact", 510_000_000, 1),
    "H6.processes": ("23", "1", "exact", 23, 1),
}
# Which figures rest on the first record behind each: those that must change when it is withdrawn, and no others.
RESTING: dict[str, set[str]] = {name: {name} for name in FIGURES} | {
    "H2.all": {"H2.all", "H2.other"},
    "H2.international": {"H2.all", "H2.international"},
    "H2.national": {"H2.all", "H2.national", "H6.standards"},
    "H2.industry": {"H2.all", "H2.industry", "H6.standards"},
    "H2.other": {"H2.all", "H2.other"},
    "H3.led": {"H2.all", "H2.other", "H3.led"},
    "H6.standards": {"H2.all", "H2.industry", "H6.standards"},
}


@dataclass(frozen=True)
class County:
    """The world in a home of its own, with a cut of it and its sheet."""

    home: Home
    cut: Cut
    document: dict[str, Any]

    def figure(self, name: str) -> dict[str, Any]:
        """One figure of the sheet."""
        return by_id(self.document)[name]

    def behind(self, name: str, limit: int = 500) -> tuple[dict[str, Any], ...]:
        """The records behind a figure."""
        line = self.figure(name)
        of = catalogue.indicator(line["indicator"], self.home)
        return compute.records(self.cut, of, line["region"], line["period"], limit=limit).rows

    def again(self) -> dict[str, dict[str, Any]]:
        """The sheet over the records as they are now."""
        cut = freeze(self.home, at=AT + timedelta(days=1))
        return by_id(read_sheet(cut, self.home, sheet_named("haiyan", self.home)))


def by_id(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in document["figures"]}


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Loaded once, in a transaction that is taken back at the end; what a test withdraws comes back after it."""
    home = Home(tmp_path_factory.mktemp("haiyan") / "home").create()
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            done = worlds.load(home, "haiyan", clock=Clock())
            assert {kind: one.quarantined for kind, one in done.items() if one.quarantined} == {}
            cut = freeze(home, at=AT + timedelta(hours=1))
            yield County(home, cut, read_sheet(cut, home, sheet_named("haiyan", home)))
        finally:
            transaction.set_rollback(True)


def test_the_sheet_holds_every_published_figure(county: County) -> None:
    assert [one["id"] for one in county.document["figures"]] == list(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_a_published_figure_is_recomputed(county: County, name: str) -> None:
    one = county.figure(name)
    assert (one["value"], one["unit"], one["qualifier"], one["numerator"], one["denominator"]) == FIGURES[name]
    assert one["agrees"]
    assert one["citation"]["text"] == "海盐县，2022年11月28日公布"
    assert (one["region"], one["period"]) == ("330424", "2021" if name.startswith(("H4", "H5", "H6.o", "H6.pr"))
                                              else CUMULATIVE)


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_opens_to_its_records(county: County, db: None, name: str) -> None:
    one = county.figure(name)
    rows = county.behind(name)
    assert len(rows) == one["records"]
    assert merkle.root(sorted(bytes.fromhex(row["leaf"]) for row in rows)).hex() == one["root"]
    read = read_figure(county.cut, county.home, one["indicator"], one["region"], one["period"], records=2)
    assert (read["root"], read["record_count"], read["value"]) == (one["root"], one["records"], one["value"])
    assert len(read["records"]) == min(2, one["records"])


@pytest.mark.parametrize("name", FIGURES)
def test_withdrawing_a_record_changes_just_the_figures_that_rest_on_it(county: County, db: None, name: str) -> None:
    kind = kinds.get(catalogue.indicator(county.figure(name)["indicator"]).of)
    row = county.behind(name, 1)[0]
    key = withdraw_by_key(kind.name, [str(row[field]) for field in kind.key], at=AT + timedelta(hours=2))
    assert key == {field: str(row[field]) for field in kind.key}
    now = county.again()
    told = ("value", "numerator", "denominator", "records", "root")
    changed = {each for each, one in now.items() if any(one[part] != county.figure(each)[part] for part in told)}
    assert changed == RESTING[name]
    before, after = county.figure(name), now[name]
    assert (after["numerator"], after["denominator"]) != (before["numerator"], before["denominator"])
    # A share of all of them stays a share of all of them.
    assert (after["value"] == before["value"]) == (name in ("H4.drugs", "H4.projects"))
    assert after["agrees"] == (after["value"] == before["value"])


@pytest.mark.parametrize("number", [0, 44, 88])
def test_each_sample_of_farm_produce_counts(county: County, db: None, number: int) -> None:
    row = county.behind("H4.farm")[number]
    withdraw_by_key("sampling", [row["number"]], at=AT + timedelta(hours=2))
    assert county.again()["H4.farm"]["value"] == ("100.00" if row["result"] == "fail" else "98.86")


def test_a_corrected_statistic_changes_the_growth(county: County, db: None) -> None:
    (row,) = store.current(kinds.get("statistic")).filter(period="2020")
    values = {name: getattr(row, name) for name in kinds.get("statistic").by_name}
    save.keep("statistic", {**values, "value": "10000000000.50"}, at=AT + timedelta(hours=2))
    found = county.again()["H5"]
    assert (found["value"], found["numerator"], found["denominator"]) == ("3.9", 3_899_999_995, 100_000_000_005)


def test_what_others_hold_is_not_the_profiled_enterprise_s(county: County) -> None:
    for name in ("H6.patents", "H6.output", "H6.standards"):
        one = county.figure(name)
        whole = compute.figure(county.cut, catalogue.indicator(one["indicator"].split("@")[0]), one["region"],
                               one["period"])
        assert Decimal(whole.value or 0) > Decimal(one["value"])


def test_the_figures_of_the_city_and_the_province_are_those_of_the_county(county: County) -> None:
    one = county.figure("H2.all")
    everywhere = compute.figures(county.cut, catalogue.indicator(one["indicator"]), one["period"])
    assert {code: figure.value for code, figure in everywhere.items()} == {
        "330000": "434", "330400": "434", "330424": "434"}
    assert {layer.stratum: layer.value for layer in everywhere["330424"].strata} == {
        "international": "3", "national": "182", "industry": "166", "group": "50", "local": "18", "enterprise": "15"}


def test_the_records_are_the_same_each_time(tmp_path: Path) -> None:
    texts = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        made = haiyan.sources(tmp_path, tmp_path / name, None)
        texts.append({kind: path.read_bytes() for kind, path, _ in made if kind != "region"})
    assert texts[0] == texts[1]
    assert sum(map(len, texts[0].values())) < 200_000


def test_every_constructed_record_says_so(county: County, db: None) -> None:
    for name in haiyan.TABLES:
        kind = kinds.get(name)
        texts = [field.name for field in kind.kept if field.type in ("text", "ref") and field.name != kind.region]
        for row in store.current(kind).values(*texts):
            said = " ".join(text or "" for text in row.values())
            assert "CONSTRUCTED" in said or "构造" in said, (name, row)


def test_a_policy_document_leads_up_to_the_one_it_implements(county: County, db: None) -> None:
    rows = {row.number: row for row in store.current(kinds.get("policy"))}
    lowest = next(row for row in rows.values() if row.level == "county")
    assert rows[rows[lowest.implements].implements].level == "province"


def test_standards_of_other_levels_that_the_profiled_enterprise_leads_are_not_among_its_fifteen(county: County) -> None:
    line = county.figure("H6.standards")
    led = compute.figure(county.cut, catalogue.indicator("participation.led@organisation=CONSTRUCTED-001"),
                         line["region"], line["period"])
    assert (line["value"], led.value) == ("15", "20")
    assert {row["standard"].split("-")[1] for row in county.behind("H6.standards")} == {"NAT", "IND"}
