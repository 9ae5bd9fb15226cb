"""The form and the text are one rule: what is not changed stays byte for byte, and what is is written where it was."""

from __future__ import annotations

import tomllib
from decimal import Decimal

import pytest

from plumbline.errors import RecordError
from plumbline.interfaces.web.assessment.drafts.editor import rule_fields, writing
from plumbline.interfaces.web.assessment.drafts.editor.fields import ROWS, shown
from plumbline.interfaces.web.assessment.drafts.editor.parts import Part, container, fields_for
from plumbline.methods.assessment.scoring.declarations import RULES
from plumbline.procedures.assessment.drafts.patterns import PATTERNS
from plumbline.rulebook.core.files import shipped_files
from plumbline.rulebook.schemes.loading import schemes_in
from plumbline.rulebook.schemes.scheme_files import parse_scheme

CHICAGO = dict(shipped_files("schemes"))["schemes/chicago-canvass.toml"]
SCHEMES = dict(shipped_files("schemes"))
HEAD, GRADES = Part("head"), Part("grades")


def parts_of(text: str) -> list[Part]:
    held = tomllib.loads(text)
    blocks = [Part("block", place) for place in range(len(held["block"]))]
    items = [Part("item", block.block, place) for block in blocks
             for place in range(len(held["block"][block.block]["item"]))]
    return [HEAD, *([GRADES] if "grades" in held else []), *blocks, *items]


def form(text: str, part: Part) -> dict[str, str]:
    """What a browser sends of an untouched form."""
    held = tomllib.loads(text)
    table, sent = container(held, part), {}
    for one in fields_for(held, part):
        if one.kind != ROWS:
            sent |= {one.name + suffix: value for suffix, value in shown(one, table).items()}
            continue
        rows = table
        for key in one.path:
            rows = rows.get(key, {})
        for place, row in enumerate(rows or []):
            for column in one.columns:
                name = f"{one.name}.{place}.{'.'.join(column.path)}"
                sent |= {name + suffix: value for suffix, value in shown(column, row).items()}
    return sent


def written(part: Part, *, text: str = CHICAGO, **changes: str) -> str:
    sent = form(text, part)
    for name, value in changes.items():
        sent[name.replace("__", ".")] = value
    return writing.filled(text, part, sent)


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_form_that_is_not_touched_changes_nothing(name: str) -> None:
    for part in parts_of(SCHEMES[name]):
        assert writing.filled(SCHEMES[name], part, form(SCHEMES[name], part)) == SCHEMES[name], part


def test_what_was_not_sent_stays() -> None:
    assert writing.filled(CHICAGO, Part("item", 0, 0), {}) == CHICAGO
    assert writing.filled(CHICAGO, GRADES, {"f.grades.rounding.places": "0"}) == CHICAGO


def test_what_one_person_changed_is_put_onto_what_another_did() -> None:
    theirs = written(GRADES, f__grades__band__0__from="91", f__grades__rounding__mode="down")
    mine = form(CHICAGO, GRADES) | {"f.grades.rounding.places": "1"}
    held = tomllib.loads(writing.filled(theirs, GRADES, mine, CHICAGO))["grades"]
    assert (held["rounding"], held["band"][0]["from"]) == ({"places": 1, "mode": "down"}, 91)
    mine |= {"f.grades.band.1.to": "90"}
    held = tomllib.loads(writing.filled(theirs, GRADES, mine, CHICAGO))["grades"]
    assert [(band["from"], band["to"]) for band in held["band"]][:2] == [(90, 100), (80, 90)]  # rows are one field


def test_one_value_is_changed_and_its_comment_stays() -> None:
    text = written(Part("item", 0, 1), f__no_data="zero", f__owner__en="Kitchens")
    assert 'no_data = "zero"   # a ward without high-risk establishments' in text
    held, before = tomllib.loads(text), tomllib.loads(CHICAGO)
    before["block"][0]["item"][1] |= {"no_data": "zero", "owner": {"en": "Kitchens", "zh": "食品检查部门"}}
    assert held == before


def test_what_is_emptied_is_left_out_and_what_is_new_is_written() -> None:
    held = tomllib.loads(written(HEAD, f__minimum__indicator="", f__minimum__n="", f__minimum__of__en="",
                                 f__minimum__of__zh="", f__valid_to="2020-12-31", f__source__ours=""))
    assert "minimum" not in held
    assert str(held["valid_to"]) == "2020-12-31"
    assert "ours" not in held["source"]


def test_numbers_are_as_exact_as_they_are_typed_and_other_words_stay() -> None:
    assert "points  = 7.10\n" in written(Part("item", 0, 0), f__points="7.10")
    assert tomllib.loads(written(Part("item", 0, 0), f__points="many"))["block"][0]["item"][0]["points"] == "many"


