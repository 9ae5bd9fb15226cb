"""One indicator over the records of one thing only: ``patent.inventions@organisation=X1`` is ``patent.inventions`` of
the organisation X1.

The id says all of it, so that whatever takes the id of an indicator - a page's address, a command, a sheet - takes a
narrowed one too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.errors import RulebookError
from plumbline.rulebook.core.table_reading import Table
from plumbline.rulebook.indicators import definitions
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import TEXTS, Schema, UnknownName, follow
from plumbline.text import Text

AT, IS = "@", "="


def find(id: str, known: Mapping[str, Indicator], schema: Schema) -> Indicator | None:
    """The indicator of this id among ``known``, narrowed where the id says so; None if there is none of its name.
    :raises RulebookError: for a narrowing by what its records do not have."""
    name, narrows, only = id.partition(AT)
    found = known.get(name)
    if found is None or not narrows:
        return found
    field, _, value = only.partition(IS)
    return narrow(found, field, value, schema)


def narrow(indicator: Indicator, field: str, value: str, schema: Schema) -> Indicator:
    """``indicator`` over the records whose ``field`` is ``value``. :raises RulebookError: if they have no such field,
    or it is not one that names something."""
    id = f"{indicator.id}{AT}{field}{IS}{value}"
    if indicator.composed:
        raise RulebookError("indicator.composed_narrowed",
                            Text("a figure made of others is not narrowed", "由其他指标构成的指标不能限定"), where=id,
                            next_step=Text("Narrow what it is made of, in an indicator of its own",
                                           "请另设指标，限定其所用的指标"))
    shape = schema[indicator.of]
    try:
        found = follow(schema, shape.name, (field,))
    except UnknownName as error:
        raise RulebookError.of(error, where=id) from error
    if found.type not in TEXTS or not value:
        form = f"{indicator.id}{AT}FIELD{IS}VALUE"
        raise RulebookError("indicator.narrowed_by_none",
                            Text(f"'{field}' of {shape.name} does not name one thing",
                                 f"{shape.name}的“{field}”不能指明某一对象"), where=id,
                            next_step=Text(f"Write {form}, with a field of text and its value",
                                           f"写法：{form}，用文本字段及其值"))
    return definitions.read(id, Table(_narrowed(indicator, field, value, found.title), id), schema)


def _narrowed(indicator: Indicator, field: str, value: str, title: Text) -> dict[str, Any]:
    only = f"{field} = '{value.replace(chr(39), chr(39) * 2)}'"
    raw = {name: each for name, each in indicator.definition.items() if name != "id"}
    raw["when"] = f"({raw['when']}) AND {only}" if "when" in raw else only
    raw["title"] = Text(f"{indicator.title.en} ({title.en.lower()} {value})",
                        f"{indicator.title.zh}（{title.zh}：{value}）").as_dict()
    others = Text(f"Records of any other {title.en.lower()}.", f"{title.zh}为其他值的记录不计入。")
    raw["exclusions"] = Text(f"{indicator.exclusions.en} {others.en}".strip(),
                             f"{indicator.exclusions.zh}{others.zh}").as_dict()
    return raw
