"""Products are one however their GTIN is written, and lots, samples and others name them alike."""

from __future__ import annotations

from plumbline.records.core import kinds, references, store
from tests.records.samples import Office

KETTLE = "06291041500213"


def product(code: str, **more: str) -> dict[str, str]:
    return {"code": code, "gtin": "", "name": "Kettle", "region": "1", **more}


def lot(code: str, product: str) -> dict[str, str]:
    return {"code": code, "product": product, "number": "L1", "region": "1"}


def test_a_gtin_in_13_and_in_14_digits_is_one_product(office: Office) -> None:
    office.take("product", [product("6291041500213", gtin="6291041500213")])
    again = office.take("product", [product("062 9104150 0213", gtin="6291041500213")])
    assert (again.rows, again.same) == (0, 1)
    kept = store.current(kinds.get("product")).get()
    assert (kept.code, kept.gtin) == (KETTLE, "6291041500213")


def test_zeros_before_the_number_under_the_bar_code_are_kept(office: Office) -> None:
    office.take("product", [product("036000291452", gtin="036000291452")])
    kept = store.current(kinds.get("product")).get()
    assert (kept.code, kept.gtin) == ("00036000291452", "036000291452")


def test_a_wrong_check_digit_is_told_and_taken_in(office: Office) -> None:
    done = office.take("product", [product("6291041500214", gtin="6291041500214"), product("F1/K-1")])
    assert (done.rows, done.quarantined) == (2, 0)
    told = {note["detail"]: note["values"] for note in done.notes if note["code"] == "check_digits"}
    assert told == {"product.code": [{"value": "06291041500214", "count": 1}],
                    "product.gtin": [{"value": "6291041500214", "count": 1}]}


def test_a_lot_finds_its_product_by_any_length_of_its_gtin(office: Office) -> None:
    office.take("product", [product("6291041500213"), product("F1/K-1")])
    office.take("lot", [lot("a", "6291041500213"), lot("b", KETTLE), lot("c", "F1/K-1"), lot("d", "F1/K-9")])
    kind = kinds.get("lot")
    assert references.counted(kind, kind.by_name["product"]) == [("F1/K-9", 1)]
    named = store.current(kind).order_by("code").values_list("product", flat=True)
    assert list(named) == [KETTLE, KETTLE, "F1/K-1", "F1/K-9"]


def test_the_parties_of_an_agreement_are_each_once_as_their_register_writes_them(office: Office) -> None:
    office.take("agreement", [{"number": "A1", "title": "t", "type": "备忘录", "signed_on": "2013-01-31", "region": "1",
                               "parties": "F2；9111 0000 6000 3734 1l; F2"}])
    kept = store.current(kinds.get("agreement")).get()
    assert (kept.parties, kept.type) == ("91110000600037341L;F2", "memorandum")


def test_a_later_credit_class_leaves_the_earlier_as_it_was(office: Office) -> None:
    first = {"organisation": "F1", "credit_class": "A类", "valid_from": "2013-01-01", "region": "1"}
    office.take("credit", [first, first | {"credit_class": "信用风险高", "valid_from": "2013-07-01"}])
    held = store.current(kinds.get("credit")).order_by("valid_from").values_list("credit_class", flat=True)
    assert list(held) == ["A", "D"]
