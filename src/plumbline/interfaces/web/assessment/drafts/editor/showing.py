"""A part of a rule's text as the page shows it: its fields with what stands in them, its lists, the sums of points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from plumbline import home as homes
from plumbline.errors import RulebookError
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.web.assessment.drafts.editor import figure_sorts, rule_fields
from plumbline.interfaces.web.assessment.drafts.editor.fields import BLANK_ROWS, CHOICE, ROWS, Field, dig, shown
from plumbline.interfaces.web.assessment.drafts.editor.parts import (
    BLOCK,
    GRADES,
    HEAD,
    ITEM,
    WHOLE,
    Part,
    container,
    fields_for,
    grades_of,
)
from plumbline.interfaces.web.assessment.drafts.editor.said import Said
from plumbline.records.core.kinds import KINDS
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.core.toml_text import read
from plumbline.rulebook.flows.flows import load_flows
from plumbline.text import Text


@dataclass(frozen=True)
class Shown:
    """One field on the page. ``values`` stand in its inputs, by suffix; ``rows`` are those of a list."""

    of: Field
    name: str
    values: Mapping[str, str]
    options: tuple[tuple[str, str], ...] = ()
    rows: tuple[tuple[Shown, ...], ...] = ()
    error: Said | None = None

    @property
    def id(self) -> str:
        """What its input is called on the page."""
        return self.name.replace(".", "-")

    @property
    def value(self) -> str:
        """What stands in its only input."""
        return self.values.get("", "")

    @property
    def en(self) -> str:
        """The English words."""
        return self.values.get(".en", "")

    @property
    def zh(self) -> str:
        """The Chinese words."""
        return self.values.get(".zh", "")

    @property
    def which(self) -> str:
        """The first of two inputs that belong together."""
        return self.values.get(".which", "")

    @property
    def number(self) -> str:
        """The second of two inputs that belong together."""
        return self.values.get(".value", "")

    @property
    def apart(self) -> bool:
        """Whether it stands apart: seldom filled in, nothing in it, and nothing wrong with it."""
        filled = any(self.values.values()) or any(any(cell.values.values()) for row in self.rows for cell in row)
        return self.of.seldom and not filled and self.error is None


@dataclass(frozen=True)
class FieldLine:
    """A part in the list of parts: ``stated`` points and what its items add up to (None where that says nothing)."""

    part: Part
    id: str
    title: str
    stated: str
    sum: str = ""
    wrong: bool = False
    here: bool = False
    items: tuple[FieldLine, ...] = field(default=())

    @property
    def named(self) -> str:
        """Its number and its name."""
        return f"{self.id} {self.title}".strip()


def plain(text: str) -> dict[str, Any] | None:
    """What a text holds, numbers exact; None where it is not TOML."""
    try:
        return read(text, exact=True)
    except RulebookError:
        return None


def fields(held: Mapping[str, Any], part: Part, fault: Said | None) -> list[Shown]:
    """The fields of a part. ``fault`` stands beside the field that it is of, if it is of one of these."""
    table = container(held, part)
    wrong = fault.key if fault is not None and fault.part == part.path else ""
    return [_shown(one, table, one.name, held, fault if _is(one, wrong) else None) for one in fields_for(held, part)]


def _is(one: Field, key: str) -> bool:
    path = ".".join(one.path)
    return bool(key) and (path == key or key.startswith(f"{path}.") or path.startswith(f"{key}."))


def _shown(one: Field, table: Any, name: str, held: Mapping[str, Any], error: Said | None) -> Shown:
    if one.kind != ROWS:
        values = shown(one, table)
        return Shown(one, name, values, _options(one, held, values.get("", "")), error=error)
    there = dig(table, one.path)
    rows = [*(there if isinstance(there, list) else []), *[{}] * BLANK_ROWS]
    return Shown(one, name, {}, rows=tuple(
        tuple(_shown(column, row, f"{name}.{place}.{'.'.join(column.path)}", held, None) for column in one.columns)
        for place, row in enumerate(rows)), error=error)


def _options(one: Field, held: Mapping[str, Any], value: str) -> tuple[tuple[str, str], ...]:
    if one.kind != CHOICE:
        return ()
    if isinstance(one.options, tuple):
        found = [(code, words.say(title)) for code, title in one.options]
    else:
        found = _looked_up(one.options, held)
    if value and value not in dict(found):
        found.append((value, value))
    return tuple(found)


def _looked_up(source: str, held: Mapping[str, Any]) -> list[tuple[str, str]]:
    if source == "levels":
        return [(code, words.say(vocabularies.title("region-level", code)))
                for code in vocabularies.vocabulary("region-level")]
    if source == "indicators":
        return [(id, f"{words.say(of.title)} ({id})") for id, of in sorted(reading.indicators().items())]
    if source == "vocabularies":
        return [(name, name) for name in vocabularies.vocabularies()]
    if source == "kinds":
        return [(name, words.say(kind.plural)) for name, kind in KINDS.items()]
    if source == "schemes":
        return [(id, f"{words.say(versions[-1].title)} ({id})") for id, versions in reading.schemes().items()
                if id != held.get("id")]
    if source == "flows":
        return [(id, words.say(flow.title)) for id, flow in load_flows(homes.current()).items()]
    return [(grade, grade) for grade in grades_of(held)]


def lines(held: Mapping[str, Any], here: Part) -> tuple[FieldLine, ...]:
    """The blocks of a scheme's text with their items, and what their points add up to."""
    found = []
    for place, block in enumerate(_tables(held.get("block"))):
        part = Part("block", place)
        items = tuple(FieldLine(one, str(item.get("id", "")), _title(item), _points(item.get("points")),
                                here=one == here)
                      for at, item in enumerate(_tables(block.get("item"))) for one in (Part(ITEM, place, at),))
        total = _sum(block.get("item"))
        wrong = "extends" not in held and total is not None and total != block.get("points")
        found.append(FieldLine(part, str(block.get("id", "")), _title(block), _points(block.get("points")),
                               _points(total), wrong, part == here, items))
    return tuple(found)


