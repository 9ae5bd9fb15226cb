"""What is watched, as files say it."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import RulebookError
from plumbline.rulebook.surveillance.watch_files import in_force, load_watch_plans, parse_watch_plan

PLAN = '''id = "ours"
title = { en = "Ours", zh = "本级监测" }
source = { text = "Ours", ours = true }
valid_from = 2026-01-01
[[series]]
id = "complaints"
title = { en = "Complaints", zh = "投诉举报" }
kind = "complaint"
date = "received_on"
by = ["product"]
where = { outcome = "founded" }
method = "ears-c1"
alpha = 0.01
minimum = 3
'''


def test_the_shipped_plan_is_sound_and_in_force() -> None:
    assert not load_watch_plans(None).faults
    (plan,) = in_force(None, date(2026, 3, 2))
    assert {each.kind for each in plan.series} == {"alert", "complaint", "sampling"}
    assert {each.method for each in plan.series} == {"ears-c1", "ears-c2", "farrington"}


def test_a_series_says_what_is_counted_and_how_it_is_judged() -> None:
    (series,) = parse_watch_plan("ours.toml", PLAN).series
    assert (series.by, series.where, series.region, series.alpha, series.minimum, series.baseline, series.min_sigma) \
        == (("product",), (("outcome", "founded"),), "own", 0.01, 3, 7, 0.0)


@pytest.mark.parametrize(("old", "new", "code"), [
    ("alpha = 0.01", "alpha = 0", "rule.not_number"), ("alpha = 0.01", "alpha = 1", "rule.not_number"),
    ("alpha = 0.01", "alpha = 2", "rule.not_number"), ("alpha = 0.01", "", "rule.missing"),
    ('by = ["product"]', "by = []", "rule.missing"), ('by = ["product"]', 'by = "product"', "rule.missing"),
    ('"ears-c1"', '"ears-c9"', "rule.unknown_choice"), ("minimum = 3", "minimum = 0", "rule.not_whole_number"),
    ("minimum = 3", "minimal = 3", "rule.unknown_key"), ('id = "complaints"', 'id = "C 1"', "rule.no_id"),
    ("minimum = 3", "baseline = 2", "rule.not_whole_number"), ('method = ', 'region = "x"\nmethod = ',
                                                               "rule.unknown_choice")])
def test_a_faulty_series_is_refused(old: str, new: str, code: str) -> None:
    with pytest.raises(RulebookError) as caught:
        parse_watch_plan("ours.toml", PLAN.replace(old, new, 1))
    assert caught.value.code == code


def test_a_series_is_there_once() -> None:
    with pytest.raises(RulebookError) as caught:
        parse_watch_plan("ours.toml", PLAN + PLAN[PLAN.index("[[series]]"):])
    assert caught.value.code == "rule.twice"
