"""``plumb search``: what fits some words, of all that one person may know of."""

from __future__ import annotations

from typing import Annotated

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.interfaces.cli.core.output import HomeOption, JsonOption

WAIT_SECONDS = 20.0
"""So long another program that writes the index is waited for; then what is there is searched, and it is said."""


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command()(search)


def search(
    words: Annotated[list[str] | None, typer.Argument(help="What to look for.", show_default=False)] = None,
    as_: Annotated[str, typer.Option("--as", help="Who asks: the name they sign in with (default: the public).")] = "",
    in_: Annotated[str, typer.Option("--in", help="One sort of thing alone, page by page: inspection, rules, "
                                                  "case:NAME and so on.")] = "",
    after: Annotated[int, typer.Option(help="With --in: what 'next' of the page before says.", min=0)] = 0,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew first.")] = False,
    home: HomeOption = None, as_json: JsonOption = False,
) -> None:
    """Search records, cases, rules and figures. What was saved a moment ago is found."""
    place = boot.start(home)
    from django.utils import timezone

    from plumbline.procedures.search import following, searching

    at = boot.now()
    on = timezone.localdate(at)
    with output.progress(as_json) as show:
        standing = following.follow(place, on=on, wait=WAIT_SECONDS, anew=rebuild, tell=lambda progress: show(
            "indexing", progress.done / max(1, progress.of), progress.done))
    text = " ".join(words or ())
    if rebuild and not text:
        count = following.many(place)
        if as_json:
            output.json({"rebuilt": True, "things": count, "behind": standing.behind})
        else:
            output.console().print(f"The search index was made anew: {count:,} records and cases.")
        return
    user = person(as_)
    answer = searching.page(place, user, text, in_, on=on, after=after) if in_ else \
        searching.search(place, user, text, on=on)
    if as_json:
        output.json(answer.as_dict())
        return
    screen = output.console()
    if not standing.whole:
        screen.print("Another program is writing the index: the newest changes may be missing.")
    if answer.near:
        screen.print("Nothing holds all of it. This comes nearest:")
    if not any(group.hits for group in answer.groups):
        screen.print("Nothing was found.")
    for group in answer.groups:
        counted = f"more than {group.count}" if group.more else str(group.count)
        screen.print(f"{group.title.en} ({counted})" if not in_ else group.title.en)
        for hit in group.hits:
            beside = "  ".join(filter(None, (hit.key, hit.region, hit.day.isoformat() if hit.day else "",
                                             hit.stands.en)))
            screen.print(f"  {hit.title.en}  {beside}".rstrip())
        if group.after:
            screen.print(f"  further: --in {group.name} --after {group.after}")
