"""What the acts of an agreement ask and do: who agreed, what is written when it is signed, what becomes of each
commitment. Whoever owes something reports it; the other side, and nobody else, finds that it is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from plumbline.errors import RecordError
from plumbline.methods.standards import commitments
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.standing import WROTE, Board
from plumbline.procedures.casework.writing import Situation
from plumbline.procedures.standards.agreements import names
from plumbline.records.core import kinds, store
from plumbline.text import Text

KEPT = ("what", "party", "checker", "result", "due")
"""What a commitment says of itself before anything is done for it."""


def parties_of(board: Board) -> list[str]:
    """The organisations that are parties, by their codes."""
    return [each for each in board.values.get("parties", "").split(";") if each]


def must_have_parties(asked: Asked) -> None:
    """:raises RecordError: for an agreement of fewer than two."""
    found = set(parties_of(asked.case.board)) if "parties" not in asked.said else {
        each.strip() for each in asked.said["parties"].split(";") if each.strip()}
    if len(found) < 2:
        raise RecordError(
            "agreement.one_party", Text("an agreement has at least two parties", "协议至少应有两方"), where="parties",
            next_step=Text("Name the organisations that sign it, joined by a semicolon",
                           "请填写全部签约方，多个之间用分号分隔"))


def said_by(asked: Asked) -> dict[str, str]:
    """What each party last said since it was asked: its consent by the party's code."""
    found: dict[str, str] = {}
    for event in asked.case.events:
        if event.member:
            continue
        if event.state in names.ASKED:
            found = {}
        elif event.act == names.SAY:
            found[event.organisation] = event.said["consent"]
        elif event.act == names.TAKE_DOWN:
            found[event.said["organisation"]] = event.said["consent"]
    return found


def must_be_agreed(asked: Asked) -> None:
    """:raises RecordError: as long as a party has not agreed since it was last asked."""
    said = said_by(asked)
    left = [each for each in parties_of(asked.case.board) if said.get(each) != names.AGREES]
    if left:
        raise RecordError(
            "agreement.not_agreed", Text(f"not agreed yet: {', '.join(left)}", f"尚未同意的签约方：{'、'.join(left)}"),
            where=asked.case.number, next_step=Text(
                "Wait for them, take down what they wrote, or revise the draft",
                "请等待其答复、代录书面意见，或修改草案"))


def must_be_a_party(asked: Asked) -> Mapping[str, str]:
    """Taking down what a party wrote. :raises RecordError: for an organisation that is none."""
    _party(asked, "organisation", asked.said["organisation"])
    return {}


def must_be_drafting(asked: Asked) -> None:
    """:raises RecordError: for changing what is owed once it was put to the parties."""
    if asked.case.board.case.state != names.DRAFT:
        raise RecordError(
            "agreement.not_in_draft", Text("the agreement is no draft any more", "协议已不处于起草阶段"),
            where=asked.case.number, next_step=Text(
                "Revise the draft first; once it is signed, the other side may move the day or release the commitment",
                "请先退回修改草案；已签订的，由对方同意变更期限或解除承诺"))


def must_be_signed(asked: Asked) -> None:
    """:raises RecordError: for what is owed under an agreement that nobody signed, or that has ended."""
    if asked.case.board.case.state not in (names.SIGNED, names.RENEWING):
        raise RecordError(
            "agreement.not_signed", Text(
                "nothing is owed: the agreement is not in force", "协议尚未生效或已经终止，无需履行"),
            where=asked.case.number, next_step=Text("Wait until it is signed", "请待协议签订后办理"))


def committed(asked: Asked) -> Mapping[str, str]:
    """A commitment is added, or changed. :raises RecordError: where who owes it, or who checks it, is no party, or both
    are the same."""
    known = {**asked.case.board.of.get(asked.member, {}), **asked.said}
    for name in ("party", "checker"):
        if name in known:
            _party(asked, name, known[name])
    if known.get("party") == known.get("checker"):
        raise RecordError(
            "agreement.own_checker", Text("nobody checks what they owe themselves", "承诺方不得核实自己的承诺事项"),
            where="checker", next_step=Text("Name another party", "请另选一方核实"))
    return {}


def must_be_signable(asked: Asked) -> None:
    """:raises RecordError: for a number that is taken, or days that cannot be."""
    if asked.at is None:
        return  # nothing is said yet
    said = asked.said
    if store.current(kinds.get(names.KIND)).filter(number=said[names.NUMBER]).exists():
        raise RecordError("agreement.number_taken", Text(
            f"there is an agreement '{said[names.NUMBER]}' already", f"协议编号“{said[names.NUMBER]}”已被使用"),
            where=names.NUMBER, next_step=Text("Give another number", "请填写其他编号"))
    signed = date.fromisoformat(said["signed_on"])
    _not_ahead(asked, "signed_on", signed)
    _later(said.get("valid_to"), signed, field="valid_to")


