"""What is read of published results: kept region by region, versions, objections on a clock, nothing too early."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from plumbline.home import Home
from plumbline.procedures.assessment.results import reading
from plumbline.procedures.assessment.results.assess import assess
from plumbline.procedures.assessment.scoring.reading import latest, read_assessment, read_region
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.procedures.assessment.year import approval
from plumbline.records.assessment import results
from plumbline.records.assessment.determinations import AssessedRegion, Assessment
from plumbline.records.core import store
from plumbline.rulebook.schemes.schemes import scheme_for
from tests.procedures.assessment_world import AT, County
from tests.procedures.year_world import AFTER, NUMBER, PUBLISHED, Province, day

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(home: Home, tmp_path: Path) -> County:
    made = County(home, tmp_path)
    for code, now, before in (("north", (9, 1), (8, 2)), ("south", (6, 4), (7, 3)), ("tiny", (3, 0), (3, 0))):
        made.region(code)
        made.inspected(code, 2013, *now)
        made.inspected(code, 2012, *before)
    return made


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened", "scored"))


def test_a_result_is_put_together_as_it_was_made(county: County) -> None:
    county.frozen()
    document = assess(county.home, "county", "2013", at=AT).document()
    kept = Assessment.objects.get()
    assert kept.document == document
    assert results.root_of(kept.document) == kept.entry.root
    assert "regions" not in kept.head
    assert [row.code for row in reading.lines(kept.pk)] == [each["code"] for each in document["regions"]]
    north, tiny = reading.lines(kept.pk)[0], reading.lines(kept.pk)[-1]
    assert (north.grade, north.rank, str(north.score)) == ("A", 1, "100.0")
    assert (tiny.grade, tiny.rank, tiny.withheld.en) == (
        "", None, "Only 3 of the 4 inspections that a grade needs.")
    assert reading.counts([kept.pk]) == {kept.pk: {"A": 1, "C": 1, "": 1}}


def test_what_all_regions_got_together(county: County) -> None:
    county.frozen()
    document = assess(county.home, "county", "2013", at=AT).document()
    totals = Assessment.objects.get().totals
    for id, held in totals.items():
        of = [item for each in document["regions"] for item in each["items"] if item["id"] == id]
        assert float(held["points"]) == sum(min(item["points"], item["of"]) for item in of)
        assert (float(held["of"]), held["scored"]) == (sum(item["of"] for item in of), len(of))
        assert held["lost"] == sum(item["points"] < item["of"] for item in of)
        assert held["title"] == of[0]["title"]


def test_one_region_reads_as_in_the_whole(county: County) -> None:
    county.frozen()
    assess(county.home, "county", "2013", at=AT)
    whole, number = read_assessment(county.home, "county", "2013"), Assessment.objects.get().pk
    assert whole is not None
    for each in whole["regions"]:
        assert read_region(county.home, number, each["code"]) == each
    assert read_region(county.home, number, "nowhere") is None


def test_an_older_store_is_split_and_joined(county: County) -> None:
    county.frozen()
    document = assess(county.home, "county", "2013", at=AT).document()
    step = import_module("plumbline.records.migrations.0013_assessed_regions")
    editor = SimpleNamespace(connection=connection)
    step.join(apps, editor)
    assert (Assessment.objects.get().head, AssessedRegion.objects.count()) == (document, 0)
    step.split(apps, editor)
    kept = Assessment.objects.get()
    assert (kept.document, kept.totals) == (document, results.totals(document["regions"]))


def test_marks_over_the_years(county: County) -> None:
    county.frozen()
    for year in ("2012", "2013"):
        assess(county.home, "county", year, at=AT)
    newest = list(reading.newest("county").values())
    assert [one.year for one in newest] == ["2012", "2013"]
    marks = reading.marks(newest, ["north", "south"])
    documents = [read_assessment(county.home, "county", year) for year in ("2012", "2013")]
    for code in ("north", "south"):
        told = [each for document in documents if document for each in document["regions"] if each["code"] == code]
        assert [(mark.year, mark.grade or None, mark.score and float(mark.score)) for mark in marks[code]] == [
            (year, each["grade"], each["score"]) for year, each in zip(("2012", "2013"), told, strict=True)]


def objecting(province: Province, on: str) -> reading.Objecting | None:
    scheme = scheme_for(schemes_of(province.home), "city", "2013-14")
    return reading.objecting(province.home, scheme, "2013-14", on=day(on).date())


def test_nothing_is_read_before_publication_and_no_earlier_run_of_a_command(province: Province) -> None:
    # As if the year had been assessed by command before its procedure was opened.
    document = province.document()
    sealed = store.write_entry("assess", "assessment", actor=None, at=AFTER, rows=1, root="0" * 64, detail={})
    results.keep(document, sealed, AFTER)
    assert (reading.versions("city"), reading.newest(), latest("city", "2013-14")) == ([], {}, None)
    assert read_assessment(province.home, "city", "2013-14") is None
    assert objecting(province, "2014-08-01") is None
    for name in ("chief", "deputy"):
        approval.approve(province.home, province.who(name), NUMBER, at=AFTER)
    assert reading.versions("city") == []
    approval.publish(province.home, province.who("lead"), NUMBER, at=PUBLISHED)
    (version,) = reading.versions("city")
    assert (version.year, version.place) == ("2013-14", 1)
    assert version.root == results.root_of(document)


def test_objections_by_name_and_on_a_clock(province: Province) -> None:
    province.published()
    said = objecting(province, "2014-08-21")
    assert said is not None
    assert (said.objections, said.open, said.under_way) == ((), 0, False)
    lead = province.who("lead")
    first, second = (approval.object_to(province.home, province.who(name), NUMBER, name, f"{name} objects.",
                                        item="1.1", at=day("2014-08-22")) for name in ("south", "north"))
    said = objecting(province, "2014-08-23")
    assert said is not None
    assert [(one.region, one.item, one.text, one.state) for one in said.objections] == [
        ("north", "1.1", "north objects.", "open"), ("south", "1.1", "south objects.", "open")]
    one = said.objections[0]
    assert one.due is not None
    assert one.left == (one.due - day("2014-08-23").date()).days > 0
    late = objecting(province, "2015-08-23")
    assert late is not None
    assert late.objections[0].overdue == -(late.objections[0].left or 0) > 0

    approval.rule_on(province.home, lead, NUMBER, second.pk, upheld=False, reason="No.", at=day("2014-08-24"))
    approval.rule_on(province.home, lead, NUMBER, first.pk, upheld=True, reason="Yes.", answer="yes",
                     at=day("2014-08-25"))
    said = objecting(province, "2014-08-26")
    assert said is not None
    assert [(one.state, one.left, one.version) for one in said.objections] == [
        ("dismissed", None, None), ("upheld", None, None)]
    assert (said.open, said.under_way) == (0, True)
    province.published()
    said = objecting(province, "2014-08-26")
    assert said is not None
    assert [one.version for one in said.objections] == [None, 2]
    assert said.under_way is False
    assert [one.place for one in reading.versions("city", "2013-14")] == [1, 2]
