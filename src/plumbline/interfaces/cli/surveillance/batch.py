"""``--batch FILE``: one command asked many times, a JSON object a line, its keys the names of the options.

A command is declared with ``app.command(NAME, cls=Batched)`` and with ``batch: BatchOption = None`` among its options,
which its function never looks at: each line is read as if its values stood on the command line, with what does stand
there beside ``--batch`` before them, and what the function gives to :func:`answer` becomes one of the results. A line
that cannot be answered has its error in its place, so that no answer is lost, and the command ends with 1."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from plumbline.documents import json_as_written
from plumbline.errors import IntakeError, PlumblineError, RecordError, reported
from plumbline.interfaces.cli.core import machine, output
from plumbline.interfaces.cli.core.usage import UsageError, misuse
from plumbline.text import Text

OPTION = "--batch"
MOST_BYTES = 256 << 20
BatchOption = Annotated[Path | None, typer.Option(
    OPTION, help="Ask once for each line of this file: a JSON object, its keys the names of options without dashes.")]
_collected: ContextVar[list[Any] | None] = ContextVar("collected", default=None)


def answer(document: Any, as_json: bool, words: Callable[[], None]) -> None:
    """Give ``document`` as the command's answer: as JSON, as one of the results of a batch, or by ``words``."""
    results = _collected.get()
    if results is not None:
        results.append(document)
    elif as_json:
        output.json(document)
    else:
        words()


class Batched(TyperCommand):
    """A command that takes ``--batch FILE`` too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As it is written; with ``--batch`` the answers are given at once, and the command ends."""
        file, rest = _taken(args)
        if file is None:
            parsed: list[str] = super().parse_args(ctx, args)
            return parsed
        raise typer.Exit(self._many(ctx, Path(file), [each for each in rest if each != "--json"]))

    def _many(self, ctx: Any, file: Path, given: list[str]) -> int:
        results: list[Any] = []
        first: PlumblineError | None = None
        status = 0
        for number, line in _lines(file):
            try:
                words = _arguments(self.params, _object(line))
                found, ended = self._one(ctx, [*given, *words])
                results.append(found)
                status = status or ended
            except PlumblineError as error:
                first = first or _placed(error, file, number)
                results.append({"error": error.as_dict()})
            except OSError as error:
                if (told := machine.told(error)) is None:
                    raise
                first = first or _placed(told, file, number)
                results.append({"error": told.as_dict()})
            except UsageError as error:
                said = misuse(error)
                first = first or _placed(said, file, number)
                results.append({"error": said.as_dict() | {"type": "UsageError"}})
        document: dict[str, Any] = {"results": results}
        if first is not None:
            document["error"] = first.as_dict()
        output.json(document)
        return 1 if first is not None else status

    def _one(self, ctx: Any, args: list[str]) -> tuple[Any, int]:
        found: list[Any] = []
        token = _collected.set(found)
        try:
            asked = self.make_context(ctx.info_name, args, parent=ctx.parent)
            with asked:
                ended = self.invoke(asked)
        finally:
            _collected.reset(token)
        return found[0] if found else None, ended if isinstance(ended, int) else 0


