"""Reading a sheet: each published figure beside what the records give."""

from __future__ import annotations

from typing import Any

from plumbline.errors import FigureError
from plumbline.figures import catalogue, compute
from plumbline.figures.cut import Cut
from plumbline.figures.schema import schema_of_kinds
from plumbline.figures.values import whole
from plumbline.home import Home
from plumbline.procedures.reading import read_figure
from plumbline.rulebook.refusals import suggest
from plumbline.rulebook.sheets import Line, Sheet, load_sheets


def sheet_named(name: str, home: Home) -> Sheet:
    """The sheet called ``name``. Raises FigureError if there is none."""
    known = load_sheets(home, catalogue.catalogue(home), schema_of_kinds())
    if name not in known:
        raise FigureError(f"there is no sheet '{name}'", next_step=suggest(name, sorted(known)))
    return known[name]


def read_sheet(cut: Cut, home: Home, sheet: Sheet, *, user: Any = None) -> dict[str, Any]:
    """The document of a sheet: its figures in order, each as ``user`` (None: the public) may see it."""
    for period in dict.fromkeys(line.period for line in sheet.lines):
        compute.prepare(cut, [catalogue.indicator(line.indicator, home) for line in sheet.lines
                              if line.period == period], [period])
    return {
        "sheet": sheet.id, "title": sheet.title.as_dict(), "meaning": sheet.meaning.as_dict(), "cut": cut.id,
        "figures": [_figure(cut, home, line, user) for line in sheet.lines],
    }


def _figure(cut: Cut, home: Home, line: Line, user: Any) -> dict[str, Any]:
    found = read_figure(cut, home, line.indicator, line.region, line.period, user=user)
    above, below = whole(found["numerator"], found["denominator"])
    return {
        "id": line.id, "title": line.title.as_dict(), "value": found["value"], "unit": line.unit,
        "qualifier": line.qualifier, "numerator": above, "denominator": below, "published": line.published,
        "agrees": line.agrees(found["value"]), "interval": found["interval"], "indicator": line.indicator,
        "region": line.region, "period": line.period, "records": found["behind"], "root": found["root"],
        "definition_sha256": found["definition_sha256"], "citation": line.cites.as_dict(),
    }
