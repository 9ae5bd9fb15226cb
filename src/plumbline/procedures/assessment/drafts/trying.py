"""A draft tried on frozen records: what it would have given, beside what is in force. Nothing is kept.

Whoever writes a draft chooses what it counts, so a trial answers whatever is asked of the records. It shows a person
those regions alone in which every field that is asked about is open to them, and nothing that rests on the others.
"""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from plumbline.errors import FigureError, NotAllowed, RulebookError
from plumbline.figures.cuts.cut import Cut, open_cut
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.figures.indicators.compute import figures, prepare
from plumbline.figures.indicators.figure import Figure
from plumbline.home import Home
from plumbline.methods.assessment.scoring.peers import Peers
from plumbline.methods.shared import periods
from plumbline.methods.shared.periods import Period
from plumbline.procedures.assessment.drafts.drafting import Case
from plumbline.procedures.assessment.drafts.rules import planned
from plumbline.procedures.assessment.results.rescoring import both
from plumbline.procedures.assessment.results.rescoring_document import document_of
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.procedures.figures.reading import open_figure
from plumbline.records.core import kinds
from plumbline.records.core.fields import INTERNAL, PUBLIC
from plumbline.records.core.visibility import FIGURE, visible
from plumbline.rulebook.indicators.loading import Indicator
from plumbline.rulebook.schemes.schemes import Scheme, scheme_for
from plumbline.text import Text, written_day

DRAFT = Text("the draft", "草案")
ASK_ALL = Text("Ask somebody with a role over all regions to try it", "请由对全部地区负有职责的人员试算")


def tried(home: Home, case: Case, period: str, *, user: Any, cut: str | None = None) -> dict[str, Any]:
    """The document of ``plumb rule try --json``: of a scheme, every region of the assessment year ``period`` by the
    version that governed it and by the draft; of an indicator, the figure of every region in ``period`` by both.
    Regions that are not open to ``user`` (None: the public) are ``left_out``, and counted.

    :raises NotAllowed: where no region is open to the person.
    :raises RulebookError: for a fault in the draft. :raises CutError: for a cut that is not there or altered.
    :raises FigureError: where there is no region to score. :raises MethodError: for a period that is none.
    """
    found = planned(home, case.what, case.target, case.file, case.text)
    head = {"draft": case.number, "what": case.what, "target": case.target, "stored": False}
    if found.scheme is not None:
        own = _governing(home, found.scheme, period)
        document = document_of(both(home, own or found.scheme, found.scheme, period, cut))
        return head | _open_scores(home, document, (own or found.scheme, found.scheme), user) | {"new": own is None}
    assert found.indicator is not None  # a text is one of the two
    return head | _figures(open_cut(home, cut), catalogue(home).get(case.target), found.indicator, period, user)


def _cut(cut: Cut) -> Text:
    return Text(f"cut {cut.id}", f"快照{cut.id}")


def _governing(home: Home, draft: Scheme, period: str) -> Scheme | None:
    """The version in force for the year, if it can be compared with the draft."""
    try:
        own = scheme_for(schemes_of(home), draft.id, period)
    except RulebookError:
        return None
    return own if own.year == draft.year and own.level == draft.level and not own.unpublished else None


