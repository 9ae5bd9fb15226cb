"""The exception tree drawn at the top of ``errors.py`` is the tree there is."""

from __future__ import annotations

import inspect
import re

import pytest

from plumbline import errors

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
    error = getattr(errors, name)("the date is impossible", where="a.csv, row 3, day", why="February has 28 days",
                                  next_step="Correct the row and import again")
    assert str(error) == ("a.csv, row 3, day: the date is impossible. February has 28 days. "
                          "Correct the row and import again.")
    assert error.as_dict() == {"type": name, "what": "the date is impossible", "where": "a.csv, row 3, day",
                               "why": "February has 28 days", "next_step": "Correct the row and import again"}
