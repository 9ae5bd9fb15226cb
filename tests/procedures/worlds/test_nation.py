"""The nation's world: at every scale it gives the figures it is made to give, and says that it is constructed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from plumbline.errors import HomeError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.freezing import freeze
from plumbline.figures.indicators import catalogue, compute
from plumbline.home import Home
from plumbline.procedures.figures.reading import read_figure
from plumbline.procedures.figures.sheets import read_sheet, sheet_named
from plumbline.procedures.standards import adopting
from plumbline.procedures.worlds import nation as worlds_nation
from plumbline.procedures.worlds import worlds
from plumbline.records.core import kinds, store
from plumbline.worlds import name_in, scale_in
from tests.records.samples import AT, Clock

FOLDER = resources.files("plumbline.worlds").joinpath("nation")
PROVINCES = tuple(f"{number}0000" for number in (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47),
                                                  *range(50, 55), *range(61, 66)))


@dataclass(frozen=True)
class Nation:
    """The world in a home of its own, with a cut of it and its sheet."""

    home: Home
    cut: Cut
    document: dict[str, Any]

    def line(self, name: str) -> dict[str, Any]:
        """One figure of the sheet."""
        return next(one for one in self.document["figures"] if one["id"] == name)


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nation]:
    """Loaded once, in a transaction that is taken back at the end."""
    home = Home(tmp_path_factory.mktemp("nation") / "home").create()
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            done = worlds.load(home, "nation", clock=Clock())
            assert {kind: one.quarantined for kind, one in done.items() if one.quarantined} == {}
            cut = freeze(home, at=AT + timedelta(hours=1))
            yield Nation(home, cut, read_sheet(cut, home, sheet_named("nation", home)))
        finally:
            transaction.set_rollback(True)


def test_every_published_figure_has_a_value_or_says_what_it_awaits(nation: Nation) -> None:
    assert [one["id"] for one in nation.document["figures"]] == [f"N{number}" for number in range(1, 17)]
    told = {one["id"]: one["value"] for one in nation.document["figures"] if one["awaiting"] is None}
    assert told == {"N3": "93.65", "N4": "96", "N9": "6728000", "N10": "10420000", "N14": "3", "N15": "3301",
                    "N16": "1001"}
    assert all(nation.line(name)["agrees"] for name in told)
    for one in nation.document["figures"]:
        if one["id"] not in told:
            assert one["value"] is one["agrees"] is one["root"] is None
            assert one["awaiting"]["en"]
            assert one["awaiting"]["zh"]
            assert one["published"]
    assert (nation.document["scale"], scale_in(nation.home)) == ("0.001", Decimal("0.001"))


def test_the_rate_is_weighted_by_output_and_not_the_share_of_samples(nation: Nation) -> None:
    one = nation.line("N3")
    assert (one["numerator"], one["denominator"], one["records"]) == (2_294, 2_480, 2_480)  # 92.5 %, unweighted
    assert one["interval"]["method"] == "stratified-wilson"
    assert Decimal(one["interval"]["low"]) < Decimal(one["value"]) < Decimal(one["interval"]["high"])


def test_its_error_is_corrected_for_the_finite_population(nation: Nation) -> None:
    """By hand from the layers: the sum of W^2 (1 - n/N) p (1 - p) / (n - 1)."""
    of = catalogue.indicator("sampling.manufacturing", nation.home)
    found = compute.figures(nation.cut, of, "2023")["100000"]
    layers = worlds_nation.layers_at(Decimal("0.001"), PROVINCES)
    whole = sum((layer[4] for layer in layers), Fraction(0))
    least, spread = worlds_nation.PRODUCTS_PER_SAMPLE
    variances = {corrected: sum((
        (layer[4] / whole) ** 2 * rate_of(layer) * (1 - rate_of(layer)) / (layer[2] - 1)
        * (1 - Fraction(1, least + number % spread) if corrected else 1)
        for number, layer in enumerate(layers)), Fraction(0)) for corrected in (True, False)}
    assert found.population == sum(layer[2] * (least + number % spread) for number, layer in enumerate(layers))
    assert found.se == format(round(Decimal(float(variances[True])).sqrt() * 100, 4), "f")
    assert Decimal(found.se or 0) < round(Decimal(float(variances[False])).sqrt() * 100, 4)
    assert found.corrected
    assert [layer.units for layer in found.strata[:3]] == [200, 220, 240]


def test_the_recalls_are_of_as_many_units_as_were_published(nation: Nation) -> None:
    assert [(nation.line(name)["numerator"], nation.line(name)["records"]) for name in ("N9", "N10")] == [
        (6_728_000, 62), (10_420_000, 124)]


def rate_of(layer: worlds_nation.Layer) -> Fraction:
    _, _, count, failed, _ = layer
    return Fraction(count - failed, count)


def test_a_region_s_rate_is_that_of_its_own_industries(nation: Nation) -> None:
    """The first layer by hand: sum of output share times rate; and the second, over the regions, gives the nation's."""
    of = catalogue.indicator("sampling.manufacturing", nation.home)
    found = compute.figures(nation.cut, of, "2023")
    layers = worlds_nation.layers_at(Decimal("0.001"), PROVINCES)
    rates: dict[str, Fraction] = {}
    outputs: dict[str, Fraction] = {}
    for region in PROVINCES:
        own = [(rate_of(layer), layer[4]) for layer in layers if layer[0] == region]
        outputs[region] = sum((output for _, output in own), Fraction(0))
        rates[region] = sum((rate * output for rate, output in own), Fraction(0)) / outputs[region]
    for region in PROVINCES:
        assert abs(Fraction(found[region].value or 0) - rates[region] * 100) <= Fraction(1, 200) + Fraction(1, 10**6)
        assert len(found[region].strata) == 4
    whole = sum((rates[region] * outputs[region] for region in PROVINCES), Fraction(0)) / sum(outputs.values())
    assert whole == Fraction(9365, 10_000)


