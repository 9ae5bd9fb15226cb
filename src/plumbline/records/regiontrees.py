"""The region tree as the store holds it now."""

from __future__ import annotations

from functools import lru_cache

from plumbline.methods.regiontree import RegionTree, RegionVersion
from plumbline.records import kinds, store
from plumbline.records.journal import Entry
from plumbline.text import Text


def tree() -> RegionTree:
    """Every region version known now, as a tree that can be asked for any day."""
    return _tree(_state())


def parents_now() -> dict[str, str | None]:
    """Region code -> code of its parent, by the newest version of each."""
    return _parents(_state())


def _state() -> str:
    # The hash of the last entry that touched regions: the tree is read anew exactly when it changed.
    last = Entry.objects.filter(state=Entry.VISIBLE, kind="region").order_by("-number").values_list("hash", flat=True)
    return last.first() or ""


@lru_cache(maxsize=4)
def _tree(state: str) -> RegionTree:
    rows = store.current(kinds.get("region"))
    return RegionTree([
        RegionVersion(code=row.code, name=Text(row.name_en, row.name_zh or ""), level=row.level, parent=row.parent,
                      valid_from=row.valid_from, valid_to=row.valid_to, successor=row.successor)
        for row in rows
    ])


@lru_cache(maxsize=4)
def _parents(state: str) -> dict[str, str | None]:
    rows = store.current(kinds.get("region")).order_by("valid_from").values_list("code", "parent")
    return dict(rows.iterator())