def total(held: Mapping[str, Any]) -> FieldLine | None:
    """Full marks, and what the blocks add up to; None for a scheme that inherits some of them."""
    if "extends" in held:
        return None
    found = _sum(held.get("block"))
    return FieldLine(Part(HEAD), "", "", _points(held.get("full")), _points(found), found != held.get("full"))


def heads(held: Mapping[str, Any], here: Part) -> list[tuple[str, str, bool]]:
    """The parts before the blocks: path, name, whether it is shown."""
    named = ((HEAD, Text("The scheme", "方案")), (GRADES, Text("Grades", "等级")))
    return [(sort, words.say(title), here.sort == sort) for sort, title in named]


def first_line(text: str, held: Mapping[str, Any], part: Part) -> int:
    """The line of the text at which a part begins, from 0."""
    heads = {BLOCK: "[[block]]", ITEM: "[[block.item]]", GRADES: "[grades]"}
    if part.sort not in heads:
        return 0
    blocks = _tables(held.get("block"))
    before = sum(len(_tables(one.get("item"))) for one in blocks[:part.block]) if part.sort == ITEM else 0
    rows = [row for row, line in enumerate(text.splitlines()) if line.strip().startswith(heads[part.sort])]
    at = part.block if part.sort == BLOCK else before + part.item if part.sort == ITEM else 0
    return rows[at] if 0 <= at < len(rows) else 0


def rules_of(held: Mapping[str, Any], part: Part) -> dict[str, Any]:
    """The rule of an item, and those it could have; of an indicator what it is, and could be."""
    if part.sort == WHOLE:
        return {"rule": figure_sorts.name_of(container(held, part)),
                "rules": [(name, words.say(title)) for name, title in figure_sorts.NAMES.items()]}
    return {"rule": rule_fields.name_of(container(held, part)),
            "rules": [(name, words.say(title)) for name, title in rule_fields.NAMES.items()]}


def _tables(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _title(table: Mapping[str, Any]) -> str:
    title = table.get("title")
    return words.say(Text.of(title)) if isinstance(title, str | Mapping) else ""


def _sum(value: Any) -> Decimal | None:
    points = [each.get("points") for each in _tables(value)]
    if not all(isinstance(each, int | Decimal) for each in points):
        return None
    return sum((Decimal(each) for each in points if each is not None), Decimal(0))


def _points(value: Any) -> str:
    return words.number(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else ""
