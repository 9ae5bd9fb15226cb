"""The region tree as the store holds it now."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from plumbline.methods.shared.region_tree import RegionTree, RegionVersion, names
from plumbline.methods.shared.succession import codes_of
from plumbline.records.core import kinds, readings, store
from plumbline.records.core.journal import Entry

MOST_LOOKS = 2_000_000  # at versions, over all days

def tree() -> RegionTree:
    """Every region version known now, as a tree that can be asked for any day."""
    return _tree(state())


def parents_now() -> dict[str, str | None]:
    """Region code -> code of its parent, by the newest version of each."""
    return _parents(state())


def roots() -> tuple[str, ...]:
    """The regions without a parent."""
    return tuple(sorted(code for code, parent in parents_now().items() if not parent))


def covered_by() -> dict[str, tuple[str, ...]]:
    """Region code -> the codes directly above it, for who holds a role over one of them: its parent, and where it has
    ended the region in which its records count, which goes on with them."""
    return _covered(state())


def beneath(tops: frozenset[str]) -> frozenset[str]:
    """Every region below one of ``tops``, at any depth, without these themselves where nothing leads back to them."""
    return _beneath(state(), tops) if tops else frozenset()


def check() -> None:
    """Whether the versions that nothing has replaced make a tree on every day on which it changes.

    To be asked in the transaction that makes them count. :raises MethodError: naming the region at fault.
    """
    versions = [_version(row) for row in kinds.get("region").model.objects.filter(withdrawn=False, superseded=None)]
    tree = RegionTree(versions)
    tree.check_successors()
    days = {version.valid_from for version in versions}
    days |= {version.valid_to + timedelta(days=1) for version in versions if version.valid_to}
    # A country's townships change on thousands of days: then the latest of them, which figures are asked for.
    for day in sorted(days, reverse=True)[:max(1, MOST_LOOKS // max(1, len(versions)))]:
        tree.at(day)


def state() -> str:
    """The hash of the last entry that touched regions: the tree is read anew exactly when it changed."""
    return readings.once("regions", _newest_about_regions)


def _newest_about_regions() -> str:
    last = Entry.objects.filter(state=Entry.VISIBLE, kind="region").order_by("-number").values_list("hash", flat=True)
    return last.first() or ""


@lru_cache(maxsize=4)
def _tree(state: str) -> RegionTree:
    return RegionTree(map(_version, store.current(kinds.get("region"))))


def _version(row: Any) -> RegionVersion:
    return RegionVersion(code=row.code, name=names(row.name_en, row.name_zh, row.code), level=row.level,
                         parent=row.parent, valid_from=row.valid_from, valid_to=row.valid_to, successor=row.successor)


@lru_cache(maxsize=4)
def _covered(state: str) -> dict[str, tuple[str, ...]]:
    newest = _newest(state)
    found = {}
    for code, (parent, ends, successor) in newest.items():
        onward = codes_of(successor) if ends else ()
        goes_on = onward[0] if len(onward) == 1 and onward[0] in newest else None
        found[code] = tuple(dict.fromkeys(each for each in (parent, goes_on) if each and each != code))
    return found


@lru_cache(maxsize=512)
def _beneath(state: str, tops: frozenset[str]) -> frozenset[str]:
    below = _directly_below(state)
    found: set[str] = set()
    waiting = list(tops)
    while waiting:
        for code in below.get(waiting.pop(), ()):
            if code not in found:
                found.add(code)
                waiting.append(code)
    return frozenset(found)


@lru_cache(maxsize=4)
def _directly_below(state: str) -> dict[str, list[str]]:
    below: dict[str, list[str]] = {}
    for code, above in _covered(state).items():
        for each in above:
            below.setdefault(each, []).append(code)
    return below


@lru_cache(maxsize=4)
def _parents(state: str) -> dict[str, str | None]:
    return {code: parent for code, (parent, _, _) in _newest(state).items()}


@lru_cache(maxsize=4)
def _newest(state: str) -> dict[str, tuple[str | None, date | None, str | None]]:
    rows = store.current(kinds.get("region")).order_by("valid_from")
    return {code: tuple(rest) for code, *rest in
            rows.values_list("code", "parent", "valid_to", "successor").iterator()}
