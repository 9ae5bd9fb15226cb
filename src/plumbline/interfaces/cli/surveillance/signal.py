"""``plumb signal``: is this week, this pair of things, this inspector group beyond what was to be expected?"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.errors import RecordError
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.surveillance.batch import Batched, BatchOption, answer
from plumbline.text import Text

EncodingOption = Annotated[str, typer.Option("--encoding", help="How the text of the file is encoded, such as gb18030, "
                                                                "if it cannot be told.")]
app = typer.Typer(help="Signals: weeks, pairs and inspector groups beyond what was to be expected.",
                  no_args_is_help=True)


def add_to(program: typer.Typer) -> None:
    """Add ``plumb signal``."""
    program.add_typer(app, name="signal")


@app.command("series", cls=Batched)
def series(
    file: Annotated[Path, typer.Argument(help="A table with the columns date (or week, counted from 1) and n, a row "
                                              "for each week: CSV, plain or gzip, or a workbook.")],
    method: Annotated[str, typer.Option(help="ears-c1, ears-c2, ears-c3, farrington (as extended "
                                             "by Noufaily) or farrington-1996 (as first published).")] = "farrington",
    alpha: Annotated[str, typer.Option(help="Chance of a false alarm in a week (default: 0.001, for ears-c3 0.025, for "
                                            "farrington 0.05).")] = "",
    baseline: Annotated[str, typer.Option(help="EARS: how many weeks it looks back on.")] = "7",
    min_sigma: Annotated[str, typer.Option(help="EARS: the standard deviation is taken to be at least this.")] = "0",
    b: Annotated[str, typer.Option(help="Farrington: how many years it looks back on.")] = "5",
    w: Annotated[str, typer.Option(help="Farrington: how many weeks on either side of the same week.")] = "3",
    periods: Annotated[str, typer.Option(help="Farrington: parts of the year with a level each; 1 uses the windows "
                                              "alone.")] = "1",
    threshold: Annotated[str, typer.Option(help="Farrington: delta, nbPlugin or muan.")] = "delta",
    reweight: Annotated[bool, typer.Option(help="Farrington: weigh past outbreaks less.")] = True,
    weights_threshold: Annotated[str, typer.Option(help="Farrington: the residual above which a week weighs less "
                                                        "(default: 2.58, for farrington-1996 1).")] = "",
    power: Annotated[str, typer.Option(help="farrington-1996: how counts are made less skew: 2/3, 1/2 or none.")]
    = "2/3",
    skip: Annotated[str, typer.Option(help="Farrington: the last weeks that are left out (default: as --w).")] = "",
    trend_p: Annotated[str, typer.Option(help="Farrington: a trend is kept if its p-value is below this; 0 for none.")]
    = "0.05",
    encoding: EncodingOption = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Judge each week of a series by the weeks or years before it."""
    from plumbline.interfaces.cli.surveillance import signal_series

    found = signal_series.judged(file, signal_series.Asked(
        method, alpha, baseline, min_sigma, b, w, periods, threshold, reweight, weights_threshold, skip, trend_p,
        power, encoding))
    answer(found, as_json, lambda: _say_points(found))


