"""Which cards make up somebody's home page: chosen by a person, or by the authority of a region for its office."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from plumbline.records.core.people import User


class CardChoice(models.Model):
    """What was chosen by one ``user``, or for everybody in the office of one ``region``.

    ``choice`` holds ``hidden`` and ``order``, names of cards; None: what was chosen was taken back, and nothing is
    chosen here. ``before`` is what stood until the last change, so that it can be undone. ``version`` counts the
    changes: who changes it says which they saw. How an office chose is in the journal too, in the entry's detail."""

    user: Any = models.OneToOneField(User, on_delete=models.CASCADE, null=True, related_name="card_choice")
    region: Any = models.CharField(max_length=80, blank=True, default="")
    choice: Any = models.JSONField(null=True)
    before: Any = models.JSONField(null=True)
    version: Any = models.IntegerField(default=1)
    changed_at: Any = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["region"], condition=Q(user=None), name="card_choice_of_region")]

    objects: models.Manager[CardChoice]

    def __str__(self) -> str:
        return f"cards of {self.region or self.user_id}"
