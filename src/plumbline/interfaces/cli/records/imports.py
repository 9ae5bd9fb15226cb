"""``plumb import`` and ``plumb kinds``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.usage import Misused
from plumbline.text import Text, several

NAME = re.compile(r"\w[\w-]{0,79}")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("import")(import_)
    app.command("kinds")(list_kinds)
    app.command("mappings")(list_mappings)


def import_(
    given: Annotated[list[str], typer.Argument(
        metavar="[KIND] FILE", help="The record kind, such as inspection (unless the mapping names it), and the file: "
                                    "CSV or JSON Lines (plain or gzip), XLSX, XLS, ODS or Parquet.")],
    mapping: Annotated[str, typer.Option(help="A mapping's name, or a mapping file.")] = "",
    save_mapping: Annotated[str, typer.Option(help="Keep the mapping used under this name.")] = "",
    encoding: Annotated[str, typer.Option(help="How the text is encoded, such as gb18030, big5 or windows-1252.")] = "",
    sheet: Annotated[list[str] | None, typer.Option(help="A sheet to read, hidden or not; may be given again.")] = None,
    hidden: Annotated[bool, typer.Option("--hidden", help="Read hidden rows and columns too.")] = False,
    heading: Annotated[int, typer.Option(min=0, help="The row of the headings, where they are not found.")] = 0,
    year: Annotated[int, typer.Option(min=0, max=2200, help="The year of headings that are months.")] = 0,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take a file in: good rows become records at once, bad rows go to the quarantine with reason and remedy.

    Exit status 1 where every row was set aside.
    """
    place = boot.start(home, create=True)
    from plumbline.procedures.records import imports
    from plumbline.records.core.kinds import get
    from plumbline.records.intake.reading import columns
    from plumbline.rulebook.mappings import mapping_text, mappings

    if len(given) > 2:
        raise Misused(Text("Give the kind and one file, or one file and a mapping.",
                           "请给出记录种类和一个文件，或一个文件和映射"))
    kind, file = given[0] if len(given) > 1 else "", Path(given[-1])
    chosen = _mapping(mapping, place)
    for name in (chosen.kinds if chosen and not kind else [kind] if kind else []):
        get(name)
    if save_mapping and not NAME.fullmatch(save_mapping):
        raise Misused(Text(f"'{save_mapping}' is no name for a mapping: use letters, digits, - and _.",
                           f"“{save_mapping}”不能用作映射名称：只能使用字母、数字、-和_"))
    with output.progress(as_json) as show:
        asked = mappings.Reading(encoding, tuple(sheet or ()), hidden, heading, year)
        done = imports.import_file(place, kind, file, clock=boot.now, mapping=chosen, progress=show, reading=asked)
    if save_mapping:
        from dataclasses import replace

        kept = chosen or columns.by_names(get(kind), _headers(file, get(kind), asked))
        mapping_text.save(replace(kept, name=save_mapping, reading=asked.over(kept.reading)), place)
    if as_json:
        output.json(done.as_dict())
    else:
        _say(done)
    if done.in_vain:
        raise typer.Exit(1)


def _mapping(name: str, home: Any) -> Any:
    if not name:
        return None
    from plumbline.errors import IntakeError
    from plumbline.rulebook.mappings import mappings

    if name.endswith(".toml"):
        return mappings.load_file(Path(name))
    known = mappings.load_mappings(home)
    if name not in known:
        raise IntakeError("request.no_mapping", Text(f"there is no mapping '{name}'", f"没有映射“{name}”"),
                          next_step=Text(f"Choose one of: {', '.join(sorted(known))}",
                                         f"可选：{'、'.join(sorted(known))}"))
    return known[name]


def _headers(file: Path, kind: Any, asked: Any) -> list[str]:
    from plumbline import unfinished
    from plumbline.records.intake.reading.headings import Headings
    from plumbline.records.intake.reading.reader import open_source

    with unfinished.scratch_folder() as scratch:
        return open_source(file, scratch, known=Headings.of(kind, None), reading=asked).headers


def _say(done: Any) -> None:
    screen = output.console()
    for one in done.of:
        repeated = f"; {several(one['repeated'], 'row')} as another row has it" if one["repeated"] else ""
        aside = f"; {one['quarantined']:,} set aside" if one["quarantined"] and len(done.of) > 1 else ""
        screen.print(f"{several(one['taken_in'], 'row')} taken in as {one['kind']} (import {one['import']}), "
                     f"{one['corrections']:,} of them corrections; {one['unchanged']:,} known already and unchanged"
                     f"{repeated}{aside}.", soft_wrap=True)
    for note in done.notes:
        screen.print(f"{note['text']['en']}.", soft_wrap=True)
    if done.quarantined:
        screen.print(f"{several(done.quarantined, 'row')} set aside. Reasons: {done.reasons_file}")
        for reason in done.reasons[:10]:
            column = f"{reason['column']}: " if reason["column"] else ""
            screen.print(f"  {reason['rows']:,} × {column}{reason['reason']['en']}")
        screen.print(f"The rows as given, to mend and import again: {done.rows_file}")
        for fault in done.sample[:5]:
            place = f"sheet {fault['sheet']}, " if "sheet" in fault else ""
            screen.print(f"  {place}row {fault['row']}, {fault['column']}: {fault['reason']['en']}. "
                         f"{fault['remedy']['en']}.")


def list_kinds(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """The record kinds and their fields, with who may see each."""
    boot.start(home, create=True)
    from plumbline.records.core.kinds import KINDS

    document = {"kinds": [
        {"name": kind.name, "title": kind.title.as_dict(), "key": list(kind.key), "region": kind.region,
         "date": kind.date, "fields": [
             {"name": field.name, "type": field.type, "title": field.title.as_dict(), "required": field.required,
              "exposure": field.exposure.value, "vocabulary": field.vocabulary, "refers": field.refers}
             for field in kind.fields]}
        for kind in KINDS.values()]}
    if as_json:
        output.json(document)
        return
    screen = output.console()
    for kind in KINDS.values():
        screen.print(f"{kind.name}: {kind.meaning.en}")
        for field in kind.fields:
            need = ", required" if field.required else ""
            screen.print(f"    {field.name} ({field.type}, {field.exposure.value}{need}): {field.title.en}")


def list_mappings(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """The column mappings that can be named in an import."""
    place = boot.start(home, create=True)
    from plumbline.rulebook.mappings.mappings import load_mappings

    found = load_mappings(place)
    if as_json:
        output.json({"mappings": [{"name": one.name, "kind": one.kind, "kinds": list(one.kinds),
                                   "title": one.title.as_dict()} for one in found.values()]})
        return
    for one in found.values():
        output.console().print(f"{one.name}: {one.title.en} ({', '.join(one.kinds)})")
