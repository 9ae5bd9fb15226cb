"""Where figures are worked out: one cut, one engine, one schema, and what was already counted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeAlias, TypeVar

from plumbline.errors import FigureError, MethodError
from plumbline.figures.cut import Cut
from plumbline.figures.engine.base import Engine, Session
from plumbline.figures.engine.choice import default_engine
from plumbline.figures.schema import joint_schema, schema_of_kinds
from plumbline.figures.tally import Cell, tally
from plumbline.methods import periods
from plumbline.methods.periods import Period
from plumbline.methods.regiontree import TreeAt
from plumbline.rulebook.indicator import Indicator
from plumbline.rulebook.shapes import Schema

K = TypeVar("K")
V = TypeVar("V")
CELLS_KEPT = 50_000  # about 60 MB: a thousand indicator-periods of 50 wards, or sixteen of 3,000 counties
When: TypeAlias = str | Period


class Recent(Generic[K, V]):
    """The values last asked for, up to ``size`` by the sum of ``weigh``. Cuts never change, so nothing in it can be out
    of date; the newest is held whatever it weighs."""

    def __init__(self, size: int, weigh: Callable[[V], int] = lambda _: 1) -> None:
        self.size = size
        self.weigh = weigh
        self._weight = 0
        self._held: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value, if it is still held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            return None

    def put(self, key: K, value: V) -> V:
        """Hold ``value`` and return it."""
        with self._lock:
            if key in self._held:
                self._weight -= self.weigh(self._held.pop(key))
            self._held[key] = value
            self._weight += self.weigh(value)
            while self._weight > self.size and len(self._held) > 1:
                self._weight -= self.weigh(self._held.popitem(last=False)[1])
        return value


_counted: Recent[tuple[str, str, str, str], dict[str, Cell]] = Recent(
    CELLS_KEPT, weigh=lambda cells: 1 + len(cells))


@dataclass(frozen=True)
class Desk:
    """A cut with the engine that reads it."""

    cut: Cut
    engine: Engine
    schema: Schema

    @classmethod
    def of(cls, cut: Cut, engine: Engine | None = None, schema: Schema | None = None) -> Desk:
        """``engine`` is that of this process and ``schema`` that of the declared kinds, unless given."""
        shapes = schema if schema is not None else schema_of_kinds()
        return cls(cut, engine or default_engine(), joint_schema(shapes) if cut.joint else shapes)

    @property
    def session(self) -> Session:
        """The engine's session for the cut."""
        return self.engine.session(f"{self.cut.id} {self.cut.folder}", self.cut.source)

    def admit(self, indicator: Indicator) -> None:
        """:raises FigureError: if the cut lacks fields that ``indicator`` counts by: instances hand up public ones."""
        if self.cut.joint and indicator.internal:
            raise FigureError(
                "this figure counts by internal fields, which other instances do not hand up", where=indicator.id,
                next_step="Compute it from this instance's own records, in a cut made with: plumb cut --own",
            )

    def tree(self, period: Period) -> TreeAt:
        """The regions of the period's last day."""
        return self.cut.tree_at(period.last)

    def region(self, code: str, period: Period) -> TreeAt:
        """The tree in which ``code`` exists. :raises FigureError: if it does not."""
        tree = self.tree(period)
        try:
            tree.version(code)
        except MethodError as error:
            raise FigureError(error.what, where=f"cut {self.cut.id}", next_step=error.next_step) from error
        return tree

    def cells(self, indicators: Sequence[Indicator], whens: Iterable[Period]) -> dict[tuple[str, str], dict[str, Cell]]:
        """(indicator id, period text) -> region -> cell; what was not counted before is counted in shared scans. For a
        growth the cells of a year before come too. :raises FigureError: see :meth:`admit`."""
        for each in indicators:
            self.admit(each)
        asked = [(each, period) for period in dict.fromkeys(whens) for each in indicators]
        bases = ((each, base_of(each, period)) for each, period in asked)
        wanted = list(dict.fromkeys([*asked, *((each, base) for each, base in bases if base is not None)]))
        found = {(each.id, period.text): _counted.get(self._key(each, period)) for each, period in wanted}
        missing = [(each, period) for each, period in wanted if found[each.id, period.text] is None]
        if missing:
            new = tally(self.session, self.schema, dict.fromkeys(each for each, _ in missing),
                        [period for _, period in missing], tree_at=self.cut.tree_at)
            for each, period in missing:
                found[each.id, period.text] = _counted.put(self._key(each, period), new[each.id][period.text])
        return {key: cells for key, cells in found.items() if cells is not None}

    def _key(self, indicator: Indicator, period: Period) -> tuple[str, str, str, str]:
        return self.cut.id, self.engine.name, indicator.definition_sha256, period.text


def base_of(indicator: Indicator, period: Period) -> Period | None:
    """The period that a growth is reckoned against; None for anything else, and in the first of all years."""
    if not indicator.against or period.first.year <= 1:
        return None
    return periods.year_before(period)


def period_of(when: When) -> Period:
    """The period that ``when`` names. :raises FigureError: if it names none."""
    if isinstance(when, Period):
        return when
    try:
        return periods.parse(when)
    except MethodError as error:
        raise FigureError(error.what, why=error.why, next_step=error.next_step) from error
