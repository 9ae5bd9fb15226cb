"""The grades of a scheme file: bands or joint thresholds, and caps on the better ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from plumbline.errors import RulebookError
from plumbline.methods.assessment.grades.bands import Band, Bands
from plumbline.methods.assessment.grades.grading import Ceiling
from plumbline.methods.assessment.grades.joint_thresholds import JointBand, JointBands
from plumbline.methods.assessment.grades.limits import Limits
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.exact_tables import SchemeTable, rounding_of, twice
from plumbline.rulebook.schemes.schemes import Block
from plumbline.text import Text

GRADES_KEYS = ("source", "rounding", "band", "joint", "cap")
BAND_KEYS = ("grade", "from", "to", "title", "needs")
JOINT_KEYS = ("grade", "title", "any")
CAP_KEYS = ("id", "grade", "needs", "title")


def no_grade(table: SchemeTable, key: str, grade: object, known: Sequence[str]) -> RulebookError:
    """That what stands under ``key`` is none of the scheme's grades."""
    return table.wrong(key, "scheme.unknown_grade", Text(f"there is no grade '{grade}'", f"没有等级“{grade}”"),
                       next_step=suggest(str(grade), known))


@dataclass(frozen=True)
class Grades:
    """What stands under ``grades``. The names of the grades are known before the blocks are read, since a veto names
    one; what grades ask of blocks and items only afterwards."""

    table: SchemeTable
    full: Decimal
    demerit: bool
    above_full: bool
    rounding: Rounding
    names: tuple[str, ...]

    @classmethod
    def of(cls, scheme: SchemeTable, full: Decimal) -> Grades:
        """The grades that ``scheme`` states. :raises RulebookError: for the first fault found."""
        table = scheme.sub("grades")
        table.only(GRADES_KEYS)
        rounding = rounding_of(table)
        if "joint" in table and "band" in table:
            raise table.wrong("joint", "scheme.bands_and_joint", Text(
                "grades follow either from bands or from joint thresholds", "等级只能采用分数段或联合条件之一"),
                next_step=Text("Write one of the two", "请二选一"))
        names = tuple(part.text("grade") for part in table.parts("joint" if "joint" in table else "band"))
        return cls(table, full, scheme.flag("demerit"), scheme.flag("above_full"), rounding, names)

    def check(self) -> None:
        """What can be said of the grades before the blocks are read. :raises RulebookError: for the first fault."""
        if "joint" not in self.table:
            self._bands(None)

    def bands(self, blocks: tuple[Block, ...]) -> Bands | JointBands:
        """The grades, best first."""
        limits = self.limits(blocks)
        return self._joint(limits) if "joint" in self.table else self._bands(limits)

    def _bands(self, limits: Limits | None) -> Bands:
        bands = []
        for part in self.table.parts("band"):
            part.only(BAND_KEYS)
            low, high = part.number("from", 0, self.full), part.number("to", 0, self.full)
            bands.append(Band(part.text("grade"), low, high, part.words("title"), self._needs(part)))
        return self.table.method("band", lambda: Bands(bands, self.rounding, self.full, demerit=self.demerit,
                                                       above=self.above_full, limits=limits))

    def _joint(self, limits: Limits) -> JointBands:
        bands = []
        for part in self.table.parts("joint"):
            part.only(JOINT_KEYS)
            cases = [self._limits(case) for case in part.parts("any")]
            bands.append(JointBand(part.text("grade"), tuple(cases), part.words("title")))
        return self.table.method("joint", lambda: JointBands(bands, self.rounding, limits.blocks, items=limits.items,
                                                             demerit=self.demerit))

    def limits(self, blocks: tuple[Block, ...]) -> Limits:
        """What a grade may ask of: the blocks, and the items that have points."""
        items = {item.id: item.points for block in blocks for item in block.items}
        return Limits(self.rounding, {one.id: one.points for one in blocks}, items, self.demerit)

    def ceilings(self, blocks: tuple[Block, ...]) -> tuple[Ceiling, ...]:
        """The caps on the better grades."""
        found: list[Ceiling] = []
        for part in self.table.parts("cap") if "cap" in self.table else ():
            part.only(CAP_KEYS)
            id, grade, needs = part.text("id"), part.text("grade"), self._needs(part)
            if id in [one.id for one in found]:
                raise twice(part, id, Text("cap", "等级限制"))
            if grade not in self.names:
                raise no_grade(part, "grade", grade, self.names)
            if not needs:
                raise part.wrong("needs", "scheme.cap_of_nothing",
                                 Text("a cap needs at least one limit", "等级限制至少须有一个条件"),
                                 next_step=Text('Write needs = { "1.1" = 15 }', '例如：needs = { "1.1" = 15 }'))
            part.method("needs", partial(self.limits(blocks).check, needs, "needs"))
            found.append(Ceiling(id, grade, needs, part.words("title")))
        return tuple(found)

    def _needs(self, part: SchemeTable) -> Mapping[str, Decimal]:
        return self._limits(part.sub("needs")) if "needs" in part else {}

    def _limits(self, table: SchemeTable) -> Mapping[str, Decimal]:
        return {name: table.number(name, 0, self.full) for name in table.raw}
