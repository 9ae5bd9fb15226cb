"""Things of which there are few, with the words of each: looked through in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from plumbline.procedures.search.hits import Place
from plumbline.records.search.asking import Wanted
from plumbline.records.search.words import Words, begun, shortened, words
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that is told rather than stored. Its ``texts`` say what it is found by, beside its title. ``of`` is the
    figure, where not everybody may read its definition."""

    target: tuple[str, ...]
    title: Text
    key: str
    texts: tuple[Place, ...] = ()
    of: Indicator | None = None


class Shelf:
    """Things of one source, with the words of each, and for each word where it stands."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things = tuple(things)
        self.words: list[tuple[Words, Words]] = []
        self._at: dict[str, set[int]] = {}
        for place, thing in enumerate(self.things):
            called = (thing.title.en, thing.title.zh, thing.key, *thing.target[1:])
            whole = words([*called, *(said for each in thing.texts for said in (each.value.en, each.value.zh))])
            self.words.append((whole, words(called)))
            for word in {*whole.order, *whole.begins}:
                self._at.setdefault(word, set()).add(place)

    def fitting(self, wanted: Wanted) -> list[Thing]:
        """What fits, best first: what is so called before what only speaks of it."""
        question = wanted.question
        if wanted.near:
            some = {place for word, han in question.atoms for place in self._with(word, shortened(word, han))}
            return [self.things[place] for place in sorted(some) if question.near(self.words[place][0])]
        some = set(range(len(self.things)))
        for part in question.parts:
            some &= self._with(part.joined, part.words[0], begun(part.words[0]))
        fit = [place for place in sorted(some) if all(part.in_(self.words[place][0]) for part in question.parts)]
        named = {place for place in fit if all(part.in_(self.words[place][1]) for part in question.parts)}
        fit.sort(key=lambda place: (place not in named, len(self.words[place][1].order)))
        return [self.things[place] for place in fit]

    def _with(self, *any_of: str) -> set[int]:
        return set().union(*(self._at.get(word, ()) for word in any_of))
