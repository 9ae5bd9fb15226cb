"""The cards of figures: the five of a region, and how they moved."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from plumbline.errors import MethodError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators import compute
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.cards import FULL, GROUND, REGION, Asked, Card, declare
from plumbline.interfaces.web.charts import draw
from plumbline.interfaces.web.core import world
from plumbline.interfaces.web.figures import figure_view
from plumbline.interfaces.web.figures.figure_pages import earlier
from plumbline.methods.shared import periods
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

FIGURES = 5


def shown(asked: Asked) -> list[figure_view.FigureView]:
    """The five figures of the region that the reader may see."""
    held, latest = asked.year, reading.latest_cut()
    chosen = asked.once(indicators_shown)
    try:
        whens = [held.period, periods.previous(held.period)]
    except MethodError:
        whens = [held.period]
    compute.prepare(held.cut, chosen, whens)
    figures = [compute.figure(held.cut, of, asked.region, held.period) for of in chosen]
    return [figure_view.view_of(one, held.tree, latest.id if latest else "") for one in figures]


def indicators_shown(asked: Asked) -> list[Indicator]:
    """The five figures of a region: the world's choice, else what its scheme rests on, else the first of which there
    are records."""
    known, here, held = reading.indicators(), world.here(), asked.year
    wanted = [*(here.figures if here else ()), *(held.scheme.figures if held.scheme else ())]
    wanted += [name for name, of in known.items() if _has_records(held.cut, of)]
    found = [known[name] for name in dict.fromkeys(wanted) if name in known]
    return [one for one in found if asked.viewer.figure(one, asked.region)][:FIGURES]


def _has_records(cut: Cut, of: Indicator) -> bool:
    return any(_has_records(cut, part) for part in of.composed.parts) if of.composed else cut.rows(of.of) > 0


def ground_of_figures(asked: Asked) -> Hashable | None:
    """All that the five figures rest on; None where one is made of other figures, which may rest on grades."""
    held, latest = asked.year, reading.latest_cut()
    if held is None:
        return None
    chosen = asked.once(indicators_shown)
    if any(of.composed for of in chosen):
        return None
    return (held.cut.id, held.period.text, latest.id if latest else "",
            tuple((of.id, of.definition_sha256) for of in chosen))


def _figures(asked: Asked) -> dict[str, Any] | None:
    faces = asked.once(shown) if asked.year is not None else []
    return {"faces": faces} if faces else None


def _trends(asked: Asked) -> dict[str, Any] | None:
    held, found = asked.year, []
    for face in asked.once(shown) if held is not None else ():
        past = earlier(held.cut, face.indicator, asked.region, held.period)
        chart = draw.trend(past, held.period.text)
        if chart.known:
            found.append({"face": face, "chart": chart, "past": past, "unit": figure_view.unit(face.indicator.unit),
                          "title": words.say(face.indicator.title)})
    return {"trends": found, "name": held.tree.name(asked.region)} if found else None


declare(Card("figures", Text("Figures", "主要数据"), GROUND, Text(
    "Five figures of the region, with interval and change against the period before.",
    "本地区的五项指标，附置信区间和与上期的对比。"), "plumbline/cards/figures.html", _figures, FULL, after="points",
    rests_on=ground_of_figures))
declare(Card("trends", Text("How the figures moved", "指标走势"), GROUND, Text(
    "Each of these figures over the periods that have records.", "上述各项指标在有记录的各期间的变化。"),
    "plumbline/cards/trends.html", _trends, FULL, places=(REGION,), after="figures", rests_on=ground_of_figures))
