"""Bad input: what is read all the same, and what is refused, where and with which reason."""

from __future__ import annotations

import unicodedata

import pytest

from plumbline.methods.standards.designations import Refusal
from tests.methods.standards.grammars import parsed, read, refused

DASHES = [chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) == "Pd"
          and code != 0x301C] + ["\u2212"]
"""All but the wave dash, which is the sign of a range: HG/T 20592〜20635-2009."""
SPACES = [chr(code) for code in range(0x10000) if unicodedata.category(chr(code)) == "Zs"] + ["\t"]
CODES = {
    "": "empty", "   ": "empty", "\u3000": "empty", "GB": "number_missing", "ISO": "number_missing",
    "GB/X 123-2010": "number_missing", "GB/T abc-2016": "number_missing", "GB/-2010": "number_missing",
    "DB/T 1-2020": "region_missing", "DB99/T 1-2020": "region_unknown", "DB3300/T 1-2020": "region_unknown",
    "DB440300/T 1-2010": "region_unknown", "T/ 100-2020": "issuer_missing", "Q/ 001-2020": "issuer_missing",
    "T/CAS": "number_missing", "GB/T 19001:2016:2015": "trailing", "GB/T 19001²": "trailing",
    "GB/T 19001-1899": "year", "ISO 9001:1899": "year", "GB/T 19001-2999": "year",
    "GB/T 19001-2016\x00": "character", "GB/T\x0719001": "character", "GB/T 19001\u202e-2016": "character",
    "GB/T 19001-2016 和 GB/T 24001-2016": "several", "ISO 9001:2015, ISO 14001:2015": "several",
    "XY/T 123-2010": "prefix_unknown", "9001": "no_prefix", "质量管理体系": "no_prefix",
    "\u0413\u0412/T 19001": "prefix_unknown", "GB/\u0422 19001": "letters", "\u0422B/T 3353-2014": "letters",
    "9" * 10_000: "too_long", "GB/T 19001-2016 " + "质" * 10_000: "too_long", "ISO 9001:2015 foo": "trailing",
}


@pytest.mark.parametrize("text", sorted(CODES), ids=lambda text: ascii(text[:24]))
def test_what_is_none_is_refused_with_its_reason(text):
    assert refused(text) == CODES[text]


@pytest.mark.parametrize("sign", DASHES, ids=lambda sign: f"{ord(sign):04x}")
def test_every_dash_is_one(sign):
    assert read(f"GB/T 1.1{sign}2020").canonical == "GB/T 1.1-2020"


@pytest.mark.parametrize("sign", SPACES, ids=lambda sign: f"{ord(sign):04x}")
def test_every_space_is_one(sign):
    assert read(f"{sign}GB/T{sign}{sign}19001-2016{sign}").canonical == "GB/T 19001-2016"


@pytest.mark.parametrize("text", [
    "ＧＢ／Ｔ　１９００１－２０１６", "GB / T 19001 - 2016", "GB T 19001-2016", "GBT 19001-2016", "gbt19001-2016",
    "GB/T 19001——2016",
    "GB/T 19001一2016", "GB/T 19001\u00ad2016", "\ufeffGB/T 19001\u200b-2016", "GB∕T 19001-2016", "GB/T 19001：2016",
    "GB/T 19001【2016】", "GB/T 19001-2016\r\n"])
def test_what_stands_for_the_same_sign_is_read_as_it(text):
    assert read(text).canonical == "GB/T 19001-2016"


def test_a_prefix_of_its_own_is_not_taken_for_a_missing_slash():
    assert read("GBZ 2-2007").prefix.text == "GBZ"
    assert refused("GB Z 2-2007") == "number_missing"


@pytest.mark.parametrize(("text", "rest"), [
    ("GB/T 19001:2016:2015", ":2015"), ("XY/T 123", "XY/T 123"), ("GB/T　19001 - 1899", "1899"),
    ("ＧＢ/Ｔ 19001-2016 和 ＧＢ/Ｔ 24001", "ＧＢ/Ｔ 24001"), ("GB/T 19001-2016\x00", "\x00")])
def test_the_place_is_that_of_the_text_as_given(text, rest):
    found = parsed(text)
    assert isinstance(found, Refusal)
    assert text[found.at:] == rest


def test_the_nearest_prefix_is_named():
    found = parsed("YYY/T 0287-2017").as_dict()["error"]
    assert "YY/T" in found["next_step"]
    assert set(found) == {"code", "at", "message", "next_step", "zh"}


@pytest.mark.parametrize("text", ["GB" + "/T" * 240, "ISO" + "/IEC" * 120, "GB/T " + "1-" * 240, "ISO 1" + "-1" * 240,
                                  "BS " + "EN " * 150, "T/" + "A-" * 200, "Q/" + "9" * 480, "GB 1" + "(" * 400,
                                  "GB/T 1-2000" + "/ISO 1:2000" * 40, "ISO 1:2000" + "/Amd 1:2001" * 40])
def test_no_text_takes_long(text):
    """Each is read or refused at once; were a pattern to try every division, none of these would end."""
    assert parsed(text).printed == text
