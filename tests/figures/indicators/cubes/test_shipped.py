"""Figures from cubes are those that the records give: every shipped indicator, on each engine."""

from __future__ import annotations

import copy

import pytest

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.indicators.compute import figures, prepare
from plumbline.figures.indicators.cubes.using import using
from plumbline.figures.indicators.session import forget_counted
from plumbline.methods.shared.periods import parse, previous
from plumbline.rulebook.indicators.loading import Indicator


@pytest.mark.parametrize("period", ["2013", pytest.param("2012-07..2013-06", marks=pytest.mark.slow)])
def test_every_shipped_indicator_of_every_ward(
    chicago_cut: Cut, shipped: dict[str, Indicator], engine: Engine, period: str,
) -> None:
    with_cubes = copy.copy(engine)
    with_cubes.name = f"{engine.name}-shipped"
    answers = []
    asked_for = [parse(period), previous(parse(period))]
    # From the records, from cubes made now, and from the answers that were kept.
    for on, asked in ((False, engine), (True, with_cubes), (True, with_cubes)):
        forget_counted()
        with using(on=on, least=0):
            prepare(chicago_cut, shipped.values(), asked_for, engine=asked)
            answers.append({id: figures(chicago_cut, each, period, engine=asked, with_change=not each.composed)
                            for id, each in shipped.items()})
    assert answers[0] == answers[1] == answers[2]
    assert sum(each.behind > 0 for found in answers[0].values() for each in found.values()) > 200
    assert list((chicago_cut.folder.parent.parent / "cubes" / chicago_cut.id / with_cubes.name).glob("*-months-*"
                if ".." in period else "*-years-*"))
