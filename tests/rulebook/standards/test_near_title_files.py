"""The rules by which titles are held against each other: the shipped ones, one of an authority's own, and faulty
ones."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.standards.near_title_files import near_title_rules, parse_near_titles

HEAD = (
    'id = "own"\ntitle = { en = "Ours", zh = "自定" }\nsource = { text = "Ours", ours = true }\n'
    'valid_from = 2026-01-01\n')


def test_the_shipped_ones_compare_what_belongs_together() -> None:
    rules = near_title_rules(None, date(2026, 1, 1))
    assert rules.compared("national", "industry")
    assert rules.compared("international", "international")
    assert not rules.compared("international", "national")  # that may be an adoption, which is another list
    assert not rules.compared("enterprise", "enterprise")
    assert rules.dated.cites.status == "unverified"


def test_an_authority_has_its_own(home: Home) -> None:
    (home.path / "rulebook" / "near_titles").mkdir(parents=True)
    (home.path / "rulebook" / "near_titles" / "own.toml").write_text(HEAD + 'endings = ["说明"]\nfewest = 2\n', "utf-8")
    rules = near_title_rules(home, date(2026, 6, 1))
    assert (rules.dated.id, rules.reading.form("水表说明")) == ("own", "水表")
    assert near_title_rules(home, date(2025, 6, 1)).dated.id == "titles"


@pytest.mark.parametrize(("line", "code"), [
    ("endings = 3", "health.near_words"), ("endings = [3]", "health.near_words"), ('same = ["a"]', "health.near_words"),
    ('opposites = [["in", "out", "on"]]', "health.near_words"), ('never = ["nobody"]', "rule.unknown_choice"),
    ("least_weighed = 40", "rule.not_whole_number"), ('narrower = "yes"', "rule.not_flag"),
    ("more = 1", "rule.unknown_key"),
    ("same = 1", "health.near_words"),
])
def test_what_is_wrong_is_told(line: str, code: str) -> None:
    with pytest.raises(RulebookError) as fault:
        parse_near_titles("own.toml", HEAD + line + "\n")
    assert fault.value.code == code


def test_a_day_without_rules() -> None:
    with pytest.raises(RulebookError) as none:
        near_title_rules(None, date(2010, 1, 1))
    assert none.value.code == "health.no_near_rules"
