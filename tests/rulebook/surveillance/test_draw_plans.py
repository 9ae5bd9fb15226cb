"""Plans of draws: every fault at once."""

from __future__ import annotations

import pytest

from plumbline.errors import RulebookError
from plumbline.rulebook.surveillance.beacon_files import load_beacons
from plumbline.rulebook.surveillance.draw_plans import parse_plan
from plumbline.rulebook.surveillance.risk_files import load_risk_rules
from tests.draws import PLAN


def refused(text: str) -> RulebookError:
    with pytest.raises(RulebookError) as found:
        parse_plan("PLAN.toml", text)
    return found.value


def test_what_ships_is_sound():
    assert (load_beacons(None).faults, load_risk_rules(None).faults) == ((), ())
    assert list(load_risk_rules(None)) == ["eu-2019-417", "eu-2024-3173"]


@pytest.mark.parametrize(("before", "after", "code"), [
    ('beacon = "drand-quicknet"\n', "", "draw_plan.one_source"),
    ("round = 1000\n", "round = 1000\ndraw_at = 2026-01-01T00:00:00Z\n", "draw_plan.two_times"),
    ("round = 1000\n", "draw_at = 2026-01-01T00:00:00\n", "draw_plan.no_moment"),
    ("round = 1000\n", "round = 0\n", "rule.not_whole_number"),
    ("round = 1000\n", "reveal_by = 2026-01-01T00:00:00Z\n", "draw_plan.not_with_beacon"),
    ("margin_minutes = 30\n", "", "rule.missing"),
    ("margin_minutes = 30", "margin_minutes = 0", "rule.not_whole_number"),
    ('A = "1/50"', 'A = "1:50"', "draw.no_ratio"), ('A = "1/50"', "A = 2", "draw.ratio_above_one"),
    ('A = "1/50"', 'A = true', "draw.no_ratio"), ('A = "1/50"', '"A,B" = 1', "draw_frame.unfit_sign"),
    ("load = 3", "load = 3\neach = 1", "rule.not_whole_number"), ("load = 3\n", "", "rule.missing"),
    ("load = 3", "load = 3\nmore = 1", "rule.unknown_key"), ('id = "spot-2023-08"', 'id = "A b"', "rule.no_id")])
def test_a_fault_has_its_code(before: str, after: str, code: str):
    assert before in PLAN
    assert refused(PLAN.replace(before, after)).code == code


def test_all_faults_are_told_at_once_in_both_languages():
    error = refused(PLAN.replace("margin_minutes = 30\n", "").replace("0.05", "-1").replace("load = 3", "load = 0"))
    assert error.code == "draw_plan.faults"
    for code in ("rule.missing", "draw.no_ratio", "rule.not_whole_number"):
        assert f"[{code}]" in error.why.en
        assert f"[{code}]" in error.why.say("zh")


def test_witnesses_are_two_with_names_and_commitments_of_their_own():
    one = '[[witness]]\nname = "press"\ncommitment = "%s"\n'
    by = PLAN.replace('beacon = "drand-quicknet"\nround = 1000\n', "reveal_by = 2026-01-01T00:00:00Z\n"
                      "next_date = 2026-02-01\n")
    other = one.replace("press", "other")
    assert refused(by + one % ("0" * 64)).code == "draw_plan.one_witness"
    assert refused(by + one % ("0" * 64) + other % ("0" * 64)).code == "draw_plan.same_commitment"
    assert refused(by + one % ("0" * 64) + one % ("1" * 64)).code == "draw_plan.witness_name"
    assert refused(by + one % "00" + other % ("1" * 64)).code == "draw_plan.no_hash"
    assert refused(PLAN + one % ("0" * 64) + other % ("1" * 64)).code == "draw_plan.faults"
