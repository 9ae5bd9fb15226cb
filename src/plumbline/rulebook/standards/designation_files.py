"""How designations are written, as dated files of ``rulebook/designations``: one family of designations a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.standards.designation_dynamic import DYNAMIC
from plumbline.methods.standards.designation_endings import ENDINGS
from plumbline.methods.standards.designation_grammar import Family, Form, Grammar
from plumbline.methods.standards.designation_shapes import NUMBERS, PARTS, YEARS
from plumbline.methods.standards.designations import GUIDANCE, MANDATORY, RECOMMENDED, Prefix
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "designations"
FAMILY_KEYS = ("publisher", "kind", "level", "precedence", "first_year", "two_digit_years", "two_digits_kept",
               "editions", "endings", "joint", "adopts", "partners", "stages", "types", "forces", "regions",
               "departments", "form", "prefixes")
FORM_KEYS = ("number", "part", "year", "revised", "signed", "twin")
PREFIX_KEYS = ("en", "zh", "by", "kind", "force", "forces", "also", "base", "region", "gap", "names", "stage")
YEAR_KEYS = ("since", "until")
FORCES = (MANDATORY, RECOMMENDED, GUIDANCE)
KINDS = ("standard", "guidance_document", "technical_specification", "technical_report", "guide", "draft",
         "publicly_available_specification", "workshop_agreement", "recommendation", "technology_trends_assessment",
         "international_standardized_profile", "systems_reference_document", "directive", "handbook", "question",
         "reference_sample", "verification_regulation", "calibration_specification", "military_standard",
         "committee_document", "bulletin", "basic_publication", "vocabulary", "expert_report", "seminar_report",
         "test_report_form", "harmonization_document", "report", "group_specification", "group_report",
         "technical_basis_for_regulation", "published_document", "draft_for_development", "project", "publication")
LEVELS = ("international", "regional", "foreign", "national", "industry", "local", "group", "enterprise")
"""Codes of the vocabulary ``standard-level``."""
FIRST, LAST = 1875, 2099


@dataclass(frozen=True, slots=True, eq=False)
class DesignationFile:
    """A family of designations, the spellings of its prefixes, and what its file says of itself."""

    dated: Dated
    family: Family
    prefixes: tuple[tuple[str, Prefix], ...]
    precedence: int
    titles: Mapping[str, Text]
    level: str


@kept(FOLDER)
def load_designations(home: Home | None) -> Loaded[DesignationFile]:
    """Every family by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_designations)


def grammar(home: Home | None, on: date) -> Grammar:
    """The grammar of the families whose rules are in force on a day. :raises RulebookError: if a file is faulty: what
    it would have read would be told as unknown."""
    rules = load_designations(home)
    rules.sound()
    return _grammar(tuple(sorted((each for each in rules.values() if each.dated.holds(on)),
                                 key=lambda each: (each.precedence, each.dated.id))))


@lru_cache(maxsize=4)
def _grammar(files: tuple[DesignationFile, ...]) -> Grammar:
    told = [pair for each in files for pair in each.prefixes]
    known = {spelling.upper() for spelling, _ in told}
    # GBT for GB/T, only where no prefix of its own is written so: GBZ is not GB/Z.
    bare = [(plain, prefix) for spelling, prefix in told if "/" in spelling
            for plain in (spelling.replace("/", ""), spelling.replace("/", " "), spelling.replace("/", "-"))
            if plain.upper() not in known and not (plain.endswith("Z") and len(plain) > 2)]
    return Grammar([each.family for each in files], [*told, *bare])


