"""Taking the workbook of a stage back: every changed row by the act that a form does, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openpyxl.utils import get_column_letter

from plumbline.errors import Code, IntakeError, NotAllowed, RecordError
from plumbline.home import Home
from plumbline.methods.assessment.year import answer_hints
from plumbline.procedures.assessment.papers import sheet_words as told
from plumbline.procedures.assessment.papers.sheet_lines import AnswerLine, lines
from plumbline.procedures.assessment.papers.sheet_out import FORMAT, KEEPING
from plumbline.procedures.assessment.year.loading import Year
from plumbline.procedures.assessment.year.statements import Statement, state_all
from plumbline.records.core.people import User
from plumbline.records.intake.reading import whole
from plumbline.records.intake.reading.whole import Whole
from plumbline.records.intake.staging.checks import LABEL
from plumbline.text import Text

KEYS = (told.REGION, told.ITEM)
DOWNLOAD = Text("Download the workbook of this stage, and copy the answers into it",
                "请下载本环节的工作簿，再将填报结果复制进去")

MERGED = (Code("answer_sheet.merged"), Text("the cell is merged with others", "该单元格与其他单元格合并"),
          Text("Unmerge the cells, and give each row its own answer", "请取消合并，逐行填写"))
UNREAD = (Code("answer_sheet.unread"), Text("the formula in this cell has no result", "该单元格的公式没有结果"),
          Text("Write the answer itself", "请直接填写结果"))
UNKNOWN = (Code("answer_sheet.unknown_line"),
           Text("this person answers no such line in this stage", "本人在本环节没有这一行的填报任务"),
           Text("Take the row out, or write the region and item as they were", "请删除该行，或恢复原来的地区与考核项"))
TWICE = (Code("answer_sheet.twice"), Text("this line is there twice", "该行重复"),
         Text("Keep one of them", "请只保留一行"))
EMPTIED = (Code("answer_sheet.emptied"), Text("an answer that was given cannot be emptied", "已填报的结果不能清空"),
           Text("Write the right one in its place", "请填写正确的结果"))
ALONE = (Code("answer_sheet.reason_alone"), Text("there is a reason without an answer", "有理由而没有填报结果"),
         Text("Write the answer too, or empty the row", "请补填结果，或清空该行"))
MEANWHILE = (Code("answer_sheet.answered_meanwhile"),
             Text("this was answered anew after the workbook went out", "工作簿下载后，本项已另行填报"),
             Text("Look at the new answer, and copy what you changed into a new workbook",
                  "请先查看新的结果，再将改动填入重新下载的工作簿"))

WHOSE = (Text("year", "年度"), Text("stage", "环节"), Text("person", "人员"))
NEXT = (Text("Download that of this year, and copy the answers into it", "请下载本年度的工作簿，再将填报结果复制进去"),
        Text("Hand it in there, or download that of this stage", "请在相应环节提交，或下载本环节的工作簿"),
        Text("Whoever downloaded it hands it in", "应由下载人本人提交"))
"""What to do with the workbook of another year, stage or person."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell, and what to do about it. ``code`` is that of an error."""

    code: Code | str
    sheet: str
    cell: str
    column: str
    value: str
    reason: Text
    remedy: Text

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"code": self.code, "sheet": self.sheet, "cell": self.cell, "column": self.column, "value": self.value,
                "reason": self.reason.as_dict(), "remedy": self.remedy.as_dict()}


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a workbook. With any ``faults`` nothing of it was taken in."""

    stated: int
    unchanged: int
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row that says something: its place, the line it is about, what it states."""

    row: int
    line: AnswerLine
    said: Statement


