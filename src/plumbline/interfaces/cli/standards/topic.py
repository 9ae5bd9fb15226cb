"""``plumb topic``: requirements of several countries side by side, and what goods must meet on a market."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.standards import topic_said

app = typer.Typer(help="Topics across borders: what countries require, side by side.", no_args_is_help=True)
OnOption = Annotated[str, typer.Option("--on", help="As of this day, 2026-01-31 (default: today).")]
TopicArgument = Annotated[str, typer.Argument(help="The code of the topic.")]
CountriesOption = Annotated[str, typer.Option(help="Countries by ISO 3166, such as CN,BR,RU (default: the topic's).")]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb topic``."""
    program.add_typer(app, name="topic")


@app.command("list")
def list_(
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List the topics of a day, with how much is held of each and how many documents nobody has read."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.topics import matrix

    day = day_asked(on, place)
    found = {"on": str(day), "topics": matrix.listed(day)}
    if as_json:
        output.json(found)
    else:
        topic_said.topics(found)


@app.command("show")
def show(
    topic: TopicArgument,
    countries: CountriesOption = "",
    base: Annotated[str, typer.Option(help="The country that others are held against (default: the topic's).")] = "",
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show what each country requires, parameter by parameter: value, document, clause, how it stands to the base, and
    what is missing."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.topics import matrix

    found = matrix.show(topic, day_asked(on, place), countries, base)
    if as_json:
        output.json(found)
    else:
        topic_said.shown(found)


@app.command("documents")
def documents(
    topic: TopicArgument,
    countries: CountriesOption = "",
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show the documents of each country side by side: what they adopt, in which degree and edition, and whether they
    were read."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.topics import side_by_side

    found = side_by_side.documents(place, topic, day_asked(on, place), countries)
    if as_json:
        output.json(found)
    else:
        topic_said.documents(found)


@app.command("access")
def access(
    product: Annotated[str, typer.Argument(help="The code of the goods, such as led-lamp.")],
    from_: Annotated[str, typer.Option("--from", help="The country they come from, by ISO 3166.")],
    to: Annotated[str, typer.Option(help="The country they are to be sold in, by ISO 3166.")],
    on: OnOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Tell everything that goods must meet on a market: rules, standards, certificates, marks, whose results count,
    steps and days, and what is not known."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.standards.topics.access import access as found_of

    found = found_of(product, from_, to, day_asked(on, place))
    if as_json:
        output.json(found)
    else:
        topic_said.access(found)
