"""Where a table begins: the row of its headings, behind titles, cover lines and empty rows, and in two rows or one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from plumbline.records.core.kinds import Kind
from plumbline.records.intake.reading import spelling, wide
from plumbline.rulebook.mappings.mappings import Mapping

LOOKED_AT = 40
"""Rows among which the headings are looked for."""
_UNIT = re.compile(r"^(.+?)\s*[(（\[【]\s*(?:单位\s*[:：]\s*)?([^()（）\[\]【】]{1,12})\s*[)）\]】]$", re.DOTALL)
_SCALES = {"十": 1, "百": 2, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "万亿": 12,
           "thousand": 3, "million": 6, "billion": 9}
# 千克, 千米 and 千瓦 are units of their own.
_SCALED = re.compile(rf"({'|'.join(sorted(_SCALES, key=len, reverse=True))})\s*"
                     r"(?:元|人民币元|美元|人次?|家|个|件|项|批次?|次|户|台|套|吨|yuan|CNY|RMB|persons|people)?",
                     re.IGNORECASE)
_MARKS = re.compile(r"^[*＊]+|[*＊]+$|[(（](?:必填|选填|required|optional)[)）]$", re.IGNORECASE)
_BLANK = re.compile(r"\s+")


def plain(heading: str) -> str:
    """A heading as it is compared: without spaces, breaks of lines and marks of what is required; case is nothing."""
    return _BLANK.sub("", _MARKS.sub("", spelling.code(heading))).casefold()


def parted(heading: str) -> tuple[str, str]:
    """A heading and the unit behind it in brackets; empty where there is none."""
    found = _UNIT.match(spelling.text(heading))
    return (found[1], found[2]) if found else (heading, "")


def scale(heading: str) -> int:
    """The power of ten that the unit behind a heading names: 4 for （万元）, 0 where it names none."""
    found = _SCALED.fullmatch(parted(heading)[1].strip())
    return _SCALES[found[1].lower()] if found else 0


def tidy(heading: str) -> str:
    """A heading as it is named: on one line, without spaces at its ends."""
    return re.sub(r"\s*[\r\n]+\s*", "", spelling.text(heading))


@dataclass(frozen=True, slots=True)
class Headings:
    """What is known of the headings of a kind's files: each as it is compared, and the field it fills (empty: left
    out). ``needed`` are the fields without which no record is whole; ``periods`` says whether a period may be a
    heading, with its values below it."""

    fields: Dict[str, str] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()
    periods: bool = False

    @classmethod
    def of(cls, kind: Kind, mapping: Mapping | None) -> Headings:
        """The headings by which a file of ``kind`` is known: those of its mapping, or names and titles of fields."""
        if mapping is not None:
            known = {plain(column): name for column, name in mapping.columns.items()}
            known |= {plain(column): "" for column in (*mapping.ignore, *mapping.taken) if plain(column) not in known}
            needed = {spec.name for spec in kind.fields if spec.required} - set(mapping.defaults)
            return cls(known, frozenset(needed & set(mapping.columns.values())), wide.is_wide(kind, mapping))
        known = {}
        for spec in kind.fields:
            for word in (spec.name, spec.name.replace("_", " "), spec.title.en, spec.title.zh):
                known.setdefault(plain(word), spec.name)
        return cls(known, frozenset(spec.name for spec in kind.fields if spec.required), wide.is_wide(kind, None))

    @classmethod
    def of_several(cls, kinds: Sequence[Kind], mappings: Sequence[Mapping | None]) -> Headings:
        """The headings by which a file that gives several kinds is known; what the first needs tells its table."""
        each = [cls.of(kind, mapping) for kind, mapping in zip(kinds, mappings, strict=True)]
        if len(each) == 1:
            return each[0]
        fields: dict[str, str] = {}
        for one in each:
            fields |= {word: name for word, name in one.fields.items() if not fields.get(word)}
        return cls(fields, each[0].needed)

    def field_of(self, heading: str) -> str | None:
        """The field a heading names, with or without its unit; empty: it is left out; None: it is not known."""
        found = self.fields.get(plain(heading))
        if found is not None:
            return found
        if self.periods and (wide.period_of(heading) is not None or wide.month_of(heading) is not None):
            return wide.PERIOD
        return self.fields.get(plain(parted(heading)[0]))

    def known(self, names: Iterable[str]) -> int:
        """How many of these headings are known."""
        return sum(bool(name) and self.field_of(name) is not None for name in names)

    def fit(self, names: Iterable[str]) -> bool:
        """Whether these headings give every record what it needs."""
        given = {self.field_of(name) for name in names if name}
        if self.periods and wide.PERIOD in given:
            given |= {wide.PERIOD, wide.VALUE, wide.SPAN, wide.LAST}
        return bool(self.needed) and self.needed <= given


@dataclass(frozen=True, slots=True)
class Found:
    """The headings of a table: their last row, their first, their names by column from the first, how many are
    known."""

    row: int
    first: int
    names: tuple[str, ...]
    known: int = 0


def find(rows: Sequence[tuple[int, Sequence[str]]], headings: Headings,
         merged: Sequence[tuple[int, int, int, int]] = ()) -> Found | None:
    """The headings among the first ``rows``, each a number and its texts: the row with most known ones. Where
    fewer than two are known it is the first row that is not empty; None where all are."""
    best: Found | None = None
    for place, (number, texts) in enumerate(rows):
        names = tuple(tidy(text) for text in texts)
        found = Found(number, number, names, headings.known(names))
        below = rows[place + 1] if place + 1 < len(rows) else None
        if below is not None and below[0] == number + 1 and any(_heads(area, number) for area in merged):
            both = _two_rows(number, texts, below[1], headings, merged)
            known = headings.known(both)
            if known > found.known or (known == found.known and len(set(both)) > len(set(names))):
                found = Found(number + 1, number, both, known)
        if best is None or found.known > best.known:
            best = found
    if best is None or best.known >= 2 or not rows:
        return best
    number, texts = rows[0]
    first = tuple(tidy(text) for text in texts)
    return best if best.known and sum(map(bool, best.names)) == best.known else Found(
        number, number, first, headings.known(first))


def _heads(area: tuple[int, int, int, int], row: int) -> bool:
    """Whether merged cells begin in ``row`` and end in it or the next."""
    top, bottom, _, _ = area
    return top == row and bottom <= row + 1


def _two_rows(number: int, above: Sequence[str], below: Sequence[str], headings: Headings,
              merged: Sequence[tuple[int, int, int, int]]) -> tuple[str, ...]:
    width = max(len(above), len(below))
    top = [*map(tidy, above), *[""] * (width - len(above))]
    under = [*map(tidy, below), *[""] * (width - len(below))]
    for first, last, left, right in merged:
        if first == number == last:
            top[left:right] = [top[left - 1]] * max(0, min(right, width) - left)
    return tuple(_joined(one, two, headings) for one, two in zip(top, under, strict=True))


def _joined(above: str, below: str, headings: Headings) -> str:
    if not above or not below or above == below:
        return above or below
    if headings.field_of(below) is not None:
        return below
    return f"{above} {below}"