def take(home: Home, user: User, number: str, stage: str, file: Path, *, at: datetime) -> Taken:
    """Take in the workbook ``file``: each row that was changed since it went out is stated by ``user``, all or none.

    :raises IntakeError: if it cannot be read, is no workbook of this year, stage and person, or lacks a column.
    Raises as :func:`lines` besides.
    """
    year, found = lines(home, number, stage, user)
    sheets = whole.read(file)
    went_out = _identified(sheets, file, number, stage, user)
    page = sheets[0]
    reader = _Reader(year, page, _columns(page, file, by_item=found[0].item is not None), went_out,
                     {line.key: line for line in found})
    rows = list(reader.rows())
    # With a fault among them the others are only checked, so that all faults are told at once.
    stated, wrong = state_all(home, user, number, stage, [row.said for row in rows], at=at, keep=not reader.faults)
    faults = [*reader.faults, *(reader.refused(rows[place], error) for place, error in wrong.items())]
    faults.sort(key=lambda fault: (int("".join(sign for sign in fault.cell if sign.isdigit())), fault.cell))
    return Taken(len(stated), reader.unchanged, tuple(faults))


def _identified(sheets: Sequence[Whole], file: Path, number: str, stage: str, user: User) -> dict[tuple[str, str], int]:
    """Which answer stood in each row when the workbook went out (0: none), by region and item."""
    keeping = next((sheet for sheet in sheets if sheet.title == KEEPING), None)
    first = keeping.rows[0] if keeping is not None and keeping.rows else ()
    if keeping is None or len(first) < 4 or first[0] != FORMAT:
        raise IntakeError("answer_sheet.not_ours", Text("this is no workbook of an assessment year",
                                                        "该文件不是年度考核的工作簿"), where=str(file),
                          why=Text("It was not downloaded here, or the hidden sheet that says whose it is has gone",
                                   "文件不是由此处下载，或标明归属的隐藏工作表已丢失"), next_step=DOWNLOAD)
    for whose, wanted, is_, next_step in zip(WHOSE, (number, stage, user.username), first[1:], NEXT, strict=False):
        if is_ != wanted:
            raise IntakeError("answer_sheet.another", Text(f"this is the workbook of another {whose.en}: '{is_}'",
                                                           f"这是其他{whose.zh}的工作簿：“{is_}”"), where=str(file),
                              why=Text(f"It was to be that of '{wanted}'", f"应为“{wanted}”的工作簿"),
                              next_step=next_step)
    return {(row[0], row[1]): int(row[2]) if row[2].isdigit() else 0 for row in keeping.rows[1:] if len(row) > 2}


def _columns(page: Whole, file: Path, *, by_item: bool) -> dict[str, int]:
    """Where each column stands now, known by its heading in either language."""
    headings = page.rows[0] if page.rows else ()
    found = {name: place for name, text in told.HEADINGS.items()
             for place, heading in enumerate(headings) if heading in (text.en, text.zh)}
    for name in ((*KEYS, told.ANSWER) if by_item else (told.REGION, told.ANSWER)):
        if name not in found:
            heading = told.HEADINGS[name]
            raise IntakeError("answer_sheet.column_missing", Text(f"the column '{heading.en}' is missing",
                                                                  f"缺少“{heading.zh}”列"),
                              where=Text(f"{file}, sheet {page.title}, row 1", f"{file}，工作表{page.title}，第1行"),
                              next_step=Text(f"Write its heading into row 1 again: {heading.en}, or {heading.zh}",
                                             f"请在第1行恢复表头：{heading.zh}（英文为{heading.en}）"))
    return found


