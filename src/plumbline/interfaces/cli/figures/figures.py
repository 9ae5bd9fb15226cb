"""``plumb figure``, ``plumb indicators``, ``plumb assess`` and ``plumb score``."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.interfaces.cli.core.grade_table import print_grades
from plumbline.methods.shared.json_texts import LAID_OUT
from plumbline.text import Text


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("figure")(figure)
    app.command("indicators")(indicators)
    app.command("assess")(assess)
    app.command("score")(score)


def figure(
    indicator: Annotated[str, typer.Argument(metavar="ID", help="The indicator, such as inspection.pass_rate.")],
    region: Annotated[str, typer.Option(help="The region's code.")],
    period: Annotated[str, typer.Option(help="2013, 2013-Q1, 2013-07 or 2013-07..2014-06.")],
    records: Annotated[int, typer.Option(min=0, help="Show this many of the records it counted.")] = 0,
    of: Annotated[str, typer.Option(help="Which records: denominator, numerator or excluded.")] = "denominator",
    as_: Annotated[str, typer.Option("--as", help="See what this person may see (default: the public).")] = "",
    cut: Annotated[str, typer.Option(help="The cut (default: the latest).")] = "",
    engine: output.EngineOption = "",
    master: output.MasterOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """One figure, with its numerator, denominator, interval, root and records."""
    place = boot.start(home)
    boot.use_engine(engine, master)
    from plumbline.figures.cuts.cut import open_cut
    from plumbline.procedures.figures.reading import read_figure

    document = read_figure(open_cut(place, cut or None), place, indicator, region, period, user=person(as_),
                           records=records, of=of)
    if as_json:
        output.json(document)
        return
    screen = output.console()
    interval = document["interval"]
    between = f" ({interval['low']} to {interval['high']} at {interval['level']}, {interval['method']})" \
        if interval else ""
    screen.print(f"{document['title']['en']}, region {region}, {period}: "
                 f"{document['value'] if document['value'] is not None else 'no value'} {document['unit']}{between}")
    screen.print(f"    {Decimal(document['numerator']):,} of {Decimal(document['denominator']):,}; "
                 f"cut {document['cut']}")
    if document["se"] is not None:
        of_all = f"; n = {Decimal(document['n']):,} of N = {Decimal(document['population']):,}, corrected for it" \
            if document["population"] is not None else ""
        screen.print(f"    standard error {document['se']}{of_all}")
    screen.print(f"    {document['meaning']['en']}")
    screen.print(f"    definition {document['definition_sha256']}")
    screen.print(f"    root {document['root']}")
    for record in document["records"]:
        screen.print("    " + ", ".join(f"{name} {value}" for name, value in record.items() if value is not None))


def indicators(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """The indicators that can be asked for."""
    place = boot.start(home, create=True)
    from plumbline.procedures.figures.reading import known_indicators

    found = known_indicators(place)
    if as_json:
        output.json({"indicators": [
            {"id": one.id, "title": one.title.as_dict(), "unit": one.unit, "of": one.of,
             "definition_sha256": one.definition_sha256} for one in found.values()]})
        return
    for one in found.values():
        output.console().print(f"{one.id} ({one.unit}): {one.title.en} {one.title.zh}")


def assess(
    scheme: Annotated[str, typer.Argument(help="The scheme, such as chicago-canvass.")],
    year: Annotated[str, typer.Option(help="The assessment year, such as 2013.")],
    cut: Annotated[str, typer.Option(help="The cut (default: the latest).")] = "",
    engine: output.EngineOption = "",
    master: output.MasterOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Score and grade every region by a scheme, and keep the result."""
    place = boot.start(home)
    boot.use_engine(engine, master)
    from plumbline.procedures.assessment.results.assess import assess as assess_

    found = assess_(place, scheme, year, cut=cut or None, at=boot.now())
    if as_json:
        output.stream(found.whole(LAID_OUT))
        return
    print_grades(found.head, found.each())


def score(
    scheme: Annotated[str, typer.Argument(help="The scheme, such as dingyuan-2011-food.")],
    year: Annotated[str, typer.Option(help="The assessment year, such as 2011.")],
    answers: Annotated[list[str] | None,
                       typer.Argument(metavar="[ITEM=ANSWER]...", help="1.2.3=3, say; each item once.")] = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Try a scheme: what these answers would score, and why. Nothing is stored."""
    place = boot.start(home, create=True)
    from plumbline.errors import RulebookError
    from plumbline.procedures.assessment.scoring.trying import score_answers

    given: dict[str, str] = {}
    for each in answers or ():
        item, equals, answer = each.partition("=")
        if not equals or item in given:
            raise RulebookError("command.not_answer", Text(f"'{each}' is no answer", f"“{each}”不是答复的写法"),
                                next_step=Text("Write ITEM=ANSWER, each item once, as in 1.2.3=3",
                                               "请写成“考核项=答复”，每个考核项只写一次，如1.2.3=3"))
        given[item] = answer
    document = score_answers(place, scheme, year, given, on=boot.day_of(boot.now()))
    if as_json:
        output.json(document)
        return
    screen = output.console()
    for line in document["items"]:
        points = "–" if line["points"] is None else line["points"]
        screen.print(f"{line['id']}  {points} of {line['of']}  {line['title']['en']}: {line['explanation']['en']}")
    screen.print(f"{document['scheme']} {document['year']}: "
                 f"{'no score' if document['score'] is None else document['score']} of {document['full']}, "
                 f"{'no grade' if document['grade'] is None else document['grade']}")
    if document["withheld"]:
        screen.print(document["withheld"]["en"])
