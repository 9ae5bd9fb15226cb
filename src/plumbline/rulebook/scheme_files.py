"""From a scheme file to a :class:`plumbline.rulebook.schemes.Scheme`, or to the error that names file and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from plumbline.errors import MethodError, RulebookError
from plumbline.methods.assessment.bands import Band, Bands
from plumbline.methods.assessment.counted import Bonus
from plumbline.methods.assessment.declarations import Rule, rule_of
from plumbline.methods.assessment.determined import DETERMINATION, NO_DATA, Veto
from plumbline.methods.assessment.joint import JointBand, JointBands
from plumbline.methods.assessment.rounding import MAX_PLACES, Rounding
from plumbline.methods.assessment.scored import BETTER
from plumbline.methods.assessment.thresholds import FIGURE
from plumbline.methods.assessment.wording import number
from plumbline.methods.assessment.years import AssessmentYear
from plumbline.rulebook.refusals import suggest
from plumbline.rulebook.schemes import Block, Item, Minimum, Number, Scheme
from plumbline.rulebook.tables import Table
from plumbline.rulebook.vocabularies import vocabulary
from plumbline.text import Text

SCHEME_KEYS = (
    "id", "extends", "title", "meaning", "illustrative", "label", "partial", "source", "valid_from", "valid_to", "year",
    "flow", "full", "level", "within", "rounding", "minimum", "grades", "block",
)
ROUNDING_KEYS = ("places", "mode")
MINIMUM_KEYS = ("indicator", "n", "of")
GRADES_KEYS = ("source", "rounding", "band", "joint")
BAND_KEYS = ("grade", "from", "to", "title")
JOINT_KEYS = ("grade", "title", "any")
NUMBER_KEYS = ("unit", "better")
BLOCK_KEYS = ("id", "title", "points", "item")
ITEM_KEYS = (
    "id", "title", "meaning", "points", "figure", "determination", "number", "rule", "no_data", "not_applicable",
    "owner", "clause", "source",
)
UNPUBLISHED_KEYS = ("id", "title", "meaning", "points", "owner", "clause", "source")
UNPUBLISHED = "unpublished"
ID = re.compile(r"[a-z0-9][a-z0-9.-]*")
MAX_FULL = 10_000
T = TypeVar("T")


def parse_scheme(file: str, text: str, figures: Collection[str]) -> Scheme:
    """The scheme in ``text``, the content of ``file``, which extends no other. ``figures`` are the ids of the
    indicators there are.

    :raises RulebookError: for the first fault found.
    """
    return scheme_of(file, raw_of(file, text), figures)


def raw_of(file: str, text: str) -> dict[str, Any]:
    """What ``text``, the content of ``file``, holds, numbers exact. :raises RulebookError: if it is not TOML."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError("this is not valid TOML", where=file, why=str(error),
                            next_step="Mend the line it names") from error


def scheme_of(file: str, raw: Mapping[str, Any], figures: Collection[str], *, above: Scheme | None = None,
              own: Mapping[str, Any] | None = None) -> Scheme:
    """The scheme that ``raw`` states. Where it extends ``above``, ``raw`` holds what is inherited too, and ``own`` is
    what the file itself says. :raises RulebookError: for the first fault found."""
    return _Reader(SchemeTable(raw, file), figures, above).read(file, own or raw)


class SchemeTable(Table):
    """A table with the values that schemes have besides words: exact numbers, days, lists of tables."""

    def number(self, key: str, low: int, high: int | Decimal) -> Decimal:
        """An exact number from ``low`` to ``high``."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not low <= value <= high:
            raise self.wrong(key, f"this is not a number from {low} to {high}", next_step="Write digits, as in 7.5")
        return Decimal(value)

    def day(self, key: str) -> date:
        """A calendar day."""
        value = self._get(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, "this is not a day", next_step="Write 2013-01-31, without quotes")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false where it is not written."""
        value = self.raw.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(key, "this is neither true nor false", next_step="Write true or false, without quotes")
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
            raise self.wrong(key, "this is not a list of tables", next_step=f"Write [[{key}]] above each")
        places = (each.get("id", each.get("grade", place)) for place, each in enumerate(value, start=1))
        return [SchemeTable(each, f"{self.where}: {key} {place}") for each, place in zip(value, places, strict=True)]

    def wrong(self, key: str, what: str, *, why: str = "", next_step: str = "") -> RulebookError:
        """The error for one key."""
        return RulebookError(what, where=f"{self.where}: {key}", why=why, next_step=next_step)

    def method(self, key: str, act: Callable[[], T]) -> T:
        """What ``act`` gives; its complaint becomes one about ``key``."""
        try:
            return act()
        except MethodError as error:
            raise self.wrong(error.where or key, error.what, why=error.why, next_step=error.next_step) from error


