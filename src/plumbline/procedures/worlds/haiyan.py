"""The Haiyan world: constructed records, the fewest that give the county's published figures.

Nothing here is a fact but the names and codes of the regions. Every organisation, standard, award and sample says in
its name that it is constructed. The same records come out each time, without any randomness; the counts stand below
beside the figures they are made to give (docs/worlds.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from plumbline.procedures.common.row_files import Row, written
from plumbline.procedures.worlds.making import day
from plumbline.rulebook.mappings.mappings import Mapping

COUNTY = "330424"
ENTERPRISES = 40
PROFILED = 1                                    # the enterprise of H6
COUNTY_AWARDS, CITY_AWARDS = 28, 6              # H1; the one of the province apart
STANDARDS = {                                   # H2: 3 + 182 + 166 + (25 + 25 + 18 + 15) = 434; H3: the 25 led
    "international": 3, "national": 182, "industry": 166, "zhejiang-made": 25, "group": 25, "local": 18,
    "enterprise": 15,
}
WORDS = {
    "international": ("INT", "international", "国际标准"), "national": ("NAT", "national", "国家标准"),
    "industry": ("IND", "industry", "行业标准"), "zhejiang-made": ("ZJM", "Zhejiang Made", "“浙江制造”标准"),
    "group": ("GRP", "group", "团体标准"), "local": ("LOC", "local", "地方标准"),
    "enterprise": ("ENT", "enterprise", "企业标准"),
}
# H6: 15 national or industry standards, and others that must not be counted with them.
LED_BY_THE_PROFILED = {"national": 8, "industry": 7, "zhejiang-made": 3, "group": 2}
LED_BY_ANOTHER = ("national", "industry")       # one each, which must not be counted as the profiled enterprise's
AUTHORISED = 29                                 # H3
FARM_SAMPLES, FARM_FAILED = 89, 1               # H4: 88 of 89 is 98.88 %, and no fewer samples give it
DRUG_SAMPLES, PROJECTS = 30, 20                 # H4: all of them
OUTPUT = {"2020": "10000000000.00", "2021": "10390000000.00"}                           # H5: 3.9 % more
INVENTIONS, UTILITY_MODELS = 21, 4              # H6: over 20, and what must not be counted with them
STATED = {"output-value": ("510000000.00", "CNY"), "production-processes": ("23", "1")}  # H6
SOURCE = "构造数据（constructed）"


def sources(folder: Path, scratch: Path, raw: Path | None) -> Iterator[tuple[str, Path, Mapping | None]]:
    """Regions from ``folder``, everything else written into ``scratch``. There is no raw file to stand in for."""
    yield "region", folder / "regions.csv", None
    for kind, make in TABLES.items():
        yield kind, written(kind, make(), scratch), None


def organisations() -> Iterator[Row]:
    """Enterprises of the county."""
    for number in range(1, ENTERPRISES + 1):
        yield {"code": _enterprise(number), "name": f"构造企业 {number:03d}", "region": COUNTY,
               "registered_on": "2000-01-01"}


def awards() -> Iterator[Row]:
    """County awards and nominations in five editions, city awards of two names, one of the province."""
    for number in range(1, COUNTY_AWARDS + 1):
        outcome = "won" if number % 2 else "nominated"
        yield _award("构造县级质量奖", "county", 2014 + number % 5 * 2, number, outcome)
    for number in range(1, CITY_AWARDS + 1):
        name = "构造市长质量奖" if number % 2 else "构造市质量创新奖"
        yield _award(name, "city", 2015 + number, number, "won")
    yield _award("构造省级质量奖", "province", 2022, PROFILED, "won")


def standards() -> Iterator[Row]:
    """The register: as many standards of each level as were published."""
    for series, number, year in _numbered_standards():
        short, english, chinese = WORDS[series]
        made_for = series == "zhejiang-made"
        yield {
            "code": _standard(series, number), "designation": f"CONSTRUCTED {short} {number:03d}-{year}",
            "title_en": f"Constructed {english} standard {number:03d}", "title_zh": f"构造{chinese} {number:03d}",
            "level": "group" if made_for else series, "status": "in-force", "published_on": day(number, year),
            "issuer": "构造发布机构", "mark": series if made_for else "",
            "region": {"local": "330400", "enterprise": COUNTY}.get(series, ""),
        }


def participations() -> Iterator[Row]:
    """One part in each standard: the profiled enterprise leads its twenty, the others share the rest."""
    for count, (series, number, year) in enumerate(_numbered_standards()):
        profiled = number <= LED_BY_THE_PROFILED.get(series, 0)
        led = profiled or series == "zhejiang-made" or (number == STANDARDS[series] and series in LED_BY_ANOTHER)
        yield {
            "standard": _standard(series, number),
            "organisation": _enterprise(PROFILED if profiled else 2 + count % (ENTERPRISES - 1)),
            "role": "led" if led else ("drafted", "revised")[count % 2], "rank": "1" if led else str(2 + count % 5),
            "region": COUNTY, "published_on": day(number, year),
        }


def authorisations() -> Iterator[Row]:
    """The right to use the mark, with the certificate it rests on."""
    for number in range(1, AUTHORISED + 1):
        yield {"mark": "zhejiang-made", "organisation": _enterprise(number), "product": f"构造产品 {number:03d}",
               "authorised_on": day(number, 2016 + number % 6), "valid_to": "", "region": COUNTY}


def certificates() -> Iterator[Row]:
    """One certificate for each authorisation."""
    for number in range(1, AUTHORISED + 1):
        yield {"number": f"CONSTRUCTED-ZJM-{number:03d}", "scheme": "zhejiang-made",
               "organisation": _enterprise(number),
               "standard": _standard("zhejiang-made", 1 + number % STANDARDS["zhejiang-made"]),
               "issuer": "构造认证机构", "valid_from": day(number, 2016 + number % 6), "valid_to": "",
               "status": "valid", "region": COUNTY}


def samplings() -> Iterator[Row]:
    """Farm produce, of which one sample failed, and drugs, of which none did."""
    for subject, word, count, failed in (("farm-produce", "构造农产品", FARM_SAMPLES, FARM_FAILED),
                                         ("drug", "构造药品", DRUG_SAMPLES, 0)):
        for number in range(1, count + 1):
            yield {"number": f"CONSTRUCTED-{subject.upper()}-{number:03d}", "subject": subject,
                   "item": f"{word} {number:03d}", "result": "fail" if number <= failed else "pass",
                   "sampled_on": day(number, 2021), "region": COUNTY, "laboratory": "构造检验机构"}


def acceptances() -> Iterator[Row]:
    """Construction projects, all accepted."""
    for number in range(1, PROJECTS + 1):
        yield {"number": f"CONSTRUCTED-PROJECT-{number:03d}", "project": f"构造工程 {number:03d}", "result": "accepted",
               "examined_on": day(number, 2021), "region": COUNTY}


def statistics() -> Iterator[Row]:
    """Output of new industrial products in two years."""
    for year, value in OUTPUT.items():
        yield {"series": "new-product-output", "region": COUNTY, "period": year, "span": "year",
               "ends_on": f"{year}-12-31", "value": value, "unit": "CNY", "source": SOURCE}


def statements() -> Iterator[Row]:
    """What the profiled enterprise says of itself, and another one says too."""
    for number, share in ((PROFILED, ""), (2, "1")):
        for series, (value, unit) in STATED.items():
            yield {"organisation": _enterprise(number), "series": series, "region": COUNTY, "period": "2021",
                   "span": "year", "ends_on": "2021-12-31", "value": share or value, "unit": unit, "source": SOURCE}


def patents() -> Iterator[Row]:
    """The profiled enterprise's inventions, its utility models, and another one's invention."""
    held = [("invention", PROFILED)] * INVENTIONS + [("utility", PROFILED)] * UTILITY_MODELS + [("invention", 2)]
    for number, (type_, holder) in enumerate(held, start=1):
        yield {"number": f"CONSTRUCTED-PATENT-{number:03d}", "title": f"构造专利 {number:03d}", "type": type_,
               "organisation": _enterprise(holder), "granted_on": day(number, 2012 + number % 10), "region": COUNTY}


def policies() -> Iterator[Row]:
    """A document of the province, one of the city that implements it, and one of the county that implements that."""
    above = ""
    levels = (("330000", "province", "省"), ("330400", "city", "市"), (COUNTY, "county", "县"))
    for number, (region, level, word) in enumerate(levels, start=1):
        own = f"构造文〔2021〕{number}号"
        yield {"number": own, "title": f"构造{word}级质量提升文件", "issuer": f"构造{word}级机关", "level": level,
               "region": region, "issued_on": f"2021-0{number}-15", "implements": above, "status": "in-force",
               "reached": "county"}
        above = own


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "organisation": organisations, "award": awards, "standard": standards, "participation": participations,
    "authorisation": authorisations, "certificate": certificates, "sampling": samplings, "acceptance": acceptances,
    "statistic": statistics, "statement": statements, "patent": patents, "policy": policies,
}


def _award(name: str, level: str, year: int, number: int, outcome: str) -> Row:
    return {"award": name, "level": level, "edition": str(year), "organisation": _enterprise(number),
            "outcome": outcome, "region": COUNTY, "announced_on": f"{year}-06-15", "citation": f"构造文〔{year}〕0号"}


def _numbered_standards() -> Iterator[tuple[str, int, int]]:
    """Series, number and year, in order."""
    for series, count in STANDARDS.items():
        for number in range(1, count + 1):
            yield series, number, 2001 + number % 21


def _enterprise(number: int) -> str:
    return f"CONSTRUCTED-{number:03d}"


def _standard(series: str, number: int) -> str:
    return f"CONSTRUCTED-{WORDS[series][0]}-{number:03d}"
