"""Reading a sheet: each published figure beside what the records give."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from plumbline.errors import FigureError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators import catalogue, compute
from plumbline.figures.indicators.values import whole
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.figures.reading import read_figure
from plumbline.procedures.figures.sheets_held import as_held
from plumbline.rulebook.indicators.figure_sheets import Claim, PublishedFigure, Sheet
from plumbline.text import Text
from plumbline.worlds import scale_in

COMPUTED = ("value", "numerator", "denominator", "agrees", "interval", "indicator", "region", "period", "records",
            "root", "definition_sha256", "made", "remark")
"""What a figure that awaits its records does not have."""


def sheet_named(name: str, home: Home) -> Sheet:
    """The sheet called ``name``. Raises FigureError if there is none."""
    known = catalogue.sheets(home)
    if name not in known:
        raise FigureError("export.no_sheet", Text(f"there is no sheet '{name}'", f"没有数据表“{name}”"),
                          next_step=suggest(name, sorted(known)))
    return known[name]


def read_sheet(cut: Cut, home: Home, sheet: Sheet, *, user: Any = None) -> dict[str, Any]:
    """The document of a sheet: its figures in order, each as ``user`` (None: the public) may see it.

    A figure whose records do not exist yet has no value, and ``awaiting`` in both languages. ``scale`` is that of the
    world in ``home``, as a decimal string; None where the records are of no world that has one.
    """
    sheet = as_held(cut, home, sheet)
    computed = [line for line in sheet.lines if not line.awaiting.en]
    for period in dict.fromkeys(line.period for line in computed):
        compute.prepare(cut, [catalogue.indicator(line.indicator, home) for line in computed if line.period == period],
                        [period])
    scale = scale_in(home)
    return {
        "sheet": sheet.id, "title": sheet.title.as_dict(), "meaning": sheet.meaning.as_dict(), "cut": cut.id,
        "scale": None if scale is None else str(scale),
        "figures": [_figure(cut, home, line, user, scale) for line in sheet.lines],
    }


def _figure(cut: Cut, home: Home, line: PublishedFigure, user: Any, scale: Decimal | None) -> dict[str, Any]:
    told = {
        "id": line.id, "title": line.title.as_dict(), "unit": line.unit or None, "qualifier": line.qualifier or None,
        "published": line.published or None, "awaiting": line.awaiting.as_dict() if line.awaiting.en else None,
        "note": line.note.as_dict() if line.note.en else None, "scales": line.scales,
        "citation": line.cites.as_dict(), "claims": [_claim(cut, home, claim, user) for claim in line.claims],
    }
    if line.awaiting.en:
        return told | dict.fromkeys(COMPUTED)
    found = read_figure(cut, home, line.indicator, line.region, line.period, user=user)
    above, below = whole(found["numerator"], found["denominator"])
    return told | {
        "value": found["value"], "numerator": above, "denominator": below,
        "agrees": line.agrees(found["value"], scale or Decimal(1)) if line.published else None,
        "interval": found["interval"],
        "indicator": line.indicator, "region": line.region, "period": line.period, "records": found["behind"],
        "root": found["root"], "definition_sha256": found["definition_sha256"], "made": found["made"],
        "remark": found["note"],
    }


def _claim(cut: Cut, home: Home, claim: Claim, user: Any) -> dict[str, Any]:
    told = {"says": claim.says.as_dict(), "own": claim.own, "indicator": claim.indicator or None,
            "region": claim.region or None, "period": claim.period or None, "value": None, "agrees": None}
    if claim.own:
        return told
    found = read_figure(cut, home, claim.indicator, claim.region, claim.period, user=user)
    movement = found["made"]["holds"] if found["made"] else None
    return told | {"value": found["value"], "agrees": claim.agrees(found["value"], movement)}
