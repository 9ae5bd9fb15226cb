"""``plumb draw``: draws that anybody can repeat."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from plumbline.errors import RecordError
from plumbline.interfaces.cli.core import output
from plumbline.interfaces.cli.core.own_rules import own
from plumbline.interfaces.cli.surveillance.batch import Batched, BatchOption, answer
from plumbline.methods.surveillance.draw_witnesses import reveals_of
from plumbline.text import Text

app = typer.Typer(help="Draws that anybody can repeat: a frame, ratios, and a beacon's randomness.",
                  no_args_is_help=True)
BETWEEN = re.compile(r"[\s,;]+")
ROUND = re.compile(r"[0-9]{1,18}")
BeaconOption = Annotated[str, typer.Option("--beacon", help="The beacon, as the rulebook names it.")]
EncodingOption = Annotated[str, typer.Option("--encoding", help="How the text of the frame is encoded, such as "
                                                                "gb18030, where it cannot be told.")]
QUICKNET = "drand-quicknet"


def add_to(program: typer.Typer) -> None:
    """Add this module's commands."""
    program.add_typer(app, name="draw")


@app.callback()
def _draw() -> None:
    """Draws that anybody can repeat: a frame, ratios, and a beacon's randomness."""


@app.command("beacon", cls=Batched)
def beacon_(
    round: Annotated[str, typer.Option(help="The number of the round.")],
    signature: Annotated[str, typer.Option(help="Its signature, in hexadecimal digits.")],
    beacon: BeaconOption = QUICKNET,
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Check that a signature is that of a round, and tell the round's time and randomness."""
    from plumbline.procedures.surveillance.draw_rehearsing import of_round

    found = of_round(own(home), numbered(round), signature, beacon)
    answer(found, as_json, lambda: output.console().print(
        f"Round {found['round']} of {found['time']}: the signature is right.\nRandomness: {found['randomness']}",
        highlight=False, markup=False))


@app.command("commit", cls=Batched)
def commit(
    plan: Annotated[Path, typer.Argument(help="The plan: a TOML file.")],
    frame: Annotated[Path, typer.Option(help="The frame: CSV with the columns id and class.")],
    at: Annotated[str, typer.Option(help="The time of the commitment, as 2026-12-01T09:00:00+08:00.")],
    out: Annotated[Path, typer.Option(help="The folder to write, a new one.")],
    encoding: EncodingOption = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Commit to a draw: its rule, its frame and a future round. Publish the hash before the round's time."""
    from plumbline.procedures.surveillance import draw_documents, draw_folders

    found = draw_folders.commit(own(home), plan, frame, draw_documents.moment(at), out, encoding)
    answer(found, as_json, lambda: output.console().print(
        f"{sum(found['objects'].values()):,} objects, frame {found['frame_sha256']}\n"
        + (f"Round {found['round']} of {found['round_time']}" if "round" in found
           else f"{len(found['witnesses'])} witnesses, who reveal until {found['reveal_by']}")
        + f"\nPublish now: {found['commitment_sha256']}", highlight=False, markup=False))


@app.command("run", cls=Batched)
def run(
    dir: Annotated[list[str] | None, typer.Argument(
        metavar="[DIR] [CLASS=RATIO]...", help="The folder of a commitment; in a rehearsal, more ratios.")] = None,
    frame: Annotated[Path | None, typer.Option(help="The frame: CSV with the columns id and class. Without a folder, "
                                                    "this is a rehearsal.")] = None,
    ratio: Annotated[list[str] | None, typer.Option(help="CLASS=RATIO, such as A=1/50, 2%, 0.02 or 1; for each class "
                                                         "one.")] = None,
    round: Annotated[str, typer.Option(help="The round of the beacon.")] = "",
    signature: Annotated[str, typer.Option(help="The round's signature, in hexadecimal digits.")] = "",
    reveal: Annotated[list[str] | None, typer.Option(help="WITNESS=HEX: what a witness reveals; for each one.")] = None,
    at: Annotated[str, typer.Option(help="The time, where witnesses have not revealed until their time was over: the "
                                         "draw then falls to its next date.")] = "",
    beacon: BeaconOption = QUICKNET,
    encoding: EncodingOption = "",
    batch: BatchOption = None,
    home: output.HomeOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Draw by a commitment, into its folder; with --frame and --ratio, rehearse a draw without a commitment."""
    from plumbline.procedures.surveillance import draw_folders, draw_rehearsing
    from plumbline.procedures.surveillance.draw_documents import moment

    folders = [each for each in dir or () if "=" not in each or frame is None]
    ratios = pairs([*(ratio or ()), *(each for each in dir or () if each not in folders)])
    if len(folders) > 1 or (folders and ratios):
        raise RecordError("draw.one_of_two", Text("a draw has one folder, and its ratios are those of its plan",
                                                  "一次抽取对应一个文件夹，其比例以方案为准"), next_step=Text(
                              "Give a folder, or --frame with ratios", "请给出文件夹，或给出--frame和比例"))
    if folders:
        found = draw_folders.run(
            own(home), Path(folders[0]), signature=signature, reveals=reveals_of(reveal or ()), frame_file=frame,
            round=numbered(round) if round else None, at=moment(at) if at else None, encoding=encoding)
    else:
        if frame is None:
            raise wanted("frame")
        for name, value in (("round", round), ("signature", signature)):
            if not value:
                raise wanted(name)
        found = draw_rehearsing.rehearse(own(home), frame, ratios, numbered(round), signature, beacon, encoding)
    answer(found, as_json, lambda: _say(found))


def pairs(given: list[str]) -> list[str]:
    """The ratios in ``given``, of which each may hold several."""
    return [pair for each in given for pair in ([each] if each.count("=") == 1 else BETWEEN.split(each.strip()))]


def numbered(round: str) -> int:
    """The number of a round. :raises RecordError: if it is none."""
    if not ROUND.fullmatch(round.strip()):
        raise RecordError("beacon.no_round", Text(f"'{round}' is no number of a round", f"“{round}”不是轮次"),
                          where="round", next_step=Text("Rounds are numbered from 1", "轮次自1起编号"))
    return int(round)


def wanted(name: str) -> RecordError:
    """That the option ``name`` has to be given."""
    return RecordError("draw.option_missing", Text(f"--{name} is missing", f"缺少--{name}"), where=name,
                       next_step=Text("See: plumb draw run --help", "请查看：plumb draw run --help"))


def _say(found: dict[str, Any]) -> None:
    screen = output.console()
    lines = [f"Frame {found['frame_sha256']}"]
    if found.get("outcome") == "fallen":
        lines.append(f"Nothing is drawn: {', '.join(found['unrevealed'])} did not reveal. The draw falls to "
                     f"{found['next_date']}.")
    else:
        lines.append((f"Round {found['round']}, randomness" if "round" in found else "Randomness")
                     + f" {found['randomness']}")
        for of, ids in found["drawn"].items():
            lines += [f"{of}: {len(ids):,} drawn", "    " + " ".join(ids)]
        lines += [f"    {object}: {', '.join(ids)}" for object, ids in found.get("inspectors", {}).items()]
        lines += [f"    {object}: too few inspectors ({many}), nobody is chosen"
                  for object, many in found.get("too_few", {}).items()]
        lines.append(f"{found['total']:,} drawn in all" + (" (a rehearsal)" if found["rehearsal"] else ""))
    screen.print("\n".join(lines), highlight=False, markup=False)
