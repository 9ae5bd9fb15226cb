"""What rules would propose, before any round is opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from plumbline.home import Home
from plumbline.methods.standards.reform import OUTCOMES
from plumbline.procedures.standards.reform.inventory import chosen, inventory
from plumbline.procedures.standards.reform.proposing import findings, proposals


def preview(home: Home, given: Mapping[str, str], on: date) -> dict[str, Any]:
    """The ``--json`` document of ``plumb standards reform propose``: each standard in force of what is ``given``, with
    the proposal, its reason and its article. :raises RecordError: as :func:`inventory`."""
    of = inventory(given)
    rules, found = proposals(home, of, findings(home, on), on)
    counts = Counter(each.proposal.outcome for each in found)
    return {"on": on.isoformat(), "filters": chosen(given), "rules": rules.dated.id,
            "source": rules.dated.cites.as_dict(), "total": len(found),
            "counts": {outcome: counts[outcome] for outcome in OUTCOMES},
            "standards": [each.as_dict() for each in found]}
