"""The Chicago world as files to import: the shipped inspections, and what follows from them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from plumbline.rulebook.mappings.mappings import Mapping, load_mappings

# Numbers of the municipal code as the city's evaluation project grouped them; they give back the counts in its file.
SEVERITY = "CASE WHEN c <= 14 THEN 'critical' WHEN c <= 29 THEN 'serious' ELSE 'minor' END"
CHICAGO = "chicago"


def sources(folder: Path, scratch: Path, raw: Path | None) -> Iterator[tuple[str, Path, Mapping | None]]:
    """Regions, inspections, and the establishments and findings derived from them into ``scratch``."""
    inspections = raw or folder / "inspections.csv.gz"
    yield "region", folder / "regions.csv", None
    yield "inspection", inspections, load_mappings(None)["chicago-inspections"]
    for kind, path in _derive(inspections, folder / "violations.csv.gz", scratch).items():
        yield kind, path, None


def _derive(inspections: Path, violations: Path, scratch: Path) -> dict[str, Path]:
    """Establishments as their latest inspection shows them; findings with region and day of their inspection."""
    establishments, findings = scratch / "establishments.csv", scratch / "findings.csv"
    with duckdb.connect(config={"memory_limit": "512MB", "temp_directory": str(scratch)}) as engine:
        engine.execute(
            "CREATE TABLE i AS SELECT * FROM read_csv(?, header = true, all_varchar = true, ignore_errors = true, "
            f"nullstr = ['', 'NA'], delim = ',', quote = '\"', escape = '\"', compression = '{_packing(inspections)}')",
            [str(inspections)])
        engine.execute(
            f"COPY (SELECT License AS code, DBA_Name AS name, coalesce(WARD, '{CHICAGO}') AS region, "
            "Facility_Type AS facility_type, Risk AS risk_class, trim(Address) AS address, "
            "round(TRY_CAST(Latitude AS DOUBLE), 6)::DECIMAL(9, 6) AS latitude, "
            "round(TRY_CAST(Longitude AS DOUBLE), 6)::DECIMAL(9, 6) AS longitude FROM i WHERE License IS NOT NULL "
            "AND DBA_Name IS NOT NULL "
            "QUALIFY row_number() OVER (PARTITION BY License ORDER BY Inspection_Date DESC, Inspection_ID DESC) = 1 "
            f"ORDER BY TRY_CAST(License AS BIGINT), License) TO '{_path(establishments)}' (HEADER)")
        engine.execute(
            f"COPY (SELECT v.Inspection_ID AS inspection, v.violation AS clause, {SEVERITY} AS severity, "
            f"coalesce(i.WARD, '{CHICAGO}') AS region, i.Inspection_Date AS found_on "
            "FROM (SELECT *, CAST(violation AS INTEGER) AS c FROM read_csv(?, header = true, all_varchar = true)) v "
            "JOIN i ON i.Inspection_ID = v.Inspection_ID ORDER BY v.Inspection_ID, c) "
            f"TO '{_path(findings)}' (HEADER)", [str(violations)])
    return {"establishment": establishments, "finding": findings}


def _packing(path: Path) -> str:
    # By its content, as the intake does: the engine would go by the name.
    with path.open("rb") as file:
        return "gzip" if file.read(2) == b"\x1f\x8b" else "none"


def _path(path: Path) -> str:
    return str(path).replace("'", "''")
