"""Reading a figure as one person may see it."""

from __future__ import annotations

from typing import Any

from plumbline.errors import NotAllowed
from plumbline.figures import catalogue, compute
from plumbline.figures.cut import Cut
from plumbline.home import Home
from plumbline.records import kinds
from plumbline.records.fields import INTERNAL
from plumbline.records.visibility import FIGURE, visible
from plumbline.rulebook.indicator import Indicator


def known_indicators(home: Home) -> dict[str, Indicator]:
    """Every indicator of this home by id: the shipped ones and the authority's own."""
    return catalogue.catalogue(home)


def read_figure(cut: Cut, home: Home, indicator_id: str, region: str, period: str, *, user: Any = None,
                records: int = 0, of: str = "denominator") -> dict[str, Any]:
    """The document of one figure, with its root and the first ``records`` records as ``user`` (None: the public) may
    see them. Raises NotAllowed for a figure made of internal fields in a region that is not the person's."""
    indicator = catalogue.indicator(indicator_id, home)
    kind = kinds.get(indicator.of)
    fields = visible(user, kind, region, FIGURE)
    if not fields or (indicator.internal and not fields.issuperset(kind.names(INTERNAL))):
        raise NotAllowed("this figure is for officers of the region", where=f"{indicator_id} of {region}",
                         why="It is made of internal fields",
                         next_step="Sign in as an officer of the region, or name one with --as")
    found = compute.figure(cut, indicator, region, period, with_root=True)
    document = found.as_dict()
    document["records"] = []
    if records:
        names = [field.name for field in kind.kept if field.name in fields]
        page = compute.records(cut, indicator, region, period, of=of, limit=records, fields=names)
        document["records"] = [{name: _plain(value) for name, value in row.items()} for row in page.rows]
        document["record_count"] = page.count
    return document


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | None) else str(value)
