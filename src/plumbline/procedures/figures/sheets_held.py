"""A sheet as one cut can give it: after an upgrade older cuts hold no records of the kinds that came with it."""

from __future__ import annotations

from dataclasses import replace

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators import catalogue
from plumbline.home import Home
from plumbline.records.core.kinds import KINDS
from plumbline.rulebook.indicators.figure_sheets import PublishedFigure, Sheet
from plumbline.text import Text


def as_held(cut: Cut, home: Home, sheet: Sheet) -> Sheet:
    """The sheet, with what awaits a newer cut: figures of kinds that came with an upgrade after ``cut`` was frozen."""
    return replace(sheet, lines=tuple(_as_held(cut, home, line) for line in sheet.lines))


def _as_held(cut: Cut, home: Home, line: PublishedFigure) -> PublishedFigure:
    of = [*([line.indicator] if line.indicator else []), *(each.indicator for each in line.claims if each.indicator)]
    used = {name.partition(".")[0] for id in of for name in catalogue.indicator(id, home).fields_used}
    lacking = sorted(used - set(cut.held.kinds))
    if not lacking:
        return line
    kinds = ", ".join(KINDS[each].plural.en.lower() if each in KINDS else each for each in lacking)
    named = "、".join(KINDS[each].plural.zh if each in KINDS else each for each in lacking)
    return replace(line, indicator="", claims=tuple(each for each in line.claims if each.own), awaiting=Text(
        f"a newer cut: this one was frozen before it could hold {kinds}",
        f"新的数据快照：本快照冻结时尚不能包含{named}"))
