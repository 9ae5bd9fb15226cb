"""Whether a product can be found from a notice."""

from __future__ import annotations

import pytest

from plumbline.methods.surveillance.notice_completeness import completeness
from plumbline.rulebook.surveillance.completeness_files import completeness_rules, load_completeness, parse_completeness

WHOLE = {"product_name": "USB charger", "brand": "Acme", "model": "X-1", "codes": "8715658002512",
         "picture": "charger.jpg", "maker": "Acme Ltd.", "sold_in": "online", "contact": "recall@acme.example"}
POINTS = completeness_rules(None).points


def test_a_notice_that_says_everything_is_whole():
    found = completeness(POINTS, WHOLE)
    assert (found.score, found.missing) == (100, ())
    assert sum(each.weight for each in POINTS) == 100
    assert [each.id for each in POINTS] == ["name", "brand", "model", "code", "photograph", "maker", "sold", "contact"]


def test_nothing_is_nothing_and_the_heaviest_is_asked_for_first():
    found = completeness(POINTS, {})
    assert (found.score, found.answered, found.missing[0]) == (0, (), "code")
    assert completeness(POINTS, dict.fromkeys(WHOLE, " None ")).score == 0
    assert completeness(POINTS, dict.fromkeys(WHOLE, None)).score == 0
    assert completeness(POINTS, dict.fromkeys(WHOLE, "不详")).score == 0


@pytest.mark.parametrize(("field", "value", "lost"), [
    ("brand", "", 15), ("codes", "none visible", 20), ("codes", "12", 20), ("picture", "see below", 10),
    ("contact", "the shop", 5), ("maker", "unknown", 10), ("product_name", "ab", 15),
])
def test_each_point_takes_what_helps_to_find_the_product(field: str, value: str, lost: int):
    assert completeness(POINTS, WHOLE | {field: value}).score == 100 - lost


@pytest.mark.parametrize("contact", ["0571-8888 1234", "12315 热线 400 123 4567", "https://acme.example", "a@b.cn"])
def test_a_contact_is_what_one_can_turn_to(contact: str):
    assert "contact" in completeness(POINTS, WHOLE | {"contact": contact}).answered


def test_a_title_names_the_product_where_its_own_field_is_empty():
    assert completeness(POINTS, WHOLE | {"product_name": "", "title": "Recall of USB chargers"}).score == 100


def test_shares_are_rounded_down():
    text = ('id = "x"\ntitle = { en = "x", zh = "x" }\nsource = { text = "x", ours = true }\nvalid_from = 2026-01-01\n'
            + "".join(f'[[point]]\nid = "{name}"\ntitle = {{ en = "x", zh = "x" }}\n'
                      f'advice = {{ en = "x", zh = "x" }}\nweight = 1\nfields = ["{name}"]\n' for name in "abc"))
    points = parse_completeness("x.toml", text).points
    assert completeness(points, {"a": "1", "b": "1"}).score == 66


def test_what_ships_is_sound():
    assert (load_completeness(None).faults, list(load_completeness(None))) == ((), ["product-notice"])
