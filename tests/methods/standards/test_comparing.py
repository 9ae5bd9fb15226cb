"""Requirements held against each other: exact conversions, ranges, operators, methods, and what is no unit."""

from __future__ import annotations

import subprocess
import sys
import time
from decimal import Decimal

import pytest

from plumbline.errors import MethodError
from plumbline.methods.standards.comparing import OPERATORS, VERDICTS, Requirement, compare, in_unit
from plumbline.methods.standards.measures import measure
from plumbline.rulebook.core.vocabularies import vocabulary


def wants(operator: str, value: str = "", unit: str = "", *, to: str = "", method: str = "", text: str = "",
          parameter: str = "p") -> Requirement:
    return Requirement(parameter, operator, Decimal(value) if value else None, Decimal(to) if to else None, unit,
                       method, text)


def test_operators_and_verdicts_are_those_of_the_vocabularies() -> None:
    assert set(vocabulary("requirement-operator")) == OPERATORS
    assert set(vocabulary("requirement-verdict")) == set(VERDICTS)


@pytest.mark.parametrize(("one", "unit", "other", "to"), [
    ("90", "mg/kg", "0.009", "%"), ("90", "mg/kg", "90", "ppm"), ("90", "ppm", "90000", "ppb"), ("1", "‰", "0.1", "%"),
    ("212", "°F", "100", "°C"), ("0", "°C", "273.15", "K"), ("-40", "℃", "-40", "℉"), ("1", "in", "25.4", "mm"),
    ("80", "lm/W", "80000", "lm/kW"), ("80", "lm·W⁻¹", "80", "流明/瓦"), ("90", "ｍｇ／ｋｇ", "90", "毫克/千克"),
    ("30", "mm/s", "1.8", "m/min"), ("0.1", "mg/100 g", "1", "mg/kg"), ("1", "J/m²", "1", "J/m2"),
    ("3", "Δ°C", "3", "K"), ("0.5", "", "50", "％"), ("1", "kWh", "3600", "kJ"), ("1", "µg", "1", "微克")])
def test_what_is_equal_in_two_units_is_equal_exactly(one: str, unit: str, other: str, to: str) -> None:
    assert compare(wants("le", one, unit), wants("le", other, to)).result == "equal"
    more = str(Decimal(other) + Decimal("0.000001"))
    assert compare(wants("le", one, unit), wants("le", more, to)).result == "stricter"
    assert compare(wants("ge", one, unit), wants("ge", more, to)).result == "looser"


@pytest.mark.parametrize(("one", "other"), [
    ("lm/W", "cd/W"), ("cd/m²", "lx"), ("Bq", "Hz"), ("Sv", "Gy"), ("rpm", "Hz"), ("dB(A)", "dB"), ("dB(A)", "%"),
    ("m", "s"), ("", "°"), ("mg/kg", "mg/m³")])
def test_two_units_that_are_not_of_one_thing_are_not_compared(one: str, other: str) -> None:
    found = compare(wants("le", "1", one), wants("le", "1", other))
    assert found.result == "none"
    assert "What is measured differs" in found.why.en


def test_levels_are_compared_within_one_reference() -> None:
    assert compare(wants("le", "80", "dB（A）"), wants("le", "85", "dB(A)")).result == "stricter"


@pytest.mark.parametrize(("one", "other", "result"), [
    (wants("ge", "5"), wants("gt", "5"), "looser"), (wants("lt", "5"), wants("le", "5"), "stricter"),
    (wants("eq", "5"), wants("le", "10"), "stricter"), (wants("between", "1", to="2"), wants("ge", "1"), "stricter"),
    (wants("ge", "1"), wants("between", "1", to="2"), "looser"), (wants("eq", "5"), wants("eq", "5.000"), "equal"),
    (wants("between", "1", to="3"), wants("between", "2", to="4"), "none"),
    (wants("between", "5", to="5"), wants("eq", "5"), "equal"), (wants("ge", "1"), wants("le", "2"), "none"),
    (wants("ge", "3"), wants("lt", "3"), "none"), (wants("none"), wants("le", "3"), "looser"),
    (wants("le", "3"), wants("none"), "stricter"), (wants("none"), wants("none"), "equal"),
    (wants("text", text="No small parts"), wants("text", text=" NO  small ｐarts "), "equal"),
    (wants("text", text="In Portuguese"), wants("text", text="In Russian"), "none"),
    (wants("text"), wants("text"), "none"), (wants("text", text="none"), wants("le", "1"), "none")])
