"""Identifiers with the numbers that their standards and keepers give as examples."""

import pytest

from plumbline.methods.shared import identifiers

GOOD = [
    # The first and the last are the examples of python-stdnum; the GTINs are those of GS1's own pages.
    ("uscc", "91110000600037341L"), ("gtin", "6291041500213"), ("gtin", "73513537"), ("gtin", "036000291452"),
    ("gtin", "10614141543219"), ("lei", "213800KUD8LAJWSQ9D15"),
]


@pytest.mark.parametrize(("of", "text"), GOOD)
def test_digits_that_fit(of: str, text: str) -> None:
    assert identifiers.wrong(of, text) is None
    assert identifiers.normal(of, f" {text[:4].lower()} {text[4:]}".replace(" ", "\u00a0")) == text


@pytest.mark.parametrize(("of", "text"), GOOD)
def test_every_other_last_digit_is_told_in_both_languages(of: str, text: str) -> None:
    for digit in set("0123456789") - {text[-1]}:
        told = identifiers.wrong(of, text[:-1] + digit)
        assert told is not None
        assert identifiers.KINDS[of].standard in told.en
        assert told.zh


@pytest.mark.parametrize("text", ["12345", "629104150021", "62910415002138", "ABCDEFGH"])
def test_what_is_no_gtin_is_told(text: str) -> None:
    assert identifiers.wrong("gtin", text) is not None


@pytest.mark.parametrize("text", ["REG-77", "reg 77", "构造企业001", "91110000600037341"])
def test_the_number_of_another_register_is_left_as_it_is(text: str) -> None:
    assert identifiers.wrong("uscc", text) is None
    assert identifiers.normal("uscc", text) == text


def test_a_code_of_an_office_of_agriculture_begins_with_a_letter() -> None:
    # GB 32100-2015, table 1: N for what agriculture registers. The check character is that of the standard's formula.
    weights, signs = [pow(3, place, 31) for place in range(17)], "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "N2330424MA28ABCD1"
    total = sum(signs.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    code = body + signs[(31 - total % 31) % 31]
    assert identifiers.wrong("uscc", code) is None
    assert identifiers.wrong("uscc", body + ("0" if code[-1] != "0" else "1")) is not None


@pytest.mark.parametrize(("text", "kept"), [
    ("73513537", "00000073513537"), ("036000291452", "00036000291452"), ("6291041500213", "06291041500213"),
    ("06291041500213", "06291041500213"), ("10614141543219", "10614141543219"), ("629-1041 500213", "06291041500213"),
])
def test_a_product_is_one_however_long_its_gtin_is_written(text: str, kept: str) -> None:
    assert identifiers.normal("product", text) == kept
    assert identifiers.wrong("product", kept) is None


@pytest.mark.parametrize("text", ["F1/K-1", "K1", "1234567", "123456789012345"])
def test_a_product_without_a_gtin_keeps_the_office_s_number(text: str) -> None:
    assert identifiers.normal("product", text) == text
    assert identifiers.wrong("product", text) is None
