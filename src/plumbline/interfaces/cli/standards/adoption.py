"""``plumb adoption``: how much of a basket adopts international standards, and what may do so unsaid."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.interfaces.cli.standards.register_said import line

app = typer.Typer(help="Adoption of international standards: its rate, and what may be one.", no_args_is_help=True)
OnOption = Annotated[str, typer.Option("--on", help="As of this day, 2026-01-31 (default: today).")]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb adoption``."""
    program.add_typer(app, name="adoption")


@app.command("rate")
def rate(
    basket: Annotated[str, typer.Option(help="A table with a column of designations, or a basket of the rulebook.")],
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Tell how many of a basket adopt an international standard, and whether its current edition."""
    place = boot.start(home, create=True)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards import adopting

    found = adopting.rate(place, basket, day_asked(on, place))
    if as_json:
        output.json(found)
        return
    line(f"On {found['on']}: {found['numerator']:,} of {found['denominator']:,} adopt an international standard"
         + (f", {found['value']} %" if found["value"] else ""))
    split = found["split"]
    line(f"  its current edition {split['current_edition']:,}, one that was replaced {split['superseded_edition']:,}, "
         f"one that is not held {split['edition_not_known']:,}")
    line("  " + ", ".join(f"{degree} {count:,}" for degree, count in found["degrees"].items()))
    for each in found["left_out"][:10]:
        line(f"  left out: {each['designation']}: {each['why']['en']}")
    if len(found["left_out"]) > 10:
        line(f"  and {len(found['left_out']) - 10:,} more")


@app.command("candidates")
def candidates(
    catalogue: Annotated[str, typer.Option(help="Only standards taken from this catalogue.")] = "",
    level: Annotated[str, typer.Option(help="Only standards of this level, such as national.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="So many at most.")] = 100,
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Propose standards in force that may adopt one of ISO or IEC. None of them counts before somebody confirms it."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards import adoption_candidates

    found = adoption_candidates.candidates(place, day_asked(on, place), catalogue=catalogue, level=level, limit=limit)
    if as_json:
        output.json(found)
        return
    counts = found["counts"]
    line(f"Of {counts['looked_at']:,} in force {counts['number']:,} have the number of an international document, "
         f"{counts['number_and_title']:,} of these its title too; {counts['title']:,} the title of one. "
         f"Of {counts['stated']:,} an adoption is stated.")
    for each in found["candidates"]:
        line(f"  {each['standard']}  perhaps {each['target']}  ({', '.join(each['reasons'])})")


@app.command("confirm")
def confirm(
    standard: Annotated[str, typer.Argument(help="The code of the standard that adopts.")],
    target: Annotated[str, typer.Argument(help="The designation of what it adopts.")],
    degree: Annotated[str, typer.Option(help="IDT, MOD or NEQ; EQV of before 2001.")],
    evidence: Annotated[str, typer.Option(help="Where it is stated: the foreword, a clause, a page.")],
    as_: Annotated[str, typer.Option("--as", help="Who confirms it: the name they sign in with.")],
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Keep that a standard adopts another, as somebody found."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards import adoption_candidates

    at = boot.now()
    found = adoption_candidates.confirm(person(as_), standard, target, degree, evidence, at=at,
                                        on=day_asked("", place))
    if as_json:
        output.json(found)
    else:
        line(f"{found['standard']} adopts {found['target']} ({found['degree']})"
             f"{'' if found['held'] else ', which is not held'}")
