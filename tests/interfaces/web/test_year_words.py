"""What refuses an act of a year is said in the language of the page, whichever act it was."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from plumbline import procedures
from plumbline.interfaces.web import year_words

HERE = Path(procedures.__file__).parent if procedures.__file__ else Path()
FILES = ("year.py", "year_people.py", "year_stating.py", "year_closing.py")
RAISED = ("RecordError", "NotAllowed", "ConflictError", "Obstacle")
UNMET = {
    # What no form of a page can send, or what only somebody who alters the store by hand brings about.
    "there is no such year, or nothing in it is open to this person", "the scheme has no item '1.1'",
    "the scheme does not assess region '1.1'", "this year has no stage '1.1'", "nothing is stated in the stage '1.1'",
    "this stage answers one item at a time", "this stage has no items", "there is no part '1.1'",
    "nothing in the scheme belongs to '1.1'", "the evaluation is not what was approved",
    "there is no such region in this year, or it is not open to this person",
}


def sentences() -> set[str]:
    """Everything that the procedure's errors begin with; ``1.1`` stands for what is filled in."""
    found: set[str] = set()
    for name in FILES:
        for node in ast.walk(ast.parse((HERE / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED:
                place = 2 if getattr(node.func, "id", "") == "Obstacle" else 0
                found |= set(_texts(node.args[place]))
    return found


def _texts(node: ast.expr) -> list[str]:
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body), *_texts(node.orelse)]
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        parts = [str(each.value) if isinstance(each, ast.Constant) else "1.1" for each in node.values]
        return [re.sub(r"longer than 1\.1", "longer than 11", re.sub(r"^1\.1 things", "11 things", "".join(parts)))]
    return []


def test_every_refusal_of_the_procedure_has_its_words() -> None:
    found = sentences()
    assert len(found) > 35
    assert {each for each in found if not year_words.refused(each)} == UNMET & found
    assert UNMET <= found | {"there is no such year, or nothing in it is open to this person",
                             "there is no such region in this year, or it is not open to this person"}


@pytest.mark.parametrize(("what", "said"), [
    ("this is late: the stage 'self' ended on 2014-07-15", "截止日为2014年7月15日。"),
    ("this person does not act as 'lead' here", "须具有职责“牵头人”"),
    ("it is not the turn of this: the year is published", "本年度考核已公布"),
    ("25 is outside 0 to 20", "25超出0至20的范围"),
])
def test_refusals_are_said_in_chinese(what: str, said: str) -> None:
    with translation.override("zh-hans"):
        assert said in year_words.refused(what)
