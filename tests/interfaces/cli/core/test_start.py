"""How a command starts: help and version load nothing, a command its own module and no library it has no use for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.utils import timezone

import plumbline
from plumbline.interfaces.cli.core import boot, describing, program, tree
from plumbline.interfaces.cli.main import main
from tests.commands import well

HEAVY = ("pyarrow", "numpy", "scipy", "duckdb", "sqlglot", "rich", "tantivy", "pyspark", "ninja", "openpyxl", "docx",
         "altair", "vl_convert", "icalendar", "jinja2", "psycopg", "pydantic", "filelock", "pint",
         "django.db.migrations.loader", "plumbline.records.intake", "plumbline.records.verifying",
         "plumbline.rulebook.mappings", "plumbline.worlds",
         "plumbline.figures.engine.base", "plumbline.procedures.casework")
"""What takes long to load, and a list of kinds has no use for."""
LOADED = ("import sys; from plumbline.interfaces.cli.main import main; sys.argv = ['plumb', *sys.argv[1:]]\n"
          "try: main()\n"
          "finally: print(*sorted(sys.modules), file=sys.stderr)")

ALONE = """
import json, os
from plumbline.interfaces.cli.core import program, tree
for name, module in tree._written()["modules"].items():
    if not os.fork():
        print(json.dumps([name, sorted(getattr(program.only(module).commands[name], "commands", ()))]), flush=True)
        os._exit(0)
    os.wait()
"""
"""Each command from its module alone, in a process that loaded no other: modules add to one another's commands."""


def loaded(*words: str, home: str = "") -> tuple[str, set[str]]:
    """What a command prints, and which modules are loaded once it is done."""
    done = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, encoding="utf-8",
                          check=True, env={**os.environ, "PLUMBLINE_HOME": home, "COLUMNS": "100"})
    return done.stdout, set(done.stderr.split())


def test_the_written_tree_is_what_the_commands_declare():
    written = json.loads((tree.files(tree.__package__) / tree.FILE).read_text("utf-8"))
    assert written == describing.declared(), "run: python -m plumbline.interfaces.cli.core.describing"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_command_that_is_loaded_alone_has_all_its_commands():
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, encoding="utf-8", check=True)
    alone = dict(map(json.loads, done.stdout.splitlines()))
    assert alone == {name: sorted(getattr(command, "commands", ()))
                     for name, command in program.whole().commands.items()}


def test_a_list_of_kinds_loads_no_more_than_it_needs(tmp_path):
    well("init", home=tmp_path / "home")
    out, modules = loaded("kinds", "--json", home=str(tmp_path / "home"))
    assert {kind["name"] for kind in json.loads(out)["kinds"]} >= {"inspection", "establishment"}
    assert {name for name in HEAVY if name in modules} == set()


@pytest.mark.parametrize("words", [["--help"], ["version"], ["year", "open", "--help"], ["cut", "--help"]])
def test_help_and_version_load_neither_django_nor_the_parser(words):
    out, modules = loaded(*words)
    assert out
    assert {"django", "typer", "plumbline.errors", "plumbline.home"} & modules == set()


@pytest.mark.parametrize("words", [["--help"], ["kinds", "--help"], ["year", "open", "--help"]])
def test_help_on_a_narrow_screen_is_laid_out_for_it(words, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    assert main(words) == 0
    assert max(len(line) for line in capsys.readouterr().out.splitlines()) <= 60


@pytest.mark.parametrize("words", [["knids", "--help"], ["year", "opne", "--help"], ["kinds", "--help", "--json"],
                                   ["case", "list", "--as", "--help"]])
def test_only_help_that_is_known_is_told_from_the_file(words, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    assert tree.told(words) is None


def test_a_reader_that_left_is_no_fault():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        done = subprocess.run([sys.executable, "-m", "plumbline", "--help"], stdout=gone, stderr=subprocess.PIPE,
                              text=True)
    assert (done.returncode, done.stderr) == (1, "")


def test_the_day_of_a_moment_is_that_of_the_authority() -> None:
    with timezone.override("Asia/Shanghai"):
        assert boot.day_of("2026-12-31T16:00:00+00:00") == date(2027, 1, 1)
        assert boot.day_of(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == date(2026, 12, 31)


def test_a_command_leaves_no_log_of_the_store_behind(tmp_path: Path) -> None:
    home = tmp_path / "home"
    well("init", home=home)
    loaded("journal", "--json", home=str(home))
    assert sorted(each.name for each in home.glob("plumbline.sqlite3*")) == ["plumbline.sqlite3"]


def test_a_command_that_computes_leaves_nothing_to_complain_of() -> None:
    words = ("import duckdb, sys; kept = duckdb.connect(); kept.execute('SELECT 1'); sys.argv = ['plumb', 'version']\n"
             "from plumbline.interfaces.cli.main import main\nmain()")
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"plumbline {plumbline.__version__}\n", "")
