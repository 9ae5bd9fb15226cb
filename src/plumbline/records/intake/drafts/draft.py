"""The draft of a mapping as text that loads, with the reason for each guess and what is left to the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from plumbline.records.core import kinds, store
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.drafts import guesses, naming, profile
from plumbline.records.intake.drafts.writer import Draft, Writer
from plumbline.records.intake.reading import spelling
from plumbline.records.intake.reading.headings import Headings, plain
from plumbline.records.intake.reading.reader import open_source
from plumbline.rulebook.mappings import mappings
from plumbline.rulebook.mappings.mappings import Reading


def draft(kind: Kind, path: Path, scratch: Path, *, name: str = "", reading: Reading | None = None,
          known: Iterable[mappings.Mapping] = ()) -> Draft:
    """A draft of the mapping by which ``path`` may be taken in as records of ``kind``. ``known`` are the mappings that
    there are. :raises IntakeError: for a file that cannot be read."""
    known, asked = list(known), reading or Reading()
    source = open_source(path, scratch, name or path.name, _headings(kind, known), asked)
    columns, rows = profile.of(source)
    columns = [one for one in columns if one.heading]
    places = _places()
    found = Draft(kind, guesses.guess(kind, columns, known, places))
    Writer(found, {one.heading: one for one in columns}, places).write(name or path.name, rows, asked)
    return found


def _headings(kind: Kind, known: Iterable[mappings.Mapping]) -> Headings:
    """Headings that say more than the kind's own, so that they are found behind titles."""
    headings = Headings.of(kind, None)
    fields = {plain(word): name for name in kind.by_name for word in naming.words().get(name, ())}
    for mapping in (one for several in known for one in several.each if one.kind == kind.name):
        fields |= {plain(column): name for column, name in mapping.columns.items()}
    return replace(headings, fields={**fields, **headings.fields})


def _places() -> dict[str, str]:
    """Codes and names of the regions there are, each with its code; a name of several regions is left out."""
    rows = list(store.current(kinds.get("region")).values_list("code", "name_en", "name_zh"))
    names: dict[str, set[str]] = {}
    for code, *given in rows:
        for one in filter(None, given):
            names.setdefault(spelling.code(one), set()).add(code)
    return {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1} | {
        code: code for code, *_ in rows}
