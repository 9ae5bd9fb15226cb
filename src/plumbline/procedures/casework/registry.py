"""Every procedure there is: declared in a module of a column's folder ``cases``, or in one that the setting
``extensions`` names, and found there."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from django.conf import settings

from plumbline.errors import RecordError, RulebookError, reported
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.proving import prove, prove_offline
from plumbline.procedures.casework.writing import prove_writes
from plumbline.records.core.kinds import KINDS
from plumbline.text import Text

FOLDER = "cases"
_declared: dict[str, Procedure] = {}
proofs: list[Callable[[Mapping[str, Procedure]], None]] = []
"""What is asked of all procedures together once they are found; it raises RulebookError where they do not fit one
another (``consequences``)."""


def declare(procedure: Procedure) -> Procedure:
    """Make ``procedure`` known, once it is proved. :raises RulebookError: if it is not, or its name is taken."""
    if procedure.name in _declared or procedure.name in KINDS:
        raise RulebookError("procedure.declared_twice", Text(
            f"there is a procedure or a kind of record '{procedure.name}' already",
            f"已有名为“{procedure.name}”的流程或记录类型"), where=procedure.name,
            next_step=Text("Give one of them another name", "请为其中一个另取名称"))
    prove(procedure)
    prove_writes(procedure)
    prove_offline(procedure)
    _declared[procedure.name] = procedure
    return procedure


def procedures() -> dict[str, Procedure]:
    """Every procedure by name."""
    _find()
    return dict(sorted(_declared.items()))


def procedure(name: str) -> Procedure:
    """The procedure called ``name``. :raises RecordError: if there is none."""
    known = procedures()
    if name not in known:
        raise RecordError("procedure.unknown", Text(f"there is no procedure '{name}'", f"没有名为“{name}”的流程"),
                          next_step=suggest(name, known))
    return known[name]


@cache
def _find() -> None:
    root = importlib.import_module(__name__.removesuffix(".casework.registry"))
    for column in _within(root.__name__):
        for folder in _within(column.name) if column.ispkg else ():
            for module in _within(folder.name) if folder.name == f"{column.name}.{FOLDER}" else ():
                importlib.import_module(module.name)
    for name in settings.EXTENSIONS:
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise RulebookError("procedure.no_module", Text(
                f"the module '{name}' that the setting 'extensions' names cannot be loaded",
                f"extensions设置所指的模块“{name}”无法加载"), where="plumbline.toml", why=reported(error),
                next_step=Text("Install it beside Plumbline, or take it out of the setting",
                               "请将其安装到Plumbline所在环境，或从设置中删去")) from error
    for proof in proofs:
        proof(_declared)


def _within(package: str) -> Iterator[pkgutil.ModuleInfo]:
    return pkgutil.iter_modules(importlib.import_module(package).__path__, f"{package}.")
