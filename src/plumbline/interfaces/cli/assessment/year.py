"""``plumb year``: the assessment year, act by act. Each act is done as somebody, who must hold a part in the year."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from typing import Annotated, Any

import typer

from plumbline.errors import GapsError, NotAllowed
from plumbline.interfaces.cli.assessment.year_gaps import GapsOption, TableOption, list_gaps
from plumbline.interfaces.cli.casework.own import add_acts
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.methods.shared.json_texts import LAID_OUT
from plumbline.procedures.assessment.year.declared_acts import ACTS
from plumbline.text import Text

app = typer.Typer(help="The assessment year: targets, scores, approval, publication, objections.", no_args_is_help=True)
NumberArgument = Annotated[str, typer.Argument(metavar="YEAR", help="The year, such as city-2013-14.")]
RegionArgument = Annotated[str, typer.Argument(help="The region's code.")]
StageArgument = Annotated[str, typer.Argument(help="target, self, department, visit, panel or report.")]
AsOption = Annotated[str, typer.Option("--as", help="Who acts: the name they sign in with.")]
SeeOption = Annotated[str, typer.Option("--as", help="What this person sees (default: everything, as whoever runs "
                                                     "commands here).")]


@app.command("open")
def open_(
    scheme: Annotated[str, typer.Argument(help="The scheme.")],
    year: Annotated[str, typer.Argument(help="The year, as the scheme writes it: 2013, or 2013-14.")],
    region: Annotated[str, typer.Option(help="The region whose authority assesses.")],
    as_: AsOption,
    replacing: Annotated[bool, typer.Option("--replacing", help="A result of the year is published: nobody reads it "
                                                                "while the year runs.")] = False,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Open a year. Its scheme and flow are from now on those in force; who opens it leads it."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import acts as years

    made = years.open_year(place, somebody(as_), scheme, year, region, replacing=replacing, at=boot.now())
    if as_json:
        output.json({"number": made.number, "scheme": made.scheme, "scheme_sha256": made.scheme_sha256,
                     "flow": made.flow, "flow_sha256": made.flow_sha256, "year": made.year, "top": made.top})
        return
    output.console().print(f"The year {made.number} is open. See what is next with: plumb year today")


@app.command("evaluate")
def evaluate(number: NumberArgument, as_: AsOption, with_gaps: GapsOption = False, table: TableOption = None,
             home: output.HomeOption = None,
             as_json: output.JsonOption = False) -> None:
    """Score every region from the answers that count. Nobody reads the result before it is published."""
    place = boot.start(home)
    from plumbline.interfaces.cli.core.grade_table import print_grades
    from plumbline.procedures.assessment.year import approval

    try:
        row, result = approval.evaluated(place, somebody(as_), number, with_gaps=with_gaps, at=boot.now())
    except GapsError as error:
        list_gaps(error, table, quiet=as_json)
        raise
    if as_json:
        before, after = LAID_OUT.around({**output.settled(_event(row)), "document": None}, ("document",))
        output.stream(chain([before], result.whole(LAID_OUT, depth=1), [after]))
        return
    print_grades(result.head, result.each())
    output.console().print(f"Root {row.answer}. It waits for approval: plumb year approve {number}")


@app.command("board")
def board(
    number: Annotated[str, typer.Argument(metavar="[YEAR]", help="The year; without it, the list of years.")] = "",
    as_: SeeOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Where a year stands: its phase, its days, and what each region has done."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import reading

    user, screen = reader(as_), output.console()
    if not number:
        names = [str(one) for one in reading.years(user)]
        if as_json:
            output.json({"years": names})
            return
        screen.print("\n".join(names) or "No year is open. Open one with: plumb year open SCHEME YEAR")
        return
    found = reading.board(place, number, user, on=_today(boot.now()))
    if as_json:
        output.json(found)
        return
    screen.print(f"{number} is {found['phase']}, flow {found['flow']['id']}"
                 + (", and its scheme or flow was changed" if found["changed"] else ""))
    for stage in found["flow"]["stages"]:
        screen.print(f"    {stage['id']}: {stage['opens'] or 'after publication'} to {stage['due'] or '–'}, "
                     f"{stage['part']}")
    for one in found["regions"]:
        states = [f"{id} {each['done']}/{each['of']}" + (" late" if each["late"] else "")
                  + (" overdue" if each["overdue"] else "") for id, each in one["stages"].items()]
        screen.print(f"{one['code']}: {', '.join(states)}")
    for each in found["orders"]:
        screen.print(f"Order {each['number']} to {each['region']}, due {each['due'] or '–'}: {each['state']}"
                     + (", late" if each["late"] else "") + (", overdue" if each["overdue"] else "")
                     + f": {each['text']}")
    for each in found["against"]:
        screen.print(f"Against an evaluation: {each}")


@app.command("today")
def today(as_: SeeOption = "", home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """What waits to be done, in any year, and what is late."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import reading

    found = reading.today(place, reader(as_), on=_today(boot.now()))
    if as_json:
        output.json({"today": found})
        return
    for one in found:
        what = " ".join(each for each in (one["year"], one["stage"], one["region"], one["item"]) if each)
        what += f" of order {one['order']}" if "order" in one else ""
        when = f"by {one['due']}" if one["due"] else "no day"
        output.console().print(f"{what}: {one['part']}, {when}" + (", late" if one["late"] else "")
                               + (", soon" if one["soon"] else ""))
    if not found:
        output.console().print("Nothing waits.")


