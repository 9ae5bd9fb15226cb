"""What the acts of a project do beside going on: its steps by level, the days for comments, the review's votes, who
drafted in which rank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from plumbline.errors import NotAllowed, RecordError
from plumbline.methods.standards import voting
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.standing import Board, who_did
from plumbline.procedures.standards.projects import drafts
from plumbline.procedures.standards.projects.names import COMMENTING, DECIDING, OPEN
from plumbline.records.core import kinds, store
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.standards.project_files import LEVELS, LevelRule, ProjectRules, project_rules
from plumbline.text import Text, written_day

NOTHING: Mapping[str, str] = {}
MOST_NAMED = 10


def rules_of(asked: Asked) -> ProjectRules:
    """The rules in force on the day of an act."""
    return project_rules(asked.case.home, asked.case.on)


def level_of(asked: Asked) -> LevelRule:
    """What holds for the level of the project's standard."""
    return rules_of(asked).levels[asked.case.board.values["level"]]


def proposed(asked: Asked) -> Mapping[str, str]:
    """A project is proposed. :raises RecordError: for a level of which no standard is made here."""
    if (level := asked.said["level"]) not in LEVELS:
        raise RecordError("project.level", Text(
            f"a standard of this level is not made here: {vocabularies.title('standard-level', level).en}",
            f"此处不制定该级别的标准：{vocabularies.title('standard-level', level).zh}"), where="level",
            next_step=Text("Choose national, industry, local, group or enterprise",
                           "请选择国家标准、行业标准、地方标准、团体标准或企业标准"))
    return NOTHING


def must_have_plan(asked: Asked) -> None:
    """:raises RecordError: where standards of this level need no plan that is approved."""
    if not level_of(asked).plan:
        raise RecordError("project.no_plan_needed", Text(
            "a standard of this level needs no plan that somebody approves", "该级别的标准无需审批立项计划"),
            where=asked.case.number, next_step=Text("Begin to draft it", "请使用“开始起草”"))


def must_need_no_plan(asked: Asked) -> None:
    """:raises RecordError: where standards of this level need a plan."""
    if level_of(asked).plan:
        raise RecordError("project.plan_needed", Text("a standard of this level is drafted once its plan is approved",
                                                      "该级别的标准须先批准立项计划"), where=asked.case.number,
                          next_step=Text("Hand in the plan", "请先提交计划"))


def with_drafters(asked: Asked) -> Mapping[str, str]:
    """Who drafts, in their rank: each line of ``drafting`` names an organisation by its code or its name. :raises
    RecordError: for one that is not registered, is named by several, or stands there twice."""
    lines = [" ".join(line.split()) for line in asked.said.get("drafting", "").splitlines() if line.strip()]
    rows = store.current(kinds.get("organisation"))
    found: list[str] = []
    for place, line in enumerate(lines, 1):
        code = rows.filter(code=line).values_list("code", flat=True).first()
        named = [code] if code is not None else list(rows.filter(name=line).values_list("code", flat=True)[:2])
        if len(named) != 1:
            raise RecordError(
                "project.drafter_unknown", Text(f"line {place}: there is no organisation '{line[:60]}'" if not named
                                                else f"line {place}: several organisations are called '{line[:60]}'",
                                                f"第{place}行：没有登记单位“{line[:60]}”" if not named
                                                else f"第{place}行：名称“{line[:60]}”对应多个单位"),
                where="drafting", next_step=Text("Give its code, or register it first",
                                                 "请填写单位代码，或先登记该单位"))
        if named[0] in found:
            raise RecordError("project.drafter_twice", Text(f"line {place}: '{line[:60]}' stands there already",
                                                            f"第{place}行：“{line[:60]}”重复"), where="drafting",
                              next_step=Text("Name each once, in the order of their ranks",
                                             "请按排名顺序列出，每个单位一次"))
        found.append(named[0])
    return {"drafting": "\n".join(found), "drafters": ";".join(sorted(found))}


def must_take_comments(asked: Asked) -> None:
    """:raises RecordError: where nobody is asked to comment on standards of this level."""
    if not level_of(asked).comments:
        raise RecordError("project.no_comments", Text(
            "nobody outside is asked to comment on a standard of this level", "该级别的标准不公开征求意见"),
            where=asked.case.number, next_step=Text("Go on to the review", "请使用“不征求意见，送审”"))


def must_take_none(asked: Asked) -> None:
    """:raises RecordError: where comments must be asked for."""
    if level_of(asked).comments:
        raise RecordError("project.comments_needed", Text(
            "everybody may comment on a standard of this level before it is reviewed", "该级别的标准须先公开征求意见"),
            where=asked.case.number, next_step=Text("Open it for comments", "请使用“公开征求意见”"))


