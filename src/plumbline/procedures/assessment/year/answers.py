"""The answers of an assessment year that count: what its evaluation scores, and what a later reader scores again."""

from __future__ import annotations

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.methods.assessment.flows.flow import ANSWER, PANEL
from plumbline.methods.assessment.scoring.determined import NOT_APPLICABLE
from plumbline.methods.assessment.scoring.evaluators import Evaluators, panel_of
from plumbline.methods.assessment.year.board import STATE, Happened
from plumbline.procedures.assessment.scoring.determinations import Determinations, Determined
from plumbline.procedures.assessment.year.loading import WHOLE, Year, load
from plumbline.procedures.assessment.year.refusals import look
from plumbline.records.assessment.rounds import in_force
from plumbline.rulebook.schemes.schemes import Item
from plumbline.text import Text


def answers(year: Year) -> Determinations:
    """The answer to each item of each region that counts, with the events that stated it. A panel of which fewer have
    scored than its rule needs gives none."""
    found: dict[tuple[str, str], Determined] = {}
    for region in year.board.regions:
        for item in year.scheme.items:
            counted = year.board.final(region, item.id)
            if too_few(item, counted):
                counted = [each for each in counted if each.stage != PANEL]
            if counted:
                name = item.determination or item.id
                found[region, name] = Determined(name, joined(item, counted), max(each.on for each in counted),
                                                 tuple(each.number for each in counted))
    return Determinations(found)


def too_few(item: Item, counted: list[Happened]) -> bool:
    """Whether there are scores of a panel among these, fewer than its rule needs, and nothing was agreed."""
    panel, scores = panel_of(item.rule), [each for each in counted if each.stage == PANEL]
    return panel is not None and 0 < len(scores) < panel.least and all(each.act == STATE for each in scores)


def joined(item: Item, counted: list[Happened]) -> str:
    """The answers that count, as one determination."""
    if isinstance(item.rule, Evaluators) and item.rule.stages and not any(
            each.stage == ANSWER or each.answer == NOT_APPLICABLE for each in counted):
        return item.rule.join((each.stage, each.answer) for each in counted)
    return "; ".join(each.answer for each in counted)


def published_answers(home: Home, scheme: str, label: str) -> Determinations | None:
    """The answers behind the newest published result of a year; None for a year without a procedure.

    :raises RecordError: for one that is not published: nobody reads its answers here.
    """
    round = in_force().filter(scheme=scheme, year=label).first()
    if round is None:
        return None
    published = load(home, round.number, WHOLE).board.publications
    if not published:
        raise RecordError("year.unpublished", Text("this year is under way: nothing of it is published",
                                                   "本年度考核正在进行，尚未公布任何结果"), where=round.number,
                          next_step=look(round.number))
    return answers(load(home, round.number, until=published[-1].about))
