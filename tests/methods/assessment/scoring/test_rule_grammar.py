"""The one declaration of each rule, and what is made from it: reading, a beginning, words."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from plumbline.methods.assessment.scoring.declarations import READ, RULES
from plumbline.methods.assessment.scoring.declared_rules import MADE, rule_of
from plumbline.methods.assessment.scoring.judged import COMBINE
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.rule_grammar import CHOICE, FORMS, NEEDED, TAKES, Begun, Form, Key


def keys(of: Form | Key) -> Iterator[Key]:
    for key in of.keys:
        yield key
        yield from keys(key)


EVERY = [(name, key) for name, form in FORMS.items() for key in keys(form)]


def test_every_rule_is_made_and_whatever_a_key_takes_is_read() -> None:
    assert set(MADE) == set(FORMS) == set(RULES)
    assert set(READ) == {key.takes for _, key in EVERY} == {*TAKES, CHOICE}


@pytest.mark.parametrize("scores_number", [True, False])
@pytest.mark.parametrize("name", FORMS)
def test_a_rule_begins_as_it_may_stand(name: str, scores_number: bool) -> None:
    form = FORMS[name]
    points = Decimal(0) if form.pointless else Decimal(10)
    content = form.begins(Begun(points, scores_number, "D"))
    rule = rule_of({name: content}, points, Rounding(1), demerit=form.only_demerits)
    assert rule.name == name


@pytest.mark.parametrize(("name", "key"), EVERY, ids=[f"{name} {key.name}" for name, key in EVERY])
def test_a_key_says_what_it_is_in_both_languages(name: str, key: Key) -> None:
    words = [FORMS[name].title, key.title, *(title for _, title in key.options), *([key.help] if key.help else [])]
    assert all(each.en and each.zh for each in words)
    assert bool(key.options) == (key.takes == CHOICE)
    if key.options:
        assert key.default in (NEEDED, "", *(word for word, _ in key.options))


def test_the_ways_to_join_scores_are_those_there_are() -> None:
    found = [key for _, key in EVERY if key.name == "combine"]
    assert [[word for word, _ in key.options] for key in found] == [list(COMBINE)] * 2