@app.command("show")
def show(
    number: NumberArgument,
    as_: SeeOption = "",
    region: Annotated[str, typer.Option(help="Only of this region.")] = "",
    item: Annotated[str, typer.Option(help="Only of this item.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """What was stated and decided, side by side: by whom, when, by which clause, why, on what evidence."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import reading

    found = reading.events(place, number, reader(as_), region=region, item=item)
    if as_json:
        output.json({"number": number, "events": found})
        return
    for one in found:
        what = " ".join(each for each in (one["stage"] or one["act"], one["region"], one["item"]) if each)
        marks = [word for word, is_so in (("counts", one["counts"]), ("late", one["late"]),
                                          ("evidence changed since", one["evidence_changed"])) if is_so]
        marks += [f"{one['gaps']} missing"] if one.get("gaps") else []
        screen = output.console()
        screen.print(f"{one['number']} {boot.day_of(one['at'])} {what}: {one['answer'] or one['act']} "
                     f"({', '.join([one['by'] or 'somebody', *marks])})")
        for name in ("clause", "reason"):
            if one[name]:
                screen.print(f"    {name}: {one[name]}")
        if one["evidence"]:
            screen.print(f"    evidence: {', '.join(one['evidence'])}")


@app.command("renew")
def renew(home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Make what the boards of all years hold anew from their events, as after the doctor found them otherwise."""
    boot.start(home)
    from plumbline.procedures.assessment.year import acts as years

    count = years.renew_boards()
    if as_json:
        output.json({"years": count})
    else:
        output.console().print(f"Made anew: {count} years.")


def somebody(name: str) -> Any:
    """Who acts. :raises NotAllowed: for nobody."""
    found = person(name)
    if found is None:
        raise NotAllowed("command.actor_missing", Text("every act of a year is somebody's",
                                                       "年度考核的每项操作都须由具体人员作出"),
                         next_step=Text("Name who acts: --as NAME", "请用--as指明用户名"))
    return found


def reader(name: str) -> Any:
    """Whose eyes: a person's, or those of whoever runs commands."""
    from plumbline.procedures.evidence.attaching import ANYBODY

    return person(name) or ANYBODY


def _today(now: datetime) -> Any:
    from django.utils import timezone

    return timezone.localdate(now)


def _tell(row: Any, sentence: str, as_json: bool) -> None:
    if as_json:
        output.json(_event(row))
    else:
        output.console().print(sentence)


def _event(row: Any) -> dict[str, Any]:
    return {"number": row.pk, "year": row.round.number, "act": row.act, "stage": row.stage, "region": row.region,
            "item": row.item, "answer": row.answer, "late": row.late, "at": row.at, "journal": row.entry.number,
            "leaf": bytes(row.leaf).hex()}


add_acts(app, ACTS, NumberArgument, somebody,
         lambda _home, made, sentence, as_json: _tell(made[-1] if isinstance(made, list) else made, sentence, as_json))
