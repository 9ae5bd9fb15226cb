"""Past years: grades that authorities published, figures that somebody published, and a year by another scheme."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline import home as homes
from plumbline.errors import FigureError, PlumblineError
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.figures import figure_view
from plumbline.procedures.assessment.results import published_grades
from plumbline.procedures.assessment.results.rescoring import others
from plumbline.procedures.assessment.results.rescoring_document import rescore
from plumbline.procedures.assessment.scoring.reading import latest
from plumbline.procedures.figures.sheets import read_sheet, sheet_named
from plumbline.procedures.figures.sheets_held import as_held
from plumbline.records.core import kinds
from plumbline.records.export.table import MEDIA
from plumbline.rulebook.indicators.figure_sheets import Sheet
from plumbline.text import Text


def published(request: HttpRequest) -> HttpResponse:
    """Every published grade on record: a table for each scope, places down and years across."""
    scopes: dict[str, list[dict[str, Any]]] = {}
    for one in published_grades.listed():
        scopes.setdefault(one["scope"], []).insert(0, one)
    return render(request, "plumbline/past/grades.html", {
        "scopes": [{"scope": scope, "years": years, "rows": _rows(years)} for scope, years in scopes.items()]})


def _rows(years: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Each place with its grade in every year, empty where it is not named; the best of the newest year first."""
    given = [{unit: one["grade"] for one in year["grades"] for unit in one["units"]} for year in years]
    places = dict.fromkeys(unit for year in reversed(given) for unit in year)
    return [(unit, [year.get(unit, "") for year in given]) for unit in places]


def sheet_of(request: HttpRequest, name: str) -> tuple[Sheet, dict[str, Any]]:
    """The sheet called ``name`` and its document, as the reader may see it. :raises Missing: if it is not here."""
    home = homes.current()
    try:
        found = sheet_named(name, home)
    except FigureError as error:
        raise Missing("export.no_sheet", Text(f"there is no sheet called “{name}”", f"没有名为“{name}”的数据表"),
                      next_step=reading.FROM_RULES) from error
    cut = reading.cut_asked(request)
    if not reading.is_of(found, cut.tree()):
        raise Missing("request.sheet_elsewhere", Text("the regions of this sheet are not in this home",
                                                      "本数据目录中没有该数据表涉及的地区"),
                      next_step=Text("Load the world it belongs to, or look at it there",
                                     "请加载其所属的示例数据，或在该数据目录中查看"))
    return as_held(cut, home, found), read_sheet(cut, home, found, user=Viewer.of(request).user)


def sheet(request: HttpRequest, name: str) -> HttpResponse:
    """One sheet: each published figure beside what the records give, or with what it awaits."""
    found, document = sheet_of(request, name)
    return render(request, "plumbline/past/sheet.html", {
        "sheet": document, "name": name, "forms": MEDIA, "cites": found.cites,
        "title": found.title, "meaning": found.meaning, "cut": reading.cut_named(document["cut"]),
        "chinese": words.chinese(),
        "lines": [(line, one, figure_view.unit(line.unit) if line.unit else "")
                  for line, one in zip(found.lines, document["figures"], strict=True)]})


def by_another(request: HttpRequest, scheme: str, year: str) -> HttpResponse:
    """An assessed year by its own version of the scheme and by today's, or by the one in the file asked for: for those
    who may see what it rests on."""
    home, viewer = homes.current(), Viewer.of(request)
    kept = latest(scheme, year)
    if kept is None:
        raise reading.not_assessed()
    asked_for = request.GET.get("by", "")
    try:
        offered = others(home, scheme, year)
        chosen = next((each for each in offered if each.file == asked_for), None)
        if asked_for and chosen is None:
            raise Missing("request.no_other_scheme", Text(f"this year cannot be scored by “{asked_for}”",
                                                          f"该年度无法按“{asked_for}”计分"), next_step=Text(
                "Choose one of the schemes for the same regions", "请选择考核同一级地区的方案"))
        document = rescore(home, scheme, year, other=chosen, cut=kept.cut)
    except Missing:
        raise
    except PlumblineError as error:
        raise Missing("request.not_rescored", Text("this year cannot be scored by today’s scheme",
                                                   "该年度无法按现行方案计分"),
                      why=Text(error.say("en"), error.say("zh-hans"))) from error
    own = viewer.regions(kinds.get("determination"))
    asked = [one[part] for one in document["items"] for part in ("own", "other") if one[part]]
    is_open = not any(_closed(each["figure"]) for each in asked)
    regions = [one | {"title": Text.of(one["names"])} for one in document["regions"] if is_open or one["code"] in own]
    return render(request, "plumbline/past/rescore.html", {
        "document": document, "title": Text.of(document["own"]["title"]), "regions": regions,
        "label": Text.of(document["own"]["label"]), "offered": offered, "chosen": chosen,
        "hidden": len(document["regions"]) - len(regions), "changed": [_changed(one) for one in document["items"]
                                                                      if one["changes"]]})


def _changed(item: dict[str, Any]) -> dict[str, Any]:
    rules = {part: Text.of(item[part]["rule"]) if item[part] else Text() for part in ("own", "other")}
    return item | {"title": Text.of(item["title"]), "why": [Text.of(each) for each in item["why"]], "rules": rules}


def _closed(figure: str | None) -> bool:
    """Whether an item rests on what only officers may see: a determination, or a figure over internal fields."""
    known = reading.indicators()
    return figure is None or figure not in known or known[figure].internal
