"""What of the register of standards people watch. It is nobody's business but their own: it stands in no journal, is
shown to nobody else, and goes with the account."""

from __future__ import annotations

from typing import Any

from django.db import models

from plumbline.records.core.people import User


class Watch(models.Model):
    """One thing that one person watches, as announcements are asked for: ``document:ISO 9001``,
    ``committee:ISO/TC 176`` or ``ics:03.120``. ``after`` is the newest entry of the journal when it began: what was
    announced before is no news."""

    user: Any = models.ForeignKey(User, on_delete=models.CASCADE, related_name="watches", db_index=False)
    under: Any = models.CharField(max_length=200)
    after: Any = models.BigIntegerField()
    made_at: Any = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "under"], name="watched_once")]

    objects: models.Manager[Watch]

    def __str__(self) -> str:
        return str(self.under)
