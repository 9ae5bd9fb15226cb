"""A home with published results of 3,000 counties and 100 items in two years, made by the usual commands: regions,
inspections and determinations imported from files, frozen, assessed.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks import _homes, _measure

SCHEME, YEARS = "counties", ("2012", "2013")
PROVINCES, BLOCKS, MEASURED = 30, 10, 2
INSPECTIONS = 8
HEAD = """id = "counties"
title = { en = "Quality work of the counties", zh = "县级质量工作考核" }
meaning = { en = "For measuring.", zh = "用于测量。" }
source = { text = "benchmark", ours = true }
valid_from = 2012-01-01
year = "calendar"
level = "county"
full = %(full)s
rounding = { places = 1, mode = "half up" }
[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = %(a)s, to = %(full)s, title = { en = "excellent", zh = "优秀" } },
    { grade = "B", from = %(b)s, to = %(a1)s, title = { en = "good", zh = "良好" } },
    { grade = "C", from = 0, to = %(b1)s, title = { en = "fair", zh = "一般" } },
]
"""
BLOCK = """
[[block]]
id = "%(id)s"
title = { en = "Block %(id)s", zh = "第%(id)s部分" }
points = %(points)s
"""
ITEM = """
[[block.item]]
id = "%(id)s"
title = { en = "What item %(id)s asks for", zh = "考核项%(id)s的要求" }
meaning = { en = "Whether the county did what the notice wants.", zh = "该县是否落实通知要求。" }
points = 10
%(source)s
no_data = "zero"
owner = { en = "Market supervision", zh = "市场监管部门" }
clause = "%(id)s"
"""
FIGURE = 'figure = "inspection.pass_rate"\nrule = { per_point = { against = %s, deduct = 0.2 } }'
LEVELS = ", ".join(f'{{ value = "{name}", points = {got} }}' for name, got in (("all", 10), ("some", 6), ("none", 0)))
STATED = 'determination = "d%s"\nrule = { levels = [' + LEVELS + "] }"


def make(home: Path, regions: int, items: int, seed: int, shared: str = "") -> dict[str, Any]:
    """Fill ``home``, which must not be there yet. Returns the seconds of each step; of what is there in ``shared``
    already, none."""
    took: dict[str, Any] = {}
    frozen(home, regions, items, seed, shared, took)
    for year in YEARS:
        done = _measure.plumb("assess", SCHEME, "--year", year, home=home)
        took[f"assess {year}"] = round(done["seconds"], 1)
        took[f"assess {year}, peak MB"] = round(done["peak_mb"])
    took["store, MB"] = round(sum(one.stat().st_size for one in home.glob("plumbline.sqlite3*")) / 1e6)
    return took


def frozen(home: Path, regions: int, items: int, seed: int, shared: str, took: dict[str, Any]) -> None:
    """The same without its results: all that an assessment reads, in a cut."""
    _homes.copied(shared, f"frozen-{regions}-{items}-{seed}",
                  lambda place: _frozen(place, regions, items, seed, shared, took), home)


def _frozen(home: Path, regions: int, items: int, seed: int, shared: str, took: dict[str, Any]) -> None:
    chance = random.Random(seed)
    codes, stated, took["import of region"] = begin(home, regions, items, shared=shared)
    for kind, names, rows in (
        ("inspection", ("number", "region", "inspected_on", "purpose", "result", "critical_count"),
         _inspections(codes, chance)),
        ("determination", ("scheme", "year", "region", "item", "value", "reason", "decided_on"),
         _determinations(codes, stated, chance)),
    ):
        took[f"import of {kind}"] = _import(home, kind, names, rows)
    took["cut"] = round(_measure.plumb("cut", home=home)["seconds"], 1)


def begin(
    home: Path, regions: int, items: int, measured: int = MEASURED, shared: str = "",
) -> tuple[list[str], list[str], float]:
    """Make ``home`` with the scheme, ``measured`` items of each block being figures, and the regions. Returns the codes
    of the counties, what is determined of them, and the seconds that the import took."""
    _homes.empty(shared, home)
    stated = _scheme(home, items, measured)
    codes = [f"p{place % PROVINCES}-c{place // PROVINCES}" for place in range(regions)]
    names = ("code", "name_en", "name_zh", "level", "parent", "valid_from")
    return codes, stated, _import(home, "region", names, _regions(codes))


def _import(home: Path, kind: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> float:
    path = home.parent / f"{kind}.csv"
    _write(path, names, rows)
    took = round(float(_measure.plumb("import", kind, str(path), home=home)["seconds"]), 1)
    path.unlink()
    return took


def _scheme(home: Path, items: int, measured: int) -> list[str]:
    """Write the scheme; returns what is determined."""
    full, stated = items * 10, []
    text = HEAD % {"full": full, "a": full * 7 // 10, "a1": full * 7 // 10 - 1, "b": full * 6 // 10,
                   "b1": full * 6 // 10 - 1}
    each = items // BLOCKS
    for block in range(1, BLOCKS + 1):
        text += BLOCK % {"id": block, "points": each * 10}
        for place in range(1, each + 1):
            id = f"{block}.{place}"
            if place > measured:
                stated.append(f"d{id}")
            source = FIGURE % (70 + place) if place <= measured else STATED % id
            text += ITEM % {"id": id, "source": source}
    folder = home / "rulebook" / "schemes"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{SCHEME}.toml").write_text(text, encoding="utf-8")
    return stated


def _regions(codes: Sequence[str]) -> Iterable[tuple[Any, ...]]:
    yield ("top", "Nation", "全国", "country", "", "1900-01-01")
    for place in range(PROVINCES):
        yield (f"p{place}", f"Province {place}", f"第{place}省", "province", "top", "1900-01-01")
    for code in codes:
        province, county = code.split("-c")
        yield (code, f"County {county} of province {province[1:]}", f"{province[1:]}省第{county}县", "county", province,
               "1900-01-01")


def _inspections(codes: Sequence[str], chance: random.Random) -> Iterable[tuple[Any, ...]]:
    for year in YEARS:
        for code in codes:
            for place in range(INSPECTIONS):
                result = "pass" if chance.random() < 0.85 else "fail"
                yield (f"{year}-{code}-{place}", code, f"{year}-0{1 + place}-15", "canvass", result, "0")


def _determinations(codes: Sequence[str], stated: Sequence[str], chance: random.Random) -> Iterable[tuple[Any, ...]]:
    for year in YEARS:
        for code in codes:
            good = chance.random()
            for item in stated:
                draw = chance.random()
                value = "all" if draw < good else "some" if draw < 0.8 else "none"
                yield (SCHEME, year, code, item, value, "As the files show.", f"{int(year) + 1}-01-31")


def _write(path: Path, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(rows)
