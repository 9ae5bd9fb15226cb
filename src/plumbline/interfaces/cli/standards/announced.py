"""``plumb standards feed``, ``committees``, ``committee`` and ``parts``: what was announced, who keeps what, and who
had a part in it."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.interfaces.cli.standards import register_said
from plumbline.interfaces.cli.standards.register_app import AsOption, OnOption, app
from plumbline.interfaces.cli.standards.register_said import line


def feed(
    narrow: Annotated[list[str] | None, typer.Option(help="NAME=VALUE, such as ics=03.120, level=national or "
                                                          "what=withdrawn; may be given again.")] = None,
    after: Annotated[int, typer.Option(min=0, help="What next of the answer before says.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=500, help="So many, the newest first.")] = 50,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Tell what was announced of standards: published, amended, confirmed, replaced, withdrawn."""
    boot.start(home)
    from plumbline.procedures.standards import announcing

    announcing.follow(at=boot.now())
    narrowed = {name: values[-1] for name, values in register_said.facets(narrow or []).items()}
    found = announcing.page(narrowed, before=after, limit=limit).as_dict(narrowed)
    if as_json:
        output.json(found)
        return
    for each in found["announcements"]:
        by = f" by {', '.join(each['replaced_by'])}" if each["replaced_by"] else ""
        line(f"{each['day'] or 'day not told'}  {each['what']}  {each['designation']}{by}  "
             f"{each['titles'].get('en') or each['titles'].get('zh') or ''}")
    if not found["announcements"]:
        line("Nothing was announced.")


def committees(
    text: Annotated[str, typer.Argument(help="Part of a code, or of a name.")] = "",
    after: Annotated[str, typer.Option(help="What next of the answer before says.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=500, help="So many at most.")] = 100,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List technical committees."""
    boot.start(home)
    from plumbline.procedures.standards import committee_showing

    found = committee_showing.committees(text, after=after, limit=limit)
    if as_json:
        output.json(found)
        return
    line(f"{found['total']:,} found")
    for each in found["committees"]:
        line(f"  {each['code']}  {each['titles'].get('en') or each['titles'].get('zh') or ''}  {each['status'] or ''}")


def committee(
    code: Annotated[str, typer.Argument(help="As it is cited: SAC/TC 118, ISO/TC 69/SC 1.")],
    on: OnOption = "",
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many of its standards at most.")] = 500,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show one committee: what it belongs to, its secretariat, the standards that it keeps, who takes part."""
    place = boot.start(home)
    from plumbline.interfaces.cli.standards.designation_asked import day_asked
    from plumbline.procedures.search import committee_register, following

    day = day_asked(on, place)
    with output.progress(as_json) as show_progress:
        following.follow(place, on=day, wait=20.0, tell=lambda progress: show_progress(
            "indexing", progress.done / max(1, progress.of), progress.done))
    found = committee_register.committee(place, code, day, limit=limit)
    if as_json:
        output.json(found)
        return
    line(f"{found['code']}  {found['titles'].get('en') or found['titles'].get('zh') or ''}")
    for each in found["secretariats"]:
        line(f"  secretariat: {each['name'] or each['organisation']}, {each['from']} to {each['until'] or 'now'}")
    counts = ", ".join(f"{status} {count:,}" for status, count in found["standards"]["by_status"].items())
    line(f"  {found['standards']['total']:,} standards{f' ({counts})' if counts else ''}, "
         f"{len(found['children']):,} subcommittees, {found['participants']['organisations']:,} organisations")
    for each in found["standards"]["listed"][:20]:
        line(f"  {each['designation']}  {each['state']}")


def parts(
    region: Annotated[str, typer.Option(help="The region's code; without it, the whole.")] = "",
    organisation: Annotated[str, typer.Option(help="The code of one organisation.")] = "",
    year: Annotated[str, typer.Option(help="The year; without it, the newest with a part.")] = "",
    as_: AsOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Tell the part of a region or an organisation in standards, by level, role and year, as the latest cut has it."""
    place = boot.start(home)
    from plumbline.figures.cuts.cut import open_cut
    from plumbline.procedures.standards import parts as counted

    found = counted.parts(open_cut(place), place, region=region, organisation=organisation, year=year,
                          user=person(as_))
    if as_json:
        output.json(found.as_dict() if found is not None else None)
        return
    if found is None:
        line("The cut holds no part in standards.")
        return
    line(f"{found.name or found.region}, {found.year}")
    for each in (*found.levels, *found.roles, *([found.weight] if found.weight is not None else [])):
        line(f"  {each.indicator.title.en}: {each.value or '-'}")


def add() -> None:
    """Add these to the commands of ``plumb standards``."""
    for name, command in (("feed", feed), ("committees", committees), ("committee", committee), ("parts", parts)):
        app.command(name)(command)
