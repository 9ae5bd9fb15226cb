"""The workbook of a stage, for one person to fill in: their regions and items, with what they may know beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.assessment.year import answer_hints
from plumbline.procedures.assessment.papers import sheet_words as told
from plumbline.procedures.assessment.papers.sheet_lines import AnswerLine, lines
from plumbline.procedures.assessment.year.acts import stage_of
from plumbline.procedures.assessment.year.loading import Year
from plumbline.records.core.people import User
from plumbline.records.core.region_trees import tree
from plumbline.records.export.template import label_of, put, sheet_title
from plumbline.text import Text

FORMAT = "plumbline-year-sheet/1"
KEEPING = "plumbline"
"""The hidden sheet that says whose workbook it is, and which answer stood in each row when it went out."""
MOST_LINES = 20_000
READ, FILL = "FFEFECE4", "FFFFFFFF"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A workbook, and how many lines are in it."""

    name: str
    content: bytes
    rows: int


def sheet(home: Home, user: User, number: str, stage: str, *, language: str = "en") -> Sheet:
    """The workbook of ``user`` in a stage. Raises as :func:`lines`, and RecordError for more than MOST_LINES."""
    year, found = lines(home, number, stage, user)
    if len(found) > MOST_LINES:
        raise RecordError("answer_sheet.too_many", Text(f"there are more than {MOST_LINES:,} answers for one workbook",
                                                        f"一份工作簿的填报项超过{MOST_LINES:,}个"),
                          where=f"{number} {stage}",
                          next_step=Text("Let whoever leads the year share them among several people",
                                         "请牵头人将其分配给多人"))
    book = Workbook()
    page, lists, keeping = book.active, book.create_sheet("lists"), book.create_sheet(KEEPING)
    page.title = sheet_title(stage_of(year, stage).title.say(language))
    lists.sheet_state = keeping.sheet_state = "hidden"
    columns = told.BY_ITEM if found[0].item else told.BY_REGION
    _head(page, columns, language)
    _Rows(year, page, lists, columns, language, stage).write(found)
    _keep(keeping, [FORMAT, number, stage, user.username], found)
    _instruct(book.create_sheet(told.INSTRUCTIONS, 1))
    content = BytesIO()
    book.save(content)
    return Sheet(f"{number}-{stage}", content.getvalue(), len(found))


def answer_shown(line: AnswerLine, language: str, answer: str) -> str:
    """An answer as the workbook shows it: by its title where the item offers choices."""
    if line.item is None:
        return answer
    title = answer_hints.title_of(line.item.rule, answer, not_applicable=line.item.not_applicable)
    return title.say(language)


def _head(page: Any, columns: Sequence[str], language: str) -> None:
    for place, name in enumerate(columns, start=1):
        cell = page.cell(1, place, told.HEADINGS[name].say(language))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        cell.fill = PatternFill("solid", fgColor=FILL if name in told.FILLED_IN else READ)
        cell.border = Border(bottom=Side(style="medium"))
        page.column_dimensions[get_column_letter(place)].width = told.WIDTHS[name]
    page.freeze_panes = page.cell(2, 3 if told.ITEM in columns else 2)
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "1:1"


class _Rows:
    """Writes the lines into a sheet; items that offer the same choices share one list of them."""

    def __init__(self, year: Year, page: Any, lists: Any, columns: Sequence[str], language: str,
                 stage: str) -> None:
        self.page, self.lists, self.columns, self.language, self.stage = page, lists, columns, language, stage
        self.here = tree().at(year.period.last)
        self.rules: dict[tuple[str, ...], DataValidation] = {}

    def write(self, found: Sequence[AnswerLine]) -> None:
        hair = Border(bottom=Side(style="hair"))
        for row, line in enumerate(found, start=2):
            for place, name in enumerate(self.columns, start=1):
                cell = self.page.cell(row, place)
                put(cell, getattr(self, f"_{name}")(line), "General")
                cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), hair
                if name not in told.FILLED_IN:
                    cell.fill = PatternFill("solid", fgColor=READ)
            if line.item is not None:
                self._offer(line, f"{get_column_letter(self.columns.index(told.ANSWER) + 1)}{row}")

    def _offer(self, line: AnswerLine, cell: str) -> None:
        assert line.item is not None
        offered = answer_hints.choices(line.item.rule, not_applicable=line.item.not_applicable)
        shown = tuple(answer_shown(line, self.language, one.value) for one in offered)
        if not shown:
            return
        if shown not in self.rules:
            column = len(self.rules) + 1
            for row, text in enumerate(shown, start=1):
                put(self.lists.cell(row, column), text)
            letter = get_column_letter(column)
            rule = DataValidation("list", formula1=f"lists!${letter}$1:${letter}${len(shown)}", allow_blank=True,
                                  errorStyle="stop", showErrorMessage=True)
            rule.errorTitle, rule.error = told.CHOOSE_TITLE.say(self.language), told.CHOOSE.say(self.language)
            self.page.add_data_validation(rule)
            self.rules[shown] = rule
        self.rules[shown].add(cell)

    def _region(self, line: AnswerLine) -> str:
        return label_of(line.region, self.here.name(line.region) if line.region in self.here else Text(), self.language)

    def _item(self, line: AnswerLine) -> str:
        assert line.item is not None
        return label_of(line.item.id, line.item.title, self.language)

    def _rule(self, line: AnswerLine) -> str:
        return line.item.words().say(self.language) if line.item else ""

    def _points(self, line: AnswerLine) -> Any:
        return line.item.points if line.item else None

    def _how(self, line: AnswerLine) -> str:
        if line.item is None:
            return ""
        told = answer_hints.hint(line.item.rule, not_applicable=line.item.not_applicable, stage=self.stage)
        return told.say(self.language)

    def _last(self, line: AnswerLine) -> str:
        if line.last is None or line.last["points"] is None:
            return ""
        said = told.LAST_SAID.say(self.language).format(points=line.last["points"], of=line.last["of"])
        known = line.last.get("determination")
        return f"{answer_shown(line, self.language, known['value'])}: {said}" if known else said

    def _own(self, line: AnswerLine) -> str:
        if line.own is None:
            return ""
        said = answer_shown(line, self.language, line.own.answer)
        return f"{said} ({line.own.reason})" if line.own.reason else said

    def _answer(self, line: AnswerLine) -> str:
        return answer_shown(line, self.language, line.now.answer) if line.now else ""

    def _reason(self, line: AnswerLine) -> str:
        return line.now.reason if line.now else ""

    def _clause(self, line: AnswerLine) -> str:
        return line.now.clause if line.now else line.item.clause if line.item else ""

    def _evidence(self, line: AnswerLine) -> str:
        return "\n".join(line.evidence)


def _keep(keeping: Any, whose: Sequence[str], found: Sequence[AnswerLine]) -> None:
    for row, values in enumerate((whose, *((*line.key, str(line.now.pk) if line.now else "") for line in found)), 1):
        for column, value in enumerate(values, start=1):
            put(keeping.cell(row, column), value)


def _instruct(page: Any) -> None:
    page.column_dimensions["A"].width = 110
    for language in ("zh", "en"):
        for line in told.HOW_TO:
            page.append([line.say(language)])
            page.cell(page.max_row, 1).alignment = Alignment(wrap_text=True, vertical="top")
        page.append([])

