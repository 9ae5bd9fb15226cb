"""What standards refer to and the register does not hold: kept as it is written, and listed."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min

from plumbline.records.core import kinds, store


def missing(*, kind: str = "", limit: int = 100) -> dict[str, Any]:
    """How many relations have no record at their other end, by type, and which those are that most refer to; ``kind``
    narrows to one type of relation. The ``--json`` document of ``plumb standards missing``."""
    rows = store.current(kinds.get("relation")).filter(target_standard=None).order_by()
    if kind:
        rows = rows.filter(type=kind)
    by_type = rows.values("type").annotate(relations=Count("pk")).order_by("-relations", "type")
    listed = (rows.values("target").annotate(relations=Count("pk"), first=Min("standard"))
              .order_by("-relations", "target")[:limit])
    return {"relations": rows.count(), "targets": rows.values("target").distinct().count(),
            "by_type": [{"type": each["type"], "relations": each["relations"]} for each in by_type],
            "listed": [{"target": each["target"], "relations": each["relations"], "of": each["first"]}
                       for each in listed]}
