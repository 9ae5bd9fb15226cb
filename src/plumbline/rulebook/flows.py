"""Flows: the stages of an assessment year, who acts in each and until when. Text, dated and cited.

Shipped flows lie in ``rulebook/flows/*.toml``, an authority's own in ``rulebook/flows/`` of its data directory; its
file of an id replaces the shipped one of that id. docs/rulebook.md explains every key.
"""

from __future__ import annotations

import tomllib
from hashlib import sha256

import msgspec

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.assessment.flow import ANCHORS, BY_ITEM, NEEDED, PARTS, STAGES, Anchor, Flow, Stage
from plumbline.methods.periods import Period
from plumbline.rulebook.files import own_files, shipped_files
from plumbline.rulebook.refusals import suggest
from plumbline.rulebook.scheme_files import ID, SchemeTable
from plumbline.text import Citation

FLOW_KEYS = ("id", "title", "meaning", "source", "valid_from", "valid_to", "approvals", "prefer", "stage")
STAGE_KEYS = ("id", "title", "part", "evidence", "opens", "due", "source")
ANCHOR_KEYS = ("on", "days")
FARTHEST = 40_000
MOST_APPROVALS = 9


def load_flows(home: Home | None) -> dict[str, Flow]:
    """Every flow by id: the shipped ones, replaced by those ``home`` has. :raises RulebookError: for a fault."""
    found: dict[str, Flow] = {}
    for files in (shipped_files("flows"), own_files(home, "flows")):
        here: dict[str, Flow] = {}
        for name, text in files:
            flow = parse_flow(name, text)
            if flow.id in here:
                raise RulebookError(f"two files hold the flow '{flow.id}'", where=name,
                                    why=f"The other is {here[flow.id].file}", next_step="Give one of them another id")
            here[flow.id] = flow
        found.update(here)
    return dict(sorted(found.items()))


def flow_for(flows: dict[str, Flow], id: str, year: Period, where: str) -> Flow:
    """The flow a scheme names, or the newest that applies where it names none (``id`` is empty). ``where`` names the
    scheme. :raises RulebookError: if there is none."""
    if id:
        if id not in flows:
            raise RulebookError(f"there is no flow '{id}'", where=where, next_step=suggest(id, list(flows)))
        return flows[id]
    fitting = [flow for flow in flows.values()
               if flow.valid_from <= year.first and (flow.valid_to is None or year.first <= flow.valid_to)]
    if not fitting:
        raise RulebookError(f"no flow applies to a year that begins on {year.first}", where=where,
                            next_step="Name one in the scheme: flow = \"...\"")
    return max(fitting, key=lambda flow: (flow.valid_from, flow.id))


def parse_flow(file: str, text: str) -> Flow:
    """The flow in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulebookError("this is not valid TOML", where=file, why=str(error),
                            next_step="Mend the line it names") from error
    table = SchemeTable(raw, file)
    table.only(FLOW_KEYS)
    id = table.text("id")
    if not ID.fullmatch(id):
        raise table.wrong("id", f"'{id}' is no id", next_step="Use small letters, digits, - and .")
    cites = table.citation("source")
    stages = tuple(_stage(part, cites) for part in table.parts("stage"))
    _whole(table, stages)
    last = table.day("valid_to") if "valid_to" in table else None
    return Flow(
        id=id, title=table.words("title"), meaning=table.words("meaning"), cites=cites,
        valid_from=table.day("valid_from"), valid_to=last, approvals=table.integer("approvals", 1, MOST_APPROVALS, 2),
        prefer=_prefer(table, stages), stages=stages, file=file,
        sha256=sha256(msgspec.json.encode(raw, order="sorted")).hexdigest(),
    )


def _stage(table: SchemeTable, cites: Citation) -> Stage:
    table.only(STAGE_KEYS)
    return Stage(
        id=table.choice("id", STAGES), title=table.words("title"), part=table.choice("part", PARTS),
        evidence=table.flag("evidence"), opens=_anchor(table, "opens"), due=_anchor(table, "due"),
        cites=table.citation("source") if "source" in table else cites,
    )


def _anchor(table: SchemeTable, key: str) -> Anchor:
    part = table.sub(key)
    part.only(ANCHOR_KEYS)
    if "days" not in part:
        raise part.wrong("days", "this is missing", next_step="Write days = 15, say")
    return Anchor(part.choice("on", ANCHORS), part.integer("days", -FARTHEST, FARTHEST, 15))


def _whole(table: SchemeTable, stages: tuple[Stage, ...]) -> None:
    ids = [stage.id for stage in stages]
    for id in NEEDED:
        if id not in ids:
            raise table.wrong("stage", f"the stage '{id}' is missing", next_step="A year cannot be finished without it")
    if ids != [id for id in STAGES if id in ids]:
        raise table.wrong("stage", "the stages are out of order, or one is there twice",
                          next_step=f"Write them in this order: {', '.join(STAGES)}")
    for stage in stages:
        if stage.opens.on == stage.due.on and stage.opens.days > stage.due.days:
            raise table.wrong(f"stage {stage.id}: due", "it is due before it opens")


def _prefer(table: SchemeTable, stages: tuple[Stage, ...]) -> tuple[str, ...]:
    given, here = table.raw.get("prefer"), [stage.id for stage in stages if stage.id in BY_ITEM]
    if not isinstance(given, list) or sorted(map(str, given)) != sorted(here):
        raise table.wrong("prefer", "this does not name each stage that answers items once",
                          next_step=f"Write these, the one that counts first: {', '.join(here)}")
    return tuple(given)
