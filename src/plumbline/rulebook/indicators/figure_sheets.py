"""Figure sheets: figures that somebody published, each with the indicator, region and period that compute it.

Shipped sheets lie in ``rulebook/data/sheets``, an authority's own in ``rulebook/sheets/`` of its data directory; one
of the same name replaces the shipped one. docs/rulebook.md explains every key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from plumbline.errors import MethodError, RulebookError
from plumbline.home import Home
from plumbline.methods.shared import periods
from plumbline.methods.shared.derived_values import FALLEN, RISEN, STEADILY_FALLEN, STEADILY_RISEN, UNCHANGED
from plumbline.rulebook.core.faults import Faulty, Loaded
from plumbline.rulebook.core.files import own_files, shipped_files
from plumbline.rulebook.core.table_reading import Table
from plumbline.rulebook.core.toml_text import read
from plumbline.rulebook.indicators.compositions import TREND
from plumbline.rulebook.indicators.definitions import unknown
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.narrowing import find
from plumbline.rulebook.indicators.shapes import Schema
from plumbline.text import Citation, Text

KEYS = ("title", "meaning", "source", "figure")
FIGURE_KEYS = (
    "id", "title", "indicator", "region", "period", "unit", "qualifier", "published", "scales", "note", "source",
    "claims", "asked",
)
AWAITING_KEYS = ("id", "title", "awaiting", "unit", "qualifier", "published", "note", "source", "claims")
CLAIM_KEYS = ("says", "own", "indicator", "region", "period", "is", "at_least", "holds")
EXACT, OVER = "exact", "over"
QUALIFIERS = (EXACT, OVER)
MOVEMENTS = (RISEN, FALLEN, STEADILY_RISEN, STEADILY_FALLEN, UNCHANGED)
ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something the text says in words beside a number: "for the first time", "ranks first". It is computed by an
    indicator and must then be the number ``equals``, reach ``at_least``, or hold as a movement (``holds``); or it is
    the publisher's ``own``, which nothing here can tell."""

    says: Text
    own: bool = False
    indicator: str = ""
    region: str = ""
    period: str = ""
    equals: Decimal | None = None
    at_least: Decimal | None = None
    holds: str = ""

    def agrees(self, value: str | None, movement: Mapping[str, bool | None] | None) -> bool | None:
        """Whether the records say so too; None where they do not tell."""
        if self.holds:
            return (movement or {}).get(self.holds)
        if value is None:
            return None
        return Decimal(value) == self.equals if self.equals is not None else Decimal(value) >= (self.at_least or 0)


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """One published figure. ``indicator`` is an id, narrowed perhaps; ``published`` the value as a decimal string, and
    ``qualifier`` whether it was given as exact or as what the figure is ``over``.

    Where the text asks for a measure and gives no number, ``published`` is empty. Where no record here tells the
    figure yet, ``awaiting`` says what it waits for: it then has no indicator, region or period, and ``published`` is
    empty where the text gives no number. ``scales`` marks a count that grows with the size of a constructed world;
    ``note`` is what a reader must know beside it, and ``claims`` are what the text says of it in words."""

    id: str
    title: Text
    indicator: str
    region: str
    period: str
    unit: str
    qualifier: str
    published: str
    cites: Citation
    awaiting: Text = Text()
    note: Text = Text()
    scales: bool = False
    claims: tuple[Claim, ...] = ()

    def agrees(self, value: str | None, scale: Decimal = Decimal(1)) -> bool:
        """Whether a computed value is what was published, at the decimal places that were published. ``scale`` is that
        of the world the records are of: of a count that ``scales``, so much of the published value is expected."""
        if value is None:
            return False
        said = Decimal(self.published) * scale if self.scales else Decimal(self.published)
        if self.qualifier == OVER:
            return Decimal(value) > said
        return Decimal(value).quantize(said, ROUND_HALF_UP) == said


@dataclass(frozen=True, slots=True)
class Sheet:
    """Published figures in the order of their text."""

    id: str
    title: Text
    meaning: Text
    cites: Citation | None
    lines: tuple[PublishedFigure, ...]


