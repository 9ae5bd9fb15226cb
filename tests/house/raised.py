"""What the source says where it raises an error: its code and its words, read from the text of the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.house.files import PACKAGE, tracked

CODE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
TEXTS = ("what", "why", "next_step", "reason", "remedy")
WORD = re.compile(r"(?<![\w./-])[A-Za-z]{3,}(?![\w./-])")
"""A word of a language, and no part of a name, a path or an option."""


@dataclass(frozen=True)
class Raised:
    """One place where an error is made."""

    file: str
    line: int
    code: ast.expr | None
    words: dict[str, ast.expr]

    @property
    def place(self) -> str:
        return f"{self.file}:{self.line}"


def name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


@cache
def trees() -> dict[str, ast.Module]:
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
            for path in tracked() if path.suffix == ".py" and PACKAGE in path.parents
            and "migrations" not in Path(path).parts}


def let_go() -> None:
    """Keep no trees for the tests of other modules: a million nodes, through which Python looks for garbage again and
    again, six times in the end, for longer than parsing them took. A module that asks for them calls it at its end."""
    for each in (trees, raised, codes):
        each.cache_clear()


@cache
def makers() -> dict[str, list[str]]:
    """Whatever takes a code, by name, with the names of its parameters as they stand: functions that say so by the
    annotation ``Code``, classes whose ``__init__`` does, and those that inherit it."""
    found: dict[str, list[str]] = {}
    bases: dict[str, list[str]] = {}
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = [name(base) for base in node.bases]
                own = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"]
                for each in own:
                    bases[node.name] = []
                    if takes := _takes(each):
                        found[node.name] = takes[1:]
            elif isinstance(node, ast.FunctionDef) and node.name != "__init__" and (takes := _takes(node)):
                found[node.name] = takes[1:] if takes[0] in ("self", "cls") else takes
    while True:
        more = {each: found[base] for each, above in bases.items() if each not in found
                for base in above if base in found}
        if not more:
            return found
        found |= more


def _takes(node: ast.FunctionDef) -> list[str]:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    said = [each.arg for each in arguments if each.annotation is not None
            and re.search(r"\bCode\b", ast.unparse(each.annotation))]
    names = [each.arg for each in arguments]
    return ["code" if each in said else each for each in names] if said else []


@cache
def raised() -> tuple[Raised, ...]:
    return tuple(_raised())


def _raised() -> Iterator[Raised]:
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (takes := makers().get(name(node.func))) is not None:
                given = dict(zip(takes, node.args, strict=False)) | {
                    each.arg: each.value for each in node.keywords if each.arg}
                words = {each: given[each] for each in (*TEXTS, "where") if each in given}
                yield Raised(file, node.lineno, given.get("code"), words)


@cache
def codes() -> dict[str, str]:
    """Every code there is, with a place where it is said: given to what takes one, or marked by ``Code("…")``."""
    found = {}
    for each in raised():
        if isinstance(each.code, ast.Constant) and CODE.fullmatch(str(each.code.value)):
            found[str(each.code.value)] = each.place
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and name(node.func) == "Code" and isinstance(node.args[0], ast.Constant):
                found[str(node.args[0].value)] = f"{file}:{node.lineno}"
    return found


def fixed(node: ast.expr) -> str:
    """The fixed part of a text in the source, with a hole for each value that is put in."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
    if isinstance(node, ast.BinOp):
        return fixed(node.left) + fixed(node.right)
    return "{}"
