"""The fields a record kind is declared with.

Each function returns an ordinary Django model field that also carries a :class:`Spec`: its two-language title, whether
it is public, internal or personal, and what intake must check. Unknown is ``NULL`` for every type, text included:
an empty string would be a value somebody wrote.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from enum import Enum
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models import lookups

from plumbline.methods.shared import natural_order as natural
from plumbline.text import Text


class Exposure(str, Enum):
    """Who may see a field. Personal fields live in erasable side tables and are never hashed, journalled or cut."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"


YEAR = Text("2013, or 2013-14 where it lies in two years; 2013年 and 2013年度 are the same as 2013.",
            "如 2013；跨年度的写作 2013-14；也可写2013年、2013年度。")
PUBLIC, INTERNAL, PERSONAL = Exposure.PUBLIC, Exposure.INTERNAL, Exposure.PERSONAL


@dataclass(frozen=True, slots=True)
class Spec:
    """What is declared of one field. ``type`` is text, choice, integer, decimal, date, flag or ref; a ref to
    ``several`` holds their keys joined by ``;``, each once, in order. A text with ``told_by`` is a period, under one
    name however it was written; the two fields say how long it is and on which day it ends, and must agree with it.
    ``reads`` says how a text is brought to one name, as a ``period`` or a ``year``. Where nothing is known of a field,
    the field named ``instead`` must be known, and is shown in its place. ``identifier`` says whose check digits it
    carries (``methods/shared/identifiers.py``).
    A text that is ``natural`` is a code: 2 comes before 10 (``methods/shared/natural_order.py``). One that is
    ``exact``, of an act alone, is kept as it was given, with its lines and the blanks at its ends."""

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
    several: bool = False
    told_by: tuple[str, str] | None = None
    natural: bool = False
    reads: str = ""
    instead: str = ""
    identifier: str = ""
    exact: bool = False


KEPT_DIGITS = 18
"""So many digits of a number are kept."""


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
        """:raises ValueError: for more places than are kept: to drop them in silence would be another number."""
        if value is None:
            return None
        units = self.units(value)
        if units != (whole := int(units)):
            raise ValueError(f"{value} has more than the {self.places} decimal places of {self.name}")
        return whole

    def units(self, value: Any) -> Decimal:
        """``value`` in the field's smallest unit, with what is smaller still."""
        return Decimal(value).scaleb(self.places, _EXACT)


_EXACT = Context(prec=400)


class _Compared:
    """A comparison with any number: one between two that can be kept is compared as the next that can."""

    rhs: Any
    lhs: Any
    rounding = ""

    def get_prep_lookup(self) -> Any:
        if not isinstance(self.rhs, (Decimal, int)):
            return super().get_prep_lookup()  # type: ignore[misc]
        units = self.lhs.output_field.units(self.rhs)
        if self.rounding:
            return int(units.to_integral_value(self.rounding))
        return int(units) if units == int(units) else units

    def process_rhs(self, compiler: Any, connection: Any) -> Any:
        if isinstance(self.rhs, Decimal):
            raise EmptyResultSet  # none that is kept is equal to it
        return super().process_rhs(compiler, connection)  # type: ignore[misc]


@ScaledDecimal.register_lookup
class _Equal(_Compared, lookups.IntegerFieldExact):
    pass


@ScaledDecimal.register_lookup
class _Below(_Compared, lookups.IntegerLessThan):
    rounding = ROUND_CEILING


@ScaledDecimal.register_lookup
class _AtMost(_Compared, lookups.IntegerLessThanOrEqual):
    rounding = ROUND_FLOOR


@ScaledDecimal.register_lookup
class _Above(_Compared, lookups.IntegerGreaterThan):
    rounding = ROUND_FLOOR


@ScaledDecimal.register_lookup
class _AtLeast(_Compared, lookups.IntegerGreaterThanOrEqual):
    rounding = ROUND_CEILING


@ScaledDecimal.register_lookup
class _OneOf(lookups.In):
    def get_prep_lookup(self) -> Any:
        if isinstance(self.rhs, (list, tuple, set)):
            of = self.lhs.output_field
            self.rhs = [value for value in self.rhs if value is None or of.units(value) == int(of.units(value))]
        return super().get_prep_lookup()


