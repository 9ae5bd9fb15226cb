"""What a report says, ready to be set: the document of an assessment in the words, numbers and days of one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from plumbline.methods.assessment.scoring.wording import quantity
from plumbline.methods.shared import periods
from plumbline.procedures.assessment.papers import wording
from plumbline.records.assessment.results import totals
from plumbline.text import NOTHING, Citation, Text, written_day, written_number

MOST_REGIONS = 300
"""Regions that a year's report shows in detail; more make a book that nobody opens, and each has its own."""
MOST_LOST = 10
LONG = 900
"""Letters of an item from which on its row may break over two pages."""


@dataclass(frozen=True)
class Basis:
    """What a report says beside the result. ``root`` and ``entry`` are those of the journal; ``ranked`` is how many
    regions have a place; ``reasons`` holds, by region and item, what was stated, as far as the reader may know it;
    ``notices`` are told first."""

    authority: Text
    published: date
    root: str
    entry: int
    ranked: int
    version: int = 1
    notices: tuple[Text, ...] = ()
    reasons: Mapping[tuple[str, str], Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Year:
    """A year's result: what its document says of all regions (``head``), one row for each of them by rank, what all got
    together (``records/results.totals``), and the regions told in detail."""

    head: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    totals: Mapping[str, Mapping[str, Any]]
    detailed: Sequence[Mapping[str, Any]]


def year_data(year: Year, basis: Basis, language: str) -> dict[str, Any]:
    """The report of a year: summary, ranking and every region told in detail."""
    teller = _Teller(year.head, basis, language)
    told = teller.common(wording.YEAR_REPORT.say(language).format(year.head["year"]), year.detailed)
    if len(year.detailed) < len(year.rows):
        told["notices"].append(wording.TOO_MANY.say(language).format(MOST_REGIONS))
    return told | {
        "whole": True, "subtitle": teller.say(year.head["title"]), "summary": teller.summary(year.rows),
        "grades": teller.grades(year.rows), "parts": teller.parts(year.totals), "lost": teller.lost(year.totals),
        "ranking": [teller.rank(each) for each in year.rows],
    }


def region_data(head: Mapping[str, Any], region: Mapping[str, Any], basis: Basis, language: str) -> dict[str, Any]:
    """The report of one region of a result."""
    teller = _Teller(head, basis, language)
    title = wording.REGION_REPORT.say(language).format(teller.say(region["names"]), head["year"])
    return teller.common(title, [region]) | {"whole": False, "subtitle": teller.say(head["title"])}


class _Teller:
    """Tells the parts of one result in one language; ``document`` is its head."""

    def __init__(self, document: Mapping[str, Any], basis: Basis, language: str) -> None:
        self.document, self.basis, self.language = document, basis, language
        self.places = {band["grade"]: place for place, band in enumerate(document["bands"])}
        self.words = {band["grade"]: self.say(band["title"]) for band in document["bands"]}
        self.score_places = int(document["rounding"]["places"])
        self.counts = document.get("better") == "lower"
        """Whether points count against a region: the fewest are then the best."""

    def say(self, value: Mapping[str, str] | Text | None) -> str:
        text = value if isinstance(value, Text) else Text.of(value or "")
        return text.say(self.language)

    def score(self, value: float | None) -> str:
        return NOTHING if value is None else written_number(_exact(value), self.score_places)

    def common(self, title: str, regions: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        foot = self.say(wording.FOOT).format(title=title, cut=self.document["cut"])
        return {
            "title": title, "authority": self.say(self.basis.authority), "root": self.basis.root, "foot": foot,
            "words": {name: self.say(text) for name, text in
                      (wording.WORDS | (wording.COUNTED if self.counts else {})).items()},
            "notices": self._notices(), "facts": self._facts(), "regions": [self.region(each) for each in regions],
            "definitions": self._definitions(regions), "check": [self.say(text) for text in wording.CHECK],
        }

    def _notices(self) -> list[str]:
        document = self.document
        told = [self.say(each) for each in self.basis.notices]
        if document["illustrative"]:
            told.append(self.say(document["label"]) or self.say(wording.ILLUSTRATIVE))
        if document["partial"]:
            told.append(self.say(document["partial"]))
        if self.basis.version > 1:
            told.append(self.say(wording.CORRECTED).format(self.basis.version))
        return list(dict.fromkeys(told))

    def _facts(self) -> list[dict[str, Any]]:
        document, basis = self.document, self.basis
        rows = (
            (wording.PUBLISHED, written_day(basis.published, self.language), False),
            (wording.PERIOD, wording.span(periods.parse(document["period"]), self.language), False),
            (wording.SCHEME, f"{self.say(document['title'])} ({document['scheme']})", False),
            (wording.CITED, Citation(**document["citation"]).written(self.language), False),
            (wording.GRADED_BY, Citation(**document["bands_citation"]).written(self.language)
             if document["bands_citation"]["text"] else "", False),
            (wording.SCHEME_HASH, document["scheme_sha256"], True),
            (wording.CUT_NAME, document["cut"], True),
            (wording.ROOT, basis.root, True),
            (wording.ENTRY, str(basis.entry), False),
        )
        return [{"name": self.say(name), "value": value, "code": code} for name, value, code in rows if value]

    def summary(self, regions: Sequence[Mapping[str, Any]]) -> str:
        scores = sorted(_exact(each["score"]) for each in regions if each["score"] is not None)
        withheld = sum(each["grade"] is None for each in regions)
        said = self.say(wording.COUNTED_SCORES if self.counts else wording.SCORES).format(
            low=written_number(scores[0], self.score_places), high=written_number(scores[-1], self.score_places),
            full=written_number(_exact(self.document["full"])),
            median=written_number(median(scores), self.score_places)) if scores else ""
        return self.say(wording.SUMMARY).format(
            count=len(regions), period=wording.span(periods.parse(self.document["period"]), self.language), scores=said,
            withheld=self.say(wording.WITHHELD).format(withheld) if withheld and self.document["bands"] else "")

    def grades(self, regions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        counts = {grade: sum(each["grade"] == grade for each in regions) for grade in (*self.places, None)}
        rows = []
        for band in self.document["bands"]:
            means = self.say(band["when"]) if band["when"] else self.say(wording.BAND).format(
                written_number(_exact(band["from"])), written_number(_exact(band["to"])))
            rows.append(self._grade(band["grade"], f"{self.words[band['grade']]} · {means}", counts))
        if counts[None] and rows:
            rows.append(self._grade(None, self.say(wording.NO_GRADE), counts))
        return rows

    def _grade(self, grade: str | None, means: str, counts: Mapping[str | None, int]) -> dict[str, Any]:
        count = counts[grade]
        return {"grade": grade, "place": self.places.get(grade or ""), "means": means, "count": written_number(count),
                "share": _share(Decimal(count), Decimal(max(1, sum(counts.values()))))}

    def rank(self, region: Mapping[str, Any]) -> dict[str, Any]:
        score, grade = region["score"], region["grade"]
        return {
            "rank": NOTHING if region["rank"] is None else str(region["rank"]), "name": self.say(region["names"]),
            "grade": grade, "word": self.words.get(grade or "", ""), "place": self.places.get(grade or ""),
            "score": self.score(score),
            "share": None if score is None else self._earned(_exact(score), _exact(self.document["full"])),
        }

    def _earned(self, got: Decimal, of: Decimal) -> float:
        """What part is to the good: what was earned, or what of all that could be counted was not."""
        return _share(of - got if self.counts else got, of)

    def parts(self, sums: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Points earned and lost by block; by item where there is but one block. What stands above full marks makes up
        for nothing that was lost elsewhere, and is left out."""
        blocks = self.document["blocks"]
        named = [(f"{each['id']} {self.say(each['title'])}", each["items"]) for each in blocks]
        if len(blocks) == 1:
            named = [(f"{id} {self.say(one['title'])}", [id]) for id, one in sums.items()]
        rows = []
        for title, ids in named:
            there = [sums[id] for id in ids if id in sums]
            got, of = (sum((Decimal(one[part]) for one in there), Decimal(0)) for part in ("points", "of"))
            if of:
                shown = of - got if self.counts else got  # the sums hold what is to the good
                rows.append({"title": title, "share": _share(got, of), "lost": _plain(of - got),
                             "points": f"{_plain(shown)} / {_plain(of)}"})
        return rows

    def lost(self, sums: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The items that lost the largest share of their points over all regions."""
        found = []
        for id, one in sums.items():
            of = Decimal(one["of"])
            lost = of - Decimal(one["points"])
            if lost > 0:
                found.append((lost / of, id, self.say(one["title"]), lost, of))
        found.sort(key=lambda each: -each[0])
        return [{"id": id, "title": title, "share": float(round(part, 4)),
                 "said": self.say(wording.COUNTED_OF if self.counts else wording.LOST_OF).format(
                     share=written_number(part * 100, 1), lost=_plain(lost), of=_plain(of))}
                for part, id, title, lost, of in found[:MOST_LOST]]

    def _lost(self, got: Decimal, of: Decimal) -> Decimal:
        return got if self.counts else of - got

    def region(self, region: Mapping[str, Any]) -> dict[str, Any]:
        grade = region["grade"]
        return {
            "name": self.say(region["names"]), "grade": grade, "word": self.words.get(grade or "", ""),
            "place": self.places.get(grade or ""), "standing": self._standing(region),
            "withheld": self.say(region["withheld_words"]) if grade is None else "",
            "veto": self.say(wording.VETO).format(region["veto"]) if region["veto"] else "",
            "parts": self.parts(totals([region], demerit=self.counts)),
            "items": [self._item(each, region["code"]) for each in region["items"]],
        }

    def _standing(self, region: Mapping[str, Any]) -> str:
        if region["score"] is None:
            return self.say(wording.UNSCORED)
        ranked, unranked = ((wording.COUNTED_STANDING, wording.COUNTED_UNRANKED) if self.counts
                            else (wording.STANDING, wording.UNRANKED))
        line = unranked if region["rank"] is None else ranked
        return self.say(line).format(score=self.score(region["score"]), rank=region["rank"],
                                     full=written_number(_exact(self.document["full"])),
                                     count=self.basis.ranked)

    def _item(self, item: Mapping[str, Any], region: str) -> dict[str, Any]:
        got, of = item["points"], _exact(item["of"])
        stated = self.basis.reasons.get((region, item["id"]), ())
        source = Citation(**item["citation"]).written(self.language)
        if item["clause"]:
            source = f"{self.say(wording.CLAUSE).format(item['clause'])} · {source}"
        reason, rule = self.say(item["explanation"] or wording.CLOSED), self.say(item["rule"])
        return {
            "id": item["id"], "title": self.say(item["title"]), "source": source,
            "long": len(reason) + len(rule) + sum(map(len, stated)) > LONG,
            "got": NOTHING if got is None else _plain(_exact(got)), "of": _plain(of),
            "full": got is None or self._lost(_exact(got), of) <= 0,
            "share": self._earned(_exact(got), of) if got is not None and of else None,
            "reason": reason,
            "why": self.say(wording.STATED).format("；".join(stated) if self.language == "zh" else "; ".join(stated))
            if stated else "",
            "rule": rule, "figure": self._figure(item["figure"]) if item["figure"] else None,
        }

    def _figure(self, figure: Mapping[str, Any]) -> dict[str, Any]:
        value, interval = figure["value"], figure["interval"]
        said = self.say(wording.SAID).format(
            value=NOTHING if value is None else self.say(quantity(Decimal(value), figure["unit"])),
            numerator=written_number(figure["numerator"]), denominator=written_number(figure["denominator"]))
        if interval:
            low, high = (written_number(interval[end]) for end in ("low", "high"))
            said += self.say(wording.INTERVAL).format(low=low, high=high,
                                                      level=_plain(Decimal(interval["level"]) * 100))
        counted = wording.OF_N if figure["population"] is None else wording.OF_POPULATION
        said += self.say(counted).format(n=written_number(figure["n"]), population=written_number(figure["population"]))
        marks = [[self.say(wording.CUT), figure["cut"]],
                 [wording.WORDS["definition"].say(self.language), figure["definition_sha256"]]]
        return {"said": said, "marks": marks, "cited": f"{self.say(figure['title'])} · "
                + Citation(**figure["citation"]).written(self.language)}

    def _definitions(self, regions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        found = {item["figure"]["indicator"]: item["figure"] for region in regions for item in region["items"]
                 if item["figure"]}
        return [{"indicator": name, "title": self.say(one["title"]), "meaning": self.say(one["meaning"]),
                 "cited": Citation(**one["citation"]).written(self.language), "sha256": one["definition_sha256"]}
                for name, one in sorted(found.items())]


def _exact(value: float | str) -> Decimal:
    """A JSON number of the document as the decimal it was: it has at most the scheme's few places."""
    return Decimal(str(value))


def _plain(value: Decimal) -> str:
    """A number without zeros behind its last place."""
    text = written_number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _share(got: Decimal, of: Decimal) -> float:
    """What part of ``of`` was got, from 0 to 1: as long as a bar is drawn."""
    return float(round(min(max(got, Decimal(0)), of) / of, 4)) if of else 0.0
