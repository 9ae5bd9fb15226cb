"""What is asked for each rule, what becomes of what was typed, and how it is shown: without any store."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import QueryDict

from plumbline.interfaces.web.assessment.year import answering
from plumbline.interfaces.web.core import day_words
from plumbline.rulebook.schemes.loading import schemes_in
from plumbline.rulebook.schemes.schemes import Item, Scheme
from tests.interfaces.web import year_city

ON = date(2014, 1, 10)


@pytest.fixture(scope="module")
def scheme() -> Scheme:
    """The scheme with an item of every rule."""
    return schemes_in([("all-rules.toml", year_city.scheme())], figures=())["all-rules"][0]


def item(scheme: Scheme, id: str) -> Item:
    return next(each for each in scheme.items if each.id == id)


@pytest.mark.parametrize(("id", "typed", "answer", "said"), [
    ("1.1", "answer=yes", "yes", "yes"),
    ("1.1", "answer=no&not-applicable=yes", "not applicable", "does not apply"),
    ("1.2", "answer=part", "part", "in part"),
    ("1.3", "answer=+12.5+", "12.5", "12.5"),
    ("1.4", "answer=80", "80", "80"),
    ("1.5", "answer=late&answer=thin", "late; thin", "Filed late and Incomplete"),
    ("1.5", "", "none", "none"),
    ("1.6", "answer=talent", "talent", "Talent"),
    ("1.7", "made=3", "made=3", "3"),
    ("1.8", "now=92.5", "now=92.5", "92.5"),
    ("1.9", "answer=no", "no", "no"),
])
def test_what_is_typed_becomes_an_answer_that_the_rule_takes(scheme: Scheme, id: str, typed: str, answer: str,
                                                             said: str) -> None:
    of = item(scheme, id)
    assert answering.composed(of, QueryDict(typed)) == answer
    assert answering.said(of, answer) == said
    assert answering.scored(scheme, of, answer, ON, alone=True)


@pytest.mark.parametrize(("id", "given"), [("1.1", "no"), ("1.2", "part"), ("1.5", "late; thin"), ("1.6", "all"),
                                           ("1.7", "made=3"), ("1.8", "now=92.5"), ("1.4", "80")])
def test_a_form_is_filled_with_what_was_answered(scheme: Scheme, id: str, given: str) -> None:
    found = answering.inputs(scheme, item(scheme, id), given, ON)
    chosen = [each.value for each in (*found.choices, *found.ticks) if each.chosen]
    typed = [each.value for each in found.typed]
    assert (chosen or typed) == {"1.1": ["no"], "1.2": ["part"], "1.5": ["late", "thin"], "1.6": ["finance", "talent"],
                                 "1.7": ["3"], "1.8": ["92.5"], "1.4": ["80"]}[id]


def test_what_does_not_apply_is_asked_only_where_the_scheme_lets_it(scheme: Scheme) -> None:
    assert [each.id for each in scheme.items if answering.inputs(scheme, each, "", ON).waivable] == ["1.1"]


def test_what_was_typed_wrong_stays_in_the_form(scheme: Scheme) -> None:
    assert [each.value for each in answering.inputs(scheme, item(scheme, "1.7"), "made=many", ON).typed] == ["many"]
    assert answering.scored(scheme, item(scheme, "1.3"), "25", ON) == ""


@pytest.mark.parametrize(("days", "said"), [(None, ""), (0, "today"), (1, "1 day left"), (30, "30 days left"),
                                            (-1, "1 day ago"), (-9, "9 days ago")])
def test_days_are_said_in_words(days: int | None, said: str) -> None:
    assert day_words.days_left(days) == said
