"""Lists of records: the kinds there are, one kind's list, its export."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from plumbline.errors import NotAllowed
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import record_address, region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core.queries import changed
from plumbline.interfaces.web.records import cells
from plumbline.interfaces.web.records.listing import COUNT_UP_TO, Listing
from plumbline.interfaces.web.records.named import names_of
from plumbline.procedures.records import bulk, saved_lists
from plumbline.procedures.records.permitted_writing import may_write
from plumbline.procedures.records.templates import may_ask
from plumbline.records.core import kinds, origins, store
from plumbline.records.core.fields import INTERNAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import of_parties
from plumbline.records.export.table import MEDIA, PARQUET
from plumbline.records.query import index_paths
from plumbline.records.query.conditions import codes
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text


def index(request: HttpRequest) -> HttpResponse:
    """Every kind of record this reader may list, with how many there are."""
    viewer = Viewer.of(request)
    hidden = store.hidden_entries()
    rows = []
    for kind in viewer.listed():
        opened, found = viewer.opened(kind), store.current(kind, hidden)
        if not kind.public:
            own = of_parties(kind, opened.organisations)
            found = found.filter(Q(**{f"{kind.region}__in": sorted(opened.regions)}) | own)
        rows.append({"kind": kind, "count": found.order_by()[:COUNT_UP_TO + 1].count()})
    rows.sort(key=lambda row: not row["count"])  # those with records first, else as they are declared
    return render(request, "plumbline/records/index.html", {
        "kinds": rows, "most": COUNT_UP_TO, "empty": not any(row["count"] for row in rows),
    })


def known_kind(viewer: Viewer, name: str) -> Kind:
    """The kind called ``name``, if this reader may list it."""
    kind = kinds.KINDS.get(name)
    if kind is None or kind not in viewer.listed():
        raise Missing("request.no_kind", Text(f"there is no kind of record called “{name}”",
                                              f"没有名为“{name}”的记录种类"),
                      next_step=Text("Choose one from the list of records", "请从记录列表中选择"))
    return kind


def no_record() -> Missing:
    """That there is no such record, or none for this reader."""
    return Missing("request.no_record", Text("there is no such record, or it is not open to you",
                                             "没有这条记录，或您无权查看"),
                   next_step=Text("Look for it in the list", "请在列表中查找"))


def may_not_write(kind: Kind) -> NotAllowed:
    """That this reader may write no record of ``kind``."""
    return NotAllowed("keep.not_allowed", Text(f"this person may not write records of kind '{kind.name}'",
                                                    f"此人无权填写{kind.title.zh}记录"))


def listing(request: HttpRequest, name: str) -> HttpResponse:
    """One page of one kind, with the sentence that narrows it."""
    viewer = Viewer.of(request)
    kind = known_kind(viewer, name)
    here = Listing(kind, viewer, request.GET)
    if (tidy := _tidy(request.GET, here)) != request.GET.urlencode():
        return HttpResponseRedirect(f"{request.path}?{tidy}" if tidy else request.path)
    tree = today_tree(request)
    rows, following, stopped = here.page
    told = origins.here()
    lines = []
    seen = [viewer.shown(kind, row) for row in rows]
    names = names_of(here.columns, seen)
    for row, shown in zip(rows, seen, strict=True):
        key = {part: getattr(row, part) for part in kind.key}
        lines.append({"cells": [cells.cell(spec, shown, tree, names) for spec in here.columns],
                      "address": record_address(kind, key), "row": row.pk,
                      "constructed": told is not None and told.constructed(row.entry_id)})
    query = request.GET
    return render(request, "plumbline/records/list.html", {
        "kind": kind, "listing": here, "asked": here.asked, "lines": lines,
        "heads": [_head(here, spec, query) for spec in here.columns],
        "choices": [_choice(here, spec) for spec in here.choosable],
        "regions": [(code, words.say(region_name(tree, code)), tree.depth(code)) for code in tree.codes],
        "columns": [(spec, spec in here.columns) for spec in here.fields],
        "kept": [(key, value) for key, values in request.GET.lists() for value in values
                 if key not in ("column", "after")],
        "next": changed(query, after=following) if following else "", "stopped": stopped, "looked": index_paths.LOOK,
        "first": changed(query, after=None) if here.asked.after else "",
        "files": [(form.upper() if form != PARQUET else "Parquet", _file(kind, form, query)) for form in MEDIA],
        "template": _template(viewer, kind, here.asked.region, query),
        "referring": [(spec, changed(query, nowhere=spec.name, after=None)) for spec in here.referring],
        "nowhere": here.by_name.get(here.asked.nowhere), "anywhere": changed(query, nowhere=None, after=None),
        "ask_totals": changed(query, totals="1"),
        "totals": _totals(here, tree) if here.asked.totals else None,
        "only": [words.say(region_name(tree, code)) for code in sorted(here.own)[:4]] if here.internal_asked else [],
        "sorted": request.GET.get("sort", ""), "matched": _matched(here),
        "may_write": viewer.user is not None and may_write(viewer.user, kind), "most": bulk.MOST, "wider": _wider(here),
        "query": request.GET.urlencode(), "saved": _saved(request, kind), "shares": shares(request),
    })


def _saved(request: HttpRequest, kind: Kind) -> list[tuple[str, str]]:
    """Name and query of the saved lists of this kind."""
    return [(each.list.name, each.list.query) for each in saved_lists.lists(Viewer.of(request).user, kind)]


def shares(request: HttpRequest) -> list[tuple[str, str]]:
    """The regions with whose officers the reader may share a list, with their names."""
    tree = today_tree(request)
    return [(code, words.say(region_name(tree, code))) for code in saved_lists.places(Viewer.of(request).user)]


def _wider(here: Listing) -> str:
    """What would let more records into the list: of what narrows it, each by its name."""
    asked, found = here.asked, []
    if asked.region:
        found.append(_("another region"))
    if asked.period:
        found.append(_("a longer period"))
    found += [_("any %(field)s") % {"field": words.within(here.by_name[name].title)} for name in asked.choices]
    if asked.nowhere:
        found.append(_("any %(field)s") % {"field": words.within(here.by_name[asked.nowhere].title)})
    if asked.search:
        found.append(_("something else for %(field)s") % {
            "field": words.within(here.by_name[asked.search_field].title)})
    return _("%(first)s or %(second)s") % {"first": _(", ").join(found[:-1]), "second": found[-1]} if len(
        found) > 1 else "".join(found)


def _matched(here: Listing) -> str:
    """How the search in the sentence compares: by the field chosen, else by the one that stands there."""
    spec = here.by_name.get(here.asked.search_field) or next(iter(here.searchable), None)
    return here.match(spec) if spec is not None else ""


def _tidy(query: QueryDict, here: Listing) -> str:
    """The query without what a form sends and nobody filled in, so that the address of a list can be passed on. A field
    that was chosen stays chosen before anything is searched for in it."""
    copy = query.copy()
    offered = [spec.name for spec in here.searchable]
    if not copy.get("is") and copy.get("where") not in offered[1:]:
        copy.pop("where", None)
    for key in list(copy):
        copy.setlist(key, [value for value in copy.getlist(key) if value])
    return copy.urlencode()


def _file(kind: Kind, form: str, query: QueryDict) -> str:
    """The address of this list as a file."""
    return f"{reverse('records-export', args=(kind.name, form))}{changed(query, after=None, totals=None)}"


def _template(viewer: Viewer, kind: Kind, region: str, query: QueryDict) -> str:
    """The address of a workbook with the records of this region and period; empty where the reader writes nothing."""
    if not may_ask(viewer.user, kind):
        return ""
    asked = {"region": region, "period": query.get("period", "") if kind.date else "", "records": "1"}
    narrowed = "&".join(f"{name}={quote(value)}" for name, value in asked.items() if value)
    return f"{reverse('record-template', args=(kind.name,))}?{narrowed}"


def _head(here: Listing, spec: Spec, query: QueryDict) -> dict[str, Any]:
    sorted_by = here.asked.sort == spec.name
    ascending = sorted_by and not here.asked.descending
    return {
        "spec": spec, "numeric": spec.type in cells.NUMBERS, "internal": spec.exposure is INTERNAL,
        "sorted": ("ascending" if ascending else "descending") if sorted_by else "",
        "address": changed(query, sort=f"-{spec.name}" if ascending else spec.name, after=None)
        if spec.name in here.rows.orders else "",
    }


def _choice(here: Listing, spec: Spec) -> dict[str, Any]:
    def title(code: str) -> str:
        if spec.type == "flag":
            return _("yes") if code == "yes" else _("no")
        return words.say(vocabularies.title(spec.vocabulary, code))

    return {"spec": spec, "chosen": here.asked.choices.get(spec.name, ""),
            "options": [(code, title(code)) for code in codes(spec)]}


def _totals(here: Listing, tree: Any) -> dict[str, Any]:
    count = here.total
    sums = here.sums if count.whole else {}
    return {
        "whole": count.whole, "count": words.number(count.rows if count.whole else count.estimate or 0),
        "least": words.number(count.rows), "about": count.estimate is not None,
        "cells": [cells.text(spec, sums.get(spec.name), tree) if spec.name in sums else "" for spec in here.columns],
    }
