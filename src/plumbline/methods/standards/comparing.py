"""Two requirements on one parameter held against each other.

A requirement admits a set of values: "at least 90" those from 90 up. One that admits fewer is the stricter. Values are
compared after exact conversion to one unit; none is rounded. A value found by another method is another value, however
the numbers stand; and where neither set holds the other, neither is stricter.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from plumbline.errors import MethodError
from plumbline.methods.standards.measures import Measure, alike, converted, measure
from plumbline.text import UNSAID, Text

EQUAL, STRICTER, LOOSER, OTHER_METHOD, NONE = "equal", "stricter", "looser", "other-method", "none"
VERDICTS = (EQUAL, STRICTER, LOOSER, OTHER_METHOD, NONE)
AT_LEAST, AT_MOST, ABOVE, BELOW, EXACTLY, BETWEEN = "ge", "le", "gt", "lt", "eq", "between"
NUMERIC = frozenset({AT_LEAST, AT_MOST, ABOVE, BELOW, EXACTLY, BETWEEN})
IN_WORDS, FREE = "text", "none"
OPERATORS = NUMERIC | {IN_WORDS, FREE}
SHOWN = Context(prec=12, rounding=ROUND_HALF_EVEN)
"""How a value is told that no decimal holds, such as a third."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What one document requires of one parameter. ``operator`` is one of :data:`OPERATORS`: with ``between`` both
    ends are admitted; ``text`` is a requirement in words (``text``); ``none`` says that the document sets none."""

    parameter: str
    operator: str
    value: Decimal | None = None
    value_to: Decimal | None = None
    unit: str = ""
    method: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one requirement stands to another: ``result`` is one of :data:`VERDICTS`, said of the first."""

    result: str
    why: Text


