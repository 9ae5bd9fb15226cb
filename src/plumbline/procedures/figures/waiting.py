"""What was recorded since a cut was frozen, and who may freeze a new one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Sum

from plumbline.figures.cuts.cut import Cut
from plumbline.records.core import kinds
from plumbline.records.core.journal import Entry
from plumbline.records.core.readings import while_unchanged
from plumbline.records.core.region_trees import roots
from plumbline.records.core.visibility import keeping, reach
from plumbline.rulebook.indicators.indicator import Indicator

REGION = "region"


def waiting(cut: Cut, names: Iterable[str]) -> int:
    """How many records of the kinds called ``names`` were added, corrected or withdrawn in this home since ``cut`` was
    frozen: each change counts once, by the journal. What others hand up is not among them."""
    after, these = int(cut.held.journal["number"]), tuple(sorted(names))
    return while_unchanged(("waiting", after, these), lambda: _since(after, these))


def _since(after: int, names: tuple[str, ...]) -> int:
    since = Entry.objects.filter(number__gt=after, state=Entry.VISIBLE, kind__in=names)
    return int(since.aggregate(rows=Sum("rows"))["rows"] or 0)


def kinds_of(indicator: Indicator) -> frozenset[str]:
    """The kinds of record that a figure by ``indicator`` rests on: what it counts, what it looks up, the regions."""
    weights = {each.of for each in (indicator.weights, indicator.units) if each}
    return frozenset({indicator.of, REGION} | weights | {name.partition(".")[0] for name in indicator.fields_used})


def may_freeze(user: Any) -> bool:
    """Whether ``user`` may freeze a cut: it holds every region, so it is for those who may take in files of some kind,
    which can name any (:func:`plumbline.procedures.records.permitted_writing.may_import`). Nothing is above the roots
    of the tree, so who covers them holds a role over each; asked so, it costs a page one query and not one for each
    kind."""
    if user is None or not reach(user, "ground").tops:
        return False
    tops = frozenset(roots())
    return not tops or any(tops <= keeping(user, kind).tops for kind in kinds.KINDS.values())
