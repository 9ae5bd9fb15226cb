"""``plumb import`` and ``plumb kinds``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli import boot, output

NAME = re.compile(r"\w[\w-]{0,79}")


def add_to(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("import")(import_)
    app.command("kinds")(list_kinds)
    app.command("mappings")(list_mappings)


def import_(
    kind: Annotated[str, typer.Argument(help="The record kind, such as inspection.")],
    file: Annotated[Path, typer.Argument(help="CSV or JSON Lines (plain or gzip; UTF-8 or GB18030), XLSX or Parquet.")],
    mapping: Annotated[str, typer.Option(help="A mapping's name, or a mapping file.")] = "",
    save_mapping: Annotated[str, typer.Option(help="Keep the mapping used under this name.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Take a file in: good rows become records at once, bad rows go to the quarantine with reason and remedy."""
    place = boot.start(home, create=True)
    from plumbline.procedures import imports
    from plumbline.records.intake import columns
    from plumbline.records.kinds import get
    from plumbline.rulebook import mappings

    chosen = _mapping(mapping, place)
    get(kind)
    if save_mapping and not NAME.fullmatch(save_mapping):
        raise typer.BadParameter(f"'{save_mapping}' is no name for a mapping: use letters, digits, - and _.")
    with output.progress(as_json) as show:
        done = imports.import_file(place, kind, file, clock=boot.now, mapping=chosen, progress=show)
    if save_mapping:
        from dataclasses import replace

        kept = chosen or columns.by_names(get(kind), _headers(file, place))
        mappings.save(replace(kept, name=save_mapping), place)
    if as_json:
        output.json(done.as_dict())
        return
    _say(done)


def _mapping(name: str, home: Any) -> Any:
    if not name:
        return None
    from plumbline.errors import IntakeError
    from plumbline.rulebook import mappings

    if name.endswith(".toml"):
        return mappings.load_file(Path(name))
    known = mappings.load_mappings(home)
    if name not in known:
        raise IntakeError(f"there is no mapping '{name}'", next_step=f"Choose one of: {', '.join(sorted(known))}")
    return known[name]


def _headers(file: Path, home: Any) -> list[str]:
    import tempfile

    from plumbline.records.intake.reader import open_source

    with tempfile.TemporaryDirectory() as scratch:
        return open_source(file, Path(scratch)).headers


def _say(done: Any) -> None:
    screen = output.console()
    screen.print(f"{done.rows:,} rows taken in as {done.kind} (import {done.entry}), {done.corrections:,} of them "
                 f"corrections; {done.same:,} known already and unchanged.")
    if done.quarantined:
        screen.print(f"{done.quarantined:,} rows set aside. Reasons: {done.reasons_file}")
        screen.print(f"The rows as given, to mend and import again: {done.rows_file}")
        for fault in done.sample[:5]:
            screen.print(f"  row {fault['row']}, {fault['column']}: {fault['reason']['en']}. {fault['remedy']['en']}.")


def list_kinds(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """The record kinds and their fields, with who may see each."""
    boot.start(home, create=True)
    from plumbline.records.kinds import KINDS

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
    from plumbline.rulebook.mappings import load_mappings

    found = load_mappings(place)
    if as_json:
        output.json({"mappings": [{"name": one.name, "kind": one.kind, "title": one.title.as_dict()}
                                  for one in found.values()]})
        return
    for one in found.values():
        output.console().print(f"{one.name}: {one.title.en} ({one.kind})")
