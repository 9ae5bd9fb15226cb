"""Changing one setting of a home's ``plumbline.toml``, leaving every other line of it as somebody wrote it."""

from __future__ import annotations

import json
import os
import re
import tomllib

from plumbline.errors import StoreError
from plumbline.home import FILE_MODE, Home
from plumbline.records.stores import databases
from plumbline.text import Text

UNWRITABLE = Text("the setting cannot be written", "无法写入设置")


def must_decide(home: Home) -> None:
    """:raises StoreError: if what the file says would not count, or the file cannot be written."""
    if os.environ.get(databases.VARIABLE):
        raise StoreError(
            "move.environment_decides", Text("the environment names the store, and goes before the settings file",
                                             "环境变量指定了数据库，并优先于设置文件"), where=databases.VARIABLE,
            next_step=Text(
                f"Unset it, write its value as '{databases.SETTING}' into plumbline.toml, and move then",
                f"请取消该环境变量，将其值作为“{databases.SETTING}”写入plumbline.toml后再迁移"))
    if not os.access(home.config_file, os.W_OK) or not os.access(home.path, os.W_OK):
        raise StoreError("move.setting_unwritable", UNWRITABLE, where=str(home.config_file),
                         next_step=Text("Run this as the user who owns the home", "请以数据目录所有者的身份运行"))


def write(home: Home, key: str, value: str) -> None:
    """Set ``key`` to the text ``value``, all at once: a reader finds the old file or the new one.

    :raises OSError: if the file cannot be written. :raises StoreError: if no line of it can be changed so that this
        setting changes alone. It is as it was then.
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
        raise StoreError("move.setting_unwritable", UNWRITABLE, where=str(home.config_file),
                         why=Text(f"No line can be written that sets {key} and nothing else",
                                  f"无法写入只设置{key}而不影响其他设置的一行"),
                         next_step=Text("Write the setting by hand", "请手工写入该设置"))
    aside = home.config_file.with_suffix(".new")
    aside.unlink(missing_ok=True)  # of a program that was killed; it may be open to others
    aside.touch(mode=FILE_MODE)  # an address may hold a password
    aside.write_text(fresh, encoding="utf-8")
    aside.replace(home.config_file)
