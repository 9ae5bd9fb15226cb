"""What is wrong with a draft's text, on a page: in the reader's language, at the part and the field it is of."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from plumbline.interfaces.web.assessment.drafts.editor.said import Said, said
from plumbline.procedures.assessment.drafts.rules import Fault
from plumbline.text import UNSAID, Text

HELD = {"block": [{"id": "a", "item": [{"id": "a.1"}, {"id": "a.2"}]}, {"item": [{}]}]}
MISSING = Text("this is missing", "此项缺失")


@pytest.mark.parametrize(("where", "part", "key"), [
    ("schemes/x.toml: full", "head", "full"),
    ("schemes/x.toml: grades: bands.B", "grades", "grades.band.B"),
    ("schemes/x.toml: block a: points", "block.0", "points"),
    ("schemes/x.toml: block a: item a.2: rule.steps.points", "block.0.item.1", "rule.steps.points"),
    ("schemes/x.toml: block 2: item 1: id", "block.1.item.0", "id"),
    ("indicators/x.toml [pass_rate].words.numerator", "whole", "words.numerator"),
    ("schemes/other.toml", "head", ""),
])
def test_a_fault_finds_its_part_and_field(where: str, part: str, key: str) -> None:
    found = said(Fault("rule.missing", MISSING, where, UNSAID, UNSAID, None), HELD)
    assert found == Said("rule.missing", "this is missing", "", "", where, None, part, key)


def test_a_fault_is_said_in_the_page_s_language() -> None:
    with override("zh-hans"):
        assert said(Fault("rule.missing", MISSING, "x", UNSAID, UNSAID, 3), None).what == "此项缺失"
