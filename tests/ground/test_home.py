"""The data directory: made once, kept as it is, found by option, environment or habit."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from plumbline.errors import HomeError
from plumbline.home import Home, resolve


def test_a_new_home_has_its_folders_and_a_secret_of_its_own(tmp_path: Path) -> None:
    one, two = Home(tmp_path / "县 1").create(), Home(tmp_path / "two").create(demo=True)
    for home in (one, two):
        for folder in (home.cuts, home.imports, home.quarantine, home.inbox, home.cache, home.rulebook):
            assert folder.is_dir()
    assert one.config()["secret_key"] != two.config()["secret_key"]
    assert len(str(one.config()["secret_key"])) >= 50
    assert (one.config()["demo"], two.config()["demo"]) == (False, True)
    if os.name != "nt":
        assert one.config_file.stat().st_mode & 0o077 == 0


def test_a_home_that_is_there_keeps_what_it_is(tmp_path: Path) -> None:
    before = Home(tmp_path / "home").create().config()
    assert Home(tmp_path / "home").create(demo=True).config() == before


def test_making_the_object_touches_nothing(tmp_path: Path) -> None:
    assert Home(tmp_path / "home").config() == {}
    assert not (tmp_path / "home").exists()


def test_a_file_is_no_home(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(HomeError) as caught:
        Home(tmp_path / "file").create()
    assert str(caught.value) == f"{tmp_path / 'file'}: this is a file, not a folder. Name a folder with --home."
    with pytest.raises(HomeError, match="the folder cannot be made"):
        Home(tmp_path / "file" / "below").create()


@pytest.mark.parametrize("content", [b"demo = ", b"\xff\xfe"])
def test_settings_that_are_no_toml(tmp_path: Path, content: bytes) -> None:
    home = Home(tmp_path / "home").create()
    home.config_file.write_bytes(content)
    with pytest.raises(HomeError) as caught:
        home.config()
    assert str(caught.value).startswith(f"{home.config_file}: the settings file is not valid TOML. ")


def test_where_a_home_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLUMBLINE_HOME", str(tmp_path / "environment"))
    assert resolve(tmp_path / "option").path == tmp_path / "option"
    assert resolve().path == tmp_path / "environment"
    monkeypatch.chdir(tmp_path)
    assert resolve("relative").path == tmp_path / "relative"
    monkeypatch.delenv("PLUMBLINE_HOME")
    assert resolve().path.name == "plumbline"
