"""Link mappings: what ships is sound, and every fault is told."""

from __future__ import annotations

from importlib import resources

import pytest

from plumbline.errors import RulebookError
from plumbline.rulebook.surveillance.link_files import link_mapping, load_link_mappings, parse_link_mapping

RASFF = (resources.files("plumbline") / "rulebook/data/links/rasff.toml").read_text("utf-8")


def test_what_ships_is_sound():
    found = load_link_mappings(None)
    assert (found.faults, list(found)) == ((), ["notice-product", "rasff"])
    assert [each.duplicates for each in found["rasff"].extracts] == ["none", "copies"]
    assert found["rasff"].extracts[1].reference.digits == 4
    assert found["notice-product"].fields[-1].unless == "brand"


def test_an_unknown_mapping_is_told():
    with pytest.raises(RulebookError) as found:
        link_mapping(None, "raff")
    assert found.value.code == "link.unknown_mapping"


@pytest.mark.parametrize(("before", "after", "code"), [
    ("undecided = 0.2", "undecided = 0.9", "link.thresholds"),
    ("undecided = 0.2", "undecided = 0", "link.thresholds"),
    ("link = 0.8", "link = 1", "link.thresholds"),
    ("m = [0.97, 0.03]", "m = [0.97, 0.02]", "link.chances"),
    ("m = [0.97, 0.03]", "m = [1, 0]", "link.chances"),
    ("m = [0.97, 0.03]", "m = [0.9, 0.05, 0.05]", "link.chances"),
    ("m = [0.97, 0.03]", "m = 1", "rule.not_list"),
    ('clean = "day"', 'clean = "word"', "link.clean_unfit"),
    ('between = "[,;]"', 'between = "[,;"', "link.pattern"),
    ('id = "hazard"\ntitle', 'id = "match_key"\ntitle', "link.field_name"),
    ('id = "hazard"\ntitle', 'id = "Hazard"\ntitle', "link.field_name"),
    ('id = "hazard"\ntitle', 'id = "origin"\ntitle', "rule.twice"),
    ('same = ["date", "notifier"]', 'same = ["day"]', "rule.unknown_choice"),
    ('same = ["date", "notifier"]', "", "rule.missing"),
    ('[[estimate]]\nsame = ["date"]', '[[estimate]]\nrare = "product"', "link.block_unfit"),
    ('sure = ["day", "country"]', 'sure = ["today"]', "rule.unknown_choice"),
    ('duplicates = "copies"', 'duplicates = "some"', "rule.unknown_choice"),
    ("seed = 1", "sed = 1", "rule.unknown_key"),
    ('origin = ["origin"]', 'origen = ["origin"]', "rule.unknown_choice"),
])
def test_a_fault_is_told(before: str, after: str, code: str):
    assert before in RASFF
    with pytest.raises(RulebookError) as found:
        parse_link_mapping("rasff.toml", RASFF.replace(before, after, 1))
    assert found.value.code == code
