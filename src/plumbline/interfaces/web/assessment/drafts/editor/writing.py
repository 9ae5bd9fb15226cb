"""Writing a form back into the text it was made from: only what was changed is touched, and comments stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any, ParamSpec

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from plumbline.errors import RecordError, reported
from plumbline.interfaces.web.assessment.drafts.editor import figure_sorts, rule_fields
from plumbline.interfaces.web.assessment.drafts.editor.fields import (
    AGAINST,
    DAY,
    FLAG,
    GROUPS,
    LIMITS,
    LIST,
    LONG_WORDS,
    NUMBER,
    NUMBERS,
    ROWS,
    THRESHOLD,
    WORDS,
    Field,
    dig,
    shown,
)
from plumbline.interfaces.web.assessment.drafts.editor.parts import WHOLE, Part, container, fields_for, grades_of
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.drafts.drafting import TEXT
from plumbline.procedures.assessment.drafts.rules import parsed
from plumbline.text import UNSAID, Text

P = ParamSpec("P")
DIGITS = re.compile(r"-?\d+(\.\d+)?")
MOST_ROWS = 60
NEW_BLOCK = {"id": "", "title": {"en": "New block", "zh": "新部分"}, "points": 0, "item": []}
NEW_ITEM = {"id": "", "title": {"en": "New item", "zh": "新考核项"},
            "meaning": {"en": "What is looked at.", "zh": "评价内容。"}, "points": 1,
            "determination": "", "rule": {"binary": {}}, "no_data": "zero",
            "owner": {"en": "Who answers for it", "zh": "责任部门"}, "clause": "-"}


def _told(error: Exception | None = None) -> RecordError:
    return RecordError("draft.form_unwritten", Text("this form cannot be written into the text as it stands",
                                                    "表单内容无法写入现有文本"), where=TEXT,
                       why=UNSAID if error is None else reported(error),
                       next_step=Text("Change the text itself", "请直接修改文本"))


def _unknown(what: Text, known: Iterable[str]) -> RecordError:
    return RecordError("rule.unknown_choice", what, where="rule", next_step=suggest("", known))


def _or_told(write: Callable[P, str]) -> Callable[P, str]:
    """``write``, saying so where the text is of another form than a rule's: any TOML may stand in a draft."""

    @wraps(write)
    def told(*given: P.args, **named: P.kwargs) -> str:
        try:
            return write(*given, **named)
        except (KeyError, IndexError, TypeError, AttributeError, ValueError, RecursionError, TOMLKitError) as error:
            raise _told(error) from error

    return told


@_or_told
def filled(text: str, part: Part, given: Mapping[str, str], base: str | None = None) -> str:
    """``text`` with what the form of ``part`` sends. With ``base``, the text that the form was made from, only what
    differs from it is written. :raises RecordError: where it cannot be written into it."""
    document = parsed(text)
    table = container(document, part)
    seen = None if base is None else container(parsed(base).unwrap(), part)
    for one in fields_for(document.unwrap(), part):
        if one.kind == ROWS:
            if any(name.startswith(f"{one.name}.") for name in given) and not (seen and _same_rows(one, seen, given)):
                _rows(table, one, given)
        elif one.kind == FLAG or any(one.name + suffix in given for suffix in one.suffixes):  # else it was not sent
            values = {suffix: given.get(one.name + suffix, "").strip() for suffix in one.suffixes}
            if seen is not None:
                was, there = shown(one, seen), shown(one, table.unwrap())
                values = {suffix: there[suffix] if value == was[suffix] else value for suffix, value in values.items()}
            _one(table, one, values)
    return _checked(document)


