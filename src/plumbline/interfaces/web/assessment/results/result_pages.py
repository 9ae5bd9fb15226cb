"""Published results: which there are, the year at a glance, the ranking, and how regions moved over the years."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.results import grades, published, summary
from plumbline.interfaces.web.assessment.results.published import Held
from plumbline.interfaces.web.assessment.results.ranking_changes import Row
from plumbline.interfaces.web.charts import draw
from plumbline.interfaces.web.charts.scale import Scale, fitting
from plumbline.interfaces.web.records.file_pages import sent
from plumbline.procedures.assessment.results import reading
from plumbline.procedures.assessment.results.reading import Mark, Version
from plumbline.records.export.table import CSV, XLSX, Column, Table
from plumbline.records.export.writing import written
from plumbline.text import Text

MULTIPLES = 60
MOST_CHOICES = 150
COLUMNS = (("rank", "integer", 0), ("code", "text", 0), ("name_en", "text", 0), ("name_zh", "text", 0),
           ("parent", "text", 0), ("grade", "text", 0), ("score", "decimal", 4), ("grade_before", "text", 0),
           ("score_before", "decimal", 4), ("change", "decimal", 4), ("veto", "text", 0),
           ("no_grade_because", "text", 0))


def index(request: HttpRequest) -> HttpResponse:
    """Every scheme that was applied, with its years."""
    newest = reading.newest()
    counts = reading.counts(one.number for one in newest.values())
    schemes: dict[str, list[Version]] = {}
    for one in newest.values():
        schemes.setdefault(one.scheme, []).insert(0, one)
    found = []
    for scheme, years in schemes.items():
        last = grades.of_version(years[0])
        found.append({
            "id": scheme, "title": grades.text(last.head["title"]), "meaning": grades.text(last.head["meaning"]),
            "label": grades.text(last.head["label"]) if last.head["illustrative"] else Text(),
            "years": [{"version": one, "total": sum(counts[one.number].values()),
                       "said": _said(counts[one.number])} for one in years]})
    return render(request, "plumbline/results/index.html", {"schemes": found})


def _said(counts: dict[str, int]) -> str:
    return words.listed([f"{grade} {words.number(counts[grade])}" for grade in sorted(counts) if grade])


def year(request: HttpRequest, scheme: str, year: str) -> HttpResponse:
    """The year at a glance."""
    here = published.held(scheme, year, request)
    return render(request, "plumbline/results/year.html", {
        **head(here), **summary.of(here), "chooser": chooser(here)})


def head(here: Held) -> dict[str, Any]:
    """What every page of a year shows on top."""
    return {"held": here, "years": list(here.others)[::-1]}


def chooser(here: Held, one: str = "", other: str = "") -> dict[str, Any]:
    """The form that asks for two regions to compare: lists of them, or two lines to write in where they are many."""
    ranked = here.result.ranked
    offered = sorted(((each.code, each.name) for each in ranked), key=lambda each: grades.natural(each[0]))
    if len(offered) > MOST_CHOICES:
        return {"offered": [], "one": one, "other": other}
    last = next((code for code, _name in reversed(offered) if code != one), "")
    return {"offered": offered, "one": one, "other": other or last}


def ranking(request: HttpRequest, scheme: str, year: str) -> HttpResponse:
    """Every region, in the order and from the part of the tree that the address names, a page at a time."""
    here = published.held(scheme, year, request)
    rows, place, sort = published.ordered(here, request.GET)
    shown, number, pages = published.page_of(rows, request.GET.get("page", "1"))
    known = [float(one.score) for one in here.result.ranked if one.score is not None]
    scale = fitting(known, draw.WIDE)
    middle = scale.at(sorted(known)[len(known) // 2]) if known else None

    def address(**changed: Any) -> str:
        kept = {"within": place, "sort": sort, "version": "" if here.newest else here.version.place, **changed}
        return "?" + urlencode({name: value for name, value in kept.items() if value})

    orders = [(name, address(sort=f"-{name}" if sort == name else name), _way(name, sort)) for name in published.ORDERS]
    return render(request, "plumbline/results/ranking.html", {
        **head(here), "place": place, "tops": published.above(here), "sort": sort, "total": len(rows),
        "rows": [(row, published.parent_name(here, row.one.code), _dot(row, scale, middle)) for row in shown],
        "orders": {name: {"address": to, "sorted": way} for name, to, way in orders}, "scale": scale,
        "number": number, "pages": pages, "first": (number - 1) * published.ROWS + 1 if shown else 0,
        "last": (number - 1) * published.ROWS + len(shown),
        "back": address(page=number - 1) if number > 1 else "", "next": address(page=number + 1)
        if number < pages else "", "files": [(form.upper(), _file(here, form, place, sort)) for form in (CSV, XLSX)],
    })


def _way(name: str, sort: str) -> str:
    """How a column's values run when sorted: changes begin with the largest, all else with the smallest."""
    first, second = ("descending", "ascending") if name == "change" else ("ascending", "descending")
    return {name: first, f"-{name}": second}.get(sort, "")


