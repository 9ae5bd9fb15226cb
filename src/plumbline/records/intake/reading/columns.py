"""Which column of a file is which field: by a mapping, or by the names themselves."""

from __future__ import annotations

import difflib
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import replace

import duckdb

from plumbline.errors import HeadingError, IntakeError, reported
from plumbline.records.core.kinds import Kind
from plumbline.records.core.origins import CONSTRUCTED, are_told
from plumbline.records.intake.reading import places
from plumbline.records.intake.reading.headings import Headings, plain
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.rulebook.mappings.mappings import EVERY_OTHER, Mapping, parts
from plumbline.text import UNSAID, Text

SHOWN = 60  # of a header that may be anything
NAME_IT = Text("Give the column its name, or use another mapping", "请为该列写上名称，或改用其他映射文件")
# Of what a mapping says of a field that the kind has not: before the field's name and, in Chinese, also after it.
SAYS = (("defaults", Text("gives a default to", "设有默认值")), ("values", Text("lists values of", "列出取值")),
        ("round", Text("rounds", "取舍小数")), ("fields", Text("makes", "合成取值")),
        ("bands", Text("gives bands for", "划分分档")))


def settle(kind: Kind, headers: list[str], mapping: Mapping | None, where: str,
           head: Text = places.row(1)) -> Mapping:
    """The mapping that fits ``headers``: the given one, or one made by matching field names and titles.

    ``where`` is the file, ``head`` the place of its header. Raises IntakeError for a mapping that does not fit the
    kind, a column that is neither mapped nor ignored, a mapped column that is not there, and a required field that
    nothing fills.
    """
    chosen = mapping or by_names(kind, headers)
    if mapping is not None:
        chosen = _own(kind, mapping)
        _check_mapping(kind, chosen, where)
        chosen = _as_written(chosen, headers)
    head = places.within(where, head)
    for column, field in chosen.columns.items():
        if column not in headers:
            title = kind.by_name[field].title
            raise _missing(column, head, Text(f"The mapping '{chosen.name}' takes {title.en.lower()} from it",
                                              f"映射“{chosen.name}”从该列取得{title.zh}"))
    for column in sorted(chosen.taken - set(chosen.columns) - set(headers)):
        raise _missing(column, head, Text(
            f"The mapping '{chosen.name}' makes a field of it, or asks whether it holds something",
            f"映射“{chosen.name}”用该列合成字段，或判断其中是否有内容"))
    if CONSTRUCTED in headers and CONSTRUCTED not in chosen.taken and are_told():
        # What such a home gives out can be taken in there again, and nowhere else unless somebody says so.
        chosen = replace(chosen, ignore=(*chosen.ignore, CONSTRUCTED))
    if EVERY_OTHER in chosen.ignore:
        chosen = replace(chosen, ignore=(*chosen.ignore, *(one for one in headers if one and one not in chosen.taken)))
    for number, header in enumerate(headers, start=1):
        if header not in chosen.taken and header not in chosen.ignore:
            raise _unknown(kind, header, number, head)
    for field_spec in kind.fields:
        if field_spec.required and field_spec.name not in chosen.filled:
            raise HeadingError(
                "file.field_missing", Text(f"no column gives '{field_spec.name}' ({field_spec.title.en})",
                                           f"没有列提供字段“{field_spec.name}”（{field_spec.title.zh}）"), where=head,
                why=Text("Every record of this kind needs it", "该类记录必须有此字段"),
                next_step=Text("Add the column, or a default in the mapping", "请增加该列，或在映射文件中设默认值"))
    return chosen


def _missing(column: str, where: Text, why: Text) -> HeadingError:
    return HeadingError("file.column_missing", Text(f"the column '{column}' is missing", f"缺少列“{column}”"),
                        where=where, why=why, next_step=NAME_IT)


def of_field(mapping: Mapping, field: str) -> str:
    """The column that a field is read from, as the file calls it; its own name, where it is made of several."""
    if field in mapping.bands:
        return mapping.bands[field].column
    return next((column for column, name in mapping.columns.items() if name == field), field)


def of_days(kind: Kind, mapping: Mapping) -> list[str]:
    """The columns that fields of days are read from."""
    filled = {*mapping.columns.values(), *mapping.fields}
    return [of_field(mapping, one.name) for one in kind.fields if one.type == "date" and one.name in filled]


