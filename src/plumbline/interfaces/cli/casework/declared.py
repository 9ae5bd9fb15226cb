"""``plumb PROCEDURE ACT NUMBER``: a command for each act of each procedure, made from its declaration.

Which procedures there are depends on the data directory, whose settings may name more: so these commands are made when
one of them is asked for."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline import home as homes
from plumbline.interfaces.cli.casework import case
from plumbline.interfaces.cli.casework.own import parameter, read_text
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person

TAKEN = frozenset({"as", "for", "given", "home", "json", "member", "help", "number"})
"""Options that every act has; a field called so is given as --field-NAME."""
FROM_FILE = "@"
NumbersArgument = Annotated[list[str], typer.Argument(help="The case's number; of several, the act is done on each.")]
GivenOption = Annotated[datetime | None, typer.Option(help="When it was done, where it is sent later; in the zone of "
                                                           "the office.")]
MembersOption = Annotated[list[str] | None, typer.Option("--member", help="The member it is about; may be repeated.")]


class Commands(typer.core.TyperGroup):
    """The commands of ``plumb``, and after them the procedures of the data directory."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that ``args`` begin with."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and self.get_command(ctx, name) is None:
            found = group(name, _home_of(args))
            if found is not None:
                return name, found, args[1:]
        return super().resolve_command(ctx, args)


def group(name: str, home: Path | None) -> Any:
    """The commands of the procedure ``name``; None where there is no such procedure, or no data directory."""
    place = homes.resolve(home)
    if not place.config_file.exists():
        return None
    boot.set_up(place)
    from plumbline.procedures.casework import registry

    procedure = registry.procedures().get(name)
    if procedure is None:
        return None
    app = typer.Typer(help=procedure.plural.en, no_args_is_help=True, rich_markup_mode=None)
    for act in procedure.acts:
        specs = (procedure.specs if act in procedure.opening else ()) + act.specs
        app.command(act.name, help=act.help.en or f"{act.title.en}.")(
            _opening(name, act.name, specs) if act in procedure.opening else _acting(name, act, specs))
    made = typer.main.get_group(app)
    made.name = name
    return made


def _opening(name: str, act: str, specs: Sequence[Any]) -> Callable[..., None]:
    def run(as_: str, home: Path | None, as_json: bool, **fields: str) -> None:
        place = boot.start(home)
        from plumbline.procedures.casework import perform

        event = perform.open_case(place, person(as_), name, act, _given(fields, specs), at=boot.now())
        case.tell(event, f"Opened: {name} {event.case.number}", as_json)

    return _signed(run, specs)


def _acting(name: str, act: Any, specs: Sequence[Any]) -> Callable[..., None]:
    def run(number: list[str], as_: str, home: Path | None, as_json: bool, member: list[str] | None = None,
            for_: str = "", given: datetime | None = None, **fields: str) -> None:
        place, user, values = boot.start(home), person(as_), _given(fields, act.specs)
        from plumbline.procedures.casework import perform

        if given is not None:
            _later(place, user, name, act.name, number, member or [""], values, given, for_, as_json)
            return
        if len(number) == 1 and len(member or ()) <= 1:
            event = perform.act(place, user, name, number[0], act.name, values, member=(member or [""])[0],
                                organisation=for_, at=boot.now())
            case.tell(event, f"Done: {act.name}" + (f", now {event.state}" if event.state else ""), as_json)
            return
        case.tell_many(place, user, name, act.name, [(each, of) for each in number for of in member or [""]], values,
                       as_json)

    more = [parameter("number", NumbersArgument)]
    if act.of and not act.adds:
        more.append(parameter("member", MembersOption, None))
    last = [parameter("for_", case.ForOption, "")]
    return _signed(run, specs, more, [*last, parameter("given", GivenOption, None)] if act.offline else last)


def _later(place: Any, user: Any, name: str, act: str, numbers: list[str], members: list[str], values: dict[str, str],
           given: datetime, organisation: str, as_json: bool) -> None:
    """An act that was done before it is sent, on each of the cases and members named."""
    from django.utils import timezone

    from plumbline.procedures.casework import offline

    moment = given if timezone.is_aware(given) else timezone.make_aware(given)
    for number in numbers:
        for member in members:
            event = offline.act(place, user, name, number, act, values, given=moment, member=member,
                                organisation=organisation, at=boot.now())
            told = f", now {event.state}" if event.state else ", kept beside another answer"
            case.tell(event, f"Done: {act}{told}", as_json)


def _signed(run: Callable[..., None], specs: Sequence[Any], first: Sequence[inspect.Parameter] = (),
            last: Sequence[inspect.Parameter] = ()) -> Callable[..., None]:
    """``run`` with an option for each field, as Typer reads a command's own parameters."""
    fields = [parameter(f"f_{spec.name}", Annotated[str, typer.Option(_option(spec.name), help=_help(spec))], "")
              for spec in specs]
    common = [parameter("as_", case.AsOption), *last, parameter("home", output.HomeOption, None),
              parameter("as_json", output.JsonOption, False)]
    parameters = [*first, *fields, *common]

    def command(**given: Any) -> None:
        run(**given)

    made: Any = command
    made.__signature__ = inspect.Signature([each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters])
    made.__annotations__ = {each.name: each.annotation for each in parameters}
    return command


def _option(name: str) -> str:
    return f"--{'field-' if name in TAKEN else ''}{name.replace('_', '-')}"


def _help(spec: Any) -> str:
    needed = "" if spec.required else " (may be left out)"
    file = " @FILE: what the file holds." if spec.exact else ""
    return f"{spec.title.en}{needed}. {spec.help.en}{file}".strip()


def _given(fields: dict[str, str], specs: Sequence[Any]) -> dict[str, str]:
    """What was given of each field. Of a text that is kept to the letter, ``@FILE`` stands for what the file holds."""
    exact = {spec.name for spec in specs if spec.exact}
    given = {name.removeprefix("f_"): text for name, text in fields.items() if text}
    return {name: read_text(Path(text[1:])) if name in exact and text.startswith(FROM_FILE) else text
            for name, text in given.items()}


def _home_of(args: Sequence[str]) -> Path | None:
    """The data directory that a command line names, before it is parsed."""
    for place, each in enumerate(args):
        if each == "--home" and place + 1 < len(args):
            return Path(args[place + 1])
        if each.startswith("--home="):
            return Path(each.removeprefix("--home="))
    return None
