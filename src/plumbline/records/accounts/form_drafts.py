"""Forms that people have begun and put aside: theirs alone, erased with them and once the act is done. What is typed
may be personal, so it stands in no journal and no event."""

from __future__ import annotations

from typing import Any

from django.db import models

from plumbline.records.core.people import User


class FormDraft(models.Model):
    """What somebody typed into the form at a ``place``: a procedure, a case or none, a member or none, and an act."""

    user: Any = models.ForeignKey(User, on_delete=models.CASCADE, related_name="form_drafts")
    procedure: Any = models.CharField(max_length=40)
    number: Any = models.CharField(max_length=40, blank=True, default="")
    member: Any = models.CharField(max_length=200, blank=True, default="")
    act: Any = models.CharField(max_length=40)
    values: Any = models.JSONField(default=dict)
    at: Any = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "procedure", "number", "member", "act"],
                                               name="form_draft_once")]

    objects: models.Manager[FormDraft]

    def __str__(self) -> str:
        return f"{self.procedure} {self.number} {self.act}"
