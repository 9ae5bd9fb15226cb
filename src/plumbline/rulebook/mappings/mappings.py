"""Column mappings: how the columns of somebody's file become the fields of a record kind. Kept as reusable files."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.core.cache import kept
from plumbline.rulebook.core.faults import Faulty, Loaded
from plumbline.rulebook.core.files import own_files, shipped_files, unreadable
from plumbline.rulebook.core.toml_text import read
from plumbline.rulebook.mappings import score_bands
from plumbline.rulebook.mappings.score_bands import Bands, as_in
from plumbline.text import Text

KEYS = {"kind", "kinds", "title", "empty", "ignore", "round", "dates", "columns", "values", "defaults", "fields",
        "bands", "digits", "encoding", "sheets", "hidden", "heading", "year"}
OF_A_KIND = {"columns", "fields", "values", "defaults", "bands", "round", "digits", "when"}
"""What each kind says for itself, where a file gives several. ``values`` and ``defaults`` may stand above, for all."""
EVERY_OTHER = "*"
"""In ``ignore``: every column that is not taken in."""
_BRACES = re.compile(r"\{([^{}]+)\}")
EMPTY = ("", "NA", "N/A", "NULL")


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _pairs(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _readings(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) or type(one) is int for one in value.values())


def _under(line: str, table: str) -> Text:
    return Text(f"{line} under [{table}]", f"{line}，置于[{table}]之下")


# What each key must look like, and how to write it.
SHAPES: dict[str, tuple[Callable[[Any], bool], Text | str]] = {
    "title": (lambda value: isinstance(value, str) or _pairs(value), 'title = { en = "County inspections" }'),
    "empty": (_texts, 'empty = ["", "-"]'),
    "ignore": (_texts, 'ignore = ["remark"]'),
    "round": (_texts, 'round = ["latitude"]'),
    "digits": (lambda value: isinstance(value, dict) and all(type(one) is int and 1 < one <= 18
                                                             for one in value.values()),
               _under("number = 4", "digits")),
    "dates": (lambda value: isinstance(value, str), 'dates = "%d/%m/%Y"'),
    "encoding": (lambda value: isinstance(value, str), 'encoding = "gb18030"'),
    "sheets": (_texts, 'sheets = ["2023"]'),
    "hidden": (lambda value: isinstance(value, bool), "hidden = true"),
    "heading": (lambda value: type(value) is int and value > 0, "heading = 3"),
    "year": (lambda value: type(value) is int and 1800 <= value <= 2200, "year = 2023"),
    "when": (lambda value: isinstance(value, str) or (_texts(value) and bool(value)), 'when = "violation_id"'),
    "kinds": (lambda value: bool(value) and isinstance(value, dict)
              and all(isinstance(one, dict) for one in value.values()), "[kinds.inspection]"),
    "bands": (lambda value: isinstance(value, dict) and all(isinstance(one, dict) for one in value.values()),
              score_bands.EXAMPLE),
    "columns": (_pairs, _under('"No." = "number"', "columns")),
    "fields": (_pairs, _under('number = "{Year}-{No.}"', "fields")),
    "defaults": (lambda value: isinstance(value, dict) and not any(isinstance(one, dict | list)
                                                                   for one in value.values()),
                 _under('purpose = "canvass"', "defaults")),
    "values": (lambda value: isinstance(value, dict) and all(_readings(one) for one in value.values()),
               _under('"OK" = "pass"', "values.result")),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What is asked of the reading of a file, where it is not to find out by itself. ``encoding``: of its text.
    ``sheets``: which to read, hidden ones too. ``hidden``: whether hidden rows and columns are read. ``heading``: the
    row of the headings, counted from 1; 0: wherever they are. ``year``: that of headings which are months; 0: not
    said."""

    encoding: str = ""
    sheets: tuple[str, ...] = ()
    hidden: bool = False
    heading: int = 0
    year: int = 0

    def over(self, other: Reading) -> Reading:
        """This, and what ``other`` asks where this asks nothing."""
        return Reading(self.encoding or other.encoding, self.sheets or other.sheets, self.hidden or other.hidden,
                       self.heading or other.heading, self.year or other.year)