@kept_by_text
def parse_designations(file: str, text: str) -> DesignationFile:
    """The family in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, FAMILY_KEYS)
    short = None
    if "two_digit_years" in table:
        years = table.sub("two_digit_years")
        years.only(YEAR_KEYS)
        short = years.integer("since", FIRST, LAST, 1950), years.integer("until", FIRST, LAST, 2049)
        if not 0 <= short[1] - short[0] <= 99:
            raise years.wrong("until", "designation_rule.century", Text(
                "two digits cannot tell which of these years is meant", "两位数字无法区分该区间内的年份"),
                next_step=Text("Let it span at most a hundred years", "区间不得超过一百年"))
    joint = table.raw.get("joint", "/")
    family = Family(
        dated.id, dated.title, tuple(_forms(table)), frozenset(_names(table, "endings", ENDINGS)),
        table.integer("first_year", FIRST, LAST, 1950), short, table.flag("two_digits_kept"), table.flag("editions"),
        tuple(_texts(table, "partners")), _words(table, "stages"), _words(table, "types"),
        tuple(_texts(table, "adopts")), joint if joint in ("/", " ", "-") else table.text("joint"),
        _words(table, "regions"), _words(table, "departments"))
    titles: dict[str, Text] = {}
    return DesignationFile(dated, family, tuple(_prefixes(table, family, titles)), table.integer("precedence", 1, 9, 5),
                           titles, table.choice("level", LEVELS, "foreign"))


def _forms(table: SchemeTable) -> Iterator[Form]:
    for part in table.parts("form") if "form" in table else ():
        part.only(FORM_KEYS)
        yield Form(part.choice("number", tuple(NUMBERS)), part.choice("part", tuple(PARTS), "none"),
                   part.choice("year", tuple(YEARS), "none"), part.flag("revised"), part.flag("signed"),
                   part.flag("twin"))


def _prefixes(table: SchemeTable, family: Family, titles: dict[str, Text]) -> Iterator[tuple[str, Prefix]]:
    forces = _words(table, "forces")
    every = table.sub("prefixes")
    publisher = table.text("publisher") if "publisher" in table else ""
    kind = table.choice("kind", KINDS, "standard")
    for text in every.raw:
        part = every.sub(text)
        part.only(PREFIX_KEYS)
        titles[text] = Text(part.text("en"), part.text("zh"))
        base = part.text("base") if "base" in part else text
        gap = part.raw.get("gap", " ")
        by = part.text("by") if "by" in part else publisher
        own = Prefix(text, family, by, part.choice("kind", KINDS, kind), base,
                     part.choice("force", FORCES, ""), part.text("stage") if "stage" in part else "",
                     region=part.text("region") if "region" in part else "",
                     gap=gap if isinstance(gap, str) else part.text("gap"),
                     dynamic=part.choice("names", tuple(DYNAMIC), "") if "names" in part else "")
        ends = list(_texts(part, "forces")) if "forces" in part else list(forces)
        for end in ends or [""]:
            if ends and end not in forces:
                raise part.wrong("forces", "designation_rule.force", Text(f"'{end}' is no force",
                                                                          f"“{end}”不是效力标记"),
                                 next_step=suggest(end, tuple(forces)))
            prefix = _forced(own, end, forces[end] if ends else "")
            for spelling in (text, *_texts(part, "also")):
                yield f"{spelling}{end}", prefix


def _forced(own: Prefix, end: str, force: str) -> Prefix:
    return replace(own, text=f"{own.text}{end}", force=force or own.force,
                   kind="guidance_document" if force == GUIDANCE else own.kind,
                   base=f"{own.base}{end}" if force == GUIDANCE else own.base)


def _names(table: SchemeTable, key: str, of: Iterable[str]) -> list[str]:
    known = tuple(of)
    found = list(_texts(table, key))
    for each in found:
        if each not in known:
            raise table.wrong(key, "rule.unknown_choice", Text(f"'{each}' is none of those known",
                                                               f"“{each}”不在可选范围内"),
                              next_step=suggest(each, known))
    return found


def _texts(table: SchemeTable, key: str) -> Iterator[str]:
    found = table.raw.get(key, [])
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        wrong: RulebookError = table.wrong(key, "designation_rule.not_texts", Text(
            "this is no list of texts", "此处应为文字列表"),
            next_step=Text('Write ["one", "two"]', '请写成["甲", "乙"]'))
        raise wrong
    yield from found


def _words(table: SchemeTable, key: str) -> dict[str, str]:
    if key not in table:
        return {}
    part = table.sub(key)
    return {name: value if isinstance(value, str) else part.text(name) for name, value in part.raw.items()}
