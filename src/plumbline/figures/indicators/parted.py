"""Records of a region of which only a part lies in the region of a figure: why they do not count there, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.methods.shared.region_tree import TreeAt
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Parted:
    """``records`` of the region ``code``, which is not there at the end of the period and lies over the regions
    ``into``; they count in ``counted_in`` (None: in no region) and above it."""

    code: str
    name: Text
    into: tuple[str, ...]
    counted_in: str | None
    records: int
    words: Text

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"region": self.code, "name": self.name.as_dict(), "into": list(self.into),
                "counted_in": self.counted_in, "records": self.records, "words": self.words.as_dict()}


def parted(tree: TreeAt, counted: Iterable[Mapping[str, int]]) -> tuple[Parted, ...]:
    """What to tell, from the numbers of records by region code; several such, where a figure rests on several
    periods."""
    sums: dict[str, int] = {}
    for numbers in counted:
        for code, number in numbers.items():
            sums[code] = sums.get(code, 0) + number
    return tuple(_told(tree, code, sums[code]) for code in sorted(sums) if sums[code])


def _told(tree: TreeAt, code: str, records: int) -> Parted:
    into, place = tree.parts_of(code), tree.resolve(code)
    name = tree.past_name(code)
    english = ", ".join(f"{tree.name(each).en} ({each})" for each in into)
    chinese = "、".join(f"{tree.name(each).say('zh')}（{each}）" for each in into)
    where_en = f"they count in {tree.name(place).en} ({place})" if place else "they count in no region"
    where_zh = f"这些记录计入{tree.name(place).say('zh')}（{place}）" if place else "这些记录未计入任何地区"
    number = f"{records} record{'' if records == 1 else 's'}"
    return Parted(code, name, into, place, records, Text(
        f"{number} of {name.en} ({code}), which lies over {english}: no record says in which of them, so {where_en}.",
        f"{name.say('zh')}（{code}）的{records}条记录：该地区分属{chinese}，记录未注明属于哪一个，{where_zh}。"))
