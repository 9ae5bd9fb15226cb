"""The reports of a published assessment as PDF: of the year, and of each region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from django.utils import timezone

from plumbline import worlds
from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.shared import periods
from plumbline.procedures.assessment.papers import wording
from plumbline.procedures.assessment.papers.report_data import MOST_REGIONS, Basis, Year, region_data, year_data
from plumbline.procedures.assessment.scoring.reading import kept, latest, read_assessment, read_region
from plumbline.procedures.assessment.year import reading
from plumbline.procedures.assessment.year.refusals import choose
from plumbline.procedures.common import typesetting
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.assessment.rounds import Round
from plumbline.records.core.region_trees import tree
from plumbline.text import Text

TEMPLATE = resources.files(__package__) / "report.typ"


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
    raise _none(number[:120], Text("Publish it first; what waits tells: plumb year today",
                                   "请先公布；待办事项见：plumb year today"))


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


def _data(home: Home, scheme: str, year: str, region: str, language: str, user: Any) -> tuple[dict[str, Any], date]:
    if language not in wording.LANGUAGES:
        raise RecordError("report.language", Text(f"there are no reports in '{language}'",
                                                  f"报告没有“{language}”文本"), next_step=choose(wording.LANGUAGES))
    where = " ".join(each for each in (scheme, year, region) if each)[:120]
    found = latest(scheme, year)
    if found is None:
        raise _none(where, Text("Look for a year that is published", "请查找已公布的年度"))
    day = timezone.localdate(found.made_at)
    if region:
        one = read_region(home, found.pk, region, user=user)
        if one is None:
            raise _none(where, Text("Look for a region that was assessed in this year", "请查找本年度被考核的地区"))
        return region_data(found.head, one, _basis(home, found, [one], user, region), language), day
    detailed: list[dict[str, Any]] = []
    if found.lines.count() <= MOST_REGIONS:
        document = read_assessment(home, scheme, year, user=user)
        detailed = document["regions"] if document is not None else []
    rows = [{"names": {"en": one.name_en, "zh": one.name_zh}, "score": one.score, "grade": one.grade or None,
             "rank": one.rank} for one in found.lines.order_by("place").defer("content", "withheld").iterator()]
    told = Year(found.head, rows, found.totals, detailed)
    return year_data(told, _basis(home, found, detailed, user, ""), language), day


def _none(where: str, next_step: Text) -> RecordError:
    return RecordError("result.none", Text("there is no published result of this", "没有相应的已公布结果"), where=where,
                       next_step=next_step)


def _basis(home: Home, found: Assessment, detailed: list[dict[str, Any]], user: Any, region: str) -> Basis:
    version = kept(scheme=found.scheme).filter(year=found.year).count() if found.head.get("procedure") else 1
    world = worlds.world_of(home)
    return Basis(
        authority=_authority(found), published=timezone.localdate(found.made_at), root=found.entry.root,
        entry=found.entry.number, ranked=found.lines.filter(rank__isnull=False).count(), version=version,
        notices=_notices(world or {}),
        reasons=_reasons(home, found.head.get("procedure"), detailed, region, user))


def _notices(world: dict[str, Any]) -> tuple[Text, ...]:
    """What is to be known of the records first: whose they are, and whether they are constructed."""
    told = [world["label"]] if world.get("constructed") else []
    return tuple(Text.of(each) for each in (*told, world.get("attribution")) if each)


def _authority(found: Assessment) -> Text:
    """The region whose authority assessed: that of the procedure, else the nearest above all that were assessed."""
    here = tree().at(periods.parse(found.head["period"]).last)
    round = Round.objects.filter(number=found.head.get("procedure") or "").first()
    if round is not None and round.top in here:
        return here.name(round.top)
    codes = list(found.lines.values_list("code", flat=True))
    above = [here.ancestors(code) for code in codes if code in here]
    shared = [code for code in above[0] if all(code in each for each in above)] if above else []
    return here.name(shared[0]) if shared else Text()


def _reasons(home: Home, number: str | None, detailed: list[dict[str, Any]], region: str, user: Any,
             ) -> dict[tuple[str, str], list[str]]:
    """What was stated behind each answer that counts, as far as ``user`` may read it."""
    if not number or user is None:
        return {}
    counted = {event for each in detailed for item in each["items"] if item["determination"]
               for event in item["determination"].get("events", ())}
    try:
        told = reading.events(home, number, user, region=region)
    except RecordError:  # no part in the year, so none of its events
        return {}
    found: dict[tuple[str, str], list[str]] = {}
    for one in told:
        if one["number"] in counted and one["reason"]:
            found.setdefault((one["region"], one["item"]), []).append(one["reason"])
    return found