def test_rows_are_changed_added_and_taken_away() -> None:
    text = written(
        Part("item", 0, 1), f__rule__steps__0__at__value="90", f__rule__steps__5__at__value="",
        f__rule__steps__5__points="", f__rule__steps__6__at__value="65", f__rule__steps__6__at__which="at_least",
        f__rule__steps__6__points="2")
    steps = tomllib.loads(text)["block"][0]["item"][1]["rule"]["steps"]
    assert [(step["at_least"], step["points"]) for step in steps] == [
        (90, 20), (85, 17), (82, 14), (79, 11), (76, 8), (65, 2)]
    bands = tomllib.loads(written(
        GRADES, f__grades__band__4__grade="E", f__grades__band__4__from="0", f__grades__band__4__to="9",
        f__grades__band__4__title__en="none", f__grades__band__4__title__zh="无"))["grades"]["band"]
    assert [band["grade"] for band in bands] == ["A", "B", "C", "D", "E"]


@pytest.mark.parametrize(("act", "expected"), [
    ("up", ["1.2", "1.1"]), ("down", ["1.2", "1.1"]), ("remove", ["1.2"]),
])
def test_items_are_moved_and_taken_out(act: str, expected: list[str]) -> None:
    place = 1 if act == "up" else 0
    held = tomllib.loads(writing.acted(CHICAGO, act, Part("item", 0, place)))
    assert [item["id"] for item in held["block"][0]["item"]] == expected
    assert held["block"][1:] == tomllib.loads(CHICAGO)["block"][1:]


def test_the_first_does_not_move_further_up() -> None:
    assert writing.acted(CHICAGO, "up", Part("block", 0)) == CHICAGO
    moved = tomllib.loads(writing.acted(CHICAGO, "down", Part("block", 0)))
    assert [block["id"] for block in moved["block"]] == ["2", "1", "3", "4"]


def test_a_block_and_an_item_that_are_added_are_sound_once_the_points_agree() -> None:
    text = writing.acted(CHICAGO, "add-block", HEAD)
    text = writing.acted(text, "add-item", Part("block", 4))
    text = written(Part("block", 4), text=text, f__points="1")
    text = written(HEAD, text=text, f__full="101")
    text = written(GRADES, text=text, f__grades__band__0__to="101")
    scheme = parse_scheme("schemes/x.toml", text, scheme_figures())
    assert [item.id for item in scheme.blocks[4].items] == ["5.1"]
    assert text.startswith(CHICAGO[:300])


def scheme_figures() -> set[str]:
    return {item["figure"] for block in tomllib.loads(CHICAGO)["block"] for item in block["item"] if "figure" in item}


def test_every_rule_of_the_grammar_has_its_fields() -> None:
    assert set(rule_fields.NAMES) == set(RULES)


@pytest.mark.parametrize("rule", [
    rule for rule in RULES if rule not in ("veto", "bonus", "cap", "penalty", "demerits")])
def test_a_rule_that_is_chosen_begins_sound(rule: str) -> None:
    figure = rule in ("per_point", "steps", "linear", "peers")
    item = Part("item", 0, 0)
    text = written(item, f__figure="inspection.pass_rate" if figure else "", f__determination="" if figure else "plan",
                   f__meaning__en="What.", f__meaning__zh="内容。")
    text = writing.acted(text, "rule", item, rule)
    assert rule_fields.name_of(container(tomllib.loads(text), item)) == rule
    assert parse_scheme("schemes/x.toml", text, scheme_figures()).blocks[0].items[0].rule.name == rule
    assert writing.filled(text, item, form(text, item)) == text


def test_an_item_is_added_to_a_block_of_the_scheme_above() -> None:
    below = PATTERNS["scheme"]["below"].text("below").replace('"choose"', '"chicago-canvass"')
    text = writing.extended(below, "1", Decimal("50"))
    text = writing.extended(text, "1", Decimal("50"))
    (block,) = tomllib.loads(text)["block"]
    assert (block["id"], block["points"], [item["id"] for item in block["item"]]) == ("1", 51, ["1.x1", "1.1"])
    text = writing.extended(below, "1", Decimal("7.5"))
    assert "points = 8.5\n" in text
    text = writing.extended(below.replace("full       = 100", "full       = 101").replace("to    = 100", "to    = 101"),
                            "1", Decimal("50")).replace('level      = "county"', 'level      = "ward"')
    found = schemes_in([("schemes/a.toml", CHICAGO), ("schemes/b.toml", text)], figures=scheme_figures())["below"][0]
    assert [(item.id, item.inherited) for item in found.blocks[0].items] == [
        ("1.1", "chicago-canvass"), ("1.2", "chicago-canvass"), ("1.x1", "")]


def test_a_part_that_is_gone_is_said() -> None:
    with pytest.raises(RecordError, match=r"block.9.item.0: this part of the text is not there"):
        writing.filled(CHICAGO, Part("item", 9, 0), {})
