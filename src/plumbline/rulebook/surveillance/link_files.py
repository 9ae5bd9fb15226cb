"""Mappings by which two tables are linked, as dated files of ``rulebook/links``: what tables may look like, how their
fields are cleaned and compared, which pairs are looked at, and from which probability on a pair is a link."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from plumbline.errors import reported
from plumbline.home import Home
from plumbline.methods.surveillance.linking.fields import Block, Extract, LinkField, Reference
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable, twice
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "links"
LINK_KEYS = ("link", "undecided", "seed", "sure", "sure_share", "extract", "field", "block", "estimate")
EXTRACT_KEYS = ("id", "title", "duplicates", "needs", "reference", "columns")
REFERENCE_KEYS = ("column", "digits")
FIELD_KEYS = ("id", "title", "clean", "days", "between", "cut", "alike", "compare", "measure", "at", "m", "u", "keep_m",
              "keep_u", "unless")
BLOCK_KEYS = ("id", "same", "any", "rare", "most", "within")
WITHIN_KEYS = ("field", "days")
DUPLICATES = ("none", "copies", "many")
CLEANS = ("day", "word", "words", "terms", "codes")
COMPARES = ("days", "same", "sets", "words")
MEASURES = ("alike", "within")
SETS = 4
"""Levels of sets: all the same, two or more in common, one, none."""
FITTING = {"days": ("day",), "same": ("word", "words"), "sets": ("terms", "codes"), "words": ("word", "words")}
_NAME = re.compile(r"[a-z][a-z_]{0,29}")
RESERVED = ("unique_id", "source_dataset", "match_key", "match_weight", "match_probability")
"""What Splink calls its own columns."""
MOST_SEED, MOST_DAYS, MOST_SHARED = 2**31 - 1, 3_660, 10_000


@dataclass(frozen=True, slots=True)
class LinkMapping:
    """What a file says. ``sure``: blocks whose pairs are links for the most part, ``sure_share`` of all links; from
    them it is reckoned how many there may be."""

    dated: Dated
    link: float
    undecided: float
    seed: int
    sure: tuple[str, ...]
    sure_share: float
    extracts: tuple[Extract, ...]
    fields: tuple[LinkField, ...]
    blocks: tuple[Block, ...]
    estimates: tuple[Block, ...] = field(default=())


@kept(FOLDER)
def load_link_mappings(home: Home | None) -> Loaded[LinkMapping]:
    """Every mapping by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_link_mapping)


def link_mapping(home: Home | None, id: str) -> LinkMapping:
    """The mapping ``id``. :raises RulebookError: if there is none, or its file is faulty."""
    return dated_files.chosen(load_link_mappings(home), id, "link.unknown_mapping", Text("link mapping", "关联映射"))


