"""Words in the interface's two languages, kept side by side where they are declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

LANGUAGES = ("en", "zh-hans")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUS = "\u2212"
NOTHING = "\u2013"
"""What stands where there is no number and no day."""

DIRECTIONS = "\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Signs that are not seen and turn the order in which text is shown (Unicode Standard Annex 9), as a regular expression
has them between brackets: 1042 with one of them may read 2401."""
_DIRECTION = re.compile(f"[{DIRECTIONS}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def directions_shown(text: str) -> str:
    """``text`` with each sign that turns the order of writing in words, for where it cannot be kept apart."""
    return _DIRECTION.sub(lambda found: f"<U+{ord(found.group()):04X}>", text)


def surrogates_shown(text: str) -> str:
    """``text`` with each half of a sign, which no encoding can write, as its number: \\ud800."""
    return _SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def for_xml(text: str) -> str:
    """``text`` with U+FFFD for each sign that no XML may hold (XML 1.0, production 2): one of them in one name, and a
    whole letter, workbook or feed is none."""
    return text if text.isascii() and text.isprintable() else _NOT_IN_XML.sub("\ufffd", text)


def has_surrogate(text: str) -> bool:
    """Whether ``text`` holds half of a sign, and so is none."""
    return not text.isascii() and _SURROGATE.search(text) is not None


def several(count: int, word: str) -> str:
    """``count`` of an English ``word`` whose plural ends in s: 1 row, 1,200 rows."""
    return f"{count:,} {word}" + ("" if count == 1 else "s")


def written_day(value: date | None, language: str | None) -> str:
    """``21 Nov 2026`` or ``2026年11月21日``."""
    if value is None:
        return NOTHING
    if (language or "en").startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def written_number(value: int | Decimal | str | None, places: int | None = None, *, signed: bool = False) -> str:
    """A number grouped by thousands, rounded half to even to ``places`` where given, with a true minus sign."""
    if value is None or value == "":
        return NOTHING
    exact = Decimal(value)
    if places is not None:
        exact = round(exact, places) if places else Decimal(round(exact))
    text = f"{abs(exact):,f}"
    if exact.is_signed() and exact:
        return MINUS + text
    return f"+{text}" if signed and exact else text


@dataclass(frozen=True, slots=True)
class Text:
    """One phrase in English and Simplified Chinese. A missing language falls back to the other."""

    en: str = ""
    zh: str = ""

    def say(self, language: str | None) -> str:
        """The phrase in ``language`` (a Django language code; anything that starts with ``zh`` is Chinese)."""
        if (language or "en").startswith("zh"):
            return self.zh or self.en
        return self.en or self.zh

    def as_dict(self) -> dict[str, str]:
        """``{"en": …, "zh": …}``, for JSON and definition hashes."""
        return {"en": self.en, "zh": self.zh}

    @classmethod
    def of(cls, value: str | Text | Mapping[str, str]) -> Text:
        """From a rulebook's value: a plain string serves both languages, a table names them."""
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls(value, value)
        return cls(value.get("en", ""), value.get("zh", ""))

    def filled(self, **holes: object) -> Text:
        """The phrase with what stands in braces put in; what is a Text is put in in each language."""
        en, zh = ({name: value.say(language) if isinstance(value, Text) else value for name, value in holes.items()}
                  for language in LANGUAGES)
        return Text(self.en.format(**en), self.zh.format(**zh))

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)

    def __str__(self) -> str:
        return self.en or self.zh


UNSAID = Text()
"""Nothing said."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule or a meaning is written: the text's official name, its article, its date of effect.

    ``status`` is ``verified``, ``unverified`` (from memory or a mirror) or ``partial``; pages show anything but
    ``verified``. ``read_at`` is the place it was read, never the authority for it. ``ours`` marks a definition that is
    this project's own and cites nothing above it.
    """

    text: str
    article: str = ""
    effective: str = ""
    status: str = "verified"
    read_at: str = ""
    ours: bool = False

    def as_dict(self) -> dict[str, str | bool]:
        """For JSON and definition hashes."""
        return {
            "text": self.text,
            "article": self.article,
            "effective": self.effective,
            "status": self.status,
            "read_at": self.read_at,
            "ours": self.ours,
        }

    def written(self, language: str | None) -> str:
        """The citation as a line of text, with what is not certain of it."""
        chinese = (language or "en").startswith("zh")
        line = self.text
        if self.article:
            numbered = f"第{self.article}条" if chinese else f", article {self.article}"
            line += numbered if self.article[:1].isdecimal() else f" · {self.article}"
        if self.effective:
            try:
                day = written_day(date.fromisoformat(self.effective), language)
            except ValueError:
                day = self.effective
            line += f"，自{day}起施行" if chinese else f", in effect from {day}"
        doubts = [each.say(language) for each in self._doubts()]
        if doubts:
            line += f"（{'；'.join(doubts)}）" if chinese else f" ({'; '.join(doubts)})"
        return line

    def _doubts(self) -> list[Text]:
        said = {"unverified": Text("unverified", "未核实"), "partial": Text("partial", "不完整")}
        doubts = [said[self.status]] if self.status in said else []
        if self.ours:
            doubts.append(Text("our definition", "自定"))
        if self.read_at:
            doubts.append(Text(f"read at {self.read_at}", f"查阅于{self.read_at}"))
        return doubts