def by_names(kind: Kind, headers: list[str]) -> Mapping:
    """A mapping of the headers that are field names or titles in either language, whatever their case, spaces and the
    unit behind them."""
    known = replace(Headings.of(kind, None), periods=False)
    columns: dict[str, str] = {}
    for exact in (True, False):
        for header in headers:
            field_name = known.fields.get(plain(header)) if exact else known.field_of(header)
            if field_name and header not in columns and field_name not in columns.values():
                columns[header] = field_name
    return Mapping(name=f"{kind.name} by names", kind=kind.name, columns=columns)


def _as_written(mapping: Mapping, headers: list[str]) -> Mapping:
    """The mapping with the columns as the file writes them, where only spaces, breaks or width differ."""
    written: dict[str, str] = {}
    for header in headers:
        written.setdefault(plain(header), header)

    def here(column: str) -> str:
        return column if column in headers else written.get(plain(column), column)

    return replace(mapping, columns={here(column): field for column, field in mapping.columns.items()},
                   ignore=tuple(here(column) for column in mapping.ignore),
                   when=tuple(here(column) for column in mapping.when),
                   bands={field: replace(one, column=here(one.column)) for field, one in mapping.bands.items()},
                   fields={field: "".join(f"{{{here(part)}}}" if is_column else part for part, is_column in parts(text))
                           for field, text in mapping.fields.items()})


def _check_mapping(kind: Kind, mapping: Mapping, where: str) -> None:
    """A mapping is text that somebody wrote: each name in it is held against the kind before any row is read."""
    if mapping.kind != kind.name:
        raise IntakeError("file.mapping_other_kind", Text(
            f"the mapping '{mapping.name}' is for {mapping.kind}, not {kind.name}",
            f"映射“{mapping.name}”用于{mapping.kind}，不用于{kind.name}"), where=where,
            next_step=Text("Choose a mapping for this kind", "请选择用于该记录类型的映射文件"))
    named = [(field, Text(f"sends '{column}' to '{field}'", f"把列“{column}”对应到“{field}”"))
             for column, field in mapping.columns.items()]
    named += [(field, Text(f"{verb.en} '{field}'", f"为“{field}”{verb.zh}"))
              for key, verb in SAYS for field in getattr(mapping, key)]
    for field, does in named:
        if field not in kind.by_name:
            raise IntakeError("file.mapping_no_field", Text(
                f"the mapping {does.en}, which is no field of {kind.name}",
                f"映射文件{does.zh}，而{kind.name}没有该字段"), where=where, next_step=Text(
                    f"Fields: {', '.join(kind.by_name)}", f"字段有：{'、'.join(kind.by_name)}"))
    taken: dict[str, str] = {}
    for column, field in mapping.columns.items():
        if (other := taken.setdefault(field, column)) != column:
            raise IntakeError("file.mapping_twice", Text(
                f"the mapping sends both '{other}' and '{column}' to '{field}'",
                f"映射文件把“{other}”和“{column}”两列都对应到“{field}”"), where=where,
                next_step=Text("List one of them under 'ignore'", "请在ignore中列出其中一列"))
    for head, fields in (("fields", mapping.fields), ("bands", mapping.bands)):
        for field in fields:
            if (other := taken.setdefault(field, head)) != head:
                other = other if other == "fields" else "columns"
                raise IntakeError("file.mapping_twice", Text(
                    f"the mapping fills '{field}' under {other} and under {head}",
                    f"映射文件在{other}和{head}中都填写“{field}”"), where=where,
                    next_step=Text("Keep one of them", "请只保留其中一处"))
    for field, pairs in mapping.values.items():
        _check_values(kind, field, pairs, where)
    for field, bands in mapping.bands.items():
        if kind.by_name[field].vocabulary:
            _check_values(kind, field, {one.text: one.value for one in bands.bands}, where)
    _check_days(mapping.dates, where)


def _own(kind: Kind, mapping: Mapping) -> Mapping:
    """The mapping without what is said for all kinds of a file and this one has no field for."""
    foreign = mapping.shared - set(kind.by_name)
    return replace(mapping, values={field: table for field, table in mapping.values.items() if field not in foreign},
                   defaults={field: value for field, value in mapping.defaults.items() if field not in foreign})


