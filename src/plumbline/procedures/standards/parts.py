"""The part of a region or an organisation in standards, by level, role, rank and year, and of a region against its
economic weight. Every number is a figure of its own, which opens to its records: nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from plumbline.errors import RecordError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators import compute
from plumbline.figures.indicators.figure import Figure
from plumbline.home import Home
from plumbline.methods.shared import periods
from plumbline.procedures.figures.reading import indicator_for
from plumbline.procedures.standards.editions import public
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

PARTICIPATION, ORGANISATION = "participation", "organisation"
ALL = "participation.standards"
LEVELS = (ALL, "participation.international", "participation.national", "participation.industry",
          "participation.other")
ROLES = ("participation.led", "participation.first", "participation.led_national_industry",
         "participation.zhejiang_made", "participation.zhejiang_made_led")
WEIGHT = "participation.against_economy"
MOST_YEARS = 6


@dataclass(frozen=True, slots=True)
class Parts:
    """The part of one ``region``, or of one ``organisation`` in all of it, in one year: figures by level and by role,
    the whole year by year, and against the economy (of a region alone). ``years`` can be asked for, the newest
    first."""

    region: str
    organisation: str
    name: str
    year: str
    years: tuple[str, ...]
    levels: tuple[Figure, ...]
    roles: tuple[Figure, ...]
    series: tuple[Figure, ...]
    weight: Figure | None

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb standards parts``."""
        return {"region": self.region, "organisation": self.organisation or None, "name": self.name or None,
                "year": self.year, "years": list(self.years),
                "levels": [each.as_dict() for each in self.levels], "roles": [each.as_dict() for each in self.roles],
                "by_year": [each.as_dict() for each in self.series],
                "against_economy": self.weight.as_dict() if self.weight is not None else None}


def parts(cut: Cut, home: Home, *, region: str = "", organisation: str = "", year: str = "",
          user: Any = None) -> Parts | None:
    """The part of ``region`` (of the whole tree, where none is named) or ``organisation`` in ``year`` (the newest in
    which it had one). None where the cut holds no part of anybody. :raises RecordError: for an organisation that is
    not registered. :raises FigureError: for a region that there is not."""
    known = _years(cut.paths(PARTICIPATION)) if cut.rows(PARTICIPATION) else ()
    if not known:
        return None
    years = known[:MOST_YEARS] if not year or year in known[:MOST_YEARS] else (year, *known[:MOST_YEARS - 1])
    name = ""
    if organisation:
        row = public(ORGANISATION).filter(code=organisation).first()
        if row is None:
            raise RecordError("standard.no_organisation", Text(
                f"no organisation '{organisation[:80]}' is registered", f"没有登记代码为“{organisation[:80]}”的单位"),
                next_step=Text("Choose one from the list of organisations", "请从单位列表中选择"))
        name, region = row.name, region or row.region
    place = _place(cut, region, years[0], top=bool(organisation))

    def of(names: tuple[str, ...]) -> list[Indicator]:
        return [indicator_for(home, f"{each}@organisation={organisation}" if organisation else each, place, user)
                for each in names]

    levels, roles = of(LEVELS), of(ROLES)
    series = compute.series(cut, levels[0], place, sorted(years))
    chosen = year or next((each.period for each in reversed(series) if each.numerator), years[0])
    compute.prepare(cut, [*levels, *roles], [chosen])
    weight = None if organisation else compute.figure(cut, indicator_for(home, WEIGHT, place, user), place, chosen)
    return Parts(place, organisation, name, chosen, tuple(sorted(years, reverse=True)),
                 tuple(_figures(cut, levels, place, chosen)), tuple(_figures(cut, roles, place, chosen)),
                 tuple(series), weight if weight is not None and weight.value is not None else None)


def _figures(cut: Cut, of: list[Indicator], place: str, year: str) -> Iterator[Figure]:
    for each in of:
        yield compute.figure(cut, each, place, year)


def _place(cut: Cut, region: str, year: str, *, top: bool) -> str:
    """The region that is meant: the first of the tree where none is named; of an organisation the whole that it belongs
    to, since its parts may lie in several regions."""
    tree = cut.tree().at(periods.parse(year).last)
    if not region:
        return next((code for code in tree.codes if tree.parent(code) is None), "")
    above = tree.ancestors(region) if top and region in tree else ()
    return above[-1] if above else region


@lru_cache(maxsize=8)
def _years(files: tuple[Path, ...]) -> tuple[str, ...]:
    """The years in which the files of a cut hold parts in standards, the newest first."""
    found: set[int] = set()
    for path in files:
        years = pc.unique(pc.year(pq.read_table(path, columns=["published_on"]).column(0)))
        found |= {each for each in years.to_pylist() if each is not None}
    return tuple(str(each) for each in sorted(found, reverse=True))
