"""``plumb bench``: the measurements of ``benchmarks/``, from a checkout."""

from __future__ import annotations

import importlib
import importlib.util
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.errors import PlumblineError
from plumbline.interfaces.cli.core import output
from plumbline.text import Text


def add_to(app: typer.Typer) -> None:
    """Add ``plumb bench``."""
    app.command("bench")(bench)


def bench(
    name: Annotated[str, typer.Argument(help="The measurement; without one, their list.")] = "",
    option: Annotated[list[str] | None, typer.Option(help="KEY=VALUE for the measurement, such as rows=1000000.")]
    = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Run one measurement with its reference beside it. Needs a checkout: benchmarks are not shipped."""
    folder = _folder()
    names = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_"))
    if not name:
        output.json({"benchmarks": names}) if as_json else output.console().print("\n".join(names))
        return
    if name not in names:
        raise PlumblineError("command.no_measurement", Text(f"there is no measurement '{name}'",
                                                            f"没有测量项“{name}”"),
                             next_step=Text(f"Choose one of: {', '.join(names)}", f"可选：{'、'.join(names)}"))
    sys.path.insert(0, str(folder.parent))
    module: Any = importlib.import_module(f"benchmarks.{name}")
    options = {key: _value(value) for key, value in (pair.split("=", 1) for pair in option or [])}
    result = module.run(**options)
    if as_json:
        output.json(result)
    else:
        output.console().print_json(json.dumps(result, default=str))


def _folder() -> Path:
    for base in (Path.cwd(), Path(__file__).resolve().parents[5]):
        if (base / "benchmarks" / "__init__.py").exists():
            return base / "benchmarks"
    raise PlumblineError("command.no_benchmarks", Text("there is no benchmarks folder here",
                                                       "此处没有benchmarks文件夹"),
                         next_step=Text("Run this from a checkout of the project", "请在本项目的源代码文件夹中运行"))


def _value(text: str) -> Any:
    for make in (int, float):
        try:
            return make(text)
        except ValueError:
            continue
    return text