def test_the_one_that_admits_fewer_values_is_the_stricter(one: Requirement, other: Requirement, result: str) -> None:
    assert compare(one, other).result == result
    back = {"stricter": "looser", "looser": "stricter"}.get(result, result)
    assert compare(other, one).result == back


def test_whether_any_value_meets_both_is_said() -> None:
    assert compare(wants("ge", "90"), wants("le", "2")).why.en == "No value meets both"
    assert compare(wants("ge", "1"), wants("le", "2")).why.en == "Each admits values that the other does not"


def test_another_method_is_another_value() -> None:
    found = compare(wants("le", "1", method="ISO 8124-3"), wants("le", "2", method="EN 71-3"))
    assert found.result == "other-method"
    assert "admits fewer" in found.why.en
    assert compare(wants("le", "1", method="ISO 8124-3"), wants("le", "1", method="ｉｓｏ  8124-3")).result == "equal"
    alone = compare(wants("le", "1", method="ISO 8124-3"), wants("le", "1"))
    assert (alone.result, "told of one alone" in alone.why.en) == ("equal", True)


def test_two_parameters_are_not_compared() -> None:
    assert compare(wants("le", "1"), wants("le", "1", parameter="q")).result == "none"


@pytest.mark.parametrize("unit", [
    "foo", "risk group", "10**10**10", "1e9", "5", "__import__", "m" * 39 + "!", "1" * 40, "(" * 39, "m**99", "'a'",
    "²", "/s", "m\n/s\x00", "克拉", "lm/Watt!", "🙂"])
def test_what_is_no_unit_says_where_it_stands(unit: str) -> None:
    begun = time.process_time()
    with pytest.raises(MethodError) as refused:
        compare(wants("le", "1", "m"), wants("le", "1", unit), where="requirements.csv, row 7")
    assert refused.value.code == "requirement.no_unit"
    assert str(refused.value).startswith("requirements.csv, row 7: ")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(("one", "code"), [
    (wants("le"), "requirement.no_value"), (wants("between", "1"), "requirement.no_value"),
    (wants("le", "1", to="2"), "requirement.no_value"), (wants("between", "2", to="1"), "requirement.no_value"),
    (wants("about", "1"), "requirement.no_operator")])
def test_a_requirement_that_says_nothing_is_refused(one: Requirement, code: str) -> None:
    with pytest.raises(MethodError) as refused:
        compare(one, wants("le", "1"))
    assert refused.value.code == code


def test_a_value_is_told_in_another_unit() -> None:
    assert in_unit(Decimal("90"), "mg/kg", "%") == (Decimal("0.009"), True)
    assert in_unit(Decimal("1000"), "m", "km") == (Decimal("1"), True)
    assert in_unit(Decimal("1"), "km", "m") == (Decimal("1000"), True)
    assert in_unit(Decimal("100"), "°F", "°C") == (Decimal("37.7777777778"), False)
    assert in_unit(Decimal("1"), "kg", "m") is None


def test_thousands_are_compared_quickly() -> None:
    base = wants("le", "0.009", "%")
    measure("mg/kg")  # what the register costs once is not of this
    begun = time.process_time()
    results = [compare(wants("le", str(each), "mg/kg"), base).result for each in range(5000)]
    assert (results.count("stricter"), results.count("equal"), results.count("looser")) == (90, 1, 4909)
    assert time.process_time() - begun < 5


def test_the_register_of_units_is_loaded_when_a_unit_is_read() -> None:
    code = ("import sys\nfrom plumbline.methods.standards import comparing, measures\n"
            "assert 'pint' not in sys.modules\n"
            "measures.measure('kg'); assert 'pint' in sys.modules")
    subprocess.run([sys.executable, "-c", code], check=True)
