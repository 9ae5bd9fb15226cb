"""Writes ``commands.json``: ``python -m plumbline.interfaces.cli.core.describing``, after a command was changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plumbline.interfaces.cli.core import program, tree


def declared() -> dict[str, Any]:
    """The tree as the modules declare it now: what ``commands.json`` holds."""
    modules: dict[str, str] = {}
    for module in tree.MODULES:
        modules |= dict.fromkeys(program.only(module).commands, module)
    whole = program.whole()
    return {"modules": modules, "help": dict(_helps(whole, whole.make_context("plumb", [], resilient_parsing=True)))}


def _helps(command: Any, context: Any) -> Iterator[tuple[str, str]]:
    context.terminal_width, context.max_content_width = tree.WIDTH - 2, tree.WIDTH - 2
    yield context.command_path.partition(" ")[2], command.get_help(context)
    for name, child in getattr(command, "commands", {}).items():
        yield from _helps(child, child.make_context(name, [], parent=context, resilient_parsing=True))


if __name__ == "__main__":
    Path(__file__).with_name(tree.FILE).write_text(json.dumps(declared(), indent=1) + "\n", "utf-8")
