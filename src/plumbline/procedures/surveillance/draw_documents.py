"""The two documents of a draw: the commitment, published before its round, and the draw, which follows from it.

Both are made from what lies in the folder and from nothing else, so whoever has the folder makes them anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from plumbline.errors import MethodError, RecordError
from plumbline.home import Home
from plumbline.methods.shared.moments import in_utc
from plumbline.methods.surveillance import draw_witnesses
from plumbline.methods.surveillance.beacons import Beacon
from plumbline.methods.surveillance.draw_frames import Frame
from plumbline.methods.surveillance.draw_inspectors import Inspector, assign
from plumbline.methods.surveillance.draws import all_ruled, draw
from plumbline.procedures.surveillance.draw_inspector_tables import inspectors_text, recusals_text, sha256_of
from plumbline.procedures.surveillance.draw_rehearsing import drawn_document
from plumbline.rulebook.surveillance.beacon_files import beacon
from plumbline.rulebook.surveillance.draw_plans import InspectorsPlan, Plan
from plumbline.text import Text

COMMITMENT, DRAW = "plumbline-draw-commitment/1", "plumbline-draw/1"
DRAWN, FALLEN = "drawn", "fallen"
MOMENT = "%Y-%m-%dT%H:%M:%SZ"
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """What a draw rests on: its plan, with the hash of the file, its frame, and its inspectors, if any are drawn."""

    plan: Plan
    plan_sha256: str
    frame: Frame
    inspectors: tuple[Inspector, ...] = ()


def written(document: Document) -> bytes:
    """``document`` as it is written, and hashed."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def sha256_hex(content: bytes) -> str:
    """Its SHA-256, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def moment(text: str, where: str = "at") -> datetime:
    """The moment that is written as ``2026-12-01T09:00:00+08:00``. :raises RecordError: if it is none, or does not say
    how far it is from UTC."""
    try:
        found = datetime.fromisoformat(text.strip())
        in_utc(found)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or "T" not in text.upper().replace(" ", "T") or found.microsecond:
        raise RecordError("draw.no_moment", Text(f"'{text}' is no moment with its distance from UTC",
                                                 f"“{text}”不是带时区的时刻"), where=where, next_step=Text(
                                                     "Write it as 2026-12-01T09:00:00+08:00, or with Z for UTC",
                                                     "请写作2026-12-01T09:00:00+08:00，协调世界时以Z结尾"))
    return found.astimezone(UTC)


def commitment_of(home: Home | None, given: Given, at: datetime) -> Document:
    """What is published at ``at``, before anybody can know the randomness.

    :raises PlumblineError: if a class has no ratio, or the round is past or nearer than the plan's margin.
    """
    plan, frame = given.plan, given.frame
    all_ruled(frame, plan.ratios)
    found: Document = {
        "format": COMMITMENT, "id": plan.id, "title": plan.title.as_dict(), "at": at.strftime(MOMENT),
        "plan_sha256": given.plan_sha256, "frame_sha256": frame.sha256, "objects": frame.counts,
        "ratios": {of: str(ratio) for of, ratio in sorted(plan.ratios.items())},
        "margin_minutes": int(plan.margin.total_seconds()) // 60,
    }
    found |= _of_beacon(beacon(home, plan.beacon), plan, at) if plan.beacon else _of_witnesses(plan, at)
    if plan.next_date is not None:
        found["next_date"] = plan.next_date.isoformat()
    if plan.inspectors is not None:
        found["inspectors"] = of_inspectors(given, plan.inspectors)
    return found


def of_inspectors(given: Given, plan: InspectorsPlan) -> Document:
    """What a commitment says of the inspectors."""
    return {"count": len(given.inspectors), "each": plan.each, "sha256": sha256_of(inspectors_text(given.inspectors)),
            "recusals_sha256": sha256_of(recusals_text(given.inspectors))}


def in_time(due: datetime, at: datetime, given: Plan) -> None:
    """:raises RecordError: if what is committed to at ``at`` is past then, or nearer than the plan's margin."""
    if at >= due:
        raise RecordError("draw.round_past", Text(
            f"the randomness of {due.strftime(MOMENT)} is public at {at.strftime(MOMENT)} already",
            f"{due.strftime(MOMENT)}的随机数在{at.strftime(MOMENT)}已经公开"), where="at", why=Text(
                "Who commits to a draw when its result can be known could choose it",
                "结果已可得知时才作承诺，等于可以挑选结果"),
            next_step=Text("Name a later round in the plan", "请在方案中另定更晚的轮次"))
    if at + given.margin > due:
        raise RecordError("draw.round_too_soon", Text(
            f"the randomness of {due.strftime(MOMENT)} comes less than {given.margin.total_seconds() / 60:.0f} minutes "
            f"after {at.strftime(MOMENT)}",
            f"{due.strftime(MOMENT)}距{at.strftime(MOMENT)}不足{given.margin.total_seconds() / 60:.0f}分钟"),
            where="at",
            why=Text("The plan's margin gives everybody the time to see the commitment before",
                     "方案规定的间隔，用于让各方在此之前看到承诺"),
            next_step=Text("Name a later round in the plan", "请在方案中另定更晚的轮次"))


