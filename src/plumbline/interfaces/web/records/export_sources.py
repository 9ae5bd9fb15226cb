"""The lists that may be too long to write while a reader waits, each by the name of its address.

A source gives the table as one reader may see it, from what stands in the address: in the server, and again in the
worker that writes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.shared import reading
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.records.list_pages import known_kind
from plumbline.interfaces.web.records.listing import Listing
from plumbline.procedures.assessment.results import tables
from plumbline.records.export import records
from plumbline.records.export.table import Table
from plumbline.records.query.listing import ENTERED


def record_list(user: Any, values: Mapping[str, str], query: QueryDict) -> Table:
    """A list of records, whole. What the reader may not see is left empty."""
    viewer = Viewer(user)
    kind = known_kind(viewer, values["name"])
    here = Listing(kind, viewer, query)
    order = "id" if here.asked.sort == ENTERED else here.asked.sort
    rows = here.matching.order_by(f"{'-' * here.asked.descending}{order}", "id")
    # Unless columns were chosen, every field that is open, so that a file that comes back has lost none.
    specs = here.columns if here.asked.columns else here.fields
    return records.table(kind, specs, rows, viewer.user, viewer.opened(kind))


def result_items(user: Any, values: Mapping[str, str], _query: QueryDict) -> Table:
    """A published result, one row for each item of each region."""
    try:
        return tables.items(homes.current(), values["scheme"], values["year"], user=user)
    except RecordError as error:
        raise reading.not_assessed() from error

