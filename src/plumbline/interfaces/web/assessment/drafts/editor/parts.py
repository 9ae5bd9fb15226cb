"""The parts of a rule that are edited one at a time: a scheme's head, its grades, a block, an item."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.errors import RecordError
from plumbline.interfaces.web.assessment.drafts.editor import grammar, rule_fields
from plumbline.interfaces.web.assessment.drafts.editor.fields import ROWS, Field
from plumbline.procedures.assessment.drafts.rules import INDICATOR
from plumbline.text import Text

HEAD, GRADES, BLOCK, ITEM, WHOLE = "head", "grades", "block", "item", "whole"
PATH = re.compile(r"head|grades|whole|block\.(\d{1,4})(?:\.item\.(\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Part:
    """One part. ``block`` and ``item`` are places in their lists, -1 where it is in none; ``name`` is the table of an
    indicator."""

    sort: str
    block: int = -1
    item: int = -1
    name: str = ""

    @classmethod
    def of(cls, what: str, target: str, path: str) -> Part:
        """The part called ``path``, as in ``block.0.item.2``; the first part where there is none of that name."""
        if what == INDICATOR:
            return cls(WHOLE, name=target.partition(".")[2])
        found = PATH.fullmatch(path)
        if found is None or path == WHOLE:
            return cls(HEAD)
        if found[1] is None:
            return cls(path)
        return cls(BLOCK, int(found[1])) if found[2] is None else cls(ITEM, int(found[1]), int(found[2]))

    @property
    def path(self) -> str:
        """What it is called in addresses and forms."""
        if self.sort == BLOCK:
            return f"block.{self.block}"
        return f"block.{self.block}.item.{self.item}" if self.sort == ITEM else self.sort

    @property
    def above(self) -> Part:
        """The part whose list it stands in."""
        return Part(BLOCK, self.block) if self.sort == ITEM else Part(HEAD)

    @property
    def of_list(self) -> str:
        """The key of the list it stands in."""
        return self.sort

    @property
    def place(self) -> int:
        """Its place in that list."""
        return self.item if self.sort == ITEM else self.block


def container(document: Any, part: Part) -> Any:
    """The table of a part in a text, parsed in either way. :raises RecordError: if it is not there."""
    try:
        if part.sort == WHOLE:
            return document[part.name]
        if part.sort in (HEAD, GRADES):
            return document
        block = document["block"][part.block]
        return block if part.sort == BLOCK else block["item"][part.item]
    except (KeyError, IndexError, TypeError) as error:
        raise no_part(part.path) from error


def no_part(path: str) -> RecordError:
    """That a text has no such part."""
    return RecordError("draft.no_part", Text("this part of the text is not there (any more)", "文本中没有这一部分"),
                       where=path, next_step=Text("Choose another part", "请选择其他部分"))


def fields_for(plain: Mapping[str, Any], part: Part) -> tuple[Field, ...]:
    """The fields of the form over a part of a text, as plain values."""
    if part.sort == WHOLE:
        return grammar.indicator(container(plain, part))
    if part.sort == HEAD:
        return grammar.HEAD
    if part.sort == GRADES:
        joint = isinstance(plain.get("grades"), Mapping) and "joint" in plain["grades"]
        return tuple(one for one in grammar.GRADES if not (joint and one.kind == ROWS))
    if part.sort == BLOCK:
        return grammar.BLOCK
    return (*grammar.ITEM, *rule_fields.fields_of(container(plain, part)))


def grades_of(plain: Mapping[str, Any]) -> list[str]:
    """The grades a scheme's text states, best first."""
    grades = plain.get("grades")
    rows = (grades.get("band") or grades.get("joint") or []) if isinstance(grades, Mapping) else []
    return [str(row["grade"]) for row in rows if isinstance(row, Mapping) and row.get("grade")]