def _of_beacon(by: Beacon, plan: Plan, at: datetime) -> Document:
    round = plan.round or by.first_from(plan.draw_at or at + plan.margin)
    due = by.time(round)
    in_time(due, at, plan)
    return {"beacon": {"id": by.id, "scheme": by.scheme, "public_key": by.public_key.hex(), "genesis": by.genesis,
                       "period": by.period, "tag": by.tag}, "round": round, "round_time": due.strftime(MOMENT)}


def _of_witnesses(plan: Plan, at: datetime) -> Document:
    assert plan.reveal_by is not None
    due = plan.reveal_by.astimezone(UTC)
    in_time(due, at, plan)
    return {"witnesses": [{"name": each.name, "commitment": each.commitment} for each in plan.witnesses],
            "reveal_by": due.strftime(MOMENT)}


def draw_of(home: Home | None, given: Given, commitment: bytes, round: int, signature: str = "",
            reveals: Mapping[str, str] | None = None) -> Document:
    """What follows from the commitment once its randomness is public.

    :raises PlumblineError: if the signature is not that of the round, or a reveal is missing or not what was committed.
    """
    plan, frame = given.plan, given.frame
    found: Document = {"format": DRAW, "outcome": DRAWN, "id": plan.id, "commitment_sha256": sha256_hex(commitment),
                       "frame_sha256": frame.sha256}
    if plan.beacon:
        randomness = beacon(home, plan.beacon).randomness(round, signature)
        found |= {"round": round, "signature": signature.strip().lower()}
    else:
        told = reveals or {}
        if missing := draw_witnesses.check(plan.witnesses, told):
            raise unrevealed(missing, plan)
        randomness = draw_witnesses.randomness(plan.witnesses, told)
        found |= {"reveals": _reveals(plan, told)}
    drawn = draw(frame, plan.ratios, randomness)
    found |= {"randomness": randomness.hex(), **drawn_document(drawn), "order": list(drawn.order)}
    if plan.inspectors is not None:
        assigned = assign(frame, drawn, given.inspectors, randomness, plan.inspectors.each)
        found |= {"inspectors": {object: list(ids) for object, ids in assigned.inspectors.items()},
                  "too_few": assigned.too_few}
    return found | {"rehearsal": False}


def fallen(given: Given, commitment: bytes, reveals: Mapping[str, str], at: datetime) -> Document:
    """That a draw fell to its next date, because at ``at``, when the time to reveal was over, somebody had not.

    :raises PlumblineError: if the time is not over, everybody has revealed, or what is revealed is wrong.
    """
    plan = given.plan
    missing = draw_witnesses.check(plan.witnesses, reveals)
    assert plan.reveal_by is not None
    assert plan.next_date is not None
    if not missing or at < plan.reveal_by:
        raise RecordError("draw.not_fallen", Text("the draw does not fall to its next date", "不属于改期的情形"),
                          why=Text("Everybody has revealed" if not missing else "The time to reveal is not over",
            "见证人均已揭示" if not missing else "揭示尚未截止"),
            next_step=Text("Draw with all reveals", "请用全部揭示值抽取"))
    return {"format": DRAW, "outcome": FALLEN, "id": plan.id, "commitment_sha256": sha256_hex(commitment),
            "frame_sha256": given.frame.sha256, "at": at.strftime(MOMENT), "reveals": _reveals(plan, reveals),
            "unrevealed": list(missing), "next_date": plan.next_date.isoformat(), "rehearsal": False}


def unrevealed(missing: tuple[str, ...], plan: Plan) -> MethodError:
    """That ``missing`` have not revealed, so that there is no draw."""
    assert plan.next_date is not None
    return MethodError("draw.not_revealed", Text(
        f"{', '.join(missing)} did not reveal, so nothing is drawn", f"{'、'.join(missing)}未揭示，因此不作抽取"),
        why=Text("A draw without one of the witnesses would be another draw, and somebody's choice",
            "缺少任一见证人，抽取结果即不同，等于由人选择"), next_step=Text(
                f"Ask them until the time is over; then say so with --at, and draw on {plan.next_date}",
                f"截止前请催促；截止后请用--at记录，并于{plan.next_date}另行抽取"))


def _reveals(plan: Plan, told: Mapping[str, str]) -> Document:
    return {each.name: told[each.name].strip().lower() for each in plan.witnesses if each.name in told}