@app.command("pairs", cls=Batched)
def pairs(
    file: Annotated[Path, typer.Argument(help="A table with the columns id, var1 and var2, a row for each pair that "
                                              "a report names: CSV, plain or gzip, or a workbook.")],
    strata: Annotated[str, typer.Option(help="Columns that divide the reports, with commas between them.")] = "",
    encoding: EncodingOption = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say of each pair how much more often it is reported than expected: RR, PRR, ROR, EBGM."""
    from plumbline.interfaces.cli.surveillance import signal_pairs

    found = signal_pairs.scored(file, strata, encoding)
    answer(found, as_json, lambda: _say_pairs(found))


@app.command("inspectors", cls=Batched)
def inspectors(
    file: Annotated[Path | None, typer.Argument(help="A table with the columns inspector_group and result, a row for "
                                                     "each inspection; without one, the inspections of this home.")]
    = None,
    strata: Annotated[str, typer.Option(help="Columns that say what a group was sent to, with commas between them "
                                             "(default for this home: risk_class,facility_type).")] = "",
    failing: Annotated[list[str] | None, typer.Option(help="Of a table: a result that fails (default: fail).")] = None,
    level: Annotated[str, typer.Option(help="Confidence of each interval.")] = "0.95",
    region: Annotated[str, typer.Option(help="Of this home: the region's code.")] = "",
    period: Annotated[str, typer.Option(help="Of this home: 2013, 2013-Q1, 2013-07 or 2013-07..2014-06.")] = "",
    as_: Annotated[str, typer.Option("--as", help="Of this home: an officer of the region, who may see groups.")] = "",
    encoding: EncodingOption = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say how often each inspector group fails a place, adjusted for what it was sent to, with interval and caveat."""
    from plumbline.interfaces.cli.surveillance import signal_inspectors

    found = signal_inspectors.compared(file, strata, failing or [], level, region, period, as_, encoding, home)
    answer(found, as_json, lambda: _say_groups(found))


def _say_groups(found: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head in ("group", "n", "failed", "rate", "expected", "ratio", "from", "to", "adjusted", "alone", ""):
        table.add_column(head, justify="left" if head in {"group", ""} else "right")
    for each in sorted(found["groups"], key=lambda row: -(row["ratio"] or 0)):
        shown = (_shown(each[name], places) for name, places in (
            ("rate", 4), ("expected", 1), ("ratio", 3), ("low", 3), ("high", 3), ("adjusted", 4)))
        table.add_row(each["group"], str(each["n"]), str(each["failed"]), *shown, str(each["alone"]),
                      {1: "ABOVE", -1: "BELOW"}.get(each["beyond"], ""))
    screen = output.console()
    screen.print(table)
    screen.print(found["caveat"]["en"], markup=False)
    say_notes(found)


@app.command("watch")
def watch(
    on: Annotated[str, typer.Option(help="The day, such as 2026-03-02: the week before it is judged (default: "
                                         "today).")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Judge last week's reports by every rule of the rulebook's watch, keep what stands out as signals, and open the
    cases in which somebody decides. What was kept before stays as it is. The worker of plumb serve does so each
    morning."""
    place = boot.start(home)
    from django.utils import timezone

    from plumbline.procedures.surveillance.watch import running

    now = boot.now()
    found = running.document(running.watch(place, on=_day(on) if on else timezone.localdate(now), at=now))
    answer(found, as_json, lambda: _say_watch(found))


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise RecordError("signal.not_day", Text(f"'{given}' is not a day", f"“{given}”不是日期"), where="--on",
                          next_step=Text("Write it as 2026-01-05", "请写作2026-01-05")) from None


def _say_watch(found: dict[str, Any]) -> None:
    screen = output.console()
    screen.print(f"Week from {found['week']}. {len(found['signals'])} alarms; where nothing is the matter, "
                 f"{found['false_alarms']:.2f} are to be expected by chance.")
    for each in found["rules"]:
        told = ("too few weeks are known" if each["too_short"] else
                f"{each['judged']} series, alpha {each['alpha']}: {each['alarms']} alarms, "
                f"{each['false_alarms']:.2f} to be expected by chance")
        screen.print(f"  {each['title']['en']} ({each['method']}): {told}", highlight=False, markup=False)
    for each in found["signals"]:
        screen.print(f"{'NEW ' if each['new'] else ''}{each['number']}: {each['series']}, {each['region']}. "
                     f"{each['why']['en']} Of a known event: {each['known']}.", highlight=False, markup=False)
    if not found["signals"]:
        screen.print("Nothing stands out.")


def _say_points(found: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head in ("week", "n", "expected", "upper", "", "why"):
        table.add_column(head, justify="right" if head in {"n", "expected", "upper"} else "left")
    for each in found["points"]:
        table.add_row(each["week"], str(each["n"]), _shown(each["expected"]), _shown(each["upper"]),
                      "ALARM" if each["alarm"] else "", each["why"]["en"])
    output.console().print(table)
    say_notes(found)


def _say_pairs(found: dict[str, Any]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head in ("var1", "var2", "n", "e", "rr", "prr", "ror", "ebgm", "eb05", "eb95"):
        table.add_column(head, justify="left" if head.startswith("var") else "right")
    for each in sorted(found["rows"], key=lambda row: -(row["eb05"] or 0)):
        table.add_row(each["var1"], each["var2"], str(each["n"]),
                      *(_shown(each[head]) for head in ("e", "rr", "prr", "ror", "ebgm", "eb05", "eb95")))
    output.console().print(table)
    say_notes(found)


def say_notes(found: dict[str, Any]) -> None:
    """What reading the file guessed and passed over."""
    for each in found.get("notes", ()):
        output.console().print(f"{each['text']['en']}.", markup=False)


def _shown(value: float | None, places: int = 2) -> str:
    return "–" if value is None else f"{value:.{places}f}"
