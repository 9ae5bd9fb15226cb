"""How much of a recall came, by the channels that reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum

from plumbline.methods.surveillance.recall_rate import return_rate
from plumbline.records.core import kinds, store
from plumbline.rulebook.core.vocabularies import title, vocabulary
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Channel:
    """What one channel reported so far: units remedied at consumers', units recovered before they were sold, and the
    day of its newest report."""

    name: str
    remedied: int
    recovered: int
    reported_on: date

    @property
    def title(self) -> Text:
        """What the channel is called."""
        return title("recall-channel", self.name)

    def as_dict(self) -> dict[str, Any]:
        """As a document."""
        return {"channel": self.name, "remedied": self.remedied, "recovered": self.recovered,
                "reported_on": self.reported_on.isoformat()}


@dataclass(frozen=True, slots=True)
class Progress:
    """A recall of so many units ``affected``, as far as its channels reported."""

    affected: int
    channels: tuple[Channel, ...]

    @property
    def remedied(self) -> int:
        """Units remedied at consumers'."""
        return sum(each.remedied for each in self.channels)

    @property
    def recovered(self) -> int:
        """Units recovered from distribution."""
        return sum(each.recovered for each in self.channels)

    @property
    def rate(self) -> Decimal | None:
        """The return rate in per cent; None where nothing is affected."""
        return return_rate(self.remedied, self.recovered, self.affected)

    @property
    def over(self) -> int:
        """So many units more are reported than are affected: a count is wrong. 0: none is."""
        return max(0, self.remedied + self.recovered - self.affected)

    @property
    def last(self) -> date | None:
        """The day of the newest report."""
        return max((each.reported_on for each in self.channels), default=None)

    def as_dict(self) -> dict[str, Any]:
        """As a document; the rate is a decimal string with two places, in per cent."""
        return {"affected": self.affected, "remedied": self.remedied, "recovered": self.recovered,
                "rate": None if self.rate is None else str(self.rate), "rate_unit": "%", "over": self.over,
                "channels": [each.as_dict() for each in self.channels]}


def progress(number: str, affected: int) -> Progress:
    """How much came of the recall ``number``."""
    return progress_of({number: affected})[number]


def progress_of(affected: Mapping[str, int]) -> dict[str, Progress]:
    """The same of several recalls, by number, with one question; ``affected`` says how many units each is of."""
    rows = store.current(kinds.get("recall_report")).filter(recall__in=list(affected)).order_by()
    found: dict[str, list[Channel]] = {number: [] for number in affected}
    for recall, name, remedied, recovered, on in rows.values_list("recall", "channel").annotate(
            Sum("remedied"), Sum("recovered"), Max("reported_on")):
        found[recall].append(Channel(name, int(remedied), int(recovered), on))
    return {number: Progress(affected[number], _ordered(each)) for number, each in found.items()}


def _ordered(channels: Iterable[Channel]) -> tuple[Channel, ...]:
    order = list(vocabulary("recall-channel"))
    return tuple(sorted(channels, key=lambda each: (order.index(each.name) if each.name in order else len(order),
                                                    each.name)))
