"""Results in words: for a screen, and for a page of the documentation by ``python -m benchmarks._table FILE``, where
FILE is what ``plumb bench --json`` printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks._comparing import WORSE
from benchmarks._lines import sized


def shown(document: Mapping[str, Any]) -> str:
    """A document of ``plumb bench`` as lines of text."""
    return "\n".join(_all(document))


def page(document: Mapping[str, Any]) -> str:
    """The same as tables in Markdown."""
    rows = [("what", "measured", "beside it", "ratio", "the reference", "wanted")] if "lines" in document else []
    name = ""
    for line in document.get("lines", ()):
        if line["benchmark"] != name:
            name = line["benchmark"]
            rows.append((f"**{name}** {sized(line['size'])}".strip(), "", "", "", "", ""))
        met = {True: ": met", False: ": **not met**", None: ""}[line["met"]]
        rows.append((line["what"], f"{figure(line['measured'])} {line['unit']}", f"{figure(line['reference'])} "
                     f"{line['unit']}" if line["beside"] else "", figure(line["ratio"]), line["beside"],
                     f"{line['wanted']}{met}"))
    grown = [("what", "1x", "3x", "10x", "exponent; of the last step", "memory, MB", "its exponent")]
    for each in document.get("growth", ()):
        grown.append((f"{each['benchmark']}: {each['what']}", *(
            f"{size:,} {each['option']}: {figure(value)} {each['unit']}" for size, value in zip(
                each["sizes"], each["measured"], strict=True)),
            f"{each['exponent']}; {each['last_step']}", ", ".join(figure(peak) for peak in each["peak_mb"]),
            str(each["peak_exponent"])))
    return "\n\n".join("\n".join(_rows(table)) for table in (rows, grown) if len(table) > 1)


def _rows(table: Sequence[Sequence[str]]) -> Iterator[str]:
    for place, row in enumerate(table):
        yield f"| {' | '.join(row)} |"
        if not place:
            yield "|" + "---|" * len(row)


def figure(value: float | None) -> str:
    """A number, with three digits that count."""
    if value is None:
        return ""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.3g}"


def _all(document: Mapping[str, Any]) -> Iterator[str]:
    machine = document["machine"]
    yield (f"{machine['measured_at']}, {machine['cores']} cores, {machine['system']}, Python {machine['python']}, "
           f"load {document.get('load_before')} before, {document.get('load_after')} after")
    if "lines" in document:
        yield from _lines(document["lines"])
    if "growth" in document:
        yield from _growth(document["growth"])
    for fault in document.get("faults", ()):
        yield from ("", f"{fault['benchmark']} FAILED: {fault['why']}")
    if "since" in document:
        yield from _since(document["since"])
    if "faults" in document:  # what all took together; a measurement of its own may call something else so
        yield ""
        yield (f"{figure(document['seconds'])} s by the clock, {figure(document['processor_seconds'])} s of processor "
               "time. Figures are processor time unless they say otherwise.")


def _lines(lines: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for name, those in groupby(lines, key=lambda line: line["benchmark"]):
        each = list(those)
        yield from ("", f"{name}: {sized(each[0]['size'])}" if each[0]["size"] else name)
        for line in each:
            beside = f"{figure(line['reference'])} {line['unit']}" if line["reference"] is not None else ""
            met = {True: "met", False: "NOT MET", None: ""}[line["met"]]
            yield (f"  {line['what']:<58} {figure(line['measured']) + ' ' + line['unit']:>16} {beside:>16} "
                   f"{figure(line['ratio']):>7}  {met:<7}  {_words(line)}").rstrip()


def _words(line: Mapping[str, Any]) -> str:
    beside = f"beside {line['beside']}" if line["beside"] else ""
    return "; ".join(filter(None, [beside, f"wanted {line['wanted']}" if line["wanted"] else ""]))


def _growth(growth: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for each in growth:
        steps = ", ".join(f"{size:,}: {figure(value)} {each['unit']} ({figure(peak)} MB)" for size, value, peak in zip(
            each["sizes"], each["measured"], each["peak_mb"], strict=True))
        yield from ("", f"{each['benchmark']}: {each['what']}, by {each['option']}", f"  {steps}")
        yield (f"  exponent {each['exponent']}, of the last step {each['last_step']}; of memory "
               f"{each['peak_exponent']}")


def _since(since: Mapping[str, Any]) -> Iterator[str]:
    worse = since["worse"]
    yield ""
    yield (f"Beside the result before: {len(since['ratios'])} lines compared, {len(worse)} more than {WORSE} times "
           "dearer beside their references")
    for each in worse:
        yield (f"  {each['benchmark']}: {each['what']}: {figure(each['then'])} times the reference then, "
               f"{figure(each['now'])} now, {each['ratio']} of it")
    for each in since["not_compared"]:
        yield f"  not compared: {each['benchmark']}: {each['what']} ({each['why']})"


if __name__ == "__main__":
    print(page(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
