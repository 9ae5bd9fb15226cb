"""The contracts between the floors hold, and an import in the wrong direction breaks the build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.files import PACKAGE
from tests.needs import ROOT

PLANTS = [
    ("methods/planted.py", "import plumbline.rulebook", "Floors import downwards only"),
    ("rulebook/planted.py", "import plumbline.records.core.kinds", "Floors import downwards only"),
    ("records/planted.py", "import plumbline.figures", "Floors import downwards only"),
    ("figures/planted.py", "import plumbline.procedures", "Floors import downwards only"),
    ("procedures/planted.py", "import plumbline.interfaces.settings", "Floors import downwards only"),
    ("text.py", "import plumbline.methods", "Floors import downwards only"),
    ("attic.py", "import plumbline.text", "Floors import downwards only"),
    ("methods/planted.py", "import django", "Methods are pure"),
    ("methods/shared/trust/planted.py", "def f() -> None:\n    import sqlite3", "Methods are pure"),
    ("methods/planted.py", "import time", "Methods are pure"),
    ("methods/planted.py", "from plumbline import home", "Methods are pure"),
    ("rulebook/planted.py", "import duckdb", "The rulebook is text"),
    ("records/planted.py", "import typer", "Below the interfaces"),
    ("methods/shared/trust/planted.py", "import plumbline.methods.surveillance", "Methods: columns over shared"),
    ("methods/surveillance/planted.py", "import plumbline.methods.assessment.scoring", "Methods: columns over shared"),
    ("methods/attic/__init__.py", "import plumbline.text", "Methods: columns over shared"),
    ("rulebook/core/planted.py", "import plumbline.rulebook.schemes", "Rulebook: "),
    ("records/surveillance/planted.py", "import plumbline.records.assessment", "Records: columns over core"),
    ("records/core/planted.py", "import plumbline.records.query", "Records: columns over core"),
    ("figures/cuts/planted.py", "import plumbline.figures.joint", "Figures: "),
    ("procedures/records/planted.py", "import plumbline.procedures.assessment.year", "Procedures: "),
    ("procedures/assessment/scoring/planted.py", "import plumbline.procedures.assessment.year", "Assessment: "),
    ("interfaces/shared/planted.py", "import plumbline.interfaces.web.core", "Interfaces: "),
    ("interfaces/api/core/planted.py", "import plumbline.interfaces.web.core", "Interfaces: "),
    ("interfaces/cli/core/planted.py", "import plumbline.interfaces.web.core", "Pages, programs and commands"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The source tree and its contracts, in a place where a test may spoil them."""
    shutil.copytree(PACKAGE, tmp_path / "src" / "plumbline",
                    ignore=lambda _, names: [n for n in names if not n.endswith(".py") and "." in n])
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(copy: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()",
               "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONSAFEPATH": "1"}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, encoding="utf-8")


def test_the_contracts_hold(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("file", "line", "contract"), PLANTS)
def test_a_planted_import_breaks_the_build(copy, file, line, contract):
    path = copy / "src" / "plumbline" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    before = path.read_text(encoding="utf-8") if path.exists() else '"""Planted."""\n'
    path.write_text(f"{before}\n{line}\n", encoding="utf-8")
    done = lint(copy)
    broken = [row for row in done.stdout.splitlines() if row.startswith(contract)]
    assert done.returncode == 1, done.stdout + done.stderr
    assert [row.rpartition(" ")[2] for row in broken[:1]] == ["BROKEN"], done.stdout


def test_the_copy_is_what_is_checked(copy):
    shutil.rmtree(copy / "src" / "plumbline" / "interfaces")
    assert lint(copy).returncode != 0
