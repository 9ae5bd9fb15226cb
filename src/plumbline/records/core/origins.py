"""Whether a record is constructed: told by its source, the file of a world that it was taken in from.

Only a home with a constructed world holds such records, and in it all are but those from the files that its
``world.toml`` names as real. What was entered or corrected there since is nobody's fact either.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plumbline import home as homes
from plumbline import worlds
from plumbline.records.core.journal import Entry
from plumbline.text import Text

CONSTRUCTED = "constructed"
"""What a column or key is called that says so of each record. No field of a kind may have this name."""
IS_CONSTRUCTED = Text("Constructed for this demonstration: not a fact", "演示用构造记录，并非事实")


@dataclass(frozen=True, slots=True)
class Origins:
    """``real``: of each entry of the journal whose records are real, what they are from."""

    real: Mapping[int, Text]

    def constructed(self, entry: int) -> bool:
        """Whether the records of that entry are."""
        return entry not in self.real

    def source(self, entry: int) -> Text:
        """What is told of a record of that entry: that it is constructed, or what it is from."""
        return self.real.get(entry, IS_CONSTRUCTED)


def are_told() -> bool:
    """Whether this process runs on a home that holds a constructed world."""
    about = worlds.world_of(homes.current())
    return about is not None and about[CONSTRUCTED] is True


def here() -> Origins | None:
    """Of the home this process runs on; None where it holds no constructed world."""
    about = worlds.world_of(homes.current())
    if about is None or not about[CONSTRUCTED]:
        return None
    titles: dict[str, Any] = {each["file"]: Text.of(each["title"]) for each in about.get("real", ())}
    entries = Entry.objects.filter(act="import", detail__file__in=list(titles)).values_list("pk", "detail__file")
    return Origins({pk: titles[file] for pk, file in entries})