def _declare(field: models.Field[Any, Any], **spec: Any) -> Any:
    # Django sets the field's name later; kinds.py fills it in from the attribute.
    field.plumb = spec  # type: ignore[attr-defined]
    return field


def text(en: str, zh: str, *, exposure: Exposure = PUBLIC, required: bool = False, max_length: int = 200,
         indexed: bool = False, instead: str = "", exact: bool = False, help: Text = Text()) -> Any:
    """Free text of at most ``max_length`` characters. ``instead`` names the field that must be known where this is
    not. ``exact``: it is kept to the letter, such as the text of a file."""
    field: Any = models.CharField(max_length=max_length, null=not required, blank=not required)
    return _declare(field, type="text", title=Text(en, zh), exposure=exposure, required=required,
                    max_length=max_length, indexed=indexed, instead=instead, exact=exact, help=help)


def identifier(en: str, zh: str, of: str, *, exposure: Exposure = PUBLIC, required: bool = False,
               max_length: int = 40, indexed: bool = False, help: Text = Text()) -> Any:
    """An identifier with check digits (``of``: a key of ``identifiers.KINDS``), written as its standard has it. One
    whose digits do not fit is taken in, and told."""
    field: Any = models.CharField(max_length=max_length, null=not required, blank=not required)
    return _declare(field, type="text", title=Text(en, zh), exposure=exposure, required=required,
                    max_length=max_length, indexed=indexed, identifier=of, help=help)


def code(en: str, zh: str, *, exposure: Exposure = PUBLIC, required: bool = False, max_length: int = natural.WIDTH,
         help: Text = Text()) -> Any:
    """A code such as the number of a clause, ``3-501.16`` or ``10F``: a text of at most ``natural.WIDTH`` characters
    that is listed and compared in natural order. In a rule, a whole number beside it stands for its digits."""
    assert max_length <= natural.WIDTH
    field: Any = models.CharField(max_length=max_length, null=not required, blank=not required)
    return _declare(field, type="text", title=Text(en, zh), exposure=exposure, required=required,
                    max_length=max_length, natural=True, help=help)


def choice(en: str, zh: str, vocabulary: str, *, exposure: Exposure = PUBLIC, required: bool = False,
           help: Text = Text()) -> Any:
    """One code of a rulebook vocabulary (``rulebook/data/vocabularies.toml``)."""
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
        max_length: int = 80, help: Text = Text()) -> Any:
    """The natural key of a record of another kind. ``refers="region"`` is checked against the tree at the event's
    date; other references are kept as given and resolved when read, since a register often arrives after its events.
    """
    field: Any = models.CharField(max_length=max_length, null=not required, blank=not required)
    return _declare(field, type="ref", title=Text(en, zh), exposure=exposure, required=required,
                    max_length=max_length, refers=refers, indexed=True, help=help)


def refs(en: str, zh: str, refers: str, *, exposure: Exposure = PUBLIC, required: bool = False, max_length: int = 400,
         help: Text = Text()) -> Any:
    """The keys of several records of another kind, joined by ``;``; intake writes each once, in order."""
    field: Any = models.CharField(max_length=max_length, null=not required, blank=not required)
    return _declare(field, type="ref", title=Text(en, zh), exposure=exposure, required=required,
                    max_length=max_length, refers=refers, several=True, help=help)


def period(en: str, zh: str, *, span: str, ends_on: str, exposure: Exposure = PUBLIC, help: Text = Text()) -> Any:
    """A period, required, kept as ``2013``, ``2013-Q1`` or ``2013-07`` however it was written
    (:mod:`plumbline.methods.shared.period_spellings`). The fields ``span`` and ``ends_on`` must agree with it."""
    field: Any = models.CharField(max_length=20)
    return _declare(field, type="text", title=Text(en, zh), exposure=exposure, required=True, max_length=20,
                    told_by=(span, ends_on), reads="period", help=help)


def year(en: str, zh: str, *, exposure: Exposure = PUBLIC, reads: str = "year", help: Text = YEAR) -> Any:
    """A year of assessment, required, kept as ``2013``, or ``2013-14`` where it lies in two, however it was written.
    ``reads`` is a key of ``period_spellings.YEARS``."""
    field: Any = models.CharField(max_length=20)
    return _declare(field, type="text", title=Text(en, zh), exposure=exposure, required=True, max_length=20,
                    reads=reads, help=help)
