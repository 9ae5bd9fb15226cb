"""Pages on published results: what they say, in which order, and what is not told."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from statistics import median
from typing import Any

import openpyxl
import pytest
from django.core.cache import caches
from django.test import Client

from plumbline.interfaces.shared import words
from plumbline.interfaces.web.assessment.results import published, ranking_changes
from plumbline.interfaces.web.assessment.results import result_pages as views
from plumbline.procedures.assessment.scoring.reading import latest
from plumbline.records.assessment.results import keep
from tests.interfaces.web.test_queries import asked
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, World, looking_as

YEAR = "/results/local/2013/"
PAGES = ("/results/", YEAR, f"{YEAR}ranking", f"{YEAR}1/", f"{YEAR}compare?a=1&b=2", "/results/local/small")


def page(path: str, persona: str = PUBLIC_PERSONA, language: str = "en") -> str:
    """The text of a page, its white space joined."""
    answer = looking_as(persona).get(path, headers={"accept-language": language})
    assert answer.status_code == 200, path
    return " ".join(answer.content.decode().split())


def rows(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    answer: Any = Client().get(path)
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_is_there_for_everyone(city: World, db: None, path: str, language: str) -> None:
    text = page(path, language=language)
    assert ("考核结果" in text) == (language != "en")


def test_the_year_at_a_glance(city: World, db: None) -> None:
    text = page(YEAR)
    document = latest("local", "2013").document  # type: ignore[union-attr]
    scores = [each["score"] for each in document["regions"]]
    assert "Local scheme, 2013" in text
    assert "of 2 assessed" in text
    assert str(round(median(Decimal(str(score)) for score in scores), 1)) in text
    assert "Version 1" in text
    assert "What changed since 2012?" not in text  # nobody had a score then
    kept = latest("local", "2012")
    assert kept is not None
    earlier = kept.document
    for each, score, grade in zip(earlier["regions"], (50, 95.5), "DA", strict=True):
        each |= {"score": score, "grade": grade}
    keep(earlier, kept.entry, city.clock())
    text = page(YEAR)
    assert "What changed since 2012?" in text
    change = median(Decimal(str(score)) for score in scores) - Decimal("72.75")
    assert f"{words.number(change, 1, signed=True)} on 2012" in text


def test_of_many_regions_the_overview_shows_the_ends_and_the_largest_moves(
    city: World, db: None, monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = latest("local", "2012")
    assert kept is not None
    earlier = kept.document
    for each, score, grade in zip(earlier["regions"], (50, 95.5), "DA", strict=True):
        each |= {"score": score, "grade": grade}
    keep(earlier, kept.entry, city.clock())
    ranking = 'href="/results/local/2013/ranking?within=chicago"'
    drawn = "Drawn are the 1 of 2 regions that moved most."
    text = page("/?year=2013")
    assert (ranking in text, 'class="tiles"' in text, drawn in text) == (False, True, False)
    monkeypatch.setattr(ranking_changes, "MOST", 1)
    monkeypatch.setattr(ranking_changes, "DRAWN", 1)
    caches["cards"].clear()
    text = page("/?year=2013")
    assert (ranking in text, 'class="tiles"' in text, drawn in text) == (True, False, True)
    assert drawn in page(YEAR)


def test_a_region_leads_to_its_rules_and_figures(city: World, db: None) -> None:
    text = page(f"{YEAR}1/")
    assert f'href="/figures/local.pass_rate/1/2013?cut={city.cut.id if city.cut else ""}"' in text \
        or 'href="/figures/local.pass_rate/1/2013"' in text
    assert 'href="/rules/schemes/local/?file=' in text
    kept = latest("local", "2013")
    assert kept is not None
    assert kept.entry.root in text


def test_what_was_determined_is_told_to_officers_only(city: World, db: None) -> None:
    # The rule, which everyone reads, names every level; "Determined 'whole'" is the determination.
    said = {reader: "Determined &#x27;whole&#x27;" in page(f"{YEAR}1/", reader)
            for reader in (PUBLIC_PERSONA, WARD_1, CITY)}
    assert said == {PUBLIC_PERSONA: False, WARD_1: True, CITY: True}
    assert "Determined &#x27;" not in page(f"{YEAR}compare?a=1&b=2")


def test_the_ranking_is_ordered_and_narrowed(city: World, db: None) -> None:
    document = latest("local", "2013").document  # type: ignore[union-attr]
    ranked = [each["code"] for each in document["regions"]]

    def order(query: str) -> list[str]:
        return [row["code"] for row in rows(f"{YEAR}ranking.csv{query}")]

    assert order("") == ranked
    assert order("?sort=-rank") == ranked[::-1]
    assert order("?sort=code") == ["1", "2"]
    assert order("?sort=-name") == ["2", "1"]
    assert sorted(order("?sort=change")) == ["1", "2"]
    assert order("?sort=nonsense") == ranked
    assert order("?within=chicago") == ranked
    assert order("?within=1") == []
    assert Client().get(f"{YEAR}ranking?within=nowhere").status_code == 404
    row = rows(f"{YEAR}ranking.csv")[0]
    first = document["regions"][0]
    assert (row["rank"], row["name_en"], row["parent"], row["grade"], float(row["score"])) == (
        str(first["rank"]), first["names"]["en"], "chicago", first["grade"] or "", first["score"])


def test_a_column_says_how_it_is_sorted(city: World, db: None) -> None:
    said = {sort: page(f"{YEAR}ranking?sort={sort}").partition("<tbody>")[0] for sort in ("rank", "-rank", "-name")}
    assert ['aria-sort="ascending"' in text for text in said.values()] == [True, False, False]
    assert ['aria-sort="descending"' in text for text in said.values()] == [False, True, True]
    assert all(text.count("aria-sort") == 1 for text in said.values())


def test_a_file_runs_nothing(city: World, db: None) -> None:
    kept = latest("local", "2013")
    assert kept is not None
    document = kept.document
    document["regions"][0]["names"] = {"en": "=1+1", "zh": "＝1"}
    keep(document, kept.entry, city.clock())
    assert rows(f"{YEAR}ranking.csv")[0]["name_en"] == "'=1+1"
    answer: Any = Client().get(f"{YEAR}ranking.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert sheet is not None
    cell = sheet.cell(2, 3)
    assert (cell.value, cell.data_type) == ("=1+1", "s") or str(cell.value).startswith("'=")


def test_two_versions_stand_beside_each_other(city: World, db: None) -> None:
    kept = latest("local", "2013")
    assert kept is not None
    document = kept.document
    document["regions"][0] |= {"score": 12.5, "grade": "D"}
    keep(document, kept.entry, city.clock())
    text = page(YEAR)
    assert "1 region changed against the version before:" in text
    assert "12.5" in text
    older = page(f"{YEAR}?version=1")
    assert "This is version 1" in older
    assert "This is version" not in text
    code = document["regions"][0]["code"]
    assert "12.5 of 100 points" in page(f"{YEAR}{code}/")
    assert "12.5 of 100 points" not in page(f"{YEAR}{code}/?version=1")


def test_regions_to_compare_are_found_by_name(city: World, db: None) -> None:
    client = Client()
    answer = client.get(f"{YEAR}compare?a=Ward 1&b=第2选区")
    assert (answer.status_code, answer["location"]) == (302, f"{YEAR}compare?a=1&b=2")
    assert "may mean several regions" in page(f"{YEAR}compare?a=ward&b=2")
    assert "No region that was assessed is called “x&lt;y”" in page(f"{YEAR}compare?a=x<y&b=2")
    text = page(f"{YEAR}compare?a=1&b=2")
    assert 'class="differs"' in text


@pytest.mark.parametrize("path", [YEAR, f"{YEAR}1/", f"{YEAR}compare", f"{YEAR}compare?a=1&b=2"])
def test_many_regions_are_written_rather_than_chosen(city: World, db: None, monkeypatch: pytest.MonkeyPatch,
                                                     path: str) -> None:
    assert 'select id="side-a"' in page(path)
    monkeypatch.setattr(views, "MOST_CHOICES", 1)
    text = page(path)
    assert 'select id="side-a"' not in text
    assert f'input id="side-a" name="a" value="{"1" if "1" in path[len(YEAR):] else ""}"' in text


@pytest.mark.parametrize("path", [
    "/results/none/small", "/results/none/2013/", "/results/local/1999/", f"{YEAR}chicago/", f"{YEAR}nowhere/",
    "/results/local/1999/ranking", "/results/local/1999/ranking.csv", "/results/local/1999/compare",
])
def test_what_was_not_assessed_is_told(city: World, db: None, path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_pages_ask_as_often_however_many_regions(city: World, db: None, monkeypatch: pytest.MonkeyPatch,
                                                 path: str) -> None:
    client = looking_as(WARD_1)
    asked(client, path)
    monkeypatch.setattr(published, "ROWS", 1)
    few = asked(client, path)
    monkeypatch.setattr(published, "ROWS", 3)
    assert asked(client, path) == few <= 12
