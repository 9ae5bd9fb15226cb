"""The lines of a draft, table by table, each with the reason for what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.drafts import fitting, profile, values
from plumbline.records.intake.drafts.guesses import Guess
from plumbline.records.intake.drafts.profile import Profile
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.rulebook.mappings import mapping_text
from plumbline.rulebook.mappings.mapping_text import quote
from plumbline.rulebook.mappings.mappings import Reading
from plumbline.text import Text

_CONTROL = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
MOST_VALUES = 60
SHOWN = 4


@dataclass(slots=True)
class Draft:
    """``columns``: a guess for each. ``todo``: what the person must still say, in both languages; empty: the draft is
    ready to be used. ``lines``: its text, a line each."""

    kind: Kind
    columns: list[Guess]
    todo: list[Text] = field(default_factory=list)
    lines: list[Text] = field(default_factory=list)

    def text(self, language: str = "en") -> str:
        """The file, with its comments in ``language``."""
        return "\n".join(line.zh if language == "zh" else line.en for line in self.lines) + "\n"

    def as_dict(self) -> dict[str, Any]:
        """The draft for a document."""
        return {
            "kind": self.kind.name, "text": self.text(), "text_zh": self.text("zh"),
            "columns": [{"column": one.column, "field": one.field or None, "sure": round(one.sure, 2),
                         "why": one.why.as_dict()} for one in self.columns],
            "to_do": [one.as_dict() for one in self.todo],
        }


class Writer:
    """Writes the lines of a draft, table by table."""

    def __init__(self, found: Draft, columns: Mapping[str, Profile], places: Mapping[str, str]) -> None:
        self.draft, self.columns, self.places = found, columns, places
        self.taken = {one.field: one for one in found.columns if one.field}

    def write(self, name: str, rows: int, asked: Reading) -> None:
        kind = self.draft.kind
        own = [*self._ignored(), *self._days(), *map(_line, mapping_text.reading_lines(asked)), *self._columns(),
               *self._values(), *self._defaults()]
        head = [_both(f"# A draft for {name}, guessed from its headings and its first {rows:,} rows. Look it through.",
                      f"# 为{name}起草的映射，依据其列名和前{rows:,}行推测，请逐项核对。")]
        if self.draft.todo:
            head.append(_both("# You must still say:", "# 仍须由您填写："))
            head += [_both(f"#   {one.en}", f"#   {one.zh}") for one in self.draft.todo]
        self.draft.lines = [*head, _line(f"kind = {quote(kind.name)}"), *own]

    def _ignored(self) -> list[Text]:
        out = [one for one in self.draft.columns if not one.field]
        if not out:
            return [_line("ignore = []")]
        return [_line("ignore = ["), *(_noted(f"    {quote(one.column)},", one.why) for one in out), _line("]")]

    def _days(self) -> list[Text]:
        fields = [spec for spec in self.draft.kind.fields if spec.type == "date" and spec.name in self.taken]
        possible: dict[str, list[str]] = {}
        for spec in fields:
            column = self.columns[self.taken[spec.name].column]
            patterns = column.patterns()
            if column.values and not column.days and patterns != [""]:
                possible[column.heading] = patterns
        if not possible:
            return []
        common = [one for one in profile.PATTERNS if all(one in patterns for patterns in possible.values())]
        shown = ", ".join(f"{heading}: {value}" for heading in possible
                          for value in list(self.columns[heading].values)[:SHOWN])
        if len(common) == 1:
            return [_noted(f"dates = {quote(common[0])}", Text(
                f"the only way in which all days can be read ({shown})", f"唯一能读取全部日期的格式（{shown}）"))]
        if common:
            self.draft.todo.append(Text(
                f"how days are written (dates): {shown} can be read as {' or '.join(common)}",
                f"日期的写法（dates）：{shown}可按{'或'.join(common)}读取"))
        else:
            self.draft.todo.append(Text(f"how days are written (dates): no one pattern reads {shown}",
                                        f"日期的写法（dates）：没有一种格式能读取{shown}"))
        return [_line(f"# dates = {quote(one)}") for one in common or ["%d/%m/%Y"]]

    def _columns(self) -> list[Text]:
        return [_line(""), _line("[columns]"), *(
            _noted(f"{quote(one.column)} = {quote(one.field)}",
                   _both(f"{one.why.en} ({self.draft.kind.by_name[one.field].title.en})",
                         f"{one.why.zh}（{self.draft.kind.by_name[one.field].title.zh}）"))
            for one in self.draft.columns if one.field)]

    def _values(self) -> list[Text]:
        lines: list[Text] = []
        for spec in self.draft.kind.fields:
            if spec.name in self.taken and (spec.vocabulary or spec.refers == "region"):
                lines += self._values_of(spec, self.columns[self.taken[spec.name].column])
        return lines

    def _values_of(self, spec: Spec, column: Profile) -> list[Text]:
        known = fitting.spellings(spec) if spec.vocabulary else {code: code for code in self.places.values()}
        codes = list(vocabulary(spec.vocabulary)) if spec.vocabulary else []
        odd = [value for value in column.values if value not in known]
        if not odd:
            return []
        lines, left = [], 0
        for value in odd[:MOST_VALUES]:
            code, why = values.meant(value, known if spec.vocabulary else self.places)
            left += not code
            lines.append(_noted(f"{quote(value)} = {quote(code)}", why) if code else
                         _noted(f"# {quote(value)} = \"\"", why))
        left += max(0, len(odd) - MOST_VALUES)
        choose = Text(f"Codes: {', '.join(codes)}", f"代码：{'、'.join(codes)}") if codes else Text(
            "Codes of regions", "地区代码")
        if left:
            self.draft.todo.append(Text(f"what the values of '{column.heading}' mean that are not known: {left:,} "
                                        f"([values.{spec.name}])",
                                        f"“{column.heading}”中{left:,}个未识别的值的含义（[values.{spec.name}]）"))
        return [_line(""), _noted(f"[values.{spec.name}]", choose), *lines]

    def _defaults(self) -> list[Text]:
        lacking = [spec for spec in self.draft.kind.fields if spec.required and spec.name not in self.taken]
        if not lacking:
            return []
        lines = [_line(""), _line("[defaults]")]
        for spec in lacking:
            codes = f": {', '.join(vocabulary(spec.vocabulary))}" if spec.vocabulary else ""
            self.draft.todo.append(Text(
                f"where '{spec.name}' ({spec.title.en}) comes from, which every record needs and no column gives",
                f"“{spec.name}”（{spec.title.zh}）取自何处：每条记录必填，但没有对应的列"))
            lines.append(_noted(f"# {spec.name} = \"\"", Text(
                f"{spec.title.en}: a value for every row, or a column above, or made of columns under [fields]{codes}",
                f"{spec.title.zh}：写出各行共用的值，或在上方指定列，或在[fields]中由列组成{codes}")))
        return lines


def _line(text: str) -> Text:
    return Text(text, text)


def _both(en: str, zh: str) -> Text:
    return Text(_CONTROL.sub(" ", en), _CONTROL.sub(" ", zh))


def _noted(text: str, why: Text) -> Text:
    return _both(f"{text}  # {why.en}", f"{text}  # {why.zh}")
