"""The Zhejiang world: constructed records, the fewest that give the province's figures of 2018 that records can give.

Nothing here is a fact but the names and codes of the regions. Every organisation, standard and certificate says in its
name that it is constructed; the same records come out each time (docs/worlds.md).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from plumbline.procedures.assessment.results.grade_lists import read, same_place
from plumbline.procedures.assessment.results.published_grades import PROVINCES, asserted, shipped
from plumbline.procedures.common.row_files import Row, written
from plumbline.procedures.worlds import zhejiang_agreements
from plumbline.procedures.worlds.making import day
from plumbline.rulebook.mappings.mappings import Mapping

PROVINCE = "330000"
CITIES = tuple(f"33{number:02d}00" for number in range(1, 12))
STANDARDS, THIS_YEAR = 539, 245                 # Z3: in all, and added in 2018
HOLDERS, CERTIFICATES = 221, 321                # Z4
ENTERPRISES = 260
UNITS, SERVED = 100, 77                         # Z5: what the share is of is not published
MODEL_CITIES = {"330200": 2, "330100": 1, "330400": 1, "330600": 1, "320000": 4, "370000": 3, "440000": 3, "350000": 2}
"""Z6: how many the cities of Zhejiang have, and some other provinces."""
TOLD = 2018
TC, SUBCOMMITTEES = "CONSTRUCTED TC 1", 3
ICS = ("25.040.30", "61.020", "97.180")
EARLIER = 40
"""Every so many-th standard has an earlier edition, which it replaced, and adopts another."""


def sources(folder: Path, scratch: Path, raw: Path | None) -> Iterator[tuple[str, Path, Mapping | None]]:
    """Regions from ``folder``, everything else written into ``scratch``. There is no raw file to stand in for."""
    yield "region", folder / "regions.csv", None
    yield "published_grade", written("published_grade", published_grades(folder), scratch), None
    for kind, make in TABLES.items():
        yield kind, written(kind, make(), scratch), None


def published_grades(folder: Path) -> Iterator[Row]:
    """The grades of the provinces as they were published: facts, of the lists that ship."""
    with (folder / "regions.csv").open(encoding="utf-8", newline="") as stream:
        codes = {row["name_zh"]: row["code"] for row in csv.DictReader(stream)}
    for year in (year for path in (shipped(), asserted()) for year in read(path, lambda scope: ())):
        for entry in year.entries() if year.scope == PROVINCES else ():
            yield {"scope": year.scope, "year": year.year, "unit": entry.unit, "grade": entry.grade,
                   "complete": "yes" if year.complete else "no", "source": entry.source,
                   "region": next((code for name, code in codes.items() if same_place(entry.unit, name)), "")}


def organisations() -> Iterator[Row]:
    """Enterprises of the province's cities, and a city of each province that was named a model of quality."""
    for number, (region, _) in enumerate(_model_cities(), start=1):
        yield {"code": f"CONSTRUCTED-CITY-{number:02d}", "name": f"构造城市 {number:02d}", "region": region,
               "registered_on": "2000-01-01"}
    for number in range(1, ENTERPRISES + 1):
        yield {"code": _enterprise(number), "name": f"构造企业 {number:03d}", "region": _city(number),
               "registered_on": "2000-01-01"}
    yield from zhejiang_agreements.organisations()


def standards() -> Iterator[Row]:
    """The standards for the mark, and the editions that some of them replaced."""
    for number in range(1, STANDARDS + 1):
        told = {"title_en": f"Constructed Zhejiang Made standard {number:03d}",
                "title_zh": f"构造“浙江制造”标准 {number:03d}", "level": "group", "issuer": "构造发布机构",
                "region": PROVINCE, "document": f"CONSTRUCTED ZJM {number:03d}", "ics": ICS[number % len(ICS)],
                "committee": _committee(number)}
        published = _published(number)
        yield told | {"code": _standard(number), "designation": f"CONSTRUCTED ZJM {number:03d}-{published[:4]}",
                      "status": "in-force", "published_on": published, "mark": "zhejiang-made"}
        if number % EARLIER == 0:
            yield told | {"code": _earlier(number), "designation": f"CONSTRUCTED ZJM {number:03d}-2012",
                          "status": "replaced", "published_on": "2012-03-01", "mark": ""}
    yield from zhejiang_agreements.standards()


def relations() -> Iterator[Row]:
    """What replaced the earlier editions, and what some adopt."""
    for number in range(EARLIER, STANDARDS + 1, EARLIER):
        designation = f"CONSTRUCTED ZJM {number:03d}-2012"
        yield {"standard": _standard(number), "type": "replaces", "target": designation,
               "target_standard": _earlier(number), "degree": "", "evidence": "", "region": PROVINCE}
        yield {"standard": _standard(number), "type": "adopts", "target": f"CONSTRUCTED ISO {number}",
               "target_standard": "", "degree": "IDT" if number % 80 else "MOD", "evidence": "构造依据",
               "region": PROVINCE}


