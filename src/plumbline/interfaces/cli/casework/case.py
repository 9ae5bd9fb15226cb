"""``plumb case``: cases of any procedure, act by act. Each act is done as somebody who holds its part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.interfaces.cli.casework.own import read_text
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.text import Text

app = typer.Typer(help="Cases of procedures: lists, what waits, acts, history.", no_args_is_help=True)
ProcedureArgument = Annotated[str, typer.Argument(help="The procedure's name.")]
NumberArgument = Annotated[str, typer.Argument(help="The case's number, such as 2026-0001.")]
ActArgument = Annotated[str, typer.Argument(help="The act's name.")]
AsOption = Annotated[str, typer.Option("--as", help="Who asks or acts: the name they sign in with.")]
MemberOption = Annotated[str, typer.Option("--member", help="The member of the case that it is about.")]
FieldOption = Annotated[list[str] | None, typer.Option("--field", help="A value, as NAME=VALUE; may be repeated.")]
ForOption = Annotated[str, typer.Option("--for", help="The organisation it is done for, where one acts for several.")]
ReasonOption = Annotated[str, typer.Option(help="Why; it stays beside the act.")]


@app.command("list")
def list_(
    procedure: Annotated[str, typer.Argument(help="The procedure's name; without one, all procedures are listed.",
                                             show_default=False)] = "",
    as_: AsOption = "",
    state: Annotated[str, typer.Option(help="Only cases in this state.")] = "",
    after: Annotated[str, typer.Option(help="The token of the page before.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="So many cases a page.")] = 500,
    home: output.HomeOption = None, as_json: output.JsonOption = False,
) -> None:
    """List the cases of a procedure that a person may read, or the procedures there are."""
    boot.start(home)
    from plumbline.procedures.casework import reading, registry

    if not procedure:
        known = registry.procedures().values()
        found = [{"name": each.name, "title": each.title.as_dict(), "column": each.column,
                  "acts": [act.name for act in each.acts]} for each in known]
        say(as_json, {"procedures": found}, [f"{each.name}  {each.title.en}" for each in known])
        return
    of = registry.procedure(procedure)
    found_rows, following = reading.page(of, person(as_), state=state, after=after, most=limit)
    rows = [{"number": row.case.number, "title": row.title, "region": row.region, "state": row.state,
             "due": row.due.isoformat() if row.due else None, "provisional": row.provisional, "ended": row.ended}
            for row in found_rows]
    lines = [f"{each['number']}  {each['state']}  {each['due'] or '-'}  {each['title']}" for each in rows]
    say(as_json, {"procedure": procedure, "cases": rows, "next": following or None},
           [*lines, *([f"More with: --after {following}"] if following else [])])


@app.command("show")
def show(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, home: output.HomeOption = None,
         as_json: output.JsonOption = False) -> None:
    """Show where a case stands, what is known of it, and what the person can do now."""
    place = boot.start(home)
    from plumbline.procedures.casework import reading

    user = person(as_)
    told = reading.document(found(place, user, procedure, number), user)
    due = f", due {told['due']}" if told["due"] else ""
    lines = [f"{told['number']}: {told['state']}, since {told['since']}{due}"]
    lines += [f"  {name}: {text}{_called(told['named'].get(name))}" for name, text in told["values"].items()]
    lines += [f"  {each['member']}: {each['state']}" for each in told["members"]]
    say(as_json, told, [*lines, f"Can be done now: {', '.join(told['acts']) or 'nothing'}"])


def _called(named: dict[str, Any] | None) -> str:
    """What the records are called to which a field refers."""
    return f" ({', '.join(named['names'].values())})" if named else ""


@app.command("history")
def history(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, member: MemberOption = "",
            home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Show everything that happened in a case, with the journal entry and the leaf of each event."""
    place = boot.start(home)
    from plumbline.procedures.casework import reading

    user = person(as_)
    told = reading.history(found(place, user, procedure, number), user, member or None)
    say(as_json, {"procedure": procedure, "number": number, "events": told}, [
        f"{each['at']}  {each['by'] or '-'}  {each['act']}{f' ({member})' if (member := each['member']) else ''}"
        + (f" -> {each['state']}" if each["state"] else "") for each in told])


