"""The rules as text: definitions of figures, schemes of grades, each beside its citation."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.places import today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.figures import figure_view
from plumbline.procedures.assessment.drafts.drafting import may_read, may_write
from plumbline.procedures.assessment.scoring.document import further
from plumbline.records.core import kinds, region_trees
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.core.faults import Faulty
from plumbline.rulebook.indicators.compositions import FORM_KEYS
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text

PLAIN = ("when", "per", "let", "numerator", "denominator", "strata", "weights", "population", "interval", "estimate",
         "measure", *FORM_KEYS)


def index(request: HttpRequest) -> HttpResponse:
    """Every definition and every scheme in force."""
    viewer = Viewer.of(request)
    shown = [one for one in reading.indicators().values() if _open(request, viewer, one)]
    return render(request, "plumbline/rules/index.html", {
        "indicators": shown, "schemes": [version for versions in reading.schemes().values()
                                         for version in reversed(versions)],
        "sheets": [each for each in reading.sheets() if reading.is_of(each, region_trees.tree())],
        "drafts": may_read(viewer.user),
        "faults": [_fault(each) for each in reading.faults()],
    })


def _fault(fault: Faulty) -> dict[str, str]:
    error = fault.error
    where = words.say(error.where)
    return {"where": where if where.startswith(fault.file) else f"{fault.file} {where}".strip(), "code": error.code,
            "what": words.say(error.what), "why": words.say(error.why), "next_step": words.say(error.next_step)}


def _open(request: HttpRequest, viewer: Viewer, indicator: Indicator) -> bool:
    # A definition is text; one over internal fields is shown to whoever may see its figure somewhere.
    return not indicator.internal or any(viewer.figure(indicator, code) for code in today_tree(request).codes)


def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """One definition: in words, as it is written, and where it comes from."""
    viewer = Viewer.of(request)
    of = reading.indicators().get(name)
    if of is None or not _open(request, viewer, of):
        raise reading.no_figure(name)
    cut = reading.latest_cut()
    years = reading.years(cut.id, str(cut.folder)) if cut else ()
    tree = today_tree(request)
    roots = [(code, tree.name(code)) for code in tree.roots if viewer.figure(of, code)]
    better = {"higher": _("more is better"), "lower": _("less is better"), "neither": _("neither way is better")}
    return render(request, "plumbline/rules/indicator.html", {
        "of": of, "kind": kinds.KINDS.get(of.of), "unit": figure_view.unit(of.unit) or _("a number"),
        "better": better[of.better], "written": [(key, _text(of.definition[key])) for key in PLAIN
                                                 if of.definition.get(key)],
        "fields": sorted(of.fields_used), "used_by": _used_by(of.id), "years": years[:1], "roots": roots,
        "drafts": may_write(viewer.user),
    })


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _used_by(name: str) -> list[tuple[Scheme, Item]]:
    return [(version, item) for versions in reading.schemes().values() for version in versions[-1:]
            for item in version.items if item.figure == name]


def scheme(request: HttpRequest, name: str) -> HttpResponse:
    """One scheme, its newest version or the one in the given file: blocks, items, rules in words, grades."""
    versions = reading.schemes().get(name)
    if not versions:
        raise Missing("scheme.unknown", Text(f"there is no scheme called “{name}”", f"没有名为“{name}”的考核方案"),
                      next_step=reading.FROM_RULES)
    file, first = request.GET.get("file", ""), request.GET.get("from", "")
    named = [one for one in versions if one.file == file] or versions[-1:]
    chosen = next((one for one in named if one.valid_from.isoformat() == first), named[-1])
    known = reading.indicators()
    blocks = []
    for block in chosen.blocks:
        items = []
        for item in block.items:
            figure = known.get(item.figure)
            items.append({"item": item, "figure": figure,
                          "rule": item.words(figure.unit if figure else "")})
        blocks.append({"block": block, "items": items})
    minimum = known.get(chosen.minimum.indicator) if chosen.minimum else None
    return render(request, "plumbline/rules/scheme.html", {
        "scheme": chosen, "versions": versions if len(versions) > 1 else (), "blocks": blocks, "minimum": minimum,
        "level": words.say(vocabularies.title("region-level", chosen.level)), "bands": chosen.grades,
        "drafts": may_write(Viewer.of(request).user), "year": _year(chosen), "no_data": _no_data(),
        "rounding": words.say(chosen.rounding.words()), "caps": further(chosen).get("caps", ()),
        "score_rounding": words.say(chosen.bands.rounding.words()) if chosen.bands else "",
    })


def _year(scheme: Scheme) -> str:
    if scheme.year.calendar:
        return _("the calendar year")
    return _("twelve months from day %(day)s of month %(month)s") % {"day": scheme.year.day, "month": scheme.year.month}


def _no_data() -> dict[str, Text]:
    return {
        "withheld": Text("without data the grade is withheld", "无数据时不定级"),
        "full": Text("without data it counts in full", "无数据时计满分"),
        "zero": Text("without data it counts nothing", "无数据时计零分"),
    }
