"""Before publication nobody learns from a page what is not theirs to know: by any address of a year, by any reader."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from plumbline.procedures.evidence import attaching
from plumbline.records.core.kinds import KINDS
from plumbline.records.evidence.evidence import Evidence
from tests import evidence as made
from tests.interfaces.web.leaks.telling import read
from tests.interfaces.web.year_city import NUMBER, START, YearCity

# Asks everything for every reader: what it runs is counted in the tests of each page.
pytestmark = pytest.mark.no_cover
MARKS = {"north": ("target of north", "word of north", "seen in north", "found in north"),
         "south": ("target of south", "word of south", "seen in south", "found in south")}
ITEMS = ("1.1", "1.3", "1.4")
MOST = 26  # what a year's events ask; today asks fewer, however many procedures there are
"""Today's work asks for most: what waits in years, cases and drafts, and how much is new in each."""
"""How often a page of a year asks the store at most, however much was stated."""


@pytest.fixture
def scored(year: YearCity) -> YearCity:
    """Both cities scored, with evidence of each."""
    year.scored("south")
    for region in MARKS:
        attaching.attach(year.home, attaching.ANYBODY, "year", (NUMBER, region, "1.1"),
                         [made.photo(30 + len(region), 20 + ord(region[0]) % 7)], name=f"plan of {region}.jpg",
                         at=START, note=f"note of {region}")
        year.state("planning", region, "1.1", "department", answer="yes", reason=f"seen in {region}")
    return year


def addresses(year: YearCity) -> list[str]:
    """Every address of a year's pages, for both cities; and each other road to what was stated: evidence, workbooks,
    letters, results, records, lists, exports, the API."""
    found = [reverse("today"), reverse("years"), reverse("records"), reverse("saved")]
    found += [reverse(name, args=(NUMBER,)) for name in ("year", "year-people", "year-events", "year-result")]
    for region in MARKS:
        found += [reverse("year-region", args=(NUMBER, region)), reverse("evidence-about", args=(
            "year", (NUMBER, region, "1.1"))), reverse("evidence-about", args=("year", (NUMBER, region)))]
        found += [reverse("year-item", args=(NUMBER, region, item)) for item in ITEMS]
        found += [f"{reverse('year-events', args=(NUMBER,))}?region={region}",
                  f"{reverse('year-result', args=(NUMBER,))}?region={region}"]
        found += [reverse("year-letter", args=(NUMBER, region, kind, "en")) for kind in ("result", "order")]
        found += [reverse("results-region", args=("all-rules", "2013", region)),
                  reverse("region-report", args=("all-rules", "2013", region, "en"))]
        found += [f"/api/v1/years/{NUMBER}/events?region={region}",
                  f"/api/v1/evidence?kind=year&key={NUMBER}/{region}/1.1",
                  f"/api/v1/assessments/all-rules/2013/regions/{region}"]
    for stage in ("target", "self", "department", "panel"):
        found += [reverse("year-sheet", args=(NUMBER, stage)), reverse("year-workbook", args=(NUMBER, stage))]
    found += [f"/api/v1/{tail}" for tail in (
        "today", "years", f"years/{NUMBER}", f"years/{NUMBER}/events", f"years/{NUMBER}/parts",
        f"years/{NUMBER}/result", "assessments/all-rules/2013", "records/determination")]
    found += [reverse("home"), reverse("results"), reverse("results-year", args=("all-rules", "2013")),
              reverse("rescore", args=("all-rules", "2013"))]
    found += [reverse("records-export", args=("determination", "csv")), reverse("record-list", args=("determination",))]
    for number in Evidence.objects.filter(about="year").values_list("number", flat=True):
        found += [reverse("evidence", args=(number,)), reverse("evidence-file", args=(number,)),
                  reverse("evidence-picture", args=(number, "small")), f"/api/v1/evidence/{number}"]
    return found


def told(year: YearCity, who: str) -> str:
    """All that a person is told by all of these."""
    client = year.client(who)
    return "\n".join(read(client.get(address)) for address in addresses(year))


