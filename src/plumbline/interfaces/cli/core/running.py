"""Running one command: its errors, and its exit status."""

from __future__ import annotations

import sys
import traceback

import typer

from plumbline.errors import PlumblineError
from plumbline.home import keep_private
from plumbline.interfaces.cli.core import console, machine, output, program
from plumbline.interfaces.cli.core.usage import UsageError, misuse
from plumbline.methods.shared.garbage import uncollected
from plumbline.text import Text


def run(given: list[str]) -> int:
    """Run one command and return its status: 0 done, 1 an error said in words, 2 wrong usage."""
    keep_private()
    console.tame()
    as_json = "--json" in given
    status = 0
    try:
        with uncollected():
            command = program.holding(given[0] if given else "")
        answer = command(args=given, standalone_mode=False)
        status = answer if isinstance(answer, int) else 0
        sys.stdout.flush()
    except PlumblineError as error:
        status = 1
        _tell(machine.sharpened(error), as_json)
    except UsageError as error:
        status = 2
        if type(error).__name__ == "NoArgsIsHelpError" and not as_json:
            sys.stdout.write(error.format_message() + "\n")
            return status
        _tell(misuse(error), as_json, "UsageError")
    except typer.Exit as error:
        status = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        status = 130
        _tell(PlumblineError("command.interrupted", Text("Stopped; nothing half-done is visible",
                                                         "已中止；未留下做到一半的内容")), as_json, "Interrupted")
    except BrokenPipeError:
        status = console.left()
    except Exception as error:  # noqa: BLE001 - the last resort: said to the person, with the trace beside it
        if (known := machine.told(error)) is not None:
            status = 1
            _tell(known, as_json)
        else:
            status = 70
            traceback.print_exc()
            said = f"{type(error).__name__}: {error}"
            _tell(PlumblineError("command.failed", Text(said, f"程序内部错误“{said}”"), why=Text(
                "This is a fault in Plumbline, not in your data; the lines above say where",
                "这是Plumbline自身的错误，与您的数据无关；上方各行指明出错之处")), as_json, "InternalError")
    return status


def _tell(error: PlumblineError, as_json: bool, kind: str = "") -> None:
    """Say ``error``; ``kind`` is its type where it is none of ours."""
    if as_json:
        output.json({"error": error.as_dict() | ({"type": kind} if kind else {})})
    else:
        output.error(f"{error} [{error.code}]")
