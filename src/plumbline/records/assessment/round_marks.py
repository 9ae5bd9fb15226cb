"""What was stated of each region of a round, in short: a row a region beside the events, made from them alone.

A year of 3,000 counties and 100 items has 300,000 answers, and whoever looks at its board wants to know of each only
that it is there. So a region's answers stand in one row: by stage and item the number of the newest statement, its
entry in the journal, whether it is late or says that the item does not apply, and of a panel who has scored. What has
few answers - corrections, reports - is not in it: it is always read from the events.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec

from plumbline.methods.assessment.flows.flow import BEFORE_EVALUATION, PANEL
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.assessment.year.board import STATE, Mark, Marks, note
from plumbline.records.assessment.rounds import Round, RoundEvent, RoundSummary

LATE, WAIVED = 1, 2
Packed = dict[str, dict[str, list[int]]]
"""By stage and item: number, entry, flags, and of a panel the actors."""
_DECODER = msgspec.json.Decoder(Packed)
READ = ("region", "stage", "item", "pk", "entry_id", "late", "answer", "actor")
"""The columns of a statement that a row is made from."""


def rows_of(rounds: Collection[Round]) -> dict[int, list[tuple[str, str]]]:
    """The rows of some rounds, packed: regions with their marks, by the key of the round."""
    found: dict[int, list[tuple[str, str]]] = {each.pk: [] for each in rounds}
    rows = RoundSummary.objects.filter(round__in=rounds).order_by("round", "region")
    for round, region, packed in rows.values_list("round", "region", "marks"):
        found[round].append((region, packed))
    return found


def marks_of(rows: Iterable[tuple[str, str]], goes_on_as: Callable[[str], str | None]) -> Marks:
    """What was stated of every region. What was stated of one that has become another stands under that."""
    found: Marks = {}
    for region, packed in rows:
        now = goes_on_as(region) or region
        for stage, items in _DECODER.decode(packed).items():
            made = {item: Mark(each[0], bool(each[2] & LATE), bool(each[2] & WAIVED), tuple(each[3:]), each[1])
                    for item, each in items.items()}
            if (stage, now) not in found:
                found[stage, now] = made
                continue
            for item, mark in made.items():
                note(found, stage, now, item, mark)
    return found


def renew(round: Round, region: str) -> None:
    """Write the row of one region as its events have it."""
    RoundSummary.objects.update_or_create(round=round, region=region, defaults={
        "marks": _packed(_stated(round).filter(region=region).order_by("pk").values_list(*READ))})


def renew_all(round: Round) -> None:
    """Write the rows of every region of a round anew."""
    made = [RoundSummary(round=round, region=region, marks=marks) for region, marks in _every(round)]
    RoundSummary.objects.filter(round=round).delete()
    RoundSummary.objects.bulk_create(made, batch_size=500)


def wrong(round: Round) -> list[str]:
    """The regions whose row is not what the events say, is missing, or is of nothing."""
    kept = dict(RoundSummary.objects.filter(round=round).values_list("region", "marks"))
    found = [region for region, marks in _every(round) if kept.pop(region, "") != marks]
    return sorted([*found, *kept])


def grouped(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """Each region with the content of its row, from the statements (:data:`READ`) of all, by region and in order."""
    for region, own in groupby(rows, key=lambda row: row[0]):
        yield str(region), _packed(own)


def _every(round: Round) -> Iterator[tuple[str, str]]:
    return grouped(_stated(round).order_by("region", "pk").values_list(*READ).iterator(chunk_size=5000))


def _stated(round: Round) -> Any:
    return RoundEvent.objects.filter(round=round, act=STATE, stage__in=BEFORE_EVALUATION)


def _packed(rows: Iterable[tuple[Any, ...]]) -> str:
    found: Packed = {}
    for _region, stage, item, number, entry, late, answer, actor in rows:
        here = found.setdefault(stage, {})
        before = here.get(item, [])[3:]
        actors = list(dict.fromkeys([*before, actor])) if stage == PANEL and actor is not None else before
        here[item] = [number, entry, late * LATE + (answer == NOT_APPLICABLE) * WAIVED, *actors]
    return msgspec.json.encode(found).decode()
