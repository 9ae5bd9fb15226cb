"""One region's published result, item by item, and two regions beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from plumbline import home as homes
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.results import grades, published, summary
from plumbline.interfaces.web.assessment.results.grades import Graded
from plumbline.interfaces.web.assessment.results.published import Held
from plumbline.interfaces.web.assessment.results.result_pages import chooser, head, trend
from plumbline.interfaces.web.charts import draw
from plumbline.interfaces.web.figures import figure_view
from plumbline.procedures.assessment.results import reading as results_reading
from plumbline.procedures.assessment.scoring.reading import read_region
from plumbline.records.assessment.results import exact
from plumbline.text import Citation, Text

BESIDE = 2
AROUND = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """The figure an item rests on, as it was when the year was assessed. ``address`` is empty where its cut is gone."""

    title: Text
    value: str
    address: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of one region, ready for the template. ``explanation`` is empty where it is not for this reader."""

    id: str
    title: Text
    got: Decimal | None
    of: Decimal
    bonus: Decimal
    rule: Text
    explanation: Text
    owner: Text
    clause: str
    cites: Citation
    measure: Measure | None
    before: str
    bar: list[draw.Segment]
    demerit: bool = False

    @property
    def kept(self) -> Decimal:
        """How many of its points were not lost."""
        if self.got is None:
            return Decimal(0)
        return self.of - self.got if self.demerit else self.got

    @property
    def lost(self) -> Decimal:
        """How many of its points were lost, or in demerits counted against it; 0 where it has none."""
        return Decimal(0) if self.got is None else max(Decimal(0), self.of - self.kept)


def page(request: HttpRequest, scheme: str, year: str, region: str) -> HttpResponse:
    """What one region got, and why."""
    here = published.held(scheme, year, request)
    one = here.one(region)
    items = lines(request, here, region)
    of_years = list(here.others.values())
    marks = results_reading.marks(of_years, [region])[region]
    said = summary.objecting(here)
    return render(request, "plumbline/results/region.html", {
        **head(here), "one": one, "word": here.word(one.grade), "row": here.row(one), "items": items,
        "bar": draw.points([(float(each.kept), float(each.of)) for each in items if each.of]),
        **_standing(here, region), "counts": summary.counts(here.result),
        "marks": marks, "chart": trend(marks, list(here.others), year) if len(marks) > 1 else None,
        "beside": beside(here, one), "siblings": siblings(here, one), "chooser": chooser(here, region),
        "parent": published.parent_name(here, region), "objecting": said,
        "objections": summary.objections(here, said, region), "texts": _texts(here, items),
        "closed": any(not item.explanation.en for item in items),
        "above": [(each, here.tree.name(each)) for each in reversed(here.tree.ancestors(region))]
        if region in here.tree else [], "scheme_file": here.rules.file if here.rules else "",
    })


def _standing(here: Held, region: str) -> dict[str, Any]:
    """What capped the grade of a region, in words, and what follows for it."""
    head_ = here.result.head
    if not head_.get("consequences") and not head_.get("caps") and not any(
            each.rule and each.rule.name == "cap" for each in (here.rules.items if here.rules else ())):
        return {}
    found = read_region(homes.current(), here.result.number, region, user=None) or {}
    named = {each["id"]: grades.text(each["title"]) for each in head_.get("caps", ())}
    cap = found.get("cap") or ""
    ids = found.get("consequences", ())
    return {"cap": cap, "cap_title": named.get(cap, Text()), "follows": [
        {"title": grades.text(each["title"]), "for": grades.text(each["for"]), "days": each["days"]}
        for each in head_.get("consequences", ()) if each["id"] in ids]}


def lines(request: HttpRequest, here: Held, code: str) -> list[ItemLine]:
    """The items of one region, as this reader may see them."""
    found = read_region(homes.current(), here.result.number, code, user=Viewer.of(request).user)
    has_cut = here.has_cut
    return [_line(item, here, has_cut) for item in (found["items"] if found else ())]


def _line(item: dict[str, Any], here: Held, has_cut: bool) -> ItemLine:
    got = None if item["points"] is None else exact(item["points"])
    full = exact(item["of"])
    before, demerit = item.get("before"), here.result.head.get("better") == "lower"
    kept = full - (got or 0) if demerit else got or 0
    return ItemLine(
        id=item["id"], title=grades.text(item["title"]), got=got, of=full, bonus=exact(item.get("bonus") or 0),
        rule=grades.text(item.get("rule")), explanation=grades.text(item.get("explanation")),
        owner=grades.text(item.get("owner")), clause=item["clause"], cites=Citation(**item["citation"]),
        measure=_measure(item["figure"], has_cut) if item["figure"] else None,
        before=figure_view.joined(words.number(before["value"]), figure_view.unit(before["unit"])) if before else "",
        bar=draw.points([(float(kept), float(full))]) if full else [], demerit=demerit)


