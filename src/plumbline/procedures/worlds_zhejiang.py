"""The Zhejiang world: constructed records, the fewest that give the province's figures of 2018 that records can give.

Nothing here is a fact but the names and codes of the regions. Every organisation, standard and certificate says in its
name that it is constructed; the same records come out each time (docs/worlds.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from plumbline.procedures.worlds_making import Row, day, written
from plumbline.rulebook.mappings import Mapping

PROVINCE = "330000"
CITIES = tuple(f"33{number:02d}00" for number in range(1, 12))
STANDARDS, THIS_YEAR = 539, 245                 # Z3: in all, and added in 2018
HOLDERS, CERTIFICATES = 221, 321                # Z4
ENTERPRISES = 260
TOLD = 2018


def sources(folder: Path, scratch: Path, raw: Path | None) -> Iterator[tuple[str, Path, Mapping | None]]:
    """Regions from ``folder``, everything else written into ``scratch``. There is no raw file to stand in for."""
    yield "region", folder / "regions.csv", None
    for kind, make in TABLES.items():
        yield kind, written(kind, make(), scratch), None


def organisations() -> Iterator[Row]:
    """Enterprises of the province's cities."""
    for number in range(1, ENTERPRISES + 1):
        yield {"code": _enterprise(number), "name": f"构造企业 {number:03d}", "region": _city(number),
               "registered_on": "2000-01-01"}


def standards() -> Iterator[Row]:
    """The standards for the mark."""
    for number in range(1, STANDARDS + 1):
        yield {"code": _standard(number), "designation": f"CONSTRUCTED ZJM {number:03d}-{_published(number)[:4]}",
               "title_en": f"Constructed Zhejiang Made standard {number:03d}",
               "title_zh": f"构造“浙江制造”标准 {number:03d}", "level": "group", "status": "in-force",
               "published_on": _published(number), "issuer": "构造发布机构", "mark": "zhejiang-made",
               "region": PROVINCE}


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


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "organisation": organisations, "standard": standards, "participation": participations,
    "certificate": certificates,
}


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
