"""What is compared when two tables are linked: fields, the levels on which two values may agree, and blocks of pairs.

After Fellegi and Sunter, A Theory for Record Linkage, JASA 64 (1969): ``m`` is the chance of a level where two rows are
of one thing, ``u`` where they are not, and the weight of a level is log2(m / u).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plumbline.text import Text

UNKNOWN = "unknown"
"""The level of a pair of which one side says nothing; it has no weight."""
_SETS = (("equal", Text("the same", "完全相同")), ("several", Text("two or more in common", "有两项以上相同")),
         ("one", Text("one in common", "有一项相同")), ("none", Text("nothing in common", "无相同项")))


@dataclass(frozen=True, slots=True)
class Reference:
    """A column with the number that the source itself gives, and how many ``digits`` stand behind its point."""

    column: str
    digits: int = 0

    def restored(self, given: str) -> str:
        """``given`` with the noughts at its end that are lost where it was read as a number; anything else as it is."""
        whole, point, rest = given.partition(".")
        if not self.digits or not whole.isdecimal() or (point and not rest.isdecimal()) or len(rest) >= self.digits:
            return given
        return f"{whole}.{rest.ljust(self.digits, '0')}"


@dataclass(frozen=True, slots=True)
class Extract:
    """What a table may look like. ``duplicates``: "none" - every row is a thing of its own; "copies" - a row may be
    there twice; "many" - several rows may be of one thing. ``columns``: field -> the names its column may have;
    ``needs``: the fields without which a table is none of these."""

    id: str
    title: Text
    duplicates: str
    columns: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    reference: Reference | None = None


@dataclass(frozen=True, slots=True)
class LinkField:
    """A field of both tables: how it is cleaned, and how it is compared. ``at``: the limits of its levels, best first;
    ``m`` and ``u`` have one chance for each level, the rest last. ``keep_m``, ``keep_u``: not estimated anew.
    ``unless``: a field that says the same again; where both rows have it, this one has no weight."""

    id: str
    title: Text
    clean: str
    compare: str
    at: tuple[int, ...]
    m: tuple[float, ...]
    u: tuple[float, ...]
    keep_m: bool = False
    keep_u: bool = False
    measure: str = "alike"
    days: tuple[str, ...] = ()
    between: str = "[,;]"
    cut: str = ""
    alike: Mapping[str, str] = field(default_factory=dict)
    unless: str = ""

    @property
    def levels(self) -> tuple[tuple[str, Text], ...]:
        """The code and the words of each level, best first."""
        if self.compare == "sets":
            return _SETS
        if self.compare == "same":
            return ("same", Text("the same", "相同")), ("other", Text("another", "不同"))
        if self.compare == "days":
            return (*(_days(most) for most in self.at),
                    ("further", Text(f"more than {self.at[-1]} days apart", f"相差超过{self.at[-1]}天")))
        return (*((f"from_{least}", Text(f"alike by {least} of 100 or more", f"相似度不低于{least}（满分100）"))
                  for least in self.at),
                ("less", Text(f"alike by less than {self.at[-1]} of 100", f"相似度低于{self.at[-1]}（满分100）")))


@dataclass(frozen=True, slots=True)
class Block:
    """Which pairs are compared: those with the ``same`` fields, with ``any`` term in common, or any word of ``rare``
    that at most ``most`` rows of the right table have; and, where ``near`` is a field, at most ``days`` apart in it."""

    id: str
    same: tuple[str, ...]
    any: str = ""
    rare: str = ""
    most: int = 40
    near: str = ""
    days: int = 0


def _days(most: int) -> tuple[str, Text]:
    if most == 0:
        return "same_day", Text("the same day", "同一天")
    return f"within_{most}", Text(f"at most {most} day{'s' * (most > 1)} apart", f"相差不超过{most}天")
