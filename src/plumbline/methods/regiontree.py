"""The tree of regions as it stood on a day, with renames and mergers followed.

Each region has dated versions. A rename under a new code, or a merger, ends one version and names the region that goes
on; records stamped with the old code then count in the successor. A figure of a period uses the tree of the period's
last day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from plumbline.errors import MethodError
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class RegionVersion:
    """A region from ``valid_from`` to ``valid_to``, both included (None: it lasts). ``parent`` is None for a root;
    ``successor`` is the code that goes on when this version ends, None when nothing does."""

    code: str
    name: Text
    level: str
    parent: str | None
    valid_from: date
    valid_to: date | None = None
    successor: str | None = None

    def holds(self, day: date) -> bool:
        """Whether this version is in force on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class RegionTree:
    """Every version of every region. :raises MethodError: when two versions of one code overlap in time, or a version
    ends before it begins."""

    def __init__(self, versions: Iterable[RegionVersion]) -> None:
        self._versions: dict[str, list[RegionVersion]] = {}
        for version in sorted(versions, key=lambda each: (each.code, each.valid_from)):
            if version.valid_to is not None and version.valid_to < version.valid_from:
                raise MethodError("this version ends before it begins", where=f"region {version.code}")
            known = self._versions.setdefault(version.code, [])
            if known and (known[-1].valid_to is None or known[-1].valid_to >= version.valid_from):
                raise MethodError(
                    f"two versions hold on {version.valid_from}",
                    where=f"region {version.code}",
                    next_step="End the earlier version the day before the later one begins",
                )
            known.append(version)

    def at(self, day: date) -> TreeAt:
        """The tree as it stood on ``day``."""
        return TreeAt(self._versions, day)


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
        self._parent = {code: self._parent_of(version) for code, version in self._here.items()}
        self._children: dict[str | None, list[str]] = {}
        for code in sorted(self._here):
            self._children.setdefault(self._parent[code], []).append(code)
        self._order: dict[str, int] = {}
        self._end: dict[str, int] = {}
        self._walk()
        self.codes = tuple(self._order)
        self._merged_into = self._mergers()

    def _parent_of(self, version: RegionVersion) -> str | None:
        if version.parent is None:
            return None
        parent = self.resolve(version.parent)
        if parent is None:
            raise MethodError(
                f"its parent '{version.parent}' does not exist on {self.day}",
                where=f"region {version.code}",
                next_step="Add the parent, or name its successor",
            )
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
            raise MethodError(f"it is its own ancestor on {self.day}", where=f"region {lost}")

    def _mergers(self) -> dict[str, list[str]]:
        merged: dict[str, list[str]] = {}
        for code in self._versions:
            if code not in self._here and (target := self.resolve(code)) is not None:
                merged.setdefault(target, []).append(code)
        return merged

    def _known(self, code: str) -> str:
        if code in self._here:
            return code
        close = get_close_matches(code, self._here, n=3)
        raise MethodError(
            f"there is no region '{code}' on {self.day}",
            next_step=f"Did you mean {' or '.join(close)}?" if close else "",
        )

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
        """The region in which a record stamped ``code`` counts on this day: itself where it exists, else the end of its
        chain of successors; None when it is unknown, not yet begun, or ended without a successor.

        :raises MethodError: when successors form a circle.
        """
        current, seen = code, {code}
        while current not in self._here:
            ended = [version for version in self._versions.get(current, ()) if version.valid_from <= self.day]
            if not ended or ended[-1].successor is None:
                return None
            current = ended[-1].successor
            if current in seen:
                raise MethodError("its successors form a circle", where=f"region {code}")
            seen.add(current)
        return current

    def stamped(self, region: str) -> tuple[str, ...]:
        """The codes whose records count in ``region``: its own, those below it, and ended ones that go on in any of
        them; in order of code."""
        inside = (region, *self.descendants(region))
        return tuple(sorted({*inside, *(old for code in inside for old in self._merged_into.get(code, ()))}))