def _open_scores(home: Home, document: dict[str, Any], schemes: tuple[Scheme, Scheme], user: Any) -> dict[str, Any]:
    """The document of two schemes with the regions in which all that either asks about is open to ``user``."""
    known = catalogue(home)
    asked = [known[id] for id in dict.fromkeys(id for scheme in schemes for id in scheme.figures)]
    determined = any(not item.figure or item.not_applicable for scheme in schemes for item in scheme.items)
    codes = frozenset(one["code"] for one in document["regions"]
                      if all(open_figure(user, each, one["code"]) for each in asked)
                      and (not determined or _may_know_answers(user, one["code"])))
    left_out = len(document["regions"]) - len(codes)
    _must_be_some(codes)
    shown = [one for one in document["regions"] if one["code"] in codes]
    if left_out and any(isinstance(item.rule, Peers) and known[item.figure].internal
                        for scheme in schemes for item in scheme.items):
        raise NotAllowed(
            "draft.trial_compares", Text("this trial scores regions against each other",
                                         "该试算需要在各地区之间比较计分"), where=DRAFT,
            why=Text("What one gets tells of the others, and their figure is not open to you in every region",
                     "由一个地区的得分可推知其他地区，而其数据未在全部地区对您开放"), next_step=ASK_ALL)
    if left_out:
        # A rank says how many of the others are better.
        shown = [one | {side: {**one[side], "rank": None} for side in ("own", "other")} for one in shown]
    return document | {"regions": shown, "left_out": left_out,
                       "not_carried": [one for one in document["not_carried"] if one["region"] in codes]}


def _may_know_answers(user: Any, region: str) -> bool:
    kind = kinds.get("determination")
    return set(kind.names(PUBLIC, INTERNAL)) <= visible(user, kind, region, FIGURE)


def _must_be_some(codes: Collection[str]) -> None:
    if not codes:
        raise NotAllowed(
            "draft.trial_closed", Text("this trial is for officers of the regions it computes",
                                       "试算结果仅供所涉地区的工作人员查看"), where=DRAFT,
            why=Text("It asks about fields that are not open to you in any region",
                     "草案涉及的字段在任何地区均未对您开放"),
            next_step=Text("Ask somebody with a role over them, or name one with --as",
                           "请由对这些地区负有职责的人员试算（命令行用--as指定）"))


def _computed(cut: Cut, asked: list[Indicator], period: Period, *, all_open: bool) -> list[dict[str, Figure]]:
    try:
        prepare(cut, asked, [period])
        return [figures(cut, each, period) for each in asked]
    except FigureError as error:
        if all_open:
            raise
        # What the engine says could be a value of a record that is not theirs.
        raise FigureError("draft.trial_failed", Text("the draft cannot be computed on these records",
                                                     "无法按这些记录计算该草案"), where=_cut(cut),
                          next_step=ASK_ALL) from error


def _figures(cut: Cut, own: Indicator | None, draft: Indicator, text: str, user: Any) -> dict[str, Any]:
    period = periods.parse(text)
    asked = [draft] if own is None else [own, draft]
    tree = cut.tree().at(period.last)
    if not tree.codes:
        raise FigureError("draft.no_regions", Text(f"there is no region on {period.last}",
                                                   f"{written_day(period.last, 'zh')}没有地区"), where=_cut(cut),
                          next_step=Text("Choose a period in which there are regions", "请选择已有地区的时段"))
    codes = frozenset(code for code in tree.codes if all(open_figure(user, each, code) for each in asked))
    _must_be_some(codes)
    *older, every = _computed(cut, asked, period, all_open=len(codes) == len(tree.codes))
    after = {code: figure for code, figure in every.items() if code in codes}
    before = older[0] if older else {}
    return {
        "left_out": len(every) - len(after),
        "cut": cut.id, "period": period.text, "new": own is None,
        "same": own is not None and own.definition_sha256 == draft.definition_sha256,
        "unit": {"own": own.unit if own else None, "other": draft.unit},
        "regions": [{"code": code, "names": tree.name(code).as_dict(), "own": _line(before.get(code)),
                     "other": _line(figure), "difference": _difference(before.get(code), figure)}
                    for code, figure in after.items()],
    }


def _line(figure: Figure | None) -> dict[str, Any] | None:
    return None if figure is None else {"value": figure.value, "numerator": figure.numerator,
                                        "denominator": figure.denominator}


def _difference(old: Figure | None, new: Figure) -> str | None:
    if old is None or old.value is None or new.value is None or old.indicator.unit != new.indicator.unit:
        return None
    return str(Decimal(new.value) - Decimal(old.value))
