"""Column mappings: how the columns of somebody's file become the fields of a record kind. Kept as reusable files."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.text import Text

KEYS = {"kind", "title", "empty", "ignore", "round", "dates", "columns", "values", "defaults"}
EMPTY = ("", "NA", "N/A", "NULL")


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _pairs(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


# What each key must look like, and how to write it.
SHAPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "title": (lambda value: isinstance(value, str) or _pairs(value), 'title = { en = "County inspections" }'),
    "empty": (_texts, 'empty = ["", "-"]'),
    "ignore": (_texts, 'ignore = ["remark"]'),
    "round": (_texts, 'round = ["latitude"]'),
    "dates": (lambda value: isinstance(value, str), 'dates = "%d/%m/%Y"'),
    "columns": (_pairs, '"No." = "number" under [columns]'),
    "defaults": (lambda value: isinstance(value, dict) and not any(isinstance(one, dict | list)
                                                                   for one in value.values()),
                 'purpose = "canvass" under [defaults]'),
    "values": (lambda value: isinstance(value, dict) and all(_pairs(one) for one in value.values()),
               '"OK" = "pass" under [values.result]'),
}


@dataclass(frozen=True, slots=True)
class Mapping:
    """``columns``: source column -> field. ``values``: field -> spelling in the file -> value. ``defaults``: field ->
    value where the file has none. ``ignore``: columns to leave out. ``round``: decimal fields that may lose places.
    ``dates``: an strptime pattern, where days are not written 2013-01-31."""

    name: str
    kind: str
    title: Text = Text()
    columns: Dict[str, str] = field(default_factory=dict)
    values: Dict[str, Dict[str, str]] = field(default_factory=dict)
    defaults: Dict[str, str] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    round: tuple[str, ...] = ()
    empty: tuple[str, ...] = EMPTY
    dates: str = ""


def parse(name: str, where: str, raw: Dict[str, Any]) -> Mapping:
    """A mapping from the content of its file; an unknown key or a missing kind is an error naming file and key."""
    for key in raw:
        if key not in KEYS:
            raise RulebookError(f"unknown key '{key}'", where=where, next_step=f"Use: {', '.join(sorted(KEYS))}")
    if not isinstance(raw.get("kind"), str):
        raise RulebookError("the key 'kind' is missing", where=where, next_step='Write kind = "inspection", say')
    for key, (shape, example) in SHAPES.items():
        if key in raw and not shape(raw[key]):
            raise RulebookError(f"the key '{key}' has another form than it should", where=where,
                                next_step=f"Write it like {example}")
    return Mapping(
        name=name,
        kind=raw["kind"],
        title=Text.of(raw.get("title", name)),
        columns=dict(raw.get("columns", {})),
        values={field_name: dict(table) for field_name, table in raw.get("values", {}).items()},
        defaults={key: str(value) for key, value in raw.get("defaults", {}).items()},
        ignore=tuple(raw.get("ignore", ())),
        round=tuple(raw.get("round", ())),
        empty=tuple(raw.get("empty", EMPTY)),
        dates=raw.get("dates", ""),
    )


def load_mappings(home: Home | None) -> dict[str, Mapping]:
    """All mappings by name: the shipped ones, then the authority's own, which may replace a shipped one."""
    found: dict[str, Mapping] = {}
    for entry in resources.files("plumbline.rulebook").joinpath("mappings").iterdir():
        if entry.name.endswith(".toml"):
            found[entry.name[:-5]] = _read(entry.name[:-5], f"mappings/{entry.name}", entry.read_text("utf-8"))
    own = home.rulebook / "mappings" if home else None
    if own and own.is_dir():
        for path in sorted(own.glob("*.toml")):
            found[path.stem] = load_file(path)
    return found


def load_file(path: Path) -> Mapping:
    """The mapping in one file anywhere."""
    try:
        return _read(path.stem, str(path), path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookError("the mapping file cannot be read", where=str(path), why=str(error)) from error


def save(mapping: Mapping, home: Home) -> Path:
    """Write ``mapping`` into the authority's own mappings, to be used again by name."""
    folder = home.rulebook / "mappings"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{mapping.name}.toml"
    lines = [f"kind = {_quote(mapping.kind)}"]
    if titles := ", ".join(f"{key} = {_quote(text)}" for key, text in mapping.title.as_dict().items() if text):
        lines.append(f"title = {{ {titles} }}")
    lines.append(f"empty = [{', '.join(map(_quote, mapping.empty))}]")
    lines += [f"ignore = [{', '.join(map(_quote, mapping.ignore))}]"]
    if mapping.round:
        lines.append(f"round = [{', '.join(map(_quote, mapping.round))}]")
    if mapping.dates:
        lines.append(f"dates = {_quote(mapping.dates)}")
    for head, table in [("columns", mapping.columns), ("defaults", mapping.defaults)]:
        lines += ["", f"[{head}]", *(f"{_quote(key)} = {_quote(value)}" for key, value in table.items())]
    for field_name, table in mapping.values.items():
        lines += ["", f"[values.{field_name}]", *(f"{_quote(key)} = {_quote(value)}" for key, value in table.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _read(name: str, where: str, content: str) -> Mapping:
    try:
        return parse(name, where, tomllib.loads(content))
    except tomllib.TOMLDecodeError as error:
        raise RulebookError("not valid TOML", where=where, why=str(error)) from error


def _quote(value: str) -> str:
    # TOML's basic strings escape as JSON's do.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
