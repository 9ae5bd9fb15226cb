"""The result of an evaluation lies beside its event, region by region; those of before lie in the event, and hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from plumbline.home import Home
from plumbline.methods.shared.trust import canonical, leaf
from plumbline.procedures.assessment.scoring.reading import read_assessment
from plumbline.procedures.assessment.year import approval, year_status
from plumbline.procedures.operations.doctor import Visit
from plumbline.procedures.operations.integrity_procedures import evaluations as looked_at
from plumbline.records.assessment import rounds
from plumbline.records.assessment.evaluations import EvaluatedRegion, Evaluation
from plumbline.records.assessment.rounds import Round, RoundEvent
from tests.procedures.assessment import as_before
from tests.procedures.year_world import AFTER, NUMBER, PUBLISHED, Province, written_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return Province(home, tmp_path, then=("opened", "scored"))


def approved(province: Province) -> None:
    for name in ("chief", "deputy"):
        approval.approve(province.home, province.who(name), NUMBER, at=AFTER)


def as_of_before(province: Province) -> dict[str, Any]:
    """Evaluate the year as releases before did: the whole result in the event. Returns it."""
    found = written_in(province.evaluated())
    EvaluatedRegion.objects.all().delete()
    Evaluation.objects.all().delete()
    row = RoundEvent(round=Round.objects.get(), act="evaluate", stage="evaluate", actor=province.who("lead").pk,
                     answer=as_before.root_of(found), document=found)
    with transaction.atomic():
        rounds.add(row, AFTER)
    return found


def test_the_event_names_the_result_by_its_root_and_holds_nothing_of_it(province: Province) -> None:
    event = province.evaluated()
    kept = RoundEvent.objects.get(pk=event.pk)
    document = written_in(event)
    assert kept.document is None
    assert kept.answer == as_before.root_of(document)
    assert [each["code"] for each in document["regions"]] == ["north", "south"]
    assert rounds.altered(kept.round) == []
    assert list(looked_at(Visit(province.home, AFTER))) == []


def test_a_result_that_lies_in_its_event_is_read_approved_and_published(province: Province) -> None:
    document = as_of_before(province)
    row = RoundEvent.objects.filter(act="evaluate").order_by("pk").last()
    assert row is not None
    assert rounds.altered(row.round) == []
    (version,) = year_status.versions(province.home, NUMBER, province.who("lead"), "south")
    assert (version.root, version.published, version.head["cut"]) == (row.answer, False, document["cut"])
    assert version.region == document["regions"][1]
    (listed,) = year_status.versions(province.home, NUMBER, province.who("lead"))
    assert [(each["code"], each["score"], each["rank"]) for each in listed.rows] == [
        (each["code"], each["score"], each["rank"]) for each in document["regions"]]
    approved(province)
    approval.publish(province.home, province.who("lead"), NUMBER, at=PUBLISHED)
    assert read_assessment(province.home, "city", "2013-14") == document


def test_the_leaf_of_an_old_evaluation_covers_its_document(province: Province) -> None:
    document = as_of_before(province)
    row = RoundEvent.objects.filter(act="evaluate").order_by("pk").last()
    assert row is not None
    said = {name: getattr(row, name) for name in rounds.FIELDS}
    said |= {"at": row.at.isoformat(), "evidence": "[]",
             "document": msgspec.json.encode(document, order="sorted").decode()}
    inner = leaf.internal_commitment(bytes(row.salt)[16:], canonical.canonical_fields(said))
    whole = canonical.canonical("year", {"number": NUMBER}, inner)
    assert bytes(row.leaf) == leaf.leaf_hash(bytes(row.salt)[:16], whole)
    assert row.entry.root == bytes(row.leaf).hex()


@pytest.mark.parametrize("change", [
    "UPDATE records_evaluatedregion SET score = 99 WHERE code = 'south'",
    "UPDATE records_evaluatedregion SET place = 7 WHERE code = 'north'",
    "UPDATE records_evaluatedregion SET content = (SELECT content FROM records_evaluatedregion WHERE code = 'north')",
    "DELETE FROM records_evaluatedregion WHERE code = 'south'",
    "UPDATE records_evaluation SET totals = '{}'",
    "UPDATE records_evaluation SET head = '{}'",
])
def test_what_was_altered_is_told_and_never_published(province: Province, change: str) -> None:
    event = province.evaluated()
    approved(province)
    with connection.cursor() as cursor:
        cursor.execute(change)
    (finding,) = looked_at(Visit(province.home, AFTER))
    assert finding.where == f"{NUMBER}, journal entry {event.entry.number}"
    if "score" in change or "totals" in change:  # what lists show is made anew of what the root covers
        approval.publish(province.home, province.who("lead"), NUMBER, at=PUBLISHED)
        found = read_assessment(province.home, "city", "2013-14")
        assert found is not None
        assert as_before.root_of(found) == event.answer
        return
    with pytest.raises(Exception, match="not what was approved"):
        approval.publish(province.home, province.who("lead"), NUMBER, at=PUBLISHED)


def test_a_result_that_is_gone_is_told(province: Province) -> None:
    province.evaluated()
    EvaluatedRegion.objects.all().delete()
    Evaluation.objects.all().delete()
    (finding,) = looked_at(Visit(province.home, AFTER))
    assert finding.what == "the result of an evaluation is gone"


def test_one_region_is_read_without_the_others(province: Province) -> None:
    province.evaluated()
    lead = province.who("lead")
    with CaptureQueriesContext(connection) as asked:
        (version,) = year_status.versions(province.home, NUMBER, lead, "south")
    assert version.region is not None
    assert (version.region["code"], version.rows) == ("south", ())
    read = [one["sql"] for one in asked.captured_queries if '"records_evaluatedregion"' in one["sql"]]
    (only,) = read
    assert "'south'" in only
    assert not any('"document"' in one["sql"] for one in asked.captured_queries)
    with CaptureQueriesContext(connection) as asked:
        year_status.versions(province.home, NUMBER, lead)
    assert not any('"content"' in one["sql"] for one in asked.captured_queries)
