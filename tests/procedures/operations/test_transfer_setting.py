"""One setting is changed; every other line of the file stays as somebody wrote it."""

from __future__ import annotations

import os

import pytest

from plumbline.errors import StoreError
from plumbline.home import Home
from plumbline.procedures.operations.transfer_setting import must_decide, write
from tests.refusals import refuses

ADDRESS = 'postgresql://office:a"b\\c@host/质量'


@pytest.mark.parametrize(("before", "after"), [
    ('secret_key = "x"\n', 'secret_key = "x"\ndatabase = "sqlite"\n'),
    ("", '\ndatabase = "sqlite"\n'),
    ('# database = "old"\nsecret_key = "x"', '# database = "old"\nsecret_key = "x"\ndatabase = "sqlite"\n'),
    ('database="old"  # ours\ndemo = false\n', 'database = "sqlite"\ndemo = false\n'),
    ("demo = false\n\n[mail]\nhost = 'm'\n", "demo = false\ndatabase = \"sqlite\"\n\n[mail]\nhost = 'm'\n"),
])
def test_the_setting_is_replaced_or_added(home: Home, before: str, after: str) -> None:
    home.config_file.write_text(before, encoding="utf-8")
    write(home, "database", "sqlite")
    assert home.config_file.read_text(encoding="utf-8") == after
    assert home.config()["database"] == "sqlite"


def test_any_text_can_be_written_and_the_file_stays_private(home: Home) -> None:
    kept = home.config()
    write(home, "database", ADDRESS)
    assert home.config() == {**kept, "database": ADDRESS}
    assert os.name == "nt" or home.config_file.stat().st_mode & 0o777 == 0o600


def test_a_key_of_a_table_is_not_the_setting(home: Home) -> None:
    home.config_file.write_text('demo = false\n\n[other]\ndatabase = "theirs"\n', encoding="utf-8")
    text = home.config_file.read_text(encoding="utf-8")
    with refuses(StoreError, "move.setting_unwritable", "the setting cannot be written"):
        write(home, "database", "sqlite")
    assert home.config_file.read_text(encoding="utf-8") == text


def test_a_move_is_refused_where_the_environment_would_decide(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_DATABASE", "sqlite")
    with refuses(StoreError, "move.environment_decides", r"^PLUMBLINE_DATABASE: the environment names the store"):
        must_decide(home)
    monkeypatch.delenv("PLUMBLINE_DATABASE")
    must_decide(home)
