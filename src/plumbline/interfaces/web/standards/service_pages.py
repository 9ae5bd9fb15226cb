"""Standards for services by sector as they hold in a region, and the sectors that have none."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from plumbline.errors import RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.refusals import Missing
from plumbline.procedures.standards import service_sectors
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

MOST = 200
"""So many standards of one sector are listed; who needs more searches the register."""


def page(request: HttpRequest) -> HttpResponse:
    """Each sector with its standards, as they hold in ``?region=``; the standards themselves of one ``?sector=``."""
    tree, on = today_tree(request), timezone.localdate()
    region, sector = request.GET.get("region", ""), request.GET.get("sector", "")
    region = region if region in tree else ""
    found = service_sectors.by_sector(region, on)

    def address(**changed: Any) -> str:
        return "?" + urlencode({name: value for name, value in {"region": region, **changed}.items() if value})

    children = tree.children(region) if region else tree.roots
    return render(request, "plumbline/standards/services.html", {
        "sectors": [each | {"said": words.say(Text(**each["title"])), "address": address(sector=each["sector"]),
                            "chosen": each["sector"] == sector} for each in found["sectors"]],
        "covered": found["covered"], "of": found["of"],
        "gaps": [words.say(vocabularies.title(service_sectors.SECTORS, each)) for each in found["gaps"]],
        "region": region, "region_name": words.say(region_name(tree, region)) if region else "",
        "above": [(address(region=each), words.say(region_name(tree, each)))
                  for each in (reversed(tree.ancestors(region)) if region else ())],
        "below": [(address(region=each), words.say(region_name(tree, each))) for each in children],
        "everywhere": reverse("standards-services"), "chosen": _chosen(region, sector, on) if sector else None,
        "most": MOST})


def _chosen(region: str, sector: str, on: Any) -> dict[str, Any]:
    try:
        groups = [(above, list(service_sectors.standards_of(region, sector, on, above=above)[:MOST + 1]))
                  for above in ((False, True) if region else (False,))]
    except RecordError as error:
        raise Missing.of(error, next_step=Text("Choose one of the sectors", "请选择列出的服务领域")) from error
    first, second = ("title_zh", "title_en") if words.chinese() else ("title_en", "title_zh")
    return {"title": words.say(vocabularies.title(service_sectors.SECTORS, sector)), "groups": [{
        "above": above, "more": len(rows) > MOST, "rows": [{
            "designation": row.designation, "address": reverse("standard", args=((row.code,),)),
            "title": getattr(row, first) or getattr(row, second) or "", "issuer": row.issuer,
            "level": words.say(vocabularies.title("standard-level", row.level))} for row in rows[:MOST]]}
        for above, rows in groups if rows]}
