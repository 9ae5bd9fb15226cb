"""``plumb deadline``: when a term of working days ends."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.cli.core import output
from plumbline.interfaces.cli.core.output import HomeOption, JsonOption
from plumbline.methods.shared.working_days import after, days_after
from plumbline.rulebook.calendars.calendars import CHINA, calendar
from plumbline.text import Text, written_day


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(deadline)


def deadline(start: Annotated[str, typer.Argument(help="The day the term begins on, which is day 0: 2026-01-31.")],
             working_days: Annotated[int | None, typer.Option(help="How many working days it has.",
                                                              show_default=False)] = None,
             days: Annotated[int | None, typer.Option(help="How many days it has, days off among them.",
                                                      show_default=False)] = None,
             of: Annotated[str, typer.Option("--calendar", help="Whose days off.")] = CHINA,
             home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Say on which day a term ends. A year whose days off are not announced makes the day provisional."""
    if (days is None) == (working_days is None):
        raise RecordError("deadline.no_term", Text("a term has either working days or days",
                                                   "期限须为若干工作日或若干日，二者择一"),
                          next_step=Text("Add --working-days 15, or --days 15", "请加--working-days 15或--days 15"))
    try:
        first = date.fromisoformat(start)
    except ValueError:
        raise RecordError("deadline.not_day", Text(f"'{start}' is not a day", f"“{start}”不是日期"),
                          next_step=Text("Write it as 2026-01-31", "请写作2026-01-31")) from None
    where = homes.resolve(home)
    known = calendar(where if where.config_file.exists() else None, of)
    due = after(known, first, working_days) if working_days is not None else days_after(known, first, days or 0)
    if as_json:
        output.json({"due": due.day.isoformat(), "provisional": due.provisional})
        return
    said = f"{due.day.isoformat()}  {written_day(due.day, 'en')}"
    if due.provisional:
        said += "  (provisional: days off are not announced as far as that)"
    output.console().print(said, highlight=False, markup=False)