@_or_told
def acted(text: str, act: str, part: Part, choice: str = "") -> str:
    """``text`` after one act on its structure: ``add-block``, ``add-item`` (to a block), ``remove``, ``up``, ``down``,
    or ``rule`` (another rule, ``choice``, for an item; of an indicator, another sort of figure)."""
    document = parsed(text)
    if act == "add-block":
        _append(document, "block", _fresh_block(document))
    elif act == "add-item":
        _append(container(document, part), "item", _fresh_item(document, part))
    elif act == "rule" and part.sort == WHOLE:
        if choice not in figure_sorts.NAMES:
            raise _unknown(Text(f"there is no sort of figure '{choice}'", f"没有指标类型“{choice}”"),
                           figure_sorts.NAMES)
        table = container(document, part)
        gone, begun = figure_sorts.begins(choice, table.unwrap())
        for key in gone:
            table.pop(key, None)
        for key, value in begun.items():
            table[key] = _item(value)
    elif act == "rule":
        if choice not in rule_fields.NAMES:
            raise _unknown(Text(f"there is no rule '{choice}'", f"没有评分规则“{choice}”"), rule_fields.NAMES)
        table = container(document, part)
        table["rule"] = _item(rule_fields.begins(choice, table.unwrap(), grades_of(document.unwrap())))
    else:
        _move(container(document, part.above)[part.of_list], part.place, act)
    return _checked(document)


@_or_told
def extended(text: str, id: str, points: Decimal) -> str:
    """``text`` with an item added to block ``id`` of the scheme above, which is worth ``points`` there."""
    document = parsed(text)
    for place, block in enumerate(document.get("block", [])):
        if block.get("id") == id:
            return acted(text, "add-item", Part("block", place))
    item = NEW_ITEM | {"id": f"{id}.x1", "determination": f"item-{id}-x1".replace(".", "-")}
    _append(document, "block", {"id": id, "points": _number(format(points + 1, "f")), "item": []})
    _append(document["block"][len(document["block"]) - 1], "item", item)
    return _checked(document)


def _same_rows(one: Field, seen: Any, given: Mapping[str, str]) -> bool:
    """Whether the rows of a field were sent as they stood in the table they were made from."""
    rows = dig(seen, one.path)
    held = rows if isinstance(rows, list) else []
    return all(
        given.get(f"{one.name}.{place}.{column.name[2:]}{suffix}", "").strip() == value
        for place, row in enumerate([*held, {}]) for column in one.columns
        for suffix, value in shown(column, row).items() if suffix != ".which" or place < len(held))


def _checked(document: tomlkit.TOMLDocument) -> str:
    text = tomlkit.dumps(document)
    try:
        whole = tomllib.loads(text) == document.unwrap()
    except tomllib.TOMLDecodeError:
        whole = False
    if not whole:
        raise _told()
    return text


def _one(table: Any, one: Field, given: Mapping[str, str]) -> None:
    if given == shown(one, table.unwrap()):
        return
    if one.kind == THRESHOLD:
        holder = _holder(table, one.path[:-1])
        for key in ("at_least", "at_most"):
            holder.pop(key, None)
        if given[".value"]:
            holder[given[".which"] if given[".which"] == "at_most" else "at_least"] = _number(given[".value"])
        return
    holder = _holder(table, one.path[:-1])
    key, value = one.path[-1], _value(one.kind, given)
    if value is None:
        holder.pop(key, None)
        _prune(table, one.path[:-1])
    elif one.kind in (WORDS, LONG_WORDS) and isinstance(holder.get(key), MutableMapping):
        for language in ("en", "zh"):
            holder[key][language] = value[language]
    else:
        holder[key] = _item(value)


def _value(kind: str, given: Mapping[str, str]) -> Any:
    if kind in (WORDS, LONG_WORDS):
        both = {language: given[f".{language}"] for language in ("en", "zh")}
        return both if any(both.values()) else None
    if kind == AGAINST:
        return given[".which"] if given[".which"] == "last year" else _number(given[".value"])
    text = given[""]
    if kind == FLAG:
        return True if text else None
    if not text:
        return None
    if kind == LIMITS:
        return _limits(text)
    if kind == GROUPS:
        return text if text == "parent" else [group.split() for group in re.split("[;；]", text) if group.strip()]
    if kind == NUMBERS:
        return [_number(each) for each in re.split("[,，、;；]", text) if each.strip()]
    if kind == LIST:
        return [each.strip() for each in re.split("[,，、]", text) if each.strip()]
    if kind == NUMBER:
        return _number(text)
    if kind == DAY:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text


def _limits(text: str) -> Any:
    parts = [part.partition("=") for part in re.split("[,，、;；]", text.replace("＝", "=")) if part.strip()]
    return {name.strip(): _number(value.strip()) for name, _, value in parts}


