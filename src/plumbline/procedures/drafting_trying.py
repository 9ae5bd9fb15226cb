"""A draft tried on frozen records: what it would have given, beside what is in force. Nothing is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from plumbline.errors import FigureError, RulebookError
from plumbline.figures.catalogue import catalogue
from plumbline.figures.compute import figures, prepare
from plumbline.figures.cut import Cut, open_cut
from plumbline.figures.figure import Figure
from plumbline.home import Home
from plumbline.methods import periods
from plumbline.procedures.assessment import schemes_of
from plumbline.procedures.drafting import Case
from plumbline.procedures.drafting_rules import planned
from plumbline.procedures.rescoring import both
from plumbline.procedures.rescoring_document import document_of
from plumbline.rulebook.indicators import Indicator
from plumbline.rulebook.schemes import Scheme, scheme_for


def tried(home: Home, case: Case, period: str, *, cut: str | None = None) -> dict[str, Any]:
    """The document of ``plumb rule try --json``: of a scheme, every region of the assessment year ``period`` by the
    version that governed it and by the draft; of an indicator, the figure of every region in ``period`` by both.

    :raises RulebookError: for a fault in the draft. :raises CutError: for a cut that is not there or altered.
    :raises FigureError: where there is no region to score. :raises MethodError: for a period that is none.
    """
    row = case.row
    found = planned(home, row.what, row.target, row.file, case.text)
    head = {"draft": row.pk, "what": row.what, "target": row.target, "stored": False}
    if found.scheme is not None:
        own = _governing(home, found.scheme, period)
        document = document_of(both(home, own or found.scheme, found.scheme, period, cut))
        return head | document | {"new": own is None}
    assert found.indicator is not None  # a text is one of the two
    return head | _figures(open_cut(home, cut), catalogue(home).get(row.target), found.indicator, period)


def _governing(home: Home, draft: Scheme, period: str) -> Scheme | None:
    """The version in force for the year, if it can be compared with the draft."""
    try:
        own = scheme_for(schemes_of(home), draft.id, period)
    except RulebookError:
        return None
    return own if own.year == draft.year and own.level == draft.level and not own.unpublished else None


def _figures(cut: Cut, own: Indicator | None, draft: Indicator, text: str) -> dict[str, Any]:
    period = periods.parse(text)
    asked = [draft] if own is None else [own, draft]
    prepare(cut, asked, [period])
    after = figures(cut, draft, period)
    before = figures(cut, own, period) if own else {}
    if not after:
        raise FigureError(f"there is no region on {period.last}", where=f"cut {cut.id}",
                          next_step="Choose a period in which there are regions")
    tree = cut.tree().at(period.last)
    return {
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
