"""Assessing the regions of a year by a scheme: computed from one cut, scored, graded, ranked, kept.

Source of the act: 国办发〔2013〕47号, articles 4 to 6. Everything in the result follows from the cut and the rulebook
alone, so the same assessment can be made again at any time and comes out the same.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import Home
from plumbline.procedures.assessment.scoring.determinations import Determinations, determinations
from plumbline.procedures.assessment.scoring.document import document_of
from plumbline.procedures.assessment.scoring.figures import figures_of
from plumbline.procedures.assessment.scoring.rolled_schemes import lower_schemes
from plumbline.procedures.assessment.scoring.rolled_up import Stated, rolled_up
from plumbline.procedures.assessment.scoring.schemes import assessed, schemes_of, whole
from plumbline.procedures.assessment.scoring.scoring import Result, score_all, uncollected
from plumbline.records.assessment import packing, results
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.core import locks, store
from plumbline.rulebook.schemes.schemes import Scheme


def scored(home: Home, cut: Cut, scheme: Scheme, label: str, answers: Determinations | None = None, *,
           stated: Stated) -> tuple[dict[str, Any], dict[str, Result]]:
    """The document of an assessment over ``cut``, and each region's result; nothing is kept. ``answers`` are
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
    with uncollected():
        document = document_of(scheme, label, year, cut.id, tree, results.values())
    if any(item.rolled_up for item in scheme.items):
        lower = lower_schemes(scheme, schemes_of(home), label)
        document["rolled_up"] = [{"scheme": each.id, "file": each.file, "sha256": each.sha256}
                                 for _, each in sorted(lower.items())]
    return document, results


def root_of(document: dict[str, Any]) -> str:
    """SHA-256, hex, of the canonical JSON of a result: sorted keys, no spaces, UTF-8. Hashed region by region: as one
    text the result of 3,000 regions takes a gigabyte."""
    digest = sha256()
    for place, name in enumerate(sorted(document)):
        digest.update(f"{',' if place else '{'}{_canonical(name)}:".encode())
        if name != packing.REGIONS:
            digest.update(_canonical(document[name]).encode())
            continue
        for number, region in enumerate(document[name]):
            digest.update(f"{',' if number else '['}{_canonical(region)}".encode())
        digest.update(b"]" if document[name] else b"[]")
    digest.update(b"}")
    return digest.hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
ACT, KIND = "assess", "assessment"


def keep(document: dict[str, Any], scheme: Scheme, actor: int | None, at: datetime) -> None:
    """Store the document with its journal entry, whose root is that of the document: from now on everyone reads it."""
    same = {"scheme": scheme.id, "scheme_sha256": scheme.sha256, "year": document["year"], "cut": document["cut"]}
    with transaction.atomic():
        locks.journal()  # two who assess at the same moment keep one result
        latest = Assessment.objects.filter(**same).defer("head").order_by("-made_at", "-pk").first()
        root = root_of(document)
        if latest is not None and latest.entry.root == root:
            return
        entry = store.write_entry(ACT, KIND, actor=actor, at=at, rows=1, root=root, detail=same)
        results.keep(document, entry, entry.sealed_at or at)
