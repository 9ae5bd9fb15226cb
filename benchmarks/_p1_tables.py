"""P1's tables: written by DuckDB, the same for the same seed, and frozen as a cut."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from plumbline.figures.cuts.cut import Cut, open_cut
from plumbline.figures.cuts.manifest import NAME, SEAL, KindFile, Manifest, seal_of
from plumbline.figures.cuts.sorting import ROW_GROUP
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.home import Home
from plumbline.rulebook.indicators.loading import Indicator, parse_indicators
from plumbline.rulebook.indicators.shapes import FieldShape, KindShape

SEED = 7
ROWS = 20_000_000
REGIONS = 3_000
YEARS = (2019, 2020, 2021, 2022, 2023)
MOMENT = datetime(2024, 1, 1, tzinfo=UTC)
DAYS = 1826  # 2019-01-01 to 2023-12-31


def _uniform(draw: int, below: int) -> str:
    # A hash of row, draw and seed, so that the tables do not depend on the number of threads.
    return f"(hash(i * 1000 + {draw}, {SEED}) % {below})"


def tables(rows: int) -> dict[str, str]:
    """The queries that make the three tables."""
    organisations = max(1, rows // 20)
    percent = _uniform(5, 100)
    return {
        "region": f"SELECT i::INTEGER AS id, (i // 100)::INTEGER AS parent FROM range({REGIONS}) t(i)",
        "organisation": f"""SELECT i::INTEGER AS id, (hash(i) % {REGIONS})::INTEGER AS region,
            {_uniform(1, 4)}::TINYINT AS size_class, (1 + {_uniform(2, 1_000_000)})::BIGINT AS output_value
            FROM range({organisations}) t(i)""",
        "inspection": f"""SELECT i::INTEGER AS id, {_uniform(3, organisations)}::INTEGER AS organisation,
            {_uniform(4, 20)}::TINYINT AS sector, {_uniform(6, 3)}::TINYINT AS risk,
            (DATE '2019-01-01' + {_uniform(7, DAYS)}::INTEGER)::DATE AS inspected_on,
            (CASE WHEN {percent} < 12 THEN 0 WHEN {percent} < 87 THEN 1 ELSE 2 END)::TINYINT AS result
            FROM range({rows}) t(i)""",
    }


def make(place: Path, rows: int) -> None:
    """Write the tables as a cut under ``place``, unless they are there."""
    home = Home(place)
    if home.cuts.is_dir():
        return
    aside = home.cuts.with_suffix(".partial") / "cut"
    aside.mkdir(parents=True, exist_ok=True)
    kinds = {}
    with duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(place / "scratch")}) as database:
        for name, query in tables(rows).items():
            path = aside / f"{name}.parquet"
            options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP}"
            database.execute(f"COPY ({query}) TO '{path}' ({options})")
            count = database.execute(f"SELECT COUNT(*) FROM '{path}'").fetchall()[0][0]
            kinds[name] = KindFile(path.name, count, sha256_of(path))
    manifest = Manifest(MOMENT, MOMENT, {"number": 0, "hash": ""}, kinds, "benchmark")
    (aside / NAME).write_text(manifest.text(), encoding="utf-8", newline="\n")
    (aside / SEAL).write_text(seal_of(manifest.text().encode()), encoding="utf-8", newline="\n")
    aside.rename(aside.with_name(manifest.id))
    aside.parent.rename(home.cuts)


def opened(place: Path) -> Cut:
    """The cut."""
    return open_cut(Home(place))


SCHEMA = {
    "region": KindShape("region", {"id": FieldShape("integer"), "parent": FieldShape("integer")}, ("id",), "id"),
    "organisation": KindShape("organisation", {
        "id": FieldShape("integer"), "region": FieldShape("integer", refers="region"),
        "size_class": FieldShape("integer"), "output_value": FieldShape("integer"),
    }, ("id",), "region"),
    "inspection": KindShape("inspection", {
        "id": FieldShape("integer"), "organisation": FieldShape("integer", refers="organisation"),
        "sector": FieldShape("integer"), "risk": FieldShape("integer"), "inspected_on": FieldShape("date"),
        "result": FieldShape("integer"),
    }, ("id",), "organisation.region", "inspected_on"),
}

DEFINITIONS = """
[{name}]
title = {{ en = "{name}", zh = "{name}" }}
meaning = {{ en = "{name}", zh = "{name}" }}
unit = "1"
better = "neither"
source = {{ text = "the reference question P1", ours = true }}
of = "inspection"
words = {{ numerator = {{ en = "{name}", zh = "{name}" }} }}
"""
ASKED = {
    "passed": "numerator = \"COUNT(*) FILTER (WHERE result <> 0)\"\nstrata = \"risk\"",
    "total": "numerator = \"COUNT(*)\"\nstrata = \"risk\"",
    "organisations": "numerator = \"COUNT(DISTINCT organisation)\"\nstrata = \"risk\"",
    "output_value": "numerator = \"SUM(organisation.output_value)\"\nper = \"organisation\"\n"
                    "exclusions = { en = \"none\", zh = \"无\" }",
}


def indicators() -> list[Indicator]:
    """The four definitions, through the loader."""
    text = "\n".join(DEFINITIONS.format(name=name) + rest for name, rest in ASKED.items())
    return parse_indicators("p1", text, SCHEMA)