def _measure(figure: dict[str, Any], has_cut: bool) -> Measure:
    address = ""
    if has_cut:
        latest = reading.latest_cut()
        address = reverse("figure", args=(figure["indicator"], figure["region"], figure["period"]))
        if latest is None or latest.id != figure["cut"]:
            address += f"?{urlencode({'cut': figure['cut']})}"
    return Measure(grades.text(figure["title"]),
                   figure_view.joined(words.number(figure["value"]), figure_view.unit(figure["unit"])), address)


def beside(here: Held, one: Graded) -> list[Graded]:
    """The regions nearest in rank, the region among them."""
    return _around([each for each in here.result.ranked if each.rank is not None], one, BESIDE)


def siblings(here: Held, one: Graded) -> dict[str, Any] | None:
    """The regions with the same one above, and the place among them; None where there are no others."""
    if one.code not in here.tree or (parent := here.tree.parent(one.code)) is None:
        return None
    inside = set(here.tree.children(parent))
    ranked = [each for each in here.result.ranked if each.code in inside and each.rank is not None]
    if len(ranked) < 2 or one not in ranked or len(ranked) == len(here.result.ranked):
        return None
    return {"name": here.tree.name(parent), "code": parent, "place": ranked.index(one) + 1, "total": len(ranked),
            "rows": _around(ranked, one, AROUND)}


def _around(ranked: list[Graded], one: Graded, each_way: int) -> list[Graded]:
    if one not in ranked:
        return []
    place = ranked.index(one)
    first = max(0, min(place - each_way, len(ranked) - 2 * each_way - 1))
    return ranked[first:first + 2 * each_way + 1]


def _texts(here: Held, items: Iterable[ItemLine]) -> list[Citation]:
    """Every text the result cites, each once: that of the scheme, of its grades, of its items."""
    cited = [Citation(**here.result.head["citation"]), Citation(**here.result.head["bands_citation"]),
             *(item.cites for item in items)]
    return list(dict.fromkeys(cited))


def compare(request: HttpRequest, scheme: str, year: str) -> HttpResponse:
    """Two regions item by item. One that is written as a part of its name is looked for."""
    here = published.held(scheme, year, request)
    typed = [request.GET.get(side, "").strip() for side in "ab"]
    found = [named(here, text) for text in typed]
    if all(len(each) == 1 for each in found) and typed != [found[0][0].code, found[1][0].code]:
        query = urlencode({"a": found[0][0].code, "b": found[1][0].code,
                           **({} if here.newest else {"version": here.version.place})})
        return redirect(f"{reverse('results-compare', args=(scheme, year))}?{query}")
    both = [each[0] for each in found if len(each) == 1]
    rows = _beside(request, here, *both) if len(both) == 2 else []
    return render(request, "plumbline/results/compare.html", {
        **head(here), "chooser": chooser(here, *typed), "typed": typed,
        "both": both if len(both) == 2 else [], "rows": rows,
        "sides": [(side, text, each) for side, text, each in zip("ab", typed, found, strict=True)],
        "difference": _by(here, *both) if len(both) == 2 else "", "differing": sum(bool(row["by"]) for row in rows),
        "words": [here.word(one.grade) for one in both], "rows_above": [here.row(one) for one in both],
    })


def named(here: Held, text: str) -> list[Graded]:
    """The regions that ``text`` may mean: the one with this code or name, else those whose names hold it."""
    if not text:
        return []
    if text in here.result.regions:
        return [here.result.regions[text]]
    exactly = [one for one in here.result.ranked if text in (one.name.en, one.name.zh)]
    small = text.casefold()
    return exactly[:1] if len(exactly) == 1 else [
        one for one in here.result.ranked if small in one.name.en.casefold() or small in one.name.zh][:20]


def _by(here: Held, one: Graded, other: Graded) -> str:
    if one.score is None or other.score is None:
        return ""
    return words.number(one.score - other.score, here.result.places, signed=True)


def _beside(request: HttpRequest, here: Held, one: Graded, other: Graded) -> list[dict[str, Any]]:
    left, right = (lines(request, here, each.code) for each in (one, other))
    found = []
    for a, b in zip(left, right, strict=True):
        by = None if a.got is None or b.got is None else a.got - b.got
        found.append({"a": a, "b": b, "by": by, "said": "" if by is None else words.number(by, signed=True)})
    return found

