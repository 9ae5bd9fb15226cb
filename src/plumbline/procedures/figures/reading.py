"""Reading figures, and the records behind them, as one person may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plumbline.errors import NotAllowed
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators import catalogue, compute, drill_down
from plumbline.figures.indicators.session import period_of
from plumbline.home import Home
from plumbline.records.core import kinds
from plumbline.records.core.visibility import CUT, FIGURE, reach, visible
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Records:
    """Some of the records behind a figure, each with the fields that may be shown, its ``leaf``, and in a joint cut the
    ``instance`` that handed it up. ``count`` is how many there are in all; ``next`` continues (None: the last page)."""

    rows: tuple[dict[str, Any], ...]
    count: int
    next: str | None


def known_indicators(home: Home) -> dict[str, Indicator]:
    """Every indicator of this home by id: the shipped ones and the authority's own."""
    return catalogue.catalogue(home)


def open_figure(user: Any, indicator: Indicator, region: str) -> bool:
    """Whether ``user`` (None: the public) may see the figure of ``region``: all its definition's fields, over it."""
    used: dict[str, set[str]] = {indicator.of: set()}
    for name in indicator.fields_used if indicator.internal else ():
        kind_name, _, field = name.partition(".")
        used.setdefault(kind_name, set()).add(field)
    seen = {name: visible(user, kinds.get(name), region, FIGURE) for name in used}
    return all(seen[name] and fields <= seen[name] for name, fields in used.items())


def read_figure(cut: Cut, home: Home, indicator_id: str, region: str, period: str, *, user: Any = None,
                records: int = 0, of: str = "denominator") -> dict[str, Any]:
    """The document of one figure, with its root and the first ``records`` records as ``user`` (None: the public) may
    see them. Raises NotAllowed for a figure made of internal fields in a region that is not the person's."""
    indicator = indicator_for(home, indicator_id, region, user)
    document = compute.figure(cut, indicator, region, period, with_root=True).as_dict()
    document["records"] = []
    if records:
        page = read_records(cut, indicator, region, period, user=user, of=of, limit=records)
        document["records"] = list(page.rows)
        document["record_count"] = page.count
    return document


def indicator_for(home: Home, id: str, region: str, user: Any) -> Indicator:
    """The indicator ``id``, whose figure of ``region`` ``user`` may see. :raises FigureError: if there is none.
    :raises NotAllowed: if it is not for this person."""
    indicator = catalogue.indicator(id, home)
    if not open_figure(user, indicator, region):
        raise NotAllowed(
            "role.needed_for_figure", Text("this figure is for officers of the region", "该数据仅供本地区工作人员查看"),
            where=Text(f"{id} of {region}", f"{region}的{id}"),
            why=Text("It is made of internal fields", "它由内部字段算出"),
            next_step=Text("Sign in as an officer of the region, or name one with --as",
                           "请以该地区工作人员身份登录，或用--as指明一人"))
    return indicator


def read_records(cut: Cut, indicator: Indicator, region: str, period: str, *, user: Any = None,
                 of: str = drill_down.PARTS[0], limit: int = 50, after: str | None = None, sort: str | None = None,
                 descending: bool = False) -> Records:
    """One page of the records of one part of a figure, as they were frozen and as ``user`` may see them.

    An internal field is shown for the records of the person's own regions, and orders the list only where the whole
    region is theirs, since order tells values. :raises FigureError: for an unknown part, field or token.
    """
    kind = kinds.get(indicator.of)
    inside = {region, *cut.tree_at(period_of(period).last).descendants(region)}
    own = sorted(inside & reach(user, kind.column).regions())
    some = visible(user, kind, own[0] if own else region, CUT)
    if sort is not None and sort in kind.by_name and sort not in visible(user, kind, region, CUT):
        raise NotAllowed(
            "role.needed_for_order", Text(f"records of {region} cannot be ordered by '{sort}'",
                                          f"{region}的记录不能按“{sort}”排序"), where=indicator.of,
            why=Text("It is an internal field, and order tells values", "它是内部字段，排序会透露其值"),
            next_step=Text("Order by a public field, or ask for a region of your own",
                           "请按公开字段排序，或查看您所辖的地区"))
    page = compute.records(cut, indicator, region, period, of=of, limit=limit, after=after, sort=sort,
                           descending=descending, fields=[each.name for each in kind.kept if each.name in some])
    rows = []
    for row in page.rows:
        allowed = visible(user, kind, row.get(kind.region) if kind.region else None, CUT)
        if allowed:
            shown = {name: _plain(value) for name, value in row.items() if name in allowed}
            marks = {name: row[name] for name in ("leaf", drill_down.FROM) if name in row}
            rows.append({**shown, **marks})
    return Records(tuple(rows), page.count, page.next)


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | None) else str(value)
