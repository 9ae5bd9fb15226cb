"""What is to be revised, by a review or by a round of reform, becomes the project of a standard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from plumbline.procedures.casework.consequences import Consequence, Happened, declare
from plumbline.procedures.standards.editions import STANDARD, public
from plumbline.rulebook.standards.project_files import LEVELS
from plumbline.text import Citation, Text

PROJECT = "standard-project"
LAW = Citation("中华人民共和国标准化法", article="29", effective="2018-01-01", status="unverified")
TITLE = Text("The project of its revision is opened", "转为标准修订项目")
LONGEST = 1000


def _row(happened: Happened) -> Any:
    code = happened.event.member or happened.values.get("standard")
    return public(STANDARD).filter(code=code).first()


def _made_here(happened: Happened) -> bool:
    """Whether the standard is held, and of a level of which standards are made here: ISO revises its own."""
    row = _row(happened)
    return row is not None and row.level in LEVELS


def _of(value: Callable[[Any], str | None]) -> Callable[[Happened], str | None]:
    return lambda happened: value(_row(happened))


def _because(happened: Happened) -> str:
    return str(happened.event.said.get("reason") or "")[:LONGEST]


FIELDS: dict[str, str | Callable[[Happened], str | None]] = {
    "region": "region", "about": _because, "level": _of(lambda row: row.level),
    "replaces": _of(lambda row: row.designation), "title_en": _of(lambda row: row.title_en),
    "title_zh": _of(lambda row: row.title_zh or row.title_en or row.designation)}
for _name, _procedure in (("project-of-review", "standard-review"), ("project-of-reform", "standard-reform")):
    declare(Consequence(_name, TITLE, FIELDS, LAW, opens=PROJECT, procedure=_procedure, act="revise", rule=_made_here))
