"""One value of a record as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name
from plumbline.interfaces.web.records.named import Names
from plumbline.methods.shared import identifiers
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.methods.shared.succession import codes_of
from plumbline.records.core import kinds, references
from plumbline.records.core.fields import INTERNAL, PERSONAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.rulebook.core import vocabularies

NUMBERS = ("integer", "decimal")
NAMELESS: Names = {}
LONG = 160


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` is empty where nothing is known, and ``withheld`` is true where it is not for this reader. ``code`` is
    what stands in the record where ``text`` is the name of what it refers to."""

    text: str
    address: str = ""
    numeric: bool = False
    withheld: bool = False
    internal: bool = False
    long: bool = False
    doubt: str = ""
    code: str = ""


def doubted(kind: Kind, spec: Spec, cell: Cell, value: Any, names: Names) -> Cell:
    """The cell with what is doubtful of its value: an identifier whose check digits do not fit, a reference that points
    to nothing known; what has one of ``names`` is known. For the page of one record: of a list it would ask the store
    once a row."""
    if value is None or cell.withheld:
        return cell
    if spec.identifier and (wrong := identifiers.wrong(spec.identifier, str(value))):
        return replace(cell, doubt=words.say(wrong))
    # A region was in the tree when the record came in, but for those that the tree itself names.
    if (spec in references.fields(kind) and (spec.refers, value) not in names
            and (spec.refers != "region" or kind.name == "region")):
        named = codes_of(value) if spec.several else (value,)
        if set(named) - references.known(spec, named):
            return replace(cell, doubt=_("no such record is known here"), address="")
    return cell


def cell(spec: Spec, shown: dict[str, Any], tree: TreeAt, names: Names = NAMELESS) -> Cell:
    """The cell of ``spec`` in a row of which ``shown`` may be shown; ``names`` are those of what it refers to."""
    closed = spec.exposure in (INTERNAL, PERSONAL)
    if spec.name not in shown:
        return Cell("", withheld=True, internal=closed)
    value = shown[spec.name]
    if value is None and spec.instead:
        value = shown.get(spec.instead)
    said, name = text(spec, value, tree), names.get((spec.refers, value)) if spec.refers else None
    return Cell(name or said, _address(spec, value, tree), spec.type in NUMBERS, internal=closed,
                long=spec.type == "text" and spec.max_length > LONG, code=said if name and name != said else "")


def text(spec: Spec, value: Any, tree: TreeAt) -> str:
    """The words for a value; empty where nothing is known."""
    if value is None:
        return ""
    if spec.type == "choice":
        return words.say(vocabularies.title(spec.vocabulary, value))
    if spec.type == "flag":
        return _("yes") if value else _("no")
    if spec.type == "date":
        return words.day(value)
    if spec.type in NUMBERS:
        return words.number(value)
    if spec.refers == "region":
        return words.listed([words.say(region_name(tree, code)) for code in codes_of(value)])
    return str(value)


def _address(spec: Spec, value: Any, tree: TreeAt) -> str:
    if not spec.refers or value is None:
        return ""
    if spec.refers == "region":
        return reverse("region", args=(value,)) if value in tree else ""
    target = kinds.KINDS.get(spec.refers)
    return reverse("record", args=(spec.refers, (value,))) if target and len(target.key) == 1 else ""
