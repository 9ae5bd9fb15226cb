"""What the acts of a sample look at and give, beyond what they say themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.standing import Board, due_of
from plumbline.procedures.surveillance.samples import names, reading, refusals
from plumbline.records.core import kinds, store
from plumbline.rulebook.calendars.calendars import calendar
from plumbline.text import Text

YES = "true"
MOST_TOLD = 4000


def taken(asked: Asked) -> Mapping[str, str]:
    """Of the act that opens the case: its day, its lot, its backup. What the register does not know is kept as it was
    written, and told."""
    said, on = asked.said, asked.case.on
    day = date.fromisoformat(said["sampled_on"])
    if day > on:
        raise refusals.not_yet("sampled_on", day)
    if "keep_until" in said and date.fromisoformat(said["keep_until"]) < day:
        raise refusals.backup_day_before(date.fromisoformat(said["keep_until"]), day)
    if said.get("backup") == YES and "keep_until" not in said:
        raise refusals.backup_without_day()
    lot = _known("lot", said.get("lot", ""))
    if lot is not None and said.get("product", lot.product) != lot.product:
        raise refusals.lot_of_another(said["lot"], lot.product)
    return {"lot_unknown": YES if said.get("lot") and lot is None else "",
            "product_unknown": YES if said.get("product") and _known("product", said["product"]) is None else ""}


def portions(asked: Asked) -> list[tuple[str, Mapping[str, str]]]:
    """What is done at once after a sample was taken: its portions are named, each with its seal."""
    said = asked.said
    first = {"portion": names.FIRST, "seal": said["seal"], "quantity": said.get("quantity", "")}
    found = [(names.PORTION, first)]
    if said.get("backup") == YES:
        found.append((names.BACKUP, {
            "portion": names.SECOND, "seal": said.get("backup_seal") or said["seal"], "keep_until": said["keep_until"],
            "holder": said.get("kept_by", "")}))
    return [(act, {name: text for name, text in values.items() if text}) for act, values in found]


def may_send(asked: Asked) -> None:
    """Whether a backup may leave its place: for a confirming test that was granted, to a laboratory that had no other
    portion."""
    board = asked.case.board
    if board.case.state != names.RETEST:
        raise refusals.no_retest()
    for portion in board.members if asked.said else ():
        if portion != asked.member and reading.laboratory_of(board, portion) == asked.said["laboratory"]:
            raise refusals.same_laboratory(asked.said["laboratory"], portion)


def sent(asked: Asked) -> Mapping[str, str]:
    """Whether the backup was kept longer than it is good for."""
    until = date.fromisoformat(asked.case.board.of[asked.member]["keep_until"])
    return {"past_keeping": YES if asked.case.on > until else ""}


def may_release(asked: Asked) -> None:
    """Whether nobody can still ask for the backup."""
    board = asked.case.board
    if board.case.state in (names.TESTING, names.NOTIFIED, names.OBJECTED, names.RETEST):
        raise refusals.kept_still(date.fromisoformat(board.of[asked.member]["keep_until"]))


def tested(asked: Asked) -> Mapping[str, str]:
    """A test is of a day on which there was a sample, and has come. One from before the portion was received, or of a
    parameter that was not ordered, is kept and told."""
    board, day = asked.case.board, date.fromisoformat(asked.said["tested_on"])
    first = date.fromisoformat(board.values["sampled_on"])
    if day < first:
        raise refusals.before_sample(day, first)
    if day > asked.case.on:
        raise refusals.not_yet("tested_on", day)
    since, ordered = board.at(asked.member).since, reading.parameters(board, asked.member)
    return {"before_receipt": YES if since is not None and day < timezone.localdate(since) else "",
            "not_ordered": YES if ordered and asked.said["parameter"] not in ordered else ""}


def finished(asked: Asked) -> Mapping[str, str]:
    """The testing of a portion ends when all that was ordered has a result, and with the verdict that follows."""
    board, own = asked.case.board, reading.newest(reading.tests(asked.case.events), asked.member)
    left = [each for each in reading.parameters(board, asked.member) if each not in own]
    if left or not own:
        raise refusals.parameters_untested(left)
    failed = [each.parameter for each in own.values() if each.verdict == names.FAIL]
    if (asked.said["verdict"] == names.FAIL) is not bool(failed):
        raise refusals.verdict_differs(failed)
    return {}


def may_notify(asked: Asked) -> None:
    """Whether there is a result, and no broken seal on which nobody decided."""
    board = asked.case.board
    if broken := reading.in_state(board, names.BROKEN):
        raise refusals.seal_undecided(broken)
    if not reading.in_state(board, names.TESTED):
        raise refusals.not_tested()


def notified(asked: Asked) -> Mapping[str, str]:
    """What the firm is told: the verdict, and every test."""
    board = asked.case.board
    portion = reading.in_state(board, names.TESTED)[0]
    return {"verdict": board.of[portion]["verdict"], "results": told(asked)}


def told(asked: Asked) -> str:
    """Every test so far, in words of both languages."""
    lines = [f"{each.portion}{each.attempt} {each.parameter}: {each.value} {each.unit}".rstrip()
             + (f" ({each.limit})" if each.limit else "") + f" {_VERDICTS[each.verdict]}"
             for each in reading.tests(asked.case.events)]
    return "; ".join(lines)[:MOST_TOLD]


def objected(asked: Asked) -> Mapping[str, str]:
    """An objection beside another is held to the same last day; one on paper to the day on which it came."""
    came = date.fromisoformat(asked.said["received_on"]) if "received_on" in asked.said else asked.case.on
    if came > asked.case.on:
        raise refusals.not_yet("received_on", came)
    until = last_day(asked)
    if until is not None and came > until and not (
            asked.case.board.case.state == names.NOTIFIED and "received_on" not in asked.said):
        raise refusals.objection_late(came, until)
    return {}


def last_day(asked: Asked) -> date | None:
    """The last day for objections: that of the stay in which the firm was notified."""
    case = asked.case
    standing = next((each for each in (case.board.case, *reversed(case.board.case.left))
                     if each.state == names.NOTIFIED), None)
    if standing is None or standing.since is None:
        return None
    due = due_of(case.procedure, case.procedure.machine()[names.NOTIFIED], standing,
                 calendar(case.home, case.procedure.calendar), timezone.localdate(standing.since))
    return due.day if due is not None else None


def may_decide(asked: Asked) -> None:
    """Whether there is something to decide by, and the decision is what the test says that stands."""
    board = asked.case.board
    acts = [each.act for each in asked.case.events]
    if board.case.state == names.NOTIFIED and board.values["verdict"] == names.FAIL and not all_accepted(asked):
        raise refusals.objections_run(last_day(asked))
    backups = [each for each in board.members if reading.is_backup(board, each)]
    if board.case.state == names.RETEST and any(
            board.at(each).state in (names.KEPT, *names.UNDER_WAY) for each in backups) and not any(
            board.at(each).state == names.TESTED for each in backups):
        raise refusals.retest_waits()
    if not asked.said:
        return
    stands, rule = asked.said["stands"], asked.said["rule"]
    if stands not in board.members or board.at(stands).state != names.TESTED:
        raise refusals.stands_untested(stands)
    verdict, second = board.of[stands]["verdict"], reading.is_backup(board, stands)
    fits = {
        "passed": verdict == names.PASS and not second, "unopposed": "no-objection" in acts,
        "accepted": all_accepted(asked), "unfounded": names.UNFOUNDED in acts,
        names.BY_RETEST: second and names.GRANT in acts, "no-retest": names.GRANT in acts and not any(
            board.at(each).state == names.TESTED for each in backups)}
    if not fits[rule] or second is not (rule == names.BY_RETEST):
        raise refusals.rule_unfit()
    if asked.said["result"] != verdict:
        raise refusals.result_differs(verdict, stands)


def may_publish(asked: Asked) -> None:
    """Asked of the whole case, so that every test of every portion is there to be written. A seal that was found broken
    since is decided on first."""
    if broken := reading.in_state(asked.case.board, names.BROKEN):
        raise refusals.seal_undecided(broken)


def all_accepted(asked: Asked) -> bool:
    """Whether every firm that was notified accepted the result."""
    asked_of = set(asked.case.board.values.get("notified", "").split(";")) - {""}
    return bool(asked_of) and asked_of <= {
        each.organisation for each in asked.case.events if each.act == names.ACCEPT}


def left_over(board: Board) -> Text | None:
    """A case is not closed while a portion is kept or under way: nobody would watch it any more."""
    left = reading.in_state(board, names.SEALED, names.KEPT, *names.UNDER_WAY)
    if not left:
        return None
    return Text(f"kept or under way still: {', '.join(left)}", f"仍在保存或流转中的样品：{'、'.join(left)}")


def _known(kind: str, code: str) -> Any:
    return store.current(kinds.get(kind)).filter(code=code).first() if code else None


_VERDICTS = {"pass": "合格/pass", "fail": "不合格/fail", "reports": "仅报告/reported"}
