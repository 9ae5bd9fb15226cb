"""Mappings as text: what a mapping says, written as the file that says it."""

from __future__ import annotations

import json
from collections.abc import Mapping as Dict
from dataclasses import replace
from pathlib import Path

from plumbline.home import Home
from plumbline.rulebook.mappings import score_bands
from plumbline.rulebook.mappings.mappings import Mapping, Reading


def save(mapping: Mapping, home: Home) -> Path:
    """Write ``mapping`` into the authority's own mappings, to be used again by name."""
    folder = home.rulebook / "mappings"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{mapping.name}.toml"
    path.write_text("\n".join(written(mapping)) + "\n", encoding="utf-8")
    return path


def written(mapping: Mapping) -> list[str]:
    """The lines of the file that says what ``mapping`` says."""
    lines = [] if mapping.several else [f"kind = {quote(mapping.kind)}"]
    if titles := ", ".join(f"{key} = {quote(text)}" for key, text in mapping.title.as_dict().items() if text):
        lines.append(f"title = {{ {titles} }}")
    lines += [f"empty = {_list(mapping.empty)}", f"ignore = {_list(mapping.ignore)}"]
    if mapping.dates:
        lines.append(f"dates = {quote(mapping.dates)}")
    lines += reading_lines(mapping.reading)
    if not mapping.several:
        return lines + ([f"round = {_list(mapping.round)}"] if mapping.round else []) + _tables(mapping, "")
    lines += _table("defaults", mapping.defaults) if mapping.defaults else []
    for field_name, table in mapping.values.items():
        lines += _table(f"values.{field_name}", table)
    for one in mapping.several:
        said = replace(one, values={name: table for name, table in one.values.items() if name not in one.shared},
                       defaults={name: value for name, value in one.defaults.items() if name not in one.shared})
        lines += ["", f"[kinds.{one.kind}]"]
        lines += [f"when = {_list(one.when)}"] if one.when else []
        lines += [f"round = {_list(one.round)}"] if one.round else []
        lines += _tables(said, f"kinds.{one.kind}.")
    return lines


def _tables(mapping: Mapping, above: str) -> list[str]:
    lines = []
    for head, table in [("columns", mapping.columns), ("defaults", mapping.defaults),
                        *([("fields", mapping.fields)] if mapping.fields else [])]:
        lines += _table(above + head, table)
    if mapping.digits:
        lines += ["", f"[{above}digits]", *(f"{quote(name)} = {many}" for name, many in mapping.digits.items())]
    for field_name, table in mapping.values.items():
        lines += _table(f"{above}values.{field_name}", table)
    for field_name, bands in mapping.bands.items():
        lines += _table(f"{above}bands.{field_name}",
                        {score_bands.COLUMN: bands.column} | {one.text: one.value for one in bands.bands})
    return lines


def _table(head: str, table: Dict[str, str]) -> list[str]:
    return ["", f"[{head}]", *(f"{quote(key)} = {quote(value)}" for key, value in table.items())]


def _list(texts: tuple[str, ...]) -> str:
    return f"[{', '.join(map(quote, texts))}]"


def reading_lines(asked: Reading) -> list[str]:
    """The lines that say what is ``asked`` of the reading of a file."""
    lines = [f"encoding = {quote(asked.encoding)}"] if asked.encoding else []
    lines += [f"sheets = {_list(asked.sheets)}"] if asked.sheets else []
    lines += ["hidden = true"] if asked.hidden else []
    lines += [f"heading = {asked.heading}"] if asked.heading else []
    return lines + ([f"year = {asked.year}"] if asked.year else [])


def quote(value: str) -> str:
    """``value`` as a string of TOML."""
    # TOML's basic strings escape as JSON's do.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
