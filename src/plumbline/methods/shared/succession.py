"""What becomes of a region that ends: which regions go on, and where its records count on a day when it is not there.

A rename or a merger has one successor, a split several; a region may also end without any. Whoever adds up a tree must
neither lose the records of such a region nor count them twice. So they count in one place: the region that goes on
where there is one, else the nearest region that holds all who do; the region's own parent stands in for a successor
that nobody names. A region that has not begun yet is looked for in the regions that it came out of.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Protocol

from plumbline.errors import MethodError
from plumbline.text import Text

JOINED = ";"
"""Stands between the codes of several successors."""


def placed(code: str) -> Text:
    """Which region an error is about."""
    return Text(f"region {code}", f"地区{code}")


def split(written: str | None) -> list[str]:
    """What several things joined in one text are, in their order."""
    return [each for part in (written or "").split(JOINED) if (each := part.strip())]


def codes_of(written: str | None) -> tuple[str, ...]:
    """The codes in a text such as ``430407;430408``, each once, in order."""
    return tuple(sorted({code.strip() for code in (written or "").split(JOINED)} - {""}))


class Version(Protocol):
    """What is asked of one version of a region."""

    @property
    def parent(self) -> str | None:
        """The code of the region above."""

    @property
    def successors(self) -> tuple[str, ...]:
        """The codes that go on."""


class Succession:
    """The regions that are not there on one day: ``ended`` by their last version, ``coming`` by their first.

    ``there`` are the codes of the day. :raises MethodError: when successors form a circle.
    """

    def __init__(self, there: Collection[str], ended: Mapping[str, Version], coming: Mapping[str, Version]) -> None:
        self._there, self._ended, self._coming = there, ended, coming
        self._named: Mapping[str, Sequence[str]] = {}
        self._heirs: dict[str, tuple[frozenset[str], bool]] = {}
        for code in self._from_the_end():
            onward = [self._reached(each) for each in ended[code].successors]
            self._heirs[code] = (frozenset[str]().union(*(found for found, _ in onward)),
                                 bool(onward) and all(whole for _, whole in onward))

    def came_out_of(self, named: Mapping[str, Sequence[str]]) -> None:
        """``named``: by code, the regions of the day or to come one of whose versions names it as a successor."""
        self._named = named

    def goes_on_as(self, code: str) -> str | None:
        """The one region of the day that ``code`` is or has become; None where there is none, or more than one."""
        found, whole = self._reached(code)
        return next(iter(found)) if whole and len(found) == 1 else None

    def lands_in(self, code: str) -> frozenset[str]:
        """The regions of the day over which ``code`` lies, as far as is known: itself, those that go on or that it
        came out of, and the region above it where a successor is not known."""
        found: set[str] = set()
        for each in self.climb(code):
            here, whole = self._reached(each)
            found |= here
            if whole:
                break
        return frozenset(found)

    def climb(self, code: str) -> Iterator[str]:
        """``code`` and what lay above it, as long as that is not there on the day itself."""
        seen: set[str] = set()
        current: str | None = code
        while current is not None and current not in seen:
            yield current
            seen.add(current)
            if current in self._there:
                return
            version = self._ended.get(current) or self._coming.get(current)
            current = version.parent if version else None

    def _reached(self, code: str) -> tuple[frozenset[str], bool]:
        """The regions of the day in which ``code`` goes on or lay, and whether they are all of it."""
        if code in self._there:
            return frozenset([code]), True
        if code in self._coming:
            known = self._origins(code)
            return known, bool(known)
        return self._heirs.get(code, (frozenset(), False))

    def _origins(self, code: str) -> frozenset[str]:
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [code]
        while waiting:
            each = waiting.pop()
            if each in self._there:
                found.add(each)
            elif each not in seen:
                seen.add(each)
                waiting += self._named.get(each, ())
        return frozenset(found)

    def _from_the_end(self) -> Iterator[str]:
        """Every ended code after all that it goes on as."""
        done: set[str] = set()
        for start in sorted(self._ended):
            path: dict[str, Iterator[str]] = {}
            waiting = [start]
            while waiting:
                code = waiting[-1]
                if code in done or code not in self._ended or code in self._there:
                    waiting.pop()
                    continue
                onward = path.setdefault(code, iter(self._ended[code].successors))
                following = next(onward, None)
                if following is None:
                    done.add(code)
                    del path[code]
                    waiting.pop()
                    yield code
                elif following in path:
                    circle = list(path)[list(path).index(following):]
                    raise MethodError(
                        "region.successors_circle", Text("its successors form a circle", "其承继地区形成循环"),
                        where=placed(min(circle)),
                        next_step=Text("Correct the successor of one of them", "请更正其中一个地区的承继地区"))
                else:
                    waiting.append(following)


def nearest(codes: Collection[str], chain: Callable[[str], tuple[str, ...]]) -> str | None:
    """The lowest region that holds all of ``codes``, where ``chain`` gives a region and those above it, nearest first;
    None where no region does."""
    if not codes:
        return None
    first, *others = sorted(codes)
    holds = [frozenset(chain(code)) for code in others]
    return next((above for above in chain(first) if all(above in each for each in holds)), None)