@pytest.mark.parametrize("evaluated", [False, True])
def test_who_is_assessed_reads_only_itself(scored: YearCity, evaluated: bool) -> None:
    if evaluated:
        for who, act in (("lead", "evaluate"), ("chief", "approve"), ("deputy", "approve")):
            scored.act(who, "year", NUMBER, act=act)
    for own, other in (("north", "south"), ("south", "north")):
        text = told(scored, own)
        for kind in KINDS.values():  # they speak of markets, and not of the person called market
            for words in (kind.plural, kind.title, kind.meaning):
                text = text.replace(escape(words.en), "")
        assert f"word of {own}" in text
        assert f"plan of {own}" in text
        foreign = (*MARKS[other], f"seen in {own}", f"found in {own}", f"plan of {other}", f"note of {other}",
                   f'href="/years/{NUMBER}/{other}/', f'"code":"{other}"', "expert1", "planning", "market", "79.0")
        assert [mark for mark in foreign if mark in text] == []


@pytest.mark.parametrize("who", ["", "stranger"])
def test_without_a_part_nothing_is_told(scored: YearCity, who: str) -> None:
    text = told(scored, who)
    assert [mark for region in MARKS.values() for mark in region if mark in text] == []
    # A role over a region opens the evidence of it, and no part of the year: docs/decisions/0016-the-year.md.
    assert ("plan of north" in text) is bool(who)


def test_who_scores_reads_what_they_act_for(scored: YearCity) -> None:
    planning, expert = told(scored, "planning"), told(scored, "expert1")
    assert "seen in north" in planning
    assert "found in north" not in planning
    assert "seen in north" not in expert
    assert "word of north" not in expert  # of item 1.1, which is not the expert's


def test_an_expert_s_score_is_nobody_else_s_before_all_have_scored(year: YearCity) -> None:
    year.state("expert1", "south", "1.4", "panel", answer="61.25", reason="mark of expert1")
    for who in ("lead", "chief", "expert2", "market", "south"):
        text = told(year, who)
        assert "61.25" not in text
        assert "mark of expert1" not in text
    assert "mark of expert1" in told(year, "expert1")


def test_a_conflict_of_interest_closes_the_result_too(scored: YearCity) -> None:
    scored.act("chief", "year-people", NUMBER, act="conflict", region="north", reason="was mayor")
    scored.act("lead", "year", NUMBER, act="evaluate")
    text = told(scored, "chief")
    assert [mark for mark in MARKS["north"] if mark in text] == []
    result = read(scored.get("chief", "year-result", NUMBER))
    assert "South" in result
    assert "North" not in result


def test_a_year_that_is_not_open_looks_as_if_it_were_not_there(year: YearCity) -> None:
    for name, more in (("year", ()), ("year-people", ()), ("year-events", ()), ("year-result", ()),
                       ("year-region", ("north",)), ("year-item", ("north", "1.1"))):
        real = year.get("stranger", name, NUMBER, *more)
        none = year.get("stranger", name, "no-such-year", *more)
        assert real.status_code == none.status_code == 404
        assert plain(real, NUMBER) == plain(none, "no-such-year")
    real, none = year.get("south", "year-region", NUMBER, "north"), year.get("south", "year-region", NUMBER, "xnorth")
    assert real.status_code == none.status_code == 404
    assert plain(real, "north") == plain(none, "xnorth")


def plain(answer: Any, name: str) -> str:
    """A page without its own address and what changes at each request."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode().replace(name, "…"))


def asked(client: Any, path: str) -> int:
    """How often a page asked the store."""
    client.get(path)  # the tree of regions is read once a process
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("who", ["lead", "market", "south"])
def test_pages_ask_as_often_for_three_statements_as_for_one(year: YearCity, who: str) -> None:
    paths = [reverse("today"), reverse("years"), *(reverse(name, args=(NUMBER,)) for name in (
        "year", "year-people", "year-events", "year-result")), reverse("year-region", args=(NUMBER, "south")),
        reverse("year-item", args=(NUMBER, "south", "1.3"))]
    year.state("market", "south", "1.3", "department", answer="1")
    year.state("south", "south", "1.1", "self", answer="yes")
    counts = [[asked(year.client(who), path) for path in paths]]
    for answer in ("2", "3"):
        year.state("market", "south", "1.3", "department", answer=answer)
        year.state("south", "south", "1.1", "self", answer="yes")
    counts.append([asked(year.client(who), path) for path in paths])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= MOST


def test_the_list_of_years_asks_as_often_for_three_as_for_one(year: YearCity) -> None:
    counts = []
    for more in ((), ("2014", "2015")):
        for label in more:
            year.act("lead", "years", scheme="all-rules", year=label, region="prov")
        counts.append([asked(year.client("lead"), reverse(name)) for name in ("today", "years")])
    assert counts[0] == counts[1]