def signed(asked: Asked) -> Mapping[str, str]:
    """Write what each party owes from now on; what the event says of it."""
    # Only now: what checks records is heavy, and whoever asks which procedures there are writes none.
    from plumbline.procedures.records import save

    board, number, wrote = asked.case.board, asked.said[names.NUMBER], []
    assert asked.at is not None, "it is done, not only asked about"
    for member, each in board.members.items():
        if each.state != names.STRUCK:
            values = {name: board.of[member][name] for name in KEPT}
            save.keep(names.COMMITMENT, {"agreement": number, "number": member, "region": asked.case.region, **values},
                      at=asked.at, actor=getattr(asked.user, "pk", None), seen=save.NOT_THERE)
            wrote.append(f"{names.COMMITMENT} {number} {member}")
    return {WROTE: "\n".join(wrote)}


def reported(asked: Asked) -> Mapping[str, str]:
    """What is said to be done, and when; today, where nothing is said. :raises RecordError: for a day that cannot
    be."""
    assert asked.at is not None, "it is done, not only asked about"
    done = date.fromisoformat(asked.said["done_on"]) if "done_on" in asked.said else timezone.localdate(asked.at)
    _not_ahead(asked, "done_on", done)
    _later(done.isoformat(), date.fromisoformat(asked.case.board.values["signed_on"]), field="done_on")
    return {"done_on": done.isoformat()}


def due_again(asked: Asked) -> Mapping[str, str]:
    """Where a report was not accepted, the day on which it is due stays what it was."""
    return {"due": asked.case.board.of[asked.member]["due"]}


def reviewed(asked: Asked) -> Mapping[str, str]:
    """How the agreement stands on the day of its review. :raises RecordError: for a day in the future, or before it was
    signed."""
    assert asked.at is not None, "it is done, not only asked about"
    board = asked.case.board
    on = date.fromisoformat(asked.said["reviewed_on"]) if "reviewed_on" in asked.said else timezone.localdate(asked.at)
    _not_ahead(asked, "reviewed_on", on)
    _later(on.isoformat(), date.fromisoformat(board.values["signed_on"]), field="reviewed_on")
    rows = store.current(kinds.get(names.COMMITMENT)).filter(agreement=board.values[names.NUMBER])
    found = commitments.counted(commitments.stands(days_of(row), on) for row in rows)
    return {"reviewed_on": on.isoformat(), "owed": str(sum(found.values()) - found[commitments.RELEASED]),
            "done": str(found[commitments.DONE] + found[commitments.DONE_LATE]), "late": str(found[commitments.LATE])}


def founded(asked: Asked) -> Mapping[str, str]:
    """A body is founded. :raises RecordError: for a day in the future."""
    _not_ahead(asked, "founded_on", date.fromisoformat(asked.said["founded_on"]))
    return {}


def to_renew(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: for a new term that ends before the old one."""
    board = asked.case.board
    row = store.current(kinds.get(names.KIND)).filter(number=board.values[names.NUMBER]).first()
    before = getattr(row, "valid_to", None) or date.fromisoformat(board.values["signed_on"])
    _later(asked.said["new_term"], before, field="new_term")
    return {}


def every_commitment_settled(board: Board) -> Text | None:
    """What is missing before an agreement ends: every commitment is done, released, or said not to be met."""
    left = [member for member, each in board.members.items() if each.state not in names.SETTLED]
    return Text(f"still owed: {', '.join(left)}", f"尚未了结的承诺事项：{'、'.join(left)}") if left else None


def days_of(row: Any) -> commitments.Days:
    """The days of a commitment's record."""
    return commitments.Days(row.due, row.done_on, row.released_on)


def known(kind: str, field: str = "") -> Any:
    """For a record that an act writes anew: the ``field`` as the version that counts has it, so that what somebody
    corrected in the record stays."""
    def of(here: Situation) -> Any:
        asked = {"agreement": here.values[names.NUMBER], "number": here.member} if kind == names.COMMITMENT else {
            "number": here.values[names.NUMBER]}
        row = store.current(kinds.get(kind)).filter(**asked).first()
        return getattr(row, field) if row is not None else here.values.get(field)
    return of


def _party(asked: Asked, field: str, code: str) -> None:
    own = parties_of(asked.case.board)
    if code not in own:
        raise RecordError(
            "agreement.no_party", Text(f"'{code[:80]}' is no party to the agreement", f"“{code[:80]}”不是签约方"),
            where=field, next_step=Text(f"Choose one of: {', '.join(own)}", f"可选：{'、'.join(own)}"))


def _not_ahead(asked: Asked, field: str, day: date) -> None:
    if asked.at is not None and day > timezone.localdate(asked.at):
        raise RecordError("agreement.day_ahead", Text(f"{day} has not come yet", f"{day}尚未到来"), where=field,
                          next_step=Text("Give the day on which it was", "请填写实际发生的日期"))


def _later(said: str | None, than: date, *, field: str) -> None:
    if said and date.fromisoformat(said) < than:
        raise RecordError("agreement.day_before", Text(f"{said} is before {than}", f"{said}早于{than}"), where=field,
                          next_step=Text("Give a later day", "请填写较晚的日期"))
