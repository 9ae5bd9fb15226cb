"""Reading a table of a rulebook file, so that every fault names file and key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from plumbline.errors import RulebookError
from plumbline.rulebook.refusals import suggest
from plumbline.text import Citation, Text

STATUSES = ("verified", "unverified", "partial")


class Table:
    """One table; ``where`` names it in messages. Every method :raises RulebookError: for what it does not find."""

    def __init__(self, raw: Any, where: str) -> None:
        if not isinstance(raw, Mapping):
            raise RulebookError("this is not a table", where=where, next_step="Write [name] and its keys below it")
        self.raw: Mapping[str, Any] = raw
        self.where = where

    def __contains__(self, key: str) -> bool:
        return key in self.raw

    def wrong(self, key: str, what: str, *, why: str = "", next_step: str = "") -> RulebookError:
        """The error for one key."""
        return RulebookError(what, where=f"{self.where}.{key}", why=why, next_step=next_step)

    def only(self, keys: Sequence[str]) -> None:
        """Refuse any other key."""
        for key in self.raw:
            if key not in keys:
                raise self.wrong(key, f"there is no key '{key}'", next_step=suggest(key, keys))

    def text(self, key: str) -> str:
        """A string that is not empty."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "this is not a text", next_step='Write it in "quotes"')
        return value

    def words(self, key: str) -> Text:
        """Words in both languages."""
        value = self._get(key)
        if isinstance(value, Mapping):
            for language in ("en", "zh"):
                if not isinstance(value.get(language), str) or not value[language].strip():
                    raise self.wrong(key, f"the words in '{language}' are missing",
                                     next_step='Write { en = "...", zh = "..." }')
            if len(value) == 2:
                return Text(value["en"], value["zh"])
        raise self.wrong(key, "these are not words in two languages", next_step='Write { en = "...", zh = "..." }')

    def choice(self, key: str, of: Sequence[str], default: str | None = None) -> str:
        """One of ``of``."""
        if default is not None and key not in self:
            return default
        value = self.text(key)
        if value not in of:
            raise self.wrong(key, f"'{value}' is none of those known", next_step=suggest(value, of))
        return value

    def integer(self, key: str, low: int, high: int, default: int) -> int:
        """A whole number from ``low`` to ``high``."""
        value = self.raw.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.wrong(key, f"this is not a whole number from {low} to {high}", next_step=f"Write {default}, say")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where nothing is said."""
        value = self.raw.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "this is neither true nor false", next_step="Write true, or leave it out")
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
            raise self.wrong(key, "this is missing", next_step="Every definition states it: docs/rulebook.md shows how")
        return self.raw[key]
