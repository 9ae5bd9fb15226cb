"""``plumb rule``: drafts of indicators and schemes, from the first line to the day they are in force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from plumbline.errors import NotAllowed
from plumbline.interfaces.cli.casework.own import add_acts, read_text
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.procedures.assessment.drafts.declared_acts import ACTS
from plumbline.text import Text

if TYPE_CHECKING:
    from plumbline.home import Home
    from plumbline.procedures.assessment.drafts.drafting import Case

app = typer.Typer(help="Drafts of rules: written, tried on past records, proposed, approved by a second person.",
                  no_args_is_help=True)
NumberArgument = Annotated[int, typer.Argument(metavar="DRAFT", help="The draft's number.")]
AsOption = Annotated[str, typer.Option("--as", help="Who acts: the name they sign in with.")]
ReasonOption = Annotated[str, typer.Option(help="Why; it stays beside the act.")]
FileOption = Annotated[Path | None, typer.Option(help="A file with the text.", show_default=False)]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb rule``."""
    program.add_typer(app, name="rule")


@app.command("draft")
def draft(
    what: Annotated[str, typer.Argument(help="indicator or scheme.")],
    target: Annotated[str, typer.Argument(metavar="ID", help="Its id, such as inspection.pass_rate or county.")],
    as_: AsOption,
    text: FileOption = None,
    pattern: Annotated[str, typer.Option(help="For a new rule: what it begins from (share, count, growth; "
                                              "grades, below).")] = "",
    version: Annotated[str, typer.Option(help="Of a scheme: the version to begin from, such as schemes/county.toml "
                                              "(default: the newest).")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Begin a draft: of a change to a rule, from its text in force; with --pattern, of a new one."""
    place = boot.start(home)
    from plumbline.procedures.assessment.drafts import drafting

    case = drafting.begin(place, _somebody(as_), what, target, at=boot.now(), pattern=pattern, file=version,
                          text=read_text(text))
    _tell(place, case, as_json)


@app.command("try")
def try_(
    number: NumberArgument,
    period: Annotated[str, typer.Option(help="Of a scheme the assessment year, such as 2013; of an indicator any "
                                             "period.")],
    cut: Annotated[str, typer.Option(help="The cut (default: the latest).")] = "",
    see_as: Annotated[str, typer.Option("--as", help="See what this person may see (default: the public).")] = "",
    engine: output.EngineOption = "",
    master: output.MasterOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Compute a draft on frozen records, beside the rule in force. Nothing is stored."""
    place = boot.start(home)
    boot.use_engine(engine, master)
    from plumbline.procedures.assessment.drafts import drafting, trying

    document = trying.tried(place, drafting.load(number), period, user=person(see_as), cut=cut or None)
    if as_json:
        output.json(document)
        return
    _say_tried(document)


@app.command("list")
def list_(
    ended: Annotated[bool, typer.Option("--all", help="Those that are in force or withdrawn too.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List the drafts, newest first."""
    boot.start(home)
    from plumbline.procedures.assessment.drafts import reading

    lines = [reading.line(each) for each in reading.every(ended=ended)]
    if as_json:
        output.json({"drafts": lines})
        return
    screen = output.console()
    for one in lines:
        screen.print(f"{one['number']}  {one['what']} {one['target']}: {one['state']} since "
                     f"{boot.day_of(one['since'])}")
    if not lines:
        screen.print("No draft is under way. Begin one with: plumb rule draft")


@app.command("show")
def show(number: NumberArgument, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Show a draft: where it stands, its first fault, what happened to it, and its text."""
    place = boot.start(home)
    from plumbline.procedures.assessment.drafts import drafting

    case = drafting.load(number)
    _tell(place, case, as_json)
    if not as_json:
        output.console().print(case.text)


def _somebody(name: str) -> Any:
    found = person(name)
    if found is None:
        raise NotAllowed("command.actor_missing", Text("somebody must act", "须指明由谁操作"), where="--as",
                         next_step=Text("Say who: --as NAME", "请用--as指明用户名"))
    return found


def _tell(home: Home, case: Case, as_json: bool) -> None:
    from plumbline.procedures.assessment.drafts import reading

    document = reading.document(home, case)
    if as_json:
        output.json(document)
        return
    screen = output.console()
    screen.print(f"Draft {document['number']}, {document['what']} {document['target']}: {document['says']['en']}"
                 + (f", for {document['day']}" if document["day"] else "") + f". {document['next']['en']}")
    if fault := document["fault"]:
        line = f" (line {fault['line']})" if fault["line"] else ""
        screen.print(f"Not sound yet: {fault['where']}{line}: {fault['what']}. {fault['why']} {fault['next_step']}")
    if document["outdated"]:
        screen.print("The rule was changed since this draft was begun. Compare, then: plumb rule rebase")
    if document["stopping"]:
        screen.print(f"In force, it stops these assessment years until whoever leads them goes on: "
                     f"{', '.join(document['stopping'])}")
    for one in document["history"]:
        if one["act"] != "save":
            screen.print(f"  {one['at'][:16]}  {one['act']} by {one['by']}" + (f": {one['reason']}" if one["reason"]
                                                                              else ""))


def _say_tried(document: dict[str, Any]) -> None:
    from rich.table import Table

    screen = output.console()
    screen.print(f"{document['what']} {document['target']}, cut {document['cut']}. Nothing is stored."
                 + (" There is no rule in force to compare with." if document["new"] else ""))
    table = Table(box=None, pad_edge=False)
    for head in ("region", "in force", "draft", "difference"):
        table.add_column(head, justify="left" if head == "region" else "right")
    for one in document["regions"]:
        old, new = (_standing(one[part]) for part in ("own", "other"))
        table.add_row(one["names"]["en"] or one["code"], "–" if document["new"] else old, new,
                      "–" if document["new"] or one["difference"] is None else f"{float(one['difference']):+.2f}")
    screen.print(table)
    if document["left_out"]:
        screen.print(f"{document['left_out']} regions are left out: what the draft asks about is not open there "
                     "to the person it was tried as (--as).")


def _standing(one: dict[str, Any] | None) -> str:
    if one is None:
        return "–"
    if "grade" in one:
        return f"{one['grade'] or '–'} {'' if one['score'] is None else one['score']}".strip()
    return str(one["value"] or "–")


add_acts(app, ACTS, NumberArgument, _somebody, lambda home, case, _sentence, as_json: _tell(home, case, as_json))