def _dot(row: Row, scale: Any, middle: float | None) -> draw.Track:
    score = row.one.score
    return draw.Track(None if score is None else scale.at(score), None, None, middle)


def _file(here: Held, form: str, place: str, sort: str) -> str:
    kept = {"within": place, "sort": sort, "version": "" if here.newest else here.version.place}
    return f"ranking.{form}?" + urlencode({name: value for name, value in kept.items() if value})


def export(request: HttpRequest, scheme: str, year: str, form: str) -> HttpResponseBase:
    """The same ranking as a file, whole. Nothing in it runs."""
    here = published.held(scheme, year, request)
    rows, _place, _sort = published.ordered(here, request.GET)
    table = Table("ranking", tuple(Column(*each) for each in COLUMNS), (_cells(here, row) for row in rows),
                  lambda most: min(most, len(rows)))
    return sent(f"{scheme}-{year}-ranking", form, written(table, form))


def _cells(here: Held, row: Row) -> tuple[Any, ...]:
    one, old = row.one, row.old
    parent = here.tree.parent(one.code) if one.code in here.tree else None
    return (one.rank, one.code, one.name.en, one.name.zh, parent, one.grade or None, one.score,
            (old.grade or None) if old else None, old.score if old else None, row.change, one.veto or None,
            words.say(one.withheld) or None)


def small(request: HttpRequest, scheme: str) -> HttpResponse:
    """Each region as a little trend of its score over the years."""
    newest = [one for (_scheme, _year), one in reading.newest(scheme).items()]
    here = published.held(scheme, newest[-1].year if newest else "", request)
    found, place, _sort = published.ordered(here, request.GET)
    pages = max(1, -(-len(found) // MULTIPLES))
    asked = request.GET.get("page", "1")
    number = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 9 else 1
    shown = found[(number - 1) * MULTIPLES:number * MULTIPLES]
    marks = reading.marks(newest, [row.one.code for row in shown])
    scale = fitting([mark.score for of in marks.values() for mark in of if mark.score is not None], draw.WIDE)
    years = [one.year for one in newest]
    return render(request, "plumbline/results/small.html", {
        **head(here), "place": place, "tops": published.above(here), "all_years": years, "scale": scale,
        "total": len(found), "number": number, "pages": pages,
        "multiples": [_multiple(row, marks[row.one.code], years, scale) for row in shown],
        "back": _page(place, number - 1) if number > 1 else "",
        "next": _page(place, number + 1) if number < pages else "",
    })


def _multiple(row: Row, marks: list[Mark], years: list[str], scale: Scale) -> dict[str, Any]:
    by_year = {mark.year: mark for mark in marks}
    return {"row": row, "chart": trend(marks, years, years[-1], scale),
            "marks": [by_year.get(year) for year in years]}


def trend(marks: list[Mark], years: list[str], now: str, scale: Scale | None = None) -> draw.Trend:
    """The scores of one region over the years, each year at its place; ``now`` is the page's own."""
    by_year = {mark.year: mark for mark in marks if mark.score is not None}
    return draw.trend([(year, draw.Score(str(by_year[year].score)) if year in by_year else None) for year in years],
                      now, scale=scale)


def _page(place: str, number: int) -> str:
    return "?" + urlencode({name: value for name, value in (("within", place), ("page", number)) if value})

