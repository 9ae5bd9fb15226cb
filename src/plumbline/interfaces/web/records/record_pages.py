"""One record: what is known, every version of it, its leaf."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import today_tree
from plumbline.interfaces.shared.viewer import Viewer, region_of
from plumbline.interfaces.web.casework import thread_view
from plumbline.interfaces.web.records import cells
from plumbline.interfaces.web.records.edit_pages import personal_held
from plumbline.interfaces.web.records.evidence_pages import showing
from plumbline.interfaces.web.records.list_pages import known_kind, no_record
from plumbline.interfaces.web.records.named import names_of
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.accounts import memberships
from plumbline.procedures.records import permitted_writing, viewing
from plumbline.records.core import origins
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import ORGANISATION
from plumbline.records.query import index_paths


def detail(request: HttpRequest, name: str, key: tuple[str, ...]) -> HttpResponse:
    """The newest version with all that may be shown of it; below it, what each version changed."""
    viewer = Viewer.of(request)
    kind = known_kind(viewer, name)
    seen = [(each.row, each.shown) for each in viewing.versions(kind, key, viewer.user)]
    if not seen:
        raise no_record()
    newest, shown = seen[0]
    tree, names = today_tree(request), names_of(kind.fields, [shown])
    title = words.say(kind.title)
    told = origins.here()
    return render(request, "plumbline/records/detail.html", {
        "kind": kind, "title": f"{title} {' '.join(key)}", "withdrawn": newest.withdrawn,
        "constructed": told is not None and told.constructed(newest.entry_id),
        "source": "" if told is None else words.say(told.source(newest.entry_id)),
        "lines": [(spec, cells.doubted(kind, spec, cells.cell(spec, shown, tree, names), shown[spec.name], names))
                  for spec in kind.fields if spec.name in shown],
        "withheld": sum(1 for spec in kind.fields if spec.name not in shown),
        "versions": _history(kind, seen, tree), "leaf": bytes(newest.leaf).hex(),
        "related": _related(viewer, kind, shown), "newest": newest, "key": key,
        "may_correct": viewer.user is not None and permitted_writing.may_correct(viewer.user, kind, newest),
        "personal": personal_held(kind, shown),
        "people": _people(viewer, kind, key), "led_to": thread_view.of_record(kind, key, viewer.user),
        "reason": _reason(viewer, kind, newest), "evidence": showing(viewer, kind, newest),
    })


def _people(viewer: Viewer, kind: Kind, key: tuple[str, ...]) -> str:
    """Where those stand who act for an organisation: for who settles that."""
    if kind.name != ORGANISATION or viewer.user is None:
        return ""
    settles = memberships.sees_to(viewer.user, key[0]) or memberships.manages(
        viewer.user, key[0], timezone.localdate(timezone.now()))
    return reverse("organisation-people", args=(key,)) if settles else ""


def _reason(viewer: Viewer, kind: Kind, row: Any) -> str:
    """Why the newest version was written: for those to whom the internal fields of its region are open."""
    if region_of(kind, row) not in viewer.regions(kind) or not isinstance(row.entry.detail, dict):
        return ""
    return str(row.entry.detail.get("reason", ""))


def _history(kind: Kind, seen: list[tuple[Any, dict[str, Any]]], tree: TreeAt) -> list[dict[str, Any]]:
    lines = []
    for index, (row, shown) in enumerate(seen):
        before = seen[index + 1][1] if index + 1 < len(seen) else None
        changes = []
        if before is not None:
            for spec in kind.kept:
                # A field is compared only where both versions may be seen.
                if spec.name in shown and spec.name in before and shown[spec.name] != before[spec.name]:
                    changes.append((spec.title, cells.text(spec, before[spec.name], tree),
                                    cells.text(spec, shown[spec.name], tree)))
        lines.append({"entry": row.entry, "first": before is None, "withdrawn": row.withdrawn, "changes": changes})
    return lines


def _related(viewer: Viewer, kind: Kind, shown: dict[str, Any]) -> list[tuple[Any, str]]:
    if len(kind.key) != 1:
        return []
    value, found = str(shown.get(kind.key[0])), []
    small: dict[str, bool] = {}
    for other in viewer.listed():
        for field, refers in other.references.items():
            if refers != kind.name or field == other.region:
                continue
            asked = {"where": field, "is": value}
            if kind.region and shown.get(kind.region) and not _at_hand(other, field, small):
                # Among millions no index leads to these, but one to the region, where nearly all of them are.
                asked["region"] = str(shown[kind.region])
            found.append((other.plural, f"{reverse('record-list', args=(other.name,))}?{urlencode(asked)}"))
    return found


def _at_hand(kind: Kind, field: str, small: dict[str, bool]) -> bool:
    """Whether the rows of ``kind`` with one value of a field are found at once; ``small`` keeps what was asked."""
    if index_paths.leads(kind, kind.by_name[field]):
        return True
    if kind.name not in small:
        small[kind.name] = index_paths.is_small(kind)
    return small[kind.name]
