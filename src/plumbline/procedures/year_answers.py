"""The answers of an assessment year that count: what its evaluation scores, and what a later reader scores again."""

from __future__ import annotations

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.assessment.board import Happened
from plumbline.procedures.assessment_determinations import Determinations, Determined
from plumbline.procedures.year import Year, load
from plumbline.records.rounds import Round


def answers(year: Year) -> Determinations:
    """The answer to each item of each region that counts, with the events that stated it."""
    found: dict[tuple[str, str], Determined] = {}
    for region in year.board.regions:
        for item in year.scheme.items:
            if counted := year.board.final(region, item.id):
                name = item.determination or item.id
                found[region, name] = Determined(name, joined(counted), max(each.on for each in counted),
                                                 tuple(each.number for each in counted))
    return Determinations(found)


def joined(counted: list[Happened]) -> str:
    """The answers that count, as one determination."""
    return "; ".join(each.answer for each in counted)


def published_answers(home: Home, scheme: str, label: str) -> Determinations | None:
    """The answers behind the newest published result of a year; None for a year without a procedure.

    :raises RecordError: for one that is not published: nobody reads its answers here.
    """
    round = Round.objects.filter(scheme=scheme, year=label).first()
    if round is None:
        return None
    published = load(home, round.number).board.publications
    if not published:
        raise RecordError("this year is under way: nothing of it is published", where=round.number,
                          next_step=f"Look where it stands with: plumb year board {round.number}")
    return answers(load(home, round.number, until=published[-1].about))
