"""From the parameters of a list's address to what is asked of the records, or to every fault in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from plumbline.errors import NotAllowed, PlumblineError
from plumbline.interfaces.api.core.faults import Fault
from plumbline.interfaces.api.core.problems import unfit
from plumbline.interfaces.api.records.kind_documents import Documents
from plumbline.methods.shared import periods
from plumbline.methods.shared.suggesting import suggest
from plumbline.records.core.fields import INTERNAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.region_trees import parents_now
from plumbline.records.core.visibility import RowsOpen
from plumbline.records.query.conditions import EVERY, Condition, condition
from plumbline.records.query.listing import ENTERED, Asked, open_fields, usual_order
from plumbline.text import Text


def asked_of(kind: Kind, opened: RowsOpen, documents: Documents, given: Any) -> Asked:
    """What ``given`` (the kind's ``asking`` model) asks for. :raises Problem: with every fault. :raises NotAllowed: for
    an internal field, where the caller sees none of its kind."""
    faults: list[Fault] = []

    def reading(name: str, read: Callable[[], Any]) -> Any:
        try:
            return read()
        except PlumblineError as error:
            faults.append(Fault("query", name, error.code, error.what, error.next_step))
        return None

    conditions: list[Condition] = []
    for name, spec in documents.filters.items():
        conditions += [reading(name, partial(condition, spec, text)) for text in getattr(given, name)]
    region = given.region
    if region and region.partition(":")[0] in EVERY and ":" in region:
        conditions.append(reading("region", lambda: condition(kind.by_name[kind.region], region)))
        region = ""
    if region:
        reading("region", lambda: _must_be_a_region(region))
    period = reading("period", lambda: _period(kind, given.period))
    known = tuple(filter(None, conditions))  # those that could not be read are among the faults
    sort, descending = reading("sort", lambda: _sort(kind, given.sort, region, known)) or (ENTERED, True)
    if faults:
        raise unfit(*faults)
    _must_be_open(kind, [*(kind.by_name[each.field] for each in conditions),
                         *([kind.by_name[sort]] if sort in kind.by_name else [])], opened)
    return Asked(region=region, period=period, conditions=tuple(conditions), search=given.q, sort=sort,
                 descending=descending, after=given.after)


def _must_be_a_region(code: str) -> None:
    known = parents_now()
    if code not in known:
        raise PlumblineError("region.unknown", Text(f"there is no region '{code[:60]}'", f"没有地区“{code[:60]}”"),
                             next_step=suggest(code, sorted(known)[:2000]))


def _period(kind: Kind, text: str) -> periods.Period | None:
    if not text:
        return None
    if not kind.date:
        raise PlumblineError("request.no_day", Text(f"{kind.plural.en} have no day to place them in a period",
                                                    f"{kind.plural.zh}没有日期，无法按期间筛选"),
                             next_step=Text("Leave it out", "请删除该参数"))
    return periods.parse(text)


def _sort(kind: Kind, text: str, region: str, conditions: tuple[Condition, ...]) -> tuple[str, bool]:
    if not text:
        return usual_order(kind, region, conditions)
    name = text.removeprefix("-")
    known = {ENTERED: None, **{each.name: each for each in kind.kept}}
    if name not in known:
        raise PlumblineError("request.cannot_order", Text(f"{kind.name} cannot be ordered by '{name[:60]}'",
                                                          f"{kind.plural.zh}不能按“{name[:60]}”排序"),
                             next_step=suggest(name, sorted(known)))
    return name, text.startswith("-")


def _must_be_open(kind: Kind, specs: list[Spec], opened: RowsOpen) -> None:
    seen = open_fields(kind, opened.regions, opened.organisations)
    closed = next((each for each in specs if each.exposure is INTERNAL and each not in seen), None)
    if closed is not None:
        raise NotAllowed("request.internal_field", Text(f"'{closed.name}' is an internal field",
                                                        f"“{closed.name}”是内部字段"), where=closed.name,
                         why=Text("Choosing or ordering by it would tell its values", "按其筛选或排序会泄露字段的值"),
                         next_step=Text("Ask by a public field, or as an officer of a region",
                                        "请按公开字段查询，或以地区工作人员的身份查询"))
