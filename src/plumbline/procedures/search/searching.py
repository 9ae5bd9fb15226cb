"""Asking: what of everything that one person may know of fits what they typed, grouped by what it is.

The index gives candidates, best first; each is looked at in the store before it counts (``records_judged.py``,
``cases_judged.py``). So what was withdrawn, erased, corrected or closed a moment ago is not shown, and no number is
said that was not counted so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from plumbline.errors import HomeError, RecordError
from plumbline.home import Home
from plumbline.procedures.search import cases_judged, declared_texts, following, personal_texts, records_judged
from plumbline.procedures.search.access import access, places
from plumbline.procedures.search.case_texts import CASE_GROUP, known
from plumbline.procedures.search.hits import Answer, Group, Hit
from plumbline.procedures.search.records_judged import Reader
from plumbline.records.core.kinds import KINDS
from plumbline.records.search import asking
from plumbline.records.search import state as states
from plumbline.records.search.asking import Candidate, Wanted
from plumbline.records.search.index import DAMAGED, Index
from plumbline.records.search.words import question
from plumbline.text import Text

SHOWN, COUNTED = 5, 10
"""Hits of a group that an overview shows, and up to which they are counted."""
PAGE, LOOKS = 25, 8
"""Hits of a page of one group, and how many times so many candidates are looked at for it."""
PERSONAL = "personal"
Asked = TypeVar("Asked")
CANNOT = Text("The search index of this server cannot be read just now; records and cases are not searched",
              "本服务器的检索索引暂时无法读取，记录和事项未纳入检索")


@dataclass(frozen=True, slots=True)
class Session:
    """One search, for one reader."""

    home: Home
    user: Any
    on: date
    wanted: Wanted
    reader: Reader
    standing: following.Standing
    searcher: Any = None
    index: Index | None = None
    groups: frozenset[str] = frozenset()
    fits: asking.Ways = ()

    def wants(self, wanted: Wanted) -> Session:
        """The same, of something else."""
        return replace(self, wanted=wanted, fits=asking.fitting(wanted) if self.index is not None else ())

    def candidates(self, group: str, most: int, skip: int = 0) -> list[Candidate]:
        """What fits best."""
        if self.index is None or group not in self.groups:
            return []
        return asking.best(self.searcher, self.fits, group, most, self.index.folder, skip)

    def newest(self, group: str, most: int, before: int | None) -> list[Candidate]:
        """What fits, the newest first."""
        if self.index is None or group not in self.groups:
            return []
        return asking.newest(self.searcher, self.fits, group, most, self.index.folder, before)

    def judged(self, group: str, candidates: Sequence[Candidate]) -> list[Hit]:
        """Those that may be shown."""
        if group.startswith(CASE_GROUP):
            of = known()[group.removeprefix(CASE_GROUP)]
            return list(cases_judged.judged(self.home, self.user, of, candidates, self.wanted, self.on))
        return list(records_judged.judged(self.reader, KINDS[group], candidates, self.wanted))


def search(home: Home, user: Any, text: str, *, on: date) -> Answer:
    """What fits ``text`` of all that ``user`` (None: the public) may know of: of each group the best, and how many
    there are, up to :data:`COUNTED`. Where nothing does, what holds most of it."""
    def found(session: Session, closed: Text) -> Answer:
        asked = session.wanted.question
        groups = _every(session) if asked else ()
        near = bool(asked) and not groups and len(asked.atoms[0][0]) > 1
        if near:
            groups = _every(session.wants(replace(session.wanted, near=True)))
        return Answer(asked, groups, session.standing, near=near and bool(groups), closed=closed)

    return _answered(home, user, text, on, found)


def page(home: Home, user: Any, text: str, group: str, *, on: date, after: int = 0, most: int = PAGE) -> Answer:
    """The hits of one group, the newest first, ``most`` of them; those that come ``after`` one that was shown. :raises
    RecordError: if there is no such group."""
    title = titles().get(group)
    if title is None:
        raise RecordError(
            "search.no_group", Text(f"there is nothing called '{group}' to be searched", f"没有可供检索的“{group}”"),
            next_step=Text(f"Choose one of: {', '.join(titles())}", f"可选：{'、'.join(titles())}"))

    def found(session: Session, closed: Text) -> Answer:
        asked = session.wanted.question
        hits = _paged(session, group, title, after, most) if asked else Group(group, title, (), 0)
        return Answer(asked, (hits,), session.standing, closed=closed)

    return _answered(home, user, text, on, found)


def first_of(home: Home, user: Any, text: str, groups: Sequence[str], *, on: date, most: int) -> Answer:
    """The newest hits of each of some groups, ``most`` of each; groups without any are left out."""
    known_titles = titles()

    def found(session: Session, closed: Text) -> Answer:
        asked = session.wanted.question
        hits = [_paged(session, name, known_titles[name], 0, most) for name in groups] if asked else []
        return Answer(asked, tuple(each for each in hits if each.hits), session.standing, closed=closed)

    return _answered(home, user, text, on, found)


def titles() -> dict[str, Text]:
    """Everything that can be searched by itself, and what it is called."""
    cases = {CASE_GROUP + name: each.plural for name, each in known().items()}
    told = {name: title for name, (title, _) in declared_texts.SOURCES.items()}
    codes = {declared_texts.CODES: told.pop(declared_texts.CODES)}  # for whoever met one, and in nobody's way
    return told | cases | {PERSONAL: personal_texts.TITLE} | {
        kind.name: kind.plural for kind in KINDS.values()} | codes


def _every(session: Session) -> tuple[Group, ...]:
    found = []
    for name, title in titles().items():
        group = _best(session, name, title)
        if group.hits:
            found.append(group)
    return tuple(found)


def _best(session: Session, name: str, title: Text) -> Group:
    if name in declared_texts.SOURCES or name == PERSONAL:
        hits = _told(session, name)
    else:
        hits = _filled(lambda skip: session.candidates(name, COUNTED + 1, skip), session, name, COUNTED + 1)
    return Group(name, title, tuple(hits[:SHOWN]), min(len(hits), COUNTED), len(hits) > COUNTED)


def _told(session: Session, name: str) -> list[Hit]:
    if name == PERSONAL:
        return [] if session.wanted.near else personal_texts.found(session.home, session.user, session.wanted,
                                                                     session.on)
    return declared_texts.found(session.home, session.user, name, session.wanted)


def _filled(more: Callable[[int], list[Candidate]], session: Session, name: str, most: int) -> list[Hit]:
    """Candidates until there are enough hits. Nearly always all of them are hits: the others changed just now."""
    hits: list[Hit] = []
    for look in range(LOOKS):
        candidates = more(look * most)
        hits += session.judged(name, candidates)
        if len(hits) >= most or len(candidates) < most:
            break
    return hits


def _paged(session: Session, name: str, title: Text, after: int, most: int) -> Group:
    if name in declared_texts.SOURCES or name == PERSONAL:
        hits = _told(session, name)
        shown = hits[after:after + most]
        rest = len(hits) > after + most
        return Group(name, title, tuple(shown), len(shown), rest, after + most if rest else 0)
    hits, before = [], after or None
    for _ in range(LOOKS):
        candidates = session.newest(name, most + 1, before)
        hits += session.judged(name, candidates)
        if len(hits) > most or len(candidates) <= most:
            rest = len(hits) > most
            return Group(name, title, tuple(hits[:most]), min(len(hits), most), rest,
                         hits[most - 1].serial if rest else 0)
        before = candidates[-1].serial
    # So many were changed since they were indexed that the page is not full: it goes on from the last one looked at.
    return Group(name, title, tuple(hits[:most]), len(hits), True, before or 0)


# -- of the index -----------------------------------------------------------------------------------------------------
def _answered(home: Home, user: Any, text: str, on: date, find: Callable[[Session, Text], Answer]) -> Answer:
    """What ``find`` finds; without records and cases where the index cannot be read, which is then made anew by whoever
    keeps it."""
    asked = question(text)
    found = states.read(home)
    state = found if found is not None and following.usable(home, found) else None
    session = Session(home, user, on, Wanted(asked, access(user), places(asked, on)), Reader(user),
                      following.standing_of(home, state))
    if not asked or state is None:
        return find(session, Text())

    def indexed(index: Index) -> Answer:
        searcher = index.searcher()
        groups = asking.groups(searcher, index.folder)
        return find(replace(session, searcher=searcher, index=index, groups=groups).wants(session.wanted), Text())

    return asked_of_index(home, indexed, lambda: find(replace(session, standing=following.standing(home)), CANNOT))


def asked_of_index(home: Home, ask: Callable[[Index], Asked], otherwise: Callable[[], Asked]) -> Asked:
    """What ``ask`` makes of the index as it stands; what ``otherwise`` gives where there is none, or it cannot be read:
    it is then made anew by whoever keeps it."""
    state = states.read(home)
    if state is None or not following.usable(home, state):
        return otherwise()
    try:
        return ask(_opened(str(states.place(home) / state.folder)))
    except HomeError as error:
        if error.code != DAMAGED:
            raise
        _opened.cache_clear()
        states.forget(home, state)
        return otherwise()


@lru_cache(maxsize=4)
def _opened(folder: str) -> Index:
    return Index.open(Path(folder))
