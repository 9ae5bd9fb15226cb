"""Loading a shipped world: its regions, records and people, then a cut."""

from __future__ import annotations

import tempfile
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures import imports
from plumbline.rulebook.mappings import load_mappings

# Numbers of the municipal code as the city's evaluation project grouped them; they give back the counts in its file.
SEVERITY = "CASE WHEN c <= 14 THEN 'critical' WHEN c <= 29 THEN 'serious' ELSE 'minor' END"
CHICAGO = "chicago"


def describe(name: str) -> dict[str, Any]:
    """What ``world.toml`` says of the world: titles, label, attribution, scheme, years."""
    folder = resources.files("plumbline.worlds").joinpath(name)
    file = folder.joinpath("world.toml")
    if not name.isidentifier() or not file.is_file():
        known = sorted(one.name for one in resources.files("plumbline.worlds").iterdir()
                       if one.joinpath("world.toml").is_file())
        raise HomeError(f"there is no world '{name}'", next_step=f"Choose one of: {', '.join(known)}")
    return tomllib.loads(file.read_text("utf-8"))


def load(home: Home, name: str, *, clock: imports.Clock, inspections: Path | None = None,
         progress: imports.Progress = imports.silent) -> dict[str, imports.Outcome]:
    """Load world ``name`` into ``home``; another copy of the raw inspections may stand in for the shipped one.

    Idempotent: what is there already is left as it is. Returns what each import did, by kind.
    """
    describe(name)
    folder = resources.files("plumbline.worlds").joinpath(name)
    with resources.as_file(folder) as place, tempfile.TemporaryDirectory() as scratch:
        raw = inspections or place / "inspections.csv.gz"
        mapping = load_mappings(None)["chicago-inspections"]

        def take(kind: str, path: Path, **options: Any) -> imports.Outcome:
            return imports.import_file(home, kind, path, clock=clock, progress=progress, **options)

        done = {"region": take("region", place / "regions.csv")}
        done["inspection"] = take("inspection", raw, mapping=mapping)
        derived = _derive(raw, place / "violations.csv.gz", Path(scratch))
        for kind, path in derived.items():
            done[kind] = take(kind, path)
    _remember(home, name)
    return done


def world_of(home: Home) -> dict[str, Any] | None:
    """The world loaded into ``home``, as :func:`describe` gives it; None if there is none."""
    file = home.path / "world"
    return describe(file.read_text("utf-8").strip()) if file.exists() else None


def _remember(home: Home, name: str) -> None:
    (home.path / "world").write_text(name + "\n", encoding="utf-8")


def _derive(inspections: Path, violations: Path, scratch: Path) -> dict[str, Path]:
    """Establishments as their latest inspection shows them; findings with region and day of their inspection."""
    establishments, findings = scratch / "establishments.csv", scratch / "findings.csv"
    with duckdb.connect(config={"memory_limit": "512MB", "temp_directory": str(scratch)}) as engine:
        engine.execute(
            "CREATE TABLE i AS SELECT * FROM read_csv(?, header = true, all_varchar = true, ignore_errors = true, "
            "nullstr = ['', 'NA'])", [str(inspections)])
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


def _path(path: Path) -> str:
    return str(path).replace("'", "''")
