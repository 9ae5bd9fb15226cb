"""Where Django looks for models. Each is declared in its column's folder and found there: declaring it is enough."""

from __future__ import annotations

import importlib
import pkgutil

from plumbline import records

WITHOUT = frozenset({"export", "intake", "migrations", "query", "search", "stores", "verifying"})
"""Folders that work on records and declare none: what they need to load, no command waits for that does not need it."""

for _folder in pkgutil.iter_modules(records.__path__, f"{records.__name__}."):
    if _folder.ispkg and _folder.name.rpartition(".")[2] not in WITHOUT:
        for _module in pkgutil.iter_modules(importlib.import_module(_folder.name).__path__, f"{_folder.name}."):
            importlib.import_module(_module.name)
