"""What is asked about designations, answered as documents."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from plumbline.errors import IntakeError, MethodError, reported
from plumbline.home import Home
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.own_rules import own, today
from plumbline.methods.shared.json_texts import LAID_OUT
from plumbline.methods.standards.designation_grammar import Grammar
from plumbline.methods.standards.designation_parsing import designation
from plumbline.methods.standards.designation_parsing import parse as parse_one
from plumbline.methods.standards.designations import Designation, Refusal, same
from plumbline.records.intake.reading.textfile import prepare
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.text import Text


def parsed(texts: Sequence[str], file: Path | None, encoding: str, on: str,
           home: Path | None) -> tuple[list[Designation | Refusal], bool]:
    """Each text, then each line of the file, in their order; and whether any is no designation.
    :raises IntakeError: for a file that cannot be read. :raises MethodError: where nothing was asked."""
    if not texts and file is None:
        raise MethodError("designation.nothing_asked", Text("no designation was given", "没有给出标准编号"),
                          next_step=Text("Give designations in quotes, or a file with --file",
                                         "请给出加引号的标准编号，或用--file指定文件"))
    rules = _grammar(on, home)
    results = [parse_one(rules, text) for text in texts]
    if file is not None:
        results += [parse_one(rules, line) for line in _lines(file, encoding)]
    return results, any(isinstance(each, Refusal) for each in results)


def print_results(results: Sequence[Designation | Refusal]) -> None:
    """The document, written block by block, so that no second one is held."""
    before, after = LAID_OUT.around({"results": None}, ["results"])
    output.stream((before, *LAID_OUT.list_of((LAID_OUT.whole(each.as_dict(), 2) for each in results), 1), after))


def compared(one: str, other: str, on: str, home: Path | None) -> dict[str, Any]:
    """How far two designations name the same. :raises MethodError: if one of them is none."""
    rules = _grammar(on, home)
    first, second = designation(rules, one), designation(rules, other)
    return {"same": same(first, second), "a": first.as_dict(), "b": second.as_dict()}


def _grammar(on: str, home: Path | None) -> Grammar:
    place = own(home)
    return grammar(place, day_asked(on, place))


def day_asked(on: str, place: Home | None) -> date:
    """The day that ``--on`` names; without one, today. :raises MethodError: for what is no day."""
    if not on.strip():
        return today(place, boot.now())
    try:
        return date.fromisoformat(on.strip())
    except ValueError as error:
        raise MethodError("designation.not_day", Text(f"'{on}' is no day", f"“{on}”不是日期"), where="--on",
                          next_step=Text("Write 2026-01-31", "请按2026-01-31的格式填写")) from error


def _lines(file: Path, encoding: str) -> Iterator[str]:
    """The lines of a text file, without what ends them; an end of line at the very end begins no other."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            ready = prepare(file, Path(folder), encoding)
            text = ready.path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise IntakeError("designation.unreadable",
                          Text("the file of designations cannot be read", "无法读取标准编号文件"),
                          where=str(file), why=reported(error),
                          next_step=Text("Give a text file with one designation a line",
                                         "请提供每行一个标准编号的文本文件")) from error
    yield from (line.removesuffix("\r") for line in text.removesuffix("\n").split("\n"))