def load_sheets(home: Home | None, known: Mapping[str, Indicator], schema: Schema) -> Loaded[Sheet]:
    """Every sheet by name. A faulty file is told among the ``faults``, and no shipped sheet takes its place."""
    faults: list[Faulty] = []
    found: dict[str, Sheet] = {}
    for name, text in (*shipped_files("sheets"), *own_files(home, "sheets", faults)):
        stem = name.removeprefix("sheets/").removesuffix(".toml")
        try:
            found[stem] = parse_sheet(stem, text, known, schema)
        except RulebookError as error:
            faults.append(Faulty(name, error, (stem,)))
    for fault in faults:
        for id in (*fault.ids, fault.file.removeprefix("sheets/").removesuffix(".toml")):
            found.pop(id, None)
    return Loaded(found, faults)


def parse_sheet(name: str, text: str, known: Mapping[str, Indicator], schema: Schema) -> Sheet:
    """The sheet of one file, ``sheets/NAME.toml``. :raises RulebookError: for the first fault found."""
    where = f"sheets/{name}.toml"
    table = Table(read(text, where), where)
    table.only(KEYS)
    cites = table.citation("source") if "source" in table else None
    lines: dict[str, PublishedFigure] = {}
    for number, raw in enumerate(_figures(table), start=1):
        line = _line(_named(raw, where, number), cites, known, schema)
        if line.id in lines:
            raise RulebookError("rule.twice", Text(f"there are two figures '{line.id}'", f"数据“{line.id}”重复"),
                                where=where, next_step=Text("Give each its own id", "请各取编号"))
        lines[line.id] = line
    return Sheet(name, table.words("title"), table.words("meaning"), cites, tuple(lines.values()))


def _figures(table: Table) -> list[Any]:
    found = table.raw.get("figure")
    if not isinstance(found, list) or not found:
        raise table.wrong("figure", "sheet.no_figures", Text("there are no figures here", "没有数据"), next_step=Text(
            "Write [[figure]] and its keys below it", "请先写[[figure]]，再在其下写各键"))
    return found


def _named(raw: Any, where: str, number: int) -> Table:
    id = raw.get("id") if isinstance(raw, dict) else None
    return Table(raw, f"{where} [{id if isinstance(id, str) else f'figure {number}'}]")


def _line(table: Table, cites: Citation | None, known: Mapping[str, Indicator], schema: Schema) -> PublishedFigure:
    if "awaiting" in table:
        return _awaiting(table, cites, known, schema)
    table.only(FIGURE_KEYS)
    id = _id(table)
    indicator = _indicator(table, known, schema)
    told = not table.flag("asked")
    if not told and ("published" in table or "qualifier" in table):
        raise table.wrong("asked", "sheet.asked_and_given", Text(
            "the text asks for it, and gives a number", "该项既标为文件要求的指标，又给出了公布值"), next_step=Text(
            "Leave one of them out", "请删去其中一项"))
    unit = table.text("unit") if told or "unit" in table else indicator.unit
    if unit != indicator.unit:
        raise table.wrong("unit", "sheet.unit_differs", Text(
            f"'{unit}' is not the unit of {indicator.id}", f"“{unit}”不是{indicator.id}的单位"), next_step=Text(
            f'Write "{indicator.unit}", or name another indicator', f"请写“{indicator.unit}”，或改用其他指标"))
    return PublishedFigure(
        id=id, title=table.words("title"), indicator=indicator.id, region=table.text("region"),
        period=_period(table), unit=unit, qualifier=table.choice("qualifier", QUALIFIERS) if told else "",
        published=_published(table) if told else "",
        cites=_cites(table, cites), note=_note(table), scales=table.flag("scales"),
        claims=_claims(table, known, schema, table.text("region"), _period(table)),
    )


def _awaiting(table: Table, cites: Citation | None, known: Mapping[str, Indicator], schema: Schema) -> PublishedFigure:
    table.only(AWAITING_KEYS)
    told = "published" in table
    return PublishedFigure(
        id=_id(table), title=table.words("title"), indicator="", region="", period="",
        unit=table.text("unit") if told else "", qualifier=table.choice("qualifier", QUALIFIERS) if told else "",
        published=_published(table) if told else "", cites=_cites(table, cites), awaiting=table.words("awaiting"),
        note=_note(table), claims=_claims(table, known, schema, "", ""),
    )


