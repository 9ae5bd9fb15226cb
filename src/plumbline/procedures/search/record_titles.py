"""What a record is called where it is found."""

from __future__ import annotations

from functools import cache
from typing import Any

from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.core.kinds import Kind
from plumbline.text import Text

TITLE_LENGTH = 60
"""A text that may be as long as this is a name, and no code."""


def title_of(kind: Kind, values: dict[str, Any]) -> Text | None:
    """What a record is called: by its first listed text that is a name; None: by its key."""
    name = name_field(kind)
    if name is None:
        return None
    english, chinese = values.get(name), None
    if name.endswith(("_en", "_zh")):
        english, chinese = values.get(f"{name[:-3]}_en"), values.get(f"{name[:-3]}_zh")
    said = english or chinese
    return Text(said, chinese or said) if said else None


@cache
def name_fields(kind: Kind) -> tuple[str, ...]:
    """The fields of which :func:`title_of` makes the name."""
    name = name_field(kind) or ""
    pair = (f"{name[:-3]}_en", f"{name[:-3]}_zh") if name.endswith(("_en", "_zh")) else (name,)
    return tuple(each for each in pair if each in kind.by_name)


@cache
def name_field(kind: Kind) -> str | None:
    """The field that holds the name."""
    listed = [kind.by_name[name] for name in kind.listed if name in kind.by_name]
    every = [*listed, *kind.kept]
    return next((spec.name for spec in every if _is_name(kind, spec)), None)


def _is_name(kind: Kind, spec: Spec) -> bool:
    return (spec.type == "text" and spec.exposure is PUBLIC and spec.name not in kind.key and not spec.natural
            and not spec.identifier and not spec.reads and spec.max_length >= TITLE_LENGTH)
