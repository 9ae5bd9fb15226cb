"""Changing one setting of a home's ``plumbline.toml``, leaving every other line of it as somebody wrote it."""

from __future__ import annotations

import json
import os
import re
import tomllib

from plumbline.errors import StoreError
from plumbline.home import Home
from plumbline.records import databases


def must_decide(home: Home) -> None:
    """:raises StoreError: if what the file says would not count, or the file cannot be written."""
    if os.environ.get(databases.VARIABLE):
        raise StoreError(
            "the environment names the store, and goes before the settings file", where=databases.VARIABLE,
            next_step=f"Unset it, write its value as '{databases.SETTING}' into plumbline.toml, and move then")
    if not os.access(home.config_file, os.W_OK) or not os.access(home.path, os.W_OK):
        raise StoreError("the setting cannot be written", where=str(home.config_file),
                         next_step="Run this as the user who owns the home")


def write(home: Home, key: str, value: str) -> None:
    """Set ``key`` to the text ``value``, all at once: a reader finds the old file or the new one.

    :raises OSError: if the file cannot be written; it is as it was then.
    """
    text = home.config_file.read_text("utf-8")
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"  # a JSON text is a TOML text
    fresh, found = re.subn(rf"(?m)^[ \t]*{key}[ \t]*=.*$", lambda _: line, text, count=1)
    if not found:
        # Before the first table, for what follows a table's name belongs to it.
        head, table, rest = re.split(r"(?m)(^[ \t]*\[|\Z)", text, maxsplit=1)
        fresh = head.rstrip("\n") + "\n" + line + "\n" + ("\n" if table else "") + table + rest
    before, after = tomllib.loads(text), tomllib.loads(fresh)
    if after != {**before, key: value}:
        raise OSError(f"no line can be written that sets {key} and nothing else")
    aside = home.config_file.with_suffix(".new")
    aside.touch(mode=0o600, exist_ok=True)
    aside.write_text(fresh, encoding="utf-8")
    aside.chmod(home.config_file.stat().st_mode & 0o777)
    aside.replace(home.config_file)