def _claims(table: Table, known: Mapping[str, Indicator], schema: Schema, region: str, period: str,
            ) -> tuple[Claim, ...]:
    raw = table.raw.get("claims", [])
    if not isinstance(raw, list):
        written = '[{ says = { en = "...", zh = "..." }, own = true }]'
        raise table.wrong("claims", "rule.not_list", Text("this is no list", "此处应为列表"),
                          next_step=Text(f"Write {written}", f"写法：{written}"))
    return tuple(_claim(Table(one, f"{table.where}.claims"), known, schema, region, period) for one in raw)


def _claim(table: Table, known: Mapping[str, Indicator], schema: Schema, region: str, period: str) -> Claim:
    table.only(CLAIM_KEYS)
    says, own = table.words("says"), table.flag("own")
    if own == ("indicator" in table):
        raise table.wrong("own", "sheet.claim_of_nobody", Text(
            "a claim is computed by an indicator, or the publisher's own",
            "一项表述要么由指标计算，要么是发布方自己的说法"), next_step=Text(
            "Name the indicator, or write own = true", "请填写指标，或写own = true"))
    if own:
        return Claim(says, own=True)
    tests = [key for key in ("is", "at_least", "holds") if key in table]
    if len(tests) != 1:
        raise table.wrong("is", "sheet.claim_untested", Text(
            "what makes the claim true is not said once", "判断表述成立的条件应当只写一个"), next_step=Text(
            'Write is = 1, at_least = 1, or holds = "risen"', '请写is = 1、at_least = 1或holds = "risen"'))
    indicator = _indicator(table, known, schema)
    trend = indicator.composed is not None and indicator.composed.form == TREND
    if ("holds" in table) and not trend:
        raise table.wrong("holds", "sheet.no_trend", Text(
            f"{indicator.id} is no trend", f"{indicator.id}不是趋势类指标"), next_step=Text(
            "Name an indicator with 'trend'", "请选用含trend的指标"))
    return Claim(
        says, indicator=indicator.id, region=table.text("region") if "region" in table else region,
        period=_period(table) if "period" in table else period, equals=_exact(table, "is"),
        at_least=_exact(table, "at_least"), holds=table.choice("holds", MOVEMENTS) if "holds" in table else "",
    )


def _exact(table: Table, key: str) -> Decimal | None:
    value = table.raw.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise table.wrong(key, "rule.not_number", Text("this is not a number", "此处应为数字"),
                          next_step=Text("Write digits, as in 1", "请填写数字，例如1"))
    return Decimal(str(value))


def _id(table: Table) -> str:
    id = table.text("id")
    if not ID.fullmatch(id):
        raise table.wrong("id", "rule.no_id", Text(f"'{id}' is no id", f"“{id}”不能用作编号"), next_step=Text(
            "Write letters and digits, as in H1 or H1.county", "请用字母和数字，如H1或H1.county"))
    return id


def _published(table: Table) -> str:
    published = table.text("published")
    if not NUMBER.fullmatch(published):
        raise table.wrong("published", "rule.not_number", Text(f"'{published}' is no number", f"“{published}”不是数字"),
                          next_step=Text('Write it in digits, as in "98.88"', '请写成数字，如"98.88"'))
    return published


def _cites(table: Table, cites: Citation | None) -> Citation:
    return table.citation("source") if cites is None or "source" in table else cites


def _note(table: Table) -> Text:
    return table.words("note") if "note" in table else Text()


def _indicator(table: Table, known: Mapping[str, Indicator], schema: Schema) -> Indicator:
    id = table.text("indicator")
    try:
        found = find(id, known, schema)
    except RulebookError as error:
        raise table.said("indicator", error) from error
    if found is None:
        raise unknown(table, "indicator", id, sorted(known))
    return found


def _period(table: Table) -> str:
    text = table.text("period")
    try:
        return periods.parse(text).text
    except MethodError as error:
        raise table.said("period", error) from error
