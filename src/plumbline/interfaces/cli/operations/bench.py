"""``plumb bench``: the measurements of ``benchmarks/``, from a checkout."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.documents import json_of
from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.interfaces.cli.core import boot, output
from plumbline.text import Text

ALL = "all"


def add_to(app: typer.Typer) -> None:
    """Add ``plumb bench``."""
    app.command("bench")(bench)


def bench(
    name: Annotated[str, typer.Argument(help="The measurement, or 'all'; without one, their list.")] = "",
    option: Annotated[list[str] | None, typer.Option(help="KEY=VALUE for the measurement, such as rows=1000000.")]
    = None,
    quick: Annotated[bool, typer.Option("--quick", help="A small form, for a look at the ratios: all of them in under "
                                                        "five minutes.")] = False,
    growth: Annotated[bool, typer.Option("--growth", help="How it grows: a small base, three and ten times as much.")]
    = False,
    since: Annotated[Path | None, typer.Option(help="A result printed before with --json: what got dearer since.")]
    = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Run one measurement, or all, with their references beside them. Needs a checkout: benchmarks are not shipped."""
    folder = _folder()
    names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    if not name:
        output.json({"benchmarks": names}) if as_json else output.console().print("\n".join(names))
        return
    if name not in (*names, ALL):
        raise PlumblineError("command.no_measurement", Text(f"there is no measurement '{name}'",
                                                            f"没有测量项“{name}”"),
                             next_step=Text(f"Choose one of: {', '.join((ALL, *names))}",
                                            f"可选：{'、'.join((ALL, *names))}"))
    before = _before(since) if since else None
    _needs()
    sys.path.insert(0, str(folder.parent))
    with tempfile.TemporaryDirectory() as place:
        # Measurements make homes of their own; this one is for what of the program they load themselves.
        boot.set_up(Home(Path(place) / "home").create())
        runner: Any = importlib.import_module("benchmarks._all")
        options = _options(name, option or [], runner)
        if growth:
            document = runner.growing(names if name == ALL else [name], _told)
        elif name == ALL:
            document = runner.everything(names, quick, _told)
        else:
            document = runner.one(name, options, quick)
    if before is not None and "lines" in document:
        document["since"] = importlib.import_module("benchmarks._comparing").compared(
            before if name == ALL else [line for line in before if line["benchmark"] == name], document["lines"])
    if as_json:
        output.json(document)
    else:
        output.console().print(importlib.import_module("benchmarks._table").shown(document))
    if document.get("faults"):
        raise typer.Exit(1)


def _folder() -> Path:
    for base in (Path.cwd(), Path(__file__).resolve().parents[5]):
        if (base / "benchmarks" / "__init__.py").exists():
            return base / "benchmarks"
    raise PlumblineError("command.no_benchmarks", Text("there is no benchmarks folder here",
                                                       "此处没有benchmarks文件夹"),
                         next_step=Text("Run this from a checkout of the project", "请在本项目的源代码文件夹中运行"))


def _needs() -> None:
    if importlib.util.find_spec("resource") is None:
        raise PlumblineError(
            "command.no_processor_times",
            Text("this system does not tell the processor time of processes that ended",
                 "本系统不提供已结束进程的处理器用时"),
            why=Text("Python has no module 'resource' here, and measurements are of processor time",
                     "此处的Python没有resource模块，而测量的是处理器用时"),
            next_step=Text("Measure on Linux or macOS", "请在Linux或macOS上测量"))


def _options(name: str, given: list[str], runner: Any) -> dict[str, Any]:
    takes = [] if name == ALL else [*runner.takes(name), "shared"]  # which goes to those that take it
    found = {}
    for pair in given:
        key, equals, value = pair.partition("=")
        if not equals or key not in takes:
            what = Text(f"'{pair}' is no option of the measurement '{name}'", f"“{pair}”不是测量项“{name}”的选项")
            raise PlumblineError("command.measurement_option", what, next_step=Text(
                f"Write KEY=VALUE with one of: {', '.join(takes[:-1])}" if takes else "Leave --option out",
                f"请写成“名称=值”，名称可选：{'、'.join(takes[:-1])}" if takes else "请去掉--option"))
        found[key] = _value(value)
    return found


def _before(path: Path) -> list[Mapping[str, Any]]:
    wrong = PlumblineError(
        "command.no_earlier_measurement", Text("this is no result of measurements", "该文件不是测量结果"),
        where=str(path), next_step=Text("Name a file that 'plumb bench all --json' has written",
                                        "请指明由“plumb bench all --json”写出的文件"))
    try:
        lines = json_of(path.read_text(encoding="utf-8"))["lines"]
    except (OSError, ValueError, LookupError, TypeError) as fault:
        raise wrong from fault
    if not isinstance(lines, list) or not all(
            isinstance(line, dict) and {"benchmark", "what", "size", "ratio"} <= line.keys() for line in lines):
        raise wrong
    return lines


def _told(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _value(text: str) -> Any:
    for make in (int, float):
        try:
            return make(text)
        except ValueError:
            continue
    return text
