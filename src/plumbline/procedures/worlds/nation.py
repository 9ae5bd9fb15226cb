"""The nation's world: constructed records, at any scale, that give the national figures they can give.

Nothing here is a fact but the names and codes of the regions and of the divisions of GB/T 4754-2017, and the published
values themselves. Every organisation, standard, certificate and sample says in its name that it is constructed. A scale
gives the same records each time, without any randomness (docs/worlds.md).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from pathlib import Path

from plumbline.procedures.common.row_files import Row, written
from plumbline.procedures.worlds.making import day
from plumbline.rulebook.mappings.mappings import Mapping

NATION = "100000"
YEAR = 2023
STANDARDS, HOLDERS = 3_300_000, 1_000_000       # N15 and N16: "over" these, so one more of each
PLATFORMS = 1_400                               # N14: "over"
SAMPLES = 300_000                               # a year's samples of manufactured goods, at scale 1
DIVISIONS = tuple(range(13, 42))                # C13 to C41 of GB/T 4754-2017: 29 divisions
FEWEST_DIVISIONS = 4
UNIT_OF_SAMPLES = 20
RECALLED = {"vehicle": 6_728_000, "consumer": 10_420_000}   # N9 and N10: units, at every scale
RECALLS = {"vehicle": 62, "consumer": 124}      # how many recalls these were is not published
# N3: of every 20 samples of a layer so many fail, and the layers where they do hold such a part of the output value:
# 14 + 55 x 0.95 + 21 x 0.90 + 10 x 0.85 = 93.65.
FAILED_OF_20 = {0: 14, 1: 55, 2: 21, 3: 10}
OUTPUT = 40_000_000_000_000                     # yuan: all layers together
PRODUCTS_PER_SAMPLE = (10, 11)                  # so many products for each sample, more by up to so many less one
LEVELS = ("national", "industry", "local", "group", "enterprise", "enterprise", "enterprise")
GOODS = ("appliances", "electronics", "furnishing", "clothing", "care", "cosmetics", "leisure", "traditional", "food")
FOR_GOODS, ADOPTING = 25, 24                    # N4: 24 of 25 are 96 %, and no fewer standards give that share
SOURCE = "构造数据（constructed）"


def sources(folder: Path, scratch: Path, scale: Decimal) -> Iterator[tuple[str, Path, Mapping | None]]:
    """Regions from ``folder``, everything else written into ``scratch`` at ``scale``, 0.001 to 1."""
    yield "region", folder / "regions.csv", None
    with (folder / "regions.csv").open(encoding="utf-8", newline="") as stream:
        provinces = tuple(row["code"] for row in csv.DictReader(stream) if row["level"] == "province")
    holders, numbered = over(HOLDERS, scale), over(STANDARDS, scale)
    yield "organisation", written("organisation", organisations(holders, provinces), scratch), None
    yield "standard", written("standard", standards(numbered, provinces), scratch), None
    yield "relation", written("relation", relations(), scratch), None
    yield "certificate", written("certificate", certificates(holders, provinces), scratch), None
    layers = layers_at(scale, provinces)
    yield "sampling", written("sampling", samplings(layers), scratch), None
    yield "statistic", written("statistic", statistics(layers), scratch), None
    yield "recall", written("recall", recalls(provinces), scratch), None
    platforms = over(PLATFORMS, scale)
    yield "service_platform", written("service_platform", service_platforms(platforms, provinces), scratch), None


def over(published: int, scale: Decimal) -> int:
    """The least whole number that is over so much of a published one."""
    return int((published * scale).to_integral_value(ROUND_CEILING)) + 1


Layer = tuple[str, int, int, int, Fraction]
"""Region, division, samples, those of them that fail, and output value in yuan."""


def layers_at(scale: Decimal, provinces: tuple[str, ...]) -> list[Layer]:
    """The layers of the sampling plan: each region by as many divisions as the samples of ``scale`` allow."""
    samples = int(SAMPLES * scale)
    fit = samples // (len(provinces) * UNIT_OF_SAMPLES)
    divisions = DIVISIONS[:max(FEWEST_DIVISIONS, min(len(DIVISIONS), fit))]
    times = max(1, samples // (len(provinces) * len(divisions) * UNIT_OF_SAMPLES))
    places = [(region, division) for region in provinces for division in divisions]
    failing = {place: number % len(FAILED_OF_20) for number, place in enumerate(places)}
    size = {place: 1 + number * 7 % 13 for number, place in enumerate(places)}
    whole = {failed: sum(size[place] for place in places if failing[place] == failed) for failed in FAILED_OF_20}
    return [
        (region, division, UNIT_OF_SAMPLES * times, failing[region, division] * times,
         Fraction(OUTPUT * FAILED_OF_20[failing[region, division]] * size[region, division],
                  100 * whole[failing[region, division]]))
        for region, division in places
    ]


def samplings(layers: list[Layer]) -> Iterator[Row]:
    """Samples of manufactured goods, drawn in each layer apart."""
    for region, division, count, failed, _ in layers:
        for number in range(1, count + 1):
            yield {"number": f"CONSTRUCTED-{region}-C{division}-{number:03d}", "subject": "goods",
                   "item": f"构造工业产品 C{division} {number:03d}", "result": "fail" if number <= failed else "pass",
                   "sampled_on": day(number, YEAR), "region": region, "laboratory": "构造检验机构",
                   "layer": layer_of(region, division)}


def statistics(layers: list[Layer]) -> Iterator[Row]:
    """The output value of each layer, by which it is weighed, and how many products there are, of which some are
    sampled."""
    least, spread = PRODUCTS_PER_SAMPLE
    for number, (region, division, count, _, output) in enumerate(layers):
        yield {"series": f"products-C{division}", "region": region, "period": str(YEAR), "span": "year",
               "ends_on": f"{YEAR}-12-31", "value": str(count * (least + number % spread)), "unit": "1",
               "source": SOURCE, "layer": layer_of(region, division)}
        fen = round(output * 100)
        yield {"series": f"output-value-C{division}", "region": region, "period": str(YEAR), "span": "year",
               "ends_on": f"{YEAR}-12-31", "value": f"{fen // 100}.{fen % 100:02d}", "unit": "CNY", "source": SOURCE,
               "layer": layer_of(region, division)}


def recalls(provinces: tuple[str, ...]) -> Iterator[Row]:
    """Recalls of the year, of unequal size, which together are of as many units as were published."""
    for goods, units in RECALLED.items():
        count = RECALLS[goods]
        sizes = [1 + number * 7 % 13 for number in range(count)]
        shares = [units * size // sum(sizes) for size in sizes]
        shares[0] += units - sum(shares)
        for number, affected in enumerate(shares, 1):
            yield {"number": f"CONSTRUCTED-RECALL-{goods}-{number:03d}", "goods": goods, "affected": str(affected),
                   "title": f"构造召回 {number:03d}", "title_en": f"CONSTRUCTED recall {number:03d}",
                   "organisation": _organisation(number), "role": "maker", "initiative": "voluntary",
                   "published_on": day(number * 2, YEAR), "region": provinces[number % len(provinces)]}


def organisations(count: int, provinces: tuple[str, ...]) -> Iterator[Row]:
    """Organisations, spread over the provinces."""
    for number in range(1, count + 1):
        yield {"code": _organisation(number), "name": f"构造单位 {number:07d}",
               "region": provinces[number % len(provinces)], "registered_on": "2000-01-01"}


def standards(count: int, provinces: tuple[str, ...]) -> Iterator[Row]:
    """The register: standards of every level but the international one."""
    for number in range(1, count + 1):
        level = LEVELS[number % len(LEVELS)]
        above = level in ("national", "industry", "group")
        yield {"code": _standard(number), "designation": f"CONSTRUCTED {number:07d}-{2000 + number % 24}",
               "title_en": "", "title_zh": f"构造标准 {number:07d}", "level": level, "status": "in-force",
               "published_on": day(number, 2000 + number % 24), "issuer": "构造发布机构",
               "goods": GOODS[number // len(LEVELS) % len(GOODS)] if _for_goods(number) else "",
               "region": NATION if above else provinces[number % len(provinces)]}
    # What they adopt, of no region: the register of the nation is not larger by it.
    for number in range(1, FOR_GOODS + 1):
        yield {"code": _international(number), "designation": _international(number),
               "title_en": f"Constructed international standard {number:02d}",
               "title_zh": f"构造国际标准 {number:02d}", "level": "international",
               "status": "in-force", "published_on": day(number, 2000), "issuer": "构造国际标准化机构"}


def relations() -> Iterator[Row]:
    """What the standards for major consumer goods adopt: identically or modified, but for one."""
    for number in range(1, FOR_GOODS + 1):
        degree = "NEQ" if number > ADOPTING else "IDT" if number % 3 else "MOD"
        yield {"standard": _standard(number * len(LEVELS)), "type": "adopts", "target": _international(number),
               "target_standard": _international(number), "degree": degree, "evidence": "构造依据",
               "confirmed_on": f"{YEAR}-06-30", "region": NATION}


def certificates(count: int, provinces: tuple[str, ...]) -> Iterator[Row]:
    """A certificate for each organisation, and a second one for every third."""
    schemes = ("quality-management", "voluntary-product", "compulsory-product")
    for number in range(1, count + 1):
        for copy in range(2 if number % 3 == 0 else 1):
            yield {"number": f"CONSTRUCTED-CERT-{number:07d}-{copy}", "scheme": schemes[(number + copy) % 3],
                   "organisation": _organisation(number), "issuer": "构造认证机构",
                   "valid_from": day(number, 2021 + number % 3), "valid_to": "", "status": "valid",
                   "region": provinces[number % len(provinces)]}


def service_platforms(count: int, provinces: tuple[str, ...]) -> Iterator[Row]:
    """Comprehensive platforms, each serving its province."""
    for number in range(1, count + 1):
        yield {"number": f"CONSTRUCTED-SP-{number:04d}", "name": f"构造服务平台 {number:04d}", "type": "comprehensive",
               "region": provinces[number % len(provinces)], "opened_on": day(number, 2019 + number % 4)}


def layer_of(region: str, division: int) -> str:
    """What a layer is called in samples and statistics alike."""
    return f"{region}-C{division}"


def _for_goods(number: int) -> bool:
    return number % len(LEVELS) == 0 and number <= FOR_GOODS * len(LEVELS)


def _standard(number: int) -> str:
    return f"CONSTRUCTED-STD-{number:07d}"


def _international(number: int) -> str:
    return f"CONSTRUCTED ISO {number:02d}:2000"


def _organisation(number: int) -> str:
    return f"CONSTRUCTED-{number:07d}"