def committees() -> Iterator[Row]:
    """A committee with its subcommittees."""
    yield {"code": TC, "title_en": "Constructed committee for manufactured goods",
           "title_zh": "构造制造产品标准化技术委员会", "parent": "", "status": "active",
           "created_on": "2014-01-01", "region": PROVINCE}
    for number in range(SUBCOMMITTEES):
        yield {"code": _committee(number), "title_en": f"Constructed subcommittee {number + 1}",
               "title_zh": f"构造分技术委员会 {number + 1}", "parent": TC, "status": "active",
               "created_on": "2014-06-01", "region": PROVINCE}


def secretariats() -> Iterator[Row]:
    """Each kept by one enterprise, and then by another."""
    for number in range(SUBCOMMITTEES):
        for place, (begins, ends) in enumerate((("2014-06-01", "2016-12-31"), ("2017-01-01", ""))):
            enterprise = 1 + number + SUBCOMMITTEES * place
            yield {"committee": _committee(number), "organisation": _enterprise(enterprise),
                   "region": _city(enterprise), "valid_from": begins, "valid_to": ends}


def participations() -> Iterator[Row]:
    """Who led each standard, and for every second one who took part."""
    for number in range(1, STANDARDS + 1):
        for rank in range(1, 3 if number % 2 == 0 else 2):
            enterprise = 1 + (number + 7 * rank) % ENTERPRISES
            yield {"standard": _standard(number), "organisation": _enterprise(enterprise),
                   "role": "led" if rank == 1 else "drafted", "rank": str(rank), "region": _city(enterprise),
                   "published_on": _published(number)}


def certificates() -> Iterator[Row]:
    """Certificates of conformity with those standards; some enterprises hold two."""
    for number in range(1, CERTIFICATES + 1):
        enterprise = 1 + (number - 1) % HOLDERS
        yield {"number": f"CONSTRUCTED-ZJM-{number:03d}", "scheme": "zhejiang-made",
               "organisation": _enterprise(enterprise), "standard": _standard(number), "issuer": "构造认证机构",
               "valid_from": f"{2016 + number % 3}-0{1 + number % 8}-{1 + number % 28:02d}", "valid_to": "",
               "status": "valid", "region": _city(enterprise)}


def awards() -> Iterator[Row]:
    """Model cities: more in the province than in any other."""
    for number, (region, announced) in enumerate(_model_cities(), start=1):
        yield {"award": "全国质量强市示范城市", "level": "country", "edition": announced[:4],
               "organisation": f"CONSTRUCTED-CITY-{number:02d}", "outcome": "won", "region": region,
               "announced_on": announced, "citation": "构造文〔2016〕0号"}


def served_units() -> Iterator[Row]:
    """What platforms ought to reach."""
    for number in range(1, UNITS + 1):
        yield {"code": _unit(number), "name": f"构造产业集群 {number:03d}", "type": "cluster", "region": _city(number)}


def service_platforms() -> Iterator[Row]:
    """One for each unit that is served, and a second for a few; others are of another type, or were closed."""
    for number in range(1, UNITS + 1):
        second = range(2 if number % 10 == 0 else 1) if number <= SERVED else range(1 if number % 2 else 0)
        for place in second:
            which = f"{number:03d}-{place + 1}"
            yield {"number": f"CONSTRUCTED-SP-{which}", "name": f"构造服务平台 {which}",
                   "type": "comprehensive" if number <= SERVED or number % 4 == 1 else "technical",
                   "unit": _unit(number), "region": _city(number),
                   "organisation": _enterprise(1 + number % ENTERPRISES), "opened_on": day(number, 2015 + number % 3),
                   "closed_on": "2018-03-31" if number > SERVED and number % 4 == 1 else ""}


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "organisation": organisations, "award": awards, "committee": committees, "secretariat": secretariats,
    "standard": standards, "relation": relations, "participation": participations,
    "certificate": certificates, "served_unit": served_units, "service_platform": service_platforms,
    "agreement": zhejiang_agreements.agreements, "commitment": zhejiang_agreements.commitments,
    "joint_body": zhejiang_agreements.joint_bodies, "agreement_review": zhejiang_agreements.reviews,
    "pilot": zhejiang_agreements.pilots,
}


def _model_cities() -> Iterator[tuple[str, str]]:
    for region, count in MODEL_CITIES.items():
        for number in range(count):
            yield region, f"{2014 + number % 4}-11-{1 + number:02d}"


def _published(number: int) -> str:
    if number <= THIS_YEAR:
        return f"{TOLD}-0{1 + number % 8}-{1 + number % 28:02d}"
    return day(number, 2014 + number % 4)


def _city(number: int) -> str:
    return CITIES[number % len(CITIES)]


def _enterprise(number: int) -> str:
    return f"CONSTRUCTED-{number:03d}"


def _standard(number: int) -> str:
    return f"CONSTRUCTED-ZJM-{number:03d}"


def _earlier(number: int) -> str:
    return f"{_standard(number)}-2012"


def _committee(number: int) -> str:
    return f"{TC}/SC {1 + number % SUBCOMMITTEES}"


def _unit(number: int) -> str:
    return f"CONSTRUCTED-UNIT-{number:03d}"
