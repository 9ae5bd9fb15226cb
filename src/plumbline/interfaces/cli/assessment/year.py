"""``plumb year``: the assessment year, act by act. Each act is done as somebody, who must hold a part in the year."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from plumbline.errors import GapsError, NotAllowed
from plumbline.interfaces.cli.assessment.year_gaps import GapsOption, TableOption, list_gaps
from plumbline.interfaces.cli.core import boot, output
from plumbline.interfaces.cli.core.asker import person
from plumbline.text import Text

app = typer.Typer(help="The assessment year: targets, scores, approval, publication, objections.", no_args_is_help=True)
NumberArgument = Annotated[str, typer.Argument(metavar="YEAR", help="The year, such as city-2013-14.")]
RegionArgument = Annotated[str, typer.Argument(help="The region's code.")]
ItemArgument = Annotated[str, typer.Argument(help="The item, such as 1.1.")]
PersonArgument = Annotated[str, typer.Argument(help="The name they sign in with.")]
PartArgument = Annotated[str, typer.Argument(help="assessed, department, visitor, expert, lead or approver.")]
AsOption = Annotated[str, typer.Option("--as", help="Who acts: the name they sign in with.")]
SeeOption = Annotated[str, typer.Option("--as", help="What this person sees (default: everything, as whoever runs "
                                                     "commands here).")]
StageArgument = Annotated[str, typer.Argument(help="target, self, department, visit, panel or report.")]
ReasonOption = Annotated[str, typer.Option(help="Why; it stays beside the act.")]
ItemOption = Annotated[str, typer.Option(help="The item, such as 1.1.")]
OrderOption = Annotated[int | None, typer.Option(help="Of a report: which order it is of, where several wait.")]
DaysOption = Annotated[int | None, typer.Option(help="Days from today in which to report (default: the flow's day).")]


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


@app.command("assign")
def assign(
    number: NumberArgument, who: PersonArgument, part: PartArgument, as_: AsOption,
    region: Annotated[list[str] | None, typer.Option(help="For this region (default: all); may be repeated.")] = None,
    item: Annotated[list[str] | None, typer.Option(help="For this item (default: all); may be repeated.")] = None,
    owner: Annotated[str, typer.Option(help="For the items that this department answers for.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Give a person a part in the year. Whoever leads it does so."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import people

    rows = people.assign(place, somebody(as_), number, who, part, regions=region or (), items=item or (),
                         owner=owner, at=boot.now())
    _tell(rows[-1], f"{who} acts as {part} in {number}.", as_json)


@app.command("release")
def release(number: NumberArgument, who: PersonArgument, part: PartArgument, as_: AsOption, reason: ReasonOption,
            home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Take a part back from a person. What they stated stays."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import people

    row = people.release(place, somebody(as_), number, who, part, reason=reason, at=boot.now())
    _tell(row, f"{who} is no longer {part} in {number}.", as_json)


@app.command("conflict")
def conflict(
    number: NumberArgument, as_: AsOption, reason: ReasonOption,
    region: Annotated[str, typer.Option(help="The region it touches (default: all).")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Declare a conflict of interest: from now on nothing of the region is read or scored by this person."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import people

    row = people.declare_conflict(place, somebody(as_), number, region=region, reason=reason, at=boot.now())
    _tell(row, f"{as_} reads and scores nothing of {region or 'any region'} in {number}.", as_json)


@app.command("allow")
def allow(
    number: NumberArgument, region: RegionArgument, as_: AsOption, reason: ReasonOption,
    stage: Annotated[str, typer.Argument(help="The stage that is over.")],
    order: OrderOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Let a region's statements in a stage come late. They are kept, and said to be late."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import people

    row = people.allow_late(place, somebody(as_), number, stage, region, reason=reason, order=order, at=boot.now())
    _tell(row, f"What comes late for {region} in the stage {stage} is kept, as late.", as_json)


@app.command("cancel")
def cancel(number: NumberArgument, as_: AsOption, reason: ReasonOption, home: output.HomeOption = None,
           as_json: output.JsonOption = False) -> None:
    """Cancel a year that was opened by mistake, before it publishes anything. What was stated stays to be read."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import people

    row = people.cancel(place, somebody(as_), number, reason=reason, at=boot.now())
    _tell(row, f"The year {number} is cancelled.", as_json)


@app.command("go-on")
def go_on(number: NumberArgument, as_: AsOption, reason: ReasonOption, home: output.HomeOption = None,
          as_json: output.JsonOption = False) -> None:
    """Decide that the year goes on although its scheme or flow was changed."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import people

    row = people.go_on(place, somebody(as_), number, reason=reason, at=boot.now())
    _tell(row, f"{number} goes on with the scheme and flow as they are now.", as_json)


@app.command("file")
def file(
    number: NumberArgument,
    stage: StageArgument,
    region: RegionArgument,
    answer: Annotated[str, typer.Argument(help="The answer as the item's rule takes it; words for targets, reports.")],
    as_: AsOption,
    item: ItemOption = "",
    reason: ReasonOption = "",
    clause: Annotated[str, typer.Option(help="The clause it rests on (default: the item's).")] = "",
    order: OrderOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """State something in a stage: a target, a self-evaluation, a score, what a visit found, a report."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import statements

    row = statements.state(place, somebody(as_), number, stage, region, answer, item=item, reason=reason,
                           clause=clause, order=order, at=boot.now())
    _tell(row, f"Kept: {stage} of {region}{f', item {item}' if item else ''}{', late' if row.late else ''}.", as_json)


