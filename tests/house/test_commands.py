"""Every command of ``plumb`` explains itself, its options too, and speaks JSON; the commands page is made from this."""

from __future__ import annotations

from typing import Any

import pytest
import typer


def commands(command: Any, path: str = "plumb") -> dict[str, Any]:
    """Every command that people run, by what they type. Hidden ones are for the program itself."""
    children = getattr(command, "commands", {})
    found = {} if children and not command.invoke_without_command else {path: command}
    for name, child in ((name, child) for name, child in children.items() if not child.hidden):
        found |= commands(child, f"{path} {name}")
    return found


def unexplained(command: Any) -> list[str]:
    nameless = [p.name for p in command.params if not (getattr(p, "help", None) or "").strip()]
    return nameless if (command.help or "").strip() else ["the command itself", *nameless]


def every() -> dict[str, Any]:
    from plumbline.interfaces.cli.core.program import whole

    return commands(whole())


@pytest.mark.parametrize("path", sorted(every()))
def test_a_command_says_what_it_and_its_options_do(path):
    assert unexplained(every()[path]) == []


@pytest.mark.parametrize("path", sorted(every()))
def test_a_command_takes_json_and_home(path):
    options = {name for parameter in every()[path].params for name in parameter.opts}
    assert {"--json", "--home"} - options == set()


def test_a_planted_command_without_words_is_noticed():
    planted = typer.Typer()

    @planted.command()
    def silent(number: int) -> None: ...

    assert unexplained(typer.main.get_command(planted)) == ["the command itself", "number"]
