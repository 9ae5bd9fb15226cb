"""What every shipped scheme asks for, from the records and from cubes."""

from __future__ import annotations

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.figures.indicators.cubes.using import using
from plumbline.figures.indicators.session import forget_counted
from plumbline.home import Home
from plumbline.methods.shared.periods import parse
from plumbline.procedures.assessment.scoring.figures import Year, figures_of
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from tests.figures.tables import chicago, cut_of


def asked_by_all(home: Home, cut: Cut, *, on: bool) -> list[Year]:
    forget_counted()
    period = parse("2013")
    with using(on=on, least=0):
        return [figures_of(cut, scheme, catalogue(home), period, cut.tree().at(period.last))
                for versions in schemes_of(home).values() for scheme in versions]


def test_every_figure_of_every_shipped_scheme(home: Home) -> None:
    cut = cut_of(home, chicago())
    plain = asked_by_all(home, cut, on=False)
    assert not home.cubes.exists()
    assert asked_by_all(home, cut, on=True) == plain
    assert any(home.cubes.rglob("*.answer"))
    assert asked_by_all(home, cut, on=True) == plain
    assert sum(len(year.indicators) for year in plain) == 4
