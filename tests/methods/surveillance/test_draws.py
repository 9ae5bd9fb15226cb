"""Draws: the hash of a frame, ratios, ranks, and who inspects."""

from __future__ import annotations

import hashlib
import random
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.surveillance import draws
from plumbline.methods.surveillance.draw_frames import Frame, frame_of
from plumbline.methods.surveillance.draw_inspectors import Inspector, assign
from plumbline.methods.surveillance.draws import draw, ratio_of, ratios_of

RANDOM = hashlib.sha256(b"a round").digest()


def frame(**counts: int) -> Frame:
    pairs = [(f"{of}{number:05d}", of) for of, count in counts.items() for number in range(count)]
    random.Random(3).shuffle(pairs)
    return frame_of([id for id, _ in pairs], [of for _, of in pairs])


def plainly(pairs: list[tuple[str, str]], ratios: dict[str, Fraction]) -> dict[str, list[str]]:
    """The definition, word by word."""
    found = {}
    for of, ratio in ratios.items():
        ids = sorted((hashlib.sha256(RANDOM + id.encode()).digest(), id) for id, its in pairs if its == of)
        found[of] = [id for _, id in ids[:-(-(len(ids) * ratio.numerator) // ratio.denominator)]]
    return found


def test_bayannur_draws_3206_of_30323():
    whole = frame(A=22186, B=5658, C=1581, D=898)
    ratios = ratios_of(["A=2%", "B=5%", "C=100%", "D=1"])
    drawn = draw(whole, ratios, RANDOM)
    assert (len(whole.ids), drawn.total) == (30323, 3206)
    assert drawn.counts == {"A": 444, "B": 283, "C": 1581, "D": 898}
    pairs = list(zip(whole.ids, whole.classes, strict=True))
    assert {of: list(ids) for of, ids in drawn.by_class.items()} == plainly(pairs, ratios)
    assert list(drawn.order) == [id for _, id in sorted(
        (hashlib.sha256(RANDOM + id.encode()).digest(), id) for ids in drawn.by_class.values() for id in ids)]


def test_the_hash_is_of_lines_sorted_by_id_and_not_of_sorted_lines():
    # By lines "a!" would come before "a", since "!" comes before the comma.
    ids, classes = ["b", "a!", "a", "é", "甲", "\U00020000", "Z"], ["B", "B", "A", "A", "A", "B", "A"]
    lines = "".join(f"{id},{of}\n" for id, of in sorted(zip(ids, classes, strict=True)))
    assert lines.startswith("Z,A\na,A\na!,B\n")
    assert frame_of(ids, classes).text == lines
    assert frame_of(ids, classes).sha256 == hashlib.sha256(lines.encode()).hexdigest()
    assert frame_of(ids[::-1], classes[::-1]).sha256 == frame_of(ids, classes).sha256


@given(st.dictionaries(st.text("abc甲\U00020000 !-", min_size=1).filter(lambda id: id == id.strip()),
                       st.sampled_from("AB"), min_size=1), st.fractions(0, 1, max_denominator=40))
def test_any_frame_is_drawn_from_as_defined(objects: dict[str, str], ratio: Fraction):
    ratios = {"A": ratio, "B": Fraction(1, 3)}
    found = draw(frame_of(list(objects), list(objects.values())), ratios, RANDOM)
    assert {of: list(ids) for of, ids in found.by_class.items()} == plainly(list(objects.items()), ratios)


def test_of_equal_ranks_the_lower_id_is_first(monkeypatch: pytest.MonkeyPatch):
    whole = frame_of(["d", "b", "c", "a"], list("AAAA"))
    same = np.array([b"\x01" * 8 + bytes(23) + tail for tail in (b"\x02", b"\x02", b"\x01", b"\x02")], "S32")
    monkeypatch.setattr(draws, "_ranks", lambda ids, randomness: same)
    assert draw(whole, {"A": Fraction(1)}, RANDOM).order == ("c", "a", "b", "d")


@pytest.mark.parametrize(("written", "value"), [
    ("1/50", Fraction(1, 50)), ("2%", Fraction(1, 50)), ("0.02", Fraction(1, 50)), ("1", Fraction(1)),
    ("100%", Fraction(1)), ("0", Fraction(0)), (" 2.5% ", Fraction(1, 40)), ("1/3", Fraction(1, 3))])
def test_ratios_are_exact(written: str, value: Fraction):
    assert ratio_of(written) == value


@pytest.mark.parametrize(("written", "code"), [
    ("1/0", "draw.no_ratio"), ("", "draw.no_ratio"), ("-0.1", "draw.no_ratio"), ("1e-2", "draw.no_ratio"),
    ("nan", "draw.no_ratio"), ("two", "draw.no_ratio"), ("٢%", "draw.no_ratio"), ("2", "draw.ratio_above_one"),
    ("101%", "draw.ratio_above_one"), ("3/2", "draw.ratio_above_one")])
def test_what_is_no_ratio_is_refused(written: str, code: str):
    with pytest.raises(MethodError) as refused:
        ratio_of(written)
    assert refused.value.code == code


@pytest.mark.parametrize("pairs", [["A"], ["=1"], ["A=1", "A=1/2"]])
def test_each_class_has_one_ratio(pairs: list[str]):
    with pytest.raises(MethodError) as refused:
        ratios_of(pairs)
    assert refused.value.code == "draw.not_pair"


def test_a_class_without_a_ratio_is_refused_and_one_without_objects_has_none_drawn():
    with pytest.raises(MethodError, match="'B'"):
        draw(frame(A=3, B=2), ratios_of(["A=1"]), RANDOM)
    assert draw(frame(A=3), ratios_of(["A=1/2", "B=1"]), RANDOM).counts == {"A": 2, "B": 0}


def test_randomness_has_32_bytes():
    with pytest.raises(MethodError) as refused:
        draw(frame(A=3), ratios_of(["A=1"]), RANDOM[:-1])
    assert refused.value.code == "draw.bad_randomness"


@pytest.mark.parametrize(("ids", "classes", "code"), [
    ([], [], "draw_frame.empty"), (["a", ""], ["A", "A"], "draw_frame.nothing"), (["a"], [""], "draw_frame.nothing"),
    (["a", "b", "a"], ["A", "A", "B"], "draw_frame.twice"), (["a,A\nb"], ["A"], "draw_frame.unfit_sign"),
    (["a"], ["A,B"], "draw_frame.unfit_sign"), (["a "], ["A"], "draw_frame.unfit_sign"),
    (["a\x00b"], ["A"], "draw_frame.unfit_sign"), (["a\u202eb"], ["A"], "draw_frame.unfit_sign"),
    (["a\u2028"], ["A"], "draw_frame.unfit_sign"), (["\ufeffa"], ["A"], "draw_frame.unfit_sign"),
    (["a"], ["\u3000A"], "draw_frame.unfit_sign"), (["a\r"], ["A"], "draw_frame.unfit_sign")])
def test_a_frame_that_could_be_hashed_in_two_ways_is_refused(ids: list[str], classes: list[str], code: str):
    with pytest.raises(MethodError) as refused:
        frame_of(ids, classes)
    assert refused.value.code == code


def test_inspectors_are_the_two_lowest_of_those_who_may():
    whole = frame(A=40, C=2)
    drawn = draw(whole, ratios_of(["A=1/4", "C=1"]), RANDOM)
    everywhere = frozenset("*")
    staff = [Inspector("w1", everywhere, 4, frozenset({drawn.order[0]})), Inspector("w2", frozenset("A"), 6),
             Inspector("w3", everywhere, 7), Inspector("w4", frozenset("C"), 9)]
    found = assign(whole, drawn, staff, RANDOM)
    left, class_of = {one.id: one.load for one in staff}, dict(zip(whole.ids, whole.classes, strict=True))
    for object in drawn.order:
        may = sorted((hashlib.sha256(RANDOM + object.encode() + b"\x1f" + one.id.encode()).digest(), one.id)
                     for one in staff if ("*" in one.classes or class_of[object] in one.classes)
                     and object not in one.recused and left[one.id])
        if len(may) < 2:
            assert found.too_few[object] == len(may)
            assert object not in found.inspectors
            continue
        assert found.inspectors[object] == tuple(id for _, id in may[:2])
        for id in found.inspectors[object]:
            left[id] -= 1
    assert found.too_few
    assert "w1" not in found.inspectors.get(drawn.order[0], ())
