"""The reports of a published assessment as PDF: of the year, and of each region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from plumbline import worlds
from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods import periods
from plumbline.procedures import year_reading
from plumbline.procedures.assessment_reading import kept, read_assessment
from plumbline.procedures.papers import typesetting
from plumbline.procedures.papers.report_data import Basis, region_data, year_data
from plumbline.records.regiontrees import tree
from plumbline.records.rounds import Round
from plumbline.text import Text

LANGUAGES = ("en", "zh")
TEMPLATE = "report.typ"
NONE = "there is no published result of this"


@dataclass(frozen=True, slots=True)
class Report:
    """A PDF and the name it is given."""

    name: str
    content: bytes


def named(number: str) -> tuple[str, str]:
    """The scheme and the year of the assessment called ``number`` (SCHEME-YEAR), with a procedure or without one.
    :raises RecordError: if nothing of that name is published."""
    for scheme, year in kept().order_by().values_list("scheme", "year").distinct():
        if f"{scheme}-{year}" == number:
            return str(scheme), str(year)
    raise RecordError(NONE, where=number[:120], next_step="Publish it first; what waits tells: plumb year today")


def report(home: Home, scheme: str, year: str, *, region: str = "", language: str = "en", user: Any = None) -> Report:
    """The report of a year, or of one region in it, as ``user`` (None: the public) may see it.

    A year's is kept under ``cache`` once it was set, for it takes seconds. :raises RecordError: where nothing is
    published. :raises PlumblineError: for a sign that no font of this machine holds.
    """
    data, day = _data(home, scheme, year, region, language, user)
    name = "-".join(each for each in (scheme, year, region, language) if each)
    if region:
        return Report(name, typesetting.pdf(TEMPLATE, data, language, on=day))
    held = home.cache / "reports" / f"{typesetting.known_as(TEMPLATE, data, language)}.pdf"
    if not held.exists():
        held.parent.mkdir(parents=True, exist_ok=True)
        aside = held.with_suffix(f".{id(data)}.part")
        aside.write_bytes(typesetting.pdf(TEMPLATE, data, language, on=day))
        aside.replace(held)
    return Report(name, held.read_bytes())


def _data(home: Home, scheme: str, year: str, region: str, language: str, user: Any) -> tuple[dict[str, Any], Any]:
    if language not in LANGUAGES:
        raise RecordError(f"there are no reports in '{language}'", next_step=f"Choose one of: {', '.join(LANGUAGES)}")
    where = " ".join(each for each in (scheme, year, region) if each)[:120]
    rows = kept(scheme=scheme).filter(year=year).order_by("-made_at", "-pk")
    row = rows.annotate(root=F("entry__root")).first()
    document = read_assessment(home, scheme, year, user=user) if row is not None else None
    if row is None or document is None:
        raise RecordError(NONE, where=where, next_step="Look for a year that is published")
    codes = [each["code"] for each in document["regions"]]
    if region and region not in codes:
        raise RecordError(NONE, where=where, next_step="Look for a region that was assessed in this year")
    published = timezone.localdate(row.made_at)
    basis = Basis(
        authority=_authority(document, codes), published=published, root=row.root, entry=row.entry_id,
        version=rows.count() if document.get("procedure") else 1, notices=_notices(home),
        reasons=_reasons(home, document, region, user))
    if region:
        return region_data(document, region, basis, language), published
    return year_data(document, basis, language), published


def _notices(home: Home) -> tuple[Text, ...]:
    world = worlds.world_of(home)
    return () if world is None else (Text.of(world["label"]), Text.of(world["attribution"]))


def _authority(document: Mapping[str, Any], codes: list[str]) -> Text:
    """The region whose authority assessed: that of the procedure, else the nearest above all that were assessed."""
    here = tree().at(periods.parse(document["period"]).last)
    round = Round.objects.filter(number=document.get("procedure") or "").first()
    if round is not None and round.top in here:
        return here.name(round.top)
    above = [here.ancestors(code) for code in codes if code in here]
    shared = [code for code in above[0] if all(code in each for each in above)] if above else []
    return here.name(shared[0]) if shared else Text()


def _reasons(home: Home, document: Mapping[str, Any], region: str, user: Any) -> dict[tuple[str, str], list[str]]:
    """What was stated behind each answer that counts, as far as ``user`` may read it."""
    number = document.get("procedure")
    if not number or user is None:
        return {}
    counted = {event for each in document["regions"] for item in each["items"] if item["determination"]
               for event in item["determination"].get("events", ())}
    try:
        told = year_reading.events(home, number, user, region=region)
    except RecordError:  # no part in the year, so none of its events
        return {}
    found: dict[tuple[str, str], list[str]] = {}
    for one in told:
        if one["number"] in counted and one["reason"]:
            found.setdefault((one["region"], one["item"]), []).append(one["reason"])
    return found