@dataclass(frozen=True, slots=True)
class _Span:
    """The values that a requirement admits. None: without end; an end is ``open`` where it is not admitted itself."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    def within(self, other: _Span) -> bool:
        low = other.low is None or (self.low is not None and (
            self.low > other.low or (self.low == other.low and (self.low_open or not other.low_open))))
        high = other.high is None or (self.high is not None and (
            self.high < other.high or (self.high == other.high and (self.high_open or not other.high_open))))
        return low and high

    def apart(self, other: _Span) -> bool:
        return self._ends_before(other) or other._ends_before(self)

    def _ends_before(self, other: _Span) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))


def check(one: Requirement, where: Text | str = UNSAID) -> None:
    """Nothing, where a requirement says something; an error says ``where`` it stands.

    :raises MethodError: for one that says nothing: no value where its operator needs one, two ends in the wrong order,
        an operator or a unit that is none."""
    if one.operator not in OPERATORS:
        raise MethodError("requirement.no_operator", Text(f"'{one.operator}' is no operator of a requirement",
                                                          f"“{one.operator}”不是要求的运算符"), where=where,
                          next_step=Text(f"Write one of: {', '.join(sorted(OPERATORS))}",
                                         f"可填：{'、'.join(sorted(OPERATORS))}"))
    if one.operator not in NUMERIC:
        return
    if one.value is None or (one.operator == BETWEEN) != (one.value_to is not None):
        raise MethodError("requirement.no_value", Text("the values do not fit the operator", "数值与运算符不符"),
                          where=where, next_step=Text("Give one value, and of 'between' both ends",
                                                      "请填写一个数值；运算符为“介于”的填写上下限"))
    if one.value_to is not None and one.value_to < one.value:
        raise MethodError("requirement.no_value", Text("the upper end lies below the lower", "上限小于下限"),
                          where=where, next_step=Text("Write the lower end first", "请先填下限，再填上限"))
    measure(one.unit, where)


def compare(one: Requirement, other: Requirement, *, where: Text | str = UNSAID) -> Verdict:
    """How ``one`` stands to ``other``. :raises MethodError: as :func:`check` does, for either."""
    check(one, where)
    check(other, where)
    if plain(one.parameter) != plain(other.parameter):
        return Verdict(NONE, Text("They are on two parameters", "两者针对的参数不同"))
    found = _compared(one, other)
    if plain(one.method) and plain(other.method) and plain(one.method) != plain(other.method):
        return Verdict(OTHER_METHOD, Text(
            f"Found by two methods, {one.method} and {other.method}; by the numbers alone: {found.why.en}",
            f"试验方法不同（{one.method}与{other.method}）；仅从数值看：{found.why.zh}"))
    if bool(plain(one.method)) != bool(plain(other.method)):
        return Verdict(found.result, Text(f"{found.why.en}; the method is told of one alone",
                                          f"{found.why.zh}；只有一方载明了试验方法"))
    return found


def plain(text: str) -> str:
    """A text as it is compared: whatever its width, case and blanks."""
    return " ".join(unicodedata.normalize("NFKC", text or "").casefold().split())


def _compared(one: Requirement, other: Requirement) -> Verdict:
    if FREE in (one.operator, other.operator):
        return _against_none(one, other)
    if IN_WORDS in (one.operator, other.operator):
        return _in_words(one, other)
    first, second = measure(one.unit), measure(other.unit)
    if not alike(first, second):
        return Verdict(NONE, Text(f"What is measured differs: {_unit(first)} and {_unit(second)}",
                                  f"计量的量不同：{_unit(first)}与{_unit(second)}"))
    return _spans(_span(one, first, second), _span(other, second, second))


def _against_none(one: Requirement, other: Requirement) -> Verdict:
    if one.operator == other.operator:
        return Verdict(EQUAL, Text("Neither sets a requirement", "双方均未作要求"))
    if other.operator == FREE:
        return Verdict(STRICTER, Text("The other sets no requirement", "对方未作要求"))
    return Verdict(LOOSER, Text("This one sets no requirement", "本方未作要求"))


def _in_words(one: Requirement, other: Requirement) -> Verdict:
    if one.operator == other.operator and plain(one.text) == plain(other.text) != "":
        return Verdict(EQUAL, Text("They say the same in the same words", "文字表述相同"))
    return Verdict(NONE, Text("A requirement in words is for a person to compare", "文字要求须由人员比较"))


def _span(one: Requirement, unit: Measure, to: Measure) -> _Span:
    assert one.value is not None
    value = converted(Fraction(one.value), unit, to)
    if one.operator in (AT_LEAST, ABOVE):
        return _Span(value, None, low_open=one.operator == ABOVE)
    if one.operator in (AT_MOST, BELOW):
        return _Span(None, value, high_open=one.operator == BELOW)
    return _Span(value, value if one.value_to is None else converted(Fraction(one.value_to), unit, to))


def _spans(one: _Span, other: _Span) -> Verdict:
    inside, around = one.within(other), other.within(one)
    if inside and around:
        return Verdict(EQUAL, Text("They admit the same values", "允许的取值相同"))
    if inside:
        return Verdict(STRICTER, Text("It admits fewer values", "允许的取值范围更窄"))
    if around:
        return Verdict(LOOSER, Text("It admits more values", "允许的取值范围更宽"))
    if one.apart(other):
        return Verdict(NONE, Text("No value meets both", "没有同时满足双方的取值"))
    return Verdict(NONE, Text("Each admits values that the other does not", "双方各有对方不允许的取值"))


def _unit(unit: Measure) -> str:
    return unit.written or "1"


def in_unit(value: Decimal, unit: str, to: str) -> tuple[Decimal, bool] | None:
    """``value`` in the unit ``to``, and whether that is exact (else to twelve digits); None where it cannot be told in
    it. :raises MethodError: for what is no unit."""
    first, second = measure(unit), measure(to)
    if not alike(first, second):
        return None
    found = converted(Fraction(value), first, second)
    exact = SHOWN.divide(Decimal(found.numerator), Decimal(found.denominator))
    return _shown(exact), Fraction(exact) == found


def _shown(value: Decimal) -> Decimal:
    trimmed = value.normalize()
    return trimmed.quantize(Decimal(1)) if trimmed.as_tuple().exponent > 0 else trimmed  # type: ignore[operator]