def _number(text: str) -> Any:
    # Digits become a number as exact as they are typed; anything else is kept as typed, and the loader says why not.
    plain = text.strip().replace("，", ",")
    if DIGITS.fullmatch(plain):
        sign, digits = ("-", plain[1:]) if plain.startswith("-") else ("", plain)
        whole, point, rest = digits.partition(".")
        return tomlkit.parse(f"x = {sign}{int(whole)}{point}{rest}")["x"]
    return text


def _holder(table: Any, path: Iterable[str]) -> Any:
    for key in path:
        if not isinstance(table.get(key), MutableMapping):
            table[key] = tomlkit.inline_table()
        table = table[key]
    return table


def _prune(table: Any, path: tuple[str, ...]) -> None:
    # A table without anything in it says nothing; of a rule it says that there is nothing to say.
    if path and path[0] != "rule":
        holder = _holder(table, path[:-1])
        if isinstance(holder.get(path[-1]), MutableMapping) and not holder[path[-1]]:
            holder.pop(path[-1])


def _rows(table: Any, one: Field, given: Mapping[str, str]) -> None:
    begun = dig(table.unwrap(), one.path)
    if not isinstance(begun, list) and not any(
            value.strip() for name, value in given.items()
            if name.startswith(f"{one.name}.") and not name.endswith(".which")):
        return  # a list that is not there, of which nothing was typed
    holder = _holder(table, one.path[:-1])
    held = holder.get(one.path[-1])
    if not isinstance(held, list):
        holder[one.path[-1]] = tomlkit.array()
        held = holder[one.path[-1]]
    gone, count = [], len(held)
    for place in range(MOST_ROWS):
        names = [f"{one.name}.{place}.{column.name[2:]}" for column in one.columns]
        typed = [{suffix: given.get(name + suffix, "").strip() for suffix in column.suffixes}
                 for name, column in zip(names, one.columns, strict=True)]
        blank = not any(value for each in typed for suffix, value in each.items() if suffix != ".which")
        if place >= count and blank:
            continue
        if blank:
            gone.append(place)
            continue
        if place >= count:
            row: Any = tomlkit.table() if isinstance(held, AoT) else tomlkit.inline_table()
            held.append(row)
            row = held[len(held) - 1]
        else:
            row = held[place]
        for column, values in zip(one.columns, typed, strict=True):
            _one(row, column, values)
    for place in reversed(gone):
        del held[place]
    if not len(held) and one.path[0] != "rule" and one.seldom_list:
        holder.pop(one.path[-1])
        return
    if isinstance(held, tomlkit.items.Array) and one.path[0] == "grades":
        held.multiline(len(held) > 1)


def _item(value: Any) -> Any:
    """A plain value as it is written on one line."""
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for key, each in value.items():
            table[key] = _item(each)
        return table
    if isinstance(value, list):
        array = tomlkit.array()
        for each in value:
            array.append(_item(each))
        return array
    return value


def _append(holder: Any, key: str, values: Mapping[str, Any]) -> None:
    if not isinstance(holder.get(key), list) or not len(holder[key]):
        holder.pop(key, None)
        holder[key] = tomlkit.aot()
    held = holder[key]
    if isinstance(held, AoT):
        table = tomlkit.table()
        for name, value in values.items():
            if value != []:
                table[name] = _item(value)
        table.add(tomlkit.nl())
        held.append(table)
    else:
        held.append(_item({name: value for name, value in values.items() if value != []}))


def _fresh_block(document: Any) -> dict[str, Any]:
    known = [str(one.get("id", "")) for one in document.get("block", [])]
    number = next(str(count) for count in range(1, len(known) + 2) if str(count) not in known)
    return NEW_BLOCK | {"id": number}


def _fresh_item(document: Any, part: Part) -> dict[str, Any]:
    known = {str(item.get("id", "")) for block in document["block"] for item in block.get("item", [])}
    of = str(document["block"][part.block].get("id", part.block + 1))
    number = next(f"{of}.{count}" for count in range(1, len(known) + 2) if f"{of}.{count}" not in known)
    return NEW_ITEM | {"id": number, "determination": f"item-{number.replace('.', '-')}"}


def _move(held: Any, place: int, act: str) -> None:
    if act == "remove":
        del held[place]
        return
    to = place - 1 if act == "up" else place + 1
    if act not in ("up", "down") or not 0 <= to < len(held):
        return
    one = held[place]
    del held[place]
    held.insert(to, one)