@app.command("close")
def close(number: NumberArgument, region: RegionArgument, item: ItemArgument, as_: AsOption, reason: ReasonOption,
          home: output.HomeOption = None, as_json: output.JsonOption = False) -> None:
    """Wait for no more experts on an item: the scores there are lie open."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import statements

    row = statements.close_panel(place, somebody(as_), number, region, item, reason=reason, at=boot.now())
    _tell(row, f"The panel on item {item} of {region} is closed.", as_json)


@app.command("agree")
def agree(
    number: NumberArgument, region: RegionArgument, item: ItemArgument,
    score: Annotated[str, typer.Argument(help="What the panel agreed on, such as 78.")],
    as_: AsOption, reason: ReasonOption,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Record what experts who disagreed agreed on. It counts in place of their scores, which stay."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import statements

    row = statements.agree(place, somebody(as_), number, region, item, score, reason=reason, at=boot.now())
    _tell(row, f"The panel agreed on {score} for item {item} of {region}.", as_json)


@app.command("evaluate")
def evaluate(number: NumberArgument, as_: AsOption, with_gaps: GapsOption = False, table: TableOption = None,
             home: output.HomeOption = None,
             as_json: output.JsonOption = False) -> None:
    """Score every region from the answers that count. Nobody reads the result before it is published."""
    place = boot.start(home)
    from plumbline.interfaces.cli.core.grade_table import print_grades
    from plumbline.procedures.assessment.year import approval

    try:
        row = approval.evaluate(place, somebody(as_), number, with_gaps=with_gaps, at=boot.now())
    except GapsError as error:
        list_gaps(error, table, quiet=as_json)
        raise
    if as_json:
        output.json(_event(row) | {"document": row.document})
        return
    print_grades(row.document)
    output.console().print(f"Root {row.answer}. It waits for approval: plumb year approve {number}")


@app.command("approve")
def approve(number: NumberArgument, as_: AsOption, reason: ReasonOption = "", home: output.HomeOption = None,
            as_json: output.JsonOption = False) -> None:
    """Approve the evaluation. Not whoever made it, and nobody twice."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import approval

    row = approval.approve(place, somebody(as_), number, reason=reason, at=boot.now())
    _tell(row, f"{as_} approved the evaluation with root {row.answer}.", as_json)


@app.command("publish")
def publish(number: NumberArgument, as_: AsOption, home: output.HomeOption = None,
            as_json: output.JsonOption = False) -> None:
    """Publish what was approved. The year is locked; a correction is a new version beside it."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import approval

    row = approval.publish(place, somebody(as_), number, at=boot.now())
    _tell(row, f"{number} is published, root {row.answer}.", as_json)


@app.command("object")
def object_(
    number: NumberArgument, region: RegionArgument,
    text: Annotated[str, typer.Argument(help="What is wrong, and why.")],
    as_: AsOption,
    item: ItemOption = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Object to a published result, for the region one acts for."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import approval

    row = approval.object_to(place, somebody(as_), number, region, text, item=item, at=boot.now())
    _tell(row, f"Objection {row.pk} of {region} is kept.", as_json)


@app.command("answer")
def answer(
    number: NumberArgument,
    objection: Annotated[int, typer.Argument(help="The objection's number, from: plumb year show")],
    as_: AsOption, reason: ReasonOption,
    upheld: Annotated[bool, typer.Option("--upheld/--dismissed", help="Whether the objection is right.")],
    item: ItemOption = "",
    correct: Annotated[str, typer.Option(help="Upheld: the right answer to the item.")] = "",
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Answer an objection. One that is upheld is evaluated, approved and published anew."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import approval

    row = approval.rule_on(place, somebody(as_), number, objection, upheld=upheld, reason=reason, item=item,
                           answer=correct, at=boot.now())
    _tell(row, f"Objection {objection} is {row.answer}."
          + (f" Evaluate anew: plumb year evaluate {number}" if upheld else ""), as_json)


@app.command("order")
def order(
    number: NumberArgument, region: RegionArgument,
    text: Annotated[str, typer.Argument(help="What is to be rectified.")],
    as_: AsOption,
    days: DaysOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Order a region to rectify something and to report. Each order owes a report, by a last day of its own."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import approval

    row = approval.order(place, somebody(as_), number, region, text, days=days, at=boot.now())
    due = row.entry.detail.get("due", "")
    _tell(row, f"{region} is to rectify and report{f' by {due}' if due else ''}: plumb year file {number} report "
               f"{region} \"...\" --order {row.pk}", as_json)


@app.command("judge")
def judge(
    number: NumberArgument,
    order: Annotated[int, typer.Argument(help="The order whose report it is, from: plumb year board")],
    as_: AsOption,
    accepted: Annotated[bool, typer.Option("--accepted/--returned", help="Whether the report will do.")],
    reason: ReasonOption = "",
    days: DaysOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Accept the report of an order, or return it with a reason: it is then due again."""
    place = boot.start(home)
    from plumbline.procedures.assessment.year import approval

    row = approval.judge(place, somebody(as_), number, order, accepted=accepted, reason=reason, days=days,
                         at=boot.now())
    due = row.entry.detail.get("due", "")
    _tell(row, f"The report of order {order} is {row.answer}" + (f", and due again by {due}." if due else "."), as_json)


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
        screen.print(f"{one['number']} {one['at']:%Y-%m-%d} {what}: {one['answer'] or one['act']} "
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
