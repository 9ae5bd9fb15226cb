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
from plumbline.procedures.assessment_refusals import none_there
from plumbline.procedures.assessment_rolled import lower_schemes, rolled_up
from plumbline.procedures.assessment_scoring import Result, score_all, uncollected
from plumbline.procedures.year_refusals import look
from plumbline.records import locks, results, store
from plumbline.records.assessment import Assessment
from plumbline.records.rounds import in_force
from plumbline.rulebook.faults import Loaded
from plumbline.rulebook.kept import kept
from plumbline.rulebook.schemes import Scheme, load_schemes, scheme_for
from plumbline.text import Text

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
    if (under_way := in_force().filter(scheme=scheme.id, year=label).first()) is not None:
        raise RecordError("assess.by_procedure", Text("this year is assessed by its procedure", "本年度按考核流程进行"),
                          where=under_way.number, why=Text(
                              "Its result is published once it is approved, and corrected only by an upheld objection",
                              "结果经审定后公布，且只能通过异议成立更正"), next_step=look(under_way.number))
    document = result_from(home, open_cut(home, cut), scheme, label)
    keep(document, scheme, actor, at)
    return document


@kept("schemes", "indicators")
def schemes_of(home: Home | None) -> Loaded[tuple[Scheme, ...]]:
    """Every scheme in force in ``home``, its versions in order; files that cannot be used are told as ``faults``."""
    return load_schemes(home, catalogue(home))


def whole(scheme: Scheme) -> None:
    """:raises RulebookError: if nobody can be scored by ``scheme``, since the text it cites leaves points out."""
    if scheme.unpublished:
        first, more = [item.id for item in scheme.unpublished[:5]], len(scheme.unpublished) > 5
        raise RulebookError("assess.partial", Text("nobody can be assessed by this scheme: it is partial",
                                                   "该方案内容不全，不能据以考核"), where=scheme.file,
                            why=Text(f"{scheme.partial.en} Items without points: {', '.join(first)}"
                                     f"{', …' if more else ''}",
                                     f"{scheme.partial.say('zh')}未列分值的考核项："
                                     f"{'、'.join(first)}{'等' if more else ''}"),
                            next_step=Text("Copy the file into rulebook/schemes of the data directory and write the "
                                           "points and rules of your authority",
                                           "请将该文件复制到数据目录的rulebook/schemes中，并写入本机关的分值和评分规则"))


def assessed(scheme: Scheme, tree: TreeAt, cut: Cut) -> tuple[str, ...]:
    """The regions that ``scheme`` assesses. :raises FigureError: if ``tree``, which is that of ``cut``, has none."""
    regions = scheme.assessed(tree)
    if not regions:
        raise FigureError("assess.no_regions", none_there(scheme, tree.day),
                          where=Text(f"cut {cut.id}", f"快照{cut.id}"),
                          why=Text(f"The scheme '{scheme.id}' assesses those regions",
                                   f"方案“{scheme.id}”考核这些地区"),
                          next_step=Text("Import the regions, and freeze a cut anew", "请导入地区，再冻结新的快照"))
    return regions


def result_from(home: Home, cut: Cut, scheme: Scheme, label: str, answers: Determinations | None = None,
                ) -> dict[str, Any]:
    """The document of :func:`scored`. Raises as :func:`assess`."""
    return scored(home, cut, scheme, label, answers)[0]


def scored(home: Home, cut: Cut, scheme: Scheme, label: str, answers: Determinations | None = None,
           ) -> tuple[dict[str, Any], dict[str, Result]]:
    """The document of an assessment over ``cut``, and each region's result; nothing is kept. ``answers`` are
    those of the year's procedure; None:
    the determinations that the cut holds. Raises as :func:`assess`."""
    whole(scheme)
    period = scheme.year.period(label)
    tree = cut.tree().at(period.last)
    regions = assessed(scheme, tree, cut)
    year = figures_of(cut, scheme, catalogue(home), period, tree)
    counted = determinations(cut, scheme, label, tree) if answers is None else answers
    if any(item.rolled_up for item in scheme.items):  # the schemes are read only where they are needed
        counted = rolled_up(home, cut, scheme, schemes_of(home), label, counted)
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
