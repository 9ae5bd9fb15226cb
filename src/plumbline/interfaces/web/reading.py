"""The cut, the definitions and the figures that a page shows, each read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.errors import FigureError, MethodError, RulebookError
from plumbline.figures import cut as cuts
from plumbline.figures.catalogue import catalogue, indicator
from plumbline.figures.cut import Cut
from plumbline.figures.schema import schema_of_kinds
from plumbline.home import Home
from plumbline.interfaces.web.access import Eyes
from plumbline.interfaces.web.mistakes import Missing
from plumbline.methods import periods
from plumbline.methods.periods import Period
from plumbline.methods.regiontree import TreeAt
from plumbline.rulebook.files import Stamp, stamp
from plumbline.rulebook.indicator import Indicator
from plumbline.rulebook.schemes import Scheme, load_schemes
from plumbline.rulebook.sheets import Sheet, load_sheets


def latest_cut() -> Cut | None:
    """The latest cut of this home; None where nothing was frozen yet."""
    ids = cuts.cut_ids(homes.current())
    return _opened(ids[-1]) if ids else None


def cut_named(name: str) -> Cut:
    """The cut called ``name``, or a page that says there is none."""
    if name not in cuts.cut_ids(homes.current()):
        raise Missing(_("There is no cut called “%(name)s”.") % {"name": name}, _("Choose one from the list of cuts."))
    return _opened(name)


def cut_asked(request: HttpRequest) -> Cut:
    """The cut that the address names, else the latest."""
    if name := request.GET.get("cut", ""):
        return cut_named(name)
    found = latest_cut()
    if found is None:
        raise Missing(_("Nothing has been frozen yet, so there are no figures."),
                      _("Freeze the records with “plumb cut”, then come back."))
    return found


def _opened(name: str) -> Cut:
    home = homes.current()
    return _open(str(home.path), name, (home.cuts / name / "manifest.json").stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _open(home: str, name: str, _written: int) -> Cut:
    return cuts.open_cut(Home(Path(home)), name)


def indicators() -> dict[str, Indicator]:
    """Every definition that is in force here, by id."""
    return catalogue(homes.current())


def schemes() -> dict[str, tuple[Scheme, ...]]:
    """Every scheme here, by id, its versions in order of validity."""
    home = homes.current()
    return _schemes(home, stamp(home, "schemes"), tuple(sorted(indicators())))


@lru_cache(maxsize=4)
def _schemes(home: Home, _own: Stamp, figures: tuple[str, ...]) -> dict[str, tuple[Scheme, ...]]:
    return load_schemes(home, figures)


def sheets() -> list[Sheet]:
    """Every sheet of published figures here, by name."""
    return list(load_sheets(homes.current(), indicators(), schema_of_kinds()).values())



def indicator_named(eyes: Eyes, name: str, region: str = "") -> Indicator:
    """The definition called ``name``. One that is not for this reader looks as if it were not there."""
    try:
        found = indicator(name, homes.current())
    except (FigureError, RulebookError):
        found = None
    if found is None or not eyes.figure(found, region):
        raise Missing(_("There is no figure called “%(name)s”.") % {"name": name},
                      _("Choose one from the list of rules."))
    return found


def period_named(text: str) -> Period:
    """The period that an address names."""
    try:
        return periods.parse(text)
    except MethodError as error:
        raise Missing(_("“%(period)s” is not a period.") % {"period": text},
                      _("Write 2013, 2013-Q1, 2013-07 or 2013-07..2014-06.")) from error


def place_named(cut: Cut, period: Period, region: str) -> TreeAt:
    """The regions of the period, in which ``region`` exists."""
    tree = cut.tree().at(period.last)
    if region not in tree:
        raise Missing(_("There is no region “%(region)s” in that period.") % {"region": region},
                      _("Choose a region from the overview."))
    return tree


@lru_cache(maxsize=16)
def years(cut_id: str, folder: str) -> tuple[str, ...]:
    """The calendar years, newest first, in which the cut holds dated records of a kind with figures."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    cut = Cut(cut_id, Path(folder), cuts.open_cut(homes.current(), cut_id).held)
    found: set[int] = set()
    for shape in schema_of_kinds().values():
        if shape.date and shape.public and "." not in shape.date and cut.rows(shape.name):
            for path in cut.paths(shape.name):
                ends = pc.min_max(pq.read_table(path, columns=[shape.date]).column(0)).as_py()
                if ends["min"] is not None:
                    found |= set(range(ends["min"].year, ends["max"].year + 1))
    return tuple(str(year) for year in sorted(found, reverse=True))
