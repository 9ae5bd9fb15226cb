"""The cards of the assessment: where the points of a region went, the grades of its parts, what changed among them,
who is beside it."""

from __future__ import annotations

from collections.abc import Hashable
from decimal import Decimal
from typing import Any

from plumbline import home as homes
from plumbline.figures.indicators import compute
from plumbline.interfaces.shared import reading
from plumbline.interfaces.shared.cards import FULL, MAIN, MINE, REGION, SIDE, Asked, Card, declare
from plumbline.interfaces.web.assessment.results import grades, ranking_changes
from plumbline.interfaces.web.assessment.results.yearly import Year, ground
from plumbline.interfaces.web.charts import draw
from plumbline.interfaces.web.figures import cards as five_figures
from plumbline.interfaces.web.figures import figure_view
from plumbline.procedures.assessment.scoring.reading import read_region
from plumbline.text import Text

BESIDE = 2


def graded(asked: Asked) -> grades.Graded | None:
    """How the region itself was graded."""
    held: Year | None = asked.year
    return held.result.regions.get(asked.region) if held is not None and held.result is not None else None


def _points(asked: Asked) -> dict[str, Any] | None:
    held, one = asked.year, graded(asked)
    if one is None:
        return None
    known, latest = reading.indicators(), reading.latest_cut()
    faces = {face.indicator.id: face for face in asked.once(five_figures.shown)}
    region = read_region(homes.current(), held.result.number, one.code, user=asked.viewer.user)
    rows = []
    for item in region["items"] if region else ():
        # What an officer determined is internal, and so are the words that repeat it: those are not there.
        of = known.get((item["figure"] or {}).get("indicator", ""))
        face = faces.get(of.id) if of is not None else None
        if of is not None and face is None:
            found = compute.figure(held.cut, of, one.code, held.period)
            face = figure_view.view_of(found, held.tree, latest.id if latest else "")
        got, full = _exact(item["points"]), _exact(item["of"])
        rows.append({
            "id": item["id"], "title": grades.text(item["title"]), "got": got, "of": full, "clause": item["clause"],
            "owner": grades.text(item.get("owner")), "face": face,
            "explanation": grades.text(item.get("explanation")),
            "bar": draw.points([(float(got or 0), float(full or 0))]) if full else [],
        })
    bar = draw.points([(float(row["got"] or 0), float(row["of"])) for row in rows if row["of"]])
    return {"items": rows, "bar": bar} if rows else None


def _exact(points: float | None) -> Decimal | None:
    """Points of the document, which are JSON numbers of few places, as the decimals they were."""
    return None if points is None else Decimal(str(points))


def _grades(asked: Asked) -> dict[str, Any] | None:
    parts = ranking_changes.parts(asked.year, asked.region) if asked.year is not None else None
    return {"parts": parts} if parts else None


def _changes(asked: Asked) -> dict[str, Any] | None:
    moves = ranking_changes.moves(asked.year, asked.region) if asked.year is not None else None
    return {"moves": moves} if moves else None


def _neighbours(asked: Asked) -> dict[str, Any] | None:
    held, here = asked.year, graded(asked)
    if here is None or here.rank is None:
        return None
    ranked = [one for one in held.result.ranked if one.rank is not None]
    place = next(index for index, one in enumerate(ranked) if one.code == here.code)
    first = max(0, min(place - BESIDE, len(ranked) - 2 * BESIDE - 1))
    return {"beside": [{"one": one, "word": held.result.words.get(one.grade), "here": one.code == here.code}
                       for one in ranked[first:first + 2 * BESIDE + 1]]}


def _ground(asked: Asked) -> Hashable | None:
    return ground(asked.year) if asked.year is not None else None


def _ground_of_points(asked: Asked) -> Hashable | None:
    figures = five_figures.ground_of_figures(asked)
    return None if figures is None else (_ground(asked), figures, asked.viewer.standing)


declare(Card("points", Text("Where the points went", "分扣在哪里"), "assessment", Text(
    "Item by item, what the region earned and lost, why, and by which clause.",
    "逐项列出本地区的得分、失分、原因和依据条款。"),
    "plumbline/cards/points.html", _points, FULL, places=(REGION,), after=MINE, rests_on=_ground_of_points))
declare(Card("grades", Text("The grades", "考核等级"), "assessment", Text(
    "The grades of the regions within, with their ranking.", "下辖各地区的等级和排名。"),
    "plumbline/cards/grades.html", _grades, MAIN, after="trends", rests_on=_ground))
declare(Card("changes", Text("What changed", "变化情况"), "assessment", Text(
    "How the scores of the regions within moved since the year before.", "下辖各地区得分与上年相比的变化。"),
    "plumbline/cards/changes.html", _changes, SIDE, after="grades", rests_on=_ground))
declare(Card("neighbours", Text("Neighbours in rank", "名次相邻的地区"), "assessment", Text(
    "Who stands just above and below the region in the ranking.", "排名中紧邻本地区的地区。"),
    "plumbline/cards/neighbours.html", _neighbours, FULL, places=(REGION,), after="changes", rests_on=_ground))
