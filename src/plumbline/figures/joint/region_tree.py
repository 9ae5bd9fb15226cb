"""One region tree from this instance's own and the subtrees that others handed up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, TypeAlias

from plumbline.errors import CutError, MethodError
from plumbline.figures.cuts.trees import version_of
from plumbline.methods.shared.region_tree import RegionTree
from plumbline.text import Text, written_day

Row: TypeAlias = dict[str, Any]
PLACED = ("level", "parent", "valid_to", "successor")
"""What two instances must say alike of one region. Its names may differ: this instance's are used."""


def below(rows: Iterable[Row], top: str) -> frozenset[str]:
    """``top`` and every code that was ever below it."""
    parts: dict[str, set[str]] = {}
    for row in rows:
        if row["parent"]:
            parts.setdefault(row["parent"], set()).add(row["code"])
    found, waiting = {top}, [top]
    while waiting:
        for code in parts.get(waiting.pop(), ()):
            if code not in found:
                found.add(code)
                waiting.append(code)
    return frozenset(found)


def merged(own: Sequence[Row], received: Sequence[tuple[str, str, Sequence[Row]]]) -> list[Row]:
    """The rows of one tree: those of ``own``, and what each (instance, its region, its rows) adds below its region.

    This instance places the regions it knows; an instance adds codes that nobody else uses. :raises CutError: where two
    say different things of one region, or what comes out is no tree.
    """
    known: dict[str, dict[date, Row]] = {}
    for row in own:
        known.setdefault(row["code"], {})[row["valid_from"]] = row
    added: dict[str, str] = {}
    rows = list(own)
    for instance, top, theirs in received:
        if top not in known:
            raise CutError("joint.region_unknown", Text(
                f"the region '{top}' of {instance} is not in this instance's tree",
                f"{instance}的地区“{top}”不在本实例的地区树中"), next_step=Text(
                    "Import the region with its parent, then freeze again",
                    "请连同上级地区一并导入该地区，再重新生成快照"))
        mine = below(own, top)
        for row in theirs:
            code = row["code"]
            if code == top:
                continue
            if code in known:
                _must_agree(row, known[code], instance, inside=code in mine)
                continue
            if added.setdefault(code, instance) != instance:
                raise _conflict(code, Text(
                    f"Both {added[code]} and {instance} hand it up, and this tree does not hold it",
                    f"{added[code]}与{instance}都上报该地区，而本实例的地区树中没有"))
            rows.append(row)
    _must_hold(rows)
    return rows


def _must_agree(row: Row, known: dict[date, Row], instance: str, *, inside: bool) -> None:
    here = known.get(row["valid_from"])
    if not inside:
        raise _conflict(row["code"], Text(f"{instance} hands it up, and this tree places it elsewhere",
                                          f"{instance}上报该地区，而本实例的地区树将其置于别处"))
    differ = [name for name in PLACED if here is None or here[name] != row[name]]
    if differ:
        day = row["valid_from"]
        raise _conflict(row["code"], Text(f"From {day} on, {instance} says another {differ[0]} than this tree",
                                          f"自{written_day(day, 'zh')}起，{instance}的{differ[0]}与本级地区树不一致"))


def _must_hold(rows: Sequence[Row]) -> None:
    days = {row["valid_from"] for row in rows}
    days |= {row["valid_to"] + timedelta(days=1) for row in rows if row["valid_to"] and row["valid_to"] < date.max}
    try:
        tree = RegionTree(version_of(row) for row in rows)
        for day in sorted(days):
            tree.at(day)
    except MethodError as error:
        raise CutError("joint.regions_unfit", Text(
            f"the regions handed up do not fit this instance's tree: {error.what.en}",
            f"上报的地区与本实例的地区树不符：{error.what.say('zh')}"), where=error.where, why=error.why,
            next_step=Text("Settle with the instance which of the two is right", "请与该实例核定以何者为准")) from error


def _conflict(region: str, why: Text) -> CutError:
    return CutError("joint.regions_conflict", Text(
        f"two instances say different things of region '{region}'", f"两个实例对地区“{region}”的说法不一致"), why=why,
        next_step=Text("Settle with them which is right, or leave one out: plumb cut --without INSTANCE",
                       "请与其核定以何者为准，或不计入其中一个：plumb cut --without INSTANCE"))
