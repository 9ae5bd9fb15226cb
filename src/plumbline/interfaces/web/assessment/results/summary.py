"""The year at a glance: what a result says of all its regions together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from plumbline import home as homes
from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.results import grades
from plumbline.interfaces.web.assessment.results.grades import Graded, Result
from plumbline.interfaces.web.assessment.results.published import Held
from plumbline.interfaces.web.assessment.results.ranking_changes import Row, moved
from plumbline.interfaces.web.charts import draw
from plumbline.procedures.assessment.results import reading
from plumbline.procedures.assessment.results.reading import Objecting, Objection
from plumbline.text import Text

MOST_LOST = 10
CHANGED = 50


@dataclass(frozen=True, slots=True)
class Fact:
    """One headline: what it is about, its value, and a sentence below."""

    title: str
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Share:
    """What all regions got of an item or a block, on average: points, of how many, and the share lost."""

    id: str
    title: Text
    got: Decimal
    of: Decimal
    lost: Decimal
    regions: int
    scored: int
    bar: list[draw.Segment]


def of(here: Held) -> dict[str, Any]:
    """Everything the page shows but its head."""
    items, blocks = shares(here.result)
    said = objecting(here)
    lost = sorted((one for one in items if one.lost), key=lambda one: one.lost, reverse=True)[:MOST_LOST]
    return {
        "facts": _facts(here, lost, said), "distribution": distribution(here), "moves": moves(here),
        "blocks": blocks, "stack": draw.points([(float(one.got), float(one.of)) for one in blocks]),
        "lost": lost, "counts": counts(here.result), "objecting": said, "objections": objections(here, said),
        "history": history(here),
    }


def counts(result: Result) -> bool:
    """Whether points count against a region: the fewest are then the best."""
    return result.head.get("better") == "lower"


def objecting(here: Held) -> Objecting | None:
    """The objections to the year, today."""
    if here.rules is None:
        return None
    return reading.objecting(homes.current(), here.rules, here.year, on=timezone.localdate())


def objections(here: Held, said: Objecting | None, region: str = "") -> list[tuple[Objection, Text]]:
    """The objections, or those of one region, each with the name of its region."""
    return [(one, graded.name if (graded := here.result.regions.get(one.region)) else Text.of(one.region))
            for one in (said.objections if said else ()) if not region or one.region == region]


def shares(result: Result) -> tuple[list[Share], list[Share]]:
    """The average of each item, and of each block: over the regions that have points for it."""
    items, blocks = [], []
    for block in result.head["blocks"]:
        own = [_share(id, result) for id in block["items"] if id in result.totals]
        items += own
        got, of = sum((one.got for one in own), Decimal(0)), sum((one.of for one in own), Decimal(0))
        if of:
            blocks.append(Share(block["id"], grades.text(block["title"]), got, of, of - got, 0, 0,
                                draw.points([(float(got), float(of))])))
    return items, blocks


def _share(id: str, result: Result) -> Share:
    held = result.totals[id]
    scored = held["scored"]
    got, full = Decimal(held["points"]) / scored, Decimal(held["of"]) / scored
    return Share(id, grades.text(held["title"]), got, full, full - got, held["lost"], scored,
                 draw.points([(float(got), float(full))]) if full else [])


def _facts(here: Held, lost: list[Share], said: Objecting | None) -> list[Fact]:
    ranked, places = here.result.ranked, here.result.places
    graded = [one for one in ranked if one.grade]
    found = [Fact(_("Regions graded"), words.number(len(graded)),
                  _("of %(n)s assessed") % {"n": words.number(len(ranked))})]
    middle, old = _middle(ranked), _middle(here.before.ranked) if here.before else None
    if middle is not None:
        against = _("half of the regions have more, half less")
        if old is not None:
            against = _("%(change)s on %(year)s") % {"change": words.number(middle - old, places, signed=True),
                                                    "year": here.before_year}
        found.append(Fact(_("Median score"), words.number(middle, places), against))
    best = next(iter(here.result.words), "")
    if best and ranked:
        count = sum(one.grade == best for one in ranked)
        found.append(Fact(_("Grade %(grade)s, %(word)s") % {"grade": best, "word": words.say(here.word(best))},
                          words.number(count), _("%(share)s %% of the regions") % {
                              "share": words.number(Decimal(100 * count) / len(ranked), 0)}))
    if lost:
        counted = counts(here.result)
        found.append(Fact(_("Most points counted") if counted else _("Costs most points"),
                          ("" if counted else "\u2212") + words.number(lost[0].lost, places),
                          _("on average, by item %(item)s %(title)s") % {
                              "item": lost[0].id, "title": words.say(lost[0].title)}))
    if said is not None:
        found.append(Fact(_("Objections"), words.number(len(said.objections)),
                          _("%(n)s of them not answered yet") % {"n": words.number(said.open)}))
    else:
        found.append(Fact(_("Grades set by a veto"), words.number(sum(bool(one.veto) for one in ranked)),
                          _("whatever the score")))
    return found


def _middle(ranked: list[Graded]) -> Decimal | None:
    scores = [one.score for one in ranked if one.score is not None]
    return median(scores) if scores else None


def distribution(here: Held) -> list[dict[str, Any]]:
    """How many regions have each grade, this year and the year before."""
    ranked, before = here.result.ranked, here.before.ranked if here.before else []
    names: list[tuple[str, Text | None]] = list(here.result.words.items())
    if any(not one.grade for one in ranked):
        names.append(("", None))
    found = []
    for grade, word in names:
        count = sum(one.grade == grade for one in ranked)
        found.append({"grade": grade, "word": word, "count": count,
                      "before": sum(one.grade == grade for one in before) if before else None,
                      "bar": draw.points([(count, len(ranked))])})
    return found


def moves(here: Held) -> dict[str, Any] | None:
    """How scores and grades moved since the result before."""
    if here.before is None:
        return None
    rows = [here.row(one) for one in here.result.ranked]
    found = moved(here.result, here.before_year, here.year, rows)
    return None if found is None else {**found, "crossed": crossed(here, rows)}


def crossed(here: Held, rows: list[Row]) -> list[tuple[str, list[int]]]:
    """For each grade of the year before, how many of its regions have each grade now."""
    names = list(here.result.words)
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.old and row.change is not None:
            counts[row.old.grade, row.one.grade] = counts.get((row.old.grade, row.one.grade), 0) + 1
    return [(old, [counts.get((old, new), 0) for new in names]) for old in names]


def history(here: Held) -> list[dict[str, Any]]:
    """Every version of the year, newest first, with what it changed against the one before."""
    found: list[dict[str, Any]] = []
    for place, version in enumerate(here.versions):
        changed: list[tuple[Graded, Graded | None]] = []
        if place:
            old = grades.of_version(here.versions[place - 1]).regions
            for one in grades.of_version(version).ranked:
                was = old.get(one.code)
                if was is None or (was.score, was.grade) != (one.score, one.grade):
                    changed.append((one, was))
        found.insert(0, {"version": version, "changed": changed[:CHANGED], "count": len(changed),
                         "here": version == here.version})
    return found
