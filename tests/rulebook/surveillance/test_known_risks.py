"""The list of known serious risks, shipped and one's own."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.core.files import shipped
from plumbline.rulebook.surveillance.known_risks import in_force, known_risk, load_known_risks, parse_known_risks

HEAD = '''id = "ours"
title = { en = "Ours", zh = "本级清单" }
source = { text = "Ours", ours = true }
valid_from = 2026-01-01
'''
RISK = '''[[risk]]
id = "live-parts"
title = { en = "Live parts", zh = "带电部件" }
hazard_class = "electric"
level = "high"
source = { text = "GB 4706.1-2005", article = "8", status = "unverified" }
'''


def test_the_shipped_list_is_sound_and_says_what_was_not_checked() -> None:
    found = load_known_risks(None)
    assert not found.faults
    assert {each.cites.status for each in found["known-serious"].risks} == {"unverified"}
    assert {each.level for each in found["known-serious"].risks} == {"serious"}
    assert "hood-cords" in in_force(None, date(2026, 3, 2))
    assert in_force(None, date(2019, 3, 14)) == {}


def test_a_newer_list_of_ones_own_counts_in_place_of_an_entry(home: Home) -> None:
    own = home.rulebook / "known_risks" / "ours.toml"
    own.parent.mkdir(parents=True)
    own.write_text(HEAD + RISK, "utf-8")
    assert known_risk(home, "live-parts", date(2026, 3, 2)).level == "high"
    assert known_risk(home, "live-parts", date(2025, 3, 2)).level == "serious"
    assert known_risk(home, "hood-cords", date(2026, 3, 2)).hazard_class == "choking"


@pytest.mark.parametrize(("old", "new", "code"), [
    ('"electric"', '"shock"', "rule.unknown_choice"), ('"high"', '"very"', "rule.unknown_choice"),
    ('id = "live-parts"', 'id = "Live parts"', "rule.no_id"), ("level", "levels", "rule.unknown_key"),
    (', zh = "带电部件"', "", "rule.language_missing")])
def test_a_faulty_entry_is_refused(old: str, new: str, code: str) -> None:
    with pytest.raises(RulebookError) as caught:
        parse_known_risks("ours.toml", HEAD + RISK.replace(old, new, 1))
    assert (caught.value.code, caught.value.where.en.startswith("ours.toml")) == (code, True)


def test_an_entry_is_there_once() -> None:
    with pytest.raises(RulebookError) as caught:
        parse_known_risks("ours.toml", HEAD + RISK + RISK)
    assert caught.value.code == "rule.twice"


def test_what_is_on_no_list_is_no_known_risk() -> None:
    with pytest.raises(RulebookError) as caught:
        known_risk(None, "hood-cord", date(2026, 3, 2))
    assert (caught.value.code, caught.value.next_step.en) == ("risk.unknown_known", "Did you mean hood-cords?")


def test_the_shipped_file_is_one() -> None:
    assert [each.name for each in shipped("known_risks").iterdir()] == ["known-serious.toml"]
