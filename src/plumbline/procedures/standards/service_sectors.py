"""Standards for services by sector, as they hold in a region: set there or below, or above it; and the sectors that
have none, which are the gaps."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from plumbline.errors import RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.standards.editions import STANDARD, public
from plumbline.records.core.region_trees import beneath, tree
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

SECTORS = "service-sector"
IN_FORCE = "in-force"
OWN, ABOVE = "own", "above"


def by_sector(region: str, on: date) -> dict[str, Any]:
    """Every sector with the standards in force for it: ``own``, whose issuer sits in the ``region`` or below, and
    ``above``, whose issuer sits above it, by the regions of the day ``on``, or over every region; international ones
    are none of these. A ``gap`` has neither; ``only_above`` has none of its own. Without a region all count as own. The
    ``--json`` document of ``plumb standards services``. :raises MethodError: for a region there is not."""
    over = _over(region, on)
    rows = public(STANDARD).filter(status=IN_FORCE, sector__isnull=False)
    own = _counts(rows.filter(_within(region)))
    above = _counts(rows.filter(over)) if region else {}
    lines = [{"sector": code, "title": term.title.as_dict(), OWN: own.get(code, 0), ABOVE: above.get(code, 0),
              "gap": not own.get(code) and not above.get(code),
              "only_above": not own.get(code) and bool(above.get(code))}
             for code, term in vocabularies.vocabulary(SECTORS).items()]
    covered = sum(1 for each in lines if each[OWN])
    return {"region": region or None, "sectors": lines, "covered": covered, "of": len(lines),
            "gaps": [each["sector"] for each in lines if each["gap"]]}


def standards_of(region: str, sector: str, on: date, *, above: bool = False) -> QuerySet[Any]:
    """The standards behind one number of :func:`by_sector`, in the order of their codes. :raises RecordError: for a
    sector there is not. :raises MethodError: for a region there is not."""
    terms = vocabularies.vocabulary(SECTORS)
    if sector not in terms:
        raise RecordError("standard.no_sector", Text(f"there is no service sector '{sector[:40]}'",
                                                     f"没有服务领域“{sector[:40]}”"), where="sector",
                          next_step=suggest(sector, sorted(terms)))
    over = _over(region, on)
    found: QuerySet[Any] = public(STANDARD).filter(status=IN_FORCE, sector=sector)
    return found.filter(over if above else _within(region)).order_by("code")


def _counts(rows: QuerySet[Any]) -> dict[str, int]:
    return dict(rows.order_by().values_list("sector").annotate(n=Count("pk")))


def _within(region: str) -> Q:
    return Q(region__in=beneath(frozenset([region])) | {region}) if region else Q()


def _over(region: str, on: date) -> Q:
    above = tree().at(on).ancestors(region) if region else ()
    return (Q(region__isnull=True) | Q(region__in=[each for each in above if each != region])) & ~Q(
        level="international")
