"""The plan of a draw, PLAN.toml: what is settled before anybody can know who is drawn. docs/surveillance.md tells it.

All faults of a plan are told at once: it is filed above and published, and not mended word by word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any, TypeVar

from plumbline.errors import PlumblineError, RulebookError
from plumbline.methods.surveillance.beacons import LAST_ROUND
from plumbline.methods.surveillance.draw_frames import CLASS, first_unfit, unfit
from plumbline.methods.surveillance.draw_inspectors import AT_LEAST
from plumbline.methods.surveillance.draw_witnesses import Witness
from plumbline.methods.surveillance.draws import AS_RATIO, ratio_of
from plumbline.rulebook.core.exact_tables import ID, SchemeTable, no_id
from plumbline.rulebook.core.toml_text import read
from plumbline.text import UNSAID, Text

PLAN_KEYS = ("id", "title", "source", "ratios", "beacon", "round", "draw_at", "margin_minutes", "witness", "reveal_by",
             "next_date", "inspectors")
INSPECTORS_KEYS = ("file", "recusals", "load", "each")
WITNESS_KEYS = ("name", "commitment")
MOST_MINUTES = 366 * 24 * 60
MOST_LOAD, MOST_EACH = 1_000_000, 20
FEWEST_WITNESSES = 2
HASH = re.compile(r"[0-9a-fA-F]{64}")
"""A SHA-256, as it is written."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InspectorsPlan:
    """The tables of inspectors and of recusals (empty: none), as files beside the plan; how many objects an inspector
    has at most where the table does not say, and how many inspectors each object has."""

    file: str
    recusals: str
    load: int
    each: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan. Either ``beacon`` names a beacon - with its ``round``, or ``draw_at`` whose first round is taken, or
    neither - or there are ``witnesses``, who reveal until ``reveal_by``."""

    id: str
    title: Text
    ratios: dict[str, Fraction]
    margin: timedelta
    beacon: str
    round: int | None
    draw_at: datetime | None
    witnesses: tuple[Witness, ...]
    reveal_by: datetime | None
    next_date: date | None
    inspectors: InspectorsPlan | None


class _Faults:
    """What is wrong, one after another."""

    def __init__(self) -> None:
        self.found: list[PlumblineError] = []

    def take(self, act: Callable[[], T], instead: T) -> T:
        """What ``act`` gives; its complaint is kept, and ``instead`` given."""
        try:
            return act()
        except PlumblineError as error:
            self.found.append(error)
            return instead


def parse_plan(file: str, text: str) -> Plan:
    """The plan in ``text``, the content of ``file``. :raises RulebookError: with every fault found."""
    table = SchemeTable(read(text, file, exact=True), file)
    faults = _Faults()
    for key in table.raw:
        faults.take(partial(SchemeTable({key: None}, file).only, PLAN_KEYS), None)
    plan = Plan(
        faults.take(lambda: _id(table), ""),
        faults.take(lambda: table.words("title"), UNSAID),
        _ratios(table, faults),
        timedelta(minutes=faults.take(lambda: _margin(table), 1)),
        faults.take(lambda: table.text("beacon"), "") if "beacon" in table else "",
        faults.take(lambda: table.integer("round", 1, LAST_ROUND, 1), None) if "round" in table else None,
        _moment(table, "draw_at", faults),
        _witnesses(table, faults),
        _moment(table, "reveal_by", faults),
        faults.take(lambda: table.day("next_date"), None) if "next_date" in table else None,
        _inspectors(table, faults),
    )
    if "source" in table:
        faults.take(lambda: table.citation("source"), None)
    _together(table, faults)
    if faults.found:
        raise _all(file, faults.found)
    return plan


def _all(file: str, found: list[PlumblineError]) -> RulebookError:
    if len(found) == 1:
        return RulebookError.of(found[0])
    return RulebookError(
        "draw_plan.faults", Text(f"the plan has {len(found)} faults", f"方案有{len(found)}处错误"), where=file,
        why=Text(" ".join(f"{place}. {each.say('en')} [{each.code}]" for place, each in enumerate(found, start=1)),
                 "".join(f"（{place}）{each.say('zh')}[{each.code}]" for place, each in enumerate(found, start=1))),
        next_step=Text("Mend them all", "请逐一更正"))


def _id(table: SchemeTable) -> str:
    id = table.text("id")
    if not ID.fullmatch(id):
        raise no_id(table, id)
    return id


def _margin(table: SchemeTable) -> int:
    if "margin_minutes" not in table:
        raise table.missing("margin_minutes", Text(
            "Say how many minutes before its round the draw has to be committed to, such as 60",
            "请写明承诺须早于该轮多少分钟，例如60"))
    return table.integer("margin_minutes", 1, MOST_MINUTES, 60)


def _ratios(table: SchemeTable, faults: _Faults) -> dict[str, Fraction]:
    part = faults.take(lambda: table.sub("ratios"), None)
    found: dict[str, Fraction] = {}
    if part is None:
        return found
    if not part.raw:
        faults.found.append(table.missing("ratios", AS_RATIO))
    for of, written in part.raw.items():
        if first_unfit([of]) is not None:
            faults.found.append(unfit(of, CLASS, Text(part.where, part.where)))
        found[of] = faults.take(partial(_ratio, part, of, written), Fraction(0))
    return found


def _ratio(table: SchemeTable, of: str, written: Any) -> Fraction:
    if isinstance(written, bool) or not isinstance(written, str | int | Decimal):
        raise table.wrong(of, "draw.no_ratio", Text("this is no ratio", "此处不是比例"), next_step=AS_RATIO)
    try:
        return ratio_of(format(written, "f") if isinstance(written, Decimal) else str(written))
    except PlumblineError as error:
        raise table.said(of, error) from error


def _moment(table: SchemeTable, key: str, faults: _Faults) -> datetime | None:
    value = table.raw.get(key)
    if value is None:
        return None
    if not isinstance(value, datetime) or value.tzinfo is None or value.microsecond:
        faults.found.append(table.wrong(key, "draw_plan.no_moment", Text(
            "this is no moment with its distance from UTC", "此处不是带时区的时刻"), next_step=Text(
                f"Write {key} = 2026-12-01T09:00:00+08:00, without quotes",
                f"写法：{key} = 2026-12-01T09:00:00+08:00，不加引号")))
        return None
    return value


def _witnesses(table: SchemeTable, faults: _Faults) -> tuple[Witness, ...]:
    found: list[Witness] = []
    nobody: list[SchemeTable] = []
    for part in faults.take(lambda: table.parts("witness"), nobody) if "witness" in table else nobody:
        faults.take(partial(part.only, WITNESS_KEYS), None)
        name = faults.take(partial(part.text, "name"), "")
        hash = faults.take(partial(part.text, "commitment"), "").lower()
        if hash and not HASH.fullmatch(hash):
            faults.found.append(part.wrong("commitment", "draw_plan.no_hash", Text(
                "this is no SHA-256", "此处不是SHA-256"), next_step=Text("Write its 64 hexadecimal digits",
                                                                       "请填写64位十六进制数字")))
        if "=" in name or name != name.strip() or any(name and each.name == name for each in found):
            faults.found.append(part.wrong("name", "draw_plan.witness_name", Text(
                f"the name '{name}' is there twice, or holds what no name may",
                f"姓名“{name}”重复，或含有不允许的字符"),
                next_step=Text("Give each witness a name of their own, without =",
                               "请为每位见证人写不同的姓名，不含等号")))
        if any(hash and each.commitment == hash for each in found):
            faults.found.append(part.wrong("commitment", "draw_plan.same_commitment", Text(
                "another witness has the same commitment", "另有见证人的承诺与此相同"), why=Text(
                    "Who copies a commitment brings no randomness of their own", "照抄他人承诺者没有提供自己的随机数"),
                next_step=Text("Ask each witness for their own", "请每位见证人各自提供")))
        found.append(Witness(name, hash))
    return tuple(found)


def _inspectors(table: SchemeTable, faults: _Faults) -> InspectorsPlan | None:
    part = faults.take(lambda: table.sub("inspectors"), None) if "inspectors" in table else None
    if part is None:
        return None
    faults.take(lambda: part.only(INSPECTORS_KEYS), None)
    if "load" not in part:
        faults.found.append(part.missing("load", Text("Say how many objects an inspector has at most",
                                                      "请写明每名检查人员最多检查的对象数")))
    return InspectorsPlan(
        faults.take(lambda: part.text("file"), ""),
        faults.take(lambda: part.text("recusals"), "") if "recusals" in part else "",
        faults.take(lambda: part.integer("load", 1, MOST_LOAD, 20), 1),
        faults.take(lambda: part.integer("each", AT_LEAST, MOST_EACH, AT_LEAST), AT_LEAST))


def _together(table: SchemeTable, faults: _Faults) -> None:
    """What keys must be, or may not be, together."""
    witnesses = table.raw.get("witness")
    if ("beacon" in table) == ("witness" in table):
        faults.found.append(RulebookError(
            "draw_plan.one_source", Text("the randomness comes either from a beacon or from witnesses",
                                         "随机数须来自信标或见证人，二者择一"), where=table.where,
            next_step=Text('Write beacon = "drand-quicknet", or [[witness]] for each witness',
                           '请写beacon = "drand-quicknet"，或为每位见证人写[[witness]]')))
    if "round" in table and "draw_at" in table:
        faults.found.append(table.wrong("draw_at", "draw_plan.two_times", Text(
            "the round is named already", "已写明轮次"), next_step=Text("Leave one of round and draw_at out",
                                                                    "round与draw_at只写一项")))
    for key in ("round", "draw_at"):
        if "witness" in table and key in table:
            faults.found.append(table.wrong(key, "draw_plan.not_with_witnesses", Text(
                "witnesses have no round", "见证人方式没有轮次"), next_step=Text("Leave it out", "请删去此项")))
    if "beacon" in table and "reveal_by" in table:
        faults.found.append(table.wrong("reveal_by", "draw_plan.not_with_beacon", Text(
            "a beacon reveals nothing", "信标方式没有揭示"), next_step=Text("Leave it out", "请删去此项")))
    if "witness" in table:
        if isinstance(witnesses, list) and len(witnesses) < FEWEST_WITNESSES:
            faults.found.append(table.wrong("witness", "draw_plan.one_witness", Text(
                "one witness alone could choose the draw", "仅一名见证人即可左右抽取结果"), next_step=Text(
                    f"Name at least {FEWEST_WITNESSES}", f"请至少写{FEWEST_WITNESSES}名")))
        for key in ("reveal_by", "next_date"):
            if key not in table:
                faults.found.append(table.missing(key, Text(
                    "With witnesses it has to be settled until when they reveal, and when is drawn if one does not",
                    "采用见证人方式，须写明揭示截止时刻，以及有人未揭示时的下次抽取日期")))
