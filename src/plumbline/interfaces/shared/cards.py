"""What the home page and the pages of regions are made of: cards, each declared once beside the pages of its column.

A module called ``cards`` anywhere among the pages is found, and so is a module that the setting ``extensions`` names::

    declare(Card("surveillance.alerts", Text("Alerts", "预警"), "surveillance", Text("What is open.", "未办结事项。"),
                 "plumbline/cards/alerts.html", lambda asked: {"count": ...} or None))

A card is asked for one reader and one region, and gives what its template shows; None where there is nothing for this
reader. It may show nothing that ``visible`` does not give to the reader, and what it counts opens as the list of it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from django.http import HttpRequest

from plumbline.errors import PlumblineError, RulebookError
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.text import Text

Made = TypeVar("Made")

HOME, REGION = "home", "region"
PLACES = (HOME, REGION)
FULL, MAIN, SIDE, SMALL = "full", "main", "side", "small"
"""How much of the page a card takes: all of its width; the wider or the narrower of two columns, where its neighbour
takes the other; a third."""
SIZES = (FULL, MAIN, SIDE, SMALL)
MODULE = "cards"
MINE = "my-cases"
"""The card that comes first; what is made of declarations follows it, once the figures and grades have."""
GROUND = "ground"
"""The column of what belongs to none, or to several."""


@dataclass
class Asked:
    """For whom, and for which region and year, cards are asked. ``within`` is the region whose records count; empty:
    every one that the reader may know of. ``year`` is the assessment year of the page; None where there is nothing
    frozen yet."""

    request: HttpRequest
    viewer: Viewer
    place: str
    region: str
    within: str
    year: Any
    _known: dict[Any, Any] = field(default_factory=dict)

    def once(self, make: Callable[[Asked], Made]) -> Made:
        """What ``make`` finds, asked for once a page however many cards rest on it. What it raises is raised to each
        of them."""
        if make not in self._known:
            try:
                self._known[make] = make(self), None
            except Exception as error:  # noqa: BLE001 - it is raised again, to each card that asks
                self._known[make] = None, error
        found, failed = self._known[make]
        if failed is not None:
            raise failed
        return found  # type: ignore[no-any-return]


def _everybody(_viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Card:
    """One card of a ``column``. ``template`` shows what ``build`` finds; ``places`` are the pages it stands on.
    ``after`` names the card that it follows while nobody chose an order; empty: it comes last. ``offered`` says to whom
    it can be of use at all: nobody else is asked whether they want it.

    A card that is heavy to make ``rests_on`` things that seldom change: a cut, a published result, definitions, what of
    them the reader may see. Its HTML is then kept and shown to all for whom they are equal, so they must name all that
    it shows, beside the language, the place and the region, which are added. None: it is made anew."""

    name: str
    title: Text
    column: str
    meaning: Text
    template: str
    build: Callable[[Asked], Mapping[str, Any] | None]
    size: str = SMALL
    places: tuple[str, ...] = PLACES
    after: str = ""
    offered: Callable[[Viewer], bool] = _everybody
    rests_on: Callable[[Asked], Hashable | None] | None = None


Source = Callable[[], Iterable[Card]]
_declared: dict[str, Card] = {}
_sources: list[tuple[Source, Text]] = []


def declare(card: Card) -> Card:
    """Make ``card`` known. :raises RulebookError: if its name is taken, or its size or places are none."""
    if card.name in _declared:
        raise RulebookError("card.declared_twice", Text(
            f"there is a card '{card.name}' already", f"已有名为“{card.name}”的卡片"), where=card.name,
            next_step=Text("Give one of them another name", "请为其中一张另取名称"))
    if card.size not in SIZES or not card.places or not set(card.places) <= set(PLACES):
        raise RulebookError("card.unfit", Text(
            f"the card '{card.name}' has a size or a place that there is not", f"卡片“{card.name}”的大小或位置无效"),
            where=card.name, next_step=Text(f"Choose among {', '.join(SIZES)} and {', '.join(PLACES)}",
                                            f"可选：{'、'.join(SIZES)}；{'、'.join(PLACES)}"))
    _declared[card.name] = card
    return card


def declare_from(title: Text) -> Callable[[Source], Source]:
    """Make known every card that the function makes, of what is declared elsewhere: procedures, kinds of record. It is
    asked anew for each page; where it fails, that is told under ``title``."""
    def register(source: Source) -> Source:
        _sources.append((source, title))
        return source

    return register


def cards() -> dict[str, Card]:
    """Every card by name, in the order in which they stand while nobody chose another."""
    _find()
    made = [card for source, title in _sources for card in _made(source, title)]
    found = dict(_declared)  # asked now: to make those, modules that declare more may have been loaded
    return _in_order(found | {card.name: card for card in made if card.name not in found})


def _made(source: Source, title: Text) -> list[Card]:
    try:
        return list(source())
    except PlumblineError as error:
        return [_failing(source.__module__, title, error)]


def _failing(name: str, title: Text, error: PlumblineError) -> Card:
    """The card in place of all those that could not be made."""
    def build(_asked: Asked) -> None:
        raise error

    return Card(name, title, GROUND, Text(), "", build, offered=lambda _viewer: False)


def _in_order(found: Mapping[str, Card]) -> dict[str, Card]:
    """Each card behind the one it follows, and what follows none, or one that there is not, as it was declared."""
    followers: dict[str, list[Card]] = {}
    for card in found.values():
        followers.setdefault(card.after if card.after in found else "", []).append(card)
    ordered: dict[str, Card] = {}

    def place(these: list[Card]) -> None:
        for card in these:
            if card.name not in ordered:
                ordered[card.name] = card
                place(followers.get(card.name, []))

    place(followers.get("", []))
    place([card for card in found.values() if card.name not in ordered])  # those that follow each other in a circle
    return ordered


@cache
def _find() -> None:
    root = importlib.import_module(f"{__name__.removesuffix('.shared.cards')}.web")
    _find_in(root.__path__, root.__name__)


def _find_in(path: Iterable[str], package: str) -> None:
    for module in pkgutil.iter_modules(path, f"{package}."):
        if module.ispkg:
            _find_in(importlib.import_module(module.name).__path__, module.name)
        elif module.name == f"{package}.{MODULE}":
            importlib.import_module(module.name)
