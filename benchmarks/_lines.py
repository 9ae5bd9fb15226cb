"""What a measurement tells in one shape: lines, each a figure with its reference and the ratio of the two.

A module of ``benchmarks/`` declares, once:

``LINES``
    the lines, as the places in what its ``run`` returns. Processor time, unless the unit says otherwise.
``QUICK``
    options for ``run`` with which it takes seconds: for a look at the ratios, in ``plumb bench all --quick``.
``SIZE``
    the options that say how much there is to do, which ``run`` returns under the same names. A bound on a line counts
    from the sizes that ``run`` has of itself; below them nothing is said of it.
``GROWTH``
    each thing that may grow, from where, and which lines are looked at; none where growing makes no sense.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``at`` is where in the result its figure stands, ``reference`` where that of what is beside it stands.

    ``most`` is the bound of the ratio, or with ``absolute`` of the figure. ``peak`` is where the memory at its highest
    stands, in MB. An ``optional`` line is left out where this run did not measure it or what is beside it.
    """

    what: str
    at: Place
    beside: str = ""
    reference: Place = ()
    unit: str = "s"
    most: float | None = None
    absolute: bool = False
    peak: Place = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Growth:
    """One thing that grows: ``option`` at once, three and ten times ``base``, with ``more`` options, and the figures of
    ``lines`` (all of the benchmark's, if none is named)."""

    option: str
    base: int
    more: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


def told(name: str, module: ModuleType, result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of a result. Of each: ``benchmark``, ``what``, ``size``, ``unit``, ``measured``, ``beside``,
    ``reference``, ``ratio``, ``wanted`` (in words), ``met`` (None: the bound does not count here), ``peak_mb``.

    :raises LookupError: where a line that is not optional is missing.
    """
    size = {option: result[option] for option in module.SIZE}
    full = all(size[option] >= least for option, least in full_size(module).items())
    lines = []
    for line in module.LINES:
        measured = at(result, line.at)
        beside = at(result, line.reference) if line.reference else None
        if measured is None or (line.reference and beside is None):
            if not line.optional:
                place = line.at if measured is None else line.reference
                raise LookupError(f"{name} did not measure '{line.what}': nothing at {' / '.join(place)}")
            continue
        ratio = round(measured / beside, 3) if beside else None
        judged = measured if line.absolute else ratio
        lines.append({
            "benchmark": name, "what": line.what, "size": size, "unit": line.unit, "measured": measured,
            "beside": line.beside if beside is not None else "", "reference": beside, "ratio": ratio,
            "wanted": wanted(line, module), "peak_mb": at(result, line.peak) if line.peak else None,
            "met": judged <= line.most if full and line.most is not None and judged is not None else None,
        })
    return lines


def wanted(line: Line, module: ModuleType) -> str:
    """The bound in words, with the size from which it counts; empty where there is none."""
    if line.most is None:
        return ""
    most = f"at most {line.most:g} {line.unit}" if line.absolute else f"at most {line.most:g} times"
    return f"{most} at {sized(full_size(module))}" if module.SIZE else most


def full_size(module: ModuleType) -> dict[str, float]:
    """The sizes that the measurement has of itself."""
    given = inspect.signature(module.run).parameters
    return {option: given[option].default for option in module.SIZE}


def sized(size: Mapping[str, Any]) -> str:
    """A size in words."""
    return ", ".join(f"{value:,} {option}" for option, value in size.items())


def at(result: Any, place: Sequence[str]) -> float | None:
    """The figure at a place of a result; None where there is none."""
    for step in place:
        if not isinstance(result, Mapping) or step not in result:
            return None
        result = result[step]
    return None if result is None else float(result)