def _taken(args: list[str]) -> tuple[str | None, list[str]]:
    """The file that ``--batch`` names, and the other words."""
    for place, word in enumerate(args):
        if word == "--":
            break
        if word.startswith(f"{OPTION}="):
            return word.partition("=")[2], args[:place] + args[place + 1:]
        if word == OPTION and place + 1 < len(args):
            return args[place + 1], args[:place] + args[place + 2:]
    return None, args


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers; plain or gzip, UTF-8.
    :raises IntakeError: for a file that cannot be read."""
    try:
        text = _content(file).decode("utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise IntakeError("batch.unreadable", Text("the file of questions cannot be read", "无法读取批量文件"),
                          where=str(file), why=reported(error),
                          next_step=Text("Give a file in UTF-8, plain or gzip, with one JSON object a line",
                                         "请提供UTF-8编码的文件（可用gzip压缩），每行一个JSON对象")) from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise IntakeError("batch.empty", Text("the file of questions has no line", "批量文件中没有内容"),
                          where=str(file), next_step=Text("Write one JSON object a line", "请每行写一个JSON对象"))
    yield from lines


def _content(file: Path) -> bytes:
    """What is in ``file``, unpacked. :raises IntakeError: if that is more than a program should hold."""
    with file.open("rb") as given:
        packed = given.read(2) == b"\x1f\x8b"
    with gzip.open(file) if packed else file.open("rb") as given:
        content = given.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise IntakeError("batch.too_large", Text(f"the file of questions holds more than {MOST_BYTES >> 20} MB",
                                                  f"批量文件超过{MOST_BYTES >> 20} MB"), where=str(file),
                          next_step=Text("Divide it into several", "请拆分为多个文件"))
    return content


def _object(line: str) -> dict[str, Any]:
    """The object of one line, numbers as they are written. :raises RecordError: where it is none."""
    try:
        found = json_as_written(line)
    except ValueError as error:
        raise _no_question(Text("the line is no JSON object", "该行不是JSON对象"), reported(error)) from error
    if not isinstance(found, dict):
        raise _no_question(Text("the line is no JSON object", "该行不是JSON对象"))
    return found


def _arguments(params: list[Any], question: dict[str, Any]) -> list[str]:
    """``question`` as it would stand on the command line. :raises RecordError: for a key that is no option, and for a
    value that is none."""
    known = {_plain(name): (each, name) for each in params for name in _names(each)}
    options: list[str] = []
    rest: list[str] = []
    for key, value in question.items():
        parameter, name = known.get(_plain(key), (None, ""))
        if parameter is None or name == OPTION:
            raise RecordError("batch.unknown_key", Text(f"there is no option '{key}'", f"没有选项“{key}”"), where=key,
                              next_step=Text("Write the names of options as the help has them, without dashes",
                                             "请按帮助中的选项名称填写，不写短横线"))
        values = value if isinstance(value, list) else [value]
        if getattr(parameter, "is_flag", False):
            options += [_flag(parameter, name, each) for each in values if _flag(parameter, name, each)]
        elif parameter.param_type_name == "option":
            options += [f"{name}={_written(key, each)}" for each in values]
        else:
            rest += [_written(key, each) for each in values]
    return options + (["--", *rest] if rest else [])


def _names(parameter: Any) -> list[str]:
    if parameter.param_type_name == "option":
        return [each for each in chain(parameter.opts, parameter.secondary_opts) if each.startswith("--")]
    return [parameter.name, *([parameter.metavar] if parameter.metavar else [])]


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())


def _flag(parameter: Any, name: str, value: Any) -> str:
    said = str(value).lower()
    if said in {"true", "1", "yes"}:
        return name
    if said in {"false", "0", "no"}:
        return parameter.secondary_opts[0] if parameter.secondary_opts and name in parameter.opts else ""
    raise _no_value(name, value)


def _written(key: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _no_value(key, value)


def _no_value(key: str, value: Any) -> RecordError:
    shown = json.dumps(value, ensure_ascii=False)
    return RecordError("batch.not_value", Text(f"{shown} is neither a number nor a text",
                                               f"{shown}既不是数字也不是文字"),
                       where=key, next_step=Text("Write it as on the command line", "请按命令行的写法填写"))


def _no_question(what: Text, why: Text | None = None) -> RecordError:
    return RecordError("batch.not_object", what, why=why or Text(), next_step=Text(
        'Write one object a line, such as {"round": 1000}', '请每行写一个对象，例如{"round": 1000}'))


def _placed(error: PlumblineError, file: Path, number: int) -> PlumblineError:
    within = error.where
    return type(error).of(error, where=Text(
        f"{file}, line {number:,}" + (f", {within.en}" if within else ""),
        f"{file}第{number:,}行" + (f"，{within.say('zh')}" if within else "")))
