"""The tree of regions as it stood on a day, and what there is of one."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query

from plumbline.errors import Code
from plumbline.interfaces.api.core import documents
from plumbline.interfaces.api.core.declare import Group, caller_of, give
from plumbline.interfaces.api.core.faults import Fault
from plumbline.interfaces.api.core.problems import absent, unfit
from plumbline.interfaces.shared.places import today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.casework import overview as counting
from plumbline.procedures.casework import registry
from plumbline.records.core import region_trees
from plumbline.records.query import tallies
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
    held = _region_known(request, region, on)
    return give(_line(held, region) | {"on": held.day, "ancestors": held.ancestors(region),
                                       "children": held.children(region)})


@group.operation("GET", "/regions/{region}/overview", "readRegionOverview", Text(
    "What there is of a region: cases and records", "一个地区的事项和记录数量"), documents.RegionOverview, also=(404,))
def overview(request: HttpRequest, region: str) -> HttpResponse:
    """How many cases of each procedure are open, late, due within seven days and wait for the caller (counted no
    further than 1,000), and how many records of each kind there are, in the region and all below it. A count of records
    beyond 100,000 says that there are ``more``; it is null where counting would have taken too long."""
    _region_known(request, region)
    viewer = Viewer(caller_of(request).user)
    procedures = [{"procedure": name, "total": each.total, "open": each.open, "late": each.late, "due": each.due,
                   "waiting": each.mine, "latest": each.latest.case.number if each.latest is not None else None}
                  for of in counting.readings(registry.procedures().values(), viewer.user, timezone.localdate())
                  for name, each in of.counted(region).items()]
    found = tallies.tallies([(kind, viewer.regions(kind)) for kind in viewer.kinds() if kind.region], region)
    return give({"region": region, "procedures": sorted(procedures, key=lambda each: str(each["procedure"])),
                 "kinds": [{"kind": name, "count": each.count, "more": each.more} for name, each in found.items()
                           if each.count != 0]})


def _region_known(request: HttpRequest, region: str, on: str = "") -> TreeAt:
    """The tree of the day, in which there is ``region``."""
    held = _tree(request, on)
    if region not in held:
        raise absent("region.unknown", Text(f"there is no region '{region[:80]}' on {held.day}",
                                                f"{held.day}没有地区“{region[:80]}”"),
                      Text("List the tree of the day: /api/v1/regions", "当日的地区列于/api/v1/regions"))
    return held


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
