"""Assessing the regions of a year by a scheme: computed from one cut, scored, graded, ranked, kept.

Source of the act: 国办发〔2013〕47号, articles 4 to 6. Everything in the result follows from the cut and the rulebook
alone, so the same assessment can be made again at any time and comes out the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import Home
from plumbline.methods.assessment.scoring.scored import Scored
from plumbline.methods.shared.json_texts import CANONICAL, COMPACT
from plumbline.procedures.assessment.scoring.determinations import Determinations, determinations
from plumbline.procedures.assessment.scoring.document import number
from plumbline.procedures.assessment.scoring.figures import figures_of
from plumbline.procedures.assessment.scoring.rolled_schemes import lower_schemes
from plumbline.procedures.assessment.scoring.rolled_up import Stated, rolled_up
from plumbline.procedures.assessment.scoring.schemes import assessed, schemes_of, whole
from plumbline.procedures.assessment.scoring.scoring import Result, score_all
from plumbline.procedures.assessment.scoring.written import Written, written
from plumbline.records.assessment import packing, results
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.assessment.results import Packed
from plumbline.records.core import locks, store
from plumbline.rulebook.schemes.schemes import Item, Scheme


def scored(home: Home, cut: Cut, scheme: Scheme, label: str, answers: Determinations | None = None, *,
           stated: Stated) -> tuple[Written, dict[str, Result]]:
    """An assessment over ``cut``, to be written, and each region's result; nothing is kept. ``answers`` are
    those of the year's procedure; None: the determinations that the cut holds. ``stated`` tells those of the units
    below. Raises as :func:`plumbline.procedures.assessment.results.assess.assess`."""
    whole(scheme)
    period = scheme.year.period(label)
    tree = cut.tree().at(period.last)
    regions = assessed(scheme, tree, cut)
    year = figures_of(cut, scheme, catalogue(home), period, tree)
    counted = determinations(cut, scheme, label, tree) if answers is None else answers
    if any(item.rolled_up for item in scheme.items):  # the schemes are read only where they are needed
        counted = rolled_up(home, cut, scheme, schemes_of(home), label, counted, stated)
    results = score_all(scheme, year, counted, regions, tree)
    found = written(scheme, label, year, cut.id, tree, results.values())
    if any(item.rolled_up for item in scheme.items):
        lower = lower_schemes(scheme, schemes_of(home), label)
        found.head["rolled_up"] = [{"scheme": each.id, "file": each.file, "sha256": each.sha256}
                                 for _, each in sorted(lower.items())]
    return found, results


def pack(of: Written) -> Packed:
    """What is to be kept of an assessment. Only packed regions stay in memory."""
    digest = sha256()
    rows: list[dict[str, Any]] = []
    contents = of.regions(COMPACT)

    def hashed() -> Iterator[bytes]:
        for result, text in zip(of.results, of.regions(CANONICAL), strict=True):
            rows.append(results.row(len(rows), of.about(result), packing.compressed(next(contents))))
            yield text

    for piece in CANONICAL.stream(of.head, packing.REGIONS, hashed()):
        digest.update(piece)
    head = {name: value for name, value in of.head.items() if name != packing.REGIONS}
    return Packed(head, rows, totals(of.results, demerit=results.is_demerit(head)), digest.hexdigest())


def totals(of: Iterable[Result], *, demerit: bool) -> dict[str, Any]:
    """What all regions got together; scores that many of them share are counted first."""
    counts: dict[int, int] = {}
    shared: list[tuple[Item, Scored]] = []
    for result in of:
        for line in result.lines:
            key = id(line.scored)
            if key in counts:
                counts[key] += 1
            elif line.scored is not None:
                counts[key] = 1
                shared.append((line.item, line.scored))
    points = results.Points(demerit=demerit)
    for item, scored in shared:
        points.count(item.id, item.title.as_dict(), number(scored.points), number(item.points), counts[id(scored)])
    return points.totals()


ACT, KIND = "assess", "assessment"


def keep(packed: Packed, actor: int | None, at: datetime) -> None:
    """Store an assessment with its journal entry, whose root is that of its document: from now on everyone reads it."""
    head = packed.head
    same = {"scheme": head["scheme"], "scheme_sha256": head["scheme_sha256"], "year": head["year"], "cut": head["cut"]}
    with transaction.atomic():
        locks.journal()  # two who assess at the same moment keep one result
        latest = Assessment.objects.filter(**same).defer("head").order_by("-made_at", "-pk").first()
        if latest is not None and latest.entry.root == packed.root:
            return
        entry = store.write_entry(ACT, KIND, actor=actor, at=at, rows=1, root=packed.root, detail=same)
        results.keep_packed(packed, entry, entry.sealed_at or at)