def check_shared(kinds: Sequence[Kind], mapping: Mapping, where: str) -> None:
    """:raises IntakeError: for what a mapping says for all of ``kinds``, where none of them has such a field."""
    for field in sorted({*mapping.values, *mapping.defaults} if mapping.several else ()):
        if not any(field in kind.by_name for kind in kinds):
            names = [kind.name for kind in kinds]
            raise IntakeError("file.mapping_no_field", Text(
                f"the mapping says something of '{field}', which is no field of any of its kinds",
                f"映射文件提到“{field}”，而其各记录类型都没有该字段"), where=where,
                next_step=Text(f"Its kinds are: {', '.join(names)}", f"其记录类型有：{'、'.join(names)}"))


def _check_values(kind: Kind, field: str, pairs: Dict[str, str], where: str) -> None:
    spec = kind.by_name[field]
    if not spec.vocabulary and spec.type != "text":
        return  # what a word is read as is then checked like any value
    if not spec.vocabulary:
        raise IntakeError("file.mapping_no_list", Text(
            f"the mapping lists values of '{field}', which has no list of values",
            f"映射文件为“{field}”列出取值，而该字段没有可选值"), where=where,
            next_step=Text("Leave it out: such a field is taken in as it is written", "请删去，该字段按原文导入"))
    known = vocabulary(spec.vocabulary)
    for spelling, code in pairs.items():
        if code not in known:
            raise IntakeError("file.mapping_no_value", Text(
                f"the mapping reads '{spelling}' as '{code}', which {field} does not know",
                f"映射文件把“{spelling}”读作“{code}”，而{field}没有该可选值"), where=where,
                next_step=Text(f"Choose one of: {', '.join(known)}", f"可选：{'、'.join(known)}"))


def _check_days(pattern: str, where: str) -> None:
    try:
        with duckdb.connect() as engine:
            engine.execute("SELECT try_strptime('', ?)", [pattern or "%Y"])
    except duckdb.Error as error:
        raise IntakeError("file.mapping_days", Text(
            f"the mapping writes days as '{pattern}', which cannot be read",
            f"映射文件中的日期格式“{pattern}”无法识别"), where=where, why=reported(error),
            next_step=Text("Write a pattern such as %d/%m/%Y", "请写成%d/%m/%Y这样的格式")) from error


def _unknown(kind: Kind, header: str, number: int, where: Text) -> HeadingError:
    if not header:
        return HeadingError("file.column_unnamed", Text(f"column {number} has no name", f"第{number}列没有名称"),
                            where=where, why=Text("Every column is taken in by its name", "各列按名称导入"),
                            next_step=Text("Name it, or delete the column if it is empty",
                                           "请写上列名；如为空列，请删除"))
    shown = header if len(header) <= SHOWN else f"{header[:SHOWN]}…"
    near = _near(kind, shown)
    asked = Text(f"Did you mean '{near}'? ", f"是否应为“{near}”？") if near else UNSAID
    return HeadingError(
        "file.column_unknown", Text(f"unknown column '{shown}'", f"无法识别列“{shown}”"), where=where,
        why=Text(f"The fields are: {', '.join(kind.by_name)}", f"字段有：{'、'.join(kind.by_name)}"),
        next_step=Text(f"{asked.en}Rename the column, map it, or list it under 'ignore' in a mapping file",
                       f"{asked.zh}请更改列名，或在映射文件中写明其对应字段，或列入ignore"))


def _near(kind: Kind, header: str) -> str:
    """The heading of a field that looks like this one, in the language of the header; empty where none does."""
    words: dict[str, str] = {}
    for field in kind.fields:
        for word in (field.name, field.title.en, field.title.zh):
            words.setdefault(plain(word), word)
    given = plain(header)
    near = difflib.get_close_matches(given, words, n=1, cutoff=0.6)
    if not near and not given.isascii():
        # Two signs of four make a Chinese title, and half of them in common is near.
        near = difflib.get_close_matches(given, [word for word in words if not word.isascii()], n=1, cutoff=0.5)
    return words[near[0]] if near else ""
