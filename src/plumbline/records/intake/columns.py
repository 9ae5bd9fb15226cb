"""Which column of a file is which field: by a mapping, or by the names themselves."""

from __future__ import annotations

import difflib

from plumbline.errors import IntakeError
from plumbline.records.kinds import Kind
from plumbline.rulebook.mappings import Mapping


def settle(kind: Kind, headers: list[str], mapping: Mapping | None, where: str) -> Mapping:
    """The mapping that fits ``headers``: the given one, or one made by matching field names and titles.

    Raises IntakeError for a column that is neither mapped nor ignored, a mapped column that is not there, and a
    required field that nothing fills.
    """
    chosen = mapping or by_names(kind, headers)
    if chosen.kind != kind.name:
        raise IntakeError(f"the mapping '{chosen.name}' is for {chosen.kind}, not {kind.name}", where=where,
                          next_step="Choose a mapping for this kind")
    for column, field in chosen.columns.items():
        if field not in kind.by_name:
            raise IntakeError(f"the mapping sends '{column}' to '{field}', which is no field of {kind.name}",
                              where=where, next_step=f"Fields: {', '.join(kind.by_name)}")
        if column not in headers:
            raise IntakeError(
                f"the column '{column}' is missing", where=f"{where}, row 1",
                why=f"The mapping '{chosen.name}' takes {kind.by_name[field].title.en.lower()} from it",
                next_step="Give the column its name, or use another mapping",
            )
    unknown = [header for header in headers if header not in chosen.columns and header not in chosen.ignore]
    if unknown:
        raise _unknown(kind, unknown[0], where)
    filled = {*chosen.columns.values(), *chosen.defaults}
    for field_spec in kind.fields:
        if field_spec.required and field_spec.name not in filled:
            raise IntakeError(
                f"no column gives '{field_spec.name}' ({field_spec.title.en})", where=f"{where}, row 1",
                why="Every record of this kind needs it",
                next_step="Add the column, or a default in the mapping",
            )
    return chosen


def by_names(kind: Kind, headers: list[str]) -> Mapping:
    """A mapping of the headers that are field names or titles in either language, whatever their case."""
    spellings: dict[str, str] = {}
    for field in kind.fields:
        for word in (field.name, field.name.replace("_", " "), field.title.en, field.title.zh):
            spellings.setdefault(word.casefold(), field.name)
    columns: dict[str, str] = {}
    for header in headers:
        field_name = spellings.get(header.casefold())
        if field_name and field_name not in columns.values():
            columns[header] = field_name
    return Mapping(name=f"{kind.name} by names", kind=kind.name, columns=columns)


def _unknown(kind: Kind, header: str, where: str) -> IntakeError:
    near = difflib.get_close_matches(header.casefold(), [field.name for field in kind.fields], n=1, cutoff=0.6)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    return IntakeError(
        f"unknown column '{header}'",
        where=f"{where}, row 1",
        why=f"A {kind.name} has: {', '.join(kind.by_name)}",
        next_step=f"{hint}Rename the column, map it, or list it under 'ignore' in a mapping file",
    )
