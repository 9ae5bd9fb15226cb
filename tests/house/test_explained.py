"""Every error has a code and says what it says in both languages where it is raised, and every code is explained."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest

from plumbline.rulebook.core.error_areas import AREAS
from plumbline.rulebook.core.error_codes import FOLDER, ROWS, explanations
from tests.house import raised
from tests.house.files import PACKAGE
from tests.house.raised import CODE, WORD, Raised, fixed, let_go


@pytest.fixture(scope="module", autouse=True)
def _no_trees_left() -> Iterator[None]:
    yield
    let_go()


CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|《[^》]*》|\"[^\"]*\"|'[^']*'|`[^`]*`|（如[^）]*）|plumb [a-z-]+(?: [a-z-]+)?")


def english(zh: str) -> list[str]:
    """Two English words in a row of a Chinese sentence that are no name, command or quotation."""
    return re.findall(r"[A-Za-z]{2,} [a-z]{2,}", QUOTED.sub("", zh))


def spoken(node: ast.expr) -> list[ast.Call]:
    """Where a value becomes what an error says by ``str(…)`` alone, as ``str(error)`` does. What is an argument of
    something else is not said itself."""
    match node:
        case ast.Call():
            return ([node] if raised.name(node.func) == "str" else []) + spoken(node.func)
        case ast.Attribute() | ast.Subscript():
            return spoken(node.value)
        case ast.IfExp():
            return spoken(node.body) + spoken(node.orelse)
        case ast.BoolOp():
            return [found for each in node.values for found in spoken(each)]
    return []


def wrong(each: Raised) -> list[str]:
    found = []
    if isinstance(each.code, ast.Constant | ast.JoinedStr) and not CODE.fullmatch(fixed(each.code)):
        found.append(f"{each.place}: no code: {fixed(each.code)!r}")
    for part, node in each.words.items():
        if isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp) and (
                part != "where" or (WORD.search(re.sub(r"[\w./-]*\{\}[\w./-]*", " ", fixed(node)))
                and " " in fixed(node))):
            found.append(f"{each.place}: {part} speaks one language: {fixed(node)!r}")
        found += [f"{each.place}: {part} gives foreign words bare, where errors.reported quotes them"
                  for call in spoken(node) if part != "where"]
        for text in ast.walk(node):
            if isinstance(text, ast.Call) and raised.name(text.func) == "Text" and text.args:
                zh = fixed(text.args[1]) if len(text.args) > 1 else ""
                if WORD.search(fixed(text.args[0])) and not CHINESE.search(zh):
                    found.append(f"{each.place}: {part} is not said in Chinese: {fixed(text.args[0])!r}")
                found += [f"{each.place}: English in Chinese: {piece!r}" for piece in english(zh)]
    return found


def test_every_error_has_a_code_and_two_languages():
    assert [fault for each in raised.raised() for fault in wrong(each)] == []


def test_every_code_is_explained():
    said = raised.codes()
    assert {code: place for code, place in said.items() if code not in explanations()} == {}


def test_no_file_of_explanations_is_long_and_none_says_a_code_again():
    files = sorted((PACKAGE / "rulebook" / "data" / FOLDER).glob("*.toml"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert {name: text.count("\n") for name, text in texts.items() if text.count("\n") > 500} == {}
    assert sum(len(tomllib.loads(text)) for text in texts.values()) == len(explanations())


def test_nothing_is_explained_that_no_error_says():
    assert [code for code in explanations() if code not in raised.codes() and not code.startswith(f"{ROWS}.")] == []


def test_every_area_has_a_title_and_no_title_lacks_its_area():
    assert {code.partition(".")[0] for code in explanations()} == set(AREAS)
    assert [area for area, title in AREAS.items() if not CHINESE.search(title.zh)] == []


@pytest.mark.parametrize("code", explanations())
def test_an_explanation_says_more_than_its_name(code: str):
    each = explanations()[code]
    assert CODE.fullmatch(code)
    assert len(each.meaning.en) > 40
    assert CHINESE.search(each.meaning.zh)
    assert not english(each.meaning.zh)
    assert each.example.strip()
