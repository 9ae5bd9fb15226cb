"""A grade that does not follow from its score says what set it."""

from __future__ import annotations

from django.test import Client

from plumbline.records.assessment import results
from plumbline.records.assessment.determinations import Assessment
from tests.interfaces.web.world import World


def test_a_veto_is_named_beside_the_grade(city: World, db: None) -> None:
    said = "A veto set this grade, whatever the score: item 2.1."
    assert said not in Client().get("/regions/1/?year=2013").content.decode()
    kept = Assessment.objects.get(scheme="local", year="2013")
    document = kept.document
    region = next(one for one in document["regions"] if one["code"] == "1")
    region |= {"grade": "D", "veto": "2.1"}
    results.keep(document, kept.entry, city.clock())
    assert said in Client().get("/regions/1/?year=2013").content.decode()
