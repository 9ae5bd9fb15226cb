"""What holds for every designation: the normal form is its own, both ways of reading agree, likeness is mutual."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from plumbline.methods.standards import designation_parsing
from plumbline.methods.standards.designations import DOCUMENT, EDITION, NO, SERIES, Designation, same
from tests.methods.standards.grammars import parsed, read, shipped
from tests.methods.standards.test_designation_families import CANONICAL, OTHERWISE

KNOWN = [each.strip() for line in CANONICAL.split("\n") for each in line.split(" | ") if each] + list(OTHERWISE)
PREFIXES = ("GB", "GB/T", "GB/Z", "GBZ/T", "NY/T", "JTG", "DB33/T", "DB11", "T/CAS", "Q/HY", "JJG", "ISO", "ISO/IEC",
            "ISO/TS", "IEC", "IEC TR", "EN", "BS EN ISO", "DIN EN", "ABNT NBR", "SANS", "IS", "ГОСТ", "OIML R")
made = some.builds(
    lambda prefix, number, part, year, more: f"{prefix} {number}{part}{year}{more}", some.sampled_from(PREFIXES),
    some.integers(1, 99999), some.sampled_from(("", ".1", "-2", ".12", "-1-2")),
    some.sampled_from(("", "-2016", ":2015", "-87", "—2020", " : 2000", "(2001)")),
    some.sampled_from(("", "/Amd 1:2020", "+A1:2014", " (all parts)", "系列", "/XG1-2010", "/ISO 9001:2015", "(E)",
                       " (ISO 9001:2015, IDT)", "《名称》")))
changed = some.builds(lambda text, place, sign: text[:place] + sign + text[place:], some.sampled_from(KNOWN),
                      some.integers(0, 40), some.sampled_from(list(" -/:.()0129AZazТ第一\u00a0\u200b\x00")))


@given(some.one_of(made, changed, some.text(max_size=40)))
def test_the_normal_form_is_a_fixed_point(text):
    found = parsed(text)
    assert found.printed == text
    if isinstance(found, Designation):
        again = read(found.canonical)
        assert (again.canonical, again.identity) == (found.canonical, found.identity)
        # A title is no part of the normal form, nor is the number of an edition whose year is told.
        left_out = {"input": text, "title": None} | ({"edition": None} if found.year else {})
        assert again.as_dict() | left_out == found.as_dict() | left_out


@given(some.one_of(made, changed))
def test_both_ways_of_reading_agree(text):
    assert parsed(text).as_dict() == designation_parsing.read_whole(shipped(), text).as_dict()


@given(made, made)
def test_likeness_is_mutual(one, other):
    first, second = parsed(one), parsed(other)
    if isinstance(first, Designation) and isinstance(second, Designation):
        assert same(first, second) == same(second, first)
        assert same(first, first) in (EDITION, DOCUMENT, SERIES)


@pytest.mark.parametrize(("one", "other", "how"), [
    ("GB/T 19001-2016", "GB/T 19001—2016", EDITION), ("GB 2828-87", "GB 2828-1987", EDITION),
    ("GB 5296.1-2012", "GB/T 5296.1-2012", EDITION), ("GB/Z 123-2008", "GB/T 123-2008", NO),
    ("GBZ 2-2007", "GB/Z 2-2007", NO), ("GB/T 19001-2016", "GB/T 19001-2008", DOCUMENT),
    ("GB/T 19001-2016", "GB/T 19001", DOCUMENT), ("GB/T 19001", "GB/T 19001", DOCUMENT),
    ("GB/T 2828.1-2012", "GB/T 2828.2-2008", SERIES), ("GB/T 2828.1-2012", "GB/T 2828 (all parts)", SERIES),
    ("GB/T 19001-2016/ISO 9001:2015", "GB/T 19001-2016", EDITION), ("GB/T 19001-2016", "ISO 9001:2015", NO),
    ("T/CAS 100-2020", "T/ZZB 100-2020", NO), ("Q/HY 1-2020", "Q/HY 1-2020", EDITION),
    ("Q/HY 1-2020", "Q/HZ 1-2020", NO),
    ("ISO 9001:2015", "ISO 9001:2015/Amd 1:2024", DOCUMENT), ("ISO 9001:2015", "EN ISO 9001:2015", NO),
    ("ISO/IEC 14496-20:2008/AMD2:2010", "ISO/IEC 14496-20:2008/Amd 2:2010", EDITION),
    ("ISO/DIS 9001", "ISO 9001", DOCUMENT),
    ("ISO/DIS 9001.2", "ISO/DIS 9001", DOCUMENT), ("ISO/TS 9001", "ISO 9001", NO),
    ("IEC/TR 60601-4-1:2017", "IEC TR 60601-4-1:2017", EDITION),
    ("GOST R 51232-98", "ГОСТ Р 51232-1998", EDITION), ("IEEE 802.3-2018", "IEEE Std 802.3-2018", EDITION),
    ("ETSI EN 300 328 V2.2.2", "ETSI EN 300 328 V2.1.1", DOCUMENT), ("ASTM D638-14", "ASTM D638-14e1", DOCUMENT),
    ("JIS B 1234:2001", "ISO 1234:2001", NO), ("DB33/T 1-2020", "DB32/T 1-2020", NO),
])
def test_how_far_two_name_the_same(one, other, how):
    assert same(read(one), read(other)) == how


def test_the_given_designations_are_read_and_printed_back(shared):
    """Those whose other form is another library's own peculiarity are read too, and their normal form is its own."""
    lines = (shared / "data/standards/designations_sample.txt").read_text(encoding="utf-8").splitlines()
    texts = [line.split("\t")[1] for line in lines]
    plain = [text for text in texts if not text.startswith("!")]
    assert [text for text in plain if read(text).canonical != text] == []
    corrected = [text[1:].split("!")[0] for text in texts if text.startswith("!")]
    assert (len(plain), len(corrected)) == (2810, 17)
    assert [text for text in corrected if read(read(text).canonical).canonical != read(text).canonical] == []


def test_the_given_chinese_designations_say_what_is_expected(shared):
    lines = (shared / "data/standards/designations_cn_third.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = [json.loads(line) for line in lines]
    found = [parsed(each["input"]).as_dict() for each in wanted]
    assert [{name: got.get(name) for name in want} for want, got in zip(wanted, found, strict=True)] == wanted
