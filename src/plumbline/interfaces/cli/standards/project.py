"""``plumb project``: the comments on a draft standard, in and out. What is done in a project are acts of the procedure
``standard-project``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.interfaces.cli.standards.register_said import line

app = typer.Typer(help="Projects of standards: the comments on a draft, in and out.", no_args_is_help=True)
NumberArgument = Annotated[str, typer.Argument(help="The project's number.")]
FileArgument = Annotated[Path, typer.Argument(help="A workbook (XLSX), a Word document (DOCX), or CSV.")]
AsOption = Annotated[str, typer.Option("--as", help="Who acts, by the name they sign in with.")]
LookOption = Annotated[str, typer.Option("--as", help="Who asks, by the name they sign in with; without it, the "
                                                      "public.")]
CheckOption = Annotated[bool, typer.Option("--check", help="Only say what would come of it; do nothing.")]
FormatOption = Annotated[str, typer.Option("--format", help="xlsx or docx.")]
LanguageOption = Annotated[str, typer.Option("--language", help="Of the headings: zh or en.")]
OutOption = Annotated[Path | None, typer.Option("--output", "-o", help="Where to write it.")]
OverOption = Annotated[bool, typer.Option("--overwrite", help="Write over a file of this name.")]


def add_to(program: typer.Typer) -> None:
    """Add ``plumb project``."""
    program.add_typer(app, name="project")


@app.command("list")
def list_(as_: LookOption = "", home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """List the projects that a person may know of: those whose last day comes first stand first."""
    boot.start(home)
    from plumbline.procedures.standards.projects import showing

    found = [each.as_dict() for each in showing.listed(person(as_))]
    if as_json:
        output.json({"projects": output.settled(found)})
        return
    for each in found:
        line(f"{each['number']}  {each['stage']}  {each['due'] or '-'}  {each['title']}")
    if not found:
        line("There is no project that is open to you.")


@app.command("comments")
def comments(number: NumberArgument, as_: LookOption = "", home: output.HomeOption = None,
             as_json: output.JsonOption = False) -> None:
    """List the comments on a draft by clause, with what was decided on each."""
    place = boot.start(home)
    from plumbline.procedures.standards.projects import showing

    found = showing.document(place, person(as_), number, at=boot.now())
    if as_json:
        output.json(found)
        return
    line(f"{found['number']}: {found['title']['en'] or found['title']['zh']}, {found['total']:,} comments, "
         f"{found['undecided']:,} not decided")
    for each in found["comments"]:
        line(f"{each['comment']}  {each['clause'] or '-'}  {each['body'] or '-'}: {each['text']}")
        if each["decision"]:
            line(f"    {each['decision']}{': ' + each['reason'] if each['reason'] else ''}")


@app.command("import")
def import_(number: NumberArgument, file: FileArgument, as_: AsOption, check: CheckOption = False,
            home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Take comments on a draft from a table: all of them, or none. What stands there already is left out."""
    place, user = boot.start(home), person(as_)
    from plumbline.procedures.standards.projects import comments as kept
    from plumbline.procedures.standards.projects import forms

    read = forms.read_comments(file)
    done = kept.add(place, user, number, read.rows, read.places, check=check, at=boot.now())
    _told(as_json, {"number": number, "rows": len(read.rows), "added": list(done.numbers), "before": done.before,
                    "checked_only": check, "notes": read.notes},
          f"{'Would be added' if check else 'Added'}: {len(done.numbers):,}. Were there before: {done.before:,}.",
          read.notes)


@app.command("decide")
def decide(number: NumberArgument, file: FileArgument, as_: AsOption, check: CheckOption = False,
           home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Decide on comments as the table says that was given out and came back filled in: all of it, or nothing."""
    place, user = boot.start(home), person(as_)
    from plumbline.procedures.standards.projects import comments as kept
    from plumbline.procedures.standards.projects import forms

    read = forms.read_decisions(file)
    done = kept.decide(place, user, number, read.rows, read.places, check=check, at=boot.now())
    _told(as_json, {"number": number, "rows": len(read.rows), "decided": list(done.numbers), "before": done.before,
                    "yet": done.yet, "checked_only": check, "notes": read.notes},
          f"{'Would be decided' if check else 'Decided'}: {len(done.numbers):,}. Were so before: {done.before:,}. "
          f"Left open: {done.yet:,}.", read.notes)


@app.command("export")
def export(number: NumberArgument, as_: LookOption = "", form: FormatOption = "xlsx", language: LanguageOption = "zh",
           file: OutOption = None, overwrite: OverOption = False, home: output.HomeOption = None,
           as_json: output.JsonOption = False) -> None:
    """Write the comments with what is decided on each as a table to be filled in, or to be given out."""
    place = boot.start(home)
    from plumbline.procedures.standards.projects import forms, showing

    forms.must_be_form(form, language)
    made = showing.file(place, person(as_), number, form, language, at=boot.now())
    _written(made, output.free(file or Path(f"comments-{number}.{form}"), overwrite), as_json)


@app.command("template")
def template(form: FormatOption = "xlsx", language: LanguageOption = "zh", file: OutOption = None,
             overwrite: OverOption = False, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Write the empty form for comments."""
    boot.start(home)
    from plumbline.procedures.standards.projects import forms

    made = forms.empty(form, language)
    _written(made, output.free(file or Path(f"comments-form.{form}"), overwrite), as_json)


def _written(content: bytes, target: Path, as_json: bool) -> None:
    output.write(content, target, "project")
    if as_json:
        output.json({"file": str(target), "bytes": len(content)})
    else:
        line(f"Written: {target}")


def _told(as_json: bool, document: dict[str, Any], said: str, notes: list[dict[str, Any]]) -> None:
    if as_json:
        output.json(document)
        return
    line(said)
    for each in notes:
        line(each["text"]["en"])
