"""The tree of regions as it stood on a day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from plumbline.errors import Code
from plumbline.interfaces.api.core import documents
from plumbline.interfaces.api.core.declare import Group, give
from plumbline.interfaces.api.core.faults import Fault
from plumbline.interfaces.api.core.problems import absent, unfit
from plumbline.interfaces.shared.places import today_tree
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.records.core import region_trees
from plumbline.records.query.conditions import DAY
from plumbline.text import Text

group = Group(Text("Regions", "地区"))
DayParam = Annotated[str, Query(max_length=10, pattern=f"^({DAY.pattern})?$",
                                description="A day, such as 2013-12-31; today unless given.")]


@group.operation("GET", "/regions", "readTree", Text("The tree of regions", "地区树"), documents.Regions)
def tree(request: HttpRequest, on: DayParam = "") -> HttpResponse:
    """Every region of the day, each before its parts, with the region above it."""
    held = _tree(request, on)
    return give({"on": held.day, "regions": [_line(held, code) for code in held.codes]})


@group.operation("GET", "/regions/{region}", "readRegion", Text("One region", "一个地区"), documents.Region,
                 also=(404,))
def one(request: HttpRequest, region: str, on: DayParam = "") -> HttpResponse:
    """One region of the day, with those above it and directly below it."""
    held = _tree(request, on)
    if region not in held:
        raise absent("region.unknown", Text(f"there is no region '{region[:80]}' on {held.day}",
                                                f"{held.day}没有地区“{region[:80]}”"),
                      Text("List the tree of the day: /api/v1/regions", "当日的地区列于/api/v1/regions"))
    return give(_line(held, region) | {"on": held.day, "ancestors": held.ancestors(region),
                                       "children": held.children(region)})


def _tree(request: HttpRequest, on: str) -> TreeAt:
    if not on:
        return today_tree(request)
    try:
        return region_trees.tree().at(date.fromisoformat(on))
    except ValueError:
        raise unfit(Fault("query", "on", Code("request.not_day"), Text(f"'{on}' is not a day", f"“{on}”不是有效日期"),
                          Text("Write an existing day as 2013-12-31", "请写成2013-12-31的格式"))) from None


def _line(tree: TreeAt, code: str) -> dict[str, Any]:
    version = tree.version(code)
    return {"code": code, "name": version.name.as_dict(), "level": version.level, "parent": tree.parent(code),
            "valid_from": version.valid_from, "valid_to": version.valid_to}
