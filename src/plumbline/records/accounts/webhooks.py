"""Addresses of other programs that are told when something is published, and what is still to be told them."""

from __future__ import annotations

from typing import Any

from django.db import models

from plumbline.records.core.cases import MOST_NAME, CaseEvent


class Webhook(models.Model):
    """One address that is told of what is published of a ``procedure`` (empty: of any). ``secret`` signs what is sent,
    so it is kept as it is: whoever reads the store can sign too, and learns nothing that is not public."""

    url: Any = models.CharField(max_length=500)
    procedure: Any = models.CharField(max_length=MOST_NAME, blank=True, default="")
    secret: Any = models.CharField(max_length=100)
    made_at: Any = models.DateTimeField()
    ended_at: Any = models.DateTimeField(null=True)

    objects: models.Manager[Webhook]

    def __str__(self) -> str:
        return str(self.url)


class WebhookMessage(models.Model):
    """One thing to tell one address: kept in the transaction of the ``event`` that published it, sent after, tried
    again from ``next_at`` on until it is taken (``done_at``) or given up."""

    hook: Any = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="messages")
    event: Any = models.ForeignKey(CaseEvent, on_delete=models.PROTECT, related_name="+")
    next_at: Any = models.DateTimeField()
    done_at: Any = models.DateTimeField(null=True)
    given_up: Any = models.BooleanField(default=False)
    tries: Any = models.IntegerField(default=0)
    why_not: Any = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hook", "event"], name="webhook_once")]
        indexes = [models.Index(fields=["done_at", "given_up", "next_at"], name="webhook_due")]

    objects: models.Manager[WebhookMessage]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.hook_id}"
