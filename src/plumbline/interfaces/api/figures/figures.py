"""Figures, the records behind them, and what proves that those are the records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import BeforeValidator, Field

from plumbline import home as homes
from plumbline.errors import FigureError, RulebookError
from plumbline.figures.cuts.cut import Cut
from plumbline.figures.indicators import catalogue, compute
from plumbline.interfaces.api.core.declare import Group, caller_of, give
from plumbline.interfaces.api.core.problems import Problem
from plumbline.interfaces.api.figures import figure_documents
from plumbline.interfaces.api.records.kind_documents import MOST_ROWS, USUAL_ROWS, digits
from plumbline.interfaces.shared import reading as held
from plumbline.procedures.figures import reading
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

group = Group(Text("Figures", "数据指标"))
PATH = "/figures/{indicator}/{region}/{period}"

CutParam = Annotated[str, Query(max_length=120, description="The id of a cut; the latest unless given.")]
Part = Literal["denominator", "numerator", "excluded"]
PartParam = Annotated[Part, Query(description="Which records: denominator, numerator or excluded.")]
Some = Annotated[int, BeforeValidator(digits), Field(ge=0, le=MOST_ROWS)]
Page = Annotated[int, BeforeValidator(digits), Field(ge=1, le=MOST_ROWS)]


@dataclass(frozen=True, slots=True)
class Asked:
    """The figure that an address names, for one caller."""

    cut: Cut
    indicator: Indicator
    region: str
    period: str
    user: Any

    @property
    def named(self) -> dict[str, str]:
        """What every answer says of it."""
        return {"indicator": self.indicator.id, "region": self.region, "period": self.period, "cut": self.cut.id}


@group.operation("GET", PATH, "readFigure", Text("One figure", "一项数据"), figure_documents.Figure, also=(403, 404),
                 about="The document of plumb figure --json: numerator, denominator, value, interval, Merkle root, and "
                 "with ?records=50 the first of the records it counted.")
def one(request: HttpRequest, indicator: str, region: str, period: str, cut: CutParam = "", records: Some = 0,
        of: PartParam = "denominator") -> HttpResponse:
    """One figure."""
    asked = _asked(request, indicator, region, period)
    return give(reading.read_figure(asked.cut, homes.current(), asked.indicator.id, region, asked.period,
                                    user=asked.user, records=records, of=of))


@group.operation("GET", "/figures/{indicator}/{period}", "readFigures",
                 Text("One indicator in every region", "各地区同一指标的数据"), figure_documents.Figures, also=(404,),
                 about="Of the regions in which it is open to you, each before its parts. Roots and records are read "
                 "one figure at a time.")
def everywhere(request: HttpRequest, indicator: str, period: str, cut: CutParam = "") -> HttpResponse:
    """One indicator in every region."""
    frozen, when = held.cut_asked(request), held.period_named(period)
    user = caller_of(request).user
    of = _indicator(indicator, "", None, closed=True)
    found = compute.figures(frozen, of, when.text, with_change=True)
    shown = [each.as_dict() for region, each in found.items() if reading.open_figure(user, of, region)]
    return give({"indicator": of.id, "period": when.text, "cut": frozen.id, "figures": shown})


@group.operation("GET", PATH + "/records", "readRecordsBehind", Text("The records behind a figure", "数据背后的记录"),
                 figure_documents.Behind, also=(403, 404),
                 about="As they were frozen, in order of their key or of 'sort', each with its leaf. The figure's root "
                 "is the Merkle root over the sorted leaves of its denominator.")
def records(
    request: HttpRequest, indicator: str, region: str, period: str, cut: CutParam = "", of: PartParam = "denominator",
    sort: Annotated[str, Query(max_length=80, description="A field; with '-' the other way round.")] = "",
    after: Annotated[str, Query(max_length=2000, description="The token 'next' of the page before.")] = "",
    limit: Page = USUAL_ROWS,
) -> HttpResponse:
    """The records behind a figure."""
    asked = _asked(request, indicator, region, period)
    page = reading.read_records(
        asked.cut, asked.indicator, region, asked.period, user=asked.user, of=of, limit=limit, after=after or None,
        sort=sort.removeprefix("-") or None, descending=sort.startswith("-"))
    return give({**asked.named, "of": of, "count": page.count, "records": page.rows, "next": page.next})


@group.operation("GET", PATH + "/root", "readRoot", Text("The Merkle root of a figure", "数据的默克尔根"),
                 figure_documents.Root, also=(403, 404))
def root(request: HttpRequest, indicator: str, region: str, period: str, cut: CutParam = "") -> HttpResponse:
    """RFC 6962, section 2.1, over the leaves of the denominator's records, sorted bytewise."""
    asked = _asked(request, indicator, region, period)
    size = compute.records(asked.cut, asked.indicator, region, asked.period, limit=0, fields=()).count
    found = compute.root(asked.cut, asked.indicator, region, asked.period)
    return give({**asked.named, "root": found, "size": size})


@group.operation("GET", PATH + "/proof", "readProof",
                 Text("That a record is behind a figure", "某记录属于该数据的证明"), figure_documents.Proof,
                 also=(403, 404))
def proof(request: HttpRequest, indicator: str, region: str, period: str,
          leaf: Annotated[str, Query(pattern="^[0-9a-f]{64}$", description="The leaf of the record, in hex.")],
          cut: CutParam = "") -> HttpResponse:
    """An inclusion proof: climb from the leaf by the path, and you arrive at the root."""
    asked = _asked(request, indicator, region, period)
    try:
        return give(compute.proof(asked.cut, asked.indicator, region, asked.period, leaf))
    except FigureError as error:
        raise Problem.of(404, error) from error


def _asked(request: HttpRequest, indicator: str, region: str, period: str) -> Asked:
    cut, when = held.cut_asked(request), held.period_named(period)
    held.place_named(cut, when, region)
    user = caller_of(request).user
    return Asked(cut, _indicator(indicator, region, user), region, when.text, user)


def _indicator(name: str, region: str, user: Any, *, closed: bool = False) -> Indicator:
    """The indicator called ``name``; ``closed``: whoever asks, since what is shown is settled by region."""
    try:
        if closed:
            return catalogue.indicator(name, homes.current())
        return reading.indicator_for(homes.current(), name, region, user)
    except (FigureError, RulebookError) as error:
        raise Problem.of(404, error) from error
