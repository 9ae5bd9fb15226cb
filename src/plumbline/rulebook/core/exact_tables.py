"""Reading a table of a scheme or flow: exact numbers, days, lists, roundings; every fault names file and key."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from plumbline.errors import MethodError, RulebookError
from plumbline.methods.assessment.scoring.declarations import beyond
from plumbline.methods.assessment.scoring.rounding import MAX_PLACES, Rounding
from plumbline.rulebook.core.table_reading import DIGITS, Table
from plumbline.text import Text

ROUNDING_KEYS = ("places", "mode")
MOST_PARTS = 2_000
"""Blocks, items, grades, stages of one list: a text with more is no scheme that anybody reads."""
ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
SCHEME_ID = Text("Use small letters, digits, - and .", "只能使用小写字母、数字、-和.")
T = TypeVar("T")


class SchemeTable(Table):
    """A table with the values that schemes have besides words: exact numbers, days, lists of tables."""

    def number(self, key: str, low: int, high: int | Decimal) -> Decimal:
        """An exact number from ``low`` to ``high``."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or beyond(value) or not low <= value <= high:
            raise self.wrong(key, "rule.not_number",
                             Text(f"this is not a number from {low} to {high}", f"此处应为{low}至{high}之间的数字"),
                             next_step=DIGITS)
        return Decimal(value)

    def day(self, key: str) -> date:
        """A calendar day."""
        value = self._get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise not_day(self.place(key))
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where it is not written."""
        value = self.raw.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "rule.not_flag", Text("this is neither true nor false", "此处应为是或否"),
                             next_step=Text("Write true or false, without quotes", "请填写true或false，不加引号"))
        return value

    def name(self, key: str) -> Text:
        """A name: words in both languages, or one text that serves both."""
        return Text.of(self.text(key)) if isinstance(self.raw.get(key), str) else self.words(key)

    def sub(self, key: str) -> SchemeTable:
        """The table under ``key``."""
        return SchemeTable(self._get(key), f"{self.where}: {key}")

    def parts(self, key: str) -> list[SchemeTable]:
        """The tables under ``key``, each named by its id or grade."""
        value = self._get(key)
        if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
            raise self.wrong(key, "rule.not_list", Text("this is not a list of tables", "此处应为列表"),
                             next_step=Text(f"Write [[{key}]] above each", f"请在每项之前写[[{key}]]"))
        if len(value) > MOST_PARTS:
            raise self.wrong(key, "rule.too_many",
                             Text(f"there are {len(value)} of them, and a rule has at most {MOST_PARTS}",
                                  f"共有{len(value)}个，最多{MOST_PARTS}个"), next_step=Text("Divide it", "请拆分"))
        places = (each.get("id", each.get("grade", place)) for place, each in enumerate(value, start=1))
        return [SchemeTable(each, f"{self.where}: {key} {place}") for each, place in zip(value, places, strict=True)]

    def place(self, key: str) -> str:
        """See :meth:`Table.place`."""
        return f"{self.where}: {key}"

    def method(self, key: str, act: Callable[[], T]) -> T:
        """What ``act`` gives; its complaint becomes one about ``key``."""
        try:
            return act()
        except MethodError as error:
            raise self.said(error.where.en or key, error) from error


def no_id(table: Table, id: str) -> RulebookError:
    """That ``id``, which stands in ``table``, cannot be an id."""
    return table.wrong("id", "rule.no_id", Text(f"'{id}' is no id", f"“{id}”不能用作编号"),
                       next_step=SCHEME_ID)


def twice(table: Table, id: str, named: Text) -> RulebookError:
    """That what is ``named`` so has the same ``id`` as one before."""
    return table.wrong("id", "rule.twice", Text(f"{named.en} '{id}' is there twice", f"{named.zh}“{id}”重复"),
                       next_step=Text("Give each its own id", "请各取编号"))


def not_day(where: str) -> RulebookError:
    """That what stands at ``where`` is no calendar day."""
    return RulebookError("rule.not_day", Text("this is not a day", "此处应为日期"), where=where,
                         next_step=Text("Write 2013-01-31, without quotes",
                                        "请按2013-01-31的格式填写（在文本中不加引号）"))


def rounding_of(table: SchemeTable) -> Rounding:
    """The rounding that ``table`` states. :raises RulebookError: for a mode or a number of places there is not."""
    part = table.sub("rounding")
    part.only(ROUNDING_KEYS)
    places, mode = part.integer("places", 0, MAX_PLACES, 0), part.text("mode")
    return part.method("places", lambda: Rounding(places, mode))
