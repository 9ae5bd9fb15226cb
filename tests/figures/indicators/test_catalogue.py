"""The indicators in force."""

from __future__ import annotations

import pytest

from plumbline.errors import FigureError
from plumbline.figures.indicators.catalogue import catalogue, indicator
from plumbline.home import Home


def test_an_unknown_indicator_is_told_with_what_may_be_meant(home: Home):
    with pytest.raises(FigureError) as caught:
        indicator("inspection.passrate", home)
    assert caught.value.code == "indicator.unknown"
    assert caught.value.next_step.en.startswith("Did you mean inspection.pass_rate")


def test_a_changed_definition_is_read_again(home: Home):
    folder = home.rulebook / "indicators"
    assert indicator("inspection.count", home) == indicator("inspection.count")
    folder.mkdir()
    text = """
[{name}]
title = {{ en = "x", zh = "x" }}
meaning = {{ en = "x", zh = "x" }}
unit = "1"
better = "lower"
source = {{ text = "x" }}
of = "inspection"
numerator = "COUNT(*)"
words = {{ numerator = {{ en = "x", zh = "x" }} }}
"""
    (folder / "own.toml").write_text(text.format(name="first"), encoding="utf-8")
    assert "own.first" in catalogue(home)
    (folder / "own.toml").write_text(text.format(name="second"), encoding="utf-8")
    assert "own.second" in catalogue(home)
    assert "own.first" not in catalogue(home)
    assert set(catalogue()) < set(catalogue(home))
