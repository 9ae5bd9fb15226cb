"""Which column of a file is which field: by a mapping, or by the names themselves."""

from __future__ import annotations

import difflib
from collections.abc import Mapping as Dict

import duckdb

from plumbline.errors import IntakeError
from plumbline.records.kinds import Kind
from plumbline.rulebook.mappings import Mapping
from plumbline.rulebook.vocabularies import vocabulary

SHOWN = 60  # of a header that may be anything


def settle(kind: Kind, headers: list[str], mapping: Mapping | None, where: str, head: str = "row 1") -> Mapping:
    """The mapping that fits ``headers``: the given one, or one made by matching field names and titles.

    ``where`` is the file, ``head`` the place of its header. Raises IntakeError for a mapping that does not fit the
    kind, a column that is neither mapped nor ignored, a mapped column that is not there, and a required field that
    nothing fills.
    """
    chosen = mapping or by_names(kind, headers)
    if mapping is not None:
        _check_mapping(kind, mapping, where)
    head = f"{where}, {head}"
    for column, field in chosen.columns.items():
        if column not in headers:
            raise IntakeError(
                f"the column '{column}' is missing", where=head,
                why=f"The mapping '{chosen.name}' takes {kind.by_name[field].title.en.lower()} from it",
                next_step="Give the column its name, or use another mapping",
            )
    for number, header in enumerate(headers, start=1):
        if header not in chosen.columns and header not in chosen.ignore:
            raise _unknown(kind, header, number, head)
    filled = {*chosen.columns.values(), *chosen.defaults}
    for field_spec in kind.fields:
        if field_spec.required and field_spec.name not in filled:
            raise IntakeError(
                f"no column gives '{field_spec.name}' ({field_spec.title.en})", where=head,
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


def _check_mapping(kind: Kind, mapping: Mapping, where: str) -> None:
    """A mapping is text that somebody wrote: each name in it is held against the kind before any row is read."""
    if mapping.kind != kind.name:
        raise IntakeError(f"the mapping '{mapping.name}' is for {mapping.kind}, not {kind.name}", where=where,
                          next_step="Choose a mapping for this kind")
    named = [(f"sends '{column}' to", field) for column, field in mapping.columns.items()]
    named += [("gives a default to", field) for field in mapping.defaults]
    named += [("lists values of", field) for field in mapping.values]
    named += [("rounds", field) for field in mapping.round]
    for verb, field in named:
        if field not in kind.by_name:
            raise IntakeError(f"the mapping {verb} '{field}', which is no field of {kind.name}", where=where,
                              next_step=f"Fields: {', '.join(kind.by_name)}")
    taken: dict[str, str] = {}
    for column, field in mapping.columns.items():
        if (other := taken.setdefault(field, column)) != column:
            raise IntakeError(f"the mapping sends both '{other}' and '{column}' to '{field}'", where=where,
                              next_step="List one of them under 'ignore'")
    for field, pairs in mapping.values.items():
        _check_values(kind, field, pairs, where)
    _check_days(mapping.dates, where)


def _check_values(kind: Kind, field: str, pairs: Dict[str, str], where: str) -> None:
    spec = kind.by_name[field]
    if not spec.vocabulary:
        raise IntakeError(f"the mapping lists values of '{field}', which has no list of values", where=where,
                          next_step="Leave it out: such a field is taken in as it is written")
    known = vocabulary(spec.vocabulary)
    for spelling, code in pairs.items():
        if code not in known:
            raise IntakeError(f"the mapping reads '{spelling}' as '{code}', which {field} does not know", where=where,
                              next_step=f"Choose one of: {', '.join(known)}")


def _check_days(pattern: str, where: str) -> None:
    try:
        with duckdb.connect() as engine:
            engine.execute("SELECT try_strptime('', ?)", [pattern or "%Y"])
    except duckdb.Error as error:
        raise IntakeError(f"the mapping writes days as '{pattern}', which cannot be read", where=where, why=str(error),
                          next_step="Write a pattern such as %d/%m/%Y") from error


def _unknown(kind: Kind, header: str, number: int, where: str) -> IntakeError:
    if not header:
        return IntakeError(f"column {number} has no name", where=where,
                           why="Every column is taken in by its name",
                           next_step="Name it, or delete the column if it is empty")
    shown = header if len(header) <= SHOWN else f"{header[:SHOWN]}…"
    near = difflib.get_close_matches(shown.casefold(), [field.name for field in kind.fields], n=1, cutoff=0.6)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    return IntakeError(
        f"unknown column '{shown}'",
        where=where,
        why=f"The fields are: {', '.join(kind.by_name)}",
        next_step=f"{hint}Rename the column, map it, or list it under 'ignore' in a mapping file",
    )
