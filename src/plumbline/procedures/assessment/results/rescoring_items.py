"""What two versions of a scheme, or two schemes, ask: item by item, what is the same and what is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plumbline.rulebook.indicators.loading import Indicator
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text

NEW, DROPPED, POINTS, MEASURE, RULE, NO_DATA = "new", "dropped", "points", "measure", "rule", "no_data"
WHY = {
    NEW: Text("A new item", "新增项"),
    DROPPED: Text("An item that is no more", "已取消的项"),
    POINTS: Text("Other points", "分值不同"),
    MEASURE: Text("Measured by something else", "评价依据不同"),
    RULE: Text("Another rule", "评分规则不同"),
    NO_DATA: Text("Counts otherwise without data", "无数据时计分方式不同"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """One item as the own scheme and the other have it (None: not there); ``changes`` are codes of ``WHY``, none where
    it is the same. ``before`` and ``after`` are its rules in words."""

    id: str
    own: Item | None
    other: Item | None
    changes: tuple[str, ...]
    before: Text
    after: Text

    @property
    def title(self) -> Text:
        """What it is called, in the other scheme where both have it."""
        found = self.other or self.own
        assert found is not None  # it comes from one of them
        return found.title


def compared(own: Scheme, other: Scheme, indicators: Mapping[str, Indicator]) -> tuple[Compared, ...]:
    """Every item of either: in the order of ``own``, then those that only ``other`` has.

    Versions of one scheme are compared by item number. Numbers of different schemes mean different things, so there
    every item is dropped or new.
    """
    before = {item.id: item for item in own.items}
    after = {item.id: item for item in other.items}
    if own.id != other.id:
        return (*(_alone(item, None, indicators) for item in own.items),
                *(_alone(None, item, indicators) for item in other.items))
    found = []
    for id in dict.fromkeys([*before, *after]):
        old, new = before.get(id), after.get(id)
        if old is None or new is None:
            found.append(_alone(old, new, indicators))
        else:
            found.append(Compared(id, old, new, _changes(old, new), _rule(old, indicators), _rule(new, indicators)))
    return tuple(found)


def _alone(old: Item | None, new: Item | None, indicators: Mapping[str, Indicator]) -> Compared:
    item = old or new
    assert item is not None  # called with one of them
    return Compared(item.id, old, new, (DROPPED,) if old else (NEW,), _rule(old, indicators) if old else Text(),
                    _rule(new, indicators) if new else Text())


def _changes(old: Item, new: Item) -> tuple[str, ...]:
    found = {
        POINTS: old.points != new.points,
        MEASURE: (old.figure, old.determination, old.number) != (new.figure, new.determination, new.number),
        RULE: old.rule != new.rule,
        NO_DATA: (old.no_data, old.not_applicable) != (new.no_data, new.not_applicable),
    }
    return tuple(code for code, differs in found.items() if differs)


def _rule(item: Item, indicators: Mapping[str, Indicator]) -> Text:
    return item.words(indicators[item.figure].unit if item.figure else "")
