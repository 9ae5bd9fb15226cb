"""``plumb figures``: every figure of a sheet, beside what was published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.errors import FigureError, HomeError
from plumbline.home import Home
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.interfaces.cli.operations import worlds
from plumbline.rulebook.indicators.definitions import COUNT
from plumbline.text import Text, written_number
from plumbline.worlds import describe, name_in, names, world_of


def add_to(app: typer.Typer) -> None:
    """Add ``plumb figures``."""
    app.command("figures")(figures)


def figures(
    world: Annotated[str, typer.Option(help="The sheet of this shipped world, which is loaded first if it is not "
                                            "there.")] = "",
    scale: worlds.ScaleOption = "",
    sheet: Annotated[str, typer.Option(help="A sheet of the rulebook by name.")] = "",
    as_: Annotated[str, typer.Option("--as", help="See what this person may see (default: the public).")] = "",
    cut: Annotated[str, typer.Option(help="The cut (default: the latest).")] = "",
    engine: output.EngineOption = "",
    master: output.MasterOption = "",
    table: Annotated[Path | None, typer.Option(help="Write them as a table too: a file that ends in .csv, .xlsx or "
                                                    ".parquet.")] = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Every figure of a sheet, computed from the records, beside the value that was published."""
    if bool(world) == bool(sheet):
        raise FigureError("command.one_of_two", Text("this needs a world or a sheet, one of the two",
                                                     "数据集与数据表须二选一"),
                          next_step=Text("Write --world haiyan, or --sheet and the name of a sheet of the rulebook",
                                         "请写“--world haiyan”，或写--sheet和规则库中数据表的名称"))
    sheet = sheet or _sheet_of(world)
    if scale and not world:
        raise FigureError("command.scale_alone", Text("a scale is that of a world", "只有数据集才有规模"),
                          where="--scale", next_step=Text("Write --world nation, or leave it out",
                                                          "请写“--world nation”，或去掉此项"))
    place = _with_world(world, home, as_json, scale) if world else boot.start(home)
    boot.use_engine(engine, master)
    from plumbline.figures.cuts.cut import open_cut
    from plumbline.procedures.figures import sheets

    about = world_of(place)
    document = sheets.read_sheet(open_cut(place, cut or None), place, sheets.sheet_named(sheet, place),
                                 user=person(as_))
    if table is not None:
        from plumbline.procedures.assessment.results import tables
        from plumbline.procedures.records import exports

        exports.save(tables.sheet(document), table, table.suffix.removeprefix("."), overwrite=True)
    if about is not None:
        document |= {name: about[name] for name in ("constructed", "label", "attribution")}
    document = {"world": about["name"] if about else None, "home": str(place.path), **document}
    if as_json:
        output.json(document)
        return
    say(document)


def _with_world(name: str, option: Any, quiet: bool, scale: str) -> Home:
    """The home with the world in it, at ``scale`` where one is asked for."""
    place = boot.start(option or worlds.place_with(name), create=True)
    from plumbline.figures.cuts.cut import cut_ids
    from plumbline.procedures.worlds.worlds import scale_of

    scale_of(place, name, scale)
    if name_in(place) != name or not cut_ids(place):
        worlds.fill(place, name, quiet=quiet, scale=scale)
    return place


def _sheet_of(world: str) -> str:
    about = describe(world)
    if "sheet" not in about:
        others = [name for name in names() if "sheet" in describe(name)]
        raise HomeError("command.world_without_sheet",
                        Text(f"the world '{world}' has no sheet of published figures",
                             f"数据集“{world}”没有已公布数据的数据表"),
                        next_step=Text(f"Choose one of: {', '.join(others)}", f"可选：{'、'.join(others)}"))
    return str(about["sheet"])


def _answer(claim: dict[str, Any]) -> str:
    if claim["own"]:
        return "the publisher's own words"
    return {True: "the records say so", False: "the records say otherwise",
            None: "the records do not tell"}[claim["agrees"]]


def say(document: dict[str, Any]) -> None:
    """Print the figures of a sheet."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for head, justify in (("id", "left"), ("figure", "left"), ("value", "right"), ("unit", "left"),
                          ("published", "right"), ("records", "right")):
        table.add_column(head, justify=justify)  # type: ignore[arg-type]
    for one in document["figures"]:
        published = written_number(one["published"])
        said = f"over {published}" if one["qualifier"] == "over" else published
        unit = "" if one["unit"] in (None, COUNT) else one["unit"]
        if one["awaiting"]:
            table.add_row(one["id"], one["title"]["en"], "awaiting", unit, said, "")
            continue
        part = f" x {document['scale']}" if one["scales"] and document["scale"] else ""
        differs = " (differs)" if one["agrees"] is False else ""
        table.add_row(one["id"], one["title"]["en"], written_number(one["value"]), unit, f"{said}{part}{differs}",
                      f"{one['records']:,}")
    screen = output.console()
    screen.print(f"{document['title']['en']}, cut {document['cut']} in {document['home']}")
    screen.print(table)
    for one in document["figures"]:
        if one["awaiting"]:
            screen.print(f"{one['id']} awaits {one['awaiting']['en']}. {one['id']} 待{one['awaiting']['zh']}。")
        if one["note"]:
            screen.print(f"{one['id']}: {one['note']['en']} {one['note']['zh']}")
        if one["remark"]:
            screen.print(f"{one['id']}: {one['remark']['en']} {one['remark']['zh']}")
        if one["made"] and one["made"]["listed"]:
            screen.print(f"{one['id']}: {', '.join(each['name']['zh'] for each in one['made']['listed'])}")
        for claim in one["claims"]:
            screen.print(f"{one['id']}: “{claim['says']['en']}” “{claim['says']['zh']}”: {_answer(claim)}")
    if document.get("constructed"):
        screen.print(f"{document['label']['en']}. {document['label']['zh']}。")
