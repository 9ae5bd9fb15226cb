"""A small office with a home of its own, made by the commands once and copied for each test that spoils it."""

from __future__ import annotations

from pathlib import Path

from tests.commands import well

REGIONS = """\
code,name_en,name_zh,level,parent,valid_from
city,City,市,city,,1900-01-01
1,Ward 1,第1选区,ward,city,1900-01-01
2,Ward 2,第2选区,ward,city,1900-01-01
"""
HEAD = "number,region,inspected_on,purpose,result,risk_class,critical_count,inspector_group"


def inspections(count: int, first: int = 1) -> str:
    """So many inspections as CSV, one in five failed."""
    rows = [f"{number},{number % 2 + 1},2013-{number % 12 + 1:02d}-{number % 28 + 1:02d},canvass,"
            f"{'fail' if number % 5 == 0 else 'pass'},high,0,green" for number in range(first, first + count)]
    return "\n".join([HEAD, *rows, ""])


def make(home: Path, scratch: Path, count: int = 60) -> Path:
    """A home with a tree of regions, some inspections and a cut."""
    well("init", home=home)
    for kind, text in (("region", REGIONS), ("inspection", inspections(count))):
        file = scratch / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        well("import", kind, file, home=home)
    well("cut", home=home)
    return home
