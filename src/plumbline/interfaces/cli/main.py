"""The ``plumb`` program: its commands, its errors and its exit status."""

from __future__ import annotations

import os
import sys
import traceback
from functools import cache

import typer

from plumbline.errors import PlumblineError
from plumbline.home import keep_private
from plumbline.interfaces.cli.assessment import grades, papers, rescore, rule, year
from plumbline.interfaces.cli.casework import case, declared
from plumbline.interfaces.cli.core import machine, output
from plumbline.interfaces.cli.core.usage import UsageError, misuse
from plumbline.interfaces.cli.figures import cuts, federation, figures, sheets
from plumbline.interfaces.cli.operations import (
    backups,
    bench,
    deadline,
    demo,
    doctor,
    explain,
    init,
    journal,
    members,
    move,
    notify,
    people,
    serve,
    tokens,
    webhook,
    worlds,
)
from plumbline.interfaces.cli.records import erase, evidence, files, imports, mapping, search, withdraw
from plumbline.text import Text

app = typer.Typer(
    name="plumb",
    cls=declared.Commands,
    help="Plumbline: quality work in which every figure leads back to its records.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (
    demo, init, imports, files, withdraw, erase, cuts, federation, figures, rescore, sheets, serve, doctor, backups,
    move, journal, bench, explain, deadline, notify, search,
):
    module.add_to(app)
app.add_typer(mapping.app, name="mapping")
app.add_typer(worlds.app, name="world")
app.add_typer(grades.app, name="grades")
app.add_typer(people.app, name="user")
app.add_typer(members.app, name="member")
app.add_typer(webhook.app, name="webhook")
app.add_typer(tokens.app, name="token")
app.add_typer(evidence.app, name="evidence")
papers.add_to(year.app)
app.add_typer(year.app, name="year")
app.add_typer(rule.app, name="rule")
app.add_typer(case.app, name="case")


@cache
def program() -> typer.core.TyperGroup:
    """The commands, made of their functions: what takes longest of a small command, so it is done once a process."""
    return typer.main.get_group(app)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return (and exit with) its status: 0 done, 1 an error said in words, 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else arguments
    keep_private()
    output.tame_console()
    as_json = "--json" in given
    status = 0
    try:
        answer = program()(args=given, standalone_mode=False)
        status = answer if isinstance(answer, int) else 0
        sys.stdout.flush()
    except PlumblineError as error:
        status = 1
        _tell(machine.sharpened(error), as_json)
    except UsageError as error:
        status = 2
        if type(error).__name__ == "NoArgsIsHelpError" and not as_json:
            sys.stdout.write(error.format_message() + "\n")
            return _end(status, arguments)
        _tell(misuse(error), as_json, "UsageError")
    except typer.Exit as error:
        status = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        status = 130
        _tell(PlumblineError("command.interrupted", Text("Stopped; nothing half-done is visible",
                                                         "已中止；未留下做到一半的内容")), as_json, "Interrupted")
    except BrokenPipeError:
        # The reader of our output (head, say) has gone: not a fault, and nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
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
    return _end(status, arguments)


def _end(status: int, arguments: list[str] | None) -> int:
    if arguments is None:
        raise SystemExit(status)
    return status


def _tell(error: PlumblineError, as_json: bool, kind: str = "") -> None:
    """Say ``error``; ``kind`` is its type where it is none of ours."""
    if as_json:
        output.json({"error": error.as_dict() | ({"type": kind} if kind else {})})
    else:
        output.error(f"{error} [{error.code}]")
