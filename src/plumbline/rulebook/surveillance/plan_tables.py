"""The master tables of sampling plans that ship: ``rulebook/data/plans``, each table with its citation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from plumbline.errors import RulebookError
from plumbline.methods.surveillance.plan_tables import DOWN, NOTHING, UP, Letters, Row
from plumbline.rulebook.core.files import shipped
from plumbline.rulebook.core.table_reading import Table
from plumbline.rulebook.core.toml_text import read
from plumbline.text import Citation, Text

STANDARD = "mil-std-105e"
SEVERITIES = ("normal", "tightened")


@dataclass(frozen=True, slots=True)
class Master:
    """The tables of one standard: code letters, and by severity the rows. ``cites`` has a citation for each."""

    id: str
    title: Text
    aqls: tuple[str, ...]
    letters: Letters
    rows: dict[str, tuple[Row, ...]]
    cites: dict[str, Citation]


@cache
def master(standard: str = STANDARD) -> Master:
    """The tables of a standard. :raises RulebookError: for a file that does not hold together."""
    file = f"plans/{standard}.toml"
    return parse(shipped("plans", f"{standard}.toml").read_text("utf-8"), file)


def parse(text: str, file: str) -> Master:
    """The tables in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table = Table(read(text, file), file)
    table.only(("id", "title", "valid_from", "source", "aqls", "letters", *SEVERITIES))
    aqls = tuple(str(each) for each in table.raw.get("aqls", ()))
    letters = table.sub("letters")
    lots = tuple(letters.raw.get("lots", ()))
    levels = {level: letters.text(level) for level in letters.raw if level != "lots"}
    if list(lots) != sorted(set(lots)) or any(len(each) != len(lots) + 1 for each in levels.values()):
        raise _crooked(f"{file}: letters")
    rows = {severity: tuple(_row(each, len(aqls), f"{file}: {severity}")
                            for each in table.sub(severity).raw.get("rows", ())) for severity in SEVERITIES}
    for severity, found in rows.items():
        if {sign for level in levels.values() for sign in level} - {row.letter for row in found}:
            raise _crooked(f"{file}: {severity}")
    cites = {"letters": table.citation("source")} | {each: table.sub(each).citation("source") for each in SEVERITIES}
    return Master(table.text("id"), table.words("title"), aqls, Letters(lots, levels), rows, cites)


def _row(line: str, columns: int, where: str) -> Row:
    words = line.split()
    cells = tuple(int(each) if each.isdecimal() else each for each in words[2:])
    if len(cells) != columns or not words[1].isdecimal() or {
            each for each in cells if isinstance(each, str)} - {DOWN, UP, NOTHING}:
        raise _crooked(f"{where}: {line}")
    return Row(words[0], int(words[1]), cells)


def _crooked(where: str) -> RulebookError:
    return RulebookError(
        "plan.table_crooked", Text("the table does not hold together", "抽样方案表前后不一致"), where=where,
        why=Text("Every row has one cell for each AQL, every code letter one row",
                 "每行应与各AQL一一对应，每个字码应有一行"),
        next_step=Text("Compare it with the standard", "请与标准核对"))
