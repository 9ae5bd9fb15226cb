"""The results of evaluations of assessment years, each region by itself.

The event of an evaluation names its result by the root, which is the event's ``answer``; the result stands beside it,
and nobody reads it before it is published but who leads or approves. Evaluations of before that hold it in the
event, under ``document``, which their leaf covers: they stay as they are, and are read as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from plumbline.records.assessment import results
from plumbline.records.assessment.determinations import RegionLine
from plumbline.records.assessment.packing import REGIONS, unpacked
from plumbline.records.assessment.results import AT_ONCE, LISTED, Packed
from plumbline.records.assessment.rounds import RoundEvent


class Evaluation(models.Model):
    """The result of one evaluation, without its regions; ``head`` and ``totals`` as ``Assessment`` has them."""

    event: Any = models.OneToOneField(RoundEvent, on_delete=models.PROTECT, related_name="result")
    head: Any = models.JSONField()
    totals: Any = models.JSONField(default=dict)

    objects: models.Manager[Evaluation]
    lines: Any

    def __str__(self) -> str:
        return str(self.event)


class EvaluatedRegion(RegionLine):
    """One region in an evaluation."""

    evaluation: Any = models.ForeignKey(Evaluation, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evaluation", "code"], name="evaluated_region_once")]
        indexes = [models.Index(fields=["evaluation", "place"], name="evaluated_region_order")]

    objects: models.Manager[EvaluatedRegion]


def keep(event: RoundEvent, packed: Packed) -> None:
    """Store the result of an evaluation beside its event. Must run in the transaction of the act."""
    kept = Evaluation.objects.create(event=event, head=packed.head, totals=packed.totals)
    results.put(EvaluatedRegion, "evaluation_id", kept.pk, packed.rows)


class Evaluated:
    """The result of the evaluation that is the event with this number, in whichever form it is kept, as far as it is
    asked for. ``head``: its document without the regions."""

    def __init__(self, event: int) -> None:
        found = Evaluation.objects.filter(event=event).values_list("pk", "head").first()
        self._key: int | None = None if found is None else found[0]
        self._old: list[dict[str, Any]] = []
        if found is not None:
            self.head: dict[str, Any] = found[1]
        else:
            self.head = dict(RoundEvent.objects.values_list("document", flat=True).get(pk=event) or {})
            self._old = self.head.pop(REGIONS, [])

    def rows(self) -> Iterator[dict[str, Any]]:
        """What lists show of each region, by rank."""
        if self._key is None:
            for place, each in enumerate(self._old):
                yield results.row(place, each, b"")
            return
        for row in EvaluatedRegion.objects.filter(evaluation=self._key).order_by("place").values(*LISTED):
            yield row | {"score": results.as_written(row["score"])}

    def region(self, code: str) -> dict[str, Any] | None:
        """One region with its items; None if it was not assessed."""
        if self._key is None:
            return next((each for each in self._old if each["code"] == code), None)
        content = EvaluatedRegion.objects.filter(evaluation=self._key, code=code).values_list("content", flat=True)
        found = content.first()
        return None if found is None else unpacked(bytes(found))

    def packed(self) -> Packed:
        """All of it, as it is to be published: made anew of what its root covers."""
        if self._key is None:
            return results.pack(self.head, self._old)
        contents = EvaluatedRegion.objects.filter(evaluation=self._key).order_by("place").values_list(
            "content", flat=True)
        return results.pack_contents(self.head, (bytes(each) for each in contents.iterator(AT_ONCE)))
