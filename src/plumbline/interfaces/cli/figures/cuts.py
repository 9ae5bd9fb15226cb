"""``plumb cut`` and its relatives."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plumbline.errors import CutError
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.usage import Misused
from plumbline.methods.shared import moments
from plumbline.text import Text, several

if TYPE_CHECKING:
    from plumbline.figures.cuts.cut import Cut
    from plumbline.home import Home

app = typer.Typer(help="Freeze the records as they are, or as they were known at a time.", invoke_without_command=True)


@app.callback()
def cut(
    context: typer.Context,
    as_of: Annotated[str, typer.Option(help="A time, such as 2026-11-21 or 2026-11-21T10:00:00Z.")] = "",
    own: Annotated[bool, typer.Option(help="This instance's own records only, without what others handed up.")] = False,
    without: Annotated[list[str] | None, typer.Option(help="Leave out what this instance handed up.")] = None,
    cubes: Annotated[bool, typer.Option(help="Make its cubes too, from which figures are added up sooner.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Freeze a cut: this instance's records, and the latest that each trusted one handed up. A cut never changes;
    figures are computed on cuts."""
    if context.invoked_subcommand is not None:
        if as_of or own or without or cubes or home or as_json:
            raise Misused(Text(f"Write the options after '{context.invoked_subcommand}'.",
                               f"请将选项写在“{context.invoked_subcommand}”之后"))
        return
    place = boot.start(home)
    from plumbline.procedures.federation.joint_cuts import freeze

    with output.progress(as_json):
        made = freeze(place, at=boot.now(), as_of=_moment(as_of), own=own, without=without or ())
    prepared = _made(place, made) if cubes else {}
    if as_json:
        output.json(made.manifest | prepared)
        return
    _say(made.manifest, as_json)
    _say_cubes(prepared)


@app.command("list")
def list_(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """All cuts, newest first."""
    place = boot.start(home)
    from plumbline.figures.cuts.cut import list_cuts

    found = list_cuts(place)
    if as_json:
        output.json({"cuts": [one.manifest for one in found]})
        return
    for one in found:
        rows = sum(kind["rows"] for kind in one.manifest["kinds"].values())
        output.console().print(f"{one.id}  as of {one.manifest['as_of']}  {rows:,} rows")
    if not found:
        output.console().print("No cuts yet. Make one with: plumb cut")


@app.command("describe")
def describe(
    id_: Annotated[str, typer.Argument(metavar="ID", help="The cut; 'latest' for the newest.")] = "latest",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """What a cut holds, each file checked against its hash."""
    place = boot.start(home)
    from plumbline.figures.cuts.cut import open_cut

    _say(open_cut(place, None if id_ == "latest" else id_).manifest, as_json)


@app.command("compare")
def compare_(
    first: Annotated[str, typer.Argument(help="A cut.")],
    second: Annotated[str, typer.Argument(help="A later cut.")] = "latest",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Rows added, removed and changed between two cuts, kind by kind."""
    place = boot.start(home)
    from plumbline.figures.cuts.comparing import compare
    from plumbline.figures.cuts.cut import open_cut

    a, b = (open_cut(place, None if one == "latest" else one) for one in (first, second))
    difference: Any = compare(a, b)
    document = difference if isinstance(difference, dict) else difference.as_dict()
    if as_json:
        output.json({"first": a.id, "second": b.id, "kinds": document.get("kinds", document)})
        return
    for kind, counts in document.get("kinds", document).items():
        output.console().print(f"{kind}: " + ", ".join(f"{word} {count:,}" for word, count in counts.items()))


@app.command("cubes")
def cubes_(
    id_: Annotated[str, typer.Argument(metavar="[ID]", help="The cut; 'latest' for the newest.")] = "latest",
    make: Annotated[bool, typer.Option(help="Make the cubes of every indicator in force that are missing.")] = False,
    drop: Annotated[bool, typer.Option(help="Remove the cubes of the cut; figures come out the same.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """The cubes of a cut: partial results kept beside it, from which figures are added up sooner. They are made when a
    figure is first asked for, and can be dropped and made again at any time."""
    place = boot.start(home)
    from plumbline.figures.cuts.cut import open_cut
    from plumbline.figures.indicators.cubes import looking

    cut = open_cut(place, None if id_ == "latest" else id_)
    document: dict[str, Any] = {"cut": cut.id}
    if drop:
        document["freed"] = looking.drop(place, cut.id)
    if make:
        document |= _made(place, cut)
    held = [each for each in looking.looked(place) if each.cut == cut.id]
    document["cubes"] = [{"engine": each.engine, "files": each.files, "bytes": each.bytes,
                          "unusable": list(each.unusable)} for each in held]
    if as_json:
        output.json(document)
        return
    _say_cubes(document)
    for each in held:
        output.console().print(f"{each.engine}: {each.files} files, {each.bytes:,} bytes")
    if not held:
        output.console().print("No cubes. They are made when a figure is first asked for, or with: plumb cut cubes "
                               "--make")


def _made(place: Home, cut: Cut) -> dict[str, Any]:
    from plumbline.procedures.figures.cubes import make

    found = make(place, cut)
    return {"engine": found.engine, "made": list(found.made),
            "plain": {id: why.as_dict() for id, why in found.plain.items()}}


def _say_cubes(document: dict[str, Any]) -> None:
    screen = output.console()
    if "freed" in document:
        screen.print(f"removed {document['freed']:,} bytes")
    if "made" in document:
        screen.print(f"cubes of {len(document['made'])} indicators, by {document['engine']}")
    for id, why in document.get("plain", {}).items():
        screen.print(f"    {id} is counted from the records: {why['en']}")


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    from django.utils import timezone

    try:
        return moments.moment(text, timezone.get_current_timezone(), end=True)
    except ValueError:
        raise CutError("command.not_time", Text(f"'{text}' is not a time", f"“{text}”不是时间"),
                       next_step=Text("Write 2026-11-21 or 2026-11-21T10:00:00Z",
                                      "请按2026-11-21或2026-11-21T10:00:00Z的格式填写")) from None


def _say(manifest: dict[str, Any], as_json: bool) -> None:
    if as_json:
        output.json(manifest)
        return
    screen = output.console()
    screen.print(f"cut {manifest['id']}, as of {manifest['as_of']}")
    held = {name: kind for name, kind in manifest["kinds"].items() if kind["rows"]}
    for name, kind in held.items():
        screen.print(f"    {name}: {several(kind['rows'], 'record')}, sha256 {kind['sha256']}")
    if empty := len(manifest["kinds"]) - len(held):
        screen.print(f"    {several(empty, 'kind')} without a record")
    for name, given in manifest.get("received", {}).items():
        screen.print(f"    with cut {given['cut']} of {name}, region {given['region']}")
