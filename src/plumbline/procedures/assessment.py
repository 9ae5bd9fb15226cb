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

from plumbline.errors import FigureError, RecordError, RulebookError
from plumbline.figures.catalogue import catalogue
from plumbline.figures.cut import Cut, open_cut
from plumbline.home import Home
from plumbline.methods.regiontree import TreeAt
from plumbline.procedures.assessment_determinations import Determinations, determinations
from plumbline.procedures.assessment_document import document_of
from plumbline.procedures.assessment_figures import figures_of
from plumbline.procedures.assessment_scoring import score_all, uncollected
from plumbline.records import locks, results, store
from plumbline.records.assessment import Assessment
from plumbline.records.rounds import Round
from plumbline.rulebook.schemes import Scheme, Schemes, load_schemes, scheme_for

ACT, KIND = "assess", "assessment"


def assess(home: Home, scheme_id: str, year: str | int, *, cut: str | None = None, actor: int | None = None,
           at: datetime) -> dict[str, Any]:
    """Assess every region of the scheme's level in ``year`` and keep the result.

    ``year`` is written as the scheme writes its years: ``2013``, or ``2013-14``. ``cut`` is an id; None is the latest.
    ``actor`` is the number of the person who asked, ``at`` the time. The same result from the same cut is kept once.
    Returns the document of ``plumb assess --json``.

    :raises RulebookError: for a scheme that does not exist, is faulty or does not apply to the year.
    :raises RecordError: for a determination that does not fit the scheme, or a year that is under way as a procedure.
    :raises CutError: for an altered cut.
    """
    scheme = scheme_for(schemes_of(home), scheme_id, str(year))
    label = scheme.year.label(str(year))
    if (under_way := Round.objects.filter(scheme=scheme.id, year=label).first()) is not None:
        raise RecordError("this year is assessed by its procedure", where=under_way.number,
                          why="Its result is published once it is approved, and corrected only by an upheld objection",
                          next_step=f"Look where it stands with: plumb year board {under_way.number}")
    document = result_from(home, open_cut(home, cut), scheme, label)
    keep(document, scheme, actor, at)
    return document


def schemes_of(home: Home) -> Schemes:
    """Every scheme in force in ``home``, its versions in order. :raises RulebookError: for a faulty file."""
    return load_schemes(home, catalogue(home))


def whole(scheme: Scheme) -> None:
    """:raises RulebookError: if nobody can be scored by ``scheme``, since the text it cites leaves points out."""
    if scheme.unpublished:
        named = ", ".join(item.id for item in scheme.unpublished[:5])
        raise RulebookError("nobody can be assessed by this scheme: it is partial", where=scheme.file,
                            why=f"{scheme.partial.en} Items without points: {named}"
                                f"{', …' if len(scheme.unpublished) > 5 else ''}",
                            next_step="Copy the file into rulebook/schemes of the data directory and write the points "
                                      "and rules of your authority")


def assessed(scheme: Scheme, tree: TreeAt, cut: Cut) -> tuple[str, ...]:
    """The regions that ``scheme`` assesses. :raises FigureError: if ``tree``, which is that of ``cut``, has none."""
    regions = scheme.assessed(tree)
    if not regions:
        raise FigureError(f"there is no region {scheme.where} on {tree.day}", where=f"cut {cut.id}",
                          why=f"The scheme '{scheme.id}' assesses those regions")
    return regions


def result_from(home: Home, cut: Cut, scheme: Scheme, label: str, answers: Determinations | None = None,
                ) -> dict[str, Any]:
    """The document of an assessment over ``cut``; nothing is kept. ``answers`` are those of the year's procedure; None:
    the determinations that the cut holds. Raises as :func:`assess`."""
    whole(scheme)
    period = scheme.year.period(label)
    tree = cut.tree().at(period.last)
    regions = assessed(scheme, tree, cut)
    year = figures_of(cut, scheme, catalogue(home), period, tree)
    counted = determinations(cut, scheme, label, tree) if answers is None else answers
    results = score_all(scheme, year, counted, regions)
    with uncollected():
        return document_of(scheme, label, year, cut.id, tree, results.values())


def root_of(document: dict[str, Any]) -> str:
    """SHA-256, hex, of the canonical JSON of a result: sorted keys, no spaces, UTF-8. Hashed region by region: as one
    text the result of 3,000 regions takes a gigabyte."""
    digest = sha256()
    for place, name in enumerate(sorted(document)):
        digest.update(f"{',' if place else '{'}{_canonical(name)}:".encode())
        if name != results.REGIONS:
            digest.update(_canonical(document[name]).encode())
            continue
        for number, region in enumerate(document[name]):
            digest.update(f"{',' if number else '['}{_canonical(region)}".encode())
        digest.update(b"]" if document[name] else b"[]")
    digest.update(b"}")
    return digest.hexdigest()


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


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
