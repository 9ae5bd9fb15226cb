"""An assessment written region by region, in any form of JSON.

Three thousand regions of a hundred items say the same few thousand things in other combinations: what an answer scored,
and why, is written once in each form, and regions are put together from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, AnyStr, Generic

import msgspec

from plumbline.figures.indicators.figure import Figure
from plumbline.methods.shared.json_texts import CANONICAL, COMPACT, Form
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.assessment.scoring.determinations import Determined
from plumbline.procedures.assessment.scoring.document import (
    BEFORE,
    DETERMINATION,
    FIGURE,
    ITEMS,
    REGIONS,
    RESTS_ON,
    asked_of,
    brief,
    figure_of,
    following,
    head_of,
    item_of,
    region_of,
)
from plumbline.procedures.assessment.scoring.figures import Year
from plumbline.procedures.assessment.scoring.scoring import ItemScore, Result
from plumbline.rulebook.schemes.schemes import Scheme

REGION_DEPTH, ITEM_DEPTH = 2, 4
MOST = 4_000
"""So many things that were written are remembered, in each form: some of them may be said of one region only."""


@dataclass(frozen=True, slots=True)
class Written:
    """One assessment. ``head`` is its document, with nothing under ``regions``; ``results`` are the regions by rank,
    those without one last."""

    head: dict[str, Any]
    results: tuple[Result, ...]
    tree: TreeAt
    asked: dict[str, dict[str, Any]]
    consequences: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    _told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def about(self, result: Result) -> dict[str, Any]:
        """What the document says of a region beside its items."""
        code = result.region
        if (found := self._told.get(code)) is None:
            found = self._told[code] = region_of(result, self.tree.name(code), self.consequences.get(code, {}))
        return found

    def regions(self, form: Form[AnyStr], depth: int = 0) -> Iterator[AnyStr]:
        """Each region in ``form``; ``depth`` is that at which the whole document stands."""
        writer = _Writer(form, self.asked, depth)
        return (writer.region(self.about(each), each.lines) for each in self.results)

    def whole(self, form: Form[AnyStr], depth: int = 0) -> Iterator[AnyStr]:
        """The document in pieces."""
        return form.stream(self.head, REGIONS, self.regions(form, depth), depth)

    def root(self) -> str:
        """SHA-256, hex, of the canonical JSON of the document."""
        digest = sha256()
        for piece in self.whole(CANONICAL):
            digest.update(piece)
        return digest.hexdigest()

    def each(self) -> Iterator[dict[str, Any]]:
        """Each region as the document says it."""
        return (msgspec.json.decode(text) for text in self.regions(COMPACT))

    def document(self) -> dict[str, Any]:
        """The whole document in memory. With thousands of regions it is large."""
        return {**self.head, REGIONS: list(self.each())}


def written(scheme: Scheme, label: str, year: Year, cut_id: str, tree: TreeAt, results: Iterable[Result]) -> Written:
    """The assessment of ``results``, ranked, to be written."""
    ordered = tuple(sorted(results, key=lambda each: (each.rank is None, each.rank or 0)))
    return Written(head_of(scheme, label, year, cut_id), ordered, tree,
                   {item.id: asked_of(item, year) for item in scheme.items}, following(scheme, ordered))


class _Writer(Generic[AnyStr]):
    """Writes regions in one form; remembers what was written of what is shared. Everything it is given outlives it, so
    that one object is one thing."""

    def __init__(self, form: Form[AnyStr], asked: dict[str, dict[str, Any]], depth: int) -> None:
        self.form: Form[AnyStr] = form
        self.asked = asked
        self.region_depth, self.item_depth = depth + REGION_DEPTH, depth + ITEM_DEPTH
        self.order = form.order(RESTS_ON)
        self._lines: dict[int, AnyStr] = {}
        self._measured: dict[int, tuple[AnyStr, AnyStr]] = {}
        self._scored: dict[tuple[int, int, str], list[AnyStr]] = {}
        self._stated: dict[int, AnyStr] = {}
        self._figures: dict[int, AnyStr] = {}

    def region(self, about: dict[str, Any], lines: tuple[ItemScore, ...]) -> AnyStr:
        """One region with its items."""
        form, known, measured, figures = self.form, self._lines, self._measured, self._figures
        figures.clear()
        items = []
        for line in lines:
            if (text := known.get(id(line))) is None:
                around, figure = measured.get(id(line.scored)), line.figure
                if around is not None and figure is not None:
                    text = around[0] + (figures.get(id(figure)) or self._figure(figure)) + around[1]
                else:
                    text = self._item(line)
            items.append(text)
        before, after = form.around(about, (ITEMS,), self.region_depth)
        return form.nothing.join((before, form.listed(items, self.region_depth + 1), after))

    def _item(self, line: ItemScore) -> AnyStr:
        if line.figure is not None and line.before is None and line.determined is None and line.scored is not None:
            before, after = self._beside(line)
            return before + self._figure(line.figure) + after
        text = self._whole(line, {FIGURE: self._figure(line.figure), BEFORE: self._brief(line.before),
                                  DETERMINATION: self._determination(line.determined)})
        if line.figure is None and line.before is None and len(self._lines) < MOST:
            self._lines[id(line)] = text
        return text

    def _beside(self, line: ItemScore) -> tuple[AnyStr, AnyStr]:
        """What stands before and after the figure of an item that rests on nothing else: a score that was made of one
        figure is never one of two."""
        place = self.order.index(FIGURE) + 1
        pieces = self._pieces(line)
        found = self.form.null.join(pieces[:place]), self.form.null.join(pieces[place:])
        if len(self._measured) < MOST:
            self._measured[id(line.scored)] = found
        return found

    def _whole(self, line: ItemScore, rests: dict[str, AnyStr]) -> AnyStr:
        key = (id(line.item), id(line.scored), "" if line.scored is not None else line.missing.en)
        if (pieces := self._scored.get(key)) is None:
            pieces = self._pieces(line)
            if len(self._scored) < MOST:
                self._scored[key] = pieces
        text = pieces[0]
        for name, piece in zip(self.order, pieces[1:], strict=True):
            text += rests[name] + piece
        return text

    def _pieces(self, line: ItemScore) -> list[AnyStr]:
        return self.form.around(item_of(line, self.asked[line.item.id]), RESTS_ON, self.item_depth)

    def _figure(self, figure: Figure | None) -> AnyStr:
        if figure is None:
            return self.form.null
        if (found := self._figures.get(id(figure))) is None:
            found = self._figures[id(figure)] = self.form.whole(figure_of(figure), self.item_depth + 1)
        return found

    def _brief(self, figure: Figure | None) -> AnyStr:
        return self.form.null if figure is None else self.form.whole(brief(figure), self.item_depth + 1)

    def _determination(self, determined: Determined | None) -> AnyStr:
        if determined is None:
            return self.form.null
        if (found := self._stated.get(id(determined))) is None:
            found = self.form.whole(determined.as_dict(), self.item_depth + 1)
            if len(self._stated) < MOST:
                self._stated[id(determined)] = found
        return found
