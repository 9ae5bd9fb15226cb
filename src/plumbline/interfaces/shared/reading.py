"""The cut, the definitions and the figures that a page shows, each read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest

from plumbline import home as homes
from plumbline.errors import FigureError, MethodError, RulebookError
from plumbline.figures.cuts import cut as cuts
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators import catalogue
from plumbline.figures.indicators.catalogue import indicator
from plumbline.home import Home
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.methods.shared import periods
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import RegionTree, TreeAt
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.rulebook.core.faults import Faulty, Loaded
from plumbline.rulebook.flows.flows import load_flows
from plumbline.rulebook.indicators.figure_sheets import Sheet
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.mappings.mappings import load_mappings
from plumbline.rulebook.schemes.schemes import Scheme
from plumbline.text import Text

FROM_RULES = Text("Choose one from the list of rules", "请从规则列表中选择")
FROM_OVERVIEW = Text("Choose a region from the overview", "请从总览中选择地区")


def latest_cut() -> Cut | None:
    """The latest cut of this home; None where nothing was frozen yet."""
    ids = cuts.cut_ids(homes.current())
    return _opened(ids[-1]) if ids else None


def cut_named(name: str) -> Cut:
    """The cut called ``name``, or a page that says there is none."""
    if name not in cuts.cut_ids(homes.current()):
        raise Missing("cut.unknown", Text(f"there is no cut called “{name}”", f"没有名为“{name}”的快照"),
                      next_step=Text("Choose one from the list of cuts", "请从快照列表中选择"))
    return _opened(name)


def cut_asked(request: HttpRequest) -> Cut:
    """The cut that the address names, else the latest."""
    if name := request.GET.get("cut", ""):
        return cut_named(name)
    found = latest_cut()
    if found is None:
        raise Missing("cut.none_yet", Text("nothing has been frozen yet, so there are no figures",
                                                     "尚未生成快照，因此还没有指标数据"),
                      next_step=Text("An officer freezes the records on the page “Cuts”; then come back",
                                     "请由工作人员在“快照”页面生成快照后再来查看"))
    return found


def _opened(name: str) -> Cut:
    home = homes.current()
    return _open(str(home.path), name, (home.cuts / name / "manifest.json").stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _open(home: str, name: str, _written: int) -> Cut:
    return cuts.open_cut(Home(Path(home)), name)


def indicators() -> Loaded[Indicator]:
    """Every definition that is in force here, by id."""
    return catalogue.catalogue(homes.current())


def schemes() -> Loaded[tuple[Scheme, ...]]:
    """Every scheme here, by id, its versions in order of validity."""
    return schemes_of(homes.current())


def faults() -> list[Faulty]:
    """The files of the rulebook that cannot be used, of every sort."""
    home = homes.current()
    every = (indicators(), schemes(), load_flows(home), load_mappings(home), catalogue.sheets(home))
    return [fault for found in every for fault in found.faults]


def sheets() -> list[Sheet]:
    """Every sheet of published figures here, by name."""
    return list(catalogue.sheets(homes.current()).values())


def is_of(sheet: Sheet, tree: RegionTree) -> bool:
    """Whether ``tree`` knows every region of ``sheet`` at its time: a sheet of elsewhere cannot be shown here."""
    return all(line.region in tree.at(periods.parse(line.period).last) for line in sheet.lines if line.period)


def indicator_named(viewer: Viewer, name: str, region: str = "") -> Indicator:
    """The definition called ``name``. One that is not for this reader looks as if it were not there."""
    try:
        found = indicator(name, homes.current())
    except (FigureError, RulebookError):
        found = None
    if found is None or not viewer.figure(found, region):
        raise no_figure(name)
    return found


def period_named(text: str) -> Period:
    """The period that an address names."""
    try:
        return periods.parse(text)
    except MethodError as error:
        raise Missing("period.not_period", Text(f"“{text}” is not a period", f"“{text}”不是有效的期间"),
                      next_step=Text("Write 2013, 2013-Q1, 2013-07 or 2013-07..2014-06",
                                     "请写成2013、2013-Q1、2013-07或2013-07..2014-06")) from error


def no_figure(name: str) -> Missing:
    """That there is no figure called ``name``, or none for this reader."""
    return Missing("indicator.unknown", Text(f"there is no figure called “{name}”", f"没有名为“{name}”的指标"),
                   next_step=FROM_RULES)


def no_region(code: str, next_step: Text = FROM_OVERVIEW) -> Missing:
    """That there is no region ``code`` in the period of a page."""
    return Missing("region.unknown", Text(f"there is no region “{code}” in that period", f"该期间没有地区“{code}”"),
                   next_step=next_step)


def not_assessed() -> Missing:
    """That a scheme of a page did not assess its year."""
    return Missing("request.no_assessment", Text("that year was not assessed by this scheme", "该年度未按此方案考核"),
                   next_step=Text("Choose a year from the overview", "请在总览中选择年度"))


def place_named(cut: Cut, period: Period, region: str) -> TreeAt:
    """The regions of the period, in which ``region`` exists."""
    tree = cut.tree().at(period.last)
    if region not in tree:
        raise no_region(region)
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
