"""Flows: the stages of an assessment year, who acts in each and until when. Text, dated and cited.

Shipped flows lie in ``rulebook/data/flows``, an authority's own in ``rulebook/flows/`` of its data directory; its
file of an id replaces the shipped one of that id. docs/rulebook.md explains every key.
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.assessment.flows.flow import ANCHORS, BY_ITEM, NEEDED, PARTS, STAGES, Anchor, Flow, Stage
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.exact_tables import ID, SchemeTable, no_id
from plumbline.rulebook.core.faults import Faulty, Loaded, id_in
from plumbline.rulebook.core.files import own_files, shipped_files
from plumbline.rulebook.core.toml_text import read
from plumbline.text import Citation, Text, written_day

FLOW_KEYS = ("id", "title", "meaning", "source", "valid_from", "valid_to", "approvals", "prefer", "stage")
STAGE_KEYS = ("id", "title", "part", "evidence", "opens", "due", "source")
ANCHOR_KEYS = ("on", "days")
FARTHEST = 40_000
MOST_APPROVALS = 9


@kept("flows")
def load_flows(home: Home | None) -> Loaded[Flow]:
    """Every flow by id: the shipped ones, replaced by those ``home`` has. A faulty file is told among the ``faults``,
    and no shipped flow takes its place."""
    found: dict[str, Flow] = {}
    faults: list[Faulty] = []
    for files in (shipped_files("flows"), own_files(home, "flows", faults)):
        here: dict[str, Flow] = {}
        for name, text in files:
            try:
                flow = parse_flow(name, text)
                if flow.id in here:
                    raise _twice(flow.id, name, here[flow.id].file)
            except RulebookError as error:
                faults.append(Faulty(name, error, (id_in(text) or name,)))
                continue
            here[flow.id] = flow
        found.update(here)
    lost = {id for fault in faults for id in fault.ids}
    return Loaded({id: flow for id, flow in sorted(found.items()) if id not in lost}, faults)


def _twice(id: str, file: str, other: str) -> RulebookError:
    return RulebookError("flow.twice", Text(f"two files hold the flow '{id}'", f"两个文件都是流程“{id}”"), where=file,
                         why=Text(f"The other is {other}", f"另一个是{other}"),
                         next_step=Text("Give one of them another id", "请为其中一个另取编号"))


def flow_for(flows: dict[str, Flow], id: str, year: Period, where: str) -> Flow:
    """The flow a scheme names, or the newest that applies where it names none (``id`` is empty). ``where`` names the
    scheme. :raises RulebookError: if there is none."""
    if id:
        if isinstance(flows, Loaded):
            flows.want(id)
        if id not in flows:
            raise RulebookError("flow.unknown", Text(f"there is no flow '{id}'", f"没有流程“{id}”"), where=where,
                                next_step=suggest(id, list(flows)))
        return flows[id]
    fitting = [flow for flow in flows.values()
               if flow.valid_from <= year.first and (flow.valid_to is None or year.first <= flow.valid_to)]
    if not fitting:
        if isinstance(flows, Loaded):
            flows.sound()  # the one that is missing may be the one that cannot be read
        raise RulebookError("flow.none_applies",
                            Text(f"no flow applies to a year that begins on {year.first}",
                                 f"没有适用于自{written_day(year.first, 'zh')}开始的年度的流程"), where=where,
                            next_step=Text('Name one in the scheme: flow = "..."', '请在方案中写明流程：flow = "..."'))
    return max(fitting, key=lambda flow: (flow.valid_from, flow.id))


@kept_by_text
def parse_flow(file: str, text: str) -> Flow:
    """The flow in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    raw = read(text, file)
    table = SchemeTable(raw, file)
    table.only(FLOW_KEYS)
    id = table.text("id")
    if not ID.fullmatch(id):
        raise no_id(table, id)
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
        raise part.missing("days", Text("Write days = 15, say", "例如：days = 15"))
    return Anchor(part.choice("on", ANCHORS), part.integer("days", -FARTHEST, FARTHEST, 15))


def _whole(table: SchemeTable, stages: tuple[Stage, ...]) -> None:
    ids = [stage.id for stage in stages]
    for id in NEEDED:
        if id not in ids:
            raise table.wrong("stage", "flow.stage_missing", Text(f"the stage '{id}' is missing", f"缺少环节“{id}”"),
                              next_step=Text("A year cannot be finished without it", "缺少该环节，考核年度无法完成"))
    if ids != [id for id in STAGES if id in ids]:
        raise table.wrong("stage", "flow.stages_disordered",
                          Text("the stages are out of order, or one is there twice", "环节顺序有误或重复"),
                          next_step=Text(f"Write them in this order: {', '.join(STAGES)}",
                                         f"请按此顺序填写：{'、'.join(STAGES)}"))
    for stage in stages:
        if stage.opens.on == stage.due.on and stage.opens.days > stage.due.days:
            raise table.wrong(f"stage {stage.id}: due", "flow.due_too_early",
                              Text("it is due before it opens", "截止早于开始"))


def _prefer(table: SchemeTable, stages: tuple[Stage, ...]) -> tuple[str, ...]:
    given, here = table.raw.get("prefer"), [stage.id for stage in stages if stage.id in BY_ITEM]
    if not isinstance(given, list) or sorted(map(str, given)) != sorted(here):
        raise table.wrong("prefer", "flow.prefer_incomplete",
                          Text("this does not name each stage that answers items once", "未将每个填报环节各列一次"),
                          next_step=Text(f"Write these, the one that counts first: {', '.join(here)}",
                                         f"请列出以下环节，优先者在前：{'、'.join(here)}"))
    return tuple(given)
