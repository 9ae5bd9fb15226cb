"""Whether products can be found from the notices of a file: the score of each, and what it does not say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from plumbline import unfinished
from plumbline.errors import IntakeError, RulebookError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.methods.surveillance.notice_completeness import completeness
from plumbline.records.intake.reading import places
from plumbline.records.intake.reading.headings import plain
from plumbline.records.intake.reading.reader import open_source
from plumbline.records.intake.reading.source import Source
from plumbline.rulebook.mappings.mappings import Mapping as Columns
from plumbline.rulebook.mappings.mappings import load_file, load_mappings, parts
from plumbline.rulebook.surveillance.completeness_files import USUAL, CompletenessRules, completeness_rules
from plumbline.text import Text

KIND = "alert"
NUMBER = "number"


def score_notice(home: Home | None, notice: Mapping[str, object], rules: str = USUAL) -> dict[str, Any]:
    """The ``score`` of one notice, given as the values of its fields, and what is ``missing``, in words: for a form to
    show while somebody writes. :raises RulebookError: if there are no such rules."""
    return _scored(completeness_rules(home, rules), notice)


def score_file(home: Home | None, path: Path, mapping: str = "", rules: str = USUAL,
               encoding: str = "") -> dict[str, Any]:
    """The document of ``plumb notice score``: ``results``, one for each row, and the ``rules`` they follow from.
    Without a mapping, the columns are called as the fields are. :raises PlumblineError: for what cannot be used."""
    by = completeness_rules(home, rules)
    columns = _mapping(home, mapping) if mapping else None
    reading = columns.reading if columns else Columns("", KIND).reading
    asked = type(reading)(encoding=encoding).over(reading)
    results: list[dict[str, Any]] = []
    with unfinished.scratch_folder() as workdir:
        source = open_source(path, workdir, reading=asked)
        needed = {name for each in by.points for name in each.fields}
        # Without a mapping a heading is the name of its field, as in an import: case and blanks are nothing.
        names = {plain(word): name for name in (NUMBER, *needed) for word in (name, name.replace("_", " "))}
        heads = source.headers if columns else [names.get(plain(head), head) for head in source.headers]
        _some_there(path, source, heads, columns, needed)
        for rows, batch, _ in source.batches():
            values = [column.to_pylist() for column in batch.columns]
            for place, row in enumerate(rows):
                given = {head: value[place] or "" for head, value in zip(heads, values, strict=True)}
                if not any(given.values()):
                    continue
                notice = dict(_fields(columns, given)) if columns else given
                results.append({"number": notice.get(NUMBER, ""), "row": row, **_scored(by, notice)})
        aside = [{"row": each.row, "code": each.code, "text": each.text} for each in source.take_malformed()]
    dated = by.dated
    return {"results": results, "set_aside": aside, "rules": {
        "id": dated.id, "title": dated.title.as_dict(), "cites": dated.cites.as_dict(), "valid_from": dated.since,
        "valid_to": dated.until, "points": [{"id": each.id, "title": each.title.as_dict(), "weight": each.weight,
                                             "fields": list(each.fields)} for each in by.points]}}


def _scored(by: CompletenessRules, notice: Mapping[str, object]) -> dict[str, Any]:
    found = completeness(by.points, notice)
    said = {each.id: each for each in by.points}
    return {"score": found.score, "answered": list(found.answered), "missing": [
        {"point": id, "weight": said[id].weight, "title": said[id].title.as_dict(),
         "advice": said[id].advice.as_dict()} for id in found.missing]}


def _mapping(home: Home | None, name: str) -> Columns:
    known = load_mappings(home)
    if name.endswith(".toml") or "/" in name:
        found = load_file(Path(name))
    elif name in known:
        found = known[name]
    else:
        known.want(name)
        raise RulebookError("notice.unknown_mapping", Text(f"there is no mapping '{name}'", f"没有映射“{name}”"),
                            next_step=suggest(name, sorted(one for one, each in known.items() if KIND in each.kinds)))
    if found.kind != KIND:
        raise RulebookError("notice.not_notices", Text(f"the mapping '{name}' does not give notices",
                                                       f"映射“{name}”不产生产品安全通报"),
                            next_step=Text(f"Use one with kind = \"{KIND}\"", f"请改用kind = \"{KIND}\"的映射"))
    return found


def _some_there(path: Path, source: Source, heads: list[str], columns: Columns | None, needed: set[str]) -> None:
    wanted = sorted(columns.taken) if columns else sorted(needed)
    lacking = [each for each in wanted if each not in heads]
    if not lacking or (not columns and len(lacking) < len(wanted)):
        return
    what = Text(f"there is no column {', no column '.join(map(repr, lacking))}",
                f"缺少列{'、'.join(f'“{each}”' for each in lacking)}") if columns else Text(
        f"there is none of the columns {', '.join(lacking)}", f"没有以下任何一列：{'、'.join(lacking)}")
    raise IntakeError("notice.column_missing", what, where=places.within(path, source.head),
                      why=Text(f"The columns are: {', '.join(source.headers)}",
                               f"文件中的列为：{'、'.join(source.headers)}"),
                      next_step=Text("Use another mapping, or name the columns in the first line",
                                     "请改用其他映射，或在首行写明列名"))


def _fields(columns: Columns, row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The fields of one row by its mapping: as import reads them, without its checks."""
    empty = {each.lower() for each in columns.empty}

    def said(column: str) -> str:
        value = row[column].strip()
        return "" if value.lower() in empty else value

    yield from columns.defaults.items()
    for column, field in columns.columns.items():
        if value := said(column):
            yield field, value
    for field, made in columns.fields.items():
        held = [part for part, is_column in parts(made) if is_column and said(part)]
        if held:
            yield field, " ".join("".join(said(part) if is_column else part
                                          for part, is_column in parts(made)).split())
