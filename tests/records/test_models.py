"""Every model is found, although only modules that may declare one are loaded."""

from __future__ import annotations

import importlib
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from plumbline import records
from plumbline.records import models

FOUND = ("import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'plumbline.interfaces.settings'; import django; "
         "django.setup(); from django.apps import apps; print(*sorted(each.__name__ for each in apps.get_models()))")


def test_no_model_is_missed() -> None:
    from django.apps import apps

    for folder in pkgutil.iter_modules(records.__path__, f"{records.__name__}."):
        if folder.ispkg and folder.name.rpartition(".")[2] not in {"stores", "migrations"}:
            for each in pkgutil.walk_packages(importlib.import_module(folder.name).__path__, f"{folder.name}."):
                importlib.import_module(each.name)
    done = subprocess.run([sys.executable, "-c", FOUND], capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.split() == sorted(each.__name__ for each in apps.get_models())


@pytest.mark.parametrize(("source", "may"), [
    ("class Record(Base):\n    pass\n", True), ("NOTHING = 1\n", False), ("class Plain:\n    pass\n", False),
    (None, True),
])
def test_what_may_declare_one(source: str | None, may: bool, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    if source is not None:
        module.write_text(source, "utf-8")
    assert models.may_declare(module) is may
