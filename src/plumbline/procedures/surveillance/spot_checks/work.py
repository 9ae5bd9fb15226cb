"""What the acts of a spot check do besides, and what must be so before them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from plumbline import unfinished
from plumbline.errors import NotAllowed, RecordError
from plumbline.procedures.casework import common_acts, holding
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.surveillance import draw_folders as folders
from plumbline.procedures.surveillance.draw_documents import moment
from plumbline.procedures.surveillance.spot_checks import directories, files, inspectors, plans, witnesses
from plumbline.procedures.surveillance.spot_checks.drawn import drawn_by
from plumbline.procedures.surveillance.spot_checks.files import DIRECTORY, SEAL
from plumbline.records.core.cases import CaseEvent, CaseSummary
from plumbline.records.core.people import User
from plumbline.records.core.region_trees import tree
from plumbline.records.core.visibility import may_keep
from plumbline.text import Text

KEY_BYTES = 32


def opened(asked: Asked) -> Mapping[str, str]:
    """Nothing more; ratios and shares are looked at before anything rests on them."""
    plans.must_be_sound(asked.said)
    return {}


def must_be_above(asked: Asked) -> None:
    """:raises NotAllowed: to who does not see to the region above; of a region without one, anybody else notes it."""
    case = asked.case
    now = tree().at(case.on)
    above = now.ancestors(case.region) if case.region in now else ()
    kind = holding.kind_of(case.procedure)
    if above and not any(may_keep(asked.user, kind, each) for each in above):
        raise NotAllowed("spot_check.not_above", Text("the plan is noted by the authority above",
                                                      "备案由上级机关办理"), where=case.number,
                         next_step=Text("Ask an officer of the region above; once the days have passed, go on without",
                                        "请上级机关人员办理；期限届满的，可继续办理"))


def must_be_noted_before(asked: Asked) -> None:
    """:raises RecordError: where no batch of this region under the same annual plan was noted above."""
    case = asked.case
    batches = CaseSummary.objects.filter(procedure=case.procedure.name, member="", region=case.row.region)
    noted = CaseEvent.objects.filter(case__in=batches.values("case"), act__in=("note", "note-by-time"))
    opened = CaseEvent.objects.filter(case__in=noted.values("case"), act="open")
    plan = case.board.values["plan"]
    if not any(said.get("plan") == plan for said in opened.values_list("said", flat=True)):
        raise RecordError("spot_check.not_filed", Text("no earlier batch of this annual plan was filed above",
                                                       "该年度计划尚无已备案的批次"), where=plan[:80],
                          next_step=Text("File the plan with the authority above", "请将计划报上级机关备案"))


def given_directory(asked: Asked) -> Mapping[str, str]:
    """Keep the directory that was given; what is said of it is its hash, and how many there are of each class."""
    return _kept(directories.read(asked.said["directory"], asked.case.region, _day(asked)))


def made_directory(asked: Asked) -> Mapping[str, str]:
    """The same, of the directory that the records make."""
    return _kept(directories.of_records(asked.case.region, _day(asked)))


def _kept(directory: directories.Directory) -> Mapping[str, str]:
    counts = directory.frame("").counts
    return {"directory": "", DIRECTORY: files.keep(directory.text), "objects": str(len(directory.objects)),
            "by_class": "; ".join(f"{of} {count:,}" for of, count in counts.items())}


def given_inspectors(asked: Asked) -> Mapping[str, str]:
    """Keep both tables of inspectors."""
    said, case = asked.said, asked.case
    load = int(said.get("load") or plans.LOAD)
    found = inspectors.read(said["inspectors"], said.get("recusals", ""), load, case.procedure.column, case.region)
    first, second = inspectors.tables(found, "")
    return {"inspectors": "", "recusals": "", "load": str(load), "inspector_count": str(len(found)),
            files.INSPECTORS_TABLE: files.keep(first), files.RECUSALS_TABLE: files.keep(second)}


def must_be_ready(asked: Asked) -> None:
    """:raises RecordError: where a directory is missing."""
    values = asked.case.board.values
    for name, what in ((DIRECTORY, Text("objects", "检查对象名录")),
                       (files.INSPECTORS_TABLE, Text("inspectors", "执法检查人员名录"))):
        if not values.get(name):
            raise RecordError("spot_check.no_directory", Text(f"the directory of {what.en} is missing",
                                                              f"缺少{what.zh}"), where=asked.case.number,
                              next_step=Text("Give it first", "请先提供"))


def committed(asked: Asked) -> Mapping[str, str]:
    """Commit to the draw: what is said of it are the hashes of the files of its folder, and its round.

    :raises PlumblineError: for a round that is past or too near, and what does not keep within the ceiling."""
    assert asked.at is not None
    case, values = asked.case, asked.case.board.values
    directory = directories.kept(values[DIRECTORY])
    by_witnesses = bool(asked.said.get("reveal_by"))
    if by_witnesses:
        witnesses.must_all_have_committed(values)
    key = "" if values.get("open_list") == "true" else secrets.token_hex(KEY_BYTES)
    frame = directory.frame(key)
    plans.must_keep_within(values, frame)
    who = inspectors.with_interests(inspectors.kept(values), directory, _day(asked))
    with unfinished.scratch_folder() as scratch:
        for name, content in ((folders.PLAN, plans.plan_text(case.number, values, asked.said)),
                              (folders.FRAME, b"id,class\n" + frame.text.encode()),
                              *zip((folders.INSPECTORS, folders.RECUSALS), inspectors.tables(who, key), strict=True)):
            (scratch / name).write_bytes(content)
        document = folders.commit(case.home, scratch / folders.PLAN, scratch / folders.FRAME,
                                  asked.at.replace(microsecond=0), scratch / "draw")
        hashes = files.keep_folder(scratch / "draw")
    due = document["reveal_by"] if by_witnesses else document["round_time"]
    witnesses.must_be_due(values, moment(due), _day(asked))
    told = {"reveal_by": due, "round": ""} if by_witnesses else {"round": str(document["round"]), "round_time": due}
    return {**hashes, **({SEAL: files.keep(key.encode())} if key else {}), **told, "draw_at": "",
            witnesses.SOURCE: witnesses.WITNESSES if by_witnesses else witnesses.BEACON}


def drawn(asked: Asked) -> Mapping[str, str]:
    """Draw, by the signature of the round or by what the witnesses revealed. :raises PlumblineError: for a signature
    that is not, a witness who has not revealed, a frame that is no more the one committed to, or a last day that has
    passed."""
    case, said = asked.case, asked.said
    if date.fromisoformat(said["due"]) < _day(asked):
        raise RecordError("spot_check.due_past", Text("the last day for inspecting has passed", "检查期限已过"),
                          where="due", next_step=Text("Give a day to come", "请填写今后的日期"))
    values = case.board.values
    by_witnesses = witnesses.by_witnesses(values)
    if not by_witnesses and not said.get("signature"):
        raise RecordError("spot_check.no_signature", Text("the signature of the round is missing", "未填写该轮签名"),
                          where="signature", next_step=Text("Give it as the beacon published it",
                                                            "请按信标公布的内容填写"))
    with files.folder(values) as place:
        document = folders.run(case.home, place, signature=said.get("signature", ""),
                               reveals=witnesses.said_by(values, witnesses.REVEALS) if by_witnesses else None)
        hashes = files.keep_folder(place)
    return {**hashes, "randomness": document["randomness"], "drawn": str(document["total"]),
            "drawn_on": _day(asked).isoformat()}


def task(asked: Asked) -> Mapping[str, str]:
    """What is known of a task that was drawn. :raises RecordError: for an object that was not."""
    case, object = asked.case, asked.said["object"]
    found = drawn_by(case.board.values).tasks.get(object) if case.board.case.state == "drawn" else None
    if found is None:
        raise RecordError("spot_check.not_drawn", Text(f"'{object[:60]}' was not drawn", f"“{object[:60]}”未被抽中"),
                          where=case.number, why=Text("Whom a spot check reaches follows from the draw alone",
                                                      "抽查对象只能由抽取结果确定"),
                          next_step=Text("Look at the result of the draw", "请查看抽取结果"))
    return {**found.said, "due": case.board.values["due"]}


def must_have_no_interest(asked: Asked) -> None:
    """A condition of giving somebody a task. :raises PlumblineError: for the case as a whole, and to whom the object
    belongs, or who was recused from it."""
    case, member = asked.case, asked.said["member"]
    if not member:
        raise RecordError("spot_check.each_task", Text("an inspector is given tasks, one by one",
                                                       "检查人员须按任务逐项指派"), where=case.number,
                          next_step=Text("Name the task", "请指明任务"))
    person = common_acts.person_given(asked)
    values = case.board.values
    if inspectors.may_not_inspect(person, member, values, directories.kept(values[DIRECTORY]), _day(asked)):
        raise conflicted(case.number, member, person)


def taken_up(asked: Asked) -> Mapping[str, str]:
    """The answer that counts: that which decides, unless another is named with a reason. :raises PlumblineError: for
    one of an inspector to whom the object belongs."""
    case, said = asked.case, asked.said
    (member,) = case.board.members
    standing = case.board.at(member)
    answered = standing.said.get("result", "")
    result = said.get("result") or answered
    if result != answered and not said.get("reason"):
        raise RecordError("spot_check.another_result", Text(
            "another result than the one that was answered needs a reason", "采用与检查答复不同的结果，须说明理由"),
            where="reason", next_step=Text("Give the reason, or take the answer as it is", "请填写理由，或按答复采用"))
    by = User.objects.filter(pk=standing.actor or 0).first()
    directory = directories.kept(case.board.values[DIRECTORY])
    if by is not None and inspectors.has_interest(by, member, directory, _day(asked)):
        raise conflicted(case.number, member, by)
    assert standing.since is not None
    return {"result": result, "inspected_on": timezone.localdate(standing.since).isoformat()}


def must_be_published(asked: Asked) -> Mapping[str, str]:
    """Nothing more. :raises RecordError: as long as the case is not published."""
    case = asked.case
    if case.board.case.state != "published":
        raise RecordError("spot_check.not_published", Text("the results are published all together",
                                                           "检查结果须统一公示"), where=case.number,
                          next_step=Text("Finish all tasks, then publish the case", "请在全部任务办结后公示"))
    return {}


def conflicted(number: str, object: str, person: User) -> NotAllowed:
    """That ``person`` may not inspect ``object``."""
    return NotAllowed("spot_check.own_firm", Text(
        f"{person.username} may not inspect {object[:60]}", f"{person.username}不得检查{object[:60]}"),
        where=f"{number} {object[:60]}", why=Text("It is theirs, or they were recused from it",
                                                  "该对象与其有利害关系，或已列入回避名单"),
        next_step=Text("Give the task to another inspector", "请改派其他检查人员"))


def _day(asked: Asked) -> date:
    return timezone.localdate(asked.at) if asked.at is not None else asked.case.on
