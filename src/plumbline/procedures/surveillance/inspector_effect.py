"""The inspector effect: how often each inspector group fails a place, adjusted for what it was sent to.

From a table that anybody has, or from the inspections of this home, where the group of an inspection is for officers of
its region alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from plumbline.errors import IntakeError, NotAllowed
from plumbline.methods.shared.periods import parse
from plumbline.methods.surveillance import inspector_groups
from plumbline.methods.surveillance.inspector_groups import Group
from plumbline.procedures.common import given_columns
from plumbline.records.intake.reading import spelling
from plumbline.rulebook.mappings.mappings import EMPTY
from plumbline.text import Citation, Text

GROUP = ("inspector_group", "group", "inspector", "检查组", "检查人员")
RESULT = ("result", "results", "检查结果", "结果")
STRATA = ("risk_class", "facility_type")
"""By which a home's inspections are compared where nothing else is said."""
FAILING = ("fail", "failed", "不合格")
SOURCE = Citation("N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (IARC 1987)", article="2.3",
                  status="partial")
CAVEAT = Text(
    "A ratio above 1 says that a group failed more than all groups together did in places of the same kind. It does "
    "not say why: places differ in more than these strata tell, and a group may be sent where trouble is known, or "
    "judge more strictly, or see more. It is a reason to ask, and to have the same places inspected by two groups; it "
    "is no finding about people. Each interval is for one group: of twenty alike one lies beyond it by chance.",
    "比值大于1，表示该组在同类场所中判为不合格的比例高于各组总体。这并不说明原因：场所之间的差异不止于这些分层，"
    "该组可能被派往已知有问题的场所，可能判定更严，也可能发现得更多。它提示应进一步了解，并由两组检查同一场所加以比对，"
    "不能作为对人员的结论。各区间只针对单个组：二十个情况相同的组中，平均会有一个因偶然超出区间。")


def of_table(file: Path, strata: Sequence[str], failing: Sequence[str] = (), level: float = 0.95,
             encoding: str = "") -> dict[str, Any]:
    """The document for the inspections in ``file``, compared within its columns ``strata``; ``failing`` are the
    results that fail. :raises IntakeError: for a file that is no such table, or in which nothing fails or passes."""
    table = given_columns.read(file, (GROUP, RESULT, *((each,) for each in strata)), encoding)
    groups, results, *layers = (each.to_pylist() for each in table.values)
    bad = {_plain(each) for each in failing or FAILING}
    rows = [(_known(group), tuple(stratum), _known(result) and _plain(result) in bad, bool(_known(result)))
            for group, result, *stratum in zip(groups, results, *layers, strict=True)]
    counted = [(group, stratum, bool(failed)) for group, stratum, failed, told in rows if group and told]
    if not {True, False} <= {failed for *_, failed in counted}:
        known = sorted({each for each in results if _known(each)})[:10]
        raise IntakeError("signal.no_failure", Text("no inspection fails, or none passes",
                                                    "没有不合格的检查，或全部不合格"), where=str(file),
                          why=Text(f"The results are: {', '.join(known)}", f"结果有：{'、'.join(known)}"),
                          next_step=Text("Say which of them fail, such as --failing Fail",
                                         "请用--failing写明哪些结果为不合格"))
    left_out = {"group_unknown": sum(not group for group, *_ in rows),
                "result_unknown": sum(bool(group) and not told for group, _, _, told in rows)}
    return table.told(_document(counted, strata, level, left_out))


def of_records(user: Any, region: str, period: str, strata: Sequence[str] = STRATA,
               level: float = 0.95) -> dict[str, Any]:
    """The document for this home's inspections in ``region``, and what lies in it, within ``period``, as ``user`` may
    see them. :raises NotAllowed: for a person to whom groups of that region are not open. :raises PlumblineError: for
    a period that is none and a field that inspections have not."""
    from django.db.models import Count

    from plumbline.records.core import kinds, store
    from plumbline.records.core.region_trees import beneath
    from plumbline.records.core.visibility import FIGURE, visible

    kind, span = kinds.get("inspection"), parse(period)
    seen = visible(user, kind, region, FIGURE)
    for name in strata:
        if name not in kind.by_name or name not in kind.names():
            raise IntakeError("table.column_missing", Text(f"there is no column '{name}'", f"缺少列“{name}”"),
                              where="--strata", why=Text(f"An inspection has: {', '.join(kind.by_name)}",
                                                         f"检查记录的字段有：{'、'.join(kind.by_name)}"),
                              next_step=Text("Name fields of an inspection", "请填写检查记录的字段"))
    if not {"inspector_group", *strata} <= seen:
        raise NotAllowed("role.needed_for_figure", Text("this figure is for officers of the region",
                                                        "该数据仅供本地区工作人员查看"),
                         where=Text(f"inspector groups of {region}", f"{region}的检查组"),
                         why=Text("It is made of internal fields", "它由内部字段算出"),
                         next_step=Text("Name an officer of the region with --as", "请用--as指明一名该地区工作人员"))
    found = (store.current(kind).filter(region__in={region, *beneath(frozenset({region}))},
                                        inspected_on__range=(span.first, span.last))
             .values_list("inspector_group", "result", *strata).annotate(many=Count("pk")).order_by())
    left_out = {"group_unknown": 0, "result_unknown": 0}
    cells: dict[tuple[str, tuple[str, ...]], tuple[int, int]] = {}
    for group, result, *stratum, many in found:
        if not group or not result:
            left_out["result_unknown" if group else "group_unknown"] += many
            continue
        key = group, tuple(str(each or "") for each in stratum)
        n, failed = cells.get(key, (0, 0))
        cells[key] = n + many, failed + (many if result == FAILING[0] else 0)
    return {"region": region, "period": period} | _told(inspector_groups.standardised(cells, level), strata, level,
                                                        left_out)


def _document(rows: Iterable[tuple[str, tuple[str, ...], bool]], strata: Sequence[str], level: float,
              left_out: dict[str, int]) -> dict[str, Any]:
    return _told(inspector_groups.standardised(inspector_groups.cells_of(rows), level), strata, level, left_out)


def _told(groups: Sequence[Group], strata: Sequence[str], level: float, left_out: dict[str, int]) -> dict[str, Any]:
    n, failed = sum(each.n for each in groups), sum(each.failed for each in groups)
    return {"strata": list(strata), "level": level, "n": n, "failed": failed, "rate": failed / n if n else None,
            "groups": [{"group": each.group, "n": each.n, "failed": each.failed, "rate": each.rate,
                        "expected": each.expected, "ratio": each.ratio, "low": each.low, "high": each.high,
                        "adjusted": each.adjusted, "alone": each.alone, "beyond": each.beyond} for each in groups],
            "left_out": left_out, "method": "indirect-standardisation", "caveat": CAVEAT.as_dict(),
            "cites": [SOURCE.as_dict()]}


def _known(value: str) -> str:
    return "" if value in EMPTY else value


def _plain(value: str) -> str:
    return spelling.code(value).casefold()