def opened_for_comments(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: for fewer days than the rule gives, and without a draft that everybody can read."""
    days = level_of(asked).least(asked.case.board.values.get("force", ""))
    first = asked.case.on + timedelta(days=days)
    if date.fromisoformat(asked.said["closes_on"]) < first:
        raise RecordError("project.comment_days", Text(
            f"comments are taken for at least {days} days: until {written_day(first, 'en')}",
            f"征求意见期限不少于{days}日，应至{written_day(first, 'zh')}"), where="closes_on",
            why=Text(f"By {level_of(asked).source}", f"依据{level_of(asked).source}"),
            next_step=Text("Give that day, or a later one", "请填写该日或更晚的日期"))
    if not drafts.public(asked.case.number):
        raise RecordError("project.no_draft", Text("there is no draft that everybody can read",
                                                   "尚未附可公开的征求意见稿"), where=asked.case.number,
                          next_step=Text("Attach the draft, and say that everybody may see it",
                                         "请附上征求意见稿，并设为公开"))
    return NOTHING


def extended(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: for a day that is no later than the one that stands."""
    if asked.said["closes_on"] <= asked.case.board.values["closes_on"]:
        raise RecordError("project.not_later",
                          Text("comments are taken until that day already", "原截止日期不早于该日"),
                          where="closes_on", next_step=Text("Give a later day", "请填写更晚的日期"))
    return NOTHING


def undecided(board: Board) -> list[str]:
    """The comments on which nothing is decided, in their order."""
    return [name for name, each in board.members.items() if each.state == OPEN]


def every_comment_decided(board: Board) -> Text | None:
    """What is missing before a draft is reviewed: something is decided on each comment."""
    left = undecided(board)
    if not left:
        return None
    named, more = left[:MOST_NAMED], len(left) > MOST_NAMED
    return Text(f"{len(left)} comments are not decided: {', '.join(named)}{' …' if more else ''}",
                f"尚有{len(left)}条意见未处理：{'、'.join(named)}{'等' if more else ''}")


def comment_added(asked: Asked) -> Mapping[str, str]:
    """A comment is taken down. :raises RecordError: once the comments are being reviewed, or before any were asked
    for."""
    if asked.case.board.case.state not in (COMMENTING, DECIDING):
        raise _not_open(asked)
    return NOTHING


def comment_sent(asked: Asked) -> Mapping[str, str]:
    """Somebody sends a comment. :raises RecordError: before comments are asked for, and after the last day."""
    board = asked.case.board
    if board.case.state != COMMENTING or asked.case.on > date.fromisoformat(board.values["closes_on"]):
        raise _not_open(asked)
    return NOTHING


def _not_open(asked: Asked) -> RecordError:
    return RecordError("project.not_open", Text("comments are not taken now", "目前不接受意见"),
                       where=asked.case.number, next_step=Text("Look at the page of the project for its days",
                                                               "请查看项目页面的征求意见期限"))


def decided(asked: Asked) -> Mapping[str, str]:
    """What is decided on a comment. :raises RecordError: without a reason where it is not adopted as it is, and once
    the draft is under review."""
    if asked.case.board.case.state not in (COMMENTING, DECIDING):
        raise RecordError("project.decided_before", Text("the comments are settled, and the draft is under review",
                                                         "意见处理已结束，标准已送审"), where=asked.case.number,
                          next_step=Text("Have the draft returned first", "请先退回修改"))
    if asked.said["decision"] != "adopted" and not asked.said.get("reason"):
        raise RecordError("project.no_reason", Text("it is not said why the comment is not adopted as it is",
                                                    "未采纳或部分采纳的意见须说明理由"), where="reason",
                          next_step=Text("Give the reason", "请填写理由"))
    return NOTHING


def must_pass(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: for votes by which the draft does not pass."""
    found = voting.outcome(_vote(asked.said), rules_of(asked).vote)
    if not found.passed:
        raise RecordError("project.not_passed", Text("by these votes the draft does not pass",
                                                     "按该表决结果，标准送审稿未通过审查"), where="in_favour",
                          why=found.why, next_step=Text("Say that it did not pass", "请使用“审查未通过，退回修改”"))
    return NOTHING


def must_fail(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: for votes by which the draft passes."""
    if voting.outcome(_vote(asked.said), rules_of(asked).vote).passed:
        raise RecordError("project.passed",
                          Text("by these votes the draft passes", "按该表决结果，标准送审稿已通过审查"),
                          where="in_favour", next_step=Text("Say that it passed", "请使用“审查通过”"))
    return NOTHING


def _vote(said: Mapping[str, str]) -> voting.Vote:
    return voting.Vote(*(int(said.get(name, "0")) for name in ("invited", "in_favour", "against", "abstained")))


def must_be_another(asked: Asked) -> None:
    """Who approves handed in no draft. That nobody approves who acts for an organisation that drafted is so in every
    case: who acts for a party to it acts in no other part. :raises NotAllowed: to who did."""
    user, events = asked.user, asked.case.events
    if user is not None and any(each.act == "submit-draft" and who_did(each) == user.pk for each in events):
        raise NotAllowed("project.own_draft", Text("you handed in the draft, so somebody else approves it",
                                                   "您提交了该标准草案，须由他人批准"), where=asked.case.number,
                         next_step=Text("Ask a colleague", "请由其他人员办理"))


def drafters(values: Mapping[str, str]) -> list[str]:
    """The organisations that draft, in their rank."""
    return [line for line in values.get("drafting", "").splitlines() if line]


def roles(values: Mapping[str, Any]) -> list[tuple[str, int, str]]:
    """Each organisation that drafted, with its rank and the role that follows from that: the first led it; the others
    drafted a new standard, or revised one that was."""
    other = "revised" if values.get("replaces") else "drafted"
    return [(code, rank, "led" if rank == 1 else other) for rank, code in enumerate(drafters(values), 1)]
