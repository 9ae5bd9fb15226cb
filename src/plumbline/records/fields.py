"""The fields a record kind is declared with.

Each function returns an ordinary Django model field that also carries a :class:`Spec`: its two-language title, whether
it is public, internal or personal, and what intake must check. Unknown is ``NULL`` for every type, text included:
an empty string would be a value somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db import models

from plumbline.text import Text


class Exposure(str, Enum):
    """Who may see a field. Personal fields live in erasable side tables and are never hashed, journalled or cut."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"


PUBLIC, INTERNAL, PERSONAL = Exposure.PUBLIC, Exposure.INTERNAL, Exposure.PERSONAL


@dataclass(frozen=True, slots=True)
class Spec:
    """What is declared of one field. ``type`` is text, choice, integer, decimal, date, flag or ref."""

    name: str
    type: str
    title: Text
    exposure: Exposure
    required: bool
    help: Text
    max_length: int = 0
    vocabulary: str = ""
    refers: str = ""
    places: int = 0
    minimum: int | None = None
    maximum: int | None = None
    indexed: bool = False


class ScaledDecimal(models.BigIntegerField):  # type: ignore[type-arg]
    """A decimal with a fixed number of places, kept as an integer of its smallest unit.

    SQLite's decimals lose digits (1234567890123456.78 came back as …460.00), so money is fen and a coordinate is
    micro-degrees; Python sees an exact ``Decimal``.
    """

    def __init__(self, *args: Any, places: int, **kwargs: Any) -> None:
        self.places = places
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "places": self.places}

    def from_db_value(self, value: int | None, *_: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)

    def to_python(self, value: Any) -> Any:
        return None if value is None else Decimal(value)

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else int(Decimal(value).scaleb(self.places))


def _declare(field: models.Field[Any, Any], **spec: Any) -> Any:
    # Django sets the field's name later; kinds.py fills it in from the attribute.
    field.plumb = spec  # type: ignore[attr-defined]
    return field


def text(en: str, zh: str, *, exposure: Exposure = PUBLIC, required: bool = False, max_length: int = 200,
         indexed: bool = False, help: Text = Text()) -> Any:
    """Free text of at most ``max_length`` characters."""
    field: Any = models.CharField(max_length=max_length, null=not required, blank=not required)
    return _declare(field, type="text", title=Text(en, zh), exposure=exposure, required=required,
                    max_length=max_length, indexed=indexed, help=help)


def choice(en: str, zh: str, vocabulary: str, *, exposure: Exposure = PUBLIC, required: bool = False,
           help: Text = Text()) -> Any:
    """One code of a rulebook vocabulary (``rulebook/vocabularies/VOCABULARY.toml``)."""
    field: Any = models.CharField(max_length=40, null=not required, blank=not required)
    return _declare(field, type="choice", title=Text(en, zh), exposure=exposure, required=required, max_length=40,
                    vocabulary=vocabulary, help=help)


def integer(en: str, zh: str, *, exposure: Exposure = PUBLIC, required: bool = False, minimum: int | None = 0,
            maximum: int | None = None, help: Text = Text()) -> Any:
    """A whole number; counts start at 0 unless ``minimum`` says otherwise."""
    field: Any = models.BigIntegerField(null=not required, blank=not required)
    return _declare(field, type="integer", title=Text(en, zh), exposure=exposure, required=required, minimum=minimum,
                    maximum=maximum, help=help)


def decimal(en: str, zh: str, places: int, *, exposure: Exposure = PUBLIC, required: bool = False,
            minimum: int | None = None, maximum: int | None = None, help: Text = Text()) -> Any:
    """A decimal with ``places`` places, kept exactly."""
    field: Any = ScaledDecimal(places=places, null=not required, blank=not required)
    return _declare(field, type="decimal", title=Text(en, zh), exposure=exposure, required=required, places=places,
                    minimum=minimum, maximum=maximum, help=help)


def day(en: str, zh: str, *, exposure: Exposure = PUBLIC, required: bool = False, help: Text = Text()) -> Any:
    """A calendar day, written 2013-01-31."""
    field: Any = models.DateField(null=not required, blank=not required)
    return _declare(field, type="date", title=Text(en, zh), exposure=exposure, required=required, help=help)


def flag(en: str, zh: str, *, exposure: Exposure = PUBLIC, required: bool = False, help: Text = Text()) -> Any:
    """Yes or no."""
    field: Any = models.BooleanField(null=not required, blank=not required)
    return _declare(field, type="flag", title=Text(en, zh), exposure=exposure, required=required, help=help)


def ref(en: str, zh: str, refers: str, *, exposure: Exposure = PUBLIC, required: bool = False,
        help: Text = Text()) -> Any:
    """The natural key of a record of another kind. ``refers="region"`` is checked against the tree at the event's
    date; other references are kept as given and resolved when read, since a register often arrives after its events.
    """
    field: Any = models.CharField(max_length=80, null=not required, blank=not required)
    return _declare(field, type="ref", title=Text(en, zh), exposure=exposure, required=required, max_length=80,
                    refers=refers, indexed=True, help=help)