@dataclass(frozen=True, slots=True)
class Mapping:
    """``columns``: source column -> field. ``values``: field -> spelling in the file -> value. ``defaults``: field ->
    value where the file has none. ``ignore``: columns to leave out. ``round``: decimal fields that may lose places.
    ``digits``: text field -> how many digits stand behind the point of its numbers, whose noughts at the end were lost.
    ``fields``: field -> columns in braces, of which it is made. ``dates``: an strptime pattern, where days are not
    written 2013-01-31. ``reading``: how the file is to be read. ``bands``: field -> what the scores of a column mean.
    ``when``: the columns that must hold something, or the row gives no record of this kind. ``several``: where one file
    gives several kinds, a mapping for each, and ``kind`` is empty. ``shared``: the fields among ``values`` and
    ``defaults`` that are said for all of them; a kind without such a field passes over it."""

    name: str
    kind: str
    title: Text = Text()
    columns: Dict[str, str] = field(default_factory=dict)
    values: Dict[str, Dict[str, str]] = field(default_factory=dict)
    defaults: Dict[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    round: tuple[str, ...] = ()
    digits: Dict[str, int] = field(default_factory=dict)
    empty: tuple[str, ...] = EMPTY
    dates: str = ""
    reading: Reading = Reading()
    fields: Dict[str, str] = field(default_factory=dict)
    bands: Dict[str, Bands] = field(default_factory=dict)
    when: tuple[str, ...] = ()
    several: tuple[Mapping, ...] = ()
    shared: frozenset[str] = frozenset()

    @property
    def each(self) -> tuple[Mapping, ...]:
        """A mapping for each kind that a file gives, in the order in which they are taken in."""
        return self.several or (self,)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that a file gives."""
        return tuple(one.kind for one in self.each)

    @property
    def filled(self) -> frozenset[str]:
        """The fields that something of a file, or a default, fills."""
        return frozenset((*self.columns.values(), *self.fields, *self.bands, *self.defaults))

    @property
    def taken(self) -> frozenset[str]:
        """The columns that are taken in, or asked whether they hold something."""
        made = (part for text in self.fields.values() for part, is_column in parts(text) if is_column)
        scored = (one.column for one in self.bands.values())
        return frozenset((*self.columns, *made, *scored, *self.when))


def parts(text: str) -> list[tuple[str, bool]]:
    """What a field is made of: words as they are, and the names of columns, which stand in braces."""
    found = [(part, place % 2 == 1) for place, part in enumerate(_BRACES.split(text))]
    return [(part, is_column) for part, is_column in found if part]


def parse(name: str, where: str, raw: Dict[str, Any]) -> Mapping:
    """A mapping from the content of its file; an unknown key or a missing kind is an error naming file and key."""
    _check_keys(raw, KEYS, where)
    if "kinds" in raw:
        return _several(name, where, raw)
    if not isinstance(raw.get("kind"), str):
        raise RulebookError("mapping.no_kind", Text("the key 'kind' is missing", "缺少kind键"), where=where,
                            next_step=Text(
            'Write kind = "inspection", say; or [kinds.inspection] and others, where a file gives several kinds',
            '例如：kind = "inspection"；一个文件含多类记录的，写[kinds.inspection]等'))
    return _single(name, raw["kind"], where, raw)


def _check_keys(raw: Dict[str, Any], keys: set[str], where: str) -> None:
    for key in raw:
        if key not in keys:
            raise RulebookError("rule.unknown_key", Text(f"unknown key '{key}'", f"没有名为“{key}”的键"), where=where,
                                next_step=Text(f"Use: {', '.join(sorted(keys))}", f"可用：{'、'.join(sorted(keys))}"))
    for key, (shape, example) in SHAPES.items():
        if key in raw and not shape(raw[key]):
            raise RulebookError("mapping.key_form", Text(f"the key '{key}' has another form than it should",
                                                         f"键“{key}”的写法不对"), where=where,
                                next_step=as_in(Text.of(example)))


def _single(name: str, kind: str, where: str, raw: Dict[str, Any]) -> Mapping:
    when = raw.get("when", ())
    return Mapping(
        name=name,
        kind=kind,
        title=Text.of(raw.get("title", name)),
        columns=dict(raw.get("columns", {})),
        values={field_name: {word: str(read) for word, read in table.items()}
                for field_name, table in raw.get("values", {}).items()},
        fields=dict(raw.get("fields", {})),
        defaults={key: str(value) for key, value in raw.get("defaults", {}).items()},
        bands={field_name: score_bands.read(field_name, one, where)
               for field_name, one in raw.get("bands", {}).items()},
        ignore=tuple(raw.get("ignore", ())),
        round=tuple(raw.get("round", ())),
        digits=dict(raw.get("digits", {})),
        empty=tuple(raw.get("empty", EMPTY)),
        dates=raw.get("dates", ""),
        when=(when,) if isinstance(when, str) else tuple(when),
        reading=Reading(raw.get("encoding", ""), tuple(raw.get("sheets", ())), raw.get("hidden", False),
                        raw.get("heading", 0), raw.get("year", 0)),
    )


def _several(name: str, where: str, raw: Dict[str, Any]) -> Mapping:
    parts_of = ", ".join(f"[kinds.{one}]" for one in raw["kinds"])
    for key in ("kind", "columns", "fields", "bands", "round", "digits"):
        if key in raw:
            raise RulebookError(
                "mapping.beside_kinds", Text(f"the key '{key}' stands beside 'kinds'", f"键“{key}”不能与kinds并列"),
                where=where, why=Text("Where a file gives several kinds, each says this for itself",
                                      "一个文件含多类记录时，各类须分别写明"),
                next_step=Text(f"Move it below one of: {parts_of}", f"请移到以下之一之下：{parts_of}"))
    whole = _single(name, "", where, raw)
    each = []
    for kind, own in raw["kinds"].items():
        _check_keys(own, OF_A_KIND, f"{where}, kinds.{kind}")
        one = _single(name, kind, f"{where}, kinds.{kind}", own)
        each.append(replace(
            one, title=whole.title, values={**whole.values, **one.values}, defaults={**whole.defaults, **one.defaults},
            empty=whole.empty, dates=whole.dates, reading=whole.reading,
            shared=frozenset((*whole.values, *whole.defaults)) - set(one.values) - set(one.defaults)))
    every = frozenset(column for one in each for column in one.taken)
    # What another kind takes in is not lost.
    return replace(whole, several=tuple(
        replace(one, ignore=(*whole.ignore, *sorted(every - one.taken - set(whole.ignore)))) for one in each))


@kept("mappings")
def load_mappings(home: Home | None) -> Loaded[Mapping]:
    """All mappings by name: the shipped ones, then the authority's own, which may replace a shipped one. A faulty file
    is told among the ``faults``, and no shipped mapping takes its place."""
    found: dict[str, Mapping] = {}
    faults: list[Faulty] = []
    for file, text in (*shipped_files("mappings"), *own_files(home, "mappings", faults)):
        name = file.removeprefix("mappings/").removesuffix(".toml")
        try:
            found[name] = _read(name, file, text)
        except RulebookError as error:
            faults.append(Faulty(file, error, (name,)))
    for fault in faults:
        for name in fault.ids:
            found.pop(name, None)
    return Loaded(found, faults)


def load_file(path: Path) -> Mapping:
    """The mapping in one file anywhere."""
    try:
        return _read(path.stem, str(path), path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(Text("the mapping file cannot be read", "映射文件无法读取"), str(path), error) from error


def _read(name: str, where: str, content: str) -> Mapping:
    return parse(name, where, read(content, where))
