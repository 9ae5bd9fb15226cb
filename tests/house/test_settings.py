"""Every setting that ``plumbline.toml`` may hold is on the settings page, and nothing else is."""

from __future__ import annotations

import ast
import re

from tests.house.files import PACKAGE
from tests.needs import ROOT

SETTINGS = PACKAGE / "interfaces" / "settings.py"
PAGE = ROOT / "docs" / "settings.md"


def keys_read(source: str) -> set[str]:
    """The keys a settings module takes from ``_config``, by ``get`` or by subscript."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="_config"), attr="get"),
                          args=[ast.Constant(value=str(key)), *_]):
                found.add(key)
            case ast.Subscript(value=ast.Name(id="_config"), slice=ast.Constant(value=str(key))):
                found.add(key)
    return found


def keys_documented(page: str) -> set[str]:
    return set(re.findall(r"^## `(\w+)`$", page, re.MULTILINE))


def test_every_setting_is_documented():
    assert keys_documented(PAGE.read_text(encoding="utf-8")) == keys_read(SETTINGS.read_text(encoding="utf-8"))


def test_a_new_home_holds_only_documented_settings(home):
    assert set(home.config()) <= keys_documented(PAGE.read_text(encoding="utf-8"))


def test_a_planted_setting_is_noticed():
    source = SETTINGS.read_text(encoding="utf-8")
    planted = source + '\nA = _config.get("planted", 1)\nB = _config["planted_too"]\n'
    assert keys_read(planted) - keys_read(source) == {"planted", "planted_too"}


def test_settings_are_read_in_one_place():
    """Nothing but the settings module takes keys from ``plumbline.toml``, so the page above can be complete."""
    taken = re.compile(r"(?:=|return|\() *[\w.]+\.config\(\)|\.config\(\)[.\[]")
    readers = [path.name for path in PACKAGE.rglob("*.py") if taken.search(path.read_text(encoding="utf-8"))]
    assert sorted(readers) == ["setting_values.py", "settings.py"]  # the former for commands that start no Django
