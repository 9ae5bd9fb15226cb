"""Figure sheets: figures that somebody published, each with the indicator, region and period that compute it.

Shipped sheets lie in ``rulebook/sheets/*.toml``, an authority's own in ``rulebook/sheets/`` of its data directory; one
of the same name replaces the shipped one. docs/rulebook.md explains every key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from plumbline.errors import MethodError, RulebookError
from plumbline.home import Home
from plumbline.methods import periods
from plumbline.rulebook.files import own_files, shipped_files
from plumbline.rulebook.indicator import Indicator
from plumbline.rulebook.narrowing import find
from plumbline.rulebook.refusals import suggest
from plumbline.rulebook.shapes import Schema
from plumbline.rulebook.tables import Table
from plumbline.text import Citation, Text

KEYS = ("title", "meaning", "source", "figure")
FIGURE_KEYS = (
    "id", "title", "indicator", "region", "period", "unit", "qualifier", "published", "scales", "note", "source",
)
AWAITING_KEYS = ("id", "title", "awaiting", "unit", "qualifier", "published", "note", "source")
EXACT, OVER = "exact", "over"
QUALIFIERS = (EXACT, OVER)
ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Line:
    """One published figure. ``indicator`` is an id, narrowed perhaps; ``published`` the value as a decimal string, and
    ``qualifier`` whether it was given as exact or as what the figure is ``over``.

    Where no record here tells the figure yet, ``awaiting`` says what it waits for: it then has no indicator, region or
    period, and ``published`` is empty where the text gives no number. ``scales`` marks a count that grows with the size
    of a constructed world; ``note`` is what a reader must know beside it."""

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
    lines: tuple[Line, ...]


def load_sheets(home: Home | None, known: Mapping[str, Indicator], schema: Schema) -> dict[str, Sheet]:
    """Every sheet by name. :raises RulebookError: naming file and key, for the first fault found."""
    return {name: parse_sheet(name, text, known, schema) for name, text in _files(home)}


def parse_sheet(name: str, text: str, known: Mapping[str, Indicator], schema: Schema) -> Sheet:
    """The sheet of one file, ``sheets/NAME.toml``. :raises RulebookError: for the first fault found."""
    where = f"sheets/{name}.toml"
    try:
        table = Table(tomllib.loads(text), where)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError("this is not valid TOML", where=where, why=str(error),
                            next_step="Mend the line it names") from error
    table.only(KEYS)
    cites = table.citation("source") if "source" in table else None
    lines: dict[str, Line] = {}
    for number, raw in enumerate(_figures(table), start=1):
        line = _line(_named(raw, where, number), cites, known, schema)
        if line.id in lines:
            raise RulebookError(f"there are two figures '{line.id}'", where=where, next_step="Give each its own id")
        lines[line.id] = line
    return Sheet(name, table.words("title"), table.words("meaning"), cites, tuple(lines.values()))


def _figures(table: Table) -> list[Any]:
    found = table.raw.get("figure")
    if not isinstance(found, list) or not found:
        raise table.wrong("figure", "there are no figures here", next_step="Write [[figure]] and its keys below it")
    return found


def _named(raw: Any, where: str, number: int) -> Table:
    id = raw.get("id") if isinstance(raw, dict) else None
    return Table(raw, f"{where} [{id if isinstance(id, str) else f'figure {number}'}]")


def _line(table: Table, cites: Citation | None, known: Mapping[str, Indicator], schema: Schema) -> Line:
    if "awaiting" in table:
        return _awaiting(table, cites)
    table.only(FIGURE_KEYS)
    id = _id(table)
    indicator = _indicator(table, known, schema)
    unit = table.text("unit")
    if unit != indicator.unit:
        raise table.wrong("unit", f"'{unit}' is not the unit of {indicator.id}",
                          next_step=f'Write "{indicator.unit}", or name another indicator')
    return Line(
        id=id, title=table.words("title"), indicator=indicator.id, region=table.text("region"),
        period=_period(table), unit=unit, qualifier=table.choice("qualifier", QUALIFIERS), published=_published(table),
        cites=_cites(table, cites), note=_note(table), scales=table.flag("scales"),
    )


def _awaiting(table: Table, cites: Citation | None) -> Line:
    table.only(AWAITING_KEYS)
    told = "published" in table
    return Line(
        id=_id(table), title=table.words("title"), indicator="", region="", period="",
        unit=table.text("unit") if told else "", qualifier=table.choice("qualifier", QUALIFIERS) if told else "",
        published=_published(table) if told else "", cites=_cites(table, cites), awaiting=table.words("awaiting"),
        note=_note(table),
    )


def _id(table: Table) -> str:
    id = table.text("id")
    if not ID.fullmatch(id):
        raise table.wrong("id", f"'{id}' is no id", next_step="Write letters and digits, as in H1 or H1.county")
    return id


def _published(table: Table) -> str:
    published = table.text("published")
    if not NUMBER.fullmatch(published):
        raise table.wrong("published", f"'{published}' is no number", next_step='Write it in digits, as in "98.88"')
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
        raise table.wrong("indicator", error.what, why=error.why, next_step=error.next_step) from error
    if found is None:
        raise table.wrong("indicator", f"there is no indicator '{id}'", next_step=suggest(id, sorted(known)))
    return found


def _period(table: Table) -> str:
    text = table.text("period")
    try:
        return periods.parse(text).text
    except MethodError as error:
        raise table.wrong("period", error.what, why=error.why, next_step=error.next_step) from error


def _files(home: Home | None) -> Iterator[tuple[str, str]]:
    for name, text in (*shipped_files("sheets"), *own_files(home, "sheets")):
        yield name.removeprefix("sheets/").removesuffix(".toml"), text