@app.command("today")
def today(as_: AsOption, home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """List what waits for a person in any case, the nearest last day first."""
    boot.start(home)
    from django.utils import timezone

    from plumbline.procedures.casework import reading

    waits = reading.waiting(person(as_), on=timezone.localdate(boot.now()))
    told = [{"procedure": each.procedure.name, "number": each.number, "member": each.member, "title": each.title,
             "state": each.state, "due": each.due.isoformat() if each.due else None, "provisional": each.provisional,
             "late": each.late, "soon": each.soon, "acts": [act.name for act in each.acts]} for each in waits]
    say(as_json, {"waiting": told}, [
        f"{each.due or '-'}  {' '.join([each.procedure.name, each.number, *filter(None, [each.member])])}  "
        f"{', '.join(act.name for act in each.acts)}" for each in waits])


@app.command("open")
def open_(procedure: ProcedureArgument, as_: AsOption, field: FieldOption = None,
          act: Annotated[str, typer.Option(help="The act that opens it, where there are several.")] = "",
          home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Open a case. Its number is told."""
    place = boot.start(home)
    from plumbline.procedures.casework import perform, registry

    of = registry.procedure(procedure)
    event = perform.open_case(place, person(as_), procedure, act or of.opening[0].name, _values(field), at=boot.now())
    tell(event, f"Opened: {procedure} {event.case.number}", as_json)


@app.command("act")
def act_(procedure: ProcedureArgument, number: NumberArgument, act: ActArgument, as_: AsOption,
         member: MemberOption = "", field: FieldOption = None, for_: ForOption = "", home: output.HomeOption = None,
         as_json: output.JsonOption = False) -> None:
    """Do an act in a case. Each act is a command of its own too: plumb PROCEDURE ACT NUMBER."""
    place = boot.start(home)
    from plumbline.procedures.casework import perform

    event = perform.act(place, person(as_), procedure, number, act, _values(field), member=member, organisation=for_,
                        at=boot.now())
    tell(event, f"Done: {act}" + (f", now {event.state}" if event.state else ""), as_json)


@app.command("act-rows")
def act_rows(procedure: ProcedureArgument, act: ActArgument,
             file: Annotated[Path, typer.Argument(help="A CSV file: the columns number, member and the fields of the "
                                                       "act.")],
             as_: AsOption, field: FieldOption = None, home: output.HomeOption = None,
             as_json: output.JsonOption = False) -> None:
    """Do an act on many cases or members, each row with values of its own. All are checked before anything is done."""
    place = boot.start(home)
    from plumbline.procedures.casework import many

    rows = many.read(read_text(file))
    tell_many(place, person(as_), procedure, act, list(rows), _values(field), as_json, each=rows)


@app.command("comment")
def comment(procedure: ProcedureArgument, number: NumberArgument,
            text: Annotated[str, typer.Argument(help="What to say.")], as_: AsOption, member: MemberOption = "",
            inside: Annotated[bool, typer.Option("--inside", help="For the authority alone.")] = False,
            home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Say something about a case to all who act in it."""
    common("comment", home, as_, procedure, number, {"text": text, "inside": "yes" if inside else ""}, as_json, member)


@app.command("assign")
def assign(procedure: ProcedureArgument, number: NumberArgument,
           who: Annotated[str, typer.Argument(help="The name they sign in with.")],
           part: Annotated[str, typer.Argument(help="The part.")], as_: AsOption, member: MemberOption = "",
           home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Give a person a part of a case."""
    common("assign", home, as_, procedure, number, {"person": who, "part": part}, as_json, member)


@app.command("release")
def release(procedure: ProcedureArgument, number: NumberArgument,
            who: Annotated[str, typer.Argument(help="The name they sign in with.")],
            part: Annotated[str, typer.Argument(help="The part.")], as_: AsOption, member: MemberOption = "",
            home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Take a part back from a person. What they did stays."""
    common("release", home, as_, procedure, number, {"person": who, "part": part}, as_json, member)


@app.command("replace-party")
def replace_party(procedure: ProcedureArgument, number: NumberArgument,
                  part: Annotated[str, typer.Argument(help="The part.")],
                  organisation: Annotated[str, typer.Argument(help="The code of the organisation.")],
                  as_: AsOption, reason: ReasonOption, member: MemberOption = "",
                  replaced: Annotated[str, typer.Option(help="The one that goes, where several have the part.")] = "",
                  home: output.HomeOption = None,
                  as_json: output.JsonOption = False) -> None:
    """Let another organisation take part, where the one named was split, merged or mistaken."""
    common("replace-party", home, as_, procedure, number, {
        "part": part, "organisation": organisation, "reason": reason, "replaced": replaced}, as_json, member)


@app.command("pass-on")
def pass_on(procedure: ProcedureArgument, number: NumberArgument,
            to: Annotated[str, typer.Argument(help="The code of the region whose authority sees to it from now on.")],
            as_: AsOption, reason: ReasonOption, home: output.HomeOption = None, as_json: output.JsonOption = False,
            ) -> None:
    """Pass a case on to the authority of another region: upward, downward, sideways or back."""
    common("pass-on", home, as_, procedure, number, {"to": to, "reason": reason}, as_json)


@app.command("consult")
def consult(procedure: ProcedureArgument, number: NumberArgument,
            to: Annotated[str, typer.Argument(help="The code of the region whose authority is asked.")], as_: AsOption,
            text: Annotated[str, typer.Option(help="What is asked.")],
            due: Annotated[str, typer.Option(help="Until which day, as 2026-03-31.")], home: output.HomeOption = None,
            as_json: output.JsonOption = False) -> None:
    """Ask the authority of another region for its opinion, until a day."""
    common("consult", home, as_, procedure, number, {"to": to, "text": text, "due": due}, as_json)


@app.command("advise")
def advise(procedure: ProcedureArgument, number: NumberArgument,
           consultation: Annotated[str, typer.Argument(help="The number of the question, from: plumb case history.")],
           text: Annotated[str, typer.Argument(help="The opinion.")], as_: AsOption, home: output.HomeOption = None,
           as_json: output.JsonOption = False) -> None:
    """Answer a question that another authority asked about its case."""
    common("advise", home, as_, procedure, number, {"consult": consultation, "text": text}, as_json)


@app.command("send")
def send(procedure: ProcedureArgument, number: NumberArgument,
         to: Annotated[str, typer.Argument(help="The instance that gets it, as plumb trust list names it.")],
         region: Annotated[str, typer.Argument(help="The region whose authority sees to it there.")],
         file: Annotated[Path, typer.Argument(help="The package to write.")], as_: AsOption, reason: ReasonOption,
         home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Hand a case to another instance: write its signed package. Nobody acts in it here until it comes back."""
    place = boot.start(home)
    from plumbline.procedures.federation import case_packages

    event = case_packages.send(place, person(as_), procedure, number, to, region, reason, file, at=boot.now())
    say(as_json, {"file": str(file), "event": event.pk if event else None, "to": to},
           [f"{file}: {procedure} {number} for {to}" + ("" if event else ", written again")])


@app.command("mirror")
def mirror(procedure: ProcedureArgument, number: NumberArgument,
           to: Annotated[str, typer.Argument(help="The instance that is told.")],
           file: Annotated[Path, typer.Argument(help="The package to write.")], home: output.HomeOption = None,
           as_json: output.JsonOption = False) -> None:
    """Tell an instance that had a case how it stands, without handing it over."""
    place = boot.start(home)
    from plumbline.procedures.federation import case_packages

    case_packages.mirror(place, procedure, number, to, file, at=boot.now())
    say(as_json, {"file": str(file), "to": to}, [f"{file}: how {procedure} {number} stands, for {to}"])


@app.command("take")
def take(file: Annotated[Path, typer.Argument(help="A package that another instance wrote.")],
         receipt: Annotated[Path | None, typer.Option(help="Write the receipt for who sent it.")] = None,
         home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Take in a case that another instance sent, or how it stands there. It is checked whole first."""
    place = boot.start(home)
    from plumbline.procedures.federation import case_packages

    taken = case_packages.take(place, file, at=boot.now())
    if receipt is not None:
        case_packages.receipt(place, taken.case.procedure, taken.case.number, receipt, at=boot.now())
    say(as_json, {"procedure": taken.case.procedure, "number": taken.case.number, "new": taken.new,
                     "package": taken.sha256, "from": taken.sender},
           [f"{taken.case}: {taken.new} events are new, from {taken.sender}"])


@app.command("receipt")
def receipt(file: Annotated[Path, typer.Argument(help="A receipt that another instance wrote.")],
            home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Keep the receipt of a case that was sent."""
    place = boot.start(home)
    from plumbline.procedures.federation import case_packages

    event = case_packages.acknowledge(place, file, at=boot.now())
    tell(event, f"Kept: the receipt of {event.case}", as_json)


@app.command("link")
def link(procedure: ProcedureArgument, number: NumberArgument,
         part: Annotated[str, typer.Argument(help="The part, one that is held by a link.")], as_: AsOption,
         member: MemberOption = "", days: Annotated[int, typer.Option(help="So many days it opens.")] = 90,
         home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Hand out a link by which somebody without an account has a part. Its address and code are shown this once."""
    place = boot.start(home)
    from plumbline.procedures.casework import links

    event, secret, code = links.give(place, person(as_), procedure, number, part, member=member, days=days,
                                     at=boot.now())
    say(as_json, {"link": event.pk, "address": f"/link/{secret}/", "code": code, "until": event.said["until"]},
           [f"Link {event.pk}, until {event.said['until']}", f"/link/{secret}/", f"Code: {code}"])


@app.command("unlink")
def unlink(procedure: ProcedureArgument, number: NumberArgument,
           link: Annotated[int, typer.Argument(help="The number of the link.")], as_: AsOption,
           home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Take a link back: it opens nothing any more."""
    place = boot.start(home)
    from plumbline.procedures.casework import links

    event = links.revoke(place, person(as_), procedure, number, link, at=boot.now())
    tell(event, f"Taken back: link {link}", as_json)


@app.command("conflict")
def conflict(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, reason: ReasonOption,
             member: MemberOption = "", home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Declare a conflict of interest: this person reads and does nothing in the case any more."""
    common("declare-conflict", home, as_, procedure, number, {"reason": reason}, as_json, member)


@app.command("allow-late")
def allow_late(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, reason: ReasonOption,
               member: MemberOption = "", home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Let what comes after the last day be kept; it is said to be late."""
    common("allow-late", home, as_, procedure, number, {"reason": reason}, as_json, member)


@app.command("go-on")
def go_on(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, reason: ReasonOption,
          home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Decide that a case whose rules changed goes on under the new ones."""
    common("go-on", home, as_, procedure, number, {"reason": reason}, as_json)


@app.command("withdraw")
def withdraw(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, reason: ReasonOption,
             home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Give a case up. What was done stays to be read."""
    common("withdraw", home, as_, procedure, number, {"reason": reason}, as_json)


@app.command("erase-personal")
def erase_personal(procedure: ProcedureArgument, number: NumberArgument, as_: AsOption, reason: ReasonOption,
                   home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Erase all that is personal of what was said in a case. That it was erased stays, with the reason."""
    common("erase-personal", home, as_, procedure, number, {"reason": reason}, as_json)


@app.command("renew")
def renew(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Make the lists of all cases anew from their events, as after the doctor found them otherwise."""
    place = boot.start(home)
    from django.utils import timezone

    from plumbline.procedures.casework import renewing

    count = renewing.renew_all(place, on=timezone.localdate(boot.now()))
    say(as_json, {"cases": count}, [f"Made anew: {count} cases."])


def common(act: str, home: Any, as_: str, procedure: str, number: str, values: Mapping[str, str], as_json: bool,
           member: str = "") -> None:
    """Do an act that every procedure has, and say what it did."""
    place = boot.start(home)
    from plumbline.procedures.casework import dispatch

    event = dispatch.do(place, person(as_), procedure, number, act, values, member=member, at=boot.now())
    tell(event, f"Done: {act}", as_json)


def found(place: Home, user: Any, name: str, number: str) -> Any:
    """A case as a person finds it."""
    from plumbline.procedures.casework import finding, registry

    return finding.find(place, user, registry.procedure(name), number, at=boot.now())


def _values(given: Sequence[str] | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in given or ():
        name, equals, text = each.partition("=")
        if not equals or not name.strip():
            raise RecordError("case.no_value", Text(f"'{each[:60]}' is no NAME=VALUE", f"“{each[:60]}”不是“名称=值”"),
                              where="--field", next_step=Text("Write --field reason='It burns'",
                                                              "例如：“--field reason='有起火危险'”"))
        found[name.strip()] = text
    return found


def tell_many(place: Home, user: Any, name: str, act: str, targets: Sequence[tuple[str, str]],
              values: Mapping[str, str], as_json: bool,
              each: Mapping[tuple[str, str], Mapping[str, str]] | None = None) -> None:
    """Do an act on many, and say what became of each; status 1 where one was left alone."""
    from plumbline.procedures.casework import many

    found = many.act_on(place, user, name, act, targets, values, each=each or {}, at=boot.now())
    told = [{"number": one.number, "member": one.member, "event": one.event.pk if one.event else None,
             "state": one.event.state if one.event else "",
             "error": one.error.as_dict() if one.error else None} for one in found]
    say(as_json, {"procedure": name, "act": act, "done": sum(one.event is not None for one in found),
                  "outcomes": told},
        [f"{' '.join(filter(None, [one.number, one.member]))}: {one.error or 'done'}" for one in found])
    if any(one.error for one in found):
        raise typer.Exit(1)


def tell(event: Any, sentence: str, as_json: bool) -> None:
    """Say what an act did."""
    say(as_json, {"procedure": event.case.procedure, "number": event.case.number, "event": event.pk,
                     "act": event.act, "member": event.member, "state": event.state, "late": event.late,
                     "journal": event.entry.number, "leaf": bytes(event.leaf).hex()}, [sentence])


def say(as_json: bool, document: Mapping[str, Any], lines: Sequence[str]) -> None:
    """Print the document, or the lines."""
    if as_json:
        output.json(document)
        return
    for line in lines or ("Nothing.",):
        output.console().print(line, highlight=False, markup=False)
