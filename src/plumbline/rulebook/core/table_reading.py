"""Reading a table of a rulebook file, so that every fault names file and key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plumbline.errors import Code, PlumblineError, RulebookError
from plumbline.methods.shared.suggesting import suggest
from plumbline.text import UNSAID, Citation, Text

STATUSES = ("verified", "unverified", "partial")
AS_WORDS = Text('Write { en = "...", zh = "..." }', '写法：{ en = "...", zh = "..." }')
DIGITS = Text("Write digits, as in 7.5", "请填写数字，如7.5")
LEAVE_OUT = Text("Leave it out", "请删去此项")
BOTH = {"en": "英文", "zh": "中文"}


class Table:
    """One table; ``where`` names it in messages. Every method :raises RulebookError: for what it does not find."""

    def __init__(self, raw: Any, where: str) -> None:
        if not isinstance(raw, Mapping):
            raise RulebookError("rule.not_table", Text("this is not a table", "此处应为一组键值"), where=where,
                                next_step=Text("Write [name] and its keys below it", "请先写[名称]，再在其下写各键"))
        self.raw: Mapping[str, Any] = raw
        self.where = where

    def __contains__(self, key: str) -> bool:
        return key in self.raw

    def wrong(self, key: str, code: Code | str, what: Text, *, why: Text = UNSAID,
              next_step: Text = UNSAID) -> RulebookError:
        """The error for one key."""
        return RulebookError(code, what, where=self.place(key), why=why, next_step=next_step)

    def place(self, key: str) -> str:
        """Where ``key`` of this table is found."""
        return f"{self.where}.{key}"

    def said(self, key: str, error: PlumblineError) -> RulebookError:
        """What was said of the value of one key, as the error for it."""
        return RulebookError.of(error, where=self.place(key))

    def missing(self, key: str, next_step: Text) -> RulebookError:
        """That one key is not there."""
        return self.wrong(key, "rule.missing", Text("this is missing", "此项缺失"), next_step=next_step)

    def only(self, keys: Sequence[str]) -> None:
        """Refuse any other key."""
        for key in self.raw:
            if key not in keys:
                raise self.wrong(key, "rule.unknown_key", Text(f"there is no key '{key}'", f"没有名为“{key}”的键"),
                                 next_step=suggest(key, keys))

    def text(self, key: str) -> str:
        """A string that is not empty."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "rule.not_text", Text("this is not a text", "此处应为文字"),
                             next_step=Text('Write it in "quotes"', "请填写文字（在文本中用双引号括起）"))
        return value

    def words(self, key: str) -> Text:
        """Words in both languages."""
        value = self._get(key)
        if isinstance(value, Mapping):
            for language, named in BOTH.items():
                if not isinstance(value.get(language), str) or not value[language].strip():
                    raise self.wrong(key, "rule.language_missing",
                                     Text(f"the words in '{language}' are missing", f"缺少{named}（{language}）"),
                                     next_step=AS_WORDS)
            if len(value) == 2:
                return Text(value["en"], value["zh"])
        raise self.wrong(key, "rule.not_words", Text("these are not words in two languages", "须同时填写英文和中文"),
                         next_step=AS_WORDS)

    def choice(self, key: str, of: Sequence[str], default: str | None = None) -> str:
        """One of ``of``."""
        if default is not None and key not in self:
            return default
        value = self.text(key)
        if value not in of:
            raise self.wrong(key, "rule.unknown_choice",
                             Text(f"'{value}' is none of those known", f"“{value}”不在可选范围内"),
                             next_step=suggest(value, of))
        return value

    def integer(self, key: str, low: int, high: int, default: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self.raw.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(key, "rule.not_whole_number", Text(f"this is not a whole number from {low} to {high}",
                                                                f"此处应为{low}至{high}之间的整数"),
                             next_step=Text(f"Write {default}, say", f"例如填写{default}"))
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where nothing is said."""
        value = self.raw.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "rule.not_flag", Text("this is neither true nor false", "此处应为是或否"),
                             next_step=Text("Write true, or leave it out", "请填写true，或删去此项"))
        return value

    def sub(self, key: str) -> Table:
        """The table under ``key``."""
        return Table(self._get(key), f"{self.where}.{key}")

    def citation(self, key: str) -> Citation:
        """Where the definition is written."""
        table = self.sub(key)
        table.only(("text", "article", "effective", "status", "read_at", "ours"))
        ours = table.flag("ours")
        optional = {name: table.text(name) for name in ("article", "effective", "read_at") if name in table}
        status = table.choice("status", STATUSES, "verified")
        return Citation(text=table.text("text"), status=status, ours=ours, **optional)

    def _get(self, key: str) -> Any:
        if key not in self.raw:
            raise self.missing(key, Text("Every definition states it: docs/rulebook.md shows how",
                                         "每项规则都须写明此项，写法见使用手册“规则”一章"))
        return self.raw[key]
