"""The cards of one page for one reader: each asked in the order that somebody chose, and put into rows."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from plumbline.errors import CutError, HomeError, PlumblineError, RulebookError
from plumbline.interfaces.shared import cards
from plumbline.interfaces.shared.cards import FULL, MAIN, REGION, SIDE, SMALL, Asked, Card
from plumbline.interfaces.shared.places import today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.assessment.results.yearly import Year
from plumbline.interfaces.web.core import world
from plumbline.interfaces.web.overview import kept_cards
from plumbline.procedures.accounts import card_choices
from plumbline.text import UNSAID, Text

logger = logging.getLogger(__name__)
KEEPERS_MATTER = (HomeError, CutError, RulebookError)
"""What these say names files of the server: it is for its keeper, in the log."""
FAILED = PlumblineError(
    "card.failed", Text("this part of the page could not be made", "页面的这一部分未能生成"),
    why=Text("The rest of the page is not touched by it", "页面的其他部分不受影响"),
    next_step=Text("Tell the people who run this server; its log says what happened",
                   "请告知本服务器的运维人员；服务器日志中记有详情"))


@dataclass(frozen=True, slots=True)
class Shown:
    """A card with what its template shows, or the ``fault`` that is told in its place. ``kept`` is its HTML from
    before, under its ``key``: then it was not asked."""

    card: Card
    values: Mapping[str, Any]
    fault: PlumblineError | None = None
    key: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cards that stand beside each other: ``full``, ``two`` or ``small``."""

    shape: str
    cards: tuple[Shown, ...]


def top_of(year: Year | None, request: HttpRequest) -> str:
    """The region at the top of the home: the world's own, else the first that lies in no other; empty where there is
    none."""
    here, roots = world.here(), (year.tree if year is not None else today_tree(request))
    if here is not None and here.region in roots:
        return here.region
    return next(iter(roots.roots), "")


def top_today(request: HttpRequest) -> str:
    """The same, as the regions are today."""
    return top_of(None, request)


def page(request: HttpRequest, place: str, region: str, year: Year | None) -> list[Row]:
    """The rows of the page of ``region``, as the reader or an office chose them."""
    viewer, every = Viewer.of(request), cards.cards()
    choice = card_choices.for_reader(viewer.user, top_of(year, request))
    asked = Asked(request, viewer, place, region, region if place == REGION else "", year)
    return rows(asked_for((every[name] for name in choice.shown(every)), asked))


def asked_for(these: Iterable[Card], asked: Asked) -> list[Shown]:
    """The cards that have something for the reader, each asked once; one that fails says so, and no other is touched by
    it."""
    found: list[Shown] = []
    for card in these:
        if asked.place not in card.places:
            continue
        key = ""
        try:
            key = kept_cards.key_of(card, asked, first=len(rows([*found, Shown(card, {})])) == 1)
            if (kept := kept_cards.kept(key)) is not None:
                found += [Shown(card, {}, key=key, kept=kept)] if kept else []
                continue
            values = card.build(asked)
        except Exception as error:  # noqa: BLE001 - a card that fails is told of in its place, and logged
            found.append(Shown(card, {}, fault_of(card, error, known=asked.viewer.user is not None)))
        else:
            if values is not None:
                found.append(Shown(card, values, key=key))
            else:
                kept_cards.keep(key, "")
    return found


def fault_of(card: Card, error: Exception, *, known: bool) -> PlumblineError:
    """What is told of a card that failed; what happened goes to the log. Who is not ``known`` reads of faults in the
    home's files only that there is one."""
    if not isinstance(error, PlumblineError):
        logger.error("the card %s failed", card.name, exc_info=error)
        return FAILED
    logger.error("the card %s failed: %s", card.name, error)
    if not isinstance(error, KEEPERS_MATTER):
        return error
    told = PlumblineError.of(FAILED)
    if known:
        told = PlumblineError.of(error, where="", why=UNSAID, next_step=FAILED.next_step)
    told.code = error.code
    return told


def rows(shown: Iterable[Shown]) -> list[Row]:
    """Cards in rows: a wide one beside a narrow one that follows it, small ones beside each other, any other alone."""
    found: list[Row] = []
    for one in shown:
        size, last = one.card.size, found[-1] if found else None
        if size == SMALL and last is not None and last.shape == SMALL:
            found[-1] = Row(SMALL, (*last.cards, one))
        elif size == SIDE and last is not None and last.shape == "two" and len(last.cards) == 1:
            found[-1] = Row("two", (*last.cards, one))
        else:
            found.append(Row({MAIN: "two", SMALL: SMALL}.get(size, FULL), (one,)))
    return found
