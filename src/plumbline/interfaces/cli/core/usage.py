"""A command that is not written as it is declared: an error with a code, in both languages."""

from __future__ import annotations

from typing import Any

import typer

from plumbline.errors import PlumblineError
from plumbline.text import UNSAID, Text

# Typer carries its own copy of click, so its exceptions are reached through the one it exports.
UsageError: Any = typer.BadParameter.__mro__[1]


class Misused(typer.BadParameter):
    """Options or arguments that do not go together; ``said`` says so in both languages."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said


def misuse(error: Any) -> PlumblineError:
    """What the parser of the command line found (a ``UsageError``), as one of our errors."""
    help_ = f"{error.ctx.command_path} --help" if error.ctx else ""
    return PlumblineError("command.usage", Text(error.format_message(), _chinese(error)),
                          next_step=Text(f"Try: {help_}", f"请查看：{help_}") if help_ else UNSAID)


def _chinese(error: Any) -> str:
    match type(error).__name__:
        case "Misused":
            return str(error.said.zh)
        case "NoSuchOption":
            return f"没有选项{error.option_name}"
        case "MissingParameter" if error.param is not None:
            return f"缺少{_named(error.param)}"
        case "BadParameter" if error.param is not None:
            return f"{_named(error.param)}的值无效：“{error.message}”"
    return f"命令写法有误：“{error.format_message()}”"  # the parser's own words


def _named(parameter: Any) -> str:
    if parameter.param_type_name == "option":
        return f"选项{'、'.join(parameter.opts)}"
    return f"参数{parameter.name.upper()}"