@pytest.mark.parametrize(("scale", "divisions", "samples"), [
    ("0.001", 4, 2_480), ("0.01", 4, 2_480), ("0.1", 29, 17_980), ("1", 29, 287_680),
])
def test_at_every_scale_the_rate_is_the_published_one(scale: str, divisions: int, samples: int) -> None:
    layers = worlds_nation.layers_at(Decimal(scale), PROVINCES)
    assert len(layers) == 31 * divisions
    assert sum(count for _, _, count, _, _ in layers) == samples
    whole = sum((layer[4] for layer in layers), Fraction(0))
    assert sum((rate_of(layer) * layer[4] for layer in layers), Fraction(0)) / whole == Fraction(9365, 10_000)


@pytest.mark.parametrize(("scale", "count"), [("0.001", 3_301), ("0.0015", 4_951), ("1", 3_300_001)])
def test_a_count_that_is_over_stays_over_at_every_scale(scale: str, count: int) -> None:
    assert worlds_nation.over(worlds_nation.STANDARDS, Decimal(scale)) == count
    assert count > 3_300_000 * Decimal(scale)


def test_consistency_of_consumer_goods_leads_back_to_each_adoption(nation: Nation, db: None) -> None:
    found = nation.line("N4")
    assert (found["value"], found["numerator"], found["denominator"], found["agrees"]) == ("96", 24, 25, True)
    assert [(one["role"], one["indicator"], one["value"]) for one in found["made"]["parts"]] == [
        ("of", "adoption.of_each", "24"), ("among", "adoption.goods_each", "25")]
    left = found["made"]["listed"]
    assert [each["code"] for each in left] == ["CONSTRUCTED-STD-0000175"]
    read = read_figure(nation.cut, nation.home, found["indicator"], "100000", "2023", records=50)
    assert {each["degree"] for each in read["records"]} == {"IDT", "MOD"}
    assert len({each["standard"] for each in read["records"]}) == 24
    held = store.current(kinds.get("standard")).filter(code__in={each["target_standard"] for each in read["records"]})
    assert {row.level for row in held} == {"international"}


def test_the_rate_of_a_basket_says_the_same_as_the_figure(nation: Nation, db: None, tmp_path: Path) -> None:
    codes = store.current(kinds.get("standard")).filter(goods__isnull=False).values_list("code", flat=True)
    basket = tmp_path / "basket.csv"
    basket.write_text("designation\n" + "\n".join(codes) + "\n", encoding="utf-8")
    found = adopting.rate(nation.home, str(basket), date(2023, 12, 31))
    assert (found["numerator"], found["denominator"], found["value"]) == (24, 25, "96.00")


def test_the_regions_are_the_nation_s(nation: Nation, db: None) -> None:
    rows = store.current(kinds.get("region"))
    assert {row.code for row in rows if row.level == "province"} == set(PROVINCES)
    assert [row.code for row in rows if row.level == "country"] == ["100000"]


def test_every_constructed_record_says_so(nation: Nation, db: None) -> None:
    for name in ("organisation", "standard", "certificate", "sampling", "statistic", "service_platform", "recall",
                 "relation"):
        kind = kinds.get(name)
        texts = [field.name for field in kind.kept if field.type in ("text", "ref") and field.name != kind.region]
        for row in store.current(kind).values(*texts):
            said = " ".join(text or "" for text in row.values())
            assert "CONSTRUCTED" in said or "构造" in said, (name, row)


def test_the_records_are_the_same_each_time(tmp_path: Path) -> None:
    texts = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        with resources.as_file(FOLDER) as folder:
            made = worlds_nation.sources(folder, tmp_path / name, Decimal("0.001"))
            texts.append({kind: path.read_bytes() for kind, path, _ in made if kind != "region"})
    assert texts[0] == texts[1]


@pytest.mark.parametrize("scale", ["2", "0", "0.0001", "-1", "half", "NaN", "Infinity"])
def test_what_is_no_scale_is_told(home: Home, scale: str) -> None:
    with pytest.raises(HomeError) as caught:
        worlds.scale_of(home, "nation", scale)
    assert (caught.value.code, caught.value.what.en) == ("world.scale_unfit", f"'{scale}' is no scale")
    assert caught.value.next_step.en == "Write a number from 0.001 to 1, such as 0.01"


def test_a_world_of_one_size_has_no_scale(home: Home) -> None:
    assert worlds.scale_of(home, "haiyan", "") is None
    with pytest.raises(HomeError) as caught:
        worlds.scale_of(home, "haiyan", "0.1")
    assert (caught.value.what.en, caught.value.next_step.en) == (
        "the world 'haiyan' has a single size", "Leave it out, or choose one of: nation")


def test_two_scales_do_not_meet_in_one_home(home: Home) -> None:
    (home.path / "world").write_text("nation\n0.01\n", encoding="utf-8")
    assert (name_in(home), scale_in(home)) == ("nation", Decimal("0.01"))
    assert worlds.scale_of(home, "nation", "") == worlds.scale_of(home, "nation", "0.010") == Decimal("0.01")
    with pytest.raises(HomeError) as caught:
        worlds.scale_of(home, "nation", "0.1")
    assert (caught.value.code, caught.value.what.en) == (
        "world.scale_differs", "this data directory holds the world 'nation' at scale 0.01")
