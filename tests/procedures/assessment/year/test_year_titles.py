"""Parts, phases and acts of a year have a title each, in both languages."""

from __future__ import annotations

import re

from plumbline.methods.assessment.flows import flow
from plumbline.methods.assessment.year import board, orders
from plumbline.procedures.assessment.year import year_titles as titles

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ACTS = {board.OPEN, board.ASSIGN, board.RELEASE, board.ALLOW, board.DECLARE, board.GO_ON, board.STATE, board.CONSENSUS,
        board.CLOSE, board.EVALUATE, board.APPROVE, board.PUBLISH, board.OBJECT, board.RULE, board.ORDER, board.CANCEL,
        board.COMMENT, orders.JUDGE}
PHASES = {board.RUNNING, board.EVALUATED, board.APPROVED, board.DONE, board.CORRECTING, board.CANCELLED}


def test_each_has_a_title() -> None:
    assert set(titles.PARTS) == set(flow.PARTS)
    assert set(titles.PHASES) == PHASES
    assert set(titles.ACTS) == ACTS
    assert set(titles.ORDER_STATES) == set(orders.STATES)


def test_every_title_is_there_in_both_languages() -> None:
    for each in (*titles.PARTS.values(), *titles.PHASES.values(), *titles.ACTS.values(), *titles.ORDER_STATES.values()):
        assert each.en
        assert CHINESE.search(each.zh)


def test_what_has_no_title_stands_for_itself() -> None:
    assert titles.part("cook").say("zh") == "cook"
    assert titles.parts(["lead", "expert"]).say("zh") == "评审专家、牵头人"
    assert titles.parts(["lead", "expert"]).say("en") == "expert, lead"