class _Reader:
    """Reads rows into statements, and gathers what is wrong with them."""

    def __init__(self, year: Year, page: Whole, columns: Mapping[str, int], went_out: Mapping[tuple[str, str], int],
                 known: Mapping[tuple[str, str], AnswerLine]) -> None:
        self.year, self.page, self.columns, self.went_out, self.known = year, page, columns, went_out, known
        self.faults: list[Fault] = []
        self.unchanged = 0

    def rows(self) -> Iterator[_Row]:
        seen: set[tuple[str, str]] = set()
        for row in range(1, len(self.page.rows)):
            if not any(self.page.rows[row]):
                continue
            key = self._key(row)
            line = self.known.get(key)
            if line is None or key in seen:
                if any(self._text(row, name) for name in (told.ANSWER, told.REASON)) or key in seen:
                    self._wrong(row, told.REGION, *(UNKNOWN if line is None else TWICE))
                continue
            seen.add(key)
            said = self._said(row, line)
            if said is not None:
                yield _Row(row, line, said)

    def refused(self, row: _Row, error: RecordError | NotAllowed) -> Fault:
        """What an act said of a row."""
        return self._fault(row.row, told.ANSWER, error.code, error.what,
                           Text(". ".join(each.en for each in (error.why, error.next_step) if each),
                                "。".join(each.say("zh") for each in (error.why, error.next_step) if each)))

    def _said(self, row: int, line: AnswerLine) -> Statement | None:
        """What the row states; None for nothing, or where it is wrong."""
        faulty = False
        for name in told.FILLED_IN:
            place = (row, self.columns.get(name, -1))
            if place in self.page.merged or place in self.page.unread:
                self._wrong(row, name, *(MERGED if place in self.page.merged else UNREAD))
                faulty = True
        if faulty:
            return None
        answer, before = self._answer(row, line), line.now
        reason = self._text(row, told.REASON, before.reason if before else "")
        usual = before.clause if before else line.item.clause if line.item else ""
        clause = self._text(row, told.CLAUSE, usual) or usual
        stood = self.went_out.get(line.key, 0)
        if not answer:
            if stood:
                self._wrong(row, told.ANSWER, *EMPTIED)
            elif reason and before is None:
                self._wrong(row, told.REASON, *ALONE)
            return None
        said = answer, " ".join(reason.split()), clause
        if before is not None and said == (before.answer, before.reason, before.clause):
            self.unchanged += 1
            return None
        if stood != (before.pk if before else 0):
            if said == self._as_it_went_out(stood, line):
                self.unchanged += 1
            else:
                self._wrong(row, told.ANSWER, *MEANWHILE)
            return None
        return Statement(line.region, answer, line.item.id if line.item else "", said[1], clause)

    def _as_it_went_out(self, stood: int, line: AnswerLine) -> tuple[str, str, str] | None:
        event = next((each for each in self.year.events if each.pk == stood), None)
        if event is None or (self.year.resolve(event.region), event.item) != line.key:
            return None
        return event.answer, event.reason, event.clause

    def _key(self, row: int) -> tuple[str, str]:
        parts = []
        for name in KEYS:
            at = row, self.columns.get(name, -1)
            top, column = self.page.merged.get(at, at)  # a region written once for all its rows
            parts.append(self._at(top, column).split(LABEL)[0] if column >= 0 else "")
        return parts[0], parts[1]

    def _answer(self, row: int, line: AnswerLine) -> str:
        said = self._text(row, told.ANSWER)
        if line.item is None:
            return " ".join(said.split())
        return answer_hints.value_of(line.item.rule, said, not_applicable=line.item.not_applicable)

    def _text(self, row: int, name: str, missing: str = "") -> str:
        """What stands in a column; ``missing`` where the column was deleted."""
        return self._at(row, self.columns[name]) if name in self.columns else missing

    def _at(self, row: int, column: int) -> str:
        cells = self.page.rows[row]
        return cells[column] if column < len(cells) else ""

    def _wrong(self, row: int, name: str, code: Code, reason: Text, remedy: Text) -> None:
        self.faults.append(self._fault(row, name, code, reason, remedy))

    def _fault(self, row: int, name: str, code: Code | str, reason: Text, remedy: Text) -> Fault:
        column = self.columns.get(name, 0)
        return Fault(code, self.page.title, f"{get_column_letter(column + 1)}{row + 1}", self._at(0, column),
                     self._at(row, column)[:200], reason, remedy)
