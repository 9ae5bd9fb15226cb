"""Cuts, and what each of them holds."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BeforeValidator, Field

from plumbline import home as homes
from plumbline.figures.cuts import cut as cuts
from plumbline.figures.cuts.cut import Cut
from plumbline.interfaces.api.core import documents
from plumbline.interfaces.api.core.declare import Group, caller_of, give
from plumbline.interfaces.api.records.kind_documents import MOST_ROWS, USUAL_ROWS, digits
from plumbline.interfaces.shared import reading as held
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.text import Text

group = Group(Text("Cuts", "数据截面"))
Page = Annotated[int, BeforeValidator(digits), Field(ge=1, le=MOST_ROWS)]
AfterParam = Annotated[str, Query(max_length=120, description="The token 'next' of the page before.")]


@group.operation("GET", "/cuts", "listCuts", Text("Every cut", "全部数据截面"), documents.Cuts)
def index(request: HttpRequest, after: AfterParam = "", limit: Page = USUAL_ROWS) -> HttpResponse:
    """Newest first. A cut never changes, and every figure names the one it was computed from."""
    ids = [each for each in reversed(cuts.cut_ids(homes.current())) if not after or each < after]
    user = caller_of(request).user
    return give({"cuts": [_manifest(held.cut_named(each), user) for each in ids[:limit]],
                 "next": ids[limit - 1] if len(ids) > limit else None})


@group.operation("GET", "/cuts/{cut}", "readCut", Text("The manifest of a cut", "截面清单"), documents.Cut, also=(404,))
def one(request: HttpRequest, cut: str) -> HttpResponse:
    """Which files, how many rows, which bytes, and what the journal knew."""
    return give(_manifest(held.cut_named(cut), caller_of(request).user))


def _manifest(cut: Cut, user: Any) -> dict[str, Any]:
    open_kinds = {kind.name for kind in Viewer(user).kinds()}
    return cut.manifest | {"kinds": {name: each for name, each in cut.manifest["kinds"].items() if name in open_kinds}}
