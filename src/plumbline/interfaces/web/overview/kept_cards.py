"""The HTML of cards that are heavy to make, kept in this process for all to whom they show the same."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable

from django.core.cache import caches
from django.utils.translation import get_language

from plumbline import home as homes
from plumbline.interfaces.shared.cards import Asked, Card
from plumbline.rulebook.core.files import stamp_of_all

LARGEST = 128 << 10


def key_of(card: Card, asked: Asked, *, first: bool) -> str:
    """Under what the card is kept; empty for one that is made anew each time. ``first``: whether it begins the page,
    which it may show."""
    given = card.rests_on(asked) if card.rests_on is not None else None
    if given is None:
        return ""
    parts = (card.name, card.template, get_language(), asked.place, asked.region, asked.within, first,
             *asked.once(_ground), given)
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _ground(_asked: Asked) -> tuple[Hashable, ...]:
    """The home, and all rules of its own, whose words stand on cards."""
    home = homes.current()
    return str(home.path), stamp_of_all(home)


def kept(key: str) -> str | None:
    """The HTML; empty where the card has nothing to show. None: nobody knows."""
    return caches["cards"].get(key) if key else None


def keep(key: str, html: str) -> None:
    """Remember the HTML of a card that was made without a fault."""
    if key and len(html) <= LARGEST:
        caches["cards"].set(key, html)
