"""Record kinds, declared once.

A kind is a Django model with a little metadata. From that one declaration come import with validation and quarantine,
export, list and detail pages, the journal, the cut and the leak tests; nothing about a kind is written twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from plumbline.errors import RecordError
from plumbline.records.core.fields import INTERNAL, PERSONAL, PUBLIC, Exposure, Spec
from plumbline.text import Citation, Text


@dataclass(frozen=True)
class Kind:
    """One kind of record.

    ``key`` names the fields of the natural key, ``region`` the field that holds the region's code, ``date`` the field
    whose day places the record in a period (empty: the kind is a register without events), ``column`` the column of
    the house. ``public`` is False for kinds whose rows nobody outside may know of. ``personal`` is the erasable side
    table, if any. ``states_population`` is true only for a kind that is a complete register, so that a sample from it
    may use a finite population correction. ``settable`` names the fields that may be set on many records at once: such
    as are checked by themselves, without the rest of the record. ``parties`` names the fields that hold the code of an
    organisation which is a party to the record: its people may read the fields that are ``shared`` too. ``facets``
    names public fields with few values, by which a search of this kind may be narrowed and is counted.
    """

    name: str
    title: Text
    plural: Text
    meaning: Text
    key: tuple[str, ...]
    region: str
    date: str
    column: str
    cites: Citation
    model: Any
    fields: tuple[Spec, ...]
    public: bool = True
    personal: Any = None
    states_population: bool = False
    listed: tuple[str, ...] = ()
    settable: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    facets: tuple[str, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Spec]:
        """Every field by name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def kept(self) -> tuple[Spec, ...]:
        """The fields that are hashed, journalled and cut: all but the personal ones, in declared order."""
        return tuple(field for field in self.fields if field.exposure is not PERSONAL)

    def names(self, *exposures: Exposure) -> tuple[str, ...]:
        """Names of the fields with one of ``exposures`` (all, where none is named)."""
        wanted = exposures or (PUBLIC, INTERNAL, PERSONAL)
        return tuple(field.name for field in self.fields if field.exposure in wanted)

    @cached_property
    def references(self) -> dict[str, str]:
        """Field name -> the kind it refers to."""
        return {field.name: field.refers for field in self.fields if field.refers}


KINDS: dict[str, Kind] = {}


def get(name: str) -> Kind:
    """The kind called ``name``; an error that lists the kinds if there is none."""
    try:
        return KINDS[name]
    except KeyError:
        raise RecordError(
            "kind.unknown", Text(f"there is no record kind '{name}'", f"没有记录类型“{name}”"),
            next_step=Text(f"Choose one of: {', '.join(sorted(KINDS))}", f"可选：{'、'.join(sorted(KINDS))}"),
        ) from None


def _spec(name: str, declared: dict[str, Any]) -> Spec:
    return Spec(name=name, **declared)


def kind(
    name: str, *, title: Text, plural: Text, meaning: Text, key: tuple[str, ...], region: str, column: str,
    cites: Citation, date: str = "", public: bool = True, personal: Any = None, states_population: bool = False,
    listed: tuple[str, ...] = (), settable: tuple[str, ...] = (), parties: tuple[str, ...] = (),
    shared: tuple[str, ...] = (), facets: tuple[str, ...] = (),
) -> Callable[[Any], Any]:
    """Declare the decorated model as the record kind ``name`` and register it."""

    def register(model: Any) -> Any:
        specs = [_spec(field.name, field.plumb) for field in model._meta.local_fields if hasattr(field, "plumb")]
        if personal is not None:
            specs += [_spec(field.name, field.plumb) for field in personal._meta.local_fields
                      if hasattr(field, "plumb")]
        KINDS[name] = Kind(
            name=name, title=title, plural=plural, meaning=meaning, key=key, region=region, date=date, column=column,
            cites=cites, model=model, fields=tuple(specs), public=public, personal=personal,
            states_population=states_population, listed=listed, settable=settable, parties=parties, shared=shared,
            facets=facets,
        )
        return model

    return register
