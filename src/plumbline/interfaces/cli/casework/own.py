"""Commands of acts that a procedure with a store of its own declares (``procedures/common/own_acts.py``)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline import unfinished
from plumbline.errors import RecordError, reported
from plumbline.home import Home
from plumbline.interfaces.cli.core import boot, output
from plumbline.procedures.common.own_acts import DAY, FILE, FLAG, PYTHON, SEVERAL, WHOLE, OwnAct, Value
from plumbline.text import Text

AsOption = Annotated[str, typer.Option("--as", help="Who acts: the name they sign in with.")]
Tell = Callable[[Home, Any, str, bool], None]
"""Prints what an act returned: the data directory, that, the sentence that tells it, and whether as JSON."""


def add_acts(app: typer.Typer, acts: Iterable[OwnAct], number: Any, somebody: Callable[[str], Any], tell: Tell) -> None:
    """Give ``app`` a command for each of ``acts``. ``number`` is the annotation of the argument that says in what it is
    acted, ``somebody`` finds who acts by name."""
    for act in acts:
        app.command(act.name, help=act.help)(_command(act, number, somebody, tell))


def _command(act: OwnAct, number: Any, somebody: Callable[[str], Any], tell: Tell) -> Callable[..., None]:
    def run(**given: Any) -> None:
        home = boot.start(given.pop("home"))
        as_json, here, user = given.pop("as_json"), given.pop("number"), somebody(given.pop("as_"))
        values = {value.name: _read(value, given[value.name]) for value in act.values}
        made = act.do(home, user, here, values, boot.now())
        tell(home, made, act.told(values, made[-1] if isinstance(made, list) else made), as_json)

    parameters = [parameter("number", number)]
    parameters += [parameter(value.name, _annotation(value)) for value in act.values if value.argument]
    parameters.append(parameter("as_", AsOption))
    parameters += [parameter(value.name, _annotation(value), _default(value))
                   for value in act.values if not value.argument]
    parameters += [parameter("home", output.HomeOption, None), parameter("as_json", output.JsonOption, False)]
    made: Any = run
    made.__signature__ = inspect.Signature(parameters)
    made.__annotations__ = {each.name: each.annotation for each in parameters}
    return run


def _read(value: Value, given: Any) -> Any:
    if given is None:
        return value.default
    return read_text(given) if value.type == FILE else given


def read_text(path: Path | None) -> str:
    """What stands in a file, in UTF-8 or another encoding that can be told; nothing where none is named. :raises
    PlumblineError: if it cannot be read as text."""
    if path is None:
        return ""
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        from plumbline.records.intake.reading import textfile  # it loads numpy

        with unfinished.scratch_folder() as workdir:
            return textfile.prepare(path, workdir).path.read_text("utf-8-sig")
    except OSError as error:
        raise RecordError("command.file_unreadable", Text("this file cannot be read", "无法读取该文件"),
                          where=str(path), why=reported(error),
                          next_step=Text("Save it as UTF-8 text", "请另存为UTF-8文本")) from error


def parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    """One parameter of a command that is made from a declaration; without a default it must be given."""
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _annotation(value: Value) -> Any:
    annotated: Any = Annotated
    kind, told = Path if value.type == FILE else PYTHON[value.type], value.hint or value.help.en
    if value.argument:
        return annotated[kind, typer.Argument(help=told)]
    if value.type in (SEVERAL, WHOLE, DAY) and not value.required:
        kind = kind | None
    return annotated[kind, typer.Option(f"--{value.option or value.name.replace('_', '-')}", help=told)]


def _default(value: Value) -> Any:
    if value.required:
        return inspect.Parameter.empty
    return None if value.type == SEVERAL else bool(value.default) if value.type == FLAG else value.default
