"""Near-duplicate titles found among millions: normal forms, candidates by weighed MinHash within fields, verified.

Titles are made, and what each is about is known: planted pairs say the same in other words, and what is found is right
if both titles are about the same. Beside it every pair of a sample compared by rapidfuzz, with the field alone to keep
them apart and no rule but the likeness of letters: what finding them plainly costs, and what it would find."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from typing import Any

from rapidfuzz import fuzz, process

from benchmarks import _measure
from benchmarks._lines import Growth, Line
from benchmarks._near_titles import Made, made
from plumbline.methods.standards.near_candidates import near
from plumbline.methods.standards.near_titles import fields
from plumbline.rulebook.standards.near_title_files import near_title_rules

QUICK = {"titles": 60_000, "sample": 3_000}
SIZE = ("titles",)
LINES = (
    Line("near titles found", ("near_cpu",), "every pair of a sample of 12,000, by rapidfuzz", ("plain", "cpu"),
         most=600,
         absolute=True, peak=("peak_mb",)),
    Line("their normal forms among it", ("forms_cpu",)),
)
GROWTH = (Growth("titles", 100_000, {"sample": 1_000}, ("near titles found",)),)
PLANTED = 100
"""One title of so many says what another one says."""


def run(titles: int = 3_300_000, sample: int = 12_000) -> dict[str, Any]:
    """Seconds of processor time and of wall clock in one process; ``recall`` of the planted pairs, by how they differ,
    and ``precision`` of all that was found."""
    about = made(titles, titles // PLANTED)
    reading = near_title_rules(None, date(2026, 1, 1)).reading
    spent = _measure.Spent()
    places: dict[str, list[int]] = {}
    for at, title in enumerate(about.titles):
        places.setdefault(reading.form(title), []).append(at)
    places.pop("", None)
    forms = list(places)
    forms_cpu = spent.told()["processor_seconds"]
    blocks = [frozenset().union(*(fields(about.ics[at], "") for at in places[form])) for form in forms]
    found = [(places[forms[each.left]], places[forms[each.right]]) for each in near(forms, blocks, reading)]
    took = spent.told()
    pairs = {(one, other) for left, right in found for one in left for other in right}
    pairs |= {(min(a, b), max(a, b)) for same in places.values() if len(same) > 1 for a in same for b in same if a != b}
    pairs = {(min(pair), max(pair)) for pair in pairs}
    right = sum(about.about[one] == about.about[other] for one, other in pairs)
    return {"name": "standards_near", "titles": titles, "planted": len(about.planted),
            "near_cpu": took["processor_seconds"],
            "near_seconds": took["seconds"], "forms_cpu": forms_cpu, "found": len(pairs),
            "precision": round(right / max(len(pairs), 1), 4), **_recalled(about, pairs), "peak_mb": _measure.peak_mb(),
            "plain": _plainly(about, sample), "machine": _measure.machine()}


def _recalled(about: Made, pairs: set[tuple[int, int]]) -> dict[str, Any]:
    asked = Counter(about.planted.values())
    met = Counter(how for pair, how in about.planted.items() if pair in pairs)
    return {"recall": round(sum(met.values()) / max(sum(asked.values()), 1), 4),
            "recall_by": {how: round(met[how] / count, 4) for how, count in sorted(asked.items())}}


def _plainly(about: Made, sample: int) -> dict[str, Any]:
    """Every pair among the planted titles of a sample, at the likeness of letters at which it finds as much."""
    chosen = sorted({at for pair in list(about.planted)[:sample // 2] for at in pair})
    texts = [about.titles[at].casefold() for at in chosen]
    spent, found, least = time.process_time(), set(), 85
    for begin in range(0, len(texts), 500):
        scores = process.cdist(texts[begin:begin + 500], texts, scorer=fuzz.ratio, score_cutoff=least)
        found |= {(chosen[begin + int(one)], chosen[int(other)]) for one, other in zip(*scores.nonzero(), strict=True)
                  if begin + one < other}
    cpu = time.process_time() - spent
    known = set(chosen)
    asked = [pair for pair in about.planted if known.issuperset(pair)]
    right = sum(about.about[one] == about.about[other] for one, other in found)
    return {"titles": len(chosen), "cpu": round(cpu, 3), "found": len(found), "least": least,
            "precision": round(right / max(len(found), 1), 4),
            "recall": round(sum(pair in found for pair in asked) / max(len(asked), 1), 4)}
