"""The exception tree drawn at the top of ``errors.py`` is the tree there is."""

from __future__ import annotations

import inspect
import re

import pytest

from plumbline import errors
from plumbline.text import Text

ROW = re.compile(r"^ {4}(?P<bars>(?:[│ ] {3})*)(?P<branch>[├└]── )?(?P<name>[A-Z]\w+) {2,}\S", re.MULTILINE)


def drawn(docstring: str) -> dict[str, str]:
    """Each exception in the drawing, with the one above it."""
    above: list[str] = []
    tree = {}
    for row in ROW.finditer(docstring):
        depth = len(row["bars"]) // 4 + bool(row["branch"])
        tree[row["name"]] = above[depth - 1] if depth else "Exception"
        above[depth:] = [row["name"]]
    return tree


def defined() -> dict[str, str]:
    return {name: value.__bases__[0].__name__ for name, value in vars(errors).items()
            if inspect.isclass(value) and issubclass(value, BaseException) and value.__module__ == errors.__name__}


def test_the_drawing_is_the_tree():
    assert drawn(errors.__doc__ or "") == defined()


def test_a_drawing_that_lacks_one_is_noticed():
    without = re.sub(r".*ConflictError.*\n", "", errors.__doc__ or "")
    assert drawn(without) == {name: base for name, base in defined().items() if name != "ConflictError"}


@pytest.mark.parametrize("name", sorted(defined()))
def test_an_error_says_what_where_why_and_what_next(name):
    error = getattr(errors, name)(
        "record.impossible_day", Text("the date is impossible", "日期不存在"), where="a.csv, row 3, day",
        why=Text("February has 28 days", "2月只有28天"),
        next_step=Text("Correct the row and import again", "请更正该行后重新导入"))
    assert str(error) == ("a.csv, row 3, day: the date is impossible. February has 28 days. "
                          "Correct the row and import again.")
    assert error.say("zh-hans") == "a.csv, row 3, day：日期不存在。2月只有28天。请更正该行后重新导入。"
    assert error.as_dict() == {
        "type": name, "code": "record.impossible_day", "what": "the date is impossible", "where": "a.csv, row 3, day",
        "why": "February has 28 days", "next_step": "Correct the row and import again",
        "zh": {"what": "日期不存在", "where": "a.csv, row 3, day", "why": "2月只有28天",
               "next_step": "请更正该行后重新导入"}}


def test_an_error_said_again_keeps_its_code_and_its_words():
    first = errors.MethodError("period.unknown", Text("'x' is not a period", "“x”不是有效的时期"), where="a",
                               next_step=Text("Write 2013", "请写2013"))
    again = errors.RecordError.of(first, where="b.csv")
    assert isinstance(again, errors.RecordError)
    assert (again.code, again.what, again.where.en, again.next_step) == (
        "period.unknown", first.what, "b.csv", first.next_step)
