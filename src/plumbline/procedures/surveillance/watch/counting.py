"""Reports counted by weeks, from the home's own records: a row of counts for each series of a rule.

A week begins on Monday. Nothing is known of weeks before the first record of the kind: they are no zeros."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from django.db.models import Count, Min, Q, QuerySet

from plumbline.errors import RulebookError
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.surveillance import signal_ears as ears
from plumbline.methods.surveillance.signal_weeks import YEAR
from plumbline.procedures.surveillance.watch.weeks import WEEK, Group
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import PERSONAL
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.region_trees import beneath, tree
from plumbline.rulebook.surveillance.watch_files import TOP, Watched
from plumbline.text import Text

FARRINGTON = "farrington"
Numbers: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counted:
    """The ``counts`` of every group, (groups, weeks); ``days`` are the Mondays, the last of the week judged."""

    groups: tuple[Group, ...]
    counts: Numbers
    days: tuple[date, ...]


def weeks_wanted(of: Watched) -> int:
    """How many weeks a rule looks at, the one that it judges among them."""
    if of.method == FARRINGTON:
        return (YEAR + 1) * of.years + of.half + 1
    return ears.history(of.method, of.baseline) + 1


def count(of: Watched, week: date) -> Counted:
    """The series of a rule up to the ``week`` (its Monday). :raises RulebookError: where the rule names what there is
    not."""
    kind, rows = _checked(of), _rows(of)
    end = week + WEEK
    first = rows.filter(**{f"{of.date}__lt": end}).aggregate(first=Min(of.date))["first"]
    wanted = weeks_wanted(of)
    start = week - WEEK * (wanted - 1)
    if first is not None:
        start = max(start, first - timedelta(days=first.weekday()))
    days = tuple(start + WEEK * place for place in range((end - start) // WEEK)) if first is not None else (week,)
    found: dict[Group, Numbers] = {}
    here = tree().at(week)
    within = rows.filter(**{f"{of.date}__gte": days[0], f"{of.date}__lt": end})
    for *values, region, day, n in within.order_by().values_list(*of.by, kind.region, of.date).annotate(
            n=Count("pk")):
        group = Group(tuple(str(each) for each in values), region_of(of, region, here))
        counts = found.setdefault(group, np.zeros(len(days)))
        counts[(day - days[0]) // WEEK] += n
    groups = tuple(sorted(found, key=lambda each: (each.region, each.values)))
    counts = np.stack([found[each] for each in groups]) if groups else np.zeros((0, len(days)))
    return Counted(groups, counts, days)


def rows_of(of: Watched, group: Group, week: date) -> QuerySet[Any]:
    """The records that a series counted in a week."""
    kind, regions = kinds.get(of.kind), {group.region}
    regions |= beneath(frozenset(regions)) if of.region == TOP else set()
    return _rows(of).filter(**{f"{of.date}__gte": week, f"{of.date}__lt": week + WEEK,
                               f"{kind.region}__in": sorted(regions)},
                            **dict(zip(of.by, group.values, strict=True))).order_by(of.date, "pk")


def region_of(of: Watched, region: str, here: TreeAt) -> str:
    """Whose series a report of ``region`` is counted in."""
    region = here.goes_on_as(region) or region
    if of.region != TOP or region not in here:
        return region
    return here.ancestors(region)[-1] if here.ancestors(region) else region


def _rows(of: Watched) -> QuerySet[Any]:
    known = Q(**{f"{name}__isnull": False for name in of.by})
    return store.current(kinds.get(of.kind)).filter(known, **dict(of.where))


def _checked(of: Watched) -> Kind:
    kind = KINDS.get(of.kind)
    if kind is None:
        raise _unfit(of, of.kind, KINDS)
    open_ = {name: spec for name, spec in kind.by_name.items() if spec.exposure is not PERSONAL}
    for name in (of.date, *of.by, *(name for name, _ in of.where)):
        if name not in open_ or (name == of.date) is not (open_[name].type == "date"):
            raise _unfit(of, name, open_)
    return kind


def _unfit(of: Watched, name: str, known: Mapping[str, Any]) -> RulebookError:
    return RulebookError("signal.rule_unfit", Text(f"'{name}' cannot be counted by", f"不能按“{name}”统计"),
                         where=Text(f"rule {of.id}", f"监测规则{of.id}"), why=Text(
                             "It names no kind, no field of it, or a field of another type",
                             "没有这一记录类型或字段，或字段类型不符"), next_step=suggest(name, sorted(known)))
