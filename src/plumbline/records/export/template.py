"""A workbook that travels: the columns of a kind to be filled in by an office and taken in again as they come back.

The headings are the titles of the fields, which an import knows in both languages. Choices are shown by their titles
and regions as "9 · Ward 9"; an import turns both back into codes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from plumbline.records.core.defusing import cell_text
from plumbline.records.core.fields import PERSONAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.export import guidance
from plumbline.records.export.sheet import DIGITS, FIRST_DAY
from plumbline.records.intake.staging.checks import LABEL
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.text import Text

LAST_ROW = 1_048_576
FORMATS = {"date": "yyyy-mm-dd", "integer": "0", "flag": "General"}
AS_TEXT = "@"
WIDTHS = {"date": 14, "integer": 12, "decimal": 14, "flag": 10, "choice": 22, "ref": 24, "text": 28}
NEEDED, PLAIN, CLOSED = "FFF3DCD2", "FFECECEC", "FFDDE3EA"
Label = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Filling:
    """What a template is filled with: ``regions`` to choose from (code -> name), ``rows`` of known values by field."""

    regions: Mapping[str, Text]
    rows: Iterable[Mapping[str, Any]] = ()


def build(kind: Kind, language: str, filling: Filling) -> tuple[bytes, int]:
    """The workbook, and how many records it holds."""
    book = Workbook()
    sheet, lists = book.active, book.create_sheet("lists")
    sheet.title = sheet_title(kind.plural.say(language))
    lists.sheet_state = "hidden"
    options = _Options(lists, kind, language, filling.regions)
    labels = [_head(sheet, number, spec, language, options) for number, spec in enumerate(kind.fields, start=1)]
    count = _fill(sheet, kind.fields, labels, filling.rows)
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 32
    guidance.write(book.create_sheet("说明 Instructions", 1), kind)
    content = BytesIO()
    book.save(content)
    return content.getvalue(), count


def label_of(code: str, name: Text, language: str) -> str:
    """A region as a person chooses it; an import keeps what stands before the mark."""
    said = name.say(language)
    return f"{code}{LABEL}{said}" if said and said != code else code


class _Options:
    """Lists of choices, each in a column of a sheet that is not shown."""

    def __init__(self, sheet: Any, kind: Kind, language: str, regions: Mapping[str, Text]) -> None:
        self.kind, self.language, self.regions = kind, language, regions
        self._sheet, self._known = sheet, dict[str, tuple[str, dict[Any, str]]]()

    def of(self, spec: Spec) -> tuple[str, dict[Any, str]] | None:
        """Where the choices of ``spec`` stand, and what each code is shown as; None for a field without any."""
        name = spec.vocabulary or ("flag" if spec.type == "flag" else spec.refers if spec.refers == "region" else "")
        if not name:
            return None
        if name not in self._known:
            self._known[name] = self._write(self._labels(spec))
        return self._known[name]

    def _labels(self, spec: Spec) -> dict[Any, str]:
        if spec.type == "flag":
            yes, no = guidance.YES.say(self.language), guidance.NO.say(self.language)
            return {True: yes, False: no}
        if spec.type == "ref":
            return {code: label_of(code, name, self.language) for code, name in self.regions.items()}
        terms = vocabulary(spec.vocabulary)
        titles = [term.title.say(self.language) for term in terms.values()]
        # Two codes of one title could not be told apart when they come back.
        return {code: title if titles.count(title) == 1 else code for code, title in zip(terms, titles, strict=True)}

    def _write(self, labels: dict[Any, str]) -> tuple[str, dict[Any, str]]:
        column = len(self._known) + 1
        for row, label in enumerate(labels.values(), start=1):
            put(self._sheet.cell(row, column), label)
        letter = get_column_letter(column)
        return f"lists!${letter}$1:${letter}${max(1, len(labels))}", labels


def _head(sheet: Any, number: int, spec: Spec, language: str, options: _Options) -> Label:
    letter = get_column_letter(number)
    cell = sheet.cell(1, number, spec.title.say(language))
    cell.font = Font(bold=True)
    closed = spec.exposure is PERSONAL
    cell.fill = PatternFill("solid", fgColor=NEEDED if spec.required else CLOSED if closed else PLAIN)
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    note = Comment(guidance.note(spec, language), "Plumbline", height=140, width=320)
    cell.comment = note
    column = sheet.column_dimensions[letter]
    column.width = max(WIDTHS[spec.type], _width(spec.title.say(language)) + 4)
    column.number_format = _format(spec)
    found = options.of(spec)
    if found is None:
        return _typed
    place, labels = found
    if labels:
        # A region of former years is not in the list and may be right: the import decides.
        rule = DataValidation("list", formula1=place, allow_blank=True, errorStyle="warning" if spec.refers else "stop",
                              showErrorMessage=True, showInputMessage=False)
        rule.errorTitle, rule.error = guidance.CHOOSE_TITLE.say(language), guidance.CHOOSE.say(language)
        rule.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(rule)
    return lambda value: labels.get(value, value)


def _fill(sheet: Any, specs: Sequence[Spec], labels: Sequence[Label], rows: Iterable[Mapping[str, Any]]) -> int:
    formats = [_format(spec) for spec in specs]
    count = 0
    for count, row in enumerate(rows, start=1):
        for number, (spec, label, form) in enumerate(zip(specs, labels, formats, strict=True), start=1):
            if (value := row.get(spec.name)) is not None:
                put(sheet.cell(count + 1, number), label(value), form)
    return count


def _typed(value: Any) -> Any:
    """A value as a spreadsheet keeps it whole; as text where it would round it, or has no such day."""
    if isinstance(value, date):
        return value if value >= FIRST_DAY else value.isoformat()
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        shown = format(value, "f") if isinstance(value, Decimal) else str(value)
        return value if len(re.sub(r"\D", "", shown).strip("0")) <= DIGITS else shown
    return value


def put(cell: Any, value: Any, form: str = AS_TEXT) -> None:
    """Write ``value`` so that it shows as it is and runs nothing; ``form`` is the format of numbers and days."""
    text = isinstance(value, str)
    cell.value = cell_text(value) if text else value
    cell.number_format = AS_TEXT if text else form
    if text:
        cell.data_type = "s"  # also what begins like a formula
        cell.quotePrefix = True


def _format(spec: Spec) -> str:
    if spec.type == "decimal":
        return "0." + "0" * spec.places if spec.places else "0"
    return FORMATS.get(spec.type, AS_TEXT)


def sheet_title(title: str) -> str:
    """A name that a sheet may have."""
    return re.sub(r"[\[\]:*?/\\]", " ", title)[:31]


def _width(text: str) -> int:
    return sum(1 if ord(sign) < 0x2E80 else 2 for sign in text)
