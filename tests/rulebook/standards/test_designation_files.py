"""How designations are written, as rulebook files: an authority's own family, faults, days."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import RulebookError
from plumbline.methods.standards.designation_parsing import designation, parse
from plumbline.methods.standards.designations import Refusal
from plumbline.rulebook.standards.designation_files import grammar, load_designations, parse_designations

OWN = """
id = "korea"
title = { en = "Korean standards", zh = "韩国标准" }
source = { text = "KS A 0001", ours = true }
valid_from = 1961-09-30
publisher = "KATS"
first_year = 1961
endings = ["all parts"]
[[form]]
number = "letter and digits"
part = "dashed"
year = "colon"
[prefixes]
KS = { en = "Korean standard", zh = "韩国标准" }
"""


def test_every_shipped_file_is_sound_and_says_where_it_is_from():
    rules = load_designations(None)
    assert rules.faults == ()
    assert [each.dated.id for each in rules.values() if not each.dated.cites.text] == []
    assert {"national", "sector", "local", "group", "enterprise", "metrology", "iso", "iec"} <= set(rules)


def test_an_authority_adds_a_family(home):
    folder = home.path / "rulebook" / "designations"
    folder.mkdir(parents=True)
    (folder / "korea.toml").write_text(OWN, encoding="utf-8")
    found = designation(grammar(home, date(2026, 1, 1)), "KS X1001:1992")
    assert (found.canonical, found.prefix.publisher) == ("KS X 1001:1992", "KATS")
    assert isinstance(parse(grammar(home, date(1950, 1, 1)), "KS X 1001:1992"), Refusal)


@pytest.mark.parametrize(("old", "new", "code"), [
    ('number = "letter and digits"', 'number = "runes"', "rule.unknown_choice"),
    ('part = "dashed"', 'part = "dashes"', "rule.unknown_choice"),
    ('endings = ["all parts"]', 'endings = ["all"]', "rule.unknown_choice"),
    ('endings = ["all parts"]', 'endings = "all parts"', "designation_rule.not_texts"),
    ("first_year = 1961", "first_year = 12", "rule.not_whole_number"),
    ("first_year = 1961", "two_digit_years = { since = 1900, until = 2049 }", "designation_rule.century"),
    ('zh = "韩国标准" }\n', 'zh = "韩国标准", forces = ["/T"] }\n', "designation_rule.force"),
    ("publisher", "publishers", "rule.unknown_key"), ("[prefixes]", "[prefix]", "rule.unknown_key"),
])
def test_a_fault_names_the_key(old, new, code):
    with pytest.raises(RulebookError) as raised:
        parse_designations("korea.toml", OWN.replace(old, new) if old != 'zh = "韩国标准" }\n'
                           else OWN[:-3].rstrip(' }\n') + ', forces = ["/T"] }\n')
    assert raised.value.code == code