@kept_by_text
def parse_link_mapping(file: str, text: str) -> LinkMapping:
    """The mapping in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, LINK_KEYS)
    fields: tuple[LinkField, ...] = ()
    for each in table.parts("field"):
        one = _field(each, tuple(field.id for field in fields))
        if one.id in {field.id for field in fields}:
            raise twice(each, one.id, Text("the field", "字段"))
        fields = (*fields, one)
    names = tuple(each.id for each in fields)
    blocks = tuple(_block(each, names) for each in table.parts("block"))
    link, undecided = _share(table, "link"), _share(table, "undecided")
    if not 0 < undecided <= link < 1:
        raise table.wrong("undecided", "link.thresholds", Text(
            "'undecided' must lie above 0 and not above 'link', which must lie below 1",
            "undecided须大于0且不大于link，link须小于1"), next_step=Text("Write link = 0.9 and undecided = 0.3, say",
                                                                       "例如：link = 0.9，undecided = 0.3"))
    estimates = (tuple(_block(each, names, estimated=True) for each in table.parts("estimate"))
                 if "estimate" in table else ())
    return LinkMapping(
        dated, link, undecided, table.integer("seed", 0, MOST_SEED, 1),
        tuple(_known(table, "sure", each, tuple(one.id for one in blocks)) for each in _texts(table, "sure")),
        _share(table, "sure_share"), tuple(_extract(each, names) for each in table.parts("extract")), fields, blocks,
        estimates)


def _extract(table: SchemeTable, names: tuple[str, ...]) -> Extract:
    table.only(EXTRACT_KEYS)
    given = table.sub("columns")
    columns = {_known(given, name, name, names): _texts(given, name) for name in given.raw}
    reference = None
    if "reference" in table:
        part = table.sub("reference")
        part.only(REFERENCE_KEYS)
        reference = Reference(part.text("column"), part.integer("digits", 0, 20, 0))
    needs = (tuple(_known(table, "needs", each, tuple(columns)) for each in _texts(table, "needs"))
             if "needs" in table else tuple(columns))
    return Extract(table.text("id"), table.words("title"), table.choice("duplicates", DUPLICATES), columns, needs,
                   reference)


def _field(table: SchemeTable, before: tuple[str, ...]) -> LinkField:
    table.only(FIELD_KEYS)
    id, compare = table.text("id"), table.choice("compare", COMPARES)
    if not _NAME.fullmatch(id) or id in RESERVED:
        raise table.wrong("id", "link.field_name", Text(f"'{id}' cannot be the name of a field",
                                                        f"“{id}”不能用作字段名"),
                          next_step=Text("Use small letters and _, and none of Splink's own names",
                                         "只能使用小写字母和_，且不能与Splink的列同名"))
    clean = table.choice("clean", CLEANS)
    if clean not in FITTING[compare]:
        raise table.wrong("clean", "link.clean_unfit", Text(
            f"what is cleaned as '{clean}' cannot be compared by '{compare}'",
            f"按“{clean}”清理的值不能按“{compare}”比较"), next_step=Text(
                f"Use: {', '.join(FITTING[compare])}", f"可用：{'、'.join(FITTING[compare])}"))
    at = tuple(_numbers(table, "at")) if compare in ("days", "words") else ()
    levels = {"same": 2, "sets": SETS}.get(compare, len(at) + 1)
    for key in ("between", "cut"):
        if key in table:
            _pattern(table, key)
    alike = table.sub("alike") if "alike" in table else None
    return LinkField(
        id, table.words("title"), clean, compare, tuple(int(each) for each in at),
        _chances(table, "m", levels), _chances(table, "u", levels), table.flag("keep_m"), table.flag("keep_u"),
        table.choice("measure", MEASURES, "alike"), _texts(table, "days") if "days" in table else (),
        table.text("between") if "between" in table else "[,;]", table.text("cut") if "cut" in table else "",
        {one: alike.text(one) for one in alike.raw} if alike else {},
        _known(table, "unless", table.text("unless"), before) if "unless" in table else "")


def _block(table: SchemeTable, names: tuple[str, ...], *, estimated: bool = False) -> Block:
    table.only(BLOCK_KEYS)
    same = tuple(_known(table, "same", each, names) for each in _texts(table, "same")) if "same" in table else ()
    any_of = _known(table, "any", table.text("any"), names) if "any" in table else ""
    rare = _known(table, "rare", table.text("rare"), names) if "rare" in table else ""
    if not (same or any_of or rare):
        raise table.missing("same", Text("Say what pairs must have in common: same, any or rare",
                                         "请写明两行须有何相同：same、any或rare"))
    near, days = "", 0
    if "within" in table:
        part = table.sub("within")
        part.only(WITHIN_KEYS)
        near, days = _known(part, "field", part.text("field"), names), part.integer("days", 0, MOST_DAYS, 14)
    if (near and (any_of or rare)) or (estimated and rare):
        raise table.wrong("within" if near else "rare", "link.block_unfit", Text(
            "a block by days rests on 'same' alone, and chances are not estimated by rare words",
            "限定天数的分组只能用same；不能按rare估计概率"),
            next_step=Text("Leave it out here", "请在此处删去"))
    return Block(table.text("id") if "id" in table else "", same, any_of, rare,
                 table.integer("most", 1, MOST_SHARED, 40), near, days)


def _known(table: SchemeTable, key: str, given: str, known: tuple[str, ...]) -> str:
    if given not in known:
        raise table.wrong(key, "rule.unknown_choice", Text(f"'{given}' is none of those known",
                                                           f"“{given}”不在可选范围内"),
                          next_step=Text(f"Choose one of: {', '.join(known)}", f"可选：{'、'.join(known)}"))
    return given


def _texts(table: SchemeTable, key: str) -> tuple[str, ...]:
    given = table.raw.get(key)
    if not isinstance(given, list) or not given or not all(isinstance(each, str) and each for each in given):
        raise table.wrong(key, "rule.not_list", Text("this is not a list of texts", "此处应为文字列表"),
                          next_step=Text(f'Write {key} = ["...", "..."]', f'写法：{key} = ["…", "…"]'))
    return tuple(given)


def _numbers(table: SchemeTable, key: str) -> list[Decimal]:
    given = table.raw.get(key)
    if not isinstance(given, list) or not given or not all(
            isinstance(each, int | Decimal) and not isinstance(each, bool) for each in given):
        raise table.wrong(key, "rule.not_list", Text("this is not a list of numbers", "此处应为数字列表"),
                          next_step=Text(f"Write {key} = [0.9, 0.1]", f"写法：{key} = [0.9, 0.1]"))
    return [Decimal(each) for each in given]


def _chances(table: SchemeTable, key: str, levels: int) -> tuple[float, ...]:
    given = _numbers(table, key)
    if len(given) != levels or sum(given) != 1 or min(given) <= 0:
        raise table.wrong(key, "link.chances", Text(
            f"these are not {levels} chances above 0 that add up to 1, one for each level",
            f"此处应为{levels}个大于0且合计为1的概率，每个等级一个"),
            why=Text(f"They are {len(given)} and add up to {sum(given)}", f"现有{len(given)}个，合计{sum(given)}"),
            next_step=Text("Give the best level first and the rest of the pairs last", "自最相符的等级起依次填写"))
    return tuple(float(each) for each in given)


def _share(table: SchemeTable, key: str) -> float:
    return float(table.number(key, 0, 1))


def _pattern(table: SchemeTable, key: str) -> None:
    try:
        re.compile(table.text(key))
    except re.error as error:
        raise table.wrong(key, "link.pattern", Text("this is no regular expression", "此处不是正则表达式"),
                          why=reported(error), next_step=Text("Mend it, or leave it out", "请更正或删去")) from error
