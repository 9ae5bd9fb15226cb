"""Whatever the loaders of rules and the acts of drafting say in English, a page in Chinese says in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils.translation import override

import plumbline
from plumbline.interfaces.web.editor.said import Said, said, sentence
from plumbline.procedures.drafting_rules import Fault
from plumbline.rulebook.refusals import BY_NAME, PORTABLE, REASONS

HERE = Path(plumbline.__file__ or "").parent
MODULES = [
    *(f"rulebook/{name}.py" for name in ("definitions", "expressions", "inheriting", "scheme_files", "schemes",
                                         "shapes", "tables")),
    *(f"methods/assessment/{name}.py" for name in ("bands", "declarations", "joint", "rounding", "years")),
    "procedures/drafting.py", "procedures/drafting_rules.py",
]
CALLS = {"wrong": 1, "RulebookError": 0, "MethodError": 0, "Refused": 0, "RecordError": 0, "ConflictError": 0,
         "NotAllowed": 0, "UnknownName": 0, "_wrong": 1, "close": 0}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def sentences(module: str) -> Iterator[str]:
    """Every sentence a module's errors are made of, 7 standing for each value in it."""
    for node in ast.walk(ast.parse((HERE / module).read_text("utf-8"))):
        name = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if name not in CALLS:
            continue
        place = 0 if module.endswith("declarations.py") and name == "wrong" else CALLS[name]
        given = [*node.args[place:place + 1], *(one.value for one in node.keywords if one.arg in ("why", "next_step"))]
        if name == "Refused":
            given += node.args[1:2]
        yield from (text for one in given for text in texts(one))


def texts(node: ast.expr) -> Iterator[str]:
    """What an expression may say."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))
    elif isinstance(node, ast.BinOp):
        yield from (left + right for left in texts(node.left) for right in texts(node.right))


def unsaid(text: str) -> bool:
    return bool(text) and not CHINESE.search(sentence(text))


@pytest.mark.parametrize("module", MODULES)
def test_every_sentence_is_said_in_chinese(module: str) -> None:
    with override("zh-hans"):
        assert sorted({text for text in sentences(module) if unsaid(text)}) == []


def test_the_reasons_of_refusals_too() -> None:
    reasons = [*(reason for _, reason in REASONS), *BY_NAME.values(), PORTABLE]
    with override("zh-hans"):
        assert [text for text in reasons if unsaid(text)] == []


def test_a_planted_sentence_is_noticed() -> None:
    with override("zh-hans"):
        assert unsaid("the moon is full")
    assert sentence("the moon is full") == "the moon is full"


HELD = {"block": [{"id": "a", "item": [{"id": "a.1"}, {"id": "a.2"}]}, {"item": [{}]}]}


@pytest.mark.parametrize(("where", "part", "key"), [
    ("schemes/x.toml: full", "head", "full"),
    ("schemes/x.toml: grades: bands.B", "grades", "grades.band.B"),
    ("schemes/x.toml: block a: points", "block.0", "points"),
    ("schemes/x.toml: block a: item a.2: rule.steps.points", "block.0.item.1", "rule.steps.points"),
    ("schemes/x.toml: block 2: item 1: id", "block.1.item.0", "id"),
    ("indicators/x.toml [pass_rate].words.numerator", "whole", "words.numerator"),
    ("schemes/other.toml", "head", ""),
])
def test_a_fault_finds_its_part_and_field(where: str, part: str, key: str) -> None:
    found = said(Fault("this is missing", where, "", "", None), HELD)
    assert found == Said("this is missing", "", "", where, None, part, key)
