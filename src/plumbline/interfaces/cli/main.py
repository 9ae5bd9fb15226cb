"""The ``plumb`` program: its commands, its errors and its exit status."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Any

import typer

from plumbline.errors import PlumblineError
from plumbline.interfaces.cli import (
    backups,
    bench,
    cuts,
    demo,
    doctor,
    evidence,
    federation,
    figures,
    files,
    grades,
    imports,
    init,
    keeping,
    machine,
    moving,
    output,
    papers,
    past,
    people,
    rule,
    serving,
    sheets,
    tokens,
    upkeep,
    worlds,
    year,
)

# Typer carries its own copy of click, so its exceptions are reached through the one it exports.
UsageError: Any = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="plumb",
    help="Plumbline: quality work in which every figure leads back to its records.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (
    demo, init, imports, files, keeping, cuts, federation, figures, past, sheets, serving, doctor, backups,
    moving, upkeep, bench,
):
    module.add_to(app)
app.add_typer(worlds.app, name="world")
app.add_typer(grades.app, name="grades")
app.add_typer(people.app, name="user")
app.add_typer(tokens.app, name="token")
app.add_typer(evidence.app, name="evidence")
papers.add_to(year.app)
app.add_typer(year.app, name="year")
app.add_typer(rule.app, name="rule")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return (and exit with) its status: 0 done, 1 an error said in words, 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else arguments
    output.tame_console()
    as_json = "--json" in given
    status = 0
    try:
        answer = app(args=given, standalone_mode=False)
        status = answer if isinstance(answer, int) else 0
        sys.stdout.flush()
    except PlumblineError as error:
        status = 1
        said = machine.sharpened(error)
        _tell(said.as_dict(), str(said), as_json)
    except UsageError as error:
        status = 2
        message = error.format_message()
        if type(error).__name__ == "NoArgsIsHelpError" and not as_json:
            sys.stdout.write(message + "\n")
            return _end(status, arguments)
        hint = f"{message} Try: {error.ctx.command_path} --help" if error.ctx and message else message
        _tell(_plain("UsageError", hint), hint, as_json)
    except typer.Exit as error:
        status = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        status = 130
        _tell(_plain("Interrupted", "Stopped; nothing half-done is visible."), "Stopped.", as_json)
    except BrokenPipeError:
        # The reader of our output (head, say) has gone: not a fault, and nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 1
    except Exception as error:  # noqa: BLE001 - the last resort: said to the person, with the trace beside it
        if (known := machine.told(error)) is not None:
            status = 1
            _tell(known.as_dict(), str(known), as_json)
        else:
            status = 70
            traceback.print_exc()
            _tell(_plain("InternalError", f"{type(error).__name__}: {error}"),
                  "This is a fault in Plumbline, not in your data. The lines above say where.", as_json)
    return _end(status, arguments)


def _end(status: int, arguments: list[str] | None) -> int:
    if arguments is None:
        raise SystemExit(status)
    return status


def _plain(kind: str, what: str) -> dict[str, str]:
    return {"type": kind, "what": what, "where": "", "why": "", "next_step": ""}


def _tell(document: dict[str, Any], sentence: str, as_json: bool) -> None:
    if as_json:
        output.json({"error": document})
    else:
        output.error(sentence)
