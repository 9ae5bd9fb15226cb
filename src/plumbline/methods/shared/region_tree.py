"""The tree of regions as it stood on a day, with renames and mergers followed.

Each region has dated versions. A rename under a new code, a merger or a split ends one version and names the regions
that go on; :mod:`plumbline.methods.shared.succession` says where records stamped with the old code then count. A
figure of a period uses the tree of the period's last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from plumbline.errors import MethodError
from plumbline.methods.shared.succession import Succession, codes_of, nearest, placed
from plumbline.methods.shared.suggesting import MOST, meant
from plumbline.text import UNSAID, Text, written_day

MOST_DAYS = 8


def names(english: str | None, chinese: str | None, code: str) -> Text:
    """A region's names. One in Chinese only stands in English too; one without either is known by its code."""
    return Text(english or chinese or code, chinese or "")


@dataclass(frozen=True, slots=True)
class RegionVersion:
    """A region from ``valid_from`` to ``valid_to``, both included (None: it lasts). ``parent`` is None for a root;
    ``successor`` is the code that goes on when this version ends, or several joined by ``;`` where it was split, None
    when nothing does."""

    code: str
    name: Text
    level: str
    parent: str | None
    valid_from: date
    valid_to: date | None = None
    successor: str | None = None

    @property
    def successors(self) -> tuple[str, ...]:
        """The codes that go on, in order."""
        return codes_of(self.successor)

    def holds(self, day: date) -> bool:
        """Whether this version is in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class RegionTree:
    """Every version of every region. :raises MethodError: when two versions of one code overlap in time, or a version
    ends before it begins."""

    def __init__(self, versions: Iterable[RegionVersion]) -> None:
        self._versions: dict[str, list[RegionVersion]] = {}
        self._days: dict[date, TreeAt] = {}
        for version in sorted(versions, key=lambda each: (each.code, each.valid_from)):
            if version.valid_to is not None and version.valid_to < version.valid_from:
                raise MethodError("region.ends_early", Text("this version ends before it begins",
                                                            "该版本的终止日期早于起始日期"), where=placed(version.code))
            known = self._versions.setdefault(version.code, [])
            if known and (known[-1].valid_to is None or known[-1].valid_to >= version.valid_from):
                raise MethodError(
                    "region.versions_overlap",
                    Text(f"two versions hold on {version.valid_from}",
                         f"{written_day(version.valid_from, 'zh')}当日有两个版本同时有效"),
                    where=placed(version.code),
                    next_step=Text("End the earlier version the day before the later one begins",
                                   "前一版本应止于后一版本开始的前一日"))
            known.append(version)

    def at(self, day: date) -> TreeAt:
        """The tree as it stood on ``day``. Those of the last few days asked for are kept: nothing changes them."""
        found = self._days.pop(day, None) or TreeAt(self._versions, day)
        self._days[day] = found
        while len(self._days) > MOST_DAYS:
            self._days.pop(next(iter(self._days)), None)
        return found

    def check_successors(self) -> None:
        """:raises MethodError: for a successor that is no region of this tree."""
        for code, known in self._versions.items():
            for onward in (each for version in known for each in version.successors if each not in self._versions):
                raise MethodError(
                    "region.successor_unknown",
                    Text(f"its successor '{onward}' is not in the tree", f"其承继地区“{onward}”不在地区树中"),
                    where=placed(code), next_step=_close(onward, self._versions) or
                    Text("Import that region with it, or leave the successor empty",
                         "请一并导入该地区，或将承继地区留空"))


class TreeAt:
    """The regions of one day. Made by :meth:`RegionTree.at`.

    ``codes`` runs from the roots downwards, each region before its children, children in order of code.
    """

    def __init__(self, versions: dict[str, list[RegionVersion]], day: date) -> None:
        self.day = day
        self._versions = versions
        self._here = {
            code: version for code, known in versions.items() for version in known if version.holds(day)
        }
        self._succession = self._gone_and_coming()
        self._parent = {code: self._parent_of(version) for code, version in self._here.items()}
        self._children: dict[str | None, list[str]] = {}
        for code in sorted(self._here):
            self._children.setdefault(self._parent[code], []).append(code)
        self._order: dict[str, int] = {}
        self._end: dict[str, int] = {}
        self._walk()
        self.codes = tuple(self._order)
        self._before: dict[str, list[str]] | None = None
        self._counts_in = {code: place for code in versions
                           if code not in self._here and (place := self._place(code)) is not None}
        self._counted = _grouped((place, code) for code, place in self._counts_in.items())
        self._apart = _grouped((region, code) for code in versions if code not in self._here
                               for region in self._partly_in(code))

    def _gone_and_coming(self) -> Succession:
        ended: dict[str, RegionVersion] = {}
        coming: dict[str, RegionVersion] = {}
        for code, known in self._versions.items():
            if code not in self._here:
                begun = [version for version in known if version.valid_from <= self.day]
                (ended if begun else coming)[code] = begun[-1] if begun else known[0]
        found = Succession(self._here, ended, coming)
        if coming:
            found.came_out_of(_grouped((onward, code) for code in (*self._here, *coming)
                                       for version in self._versions[code]
                                       for onward in version.successors if onward in coming))
        return found

    def _parent_of(self, version: RegionVersion) -> str | None:
        if version.parent is None:
            return None
        parent = self.goes_on_as(version.parent)
        if parent is None:
            split = self._succession.lands_in(version.parent) if version.parent in self._versions else ()
            parted = len(split) > 1
            raise MethodError(
                "region.parent_missing",
                Text(f"its parent '{version.parent}' does not exist on {self.day}",
                     f"其上级地区“{version.parent}”在{written_day(self.day, 'zh')}不存在"),
                where=placed(version.code),
                why=Text(f"It was split into {', '.join(sorted(split))}",
                         f"上级地区已拆分为{'、'.join(sorted(split))}") if parted else UNSAID,
                next_step=Text("End this version too, and say under which of them it goes on",
                               "请一并终止该版本，并写明此后隶属其中哪一个") if parted else
                Text("Add the parent, or name its successor", "请补上该上级地区，或写明其承继地区"))
        return parent

    def _walk(self) -> None:
        """Number the regions so that the descendants of each follow it in one run."""
        waiting = list(reversed(self._children.get(None, [])))
        open_runs: list[str] = []
        while waiting:
            code = waiting.pop()
            while open_runs and open_runs[-1] != self._parent[code]:
                self._end[open_runs.pop()] = len(self._order)
            self._order[code] = len(self._order)
            open_runs.append(code)
            waiting += reversed(self._children.get(code, []))
        for code in open_runs:
            self._end[code] = len(self._order)
        if len(self._order) < len(self._here):
            lost = min(code for code in self._here if code not in self._order)
            raise MethodError("region.own_ancestor", Text(
                f"it is its own ancestor on {self.day}",
                f"{written_day(self.day, 'zh')}当日，该地区成为自身的上级"), where=placed(lost))

    def _chain(self, code: str) -> tuple[str, ...]:
        return (code, *self.ancestors(code))

    def _place(self, code: str) -> str | None:
        for each in self._succession.climb(code):
            # The second step is for regions that go on under different roots: no region holds them all.
            place = nearest(self._succession.lands_in(each), self._chain)
            if place is not None:
                return place
        return None

    def _partly_in(self, code: str) -> Iterator[str]:
        """Regions that hold a part of what ``code`` was, and not all of it: its records count above them."""
        place = self._counts_in.get(code)
        whole = frozenset(self._chain(place)) if place is not None else frozenset()
        seen: set[str] = set()
        for each in self._succession.lands_in(code):
            for region in self._chain(each):
                if region not in whole and region not in seen:
                    seen.add(region)
                    yield region

    def _known(self, code: str) -> str:
        if code in self._here:
            return code
        raise MethodError("region.unknown", Text(f"there is no region '{code}' on {self.day}",
                                                 f"{written_day(self.day, 'zh')}没有地区“{code}”"),
                          next_step=_close(code, self._here))

    def __contains__(self, code: object) -> bool:
        return code in self._here

    def __len__(self) -> int:
        return len(self._here)

    @property
    def roots(self) -> tuple[str, ...]:
        """The regions without a parent."""
        return tuple(self._children.get(None, ()))

    def version(self, code: str) -> RegionVersion:
        """The version in force. This and every method below: :raises MethodError: for a code that is not there."""
        return self._here[self._known(code)]

    def name(self, code: str) -> Text:
        """The region's name."""
        return self.version(code).name

    def level(self, code: str) -> str:
        """The region's level: a code of the region-level vocabulary."""
        return self.version(code).level

    def parent(self, code: str) -> str | None:
        """The region above, with an ended parent followed to its successor; None for a root."""
        return self._parent[self._known(code)]

    def children(self, code: str) -> tuple[str, ...]:
        """The regions directly below, in order of code."""
        return tuple(self._children.get(self._known(code), ()))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The regions above, nearest first."""
        above = []
        parent = self._parent[self._known(code)]
        while parent is not None:
            above.append(parent)
            parent = self._parent[parent]
        return tuple(above)

    def depth(self, code: str) -> int:
        """How many regions lie above; 0 for a root."""
        return len(self.ancestors(code))

    def descendants(self, code: str) -> tuple[str, ...]:
        """The regions below at any depth, each before its children."""
        return self.codes[self._order[self._known(code)] + 1:self._end[code]]

    def of_level(self, level: str) -> tuple[str, ...]:
        """The regions of one level, in the order of ``codes``."""
        return tuple(code for code in self.codes if self._here[code].level == level)

    def resolve(self, code: str) -> str | None:
        """The region in which a record stamped ``code`` counts on this day, and with it all regions above.

        Itself where it exists; else the region that goes on; where it was split, the nearest that holds all who do;
        where nothing goes on, the one above it. A region that has not begun counts where it came from. None for an
        unknown code, or where nothing at all is left.
        """
        return code if code in self._here else self._counts_in.get(code)

    def goes_on_as(self, code: str) -> str | None:
        """The region that ``code`` is on this day: itself, or the end of its chain of single successors. None where it
        is unknown, not yet begun, ended without a successor, or split."""
        if code in self._here:
            return code
        begun = any(version.valid_from <= self.day for version in self._versions.get(code, ()))
        return self._succession.goes_on_as(code) if begun else None

    def went_into(self, region: str) -> tuple[str, ...]:
        """The codes that are ``region`` on this day: itself, and those of which it is the end of the chain."""
        if self._before is None:
            gone = ((code, self.goes_on_as(code)) for code in self._versions if code not in self._here)
            self._before = _grouped((onward, code) for code, onward in gone if onward is not None)
        return (region, *self._before.get(region, ()))

    def parts_of(self, code: str) -> tuple[str, ...]:
        """The regions of this day over which ``code`` lies: itself, those that it was split into, or those that it will
        come out of; in order of code."""
        return tuple(sorted(self._succession.lands_in(code))) if code in self._versions else ()

    def past_name(self, code: str) -> Text:
        """The name of a region of any day: of this one, else the last before it, else the first after it."""
        known = self._versions.get(code)
        if not known:
            return Text(code, code)
        begun = [version for version in known if version.valid_from <= self.day]
        return (self._here.get(code) or (begun[-1] if begun else known[0])).name

    def stamped(self, region: str) -> tuple[str, ...]:
        """The codes whose records count in ``region``: its own, those below it, and those of other days that count in
        any of them; in order of code."""
        inside = (region, *self.descendants(region))
        return tuple(sorted({*inside, *(old for code in inside for old in self._counted.get(code, ()))}))

    def partly_in(self, region: str) -> tuple[str, ...]:
        """The codes of other days of which a part lies in ``region``, so that their records count above it only."""
        return tuple(sorted(self._apart.get(self._known(region), ())))

    def parted(self, code: str) -> tuple[str, ...]:
        """The regions in which records stamped ``code`` do not count although a part of it lies there."""
        return () if code in self._here or code not in self._versions else tuple(self._partly_in(code))


def _close(code: str, known: Iterable[str]) -> Text:
    return meant(get_close_matches(code, list(known), n=MOST))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
