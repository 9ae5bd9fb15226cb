"""Sets of rules by which the risk of a product is graded, as dated files of ``rulebook/risk``."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from plumbline.errors import MethodError
from plumbline.home import Home
from plumbline.methods.surveillance.risk import Band, Matrix, Units, probability_of
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "risk"
RISK_KEYS = ("level", "band", "units")
LEVEL_KEYS = ("id", "title")
BAND_KEYS = ("above", "levels")
UNITS_KEYS = ("up_to", "raises")
MOST_UNITS = 10**15


@dataclass(frozen=True, slots=True)
class RiskRules:
    """A matrix with the ``titles`` of its levels, and what its file says of itself."""

    dated: Dated
    matrix: Matrix
    titles: dict[str, Text]


@kept(FOLDER)
def load_risk_rules(home: Home | None) -> Loaded[RiskRules]:
    """Every set of rules by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_risk_rules)


def risk_rules(home: Home | None, id: str) -> RiskRules:
    """The set ``id``. :raises RulebookError: if there is none, or its file is faulty."""
    return dated_files.chosen(load_risk_rules(home), id, "risk.unknown_rules", Text("set of rules", "规则集"))


@kept_by_text
def parse_risk_rules(file: str, text: str) -> RiskRules:
    """The set in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, RISK_KEYS)
    titles: dict[str, Text] = {}
    for each in table.parts("level"):
        each.only(LEVEL_KEYS)
        titles[each.text("id")] = each.words("title")
    levels = tuple(titles)
    bands = [_band(each, levels) for each in table.parts("band")]
    units = [_units(each, levels) for each in table.parts("units")]
    falling = [each.above for each in bands if each.above is not None]
    rising = [each.up_to for each in units if each.up_to is not None]
    if len({len(each.levels) for each in bands}) != 1 or len(bands) < 2 or not _steps(
            [each.above for each in bands], falling, sorted(set(falling), reverse=True)):
        raise table.wrong("band", "risk.bands_unordered", Text(
            "the bands do not cover every probability once", "各区间未能恰好覆盖全部概率"), next_step=Text(
                "Write them from the highest down, each with as many levels, the last without 'above'",
                "请自高至低填写，各区间的等级数相同，最后一个不写above"))
    if not _steps([each.up_to for each in units], rising, sorted(set(rising))):
        raise table.wrong("units", "risk.units_unordered", Text(
            "the lines do not cover every number of units once", "各行未能恰好覆盖全部数量"), next_step=Text(
                "Write them from the lowest up, the last without 'up_to'", "请自低至高填写，最后一行不写up_to"))
    return RiskRules(dated, Matrix(levels, tuple(bands), tuple(units)), titles)


def _steps(ends: list[Fraction | None] | list[int | None], given: list[Fraction] | list[int],
           ordered: list[Fraction] | list[int]) -> bool:
    """Whether the last of ``ends``, and no other, is open, and those that are ``given`` are in order."""
    return ends[-1] is None and len(given) == len(ends) - 1 and given == ordered


def _band(table: SchemeTable, levels: tuple[str, ...]) -> Band:
    table.only(BAND_KEYS)
    above = None
    if "above" in table:
        try:
            above = probability_of(table.text("above"))
        except MethodError as error:
            raise table.said("above", error) from error
    given = table.raw.get("levels")
    if not isinstance(given, list) or not given:
        raise table.missing("levels", Text("Give the level of each severity", "请给出各严重程度的等级"))
    return Band(above, tuple(_level(table, "levels", each, levels) for each in given))


def _units(table: SchemeTable, levels: tuple[str, ...]) -> Units:
    table.only(UNITS_KEYS)
    up_to = table.integer("up_to", 0, MOST_UNITS, 0) if "up_to" in table else None
    raises = {_level(table, "raises", one, levels): _level(table, "raises", other, levels)
              for one, other in table.sub("raises").raw.items()}
    return Units(up_to, raises)


def _level(table: SchemeTable, key: str, given: object, levels: tuple[str, ...]) -> str:
    if not isinstance(given, str) or given not in levels:
        raise table.wrong(key, "rule.unknown_choice", Text(f"'{given}' is none of those known",
                                                           f"“{given}”不在可选范围内"),
                          next_step=Text(f"Choose one of: {', '.join(levels)}", f"可选：{'、'.join(levels)}"))
    return given
