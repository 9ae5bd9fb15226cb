"""One measurement or all of them: each of all in a process of its own, one after another, a fault of one told and the
others done nevertheless. See :mod:`benchmarks._lines` for what a measurement declares."""

from __future__ import annotations

import importlib
import inspect
import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks import _comparing, _lines, _measure

STEPS = (1, 3, 10)
Run = Callable[[str, Mapping[str, Any], bool], dict[str, Any]]
"""Runs a measurement by name, with options, quick or not; returns ``result``, ``processor_seconds`` and ``peak_mb``."""
Tell = Callable[[str], None]


def names() -> list[str]:
    """The measurements there are."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def module_of(name: str) -> ModuleType:
    """The module of a measurement."""
    return importlib.import_module(f"benchmarks.{name}")


def takes(name: str) -> list[str]:
    """The options of a measurement, beside ``shared``."""
    return [name for name in inspect.signature(module_of(name).run).parameters if name != "shared"]


def one(name: str, options: Mapping[str, Any], quick: bool) -> dict[str, Any]:
    """Run a measurement in this process. ``lines`` in its result tell it in the common shape. The folder of shared
    homes, ``shared``, goes to those that take it."""
    module = module_of(name)
    wanted = {**(module.QUICK if quick else {}), **options}
    if "shared" not in inspect.signature(module.run).parameters:
        wanted.pop("shared", None)
    load = _measure.load()
    result: dict[str, Any] = module.run(**wanted)
    return {"load_before": load, "load_after": _measure.load()} | result | {"lines": _lines.told(name, module, result)}


def apart(name: str, options: Mapping[str, Any], quick: bool) -> dict[str, Any]:
    """The same in a process of its own."""
    words = [word for key, value in options.items() for word in ("--option", f"{key}={value}")]
    done = _measure.ran("-m", "plumbline", "bench", name, *words, *(["--quick"] if quick else []), "--json",
                        reason=_reason)
    return {"result": json.loads(done["out"]), "processor_seconds": round(done["processor_seconds"], 2),
            "peak_mb": round(done["peak_mb"])}


def _reason(out: str) -> str:
    # What a command that failed says in its document; what it printed, where that is none.
    try:
        error = json.loads(out)["error"]
        return " ".join(filter(None, [error["what"], error["where"]]))
    except (ValueError, LookupError, TypeError):
        return out


def everything(these: Sequence[str], quick: bool, tell: Tell, run: Run = apart) -> dict[str, Any]:
    """Each of ``these``: ``lines`` of all, what each took and found, and ``faults``; if stopped, what is there."""
    document = _begun() | {"quick": quick, "lines": [], "benchmarks": {}, "faults": []}
    with tempfile.TemporaryDirectory(prefix="plumbline-bench-") as shared, _stopped(document):
        for place, name in enumerate(these, 1):
            tell(f"{place} of {len(these)}: {name}")
            done = _tried(document, name, tell, lambda name=name: run(name, {"shared": shared}, quick))
            if done is not None:
                document["lines"] += done["result"].pop("lines")
                document["benchmarks"][name] = done
    return _ended(document)


def growing(these: Sequence[str], tell: Tell, run: Run = apart) -> dict[str, Any]:
    """How the figures of ``these`` grow, where they declare it: ``growth``, and ``faults``. Of each line ``sizes``,
    ``measured`` and ``peak_mb`` at each, the ``exponent`` of both, and that of the last step alone, in which what every
    run costs weighs least. Stopped by Ctrl-C, what is there."""
    document = _begun() | {"growth": [], "faults": []}
    with tempfile.TemporaryDirectory(prefix="plumbline-bench-") as shared, _stopped(document):
        for name in these:
            for growth in _tried(document, name, tell, lambda name=name: module_of(name).GROWTH) or ():
                found = _tried(document, name, tell,
                               lambda name=name, growth=growth: _steps(name, growth, shared, tell, run))
                document["growth"] += found or []
    return _ended(document)


@contextmanager
def _stopped(document: dict[str, Any]) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        document["faults"].append({"benchmark": "all", "why": "stopped before the end"})


def _steps(name: str, growth: _lines.Growth, shared: str, tell: Tell, run: Run) -> list[dict[str, Any]]:
    sizes = [growth.base * step for step in STEPS]
    found: dict[str, list[dict[str, Any]]] = {}
    for size in sizes:
        tell(f"{name}: {size:,} {growth.option}")
        done = run(name, {**growth.more, growth.option: size, "shared": shared}, False)
        for line in done["result"]["lines"]:
            if line["what"] in growth.lines or not growth.lines:
                found.setdefault(line["what"], []).append(line | {"peak_mb": line["peak_mb"] or done["peak_mb"]})
    grown = []
    for what, lines in found.items():
        measured, peaks = ([line[key] for line in lines] for key in ("measured", "peak_mb"))
        if len(lines) != len(sizes):
            raise LookupError(f"'{what}' was not measured at each size")
        grown.append({
            "benchmark": name, "what": what, "option": growth.option, "sizes": sizes, "unit": lines[0]["unit"],
            "measured": measured, "exponent": _comparing.exponent(sizes, measured),
            "last_step": _comparing.exponent(sizes[-2:], measured[-2:]),
            "peak_mb": peaks, "peak_exponent": _comparing.exponent(sizes, peaks)})
    return grown


def _tried(document: dict[str, Any], name: str, tell: Tell, act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Exception as fault:  # noqa: BLE001 - whatever is wrong with one, the others are measured
        document["faults"].append({"benchmark": name, "why": f"{type(fault).__name__}: {fault}"[-2000:]})
        tell(f"{name} failed: {str(fault).strip().splitlines()[-1] if str(fault).strip() else type(fault).__name__}")
        return None


def _begun() -> dict[str, Any]:
    return {"machine": _measure.machine(), "load_before": _measure.load(), "began": time.perf_counter(),
            "worked": _measure.processor_seconds()}


def _ended(document: dict[str, Any]) -> dict[str, Any]:
    return document | {
        "seconds": round(time.perf_counter() - document.pop("began"), 1),
        "processor_seconds": round(_measure.processor_seconds() - document.pop("worked"), 1),
        "load_after": _measure.load()}
