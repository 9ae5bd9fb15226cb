"""``plumb journal`` and ``plumb version``."""

from __future__ import annotations

from typing import Annotated

import typer

import plumbline
from plumbline.interfaces.cli.core import boot, output
from plumbline.text import Text


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("journal")(journal)
    app.command("version")(version)


def journal(
    last: Annotated[int, typer.Option(min=0, help="How many entries to show.")] = 20,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """The last changes of the records, and whether the chain of all entries holds."""
    boot.start(home)
    from plumbline.errors import RecordError
    from plumbline.records.core import store
    from plumbline.records.core.journal import Entry

    broken = store.broken_links()
    entries = [{**entry.payload(), "hash": entry.hash}
               for entry in Entry.objects.filter(number__isnull=False).order_by("-number")[:last]]
    if broken:
        raise RecordError("journal.broken", Text(f"the journal's chain is broken at entry {broken[0]}",
                                                       f"日志的哈希链在第{broken[0]}条处断开"), where="journal",
                          why=Text("An entry was altered or removed outside Plumbline",
                                   "有条目被Plumbline以外的途径改动或删除"),
                          next_step=Text("Compare with a backup before trusting any figure of this home",
                                         "在采信本数据目录的任何数据之前，请先与备份核对"))
    if as_json:
        output.json({"entries": entries, "whole": True})
        return
    screen = output.console()
    for one in entries:
        screen.print(f"{one['number']:>6}  {one['sealed_at']}  {one['act']} {one['kind']}: {one['rows']} rows, "
                     f"{one['superseded_rows']} corrections")
    screen.print("The chain holds.")


def version(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """The version of this program."""
    if as_json:
        output.json({"plumbline": plumbline.__version__})
    else:
        output.console().print(f"plumbline {plumbline.__version__}")
