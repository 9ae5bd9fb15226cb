"""Where Django looks for models. Each is declared in its column's folder and found there: declaring it is enough."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

from plumbline import records

WITHOUT = frozenset({"export", "intake", "migrations", "query", "search", "stores", "verifying"})
"""Folders that work on records and declare none: what they need to load, no command waits for that does not need it."""
INHERITS = re.compile(rb"^class \w+\(", re.MULTILINE)


def may_declare(module: Path) -> bool:
    """Whether the module in this file may declare a model: one without a class that inherits does not, and is not
    loaded before somebody needs it. Where there is no source, any may."""
    return not module.exists() or INHERITS.search(module.read_bytes()) is not None


for _folder in pkgutil.iter_modules(records.__path__, f"{records.__name__}."):
    if _folder.ispkg and _folder.name.rpartition(".")[2] not in WITHOUT:
        for _place in importlib.import_module(_folder.name).__path__:
            for _module in pkgutil.iter_modules([_place], f"{_folder.name}."):
                if may_declare(Path(_place, f"{_module.name.rpartition('.')[2]}.py")):
                    importlib.import_module(_module.name)
