"""A catalogue of standards taken in: its standards, its relations and its committees, by the ordinary way of a file."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from plumbline import unfinished
from plumbline.errors import IntakeError
from plumbline.home import Home
from plumbline.procedures.records import imports
from plumbline.procedures.standards.catalogues import iso_open_data, relaton, samr, tables
from plumbline.procedures.standards.catalogues.told import Broken, Reader
from plumbline.rulebook.standards.catalogue_files import catalogue as form_of
from plumbline.rulebook.standards.designation_files import grammar, load_designations
from plumbline.text import Text

FORMS: MappingProxyType[str, ModuleType] = MappingProxyType(
    {"relaton": relaton, "iso-open-data": iso_open_data, "samr": samr})
SHOWN = 20
"""So many broken lines are told one by one; all of them are kept."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a catalogue: the imports that were made, kind by kind, and what stands open."""

    file: str
    form: str
    catalogue: str
    imports: tuple[dict[str, Any], ...]
    targets_held: int
    targets_not_held: int
    broken: int
    broken_lines: tuple[dict[str, Any], ...] = ()
    broken_file: str | None = None
    quarantined: int = field(default=0)

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb standards import``."""
        return asdict(self) | {"imports": list(self.imports), "broken_lines": list(self.broken_lines)}


def take_in(home: Home, path: Path, form: str, *, on: date, clock: imports.Clock, name: str = "",
            progress: imports.Progress = imports.silent, actor: int | None = None) -> Taken:
    """Take the catalogue ``path`` in, which is in ``form``. ``name`` says whose it is; else the name of the file does.

    A line that is none is set aside and told, and stops nothing; what refers to a standard that is not held stays as it
    is written. Standards, relations and committees become visible together, or none of them. :raises IntakeError: for a
    file that is none of the form, or while another import runs. :raises RulebookError: for another form.
    """
    rules = form_of(home, form)
    if form not in FORMS:
        raise IntakeError("catalogue.no_reader", Text(f"nothing reads the form '{form}'", f"无法读取格式“{form}”"),
                          next_step=Text(f"Choose one of: {', '.join(FORMS)}", f"可选：{'、'.join(FORMS)}"))
    if not path.is_file():
        raise IntakeError("disk.file_missing", Text("there is no such file", "没有该文件"), where=str(path),
                          next_step=Text("Check the name and try again", "请核对文件名后再试"))
    whose = name or path.name.partition(".")[0]
    families = load_designations(home)
    reader = Reader(rules, grammar(home, on), {id: each.level for id, each in families.items()}, whose)
    # Nobody else takes anything in meanwhile: what this refers to, and which codes others have, is asked of the store.
    with imports.alone(home), unfinished.scratch_folder() as folder, imports.clear_errors(folder):
        found = tables.write(FORMS[form].read(path, reader), reader, folder)
        if not any(found.counts.values()):
            raise _nothing(path, form, found.broken)
        counted = tables.refer(found, whose)
        done = imports.import_tables(
            home, {kind: found.path(kind) for kind in (tables.COMMITTEE, tables.STANDARD, tables.RELATION)
                   if found.counts.get(kind)}, clock=clock, name=path.name, progress=progress, actor=actor)
    kept = _kept(home, done[0].entry, found.broken)
    return Taken(path.name, form, whose, tuple(each.as_dict() for each in done), **counted, broken=len(found.broken),
                 broken_lines=tuple(asdict(each) for each in found.broken[:SHOWN]), broken_file=kept,
                 quarantined=sum(each.quarantined for each in done))


def _nothing(path: Path, form: str, broken: list[Broken]) -> IntakeError:
    return IntakeError(
        "catalogue.nothing", Text("nothing in the file is an entry of such a catalogue", "文件中没有该格式的目录条目"),
        where=str(path), why=Text(f"line {broken[0].line}: {broken[0].why}", f"第{broken[0].line}行：{broken[0].why}")
        if broken else Text("the file is empty", "文件为空"),
        next_step=Text(f"Check whether its form is {form}: {', '.join(FORMS)} are known",
                       f"请核对文件格式是否为{form}；可用格式：{'、'.join(FORMS)}"))


def _kept(home: Home, entry: int, broken: list[Broken]) -> str | None:
    if not broken:
        return None
    home.quarantine.mkdir(exist_ok=True)
    file = home.quarantine / f"{entry:06d}-broken-lines.txt"
    file.write_text("".join(f"{each.line}\t{each.why}\t{each.text}\n" for each in broken), "utf-8")
    return str(file)
