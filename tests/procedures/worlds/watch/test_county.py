"""The constructed county: as large as was asked for, its codes with right check digits, and nobody's."""

from __future__ import annotations

from collections import Counter
from datetime import date

from plumbline.methods.shared import identifiers
from plumbline.procedures.worlds.watch import county, stories


def test_there_are_three_hundred_firms_and_two_thousand_products() -> None:
    assert len(list(county.organisations())) == len(county.firms()) == 300
    assert len(list(county.product_rows())) == len(county.products()) == 2000
    assert len(county.TOWNSHIPS) == 8
    assert {firm.region for firm in county.firms()} == set(county.TOWNSHIPS)


def test_a_firm_s_code_fits_its_check_digits_and_is_of_no_place() -> None:
    codes = [firm.code for firm in county.firms()]
    assert len(set(codes)) == 300
    assert {identifiers.wrong("uscc", code) for code in codes} == {None}
    assert {code[:8] for code in codes} == {"91990123"}
    # The number of the organisation within it has a check digit of its own (GB 11714).
    for code in codes:
        total = sum(int(digit) * weight for digit, weight in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
        assert "0123456789X"[(11 - total % 11) % 11] == code[16]


def test_a_product_s_number_is_one_that_gs1_keeps_for_demonstrations() -> None:
    numbers = [product.gtin for product in county.products() if product.gtin]
    assert len(numbers) == len(set(numbers)) == 1914
    assert {identifiers.wrong("gtin", number) for number in numbers} == {None}
    assert {number[:3] for number in numbers} == {"952"}
    assert all(product.code.startswith("CONSTRUCTED-P-") for product in county.products() if not product.gtin)


def test_goods_for_those_who_are_to_be_protected_first_are_among_them() -> None:
    assert Counter(row["focus"] for row in county.product_rows()) == {
        "": 1400, "infants": 300, "aged": 200, "pupils": 100}


def test_every_lot_is_of_one_product_and_older_than_the_samples_of_it() -> None:
    rows = [*county.lots(), *stories.lots()]
    assert len({row["code"] for row in rows}) == len(rows) == 6012
    assert all(county.lot_made(product, 0) < county.FIRST for product in county.products())


def test_firms_are_classed_again_each_time_and_mostly_stay_what_they_were() -> None:
    rows = list(county.credit())
    assert len(rows) == 1200
    found = Counter(row["credit_class"] for row in rows if row["valid_to"] == "")
    assert found.keys() == {"A", "B", "C", "D"}
    assert found["A"] > found["B"] > found["C"] > found["D"]
    moved = sum(county.credit_class(firm, 0) != county.credit_class(firm, 3) for firm in county.firms())
    assert 0 < moved < 150
    assert county.CREDIT_FROM[0] < date(2023, 8, 23)    # the first draw needs classes