class _Reader:
    def __init__(self, table: SchemeTable, figures: Collection[str], above: Scheme | None) -> None:
        table.only(SCHEME_KEYS)
        self.table = table
        self.above = above
        self.given = {part.id: part.inherited or above.id for part in above.blocks} if above else {}
        self.inherited = {item.id: item.inherited or above.id for item in above.items} if above else {}
        self.figures = figures
        self.cites = table.citation("source")
        self.rounding = self._rounding(table)
        self.full = table.number("full", 1, MAX_FULL)
        self.partial = table.words("partial") if "partial" in table else Text()
        self.bands, self.grades = self._bands()
        self.seen: set[str] = set()

    def read(self, file: str, own: Mapping[str, Any]) -> Scheme:
        table = self.table
        if "extends" in table and self.above is None:
            raise table.wrong("extends", "what it extends is not there to be read",
                              next_step="Read it with the schemes beside it")
        illustrative = table.flag("illustrative")
        valid_from, valid_to = self._validity()
        blocks = self._blocks()
        bands = self.bands or self._joint(blocks)
        cited = "grades" in table and "source" in table.sub("grades")
        return Scheme(
            id=self._id(table), title=table.words("title"), meaning=table.words("meaning"), illustrative=illustrative,
            label=table.words("label") if illustrative or "label" in table else Text(), partial=self.partial,
            cites=self.cites,
            valid_from=valid_from, valid_to=valid_to,
            year=table.method("year", lambda: AssessmentYear.of(table.text("year"))),
            flow=table.text("flow") if "flow" in table else "", full=self.full,
            level=table.choice("level", sorted(vocabulary("region-level"))), rounding=self.rounding, bands=bands,
            bands_cites=table.sub("grades").citation("source") if cited else self.cites, minimum=self._minimum(),
            blocks=blocks, sha256=_hash(own, self.above), file=file, above=self.above, definition=table.raw,
            within=table.text("within") if "within" in table else "",
        )

    def _id(self, table: SchemeTable) -> str:
        id = table.text("id")
        if not ID.fullmatch(id):
            raise table.wrong("id", f"'{id}' is no id", next_step="Use small letters, digits, - and .")
        return id

    def _validity(self) -> tuple[date, date | None]:
        first = self.table.day("valid_from")
        last = self.table.day("valid_to") if "valid_to" in self.table else None
        if last is not None and last < first:
            raise self.table.wrong("valid_to", f"it ends on {last}, before it begins on {first}")
        return first, last

    def _rounding(self, table: SchemeTable) -> Rounding:
        part = table.sub("rounding")
        part.only(ROUNDING_KEYS)
        places, mode = part.integer("places", 0, MAX_PLACES, 0), part.text("mode")
        return part.method("places", lambda: Rounding(places, mode))

    def _minimum(self) -> Minimum | None:
        if "minimum" not in self.table:
            return None
        part = self.table.sub("minimum")
        part.only(MINIMUM_KEYS)
        n = part.integer("n", 1, 1_000_000_000, 30)
        return Minimum(self._figure(part, "indicator"), n, part.words("of"))

    def _figure(self, table: SchemeTable, key: str) -> str:
        id = table.text(key)
        if id not in self.figures:
            raise table.wrong(key, f"there is no figure '{id}'", next_step=suggest(id, sorted(self.figures)))
        return id

    def _bands(self) -> tuple[Bands | None, tuple[str, ...]]:
        """The bands, and the grades there are. Joint thresholds need the blocks, which are read later."""
        if self.partial.en and "grades" not in self.table:
            return None, ()
        table = self.table.sub("grades")
        table.only(GRADES_KEYS)
        rounding = self._rounding(table)
        if "joint" in table:
            if "band" in table:
                raise table.wrong("joint", "grades follow either from bands or from joint thresholds",
                                  next_step="Write one of the two")
            return None, tuple(part.text("grade") for part in table.parts("joint"))
        bands = []
        for part in table.parts("band"):
            part.only(BAND_KEYS)
            low, high = part.number("from", 0, self.full), part.number("to", 0, self.full)
            bands.append(Band(part.text("grade"), low, high, part.words("title")))
        found = table.method("band", lambda: Bands(bands, rounding, self.full))
        return found, found.grades

    def _joint(self, blocks: tuple[Block, ...]) -> JointBands | None:
        if not self.grades:
            return None
        table, bands = self.table.sub("grades"), []
        rounding = self._rounding(table)
        for part in table.parts("joint"):
            part.only(JOINT_KEYS)
            cases = [{name: case.number(name, 0, self.full) for name in case.raw} for case in part.parts("any")]
            bands.append(JointBand(part.text("grade"), tuple(cases), part.words("title")))
        return table.method("joint", lambda: JointBands(bands, rounding, {one.id: one.points for one in blocks}))

    def _blocks(self) -> tuple[Block, ...]:
        blocks, ids = [], set()
        for table in self.table.parts("block"):
            table.only(BLOCK_KEYS)
            id, points = self._id(table), self._points(table)
            if id in ids:
                raise table.wrong("id", f"block '{id}' is there twice")
            ids.add(id)
            items = tuple(self._item(part) for part in table.parts("item"))
            if all(item.published for item in items):
                self._adds_up(table, "points", points, [item.points for item in items])
            blocks.append(Block(id, table.words("title"), points, items, self.given.get(id, "")))
        self._adds_up(self.table, "full", self.full, [block.points for block in blocks])
        return tuple(blocks)

    def _adds_up(self, table: SchemeTable, key: str, stated: Decimal, parts: list[Decimal]) -> None:
        found = sum(parts, Decimal(0))
        if stated != found:
            raise table.wrong(key, f"{number(stated)} points are stated, and the parts add up to {number(found)}",
                              next_step="Change the points until they agree")

    def _points(self, table: SchemeTable) -> Decimal:
        points = table.number("points", 0, self.full)
        if not self.rounding.exact(points):
            raise table.wrong("points", f"{number(points)} would be rounded {self.rounding.words().en}")
        return points

    def _item(self, table: SchemeTable) -> Item:
        id = self._id(table)
        if id in self.seen:
            raise table.wrong("id", f"item '{id}' is there twice")
        self.seen.add(id)
        if table.raw.get("points") == UNPUBLISHED:
            return self._unpublished(table, id)
        table.only(ITEM_KEYS)
        points = self._points(table)
        source = self._source(table)
        stated = self._number(table, source)
        declared = table.sub("rule")
        rule = table.method("rule", lambda: rule_of(declared.raw, points, self.rounding))
        self._rule_fits(table, rule, FIGURE if stated else source)
        none_needed = isinstance(rule, Veto | Bonus)
        # An indicator says what it measures; what an officer determines, only the scheme can say.
        meaning = table.words("meaning") if source == DETERMINATION or "meaning" in table else Text()
        return Item(
            id=id, title=table.words("title"), meaning=meaning, points=points,
            figure=self._figure(table, FIGURE) if source == FIGURE else "",
            determination=table.text(DETERMINATION) if source == DETERMINATION else "", number=stated, rule=rule,
            no_data="" if none_needed else table.choice("no_data", NO_DATA),
            not_applicable=self._not_applicable(table), owner=table.name("owner"), clause=table.text("clause"),
            cites=table.citation("source") if "source" in table else self.cites,
            inherited=self.inherited.get(id, ""),
        )

    def _unpublished(self, table: SchemeTable, id: str) -> Item:
        table.only(UNPUBLISHED_KEYS)
        if not self.partial.en:
            raise table.wrong("points", "only a partial scheme may have items without points",
                              next_step="Write the points, or say under 'partial' what the text does not publish")
        return Item(
            id=id, title=table.words("title"), meaning=table.words("meaning") if "meaning" in table else Text(),
            points=Decimal(0), figure="", determination="", number=None, rule=None, no_data="", not_applicable=False,
            owner=table.name("owner"), clause=table.text("clause"),
            cites=table.citation("source") if "source" in table else self.cites,
            inherited=self.inherited.get(id, ""),
        )

    def _number(self, table: SchemeTable, source: str) -> Number | None:
        if "number" not in table:
            return None
        if source == FIGURE:
            raise table.wrong("number", "a figure has its unit already", next_step="Leave it out")
        part = table.sub("number")
        part.only(NUMBER_KEYS)
        return Number(part.text("unit"), part.choice("better", BETTER))

    def _source(self, table: SchemeTable) -> str:
        named = [key for key in (FIGURE, DETERMINATION) if key in table]
        if len(named) != 1:
            raise table.wrong(FIGURE, "an item is scored from a figure or from a determination",
                              next_step='Write either figure = "..." or determination = "..."')
        return named[0]

    def _rule_fits(self, table: SchemeTable, rule: Rule, source: str) -> None:
        if rule.reads != source:
            better = "a threshold" if rule.name == "binary" and source == FIGURE else f"a rule for a {source}"
            if source == DETERMINATION:
                better = 'a rule for a determination, or say number = { unit = "...", better = "higher" }'
            raise table.wrong(f"rule.{rule.name}", f"this scores a {rule.reads}, and the item has a {source}",
                              next_step=f"Give it {better}")
        if isinstance(rule, Veto | Bonus):
            for key in ("no_data", "not_applicable"):
                if key in table:
                    raise table.wrong(key, "a veto has none: without a determination it does not fall"
                                      if isinstance(rule, Veto) else
                                      "a bonus has none: without a determination nothing is added")
        if isinstance(rule, Veto) and rule.grade not in self.grades:
            raise table.wrong("rule.veto.grade", f"there is no grade '{rule.grade}'",
                              next_step=suggest(rule.grade, self.grades))

    def _not_applicable(self, table: SchemeTable) -> bool:
        if "not_applicable" not in table:
            return False
        return table.choice("not_applicable", ("full",)) == "full"


def _hash(own: Mapping[str, Any], above: Scheme | None) -> str:
    # Canonical JSON and not the file's bytes: line endings and comments do not make another scheme. Nor does the day it
    # ends: a new version that begins next year must not stop the year that runs by this one.
    said = {key: value for key, value in own.items() if key != "valid_to"}
    if above is not None:
        said["extends"] = {"id": above.id, "sha256": above.sha256}
    return sha256(msgspec.json.encode(said, order="sorted")).hexdigest()
