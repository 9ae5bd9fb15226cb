"""The Yuzhong world: constructed records from which a district's measures are computed; nothing was published of them.

Nothing here is a fact but the names and codes of the regions. Every organisation and standard says in its name that it
is constructed, and so does the source of each number; the same records come out each time (docs/worlds.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from plumbline.procedures.common.row_files import Row, written
from plumbline.rulebook.mappings.mappings import Mapping

YEAR = 2022
DISTRICTS = ("500103", "500105", "500106")
OUTPUT = {"500103": "150000000000.00", "500105": "160000000000.00", "500106": "110000000000.00"}
PARTS = {"500103": 12, "500105": 9, "500106": 9}
"""Y3: national and local standards each district had a part in, all different: 12 of 30 over 150 of 420."""
SECTORS = ("elderly-care", "medical-care", "education", "tourism", "property", "logistics", "testing")
"""Y2: seven of ten; emergency management, e-commerce, banking and insurance have none."""
SOURCE = "构造数据（constructed）"


def sources(folder: Path, scratch: Path, raw: Path | None) -> Iterator[tuple[str, Path, Mapping | None]]:
    """Regions from ``folder``, everything else written into ``scratch``. There is no raw file to stand in for."""
    yield "region", folder / "regions.csv", None
    for kind, make in TABLES.items():
        yield kind, written(kind, make(), scratch), None


def organisations() -> Iterator[Row]:
    """One in each district."""
    for region in DISTRICTS:
        yield {"code": f"CONSTRUCTED-{region}", "name": f"构造单位 {region}", "region": region,
               "registered_on": "2000-01-01"}


def standards() -> Iterator[Row]:
    """Those that the districts had a part in, the first of them for services."""
    for number, region in enumerate(_parts(), start=1):
        yield {"code": _standard(number), "designation": f"CONSTRUCTED {number:03d}-{YEAR}",
               "title_zh": f"构造标准 {number:03d}", "level": "local" if number % 3 else "national",
               "status": "in-force", "published_on": f"{YEAR}-05-{1 + number % 28:02d}", "issuer": "构造发布机构",
               "sector": SECTORS[number - 1] if number <= len(SECTORS) else "", "region": region}


def participations() -> Iterator[Row]:
    """The part of each district's organisation."""
    for number, region in enumerate(_parts(), start=1):
        yield {"standard": _standard(number), "organisation": f"CONSTRUCTED-{region}", "role": "drafted", "rank": "1",
               "region": region, "published_on": f"{YEAR}-05-{1 + number % 28:02d}"}


def statistics() -> Iterator[Row]:
    """The gross product of each district."""
    for region, value in OUTPUT.items():
        yield {"series": "gross-product", "region": region, "period": str(YEAR), "span": "year",
               "ends_on": f"{YEAR}-12-31", "value": value, "unit": "CNY", "source": SOURCE}


TABLES: dict[str, Callable[[], Iterator[Row]]] = {
    "organisation": organisations, "standard": standards, "participation": participations, "statistic": statistics,
}


def _parts() -> Iterator[str]:
    for region, count in PARTS.items():
        yield from [region] * count


def _standard(number: int) -> str:
    return f"CONSTRUCTED-YZ-{number:03d}"
