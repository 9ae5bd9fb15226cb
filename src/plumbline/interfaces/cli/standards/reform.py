"""``plumb standards reform``: rounds of reform, what would be proposed, how many are chaotic, low and soft, and what
was published. Acts in a round are those of its case: ``plumb standard-reform``, ``plumb case``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.casework.case import found as case_found
from plumbline.interfaces.cli.casework.case import say
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person

app = typer.Typer(help="Rounds of reform: each standard of an issuer or a field is kept, revised, merged, converted or "
                       "withdrawn.", no_args_is_help=True)
IssuerOption = Annotated[str, typer.Option(help="Of this issuer, as the register writes it.")]
LevelOption = Annotated[str, typer.Option(help="Of this level, such as local.")]
CatalogueOption = Annotated[str, typer.Option(help="Taken from this catalogue.")]
IcsOption = Annotated[str, typer.Option(help="Of this class of the ICS and those below it, such as 23.")]
CcsOption = Annotated[str, typer.Option(help="Of this class of the CCS and those below it, such as J.")]
CommitteeOption = Annotated[str, typer.Option(help="Of this committee, by its code.")]
SectorOption = Annotated[str, typer.Option(help="Of this service sector.")]
OnOption = Annotated[str, typer.Option("--on", help="As of this day, 2026-01-31 (default: today).")]
AsOption = Annotated[str, typer.Option("--as", help="Who asks, by the name they sign in with; without it, the public.")]


def add_to(program: typer.Typer) -> None:
    """Add ``reform`` to ``plumb standards``."""
    program.add_typer(app, name="reform")


@app.command("propose")
def propose(
    issuer: IssuerOption = "", level: LevelOption = "", catalogue: CatalogueOption = "", ics: IcsOption = "",
    ccs: CcsOption = "", committee: CommitteeOption = "", sector: SectorOption = "", on: OnOption = "",
    home: output.HomeOption = None, as_json: output.JsonOption = False,
) -> None:
    """Show what rules would propose for each standard in force of an issuer or a field. Nothing is kept."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.reform.preview import preview

    told = preview(place, _filters(issuer, level, catalogue, ics, ccs, committee, sector), day_asked(on, place))
    say(as_json, told, [
        f"{told['total']:,} standards on {told['on']}: "
        + ", ".join(f"{outcome} {count:,}" for outcome, count in told["counts"].items()),
        *(f"  {each['designation']}: {each['proposal']}{_into(each)}. {each['reason']['en']} ({each['clause']})"
          for each in told["standards"])])


@app.command("open")
def open_(
    as_: AsOption, title: Annotated[str, typer.Option(help="What the round is called.")],
    region: Annotated[str, typer.Option(help="Whose round it is.")],
    issuer: IssuerOption = "", level: LevelOption = "", catalogue: CatalogueOption = "", ics: IcsOption = "",
    ccs: CcsOption = "", committee: CommitteeOption = "", sector: SectorOption = "",
    home: output.HomeOption = None, as_json: output.JsonOption = False,
) -> None:
    """Open a round, and draw its inventory up at once: what rules propose for each standard, and the first counts."""
    place = boot.start(home)
    from plumbline.procedures.standards.reform import opening

    values = {"title": title, "region": region, **_filters(issuer, level, catalogue, ics, ccs, committee, sector)}
    told = opening.open_round(place, person(as_), values, clock=boot.now)
    say(as_json, told, [f"{told['number']}: {told['total']:,} standards", *(
        f"  {outcome}: {count:,}" for outcome, count in told["proposals"].items())])


@app.command("counts")
def counts(
    number: Annotated[str, typer.Argument(help="Only of this round.", show_default=False)] = "",
    department: Annotated[str, typer.Option(help="Only of this department.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Count the opening again, from the inventory.")] = False,
    as_: AsOption = "",
    home: output.HomeOption = None, as_json: output.JsonOption = False,
) -> None:
    """Show how many standards of each department were chaotic, low and soft when rounds were opened, published and
    closed, and by year; with --json each count with its standards. Exit status 1 where a check finds another number."""
    place = boot.start(home)
    from plumbline.procedures.standards.reform import counting, recounting

    told: dict[str, Any] = counting.document(number, department)
    if check:
        told["check"] = recounting.check(case_found(place, person(as_), "standard-reform", number))
    say(as_json, told, [*(
        f"{each['round']} {each['moment']} {each['counted_on']}  {each['department']}: {each['list']} "
        f"{each['count']:,} of {each['total']:,}" for each in told["counts"] if each["reason"] == "any"), *(
        f"{each['year']}  {each['department']}: {each['list']} {each['count']:,} of {each['total']:,}"
        for each in told["by_year"]), *([f"counted again: {'as kept' if told['check']['agrees'] else 'otherwise'}"]
                                        if check else [])])
    if check and not told["check"]["agrees"]:
        raise typer.Exit(1)


@app.command("published")
def published(
    number: Annotated[str, typer.Argument(help="The number of the round.")],
    on: OnOption = "",
    to: Annotated[Path | None, typer.Option("--output", help="Write the list to this file: .csv, .xlsx or .parquet."),
                  ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Write over a file that is there.")] = False,
    as_: AsOption = "",
    home: output.HomeOption = None, as_json: output.JsonOption = False,
) -> None:
    """Show what a round decided about each standard, as everybody reads it, as of a day."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.reform import showing

    case, day = case_found(place, person(as_), "standard-reform", number), day_asked(on, place)
    told = showing.outcome(case, day)
    if to is not None:
        from plumbline.records.export.writing import written

        pieces = written(showing.table(case, day), to.suffix.removeprefix(".").lower() or "csv")
        output.write(b"".join(pieces), output.free(to, overwrite), "standards reform published")
    say(as_json, told, [
        f"{told['title']}, published on {told['published_on']}: {told['total']:,} standards, "
        + ", ".join(f"{outcome} {count:,}" for outcome, count in told["counts"].items()),
        *(f"  {each['designation']}: {each['outcome']}{_into(each)}. {each['reason']['en']}"
          for each in told["standards"])])


def _filters(issuer: str, level: str, catalogue: str, ics: str, ccs: str, committee: str, sector: str,
             ) -> dict[str, str]:
    given = {"issuer": issuer, "level": level, "catalogue": catalogue, "ics": ics, "ccs": ccs,
             "committee": committee, "sector": sector}
    return {name: text for name, text in given.items() if text}


def _into(each: dict[str, Any]) -> str:
    into = each.get("into")
    return "" if not into else ", taking others in" if into == each["standard"] else f" into {into}"
