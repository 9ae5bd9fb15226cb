"""A form for one record, made from its kind's declaration: what may be typed, what was typed, what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.records.core import kinds
from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.visibility import keeping
from plumbline.records.intake.staging.single import Faults
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

LONG = 200
"""A text that may be longer than this gets an area instead of a line."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form. ``options`` is empty for what is typed; ``fixed`` fields are shown and not sent.
    ``theirs`` is what somebody else saved meanwhile, where that differs from what stands in the form."""

    spec: Spec
    value: str
    shown: str
    options: tuple[tuple[str, str], ...] = ()
    fixed: bool = False
    errors: tuple[tuple[str, str], ...] = ()
    theirs: str | None = None
    theirs_shown: str = ""

    @property
    def widget(self) -> str:
        """``select``, ``area``, or the type of an input."""
        if self.spec.type in ("choice", "flag") or self.options:
            return "select"
        if self.spec.type == "text" and self.spec.max_length > LONG:
            return "area"
        return "date" if self.spec.type == "date" else "text"

    @property
    def mode(self) -> str:
        """The keys a phone shows."""
        return {"integer": "numeric", "decimal": "decimal"}.get(self.spec.type, "text")

    @property
    def internal(self) -> bool:
        """Whether the public never sees it."""
        return self.spec.exposure is not PUBLIC

    @property
    def refers(self) -> str:
        """What it is the key of, in words."""
        target = kinds.KINDS.get(self.spec.refers)
        return words.say(target.title) if target is not None else ""


class Form:
    """The form of ``kind`` for ``user``, filled with ``values`` (texts by field); ``row`` is the version it corrects.
    ``problem`` is what is wrong with the record as a whole. ``only`` keeps it to some fields."""

    def __init__(self, kind: Kind, user: Any, tree: TreeAt, values: Mapping[str, str], row: Any = None,
                 only: tuple[str, ...] = ()) -> None:
        self.only = only
        self.kind, self.user, self.tree, self.values, self.row = kind, user, tree, values, row
        self.faults: dict[str, list[tuple[str, str]]] = {}
        self.theirs: dict[str, str] = {}
        self.problem: PlumblineError | None = None

    def refuse(self, error: RecordError | NotAllowed) -> None:
        """Put each fault beside its field, in the page's language; what is of no field stands above all."""
        if isinstance(error, NotAllowed):
            self.problem = NotAllowed(
                "keep.not_allowed", Text("you may not write records of this region", "您无权填写该地区的记录"),
                next_step=Text("Choose one of your own", "请选择您所辖的地区"))
            return
        if not isinstance(error, Faults):
            self.problem = error
            return
        for name, reason, remedy, _code in error.faults:
            self.faults.setdefault(name, []).append((words.say(reason), words.say(remedy)))

    def __iter__(self) -> Iterator[Field]:
        for spec in self.kind.fields:
            if self.only and spec.name not in self.only:
                continue
            value = self.values.get(spec.name, "")
            theirs = self.theirs.get(spec.name)
            yield Field(
                spec, value, self._said(spec, value), self._options(spec, value),
                fixed=self.row is not None and spec.name in self.kind.key,
                errors=tuple(self.faults.get(spec.name, ())), theirs=theirs,
                theirs_shown="" if theirs is None else self._said(spec, theirs) or "–")

    @cached_property
    def wrong(self) -> list[Field]:
        """The fields with faults, for the summary at the top."""
        return [one for one in self if one.errors]

    def _options(self, spec: Spec, value: str) -> tuple[tuple[str, str], ...]:
        if spec.type == "flag":
            return (("true", _("yes")), ("false", _("no")))
        if spec.type == "choice":
            return tuple((code, words.say(vocabularies.title(spec.vocabulary, code)))
                         for code in vocabularies.vocabulary(spec.vocabulary))
        if spec.refers == "region" and not spec.several:
            return self._regions(spec, value)
        return ()

    def _regions(self, spec: Spec, value: str) -> tuple[tuple[str, str], ...]:
        # Where a record belongs decides who may write it; any other region may be named.
        own = keeping(self.user, self.kind)
        codes = [code for code in self.tree.codes if spec.name != self.kind.region or own.covers(code)]
        if value and value not in codes:
            codes.append(value)
        return tuple((code, words.say(region_name(self.tree, code))) for code in codes)

    def _said(self, spec: Spec, value: str) -> str:
        if spec.type in ("choice", "flag") or spec.refers == "region":
            return dict(self._options(spec, value)).get(value, value)
        return value


def written(value: Any) -> str:
    """A stored value as a form holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def texts_of(kind: Kind, values: Mapping[str, Any]) -> dict[str, str]:
    """Stored values of ``kind`` as a form holds them."""
    return {spec.name: written(values.get(spec.name)) for spec in kind.fields}
