"""The schemes that ship."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from plumbline.figures.indicators.catalogue import catalogue
from plumbline.rulebook.schemes.loading import load_schemes
from plumbline.rulebook.schemes.schemes import Scheme, scheme_for


def chicago() -> Scheme:
    return scheme_for(load_schemes(None, catalogue()), "chicago-canvass", "2013")


def test_chicago_says_that_it_is_an_illustration() -> None:
    scheme = chicago()
    assert scheme.illustrative
    assert scheme.label.as_dict() == {"en": "illustrative scheme, real records", "zh": "示例方案，真实记录"}
    assert scheme.cites.ours
    assert scheme.valid_from <= date(2012, 1, 1)


def test_chicago_grades_wards_with_the_bands_of_the_state_council() -> None:
    scheme = chicago()
    assert scheme.level == "ward"
    assert scheme.bands_cites.text == "国办发〔2013〕47号"
    assert [(band.grade, band.low, band.high) for band in scheme.bands.bands] == [
        ("A", 90, 100), ("B", 80, 89), ("C", 60, 79), ("D", 0, 59),
    ]
    assert scheme.bands.grade(Decimal("89.5")) == "A"
    assert scheme.minimum is not None
    assert (scheme.minimum.indicator, scheme.minimum.n) == ("inspection.pass_rate", 30)


def test_chicagos_items_total_100() -> None:
    scheme = chicago()
    assert scheme.full == 100
    assert sum(item.points for item in scheme.items) == 100
    assert [item.rule.name for item in scheme.items] == ["per_point", "steps", "steps", "binary", "per_point", "veto"]


def test_every_rule_fits_the_direction_of_its_figure() -> None:
    known = catalogue()
    for versions in load_schemes(None, known).values():
        for item in (item for scheme in versions for item in scheme.items if item.figure):
            upward = getattr(item.rule, "upward", None)
            allowed = {True: ("higher", "neither"), False: ("lower", "neither"), None: ("higher", "lower")}[upward]
            assert known[item.figure].better in allowed, item.id


def test_everything_shown_is_in_both_languages() -> None:
    for versions in load_schemes(None, catalogue()).values():
        for scheme in versions:
            texts = [scheme.title, scheme.meaning, *(block.title for block in scheme.blocks)]
            for item in scheme.items:
                texts += [item.title, item.owner, item.words("%")]
            assert all(text.en and text.zh and text.en != text.zh for text in texts)


def test_anhui_is_shown_with_what_is_published_of_it() -> None:
    scheme = scheme_for(load_schemes(None, catalogue()), "anhui-2014", "2013-14")
    assert scheme.partial.en
    assert [(block.title.zh, block.points) for block in scheme.blocks[:2]] == [("质量目标", 40), ("质量措施", 60)]
    assert len(scheme.unpublished) == 23
    assert [item.rule.name for item in scheme.items if item.rule] == ["veto"]
    assert scheme.year.label("2013") == "2013-14"
