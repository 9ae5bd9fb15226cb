"""Reads the console blocks of a documentation page.

A block is fenced as ``console``; each of its lines that begins with ``$`` is a command, and a line that ends with a
backslash goes on in the next. A comment before a block changes what happens to it:

- ``<!-- not run: REASON -->``: its commands are left alone;
- ``<!-- file: NAME -->`` (before a block of any language): the block is written to that file before later commands.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field

BLOCK = re.compile(
    r"(?:^<!-- (?P<word>[a-z ]+?): *(?P<value>.*?) -->\n+)?"
    r"^```(?P<language>\w+)[^\n]*\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass
class Page:
    """What a page asks for: ``steps`` are commands (lists of words) and files (name, content) in order."""

    steps: list[list[str] | tuple[str, str]] = field(default_factory=list)
    left_alone: list[tuple[str, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def commands(self) -> list[list[str]]:
        """The commands alone."""
        return [step for step in self.steps if isinstance(step, list)]


def read(text: str) -> Page:
    """The page with this text. Anything the rules above do not cover is a fault."""
    page = Page()
    for block in BLOCK.finditer(text):
        word, value, body = block["word"], block["value"], block["body"]
        if word == "file":
            page.steps.append((value, body))
        elif block["language"] == "console":
            _read_console(page, word, value, body)
    return page


def _read_console(page: Page, word: str | None, value: str, body: str) -> None:
    joined = body.replace("\\\n", " ")
    commands = [line[2:].strip() for line in joined.splitlines() if line.startswith("$ ")]
    if word == "not run":
        if not value:
            page.faults.append(f"no reason is given for not running: {commands}")
        page.left_alone += [(command, value) for command in commands]
        return
    for command in commands:
        words = shlex.split(command)
        if words[0] == "plumb":
            page.steps.append(words)
        else:
            page.faults.append(f"cannot be run here, and is not marked 'not run': {command}")
