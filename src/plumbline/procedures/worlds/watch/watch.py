"""The files of the watch world, in the order in which they are taken in.

Real are the notices of the CPSC, the FDA and the NHTSA, and nothing else. All of the county is constructed: each record
says so, and so does the name of the file it came from, by which its source is told (docs/worlds.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path

from plumbline.procedures.common.row_files import Row, written
from plumbline.procedures.worlds.making import KEPT
from plumbline.procedures.worlds.watch import county, draws, hints, recalls, samples, stories
from plumbline.rulebook.mappings.mappings import Mapping, load_mappings

OPENFDA = "openfda-enforcement"
"""The mapping that makes notices of what openFDA gives."""
DRAWS = "draws"


def sources(folder: Path, scratch: Path, raw: Path | None) -> Iterator[tuple[str, Path, Mapping | None]]:
    """Regions and real notices from ``folder``, everything else written into ``scratch``. There is no raw file to stand
    in for."""
    yield "region", folder / "regions.csv", None
    mapping = load_mappings(None)[OPENFDA]
    yield "alert", folder / "fda_food.csv.gz", replace(mapping, defaults={**mapping.defaults, "region": county.COUNTY})
    yield "alert", folder / "us_recalls.csv.gz", None
    for kind, rows in tables(folder, scratch).items():
        yield kind, written(f"constructed-{kind}", rows, scratch), None


def tables(folder: Path, scratch: Path) -> dict[str, Iterator[Row]]:
    """The constructed records by kind. The folders of the draws are left in ``scratch`` to be kept."""
    drawn = draws.folders(scratch / KEPT / DRAWS, scratch)
    return {
        "organisation": county.organisations(), "establishment": county.establishments(),
        "laboratory": county.laboratories(), "product": county.product_rows(),
        "lot": chain(county.lots(), stories.lots()), "credit": county.credit(), "sampling": samples.samplings(),
        "test": samples.tests(), "complaint": hints.complaints(), "signal": hints.signals(),
        "draw": draws.draws(drawn), "draw_task": draws.tasks(drawn), "alert": recalls.notices(),
        "alert_match": hints.matches(folder), "risk_assessment": recalls.assessments(),
        "corrective_measure": recalls.measures(), "recall": recalls.recalls(), "recall_report": recalls.reports(),
        "recall_check": recalls.checks(),
    }
